/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-plot.h"
#include "opt-chart.h"

G_BEGIN_DECLS

/* The context menu of a chart: by secondary click, long press and keyboard. */
void opt_chart_menu_attach (OptChart *chart, OptChartPlot *plot);
void opt_chart_menu_clear (OptChart *chart);

G_END_DECLS
