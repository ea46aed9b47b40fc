/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-frame.h"

#include <math.h>

/**
 * opt_chart_view_equal:
 * @self: a view
 * @other: another
 *
 * Returns: whether they show the same
 */
gboolean
opt_chart_view_equal (const OptChartView *self, const OptChartView *other)
{
  return self->from == other->from && self->to == other->to && self->known == other->known
         && self->axis.lower == other->axis.lower && self->axis.step == other->axis.step
         && self->axis.n_steps == other->axis.n_steps;
}

/**
 * opt_chart_frame_init:
 * @self: (out caller-allocates): a frame
 * @view: what to show
 * @width: in application pixels
 * @height: the same
 * @scale: device pixels in one of these
 */
void
opt_chart_frame_init (OptChartFrame *self,
                      const OptChartView *view,
                      int width,
                      int height,
                      int scale)
{
  double span = (double) MAX (view->to - view->from, 1);

  self->width = width;
  self->height = height;
  self->scale = scale;
  self->n_columns = MAX (width * scale, 1);
  self->step = span / self->n_columns;
  self->origin = ceil ((double) view->to / self->step) * self->step - span;
  self->lower = view->axis.lower;
  self->range = opt_chart_axis_get_upper (&view->axis) - view->axis.lower;
  if (!(self->range > 0))
    self->range = 1;
}

/**
 * opt_chart_frame_get_x:
 * @self: a frame
 * @time: microseconds since 1970
 *
 * Returns: where that is, in application pixels
 */
double
opt_chart_frame_get_x (const OptChartFrame *self, gint64 time)
{
  return ((double) time - self->origin) / self->step / self->scale;
}

/**
 * opt_chart_frame_get_y:
 * @self: a frame
 * @value: a value
 *
 * Returns: where that is, in application pixels from the top
 */
double
opt_chart_frame_get_y (const OptChartFrame *self, double value)
{
  return self->height - (value - self->lower) / self->range * self->height;
}

/**
 * opt_chart_frame_get_time:
 * @self: a frame
 * @x: application pixels from the left
 *
 * Returns: the time there
 */
gint64
opt_chart_frame_get_time (const OptChartFrame *self, double x)
{
  return (gint64) llround (self->origin + x * self->scale * self->step);
}
