/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-model-private.h"

/* What is told of it. */

/**
 * opt_chart_model_get_unit:
 * @self: a model
 *
 * Returns: what its values are
 */
OptChartUnit
opt_chart_model_get_unit (OptChartModel *self)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self), OPT_CHART_UNIT_NUMBER);

  return self->unit;
}

/**
 * opt_chart_model_get_stacked:
 * @self: a model
 *
 * Returns: whether the series are drawn one on the other
 */
gboolean
opt_chart_model_get_stacked (OptChartModel *self)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self), FALSE);

  return self->stacked;
}

/**
 * opt_chart_model_get_style:
 * @self: a model
 *
 * Returns: how a series is drawn
 */
OptChartStyle
opt_chart_model_get_style (OptChartModel *self)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self), OPT_CHART_STYLE_LINE);

  return self->style;
}

/**
 * opt_chart_model_get_base:
 * @self: a model
 *
 * Returns: where the axis starts
 */
OptChartBase
opt_chart_model_get_base (OptChartModel *self)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self), OPT_CHART_BASE_ZERO);

  return self->base;
}

/**
 * opt_chart_model_get_n_series:
 * @self: a model
 *
 * Returns: how many series it has, visible or not
 */
guint
opt_chart_model_get_n_series (OptChartModel *self)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self), 0);

  return self->series->len;
}

/**
 * opt_chart_model_get_n_parts:
 * @self: a model
 *
 * Returns: how many series it has of the time itself: the last may be of an earlier one
 */
guint
opt_chart_model_get_n_parts (OptChartModel *self)
{
  guint n = opt_chart_model_get_n_series (self);

  return n > 0 && opt_chart_model_get_series (self, n - 1)->colour == OPT_CHART_COLOUR_BEFORE
             ? n - 1
             : n;
}

/**
 * opt_chart_model_get_label:
 * @self: a model
 * @series: a series
 *
 * Returns: (transfer none): what it is called
 */
const char *
opt_chart_model_get_label (OptChartModel *self, guint series)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self) && series < self->series->len, NULL);

  return opt_chart_model_get_series (self, series)->label;
}

/**
 * opt_chart_model_get_colour:
 * @self: a model
 * @series: a series
 *
 * Returns: what it is drawn in
 */
OptChartColour
opt_chart_model_get_colour (OptChartModel *self, guint series)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self) && series < self->series->len, 0);

  return opt_chart_model_get_series (self, series)->colour;
}

/**
 * opt_chart_model_get_visible:
 * @self: a model
 * @series: a series
 *
 * Returns: whether it is drawn
 */
gboolean
opt_chart_model_get_visible (OptChartModel *self, guint series)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self) && series < self->series->len, FALSE);

  return opt_chart_model_get_series (self, series)->visible;
}

/**
 * opt_chart_model_get_points:
 * @self: a model
 * @series: a series
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): its points, until they are set again
 */
const OptChartPoint *
opt_chart_model_get_points (OptChartModel *self, guint series, gsize *n)
{
  GArray *points;

  g_return_val_if_fail (n != NULL, NULL);
  *n = 0;
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self) && series < self->series->len, NULL);

  points = opt_chart_model_get_series (self, series)->points;
  *n = points->len;

  return (const OptChartPoint *) points->data;
}

/**
 * opt_chart_model_get_events:
 * @self: a model
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): what happened, until it is set again
 */
const OptChartEvent *
opt_chart_model_get_events (OptChartModel *self, gsize *n)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self), NULL);

  *n = self->events->len;

  return (const OptChartEvent *) self->events->data;
}

/**
 * opt_chart_model_get_window:
 * @self: a model
 * @from: (out): where the time axis begins
 * @to: (out): where it ends; both are 0 until they are set
 */
void
opt_chart_model_get_window (OptChartModel *self, gint64 *from, gint64 *to)
{
  g_return_if_fail (OPT_IS_CHART_MODEL (self));

  *from = self->from;
  *to = self->to;
}

/**
 * opt_chart_model_get_counted:
 * @self: a model
 *
 * Returns: whether each value is how often something was since the point before
 */
gboolean
opt_chart_model_get_counted (OptChartModel *self)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self), FALSE);

  return self->counted;
}

/**
 * opt_chart_model_get_weights:
 * @self: a model
 *
 * Returns: (nullable) (transfer none): how many there were of what its values are means of; %NULL
 * where they are no such means
 */
OptChartModel *
opt_chart_model_get_weights (OptChartModel *self)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self), NULL);

  return self->weights;
}
