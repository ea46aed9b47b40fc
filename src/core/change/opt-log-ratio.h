/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-delta.h"
#include "opt-statistics.h"

G_BEGIN_DECLS

/**
 * OptCallSample:
 * @calls: how many
 * @total_ms: their time
 * @spread: the squared coefficient of variation of the single calls; NAN where not known
 * @drift: the relative variance of the mean as it shows in consecutive parts of the window; NAN
 * where the window has too few parts
 * @n_parts: how many parts those are
 *
 * What is known of a statement's times in a window.
 */
typedef struct
{
  gint64 calls;
  double total_ms;
  double spread;
  double drift;
  guint n_parts;
} OptCallSample;

/**
 * OptLogRatio:
 * @value: logarithm of the mean after by the mean before
 * @before: what the mean before adds to its variance
 * @after: likewise the mean after
 * @before_freedom: degrees of freedom of @before
 * @after_freedom: likewise
 */
typedef struct
{
  double value;
  double before;
  double after;
  double before_freedom;
  double after_freedom;
} OptLogRatio;

/**
 * OptLogControl:
 * @n: how many statements; 0: no control
 * @value: the median of their log-ratios
 * @variance: of @value
 * @scatter: the variance of a single statement's true ratio around it: how much one moves of itself
 */
typedef struct
{
  guint n;
  double value;
  double variance;
  double scatter;
} OptLogControl;

OptCallSample opt_call_sample_of (GPtrArray *deltas, const OptStatementKey *key);
double opt_call_sample_get_mean (const OptCallSample *self);
gboolean opt_log_ratio_init (OptLogRatio *self,
                             const OptCallSample *before,
                             const OptCallSample *after);
OptLogControl opt_log_control_of (const OptLogRatio *ratios, gsize n);
OptInterval opt_log_ratio_sum (const OptLogRatio *ratios,
                               const double *weights,
                               gsize n,
                               const OptLogControl *control);
double opt_student_quantile_975 (double freedom);

G_END_DECLS
