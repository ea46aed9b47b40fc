/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-axis.h"

G_BEGIN_DECLS

/**
 * OptChartView:
 * @from: where the time axis begins, microseconds since 1970
 * @to: where it ends
 * @axis: the axis of values
 * @known: whether @axis was fitted to values, and is worth a label
 *
 * The part of a model that a chart shows.
 */
typedef struct
{
  gint64 from;
  gint64 to;
  OptChartAxis axis;
  gboolean known;
} OptChartView;

gboolean opt_chart_view_equal (const OptChartView *self, const OptChartView *other);

/**
 * OptChartFrame:
 * @width: in application pixels
 * @height: the same
 * @scale: device pixels in one of these
 * @n_columns: device pixels across
 * @origin: the time of the left edge
 * @step: microseconds in a device pixel
 * @lower: the value of the bottom edge
 * @range: from there to the top edge
 *
 * A view on a piece of the screen. Its pixels begin at multiples of @step since 1970: a window that
 * slides along moves what is drawn, and does not sort the points into other pixels, so that peaks
 * don't flicker.
 */
typedef struct
{
  double width;
  double height;
  int scale;
  int n_columns;
  double origin;
  double step;
  double lower;
  double range;
} OptChartFrame;

void opt_chart_frame_init (OptChartFrame *self,
                           const OptChartView *view,
                           int width,
                           int height,
                           int scale);
double opt_chart_frame_get_x (const OptChartFrame *self, gint64 time);
double opt_chart_frame_get_y (const OptChartFrame *self, double value);
gint64 opt_chart_frame_get_time (const OptChartFrame *self, double x);

G_END_DECLS
