/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-private.h"

G_BEGIN_DECLS

/* Two files of rules share this: those about one node, and those about the whole statement. */
void opt_plan_add_finding (OptPlan *self,
                           OptFindingKind kind,
                           OptPlanNode *node,
                           double explained,
                           char *title,
                           char *seen,
                           const char *why,
                           char *advice);
double opt_plan_get_share (OptPlan *self, double measure);
void opt_plan_find_statement_findings (OptPlan *self);
void opt_plan_find_misestimates (OptPlan *self);

G_END_DECLS
