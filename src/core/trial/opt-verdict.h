/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "opt-statistics.h"

G_BEGIN_DECLS

/**
 * OptVerdict:
 * @OPT_VERDICT_BETTER: faster, beyond the noise and worth having
 * @OPT_VERDICT_NO_DIFFERENCE: the interval is narrow and holds no difference worth having
 * @OPT_VERDICT_WORSE: slower, beyond the noise
 * @OPT_VERDICT_DIFFERENT_ROWS: it returns other rows: nothing else counts then
 * @OPT_VERDICT_INCONCLUSIVE: too noisy, or time and buffers contradict each other
 * @OPT_VERDICT_FAILED: it could not be run
 * @OPT_VERDICT_NO_WORSE: of a whole trial of what is only to do no harm, such as a drop: no
 *   statement got worse, as far as that was measured
 *
 * What a trial found about one statement, or about all of them.
 */
typedef enum
{
  OPT_VERDICT_BETTER,
  OPT_VERDICT_NO_DIFFERENCE,
  OPT_VERDICT_WORSE,
  OPT_VERDICT_DIFFERENT_ROWS,
  OPT_VERDICT_INCONCLUSIVE,
  OPT_VERDICT_FAILED,
  OPT_VERDICT_NO_WORSE,
} OptVerdict;

#define OPT_TYPE_VERDICT (opt_verdict_get_type ())
GType opt_verdict_get_type (void);

/**
 * OptMeasurement:
 * @n_pairs: interleaved pairs behind the figures
 * @baseline_ms: median of the baseline; a lower bound where @baseline_timed_out
 * @variant_ms: median of the variant; a lower bound where @timed_out, and its longest run where
 * only
 *   @baseline_timed_out
 * @ratio: variant / baseline, with its confidence interval
 * @paired: likewise within a pair, with an interval of 90 %: what slowed both is not in it
 * @p: of the signed-rank test over the pairs, adjusted where it is one of several
 * @baseline_buffers: blocks hit and read by one run; -1 where not known
 * @variant_buffers: likewise
 * @baseline_temp: blocks of temporary files that were read and written by one run
 * @variant_temp: likewise
 * @same_plan: both ran the same plan; then only the blocks can tell them apart, unless
 *   @works_otherwise
 * @works_otherwise: the same plan over the same blocks need not be the same work: the variant's
 * text is another, or a setting of its session, which may compile it or give it memory
 * @baseline_timed_out: the baseline was stopped at its limit
 * @timed_out: the variant was stopped: at five times the baseline, or at the limit of one that was
 *   stopped itself
 */
typedef struct
{
  guint n_pairs;
  double baseline_ms;
  double variant_ms;
  OptInterval ratio;
  OptInterval paired;
  double p;
  gint64 baseline_buffers;
  gint64 variant_buffers;
  gint64 baseline_temp;
  gint64 variant_temp;
  gboolean same_plan;
  gboolean works_otherwise;
  gboolean baseline_timed_out;
  gboolean timed_out;
} OptMeasurement;

OptVerdict opt_verdict_decide (const OptMeasurement *measurement);
OptVerdict opt_verdict_decide_no_worse (const OptMeasurement *measurement, OptVerdict verdict);
gboolean opt_measurement_is_censored (const OptMeasurement *measurement);
gboolean opt_measurement_is_clearly_worse (const OptMeasurement *measurement);
double opt_measurement_get_slack (const OptMeasurement *measurement);
const char *opt_verdict_get_nick (OptVerdict verdict);
const char *opt_verdict_get_label (OptVerdict verdict);

G_END_DECLS
