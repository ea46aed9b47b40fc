/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-colour.h"

G_BEGIN_DECLS

/**
 * OptChartSwatch:
 *
 * A sample of what a series is drawn in: a box for an area, a piece of line for a line.
 */
#define OPT_TYPE_CHART_SWATCH (opt_chart_swatch_get_type ())
G_DECLARE_FINAL_TYPE (OptChartSwatch, opt_chart_swatch, OPT, CHART_SWATCH, GtkWidget)

GtkWidget *opt_chart_swatch_new (OptChartColour colour, guint order, gboolean line);

void opt_chart_swatch_set_hollow (OptChartSwatch *self, gboolean hollow);

G_END_DECLS
