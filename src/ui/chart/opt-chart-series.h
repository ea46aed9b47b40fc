/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-layer.h"

G_BEGIN_DECLS

/**
 * OptChartSeries:
 *
 * One series of a model.
 */
#define OPT_TYPE_CHART_SERIES (opt_chart_series_get_type ())
G_DECLARE_FINAL_TYPE (OptChartSeries, opt_chart_series, OPT, CHART_SERIES, OptChartLayer)

GtkWidget *opt_chart_series_new (guint series);

guint opt_chart_series_get_series (OptChartSeries *self);
guint opt_chart_series_get_drawn (OptChartSeries *self);

G_END_DECLS
