/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-plot.h"

G_BEGIN_DECLS

/* What the user can do with a plot, by pointer, touch and keyboard. */
void opt_chart_input_attach (OptChartPlot *plot);
void opt_chart_input_show_range (OptChartPlot *plot);
void opt_chart_input_zoom_by (OptChartPlot *plot, double factor);

G_END_DECLS
