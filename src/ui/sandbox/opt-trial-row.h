/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-recommendation.h"

G_BEGIN_DECLS

/**
 * OptTrialRow:
 *
 * The trial of a recommendation in a list; expanded, all that was measured.
 */
#define OPT_TYPE_TRIAL_ROW (opt_trial_row_get_type ())
G_DECLARE_FINAL_TYPE (OptTrialRow, opt_trial_row, OPT, TRIAL_ROW, AdwExpanderRow)

GtkWidget *opt_trial_row_new (OptRecommendation *recommendation);

const char *opt_trial_row_get_id (OptTrialRow *self);
void opt_trial_row_set_recommendation (OptTrialRow *self, OptRecommendation *recommendation);

G_END_DECLS
