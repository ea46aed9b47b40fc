/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-model.h"

G_BEGIN_DECLS

/**
 * OptChartTip:
 *
 * All values of a chart at one time, beside the crosshair.
 */
#define OPT_TYPE_CHART_TIP (opt_chart_tip_get_type ())
G_DECLARE_FINAL_TYPE (OptChartTip, opt_chart_tip, OPT, CHART_TIP, GtkWidget)

GtkWidget *opt_chart_tip_new (void);

void opt_chart_tip_set_model (OptChartTip *self, OptChartModel *model);
void opt_chart_tip_update (OptChartTip *self, gint64 time, gint64 tolerance);

G_END_DECLS
