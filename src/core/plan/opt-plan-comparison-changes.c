/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-comparison-private.h"

#include <math.h>
#include <string.h>

#include "opt-plan-findings.h"

/*
 * How the plans themselves differ. Each node is claimed by one change at most, so that what the
 * changes took can be added up; what helps a node that changed (the Hash below a join, the index
 * scans of a bitmap) goes with it.
 */

/* opt_plan_comparison_add: a change with no nodes yet. */
OptPlanChange *
opt_plan_comparison_add (OptPlanComparison *self, OptPlanChangeKind kind)
{
  OptPlanChange *change = opt_plan_change_new (kind);

  g_ptr_array_add (self->changes, change);

  return change;
}

/* opt_plan_change_claim: the node is of this change, unless another one has it. */
void
opt_plan_change_claim (OptPlanChange *self, guint side, OptPlanMark *mark)
{
  if (mark->change != NULL)
    return;

  mark->change = self;
  g_ptr_array_add (self->nodes[side], g_object_ref (mark->node));
}

void
opt_plan_change_claim_pair (OptPlanChange *self, OptPlanMark *first, OptPlanMark *second)
{
  opt_plan_change_claim (self, 0, first);
  opt_plan_change_claim (self, 1, second);
}

static OptPlanMark *
get_parent (OptPlanComparison *self, guint side, OptPlanMark *mark)
{
  return mark->node->relationship == OPT_PLAN_RELATIONSHIP_CHILD
             ? opt_plan_comparison_mark (self, side, mark->node->parent)
             : NULL;
}

static gboolean
is_helper (OptPlanMark *mark)
{
  return mark->role == OPT_PLAN_ROLE_HASH || mark->role == OPT_PLAN_ROLE_STORE
         || mark->role == OPT_PLAN_ROLE_SORT;
}

static gboolean
is_free (OptPlanMark *mark)
{
  return mark->match == NULL && mark->change == NULL;
}

/* What prepares the inputs of a node that changed, and is in one of the plans only. */
static void
claim_helpers (OptPlanComparison *self, OptPlanChange *change, guint side, OptPlanNode *node)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      OptPlanMark *mark = opt_plan_comparison_mark (self, side, opt_plan_node_nth_child (node, i));

      while (is_free (mark) && is_helper (mark))
        {
          opt_plan_change_claim (change, side, mark);
          if (mark->node->children->len == 0)
            break;
          mark = opt_plan_comparison_mark (self, side, opt_plan_node_nth_child (mark->node, 0));
        }
    }
}

/* The index scans of a bitmap. */
static void
claim_bitmap (OptPlanComparison *self, OptPlanChange *change, guint side, OptPlanNode *node)
{
  for (int id = node->id + 1; id <= node->last_id; id++)
    {
      OptPlanMark *mark = &self->sides[side].marks[id - 1];

      if (mark->role == OPT_PLAN_ROLE_BITMAP)
        opt_plan_change_claim (change, side, mark);
    }
}

static OptPlanMark *
find_append (OptPlanComparison *self, guint side, OptPlanMark *mark)
{
  while (mark != NULL && mark->role != OPT_PLAN_ROLE_APPEND)
    mark = get_parent (self, side, mark);

  return mark;
}

/* Partitions that changed alike make one change. */
static OptPlanChange *
get_access_change (OptPlanComparison *self,
                   GHashTable *merged,
                   OptPlanChangeKind kind,
                   OptPlanMark *a,
                   OptPlanMark *b)
{
  OptPlanMark *append = find_append (self, 1, b);
  g_autofree char *key = NULL;
  OptPlanChange *change;

  if (append == NULL)
    return opt_plan_comparison_add (self, kind);

  key = g_strdup_printf ("%d %d %s %s", append->node->id, (int) kind, a->node->type, b->node->type);
  change = g_hash_table_lookup (merged, key);
  if (change == NULL)
    {
      change = opt_plan_comparison_add (self, kind);
      g_hash_table_insert (merged, g_steal_pointer (&key), change);
    }

  return change;
}

