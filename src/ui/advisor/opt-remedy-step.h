/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-step.h"
#include "opt-trial.h"

G_BEGIN_DECLS

/**
 * OptRemedyStep:
 *
 * What a trial found of a change that a plan's finding handed on. ::plan is emitted with a plan
 * that the user wants to see, its statement, and what to call it.
 */
#define OPT_TYPE_REMEDY_STEP (opt_remedy_step_get_type ())
G_DECLARE_FINAL_TYPE (OptRemedyStep, opt_remedy_step, OPT, REMEDY_STEP, OptStep)

void opt_remedy_step_set_trial (OptRemedyStep *self, const char *change, OptTrial *trial);

G_END_DECLS
