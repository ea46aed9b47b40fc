/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-recommendation.h"
#include "opt-server.h"
#include "opt-step-dialog.h"

G_BEGIN_DECLS

/**
 * OptRecommendationDialog:
 *
 * From a recommendation by its trial to the change, and to what that does: one question a page.
 */
#define OPT_TYPE_RECOMMENDATION_DIALOG (opt_recommendation_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OptRecommendationDialog,
                      opt_recommendation_dialog,
                      OPT,
                      RECOMMENDATION_DIALOG,
                      OptStepDialog)

OptRecommendationDialog *opt_recommendation_dialog_new (GtkWindow *parent,
                                                        OptServer *server,
                                                        OptRecommendation *recommendation);

const char *opt_recommendation_dialog_get_id (OptRecommendationDialog *self);

G_END_DECLS
