/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-finding.h"
#include "opt-plan-node.h"
#include "opt-plan-trigger.h"

G_BEGIN_DECLS

/**
 * OptPlan:
 *
 * What one EXPLAIN printed: one plan, or several or none where rules rewrote the statement.
 * Immutable: threads may share it.
 */
#define OPT_TYPE_PLAN (opt_plan_get_type ())
G_DECLARE_FINAL_TYPE (OptPlan, opt_plan, OPT, PLAN, GObject)

/**
 * OptPlanTextStyle:
 *
 * How words of a plan's text are set off.
 */
typedef enum
{
  OPT_PLAN_TEXT_PLAIN,
  OPT_PLAN_TEXT_BOLD,
  OPT_PLAN_TEXT_DIM,
  OPT_PLAN_TEXT_WARNING,
  OPT_PLAN_TEXT_BAD,
} OptPlanTextStyle;

/* Returns: (transfer full): the words in that style */
typedef char *(*OptPlanTextStyler) (OptPlanTextStyle style, const char *words);

OptPlan *opt_plan_new_from_text (const char *text, gssize length, GError **error);

guint opt_plan_get_n_plans (OptPlan *self);
guint opt_plan_get_n_unread (OptPlan *self);
char *opt_plan_describe_unread (OptPlan *self);
OptPlanNode *opt_plan_get_root (OptPlan *self, guint index);
guint opt_plan_get_n_nodes (OptPlan *self);
OptPlanNode *opt_plan_get_node (OptPlan *self, int id);

gboolean opt_plan_has_times (OptPlan *self);
gboolean opt_plan_has_rows (OptPlan *self);
gboolean opt_plan_has_costs (OptPlan *self);
double opt_plan_get_root_ms (OptPlan *self);
double opt_plan_get_outside_root_ms (OptPlan *self);
double opt_plan_get_execution_ms (OptPlan *self);
double opt_plan_get_planning_ms (OptPlan *self);
double opt_plan_get_total_ms (OptPlan *self);
guint opt_plan_get_n_untimed (OptPlan *self);
double opt_plan_get_jit_ms (OptPlan *self);
double opt_plan_get_total_cost (OptPlan *self);
double opt_plan_get_trigger_ms (OptPlan *self);

double opt_plan_get_own_measure (OptPlan *self, OptPlanNode *node);
double opt_plan_get_own_share (OptPlan *self, OptPlanNode *node);
gboolean opt_plan_is_rounding_notable (OptPlan *self, OptPlanNode *node);

OptPlanNode *opt_plan_get_slowest (OptPlan *self);
OptPlanNode *opt_plan_get_costliest (OptPlan *self);
OptPlanNode *opt_plan_get_worst_misestimate (OptPlan *self, gboolean without_stopped_early);

guint opt_plan_get_n_triggers (OptPlan *self);
const OptPlanTrigger *opt_plan_get_trigger (OptPlan *self, guint index);
guint opt_plan_get_n_utility_statements (OptPlan *self);
JsonObject *opt_plan_get_settings (OptPlan *self, guint index);
const char *opt_plan_get_query_text (OptPlan *self, guint index);
JsonNode *opt_plan_get_source (OptPlan *self);

guint opt_plan_get_n_findings (OptPlan *self);
OptFinding *opt_plan_get_finding (OptPlan *self, guint index);

JsonNode *opt_plan_to_json (OptPlan *self);
char *opt_plan_to_text (OptPlan *self);
char *opt_plan_to_styled_text (OptPlan *self, OptPlanTextStyler styler, guint columns);

G_END_DECLS
