/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-layer.h"

G_BEGIN_DECLS

/**
 * OptChartCursor:
 *
 * The crosshair of a chart, and the rubber band.
 */
#define OPT_TYPE_CHART_CURSOR (opt_chart_cursor_get_type ())
G_DECLARE_FINAL_TYPE (OptChartCursor, opt_chart_cursor, OPT, CHART_CURSOR, OptChartLayer)

GtkWidget *opt_chart_cursor_new (void);

void opt_chart_cursor_set_time (OptChartCursor *self, gint64 time);
void opt_chart_cursor_set_band (OptChartCursor *self, gint64 from, gint64 to);

G_END_DECLS
