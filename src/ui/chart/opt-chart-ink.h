/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-chart-columns.h"

G_BEGIN_DECLS

/**
 * OptChartInk:
 * @colour: of the line
 * @fill: of what is below it; alpha 0 for none
 * @width: of the line, in application pixels
 * @dashed: whether it is a line of an earlier time
 * @order: of the series among its fellows; chooses the dashes where colours may not do
 */
typedef struct
{
  GdkRGBA colour;
  GdkRGBA fill;
  float width;
  gboolean dashed;
  guint order;
} OptChartInk;

void opt_chart_ink_init (OptChartInk *self, OptChartColour colour, guint order, gboolean filled);
void opt_chart_ink_draw (const OptChartInk *self,
                         GtkSnapshot *snapshot,
                         const OptChartFrame *frame,
                         const OptChartPoint *points,
                         gsize n);
void opt_chart_ink_draw_bars (const OptChartInk *self,
                              GtkSnapshot *snapshot,
                              const OptChartFrame *frame,
                              const OptChartPoint *points,
                              gsize n);
void opt_chart_ink_draw_steps (const OptChartInk *self,
                               GtkSnapshot *snapshot,
                               const OptChartFrame *frame,
                               const OptChartPoint *points,
                               gsize n);
void opt_chart_ink_set_dash (const OptChartInk *self, cairo_t *cr);

G_END_DECLS
