/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * OptChartMask:
 * @surface: how much of each device pixel is covered
 * @width: of the surface, in device pixels
 * @height: the same
 * @stride: bytes from row to row
 * @pixels: the rows, while they are drawn
 *
 * The picture of one series. Cairo finds out what a whole stroke covers before it fills any of it,
 * which takes longer the more often the line crosses itself; here each piece covers pixels by
 * itself, and where pieces meet the larger coverage holds. A spiky line takes about a thirtieth of
 * the time.
 */
typedef struct
{
  cairo_surface_t *surface;
  int width;
  int height;
  int stride;
  guchar *pixels;
} OptChartMask;

void opt_chart_mask_init (OptChartMask *self, int width, int height);
void opt_chart_mask_add_columns (OptChartMask *self,
                                 const int *tops,
                                 const int *bottoms,
                                 double alpha);
void opt_chart_mask_add_line (OptChartMask *self,
                              double x0,
                              double y0,
                              double x1,
                              double y1,
                              double thickness);
void opt_chart_mask_draw (OptChartMask *self,
                          GtkSnapshot *snapshot,
                          const GdkRGBA *colour,
                          double x,
                          double y,
                          int scale);

G_END_DECLS
