/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-axis.h"

#include <math.h>

/* Clocks don't count in tens. */
static const double long_steps[] = {
  15e3,   20e3,   30e3,    60e3,    120e3,   300e3,   600e3,    900e3,  1200e3, 1800e3,
  3600e3, 7200e3, 10800e3, 21600e3, 43200e3, 86400e3, 172800e3, 4320e5, 8640e5,
};

/* The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below @size. */
static double
round_up_decimal (double size)
{
  static const double digits[] = { 1, 2, 2.5, 5 };
  double power = pow (10, floor (log10 (size)));

  for (gsize i = 0; i < G_N_ELEMENTS (digits); i++)
    {
      /* A hair of tolerance: 0.3 / 3 is not 0.1. */
      if (digits[i] * power >= size * (1 - 1e-9))
        return digits[i] * power;
    }

  return 10 * power;
}

static double
round_up (double size, OptChartUnit unit)
{
  if (unit == OPT_CHART_UNIT_DURATION && size > 5e3)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (long_steps); i++)
        {
          if (long_steps[i] >= size * (1 - 1e-9))
            return long_steps[i];
        }
    }
  /* There is no half of a byte. */
  if (unit == OPT_CHART_UNIT_BYTES || unit == OPT_CHART_UNIT_BYTES_RATE)
    return exp2 (ceil (log2 (MAX (size, 1)) - 1e-9));

  return round_up_decimal (size);
}

/**
 * opt_chart_axis_fit:
 * @max: the largest value, or NAN
 * @unit: what it is
 * @low: whether there is little height
 *
 * Three or four lines above zero with round values, and no more room above @max than that takes;
 * two lines where there is little height.
 *
 * Returns: the axis
 */
OptChartAxis
opt_chart_axis_fit (double max, OptChartUnit unit, gboolean low)
{
  static const guint tall_counts[] = { 3, 4 };
  static const guint low_counts[] = { 2, 2 };
  const guint *counts = low ? low_counts : tall_counts;
  OptChartAxis best = { 0 };

  /* Without a value, or with zeros alone, any scale is as good. */
  if (!(max > 0) || !isfinite (max))
    max = 1;

  for (guint i = 0; i < 2; i++)
    {
      OptChartAxis axis = { 0, round_up (max / counts[i], unit), counts[i] };

      if (i == 0 || opt_chart_axis_get_upper (&axis) < opt_chart_axis_get_upper (&best))
        best = axis;
    }
  /* A step may be much more than was asked for. */
  while (best.n_steps > 1 && best.step * (best.n_steps - 1) >= max)
    best.n_steps--;

  return best;
}

/**
 * opt_chart_axis_fit_ratio:
 * @min: the smallest value, or NAN
 * @low: whether there is little height
 *
 * Returns: an axis that ends at 100 % and begins at 90 %, 60 % or zero
 */
OptChartAxis
opt_chart_axis_fit_ratio (double min, gboolean low)
{
  double lower = min >= 0.9 ? 0.9 : min >= 0.6 ? 0.6 : 0;
  guint n_steps = low ? 2 : 4;

  if (isnan (min))
    lower = 0;

  return (OptChartAxis){ lower, (1 - lower) / n_steps, n_steps };
}

/**
 * opt_chart_axis_get_upper:
 * @self: an axis
 *
 * Returns: where it ends
 */
double
opt_chart_axis_get_upper (const OptChartAxis *self)
{
  return self->lower + self->step * self->n_steps;
}
