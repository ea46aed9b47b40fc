/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-layer.h"

G_BEGIN_DECLS

/**
 * OptChartGrid:
 *
 * The axes of a chart: faint lines at round values, ticks at round times, their labels. It covers
 * the whole plot; the other layers lie within its borders.
 */
#define OPT_TYPE_CHART_GRID (opt_chart_grid_get_type ())
G_DECLARE_FINAL_TYPE (OptChartGrid, opt_chart_grid, OPT, CHART_GRID, OptChartLayer)

GtkWidget *opt_chart_grid_new (void);

void opt_chart_grid_get_border (OptChartGrid *self, GtkBorder *border);
void opt_chart_grid_reset (OptChartGrid *self);

G_END_DECLS
