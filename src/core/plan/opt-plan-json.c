/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>

#include "opt-json-build.h"
#include "opt-json.h"
#include "opt-plan-blocks.h"
#include "opt-plan-statistics.h"
#include "opt-plan-usage.h"

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (!isfinite (value))
    json_builder_add_null_value (builder);
  else if (value == trunc (value) && fabs (value) < 0x1p53)
    json_builder_add_int_value (builder, (gint64) value);
  else
    json_builder_add_double_value (builder, value);
}

/* PostgreSQL prints times to the microsecond; more digits would be invented. */
static void
add_ms (JsonBuilder *builder, const char *name, double ms)
{
  add_number (builder, name, round (ms * 1000) / 1000);
}

static void
add_cost (JsonBuilder *builder, const char *name, double cost)
{
  add_number (builder, name, round (cost * 100) / 100);
}

static void
add_id (JsonBuilder *builder, const char *name, OptPlanNode *node)
{
  add_number (builder, name, node != NULL ? opt_plan_node_get_id (node) : NAN);
}

static void
add_buffers (JsonBuilder *builder, OptPlanNode *node)
{
  json_builder_set_member_name (builder, "buffers");
  if (isnan (opt_plan_node_get_blocks (node, OPT_PLAN_BLOCKS_SHARED_HIT)))
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
    add_number (builder, opt_plan_blocks_get_nick (kind), opt_plan_node_get_blocks (node, kind));
  json_builder_end_object (builder);
}

static void
add_own (JsonBuilder *builder, OptPlanUsage *usage, OptPlanNode *node, OptPlanResourceGroup group)
{
  json_builder_set_member_name (builder, opt_plan_resource_group_get_nick (group));
  if (!opt_plan_usage_tells (usage, node, group))
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  for (OptPlanResource i = 0; i < OPT_PLAN_N_RESOURCES; i++)
    if (opt_plan_resource_get_group (i) == group)
      add_ms (builder, opt_plan_resource_get_nick (i), opt_plan_usage_get_own (usage, node, i));
  json_builder_end_object (builder);
}

static void
add_node (JsonBuilder *builder, OptPlan *self, OptPlanUsage *usage, OptPlanNode *node)
{
  g_autofree char *label = opt_plan_node_get_label (node);
  OptPlanSpill spill = opt_plan_node_get_spill (node);

  json_builder_begin_object (builder);
  add_id (builder, "id", node);
  add_id (builder, "parent", opt_plan_node_get_parent (node));
  opt_json_add_text (builder, "type", opt_plan_node_get_node_type (node));
  opt_json_add_text (builder, "label", label);
  opt_json_add_text (builder, "relation", opt_plan_node_get_text (node, "Relation Name"));
  opt_json_add_text (builder, "index", opt_plan_node_get_text (node, "Index Name"));
  opt_json_add_text (builder, "subplan", opt_plan_node_get_subplan_name (node));
  add_ms (builder, "exclusive_ms", opt_plan_node_get_exclusive_ms (node));
  add_ms (builder, "inclusive_ms", opt_plan_node_get_inclusive_ms (node));
  add_ms (builder, "rounding_ms", opt_plan_node_get_rounding_ms (node));
  add_number (builder, "rows", opt_plan_node_get_rows (node));
  add_number (builder, "plan_rows", opt_plan_node_get_plan_rows (node));
  add_number (builder, "loops", opt_plan_node_get_loops (node));
  add_number (builder, "processes", opt_plan_node_get_processes (node));
  add_cost (builder, "startup_cost", opt_plan_node_get_startup_cost (node));
  add_cost (builder, "total_cost", opt_plan_node_get_total_cost (node));
  add_cost (builder, "exclusive_cost", opt_plan_node_get_exclusive_cost (node));
  json_builder_set_member_name (builder, "spilled");
  if (opt_plan_has_rows (self))
    json_builder_add_boolean_value (builder, spill != OPT_PLAN_SPILL_NONE);
  else
    json_builder_add_null_value (builder);
  opt_json_add_text (builder, "spill_kind", opt_plan_spill_get_nick (spill));
  add_number (builder, "spilled_bytes",
              spill != OPT_PLAN_SPILL_NONE ? (double) opt_plan_node_get_spilled_bytes (node) : NAN);
  json_builder_set_member_name (builder, "never_executed");
  if (opt_plan_has_rows (self))
    json_builder_add_boolean_value (builder, opt_plan_node_is_never_executed (node));
  else
    json_builder_add_null_value (builder);
  add_buffers (builder, node);
  for (OptPlanResourceGroup group = 0; group < OPT_PLAN_N_RESOURCE_GROUPS; group++)
    add_own (builder, usage, node, group);
  json_builder_end_object (builder);
}

