/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-chart-reading.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-chart-columns.h"
#include "opt-chart-sum.h"

/* The point that a time belongs to: the nearest, or in columns the one that ends the interval. */
static const OptChartPoint *
find_point (OptChartModel *model, guint series, gint64 time, gint64 *resolution)
{
  gsize n, before, end;
  const OptChartPoint *points = opt_chart_model_get_points (model, series, &n);
  const OptChartPoint *found;

  if (n == 0)
    return NULL;

  opt_chart_points_clip (points, n, time, time, &before, &end);
  found = &points[before];
  if (before + 1 < n && points[before + 1].time <= time)
    found++;
  else if (found->time < time && before + 1 < n
           && (opt_chart_model_get_style (model) == OPT_CHART_STYLE_COLUMNS
               || opt_chart_model_get_stacked (model)
               || series >= opt_chart_model_get_n_parts (model)
               || points[before + 1].time - time < time - found->time))
    found++;

  *resolution = found > points ? found->time - found[-1].time
                : n > 1        ? found[1].time - found->time
                               : 0;
  /* Beyond its ends a series says nothing. */
  if (time - found->time > *resolution || found->time - time > MAX (*resolution, 1))
    return NULL;

  return found;
}

static void
clear (OptChartReading *self)
{
  self->time = OPT_CHART_NO_TIME;
  self->resolution = 0;
  self->total = NAN;
  for (guint i = 0; i < OPT_CHART_MAX_SERIES; i++)
    self->values[i] = NAN;
}

/**
 * opt_chart_reading_init:
 * @self: (out caller-allocates): a reading
 * @model: a model
 * @time: a time
 *
 * Reads the values at a time.
 */
void
opt_chart_reading_init (OptChartReading *self, OptChartModel *model, gint64 time)
{
  guint n_parts;

  clear (self);
  if (model == NULL || time == OPT_CHART_NO_TIME)
    return;

  n_parts = opt_chart_model_get_n_parts (model);

  for (guint i = 0; i < opt_chart_model_get_n_series (model); i++)
    {
      gint64 resolution = 0;
      const OptChartPoint *point = find_point (model, i, time, &resolution);

      if (point == NULL || !opt_chart_model_get_visible (model, i))
        continue;
      if (self->time == OPT_CHART_NO_TIME
          || (i < n_parts && ABS (point->time - time) < ABS (self->time - time)))
        {
          self->time = point->time;
          self->resolution = resolution;
        }
      self->values[i] = point->value;
      if (i < n_parts && isfinite (point->value))
        self->total = isnan (self->total) ? point->value : self->total + point->value;
    }
}

/**
 * opt_chart_reading_init_last:
 * @self: (out caller-allocates): a reading
 * @model: a model
 * @to: a time
 *
 * Reads the last values until then.
 */
void
opt_chart_reading_init_last (OptChartReading *self, OptChartModel *model, gint64 to)
{
  gint64 last = OPT_CHART_NO_TIME;

  for (guint i = 0; model != NULL && i < opt_chart_model_get_n_parts (model); i++)
    {
      gsize n, first, end;
      const OptChartPoint *points = opt_chart_model_get_points (model, i, &n);

      opt_chart_points_clip (points, n, to, to, &first, &end);
      while (end > first && points[end - 1].time > to)
        end--;
      if (end > first && opt_chart_model_get_visible (model, i))
        last = MAX (last, points[end - 1].time);
    }
  opt_chart_reading_init (self, model, last);
}

/**
 * opt_chart_reading_get_main:
 * @self: a reading
 * @model: its model
 *
 * Returns: the value that stands for all: the total of a stack, else that of the first visible
 * series
 */
double
opt_chart_reading_get_main (const OptChartReading *self, OptChartModel *model)
{
  if (opt_chart_model_get_stacked (model))
    return self->total;

  for (guint i = 0; i < opt_chart_model_get_n_parts (model); i++)
    {
      if (opt_chart_model_get_visible (model, i))
        return self->values[i];
    }

  return NAN;
}

/**
 * opt_chart_reading_is_known:
 * @self: a reading
 *
 * Returns: whether there is a value at all: what is no zero but a gap has none
 */
gboolean
opt_chart_reading_is_known (const OptChartReading *self)
{
  for (guint i = 0; i < OPT_CHART_MAX_SERIES; i++)
    if (isfinite (self->values[i]))
      return TRUE;

  return FALSE;
}

/**
 * opt_chart_reading_describe:
 * @self: a reading
 * @model: its model
 *
 * Returns: (transfer full): "CPU 1.2, I/O 0.3", or the value alone where there is one series
 */
char *
opt_chart_reading_describe (const OptChartReading *self, OptChartModel *model)
{
  GString *text = g_string_new (NULL);
  OptChartUnit unit = opt_chart_model_get_unit (model);
  guint n = opt_chart_model_get_n_series (model);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = opt_chart_unit_format (unit, self->values[i]);

      if (!opt_chart_model_get_visible (model, i))
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      if (n > 1)
        g_string_append_printf (text, "%s ", opt_chart_model_get_label (model, i));
      g_string_append (text, value);
    }
  if (opt_chart_model_get_n_parts (model) > 1 && opt_chart_model_get_stacked (model))
    {
      g_autofree char *total = opt_chart_unit_format (unit, self->total);

      g_string_append (text, ", ");
      g_string_append_printf (text, _ ("total %s"), total);
    }

  return g_string_free (text, FALSE);
}

