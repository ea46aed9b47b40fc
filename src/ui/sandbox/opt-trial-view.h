/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "opt-trial.h"

G_BEGIN_DECLS

/**
 * OptTrialView:
 *
 * What a trial found: the verdict first, then each statement, then under which conditions it was
 * measured. ::plan is emitted with a plan that the user wants to see, its statement, and what to
 * call it.
 */
#define OPT_TYPE_TRIAL_VIEW (opt_trial_view_get_type ())
G_DECLARE_FINAL_TYPE (OptTrialView, opt_trial_view, OPT, TRIAL_VIEW, AdwBin)

GtkWidget *opt_trial_view_new (void);

void opt_trial_view_set_trial (OptTrialView *self, JsonNode *trial, OptTrial *live);

G_END_DECLS