static void
add_misestimate (JsonBuilder *builder, OptPlan *self, const char *name, gboolean without_stopped)
{
  OptPlanNode *node = opt_plan_get_worst_misestimate (self, without_stopped);

  json_builder_set_member_name (builder, name);
  if (node == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  add_number (builder, "factor", opt_plan_node_get_misestimate (node));
  add_id (builder, "node", node);
  json_builder_end_object (builder);
}

static void
add_finding (JsonBuilder *builder, OptFinding *finding)
{
  OptFindingKind kind = opt_finding_get_kind (finding);
  const char *const *columns = opt_finding_get_columns (finding);
  g_autoptr (JsonNode) remedy = opt_finding_get_remedy (finding) != NULL
                                    ? opt_finding_remedy_to_json (opt_finding_get_remedy (finding))
                                    : NULL;

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "kind", opt_finding_kind_get_nick (kind));
  opt_json_add_text (builder, "theme",
                     opt_finding_theme_get_nick (opt_finding_kind_get_theme (kind)));
  opt_json_add_text (builder, "severity",
                     opt_finding_get_severity (finding) == OPT_FINDING_SEVERITY_NOTE ? "note"
                                                                                     : "warning");
  add_id (builder, "node", opt_finding_get_node (finding));
  opt_json_add_text (builder, "title", opt_finding_get_title (finding));
  opt_json_add_text (builder, "seen", opt_finding_get_seen (finding));
  opt_json_add_text (builder, "why", opt_finding_get_why (finding));
  opt_json_add_text (builder, "advice", opt_finding_get_advice (finding));
  opt_json_add_text (builder, "caveat", opt_finding_get_caveat (finding));
  opt_json_add_boolean (builder, "checked", opt_finding_is_checked (finding));
  opt_json_add_text (builder, "constraint", opt_finding_get_constraint (finding));
  opt_json_add_node (builder, "remedy", remedy);
  json_builder_set_member_name (builder, "columns");
  json_builder_begin_array (builder);
  for (guint i = 0; columns[i] != NULL; i++)
    json_builder_add_string_value (builder, columns[i]);
  json_builder_end_array (builder);
  add_ms (builder, "explained_ms", opt_finding_get_explained_ms (finding));
  add_number (builder, "share", opt_finding_get_share (finding));
  json_builder_end_object (builder);
}

static void
add_statistics (JsonBuilder *builder, OptPlan *self)
{
  g_autoptr (OptPlanStatistics) statistics = opt_plan_statistics_new (self);

  json_builder_set_member_name (builder, "statistics");
  json_builder_add_value (builder, opt_plan_statistics_to_json (statistics));
}

static void
add_triggers (JsonBuilder *builder, OptPlan *self)
{
  json_builder_set_member_name (builder, "triggers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < opt_plan_get_n_triggers (self); i++)
    {
      const OptPlanTrigger *trigger = opt_plan_get_trigger (self, i);

      json_builder_begin_object (builder);
      opt_json_add_text (builder, "name", trigger->name);
      opt_json_add_text (builder, "constraint", trigger->constraint);
      opt_json_add_text (builder, "relation", trigger->relation);
      add_ms (builder, "time_ms", trigger->time_ms);
      add_number (builder, "calls", trigger->calls);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * opt_plan_to_json:
 * @self: a plan
 *
 * The documented object of `plan --json`. Nodes are named by their id; what is not known is null.
 *
 * Returns: (transfer full): the object
 */
JsonNode *
opt_plan_to_json (OptPlan *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (OptPlanUsage) usage = NULL;

  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  usage = opt_plan_usage_new (self);
  json_builder_begin_object (builder);
  add_number (builder, "plans", opt_plan_get_n_plans (self));
  add_number (builder, "unread_entries", opt_plan_get_n_unread (self));
  add_ms (builder, "planning_ms", opt_plan_get_planning_ms (self));
  add_ms (builder, "execution_ms", opt_plan_get_execution_ms (self));
  add_ms (builder, "root_ms", opt_plan_get_root_ms (self));
  add_ms (builder, "outside_root_ms", opt_plan_get_outside_root_ms (self));
  add_ms (builder, "jit_ms", opt_plan_get_jit_ms (self));
  add_cost (builder, "total_cost", opt_plan_get_total_cost (self));
  add_id (builder, "slowest", opt_plan_get_slowest (self));
  add_id (builder, "costliest", opt_plan_get_costliest (self));
  add_misestimate (builder, self, "worst_misestimate", FALSE);
  add_misestimate (builder, self, "worst_misestimate_not_stopped_early", TRUE);

  json_builder_set_member_name (builder, "nodes");
  json_builder_begin_array (builder);
  for (guint i = 1; i <= opt_plan_get_n_nodes (self); i++)
    add_node (builder, self, usage, opt_plan_get_node (self, (int) i));
  json_builder_end_array (builder);

  add_triggers (builder, self);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < opt_plan_get_n_findings (self); i++)
    add_finding (builder, opt_plan_get_finding (self, i));
  json_builder_end_array (builder);
  add_statistics (builder, self);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