static void
find_accesses (OptPlanComparison *self)
{
  g_autoptr (GHashTable) merged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->sides[0].n; i++)
    {
      OptPlanMark *a = &self->sides[0].marks[i];
      OptPlanMark *b = opt_plan_comparison_match (self, 0, a);
      OptPlanChangeKind kind = OPT_PLAN_CHANGE_ACCESS;
      OptPlanChange *change;

      if (a->role != OPT_PLAN_ROLE_SCAN || b == NULL)
        continue;
      if (strcmp (a->node->type, b->node->type) == 0)
        {
          g_autofree char *first = opt_plan_node_get_indexes (a->node);
          g_autofree char *second = opt_plan_node_get_indexes (b->node);

          if (g_strcmp0 (first, second) == 0)
            continue;
          kind = OPT_PLAN_CHANGE_INDEX;
        }

      change = get_access_change (self, merged, kind, a, b);
      opt_plan_change_claim_pair (change, a, b);
      claim_bitmap (self, change, 0, a->node);
      claim_bitmap (self, change, 1, b->node);
    }
}

static guint64
get_input_scans (OptPlanComparison *self, guint side, OptPlanMark *join, const char *which)
{
  for (guint i = 0; i < join->node->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (join->node, i);

      if (g_strcmp0 (opt_plan_node_get_text (child, "Parent Relationship"), which) == 0)
        return opt_plan_comparison_mark (self, side, child)->scans;
    }

  return 0;
}

static gboolean
are_swapped (OptPlanComparison *self, OptPlanMark *a, OptPlanMark *b)
{
  guint64 outer = get_input_scans (self, 0, a, "Outer");

  return outer != 0 && outer == get_input_scans (self, 1, b, "Inner")
         && outer != get_input_scans (self, 1, b, "Outer");
}

/* The same relations, joined by another method or from the other side. */
static void
find_joins (OptPlanComparison *self)
{
  for (guint i = 0; i < self->sides[0].n; i++)
    {
      OptPlanMark *a = &self->sides[0].marks[i];
      OptPlanMark *b = opt_plan_comparison_match (self, 0, a);
      gboolean same_type;
      OptPlanChange *change;

      if (a->role != OPT_PLAN_ROLE_JOIN || b == NULL)
        continue;
      same_type = strcmp (a->node->type, b->node->type) == 0;
      if (same_type && !are_swapped (self, a, b))
        continue;

      change = opt_plan_comparison_add (self, same_type ? OPT_PLAN_CHANGE_JOIN_ORDER
                                                        : OPT_PLAN_CHANGE_JOIN);
      opt_plan_change_claim_pair (change, a, b);
      claim_helpers (self, change, 0, a->node);
      claim_helpers (self, change, 1, b->node);
    }
}

static char *
get_place (OptPlanMark *mark)
{
  return g_strdup_printf ("%u %s", mark->plan, mark->context != NULL ? mark->context : "");
}

/* In which subqueries a plan has joins that the other has not. */
static GHashTable *
collect_places (OptPlanSide *side)
{
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < side->n; i++)
    {
      if (side->marks[i].role == OPT_PLAN_ROLE_JOIN && is_free (&side->marks[i]))
        g_hash_table_add (places, get_place (&side->marks[i]));
    }

  return places;
}

/* Joins of relations that the other plan doesn't join with each other first: by subquery. */
static void
find_join_orders (OptPlanComparison *self)
{
  g_autoptr (GHashTable) first = collect_places (&self->sides[0]);
  g_autoptr (GHashTable) second = collect_places (&self->sides[1]);
  g_autoptr (GHashTable) changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint side = 0; side < 2; side++)
    {
      for (guint i = 0; i < self->sides[side].n; i++)
        {
          OptPlanMark *mark = &self->sides[side].marks[i];
          g_autofree char *place = NULL;
          OptPlanChange *change;

          if (mark->role != OPT_PLAN_ROLE_JOIN || !is_free (mark))
            continue;
          place = get_place (mark);
          if (!g_hash_table_contains (side == 0 ? second : first, place))
            continue;
          change = g_hash_table_lookup (changes, place);
          if (change == NULL)
            {
              change = opt_plan_comparison_add (self, OPT_PLAN_CHANGE_JOIN_ORDER);
              g_hash_table_insert (changes, g_steal_pointer (&place), change);
            }
          opt_plan_change_claim (change, side, mark);
          claim_helpers (self, change, side, mark->node);
        }
    }
}

