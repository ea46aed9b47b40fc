/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-log-ratio.h"

#include <math.h>
#include <string.h>

/* Into how many parts of like many calls a window is cut, and how many are too few to say how much
 * its mean moves. */
#define MOST_PARTS 12
#define FEWEST_PARTS 6

/* From so many controls on, a few that went their own way don't count. */
#define ROBUST_CONTROLS 6

typedef struct
{
  double calls;
  double total_ms;
} Part;

/* Consecutive deltas become parts of about as many calls each. */
static guint
cut (GPtrArray *deltas, const OptStatementKey *key, double calls, Part parts[MOST_PARTS + 1])
{
  guint n = 0;
  Part part = { 0 };

  for (guint i = 0; i < deltas->len; i++)
    {
      const OptDelta *delta = deltas->pdata[i];
      const OptStatementCounters *counters = g_hash_table_lookup (delta->statements, key);

      if (counters == NULL || counters->calls <= 0)
        continue;
      part.calls += (double) counters->calls;
      part.total_ms += counters->total_exec_ms;
      if (part.calls < calls / MOST_PARTS)
        continue;
      parts[n++] = part;
      part = (Part){ 0 };
    }
  if (part.calls > 0)
    parts[n++] = part;

  return n;
}

/* The relative variance of a ratio estimator: of the sum of times over the sum of calls. */
static double
get_drift (const Part *parts, guint n, double mean, double calls)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      double off = parts[i].total_ms - mean * parts[i].calls;

      sum += off * off;
    }

  return sum * n / (n - 1) / (calls * mean * calls * mean);
}

/**
 * opt_call_sample_of:
 * @deltas: (element-type OptDelta): a window, in consecutive parts
 * @key: a statement
 *
 * Returns: what the window says of the statement's times
 */
OptCallSample
opt_call_sample_of (GPtrArray *deltas, const OptStatementKey *key)
{
  OptCallSample sample = { .spread = NAN, .drift = NAN };
  Part parts[MOST_PARTS + 1];
  double squares = 0;
  double calls;
  double mean;

  g_return_val_if_fail (deltas != NULL && key != NULL, sample);

  for (guint i = 0; i < deltas->len; i++)
    {
      const OptDelta *delta = deltas->pdata[i];
      const OptStatementCounters *counters = g_hash_table_lookup (delta->statements, key);

      if (counters == NULL || counters->calls <= 0)
        continue;
      sample.calls += counters->calls;
      sample.total_ms += counters->total_exec_ms;
      squares += counters->exec_squares;
    }
  calls = (double) sample.calls;
  mean = opt_call_sample_get_mean (&sample);
  if (calls < 2 || !(mean > 0))
    return sample;

  sample.spread = MAX (squares - calls * mean * mean, 0) / (calls - 1) / (mean * mean);
  sample.n_parts = cut (deltas, key, calls, parts);
  if (sample.n_parts >= FEWEST_PARTS)
    sample.drift = get_drift (parts, sample.n_parts, mean, calls);

  return sample;
}

/**
 * opt_call_sample_get_mean:
 * @self: a sample
 *
 * Returns: milliseconds a call; NAN without one
 */
double
opt_call_sample_get_mean (const OptCallSample *self)
{
  return self->calls > 0 ? self->total_ms / (double) self->calls : NAN;
}

/* The larger of what the single calls and what the parts of the window say of the mean. */
static double
get_variance (const OptCallSample *sample, double pooled, double *freedom)
{
  double calls = (double) sample->calls;
  double variance = fmax (sample->spread, pooled) / calls;

  *freedom = calls - 1;
  if (sample->drift > variance)
    {
      variance = sample->drift;
      *freedom = sample->n_parts - 1;
    }

  return variance;
}

/**
 * opt_log_ratio_init:
 * @self: the ratio to set
 * @before: the times before
 * @after: the times after
 *
 * The logarithm of the means' ratio, and its variance by the delta method. The means of few skewed
 * times come out low together with their spread, so that their own spread would call a lucky low
 * mean certain: that of both windows together is the least that is taken. Where calls depend on
 * those before them (a cold cache, a busy hour), the window's parts differ by more than their
 * single calls say, and count instead.
 *
 * Returns: whether enough is known
 */
gboolean
opt_log_ratio_init (OptLogRatio *self, const OptCallSample *before, const OptCallSample *after)
{
  double b = (double) before->calls - 1;
  double a = (double) after->calls - 1;
  double mean_before = opt_call_sample_get_mean (before);
  double mean_after = opt_call_sample_get_mean (after);
  double pooled;

  if (!(mean_before > 0) || !(mean_after > 0) || isnan (before->spread) || isnan (after->spread))
    return FALSE;

  pooled = (before->spread * b + after->spread * a) / (a + b);
  self->value = log (mean_after / mean_before);
  self->before = get_variance (before, pooled, &self->before_freedom);
  self->after = get_variance (after, pooled, &self->after_freedom);

  return TRUE;
}

/* Of a few values the standard deviation; of more the scaled median of the deviations (Croux and
 * Rousseeuw, 1992), for which one that went its own way hardly counts. */
