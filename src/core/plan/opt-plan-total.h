/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-blocks.h"

G_BEGIN_DECLS

/**
 * OptPlanTotal:
 *
 * What the nodes of one kind, on one table or by one index took together in a plan. Immutable once
 * its statistics are made.
 */
#define OPT_TYPE_PLAN_TOTAL (opt_plan_total_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanTotal, opt_plan_total, OPT, PLAN_TOTAL, GObject)

OptPlanTotal *opt_plan_total_new (const char *name);
void opt_plan_total_add (OptPlanTotal *self, OptPlan *plan, OptPlanNode *node);
void opt_plan_total_add_blocks (OptPlanTotal *self, OptPlanBlocks blocks, double value);

const char *opt_plan_total_get_name (OptPlanTotal *self);
guint opt_plan_total_get_n_nodes (OptPlanTotal *self);
double opt_plan_total_get_own_ms (OptPlanTotal *self);
double opt_plan_total_get_own_cost (OptPlanTotal *self);
double opt_plan_total_get_own_measure (OptPlanTotal *self);
double opt_plan_total_get_share (OptPlanTotal *self);
double opt_plan_total_get_rows (OptPlanTotal *self);
double opt_plan_total_get_blocks (OptPlanTotal *self, OptPlanBlocks blocks);
OptPlanNode *opt_plan_total_get_slowest (OptPlanTotal *self);

G_END_DECLS