static void
find_groupings (OptPlanComparison *self)
{
  for (guint i = 0; i < self->sides[0].n; i++)
    {
      OptPlanMark *a = &self->sides[0].marks[i];
      OptPlanMark *b = opt_plan_comparison_match (self, 0, a);
      OptPlanChange *change;

      if (a->role != OPT_PLAN_ROLE_GROUP || b == NULL
          || (strcmp (a->node->type, b->node->type) == 0
              && g_strcmp0 (opt_plan_node_get_text (a->node, "Strategy"),
                            opt_plan_node_get_text (b->node, "Strategy"))
                     == 0))
        continue;

      change = opt_plan_comparison_add (self, OPT_PLAN_CHANGE_GROUPING);
      opt_plan_change_claim_pair (change, a, b);
      claim_helpers (self, change, 0, a->node);
      claim_helpers (self, change, 1, b->node);
    }
}

/* What joins or collects a relation that only one plan reads. */
static void
claim_above (OptPlanComparison *self, OptPlanChange *change, guint side, OptPlanMark *mark)
{
  for (mark = get_parent (self, side, mark);
       mark != NULL && is_free (mark)
       && (is_helper (mark) || mark->role == OPT_PLAN_ROLE_JOIN
           || mark->role == OPT_PLAN_ROLE_APPEND);
       mark = get_parent (self, side, mark))
    opt_plan_change_claim (change, side, mark);
}

/* Relations of one plan only; partitions below one Append together. */
static void
find_relations (OptPlanComparison *self)
{
  for (guint side = 0; side < 2; side++)
    {
      g_autoptr (GHashTable) merged = g_hash_table_new (NULL, NULL);

      for (guint i = 0; i < self->sides[side].n; i++)
        {
          OptPlanMark *mark = &self->sides[side].marks[i];
          OptPlanMark *append = mark->role == OPT_PLAN_ROLE_SCAN && is_free (mark)
                                    ? find_append (self, side, mark)
                                    : NULL;
          OptPlanChange *change = append != NULL ? g_hash_table_lookup (merged, append) : NULL;

          if (mark->role != OPT_PLAN_ROLE_SCAN || !is_free (mark))
            continue;
          if (change == NULL)
            change = opt_plan_comparison_add (self, OPT_PLAN_CHANGE_RELATIONS);
          if (append != NULL)
            g_hash_table_insert (merged, append, change);
          opt_plan_change_claim (change, side, mark);
          claim_bitmap (self, change, side, mark->node);
          claim_above (self, change, side, mark);
        }
    }
}

/* opt_plan_gather_get_processes: that ran what is below it: the leader takes no part where it has
 * no time, or parallel_leader_participation is off. NAN where nothing was run. */
double
opt_plan_gather_get_processes (OptPlanNode *gather)
{
  OptPlanNode *input = opt_plan_node_get_input (gather);

  return input != NULL && input->loops > 0 ? input->processes : NAN;
}

static gboolean
differ (double a, double b)
{
  return a < b || a > b;
}

static gboolean
have_same_workers (OptPlanMark *a, OptPlanMark *b)
{
  static const char *const keys[] = { "Workers Planned", "Workers Launched" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      double first = opt_plan_node_get_figure (a->node, keys[i]);
      double second = opt_plan_node_get_figure (b->node, keys[i]);

      /* A plan that was not run tells none that were launched. */
      if (differ (first, second))
        return FALSE;
    }

  return !differ (opt_plan_gather_get_processes (a->node), opt_plan_gather_get_processes (b->node));
}

