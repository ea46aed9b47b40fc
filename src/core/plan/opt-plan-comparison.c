/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-comparison-private.h"

#include <math.h>

G_DEFINE_FINAL_TYPE (OptPlanComparison, opt_plan_comparison, G_TYPE_OBJECT)

static void
opt_plan_comparison_finalize (GObject *object)
{
  OptPlanComparison *self = OPT_PLAN_COMPARISON (object);

  for (guint side = 0; side < 2; side++)
    opt_plan_side_clear (&self->sides[side]);
  g_ptr_array_unref (self->changes);
  g_array_unref (self->pairs);
  g_hash_table_unref (self->names);
  g_free (self->verdict);
  g_free (self->brief);
  g_free (self->caveat);

  G_OBJECT_CLASS (opt_plan_comparison_parent_class)->finalize (object);
}

static void
opt_plan_comparison_class_init (OptPlanComparisonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_plan_comparison_finalize;
}

static void
opt_plan_comparison_init (OptPlanComparison *self)
{
  self->changes = g_ptr_array_new_with_free_func (g_object_unref);
  self->pairs = g_array_new (FALSE, TRUE, sizeof (OptPlanPair));
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
}

/* Which relations a plan reads more than once. */
static void
count_names (OptPlanComparison *self)
{
  for (guint side = 0; side < 2; side++)
    {
      g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; i < self->sides[side].n; i++)
        {
          OptPlanMark *mark = &self->sides[side].marks[i];
          char *name = (char *) mark->name;
          guint count;

          if (mark->role != OPT_PLAN_ROLE_SCAN)
            continue;
          count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name)) + 1;
          g_hash_table_insert (counts, name, GUINT_TO_POINTER (count));
          if (count > GPOINTER_TO_UINT (g_hash_table_lookup (self->names, name)))
            g_hash_table_insert (self->names, name, GUINT_TO_POINTER (count));
        }
    }
}

static void
choose_measure (OptPlanComparison *self)
{
  OptPlan *first = self->sides[0].plan;
  OptPlan *second = self->sides[1].plan;

  if (opt_plan_has_times (first) && opt_plan_has_times (second))
    self->measure = OPT_PLAN_MEASURE_TIME;
  else if (opt_plan_has_costs (first) && opt_plan_has_costs (second))
    self->measure = OPT_PLAN_MEASURE_COST;

  for (guint side = 0; side < 2; side++)
    {
      OptPlan *plan = self->sides[side].plan;

      self->sides[side].total
          = self->measure == OPT_PLAN_MEASURE_TIME   ? opt_plan_get_total_ms (plan)
            : self->measure == OPT_PLAN_MEASURE_COST ? opt_plan_get_total_cost (plan)
                                                     : NAN;
    }
}

static int
compare_changes (gconstpointer a, gconstpointer b, gpointer data)
{
  OptPlanComparison *self = data;
  OptPlanChange *changes[2] = { *(OptPlanChange *const *) a, *(OptPlanChange *const *) b };
  double moved[2];

  for (guint i = 0; i < 2; i++)
    {
      double most = fabs (self->measure == OPT_PLAN_MEASURE_TIME
                              ? opt_plan_change_get_moved_ms (changes[i])
                              : opt_plan_change_get_moved_cost (changes[i]));

      moved[i] = isnan (most) ? -1 : most;
    }

  return (moved[0] < moved[1]) - (moved[0] > moved[1]);
}

static void
note_changes (OptPlanComparison *self)
{
  for (guint i = 0; i < self->pairs->len; i++)
    {
      OptPlanPair *pair = &g_array_index (self->pairs, OptPlanPair, i);

      for (guint side = 0; side < 2 && pair->change == NULL; side++)
        {
          if (pair->nodes[side] != NULL)
            pair->change = opt_plan_comparison_mark (self, side, pair->nodes[side])->change;
        }
    }
}

/**
 * opt_plan_comparison_new:
 * @first: a plan
 * @first_sql: (nullable): its statement; %NULL: what auto_explain wrote down, if it did
 * @second: another plan, of the same statement by rights
 * @second_sql: (nullable): likewise
 *
 * Compares two plans. Nodes are matched by what they read, so that they are found again in another
 * join order or below a node that is new. Both are compared whatever they are; what
 * opt_plan_comparison_get_caveat() says is to be kept in mind then. The time that it takes grows as
 * the number of nodes.
 *
 * Returns: (transfer full): what differs
 */
OptPlanComparison *
opt_plan_comparison_new (OptPlan *first,
                         const char *first_sql,
                         OptPlan *second,
                         const char *second_sql)
{
  OptPlanComparison *self;

  g_return_val_if_fail (OPT_IS_PLAN (first) && OPT_IS_PLAN (second), NULL);

  self = g_object_new (OPT_TYPE_PLAN_COMPARISON, NULL);
  opt_plan_side_init (&self->sides[0], first, first_sql);
  opt_plan_side_init (&self->sides[1], second, second_sql);
  choose_measure (self);
  count_names (self);
  self->likeness = opt_plan_comparison_find_likeness (self);

  opt_plan_comparison_match_nodes (self);
  opt_plan_comparison_find_changes (self);
  opt_plan_comparison_find_figures (self);
  g_ptr_array_sort_with_data (self->changes, compare_changes, self);
  for (guint i = 0; i < self->changes->len; i++)
    opt_plan_comparison_say_change (self, g_ptr_array_index (self->changes, i));
  opt_plan_comparison_join_pairs (self);
  note_changes (self);
  opt_plan_comparison_say_verdict (self);

  return self;
}

