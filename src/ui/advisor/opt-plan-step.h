/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"
#include "opt-step.h"

G_BEGIN_DECLS

/**
 * OptPlanStep:
 *
 * A plan as text, with its times where it was run.
 */
#define OPT_TYPE_PLAN_STEP (opt_plan_step_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanStep, opt_plan_step, OPT, PLAN_STEP, OptStep)

OptStep *opt_plan_step_new (void);

void opt_plan_step_set_plan (OptPlanStep *self, OptPlan *plan);

G_END_DECLS
