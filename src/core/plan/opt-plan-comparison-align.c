/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-comparison-private.h"

#include <string.h>

/* Chains are aligned in pieces of so many nodes: the table of a piece is their square. */
#define PIECE 256

/* How much is gained by matching the two; 0: they do different things. */
static guint
weigh (const OptPlanMark *a, const OptPlanMark *b)
{
  gboolean same_type = strcmp (a->node->type, b->node->type) == 0;
  gboolean is_top = a->node->relationship == b->node->relationship;
  gboolean same_part = a->is_partial == b->is_partial;

  if (a->role != b->role || (a->role == OPT_PLAN_ROLE_OTHER && !same_type))
    return 0;

  return 8 + (same_type ? 3 : 0) + (a->detail == b->detail ? 3 : 0) + (is_top ? 1 : 0)
         + (same_part ? 2 : 0);
}

static void
align_piece (OptPlanMark **a, guint n_a, OptPlanMark **b, guint n_b)
{
  guint width = n_b + 1;
  g_autofree guint *best = g_new0 (guint, (n_a + 1) * width);
  guint i = 0;
  guint j = 0;

  /* best[i][j]: what can be gained from a[i…] and b[j…] */
  for (guint x = n_a; x > 0; x--)
    {
      for (guint y = n_b; y > 0; y--)
        {
          guint gain = weigh (a[x - 1], b[y - 1]);
          guint with = gain > 0 ? gain + best[x * width + y] : 0;
          guint without = MAX (best[x * width + y - 1], best[(x - 1) * width + y]);

          best[(x - 1) * width + y - 1] = MAX (with, without);
        }
    }

  while (i < n_a && j < n_b)
    {
      guint here = best[i * width + j];
      guint gain = weigh (a[i], b[j]);

      if (gain > 0 && here == gain + best[(i + 1) * width + j + 1])
        {
          a[i]->match = b[j]->node;
          b[j]->match = a[i]->node;
          i++;
          j++;
        }
      else if (here == best[(i + 1) * width + j])
        i++;
      else
        j++;
    }
}

static gboolean
are_alike (const OptPlanMark *a, const OptPlanMark *b)
{
  return strcmp (a->node->type, b->node->type) == 0 && a->detail == b->detail;
}

/*
 * opt_plan_comparison_align:
 * @first: (element-type OptPlanMark): nodes of the first plan, each above the one before
 * @second: (element-type OptPlanMark): likewise of the second
 *
 * Matches those that do the same, in their order, so that most is matched.
 */
void
opt_plan_comparison_align (OptPlanComparison *self, GPtrArray *first, GPtrArray *second)
{
  OptPlanMark **a = (OptPlanMark **) first->pdata;
  OptPlanMark **b = (OptPlanMark **) second->pdata;
  guint n_a = first->len;
  guint n_b = second->len;

  /* What is the same at the bottom needs no table. */
  for (; n_a > 0 && n_b > 0 && are_alike (*a, *b); a++, b++, n_a--, n_b--)
    {
      (*a)->match = (*b)->node;
      (*b)->match = (*a)->node;
    }

  while (n_a > 0 && n_b > 0)
    {
      guint piece_a = MIN (n_a, PIECE);
      guint piece_b = MIN (n_b, PIECE);

      align_piece (a, piece_a, b, piece_b);
      a += piece_a;
      b += piece_b;
      n_a -= piece_a;
      n_b -= piece_b;
    }
}
