/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-recommendation.h"
#include "opt-server.h"
#include "opt-step.h"

G_BEGIN_DECLS

/**
 * OptTrialStep:
 *
 * A recommendation is measured on copies of its tables, or what came of that. It asks what to do by
 * the dialog's actions: step.try, step.apply. ::plan is emitted with a plan to be shown, its
 * statement and title.
 */
#define OPT_TYPE_TRIAL_STEP (opt_trial_step_get_type ())
G_DECLARE_FINAL_TYPE (OptTrialStep, opt_trial_step, OPT, TRIAL_STEP, OptStep)

void opt_trial_step_set_recommendation (OptTrialStep *self, OptRecommendation *recommendation);
void opt_trial_step_start (OptTrialStep *self, OptServer *server);

G_END_DECLS
