/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"
#include "opt-step.h"

G_BEGIN_DECLS

/**
 * OptPlanStep:
 *
 * A plan that a trial has run, with its findings.
 */
#define OPT_TYPE_PLAN_STEP (opt_plan_step_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanStep, opt_plan_step, OPT, PLAN_STEP, OptStep)

void opt_plan_step_set_plan (OptPlanStep *self, OptPlan *plan, const char *sql);

G_END_DECLS