/**
 * opt_chart_model_step:
 * @model: a model
 * @time: a time
 * @direction: 1 or -1
 *
 * Returns: the time of the next point of any visible series in that direction, or
 * %OPT_CHART_NO_TIME
 */
gint64
opt_chart_model_step (OptChartModel *model, gint64 time, int direction)
{
  gint64 best = OPT_CHART_NO_TIME;

  for (guint i = 0; i < opt_chart_model_get_n_series (model); i++)
    {
      gsize n, first, end;
      const OptChartPoint *points = opt_chart_model_get_points (model, i, &n);

      if (!opt_chart_model_get_visible (model, i))
        continue;
      opt_chart_points_clip (points, n, time, time, &first, &end);
      for (gsize j = first; j < end; j++)
        {
          gint64 found = points[j].time;

          if ((direction < 0 && found < time && (best == OPT_CHART_NO_TIME || found > best))
              || (direction > 0 && found > time && (best == OPT_CHART_NO_TIME || found < best)))
            best = found;
        }
    }

  return best;
}

static void
add_to_range (double value, double *min, double *max)
{
  if (!isfinite (value))
    return;
  if (!(*min <= value))
    *min = value;
  if (!(*max >= value))
    *max = value;
}

/* What is level since the point before it, as bars and stacks are. */
static gboolean
is_level_within (gint64 since, gint64 time, gint64 from, gint64 to)
{
  return time >= from && (time <= to || since < to);
}

static void
add_steps (const OptChartPoint *points,
           gsize first,
           gsize end,
           gint64 from,
           gint64 to,
           double *min,
           double *max)
{
  for (gsize i = first; i < end; i++)
    if (is_level_within (i > 0 ? points[i - 1].time : G_MININT64, points[i].time, from, to))
      add_to_range (points[i].value, min, max);
}

static void
add_stack (OptChartModel *model, gint64 from, gint64 to, double *min, double *max)
{
  g_autoptr (GArray) sums = opt_chart_sums_new (model, from, to);
  gint64 since = G_MININT64;

  for (guint i = 0; i < sums->len; i++)
    {
      const OptChartSum *sum = &g_array_index (sums, OptChartSum, i);

      if (is_level_within (since, sum->time, from, to))
        add_to_range (sum->tops[OPT_CHART_MAX_SERIES - 1], min, max);
      since = sum->time;
    }
}

static double
interpolate (const OptChartPoint *a, const OptChartPoint *b, gint64 time)
{
  double share = (double) (time - a->time) / (double) (b->time - a->time);

  return a->value + share * (b->value - a->value);
}

/* Of a line that comes in or goes out, what it is at the edge; to a gap there is none. */
static void
add_line (const OptChartPoint *points,
          gsize first,
          gsize end,
          gint64 from,
          gint64 to,
          double *min,
          double *max)
{
  for (gsize i = first; i < end; i++)
    {
      const OptChartPoint *point = &points[i];

      if (point->time >= from && point->time <= to)
        add_to_range (point->value, min, max);
      if (i == first)
        continue;
      if (point[-1].time < from && point->time > from)
        add_to_range (interpolate (&point[-1], point, from), min, max);
      if (point[-1].time < to && point->time > to)
        add_to_range (interpolate (&point[-1], point, to), min, max);
    }
}

static void
add_series (OptChartModel *model, guint series, gint64 from, gint64 to, double *min, double *max)
{
  gboolean level = opt_chart_model_get_style (model) == OPT_CHART_STYLE_COLUMNS
                   || series >= opt_chart_model_get_n_parts (model);
  gsize n, first, end;
  const OptChartPoint *points = opt_chart_model_get_points (model, series, &n);

  opt_chart_points_clip (points, n, from, to, &first, &end);
  if (level)
    add_steps (points, first, end, from, to, min, max);
  else
    add_line (points, first, end, from, to, min, max);
}

/**
 * opt_chart_model_get_range:
 * @model: a model
 * @from: where the window begins
 * @to: where it ends
 * @min: (out): the smallest value of a visible series, or of the stack; NAN where there is none
 * @max: (out): the largest
 *
 * What is drawn in the window: a point outside counts as far as its bar or line reaches into it.
 *
 * Returns: whether there is a value in the window
 */
gboolean
opt_chart_model_get_range (OptChartModel *model, gint64 from, gint64 to, double *min, double *max)
{
  guint first_line = 0;

  *min = NAN;
  *max = NAN;
  if (opt_chart_model_get_stacked (model))
    {
      add_stack (model, from, to, min, max);
      first_line = opt_chart_model_get_n_parts (model);
    }

  for (guint i = first_line; i < opt_chart_model_get_n_series (model); i++)
    if (opt_chart_model_get_visible (model, i))
      add_series (model, i, from, to, min, max);

  return isfinite (*max);
}

/**
 * opt_chart_model_get_extent:
 * @self: a model
 * @from: (out): the first time of any point
 * @to: (out): the last
 *
 * Returns: whether it has points
 */
gboolean
opt_chart_model_get_extent (OptChartModel *self, gint64 *from, gint64 *to)
{
  g_return_val_if_fail (OPT_IS_CHART_MODEL (self), FALSE);

  *from = G_MAXINT64;
  *to = G_MININT64;
  for (guint i = 0; i < opt_chart_model_get_n_parts (self); i++)
    {
      gsize n;
      const OptChartPoint *points = opt_chart_model_get_points (self, i, &n);

      if (n == 0)
        continue;
      *from = MIN (*from, points[0].time);
      *to = MAX (*to, points[n - 1].time);
    }

  return *from <= *to;
}
