/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

/**
 * OptPlanEntry:
 * @time: (nullable): when it ran, as the log that it is from has it
 * @database: (nullable): where, by name, if that log tells it
 * @application: (nullable): by which program, if that log tells it
 * @prefix: (nullable): what stands before it in that log, where it is plain text
 * @query: (nullable): the statement, where auto_explain wrote it down
 * @n_nodes: how many nodes it has
 * @execution_ms: what it took, of the top node where nothing else is told; NAN where it was not run
 * @planning_ms: what planning took, or NAN
 * @total_cost: the planner's, or NAN
 *
 * One of the plans that were read together.
 */
typedef struct
{
  const char *time;
  const char *database;
  const char *application;
  const char *prefix;
  const char *query;
  guint n_nodes;
  double execution_ms;
  double planning_ms;
  double total_cost;
} OptPlanEntry;

void opt_plan_get_entry (OptPlan *self, guint index, OptPlanEntry *entry);
char *opt_plan_describe_entry (OptPlan *self, guint index);
OptPlan *opt_plan_new_nth (OptPlan *self, guint index, GError **error);

char *opt_plan_list_to_text (OptPlan *self);
JsonNode *opt_plan_list_to_json (OptPlan *self);

G_END_DECLS