/**
 * opt_plan_comparison_get_plan:
 * @self: a comparison
 * @side: 0 for the first plan, 1 for the second
 *
 * Returns: (transfer none): the plan
 */
OptPlan *
opt_plan_comparison_get_plan (OptPlanComparison *self, guint side)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self) && side < 2, NULL);

  return self->sides[side].plan;
}

/**
 * opt_plan_comparison_get_likeness:
 * @self: a comparison
 *
 * Returns: whether they seem to be plans of one statement
 */
OptPlanLikeness
opt_plan_comparison_get_likeness (OptPlanComparison *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), OPT_PLAN_LIKENESS_UNKNOWN);

  return self->likeness;
}

/**
 * opt_plan_comparison_get_measure:
 * @self: a comparison
 *
 * Returns: by what they are compared: by time only if both were timed
 */
OptPlanMeasure
opt_plan_comparison_get_measure (OptPlanComparison *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), OPT_PLAN_MEASURE_NONE);

  return self->measure;
}

/**
 * opt_plan_comparison_get_total:
 * @self: a comparison
 * @side: 0 for the first plan, 1 for the second
 *
 * Returns: what the whole plan took, in milliseconds or in cost, as
 *   opt_plan_comparison_get_measure() tells; or NAN
 */
double
opt_plan_comparison_get_total (OptPlanComparison *self, guint side)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self) && side < 2, NAN);

  return self->sides[side].total;
}

/**
 * opt_plan_comparison_has_same_shape:
 * @self: a comparison
 *
 * Returns: whether both do the same in the same order, whatever it took
 */
gboolean
opt_plan_comparison_has_same_shape (OptPlanComparison *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), FALSE);

  for (guint i = 0; i < self->changes->len; i++)
    {
      if (opt_plan_change_is_of_shape (g_ptr_array_index (self->changes, i)))
        return FALSE;
    }

  return TRUE;
}

/**
 * opt_plan_comparison_get_verdict:
 * @self: a comparison
 *
 * Returns: (transfer none): one sentence on the whole: "The second took 12 ms instead of 480 ms:
 *   orders is now read through orders_customer instead of a sequential scan."
 */
const char *
opt_plan_comparison_get_verdict (OptPlanComparison *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), NULL);

  return self->verdict;
}

/**
 * opt_plan_comparison_get_brief:
 * @self: a comparison
 *
 * Returns: (transfer none): the same where the second plan has just been named: "12 ms instead of
 *   480 ms: orders is now read through orders_customer instead of a sequential scan."
 */
const char *
opt_plan_comparison_get_brief (OptPlanComparison *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), NULL);

  return self->brief;
}

/**
 * opt_plan_comparison_get_caveat:
 * @self: a comparison
 *
 * Returns: (transfer none) (nullable): what is to be kept in mind: that they are of different
 *   statements, that only one was run, that they gave other rows
 */
const char *
opt_plan_comparison_get_caveat (OptPlanComparison *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), NULL);

  return self->caveat;
}

/**
 * opt_plan_comparison_get_n_changes:
 * @self: a comparison
 *
 * Returns: how many things differ
 */
guint
opt_plan_comparison_get_n_changes (OptPlanComparison *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), 0);

  return self->changes->len;
}

/**
 * opt_plan_comparison_get_change:
 * @self: a comparison
 * @index: which; the first moved most time, or cost
 *
 * Returns: (transfer none): the change
 */
OptPlanChange *
opt_plan_comparison_get_change (OptPlanComparison *self, guint index)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), NULL);
  g_return_val_if_fail (index < self->changes->len, NULL);

  return g_ptr_array_index (self->changes, index);
}

/**
 * opt_plan_comparison_get_n_pairs:
 * @self: a comparison
 *
 * Returns: how many rows both plans have side by side
 */
guint
opt_plan_comparison_get_n_pairs (OptPlanComparison *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), 0);

  return self->pairs->len;
}

/**
 * opt_plan_comparison_get_pair:
 * @self: a comparison
 * @index: which; in the order of the second plan, and where they agree of the first
 *
 * Returns: (transfer none): nodes that do the same
 */
const OptPlanPair *
opt_plan_comparison_get_pair (OptPlanComparison *self, guint index)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), NULL);
  g_return_val_if_fail (index < self->pairs->len, NULL);

  return &g_array_index (self->pairs, OptPlanPair, index);
}

/**
 * opt_plan_comparison_find_pair:
 * @self: a comparison
 * @side: 0 for the first plan, 1 for the second
 * @node: a node of that plan
 *
 * Returns: (transfer none): the pair that it is in
 */
const OptPlanPair *
opt_plan_comparison_find_pair (OptPlanComparison *self, guint side, OptPlanNode *node)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self) && side < 2, NULL);
  g_return_val_if_fail (OPT_IS_PLAN_NODE (node)
                            && opt_plan_get_node (self->sides[side].plan, node->id) == node,
                        NULL);

  return opt_plan_comparison_get_pair (self, opt_plan_comparison_mark (self, side, node)->pair);
}
