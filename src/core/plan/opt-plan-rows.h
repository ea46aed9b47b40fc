/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

double opt_plan_node_get_rows_rounding (OptPlanNode *self);
double opt_plan_node_get_all_rows (OptPlanNode *self);
char *opt_plan_node_describe_rows (OptPlanNode *self);

G_END_DECLS
