/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-group.h"
#include "opt-chart-layer.h"

G_BEGIN_DECLS

/**
 * OptChartPlot:
 *
 * The picture of a chart: its layers, and what the user does with them. ::active tells whether the
 * pointer is on it, or the keyboard works in it.
 */
#define OPT_TYPE_CHART_PLOT (opt_chart_plot_get_type ())
G_DECLARE_FINAL_TYPE (OptChartPlot, opt_chart_plot, OPT, CHART_PLOT, GtkWidget)

GtkWidget *opt_chart_plot_new (void);

void opt_chart_plot_set_model (OptChartPlot *self, OptChartModel *model);
OptChartModel *opt_chart_plot_get_model (OptChartPlot *self);
void opt_chart_plot_set_group (OptChartPlot *self, OptChartGroup *group);
OptChartGroup *opt_chart_plot_get_group (OptChartPlot *self);
void opt_chart_plot_set_compact (OptChartPlot *self, gboolean compact);
void opt_chart_plot_set_active (OptChartPlot *self, gboolean active);
gboolean opt_chart_plot_get_active (OptChartPlot *self);

void opt_chart_plot_update (OptChartPlot *self, OptChartChange changes, guint series);
void opt_chart_plot_set_cursor (OptChartPlot *self, gint64 time);
void opt_chart_plot_set_band (OptChartPlot *self, gint64 from, gint64 to);
const OptChartView *opt_chart_plot_get_view (OptChartPlot *self);
gint64 opt_chart_plot_get_time (OptChartPlot *self, double x);
double opt_chart_plot_get_x (OptChartPlot *self, gint64 time);

G_END_DECLS
