/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-chart-columns.h"
#include "opt-chart-reading.h"
#include "opt-chart-sum.h"

/* Of a window, whose values are means of the time since the point before, or counts. */

typedef struct
{
  gint64 from;
  gint64 to;
  gboolean counted;
  double sum;
  double weight;
} Mean;

static void
add_interval (Mean *self, gint64 start, gint64 end, double value, double weight)
{
  double length = (double) (MIN (end, self->to) - MAX (start, self->from));

  if (!(length > 0) || !isfinite (value) || !(weight > 0))
    return;

  /* What was counted in the part that is outside is not told apart. */
  self->sum += self->counted ? value * length / (double) (end - start) : value * weight * length;
  self->weight += weight * length;
}

static double
get_mean (const Mean *self)
{
  if (!(self->weight > 0))
    return NAN;

  return self->counted ? self->sum : self->sum / self->weight;
}

/* When the value of the first began is not known: as long before it as it is from the next. */
static gint64
guess_start (gint64 time, gboolean more, gint64 next, gint64 from)
{
  return more ? time - (next - time) : from;
}

/* NAN where there is no weight of that time. */
static double
find_weight (const OptChartPoint *weights, gsize n, gsize *next, gint64 time)
{
  while (*next < n && weights[*next].time < time)
    (*next)++;

  return *next < n && weights[*next].time == time ? weights[*next].value : NAN;
}

static double
get_mean_of_series (OptChartModel *model, guint series, gint64 from, gint64 to)
{
  OptChartModel *weighting = opt_chart_model_get_weights (model);
  Mean mean = { .from = from, .to = to, .counted = opt_chart_model_get_counted (model) };
  gsize n, first, end;
  gsize n_weights = 0;
  gsize next = 0;
  const OptChartPoint *points = opt_chart_model_get_points (model, series, &n);
  const OptChartPoint *weights
      = weighting != NULL ? opt_chart_model_get_points (weighting, 0, &n_weights) : NULL;

  opt_chart_points_clip (points, n, from, to, &first, &end);
  for (gsize i = first; i < end; i++)
    {
      gint64 start = i > 0 ? points[i - 1].time
                           : guess_start (points[i].time, n > 1, n > 1 ? points[1].time : 0, from);
      double weight
          = weighting != NULL ? find_weight (weights, n_weights, &next, points[i].time) : 1;

      add_interval (&mean, start, points[i].time, points[i].value, weight);
    }

  return get_mean (&mean);
}

/* A part that is not known counts as nothing where others are, as it is drawn. */
static void
read_stack (OptChartReading *self, OptChartModel *model, gint64 from, gint64 to)
{
  g_autoptr (GArray) sums = opt_chart_sums_new (model, from, to);

  for (guint i = 0; i < opt_chart_model_get_n_parts (model) && sums->len > 0; i++)
    {
      const OptChartSum *first = &g_array_index (sums, OptChartSum, 0);
      Mean mean = { .from = from, .to = to, .counted = opt_chart_model_get_counted (model) };
      gint64 start
          = guess_start (first->time, sums->len > 1, sums->len > 1 ? first[1].time : 0, from);

      for (guint j = 0; j < sums->len; j++)
        {
          const OptChartSum *sum = &g_array_index (sums, OptChartSum, j);

          add_interval (&mean, start, sum->time, sum->tops[i] - (i > 0 ? sum->tops[i - 1] : 0), 1);
          start = sum->time;
        }
      if (opt_chart_model_get_visible (model, i))
        self->values[i] = get_mean (&mean);
      if (isfinite (self->values[i]))
        self->total = isnan (self->total) ? self->values[i] : self->total + self->values[i];
    }
}

/**
 * opt_chart_reading_init_mean:
 * @self: (out caller-allocates): a reading
 * @model: a model
 * @from: where a window begins
 * @to: where it ends
 *
 * Reads the mean of each series over the window, as it is drawn: each value counts for as long as
 * it stands, and as often as the model's weights say. What is not known does not count. Of what is
 * counted it is the sum.
 */
void
opt_chart_reading_init_mean (OptChartReading *self, OptChartModel *model, gint64 from, gint64 to)
{
  guint first_line = 0;

  g_return_if_fail (OPT_IS_CHART_MODEL (model) && from < to);

  opt_chart_reading_init (self, NULL, OPT_CHART_NO_TIME);
  self->time = to;
  self->resolution = to - from;
  if (opt_chart_model_get_stacked (model))
    {
      read_stack (self, model, from, to);
      first_line = opt_chart_model_get_n_parts (model);
    }
  for (guint i = first_line; i < opt_chart_model_get_n_series (model); i++)
    if (opt_chart_model_get_visible (model, i))
      self->values[i] = get_mean_of_series (model, i, from, to);
}
