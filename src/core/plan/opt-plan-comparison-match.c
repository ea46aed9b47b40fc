/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-comparison-private.h"

#include <string.h>

#include "opt-json.h"

/*
 * Which node of one plan stands for which of the other.
 *
 * Scans are told by what they read. Any other node is told by the set of matched scans below it:
 * those of one set stand in a chain, one above the other, which is aligned with the chain of the
 * same set in the other plan. So a join is found again wherever the join order has left it the same
 * relations, and what was put in between (a sort, a Gather) has no match. What is left (a Result,
 * the index scans of a bitmap) is matched below what was matched. All of it is linear.
 */

static void
set_match (OptPlanMark *a, OptPlanMark *b)
{
  a->match = b->node;
  b->match = a->node;
}

/* A value of a queue of nodes for each key. */
static void
push (GHashTable *table, char *key, OptPlanMark *mark)
{
  GQueue *queue = g_hash_table_lookup (table, key);

  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_hash_table_insert (table, g_strdup (key), queue);
    }
  g_queue_push_tail (queue, mark);
  g_free (key);
}

static OptPlanMark *
pop (GHashTable *table, char *key)
{
  GQueue *queue = key != NULL ? g_hash_table_lookup (table, key) : NULL;

  g_free (key);

  return queue != NULL ? g_queue_pop_head (queue) : NULL;
}

typedef char *(*GetKey) (OptPlanMark *mark);

/* By statement, subquery, relation and alias; then without the place; then by the relation alone,
 * as the alias of a partition depends on how many there are. */
static char *
get_scan_key (OptPlanMark *mark, guint closeness)
{
  const char *name = mark->name;
  const char *alias = mark->alias;

  if (mark->role != OPT_PLAN_ROLE_SCAN)
    return NULL;
  if (alias == NULL || closeness == 0)
    alias = "";
  if (closeness == 2)
    return g_strdup_printf ("%u\x1f%s\x1f%s\x1f%s", mark->plan,
                            mark->context != NULL ? mark->context : "", name, alias);

  return g_strdup_printf ("%s\x1f%s", name, alias);
}

static char *
get_placed_scan_key (OptPlanMark *mark)
{
  return get_scan_key (mark, 2);
}

static char *
get_aliased_scan_key (OptPlanMark *mark)
{
  return get_scan_key (mark, 1);
}

static char *
get_named_scan_key (OptPlanMark *mark)
{
  return get_scan_key (mark, 0);
}

/* The top of a statement or of a subquery with no scan below it that would tell it. */
static char *
get_top_key (OptPlanMark *mark)
{
  if (mark->node->relationship == OPT_PLAN_RELATIONSHIP_CHILD || mark->scans != 0)
    return NULL;

  return g_strdup_printf ("%u\x1f%s\x1f%s", mark->plan, mark->context != NULL ? mark->context : "",
                          mark->node->type);
}

static void
match_by_key (OptPlanComparison *self, GetKey get_key)
{
  OptPlanSide *sides = self->sides;
  g_autoptr (GHashTable) table
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_queue_free);

  for (guint i = 0; i < sides[0].n; i++)
    {
      OptPlanMark *mark = &sides[0].marks[i];
      char *key = mark->match == NULL ? get_key (mark) : NULL;

      if (key != NULL)
        push (table, key, mark);
    }
  for (guint i = 0; i < sides[1].n; i++)
    {
      OptPlanMark *mark = &sides[1].marks[i];
      OptPlanMark *other = mark->match == NULL ? pop (table, get_key (mark)) : NULL;

      if (other != NULL)
        set_match (other, mark);
    }
}

