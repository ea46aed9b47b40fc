/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-private.h"

G_BEGIN_DECLS

double opt_plan_node_get_sort_bytes (OptPlanNode *node);
double opt_plan_node_get_incremental_sort_bytes (OptPlanNode *node);
double opt_plan_node_get_hash_bytes (OptPlanNode *node);
double opt_plan_node_get_hash_aggregate_bytes (OptPlanNode *node);
double opt_plan_node_get_kept_rows_bytes (OptPlanNode *node);
double opt_plan_node_get_bitmap_bytes (OptPlanNode *node);

char *opt_plan_advise_memory (OptPlan *self, double bytes, gboolean of_hash);
OptFindingRemedy *opt_plan_remedy_memory (OptPlan *self, double bytes, gboolean of_hash);

G_END_DECLS
