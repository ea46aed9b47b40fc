/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-trial.h"

G_BEGIN_DECLS

gboolean opt_trial_is_sample (OptTrial *self);
void opt_trial_disregard_time (OptTrialStatement *statement);
void opt_trial_add_sample (OptTrial *self, GString *text);

G_END_DECLS
