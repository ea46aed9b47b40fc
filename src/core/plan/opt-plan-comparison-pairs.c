/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-comparison-private.h"

#include <math.h>

static void
fill (OptPlanComparison *self, OptPlanPair *pair, guint side, OptPlanMark *mark)
{
  OptPlanNode *node = mark->node;

  pair->nodes[side] = node;
  pair->sums[side] = mark->sum;
  pair->rows[side] = node->rows * node->loops;
  mark->pair = self->pairs->len;
}

static OptPlanPair
make_nothing (OptPlanComparison *self)
{
  OptPlanPair pair = { 0 };

  for (guint side = 0; side < 2; side++)
    {
      pair.sums[side] = opt_plan_side_get_nothing (&self->sides[side]);
      pair.rows[side] = opt_plan_has_rows (self->sides[side].plan) ? 0 : NAN;
    }

  return pair;
}

/*
 * opt_plan_comparison_join_pairs:
 *
 * Puts the two plans side by side: each in its order where they agree. Where they don't, a node of
 * the first waits for its match in the second.
 */
void
opt_plan_comparison_join_pairs (OptPlanComparison *self)
{
  const OptPlanSide *sides = self->sides;
  const OptPlanPair nothing = make_nothing (self);
  guint i = 0;
  guint j = 0;

  while (i < sides[0].n || j < sides[1].n)
    {
      OptPlanMark *a = i < sides[0].n ? &sides[0].marks[i] : NULL;
      OptPlanMark *b = j < sides[1].n ? &sides[1].marks[j] : NULL;
      OptPlanPair pair = nothing;

      /* Its match came earlier, and it with that. */
      if (a != NULL && a->match != NULL && (guint) a->match->id <= j)
        {
          i++;
          continue;
        }
      if (a != NULL && a->match == NULL)
        {
          fill (self, &pair, 0, a);
          i++;
        }
      else
        {
          fill (self, &pair, 1, b);
          if (b->match != NULL)
            fill (self, &pair, 0, opt_plan_comparison_match (self, 1, b));
          j++;
        }
      g_array_append_val (self->pairs, pair);
    }
}
