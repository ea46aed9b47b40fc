/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-comparison.h"

#include <math.h>

#include "opt-json-build.h"

static const char *
get_likeness_nick (OptPlanLikeness likeness)
{
  switch (likeness)
    {
    case OPT_PLAN_LIKENESS_SAME_TEXT:
      return "same-text";
    case OPT_PLAN_LIKENESS_SAME_RELATIONS:
      return "same-relations";
    case OPT_PLAN_LIKENESS_OTHER_TEXT:
      return "other-text";
    case OPT_PLAN_LIKENESS_OTHER_RELATIONS:
      return "other-relations";
    case OPT_PLAN_LIKENESS_UNKNOWN:
    default:
      return NULL;
    }
}

static const char *
get_measure_nick (OptPlanMeasure measure)
{
  switch (measure)
    {
    case OPT_PLAN_MEASURE_TIME:
      return "time";
    case OPT_PLAN_MEASURE_COST:
      return "cost";
    case OPT_PLAN_MEASURE_NONE:
    default:
      return NULL;
    }
}

/* As printed: microseconds, and hundredths of a cost. */
static void
add_rounded (JsonBuilder *builder, const char *name, double value, double scale)
{
  opt_json_add_number (builder, name, round (value * scale) / scale);
}

static void
add_sum (JsonBuilder *builder, const OptPlanSum *sum)
{
  add_rounded (builder, "exclusive_ms", sum->ms, 1000);
  add_rounded (builder, "exclusive_cost", sum->cost, 100);
  opt_json_add_number (builder, "buffers", sum->buffers);
  opt_json_add_number (builder, "buffers_read", sum->read);
}

static void
add_moved (JsonBuilder *builder, const OptPlanSum sums[2])
{
  add_rounded (builder, "moved_ms", sums[1].ms - sums[0].ms, 1000);
  add_rounded (builder, "moved_cost", sums[1].cost - sums[0].cost, 100);
  opt_json_add_number (builder, "moved_buffers", sums[1].buffers - sums[0].buffers);
}

static void
add_plan (JsonBuilder *builder, const char *name, OptPlan *plan)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  opt_json_add_int (builder, "nodes", opt_plan_get_n_nodes (plan));
  add_rounded (builder, "total_ms", opt_plan_get_total_ms (plan), 1000);
  add_rounded (builder, "planning_ms", opt_plan_get_planning_ms (plan), 1000);
  add_rounded (builder, "total_cost", opt_plan_get_total_cost (plan), 100);
  json_builder_end_object (builder);
}

static void
add_change (JsonBuilder *builder, OptPlanChange *change)
{
  static const char *const names[2] = { "first", "second" };
  OptPlanSum sums[2] = { opt_plan_change_get_sum (change, 0), opt_plan_change_get_sum (change, 1) };

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "kind",
                     opt_plan_change_kind_get_nick (opt_plan_change_get_kind (change)));
  opt_json_add_boolean (builder, "shape", opt_plan_change_is_of_shape (change));
  opt_json_add_text (builder, "title", opt_plan_change_get_title (change));
  opt_json_add_text (builder, "seen", opt_plan_change_get_seen (change));
  add_moved (builder, sums);
  for (guint side = 0; side < 2; side++)
    {
      json_builder_set_member_name (builder, names[side]);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "nodes");
      json_builder_begin_array (builder);
      for (guint i = 0; i < opt_plan_change_get_n_nodes (change, side); i++)
        json_builder_add_int_value (builder, opt_plan_node_get_id (
                                                 opt_plan_change_get_node (change, side, i)));
      json_builder_end_array (builder);
      add_sum (builder, &sums[side]);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_node (JsonBuilder *builder, const char *name, const OptPlanPair *pair, guint side)
{
  OptPlanNode *node = pair->nodes[side];
  g_autofree char *label = NULL;

  json_builder_set_member_name (builder, name);
  if (node == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  label = opt_plan_node_get_label (node);
  json_builder_begin_object (builder);
  opt_json_add_int (builder, "id", opt_plan_node_get_id (node));
  opt_json_add_text (builder, "label", label);
  add_sum (builder, &pair->sums[side]);
  opt_json_add_number (builder, "rows", pair->rows[side]);
  opt_json_add_number (builder, "plan_rows", opt_plan_node_get_plan_rows (node));
  json_builder_end_object (builder);
}

static void
add_pair (JsonBuilder *builder, const OptPlanPair *pair)
{
  json_builder_begin_object (builder);
  add_node (builder, "first", pair, 0);
  add_node (builder, "second", pair, 1);
  add_moved (builder, pair->sums);
  opt_json_add_number (builder, "moved_rows", pair->rows[1] - pair->rows[0]);
  opt_json_add_text (builder, "change",
                     pair->change != NULL
                         ? opt_plan_change_kind_get_nick (opt_plan_change_get_kind (pair->change))
                         : NULL);
  json_builder_end_object (builder);
}

/**
 * opt_plan_comparison_to_json:
 * @self: a comparison
 *
 * The documented object of `diff --json`. What is not known is null.
 *
 * Returns: (transfer full): the object
 */
JsonNode *
opt_plan_comparison_to_json (OptPlanComparison *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), NULL);

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "verdict", opt_plan_comparison_get_verdict (self));
  opt_json_add_text (builder, "caveat", opt_plan_comparison_get_caveat (self));
  opt_json_add_text (builder, "statement",
                     get_likeness_nick (opt_plan_comparison_get_likeness (self)));
  opt_json_add_text (builder, "measure", get_measure_nick (opt_plan_comparison_get_measure (self)));
  opt_json_add_boolean (builder, "same_shape", opt_plan_comparison_has_same_shape (self));
  add_plan (builder, "first", opt_plan_comparison_get_plan (self, 0));
  add_plan (builder, "second", opt_plan_comparison_get_plan (self, 1));
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < opt_plan_comparison_get_n_changes (self); i++)
    add_change (builder, opt_plan_comparison_get_change (self, i));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "pairs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < opt_plan_comparison_get_n_pairs (self); i++)
    add_pair (builder, opt_plan_comparison_get_pair (self, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