/* The finaliser of splitmix64: numbers in a row become ones whose sums don't collide. */
static guint64
scatter (guint64 number)
{
  number *= G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  number = (number ^ (number >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  number = (number ^ (number >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return number ^ (number >> 31);
}

/* A subquery is a world of its own: it may be evaluated here in one plan and there in the other. */
static void
sum_scans (OptPlanComparison *self)
{
  for (guint i = 0; i < self->sides[0].n; i++)
    {
      OptPlanMark *mark = &self->sides[0].marks[i];

      if (mark->match == NULL)
        continue;
      mark->scans = scatter ((guint64) mark->node->id);
      opt_plan_comparison_match (self, 0, mark)->scans = mark->scans;
    }

  for (guint side = 0; side < 2; side++)
    {
      for (guint i = self->sides[side].n; i > 0; i--)
        {
          OptPlanMark *mark = &self->sides[side].marks[i - 1];

          if (mark->node->relationship == OPT_PLAN_RELATIONSHIP_CHILD)
            opt_plan_comparison_mark (self, side, mark->node->parent)->scans += mark->scans;
        }
    }
}

/* All nodes of one set of scans, from the bottom up. */
static GHashTable *
collect_chains (OptPlanSide *side)
{
  GHashTable *chains = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                              (GDestroyNotify) g_ptr_array_unref);

  for (guint i = side->n; i > 0; i--)
    {
      OptPlanMark *mark = &side->marks[i - 1];
      GPtrArray *chain;

      if (mark->scans == 0 || mark->match != NULL)
        continue;
      chain = g_hash_table_lookup (chains, &mark->scans);
      if (chain == NULL)
        {
          chain = g_ptr_array_new ();
          g_hash_table_insert (chains, &mark->scans, chain);
        }
      g_ptr_array_add (chain, mark);
    }

  return chains;
}

static void
match_chains (OptPlanComparison *self)
{
  g_autoptr (GHashTable) first = collect_chains (&self->sides[0]);
  g_autoptr (GHashTable) second = collect_chains (&self->sides[1]);
  GHashTableIter iter;
  gpointer scans;
  gpointer chain;

  g_hash_table_iter_init (&iter, first);
  while (g_hash_table_iter_next (&iter, &scans, &chain))
    {
      GPtrArray *other = g_hash_table_lookup (second, scans);

      if (other != NULL)
        opt_plan_comparison_align (self, chain, other);
    }
}

/* Below one pair: by how it hangs there, what it is for and, of a bitmap, which index it reads. */
static char *
get_child_key (OptPlanMark *mark, gboolean exact)
{
  const char *index = exact ? opt_plan_node_get_text (mark->node, "Index Name") : NULL;

  if (mark->match != NULL || mark->scans != 0
      || mark->node->relationship != OPT_PLAN_RELATIONSHIP_CHILD)
    return NULL;

  return g_strdup_printf ("%d\x1f%s\x1f%s", (int) mark->role,
                          mark->role == OPT_PLAN_ROLE_OTHER || exact ? mark->node->type : "",
                          index != NULL ? index : "");
}

static void
match_children (OptPlanComparison *self, OptPlanMark *a, OptPlanMark *b, gboolean exact)
{
  g_autoptr (GHashTable) table
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_queue_free);

  for (guint i = 0; i < a->node->children->len; i++)
    {
      OptPlanMark *mark = opt_plan_comparison_mark (self, 0, opt_plan_node_nth_child (a->node, i));
      char *key = get_child_key (mark, exact);

      if (key != NULL)
        push (table, key, mark);
    }
  if (g_hash_table_size (table) == 0)
    return;

  for (guint i = 0; i < b->node->children->len; i++)
    {
      OptPlanMark *mark = opt_plan_comparison_mark (self, 1, opt_plan_node_nth_child (b->node, i));
      OptPlanMark *other = pop (table, get_child_key (mark, exact));

      if (other != NULL)
        set_match (other, mark);
    }
}

/*
 * opt_plan_comparison_match_nodes:
 *
 * Matches the nodes of the two plans.
 */
void
opt_plan_comparison_match_nodes (OptPlanComparison *self)
{
  match_by_key (self, get_placed_scan_key);
  match_by_key (self, get_aliased_scan_key);
  match_by_key (self, get_named_scan_key);
  sum_scans (self);
  match_chains (self);
  match_by_key (self, get_top_key);

  /* Parents come first, so that what is matched here has its own children matched in turn. */
  for (guint i = 0; i < self->sides[0].n; i++)
    {
      OptPlanMark *a = &self->sides[0].marks[i];
      OptPlanMark *b = opt_plan_comparison_match (self, 0, a);

      if (b == NULL || a->node->children->len == 0 || b->node->children->len == 0)
        continue;
      match_children (self, a, b, TRUE);
      match_children (self, a, b, FALSE);
    }
}