static double
get_deviation (const double *values, gsize n, double median)
{
  static const double factors[] = { [6] = 1.200, 1.140, 1.129, 1.107 };
  double mean = 0;
  double sum = 0;

  if (n >= ROBUST_CONTROLS)
    {
      g_autofree double *off = g_new (double, n);

      for (gsize i = 0; i < n; i++)
        off[i] = fabs (values[i] - median);

      return 1.4826 * (n < 10 ? factors[n] : (double) n / ((double) n - 0.8)) * opt_median (off, n);
    }

  for (gsize i = 0; i < n; i++)
    mean += values[i] / (double) n;
  for (gsize i = 0; i < n; i++)
    sum += (values[i] - mean) * (values[i] - mean);

  return sqrt (sum / (double) (n - 1));
}

/**
 * opt_log_control_of:
 * @ratios: (array length=n): of statements that a change can't touch
 * @n: how many; at least 2
 *
 * What all statements do without the change: the median, and how far single ones go from it beyond
 * what their own calls explain. A statement that was touched is no further off than that by itself.
 *
 * Returns: the control
 */
OptLogControl
opt_log_control_of (const OptLogRatio *ratios, gsize n)
{
  OptLogControl control = { .n = (guint) n };
  g_autofree double *values = g_new (double, n);
  g_autofree double *variances = g_new (double, n);
  double sharpness = 0;
  double deviation;

  g_return_val_if_fail (ratios != NULL && n >= 2, control);

  for (gsize i = 0; i < n; i++)
    {
      values[i] = ratios[i].value;
      variances[i] = ratios[i].before + ratios[i].after;
    }
  control.value = opt_median (values, n);
  deviation = get_deviation (values, n, control.value);
  control.scatter = MAX (deviation * deviation - opt_median (variances, n), 0);

  /* A median of unequal normals: pi / 2n over the square of their mean sharpness. */
  for (gsize i = 0; i < n; i++)
    sharpness += 1 / sqrt (fmax (variances[i] + control.scatter, 1e-12)) / (double) n;
  control.variance = G_PI_2 / (double) n / (sharpness * sharpness);

  return control;
}

/**
 * opt_student_quantile_975:
 * @freedom: degrees of freedom, from 1
 *
 * Abramowitz and Stegun 26.7.5: right to 1 % from 3 degrees on, and somewhat narrow below, where
 * the exact values are given.
 *
 * Returns: the quantile of Student's distribution that a two-sided interval of 95 % takes
 */
double
opt_student_quantile_975 (double freedom)
{
  const double z = 1.959963984540054;
  double v = MAX (freedom, 1);
  double z3 = z * z * z;
  double z5 = z3 * z * z;
  double z7 = z5 * z * z;

  /* Between the exact values of 1, 2 and 3. */
  if (v < 2)
    return exp ((2 - v) * log (12.7062) + (v - 1) * log (4.3027));
  if (v < 3)
    return exp ((3 - v) * log (4.3027) + (v - 2) * log (3.1824));

  return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v)
         + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v);
}

static void
add_part (double variance, double freedom, double *sum, double *quotient)
{
  *sum += variance;
  *quotient += variance * variance / freedom;
}

/**
 * opt_log_ratio_sum:
 * @ratios: (array length=n): of statements
 * @weights: (array length=n): the time of each before
 * @n: how many
 * @control: (nullable): what is taken off; %NULL or one of no statements: nothing
 *
 * The ratio of their times together, each at its calls of before, with its interval of 95 %: by the
 * delta method, with Welch and Satterthwaite's degrees of freedom.
 *
 * Returns: the ratio; NAN of none
 */
OptInterval
opt_log_ratio_sum (const OptLogRatio *ratios,
                   const double *weights,
                   gsize n,
                   const OptLogControl *control)
{
  OptInterval interval = { NAN, NAN, NAN };
  double before = 0;
  double after = 0;
  double variance = 0;
  double quotient = 0;
  double scatter = 0;
  double value;
  double width;

  for (gsize i = 0; i < n; i++)
    {
      before += weights[i];
      after += weights[i] * exp (ratios[i].value);
    }
  if (!(before > 0) || !(after > 0))
    return interval;

  value = log (after / before);
  for (gsize i = 0; i < n; i++)
    {
      double share_before = weights[i] / before;
      double share_after = weights[i] * exp (ratios[i].value) / after;

      add_part (share_before * share_before * ratios[i].before, ratios[i].before_freedom, &variance,
                &quotient);
      add_part (share_after * share_after * ratios[i].after, ratios[i].after_freedom, &variance,
                &quotient);
      scatter += share_after * share_after;
    }
  if (control != NULL && control->n > 0)
    {
      value -= control->value;
      add_part (scatter * control->scatter + control->variance, control->n - 1, &variance,
                &quotient);
    }

  width = variance > 0 ? opt_student_quantile_975 (variance * variance / quotient) * sqrt (variance)
                       : 0;
  interval.estimate = exp (value);
  interval.low = exp (value - width);
  interval.high = exp (value + width);

  return interval;
}
