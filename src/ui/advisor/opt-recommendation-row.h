/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-audit-change.h"
#include "opt-recommendation.h"
#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptRecommendationRow:
 *
 * A recommendation in a list: what, why, what it saves, how that is known, what came of it.
 */
#define OPT_TYPE_RECOMMENDATION_ROW (opt_recommendation_row_get_type ())
G_DECLARE_FINAL_TYPE (OptRecommendationRow,
                      opt_recommendation_row,
                      OPT,
                      RECOMMENDATION_ROW,
                      AdwPreferencesRow)

GtkWidget *opt_recommendation_row_new (OptRecommendation *recommendation, OptServer *server);

OptRecommendation *opt_recommendation_row_get_recommendation (OptRecommendationRow *self);
void opt_recommendation_row_set_change (OptRecommendationRow *self, OptAuditChange *change);
void opt_recommendation_row_update (OptRecommendationRow *self);

G_END_DECLS
