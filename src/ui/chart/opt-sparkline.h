/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-colour.h"
#include "opt-chart-unit.h"

G_BEGIN_DECLS

/**
 * OptSparkline:
 *
 * A trend in a cell: values at equal intervals, from zero to the largest. It costs as little as a
 * label.
 */
#define OPT_TYPE_SPARKLINE (opt_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (OptSparkline, opt_sparkline, OPT, SPARKLINE, GtkWidget)

GtkWidget *opt_sparkline_new (void);

void opt_sparkline_set_values (OptSparkline *self, const double *values, gsize n);
void opt_sparkline_set_max (OptSparkline *self, double max);
void opt_sparkline_set_colour (OptSparkline *self, OptChartColour colour);
void opt_sparkline_set_title (OptSparkline *self, const char *title, OptChartUnit unit);

G_END_DECLS