static gboolean
runs_in_other_processes (OptPlanMark *a, OptPlanMark *b)
{
  return differ (a->workers, b->workers)
         || (a->workers > 0 && a->node->loops > 0 && b->node->loops > 0
             && differ (a->node->processes, b->node->processes));
}

/* All of it is one change: Gathers, what aggregates for them, and what now runs below them. */
static void
find_parallel (OptPlanComparison *self)
{
  g_autoptr (OptPlanChange) change = opt_plan_change_new (OPT_PLAN_CHANGE_PARALLEL);

  for (guint side = 0; side < 2; side++)
    {
      for (guint i = 0; i < self->sides[side].n; i++)
        {
          OptPlanMark *mark = &self->sides[side].marks[i];
          OptPlanMark *other = opt_plan_comparison_match (self, side, mark);

          if (mark->role == OPT_PLAN_ROLE_GATHER
              && (other == NULL || !have_same_workers (mark, other)))
            opt_plan_change_claim (change, side, mark);
        }
    }
  if (change->nodes[0]->len + change->nodes[1]->len == 0)
    return;

  for (guint side = 0; side < 2; side++)
    {
      for (guint i = 0; i < self->sides[side].n; i++)
        {
          OptPlanMark *mark = &self->sides[side].marks[i];
          OptPlanMark *other = opt_plan_comparison_match (self, side, mark);

          if (other != NULL ? runs_in_other_processes (mark, other)
                            : (mark->is_partial || is_helper (mark)) && mark->workers > 0)
            opt_plan_change_claim (change, side, mark);
        }
    }
  g_ptr_array_add (self->changes, g_steal_pointer (&change));
}

/* A hash table is split by the join above it, which pays for the batches, too. */
static void
find_spills (OptPlanComparison *self)
{
  if (!opt_plan_has_rows (self->sides[0].plan) || !opt_plan_has_rows (self->sides[1].plan))
    return;

  for (guint i = 0; i < self->sides[0].n; i++)
    {
      OptPlanMark *a = &self->sides[0].marks[i];
      OptPlanMark *b = opt_plan_comparison_match (self, 0, a);
      double most;
      double least;
      OptPlanChange *change;

      if (b == NULL || a->change != NULL || b->change != NULL
          || (a->node->spill == OPT_PLAN_SPILL_NONE && b->node->spill == OPT_PLAN_SPILL_NONE))
        continue;
      most = (double) MAX (a->node->spilled_bytes, b->node->spilled_bytes);
      least = (double) MIN (a->node->spilled_bytes, b->node->spilled_bytes);
      if (a->node->spill == b->node->spill && (most < 2 * least || most == 0))
        continue;

      change = opt_plan_comparison_add (self, OPT_PLAN_CHANGE_SPILL);
      opt_plan_change_claim_pair (change, a, b);
      if (a->role == OPT_PLAN_ROLE_HASH && a->node->parent != NULL && b->node->parent != NULL)
        {
          OptPlanMark *join = opt_plan_comparison_mark (self, 0, a->node->parent);

          if (join->match == b->node->parent)
            opt_plan_change_claim_pair (change, join, opt_plan_comparison_match (self, 0, join));
        }
    }
}

static void
find_added (OptPlanComparison *self)
{
  for (guint side = 0; side < 2; side++)
    {
      for (guint i = 0; i < self->sides[side].n; i++)
        {
          OptPlanMark *mark = &self->sides[side].marks[i];

          if (is_free (mark))
            opt_plan_change_claim (opt_plan_comparison_add (self, side == 0
                                                                      ? OPT_PLAN_CHANGE_REMOVED
                                                                      : OPT_PLAN_CHANGE_ADDED),
                                   side, mark);
        }
    }
}

/*
 * opt_plan_comparison_find_changes:
 *
 * Finds how the shapes of the plans differ. What claims a node first says best why it differs.
 */
void
opt_plan_comparison_find_changes (OptPlanComparison *self)
{
  find_accesses (self);
  find_joins (self);
  find_relations (self);
  find_join_orders (self);
  find_groupings (self);
  find_spills (self);
  find_parallel (self);
  find_added (self);
}
