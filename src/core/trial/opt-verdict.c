/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-verdict.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Below these nobody would notice, however sure the difference is. */
#define MIN_EFFECT 0.05
#define MIN_EFFECT_MS 0.2
#define MAX_P 0.01
/* A faster variant that reads that much more was helped by a cache and not by the change. */
#define MAX_BUFFER_GROWTH 1.1
/* Of a baseline that was stopped there is no pair: only what is that far from it is told. */
#define MIN_CENSORED_FACTOR 5.0
/* Surely half as long again is a regression that no gain elsewhere makes good. */
#define CLEARLY_WORSE 1.5

G_DEFINE_ENUM_TYPE (OptVerdict,
                    opt_verdict,
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_BETTER, "better"),
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_NO_DIFFERENCE, "no-difference"),
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_WORSE, "worse"),
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_DIFFERENT_ROWS, "different-rows"),
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_INCONCLUSIVE, "inconclusive"),
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_NO_WORSE, "no-worse"))

static gboolean
knows_blocks (const OptMeasurement *m)
{
  return m->baseline_buffers >= 0 && m->variant_buffers >= 0;
}

static gboolean
blocks_contradict (const OptMeasurement *m)
{
  double baseline = (double) m->baseline_buffers + (double) m->baseline_temp;
  double variant = (double) m->variant_buffers + (double) m->variant_temp;

  return knows_blocks (m) && variant > baseline * MAX_BUFFER_GROWTH;
}

/* The same plan over the same blocks does the same work: a difference is the machine's. Not so
 * where other expressions are computed, or where they are compiled. */
static gboolean
did_the_same (const OptMeasurement *m)
{
  return m->same_plan && !m->works_otherwise && knows_blocks (m)
         && m->baseline_buffers == m->variant_buffers && m->baseline_temp == m->variant_temp;
}

static gboolean
is_large (const OptInterval *ratio)
{
  return fabs (ratio->estimate - 1.0) >= MIN_EFFECT;
}

/**
 * opt_measurement_is_censored:
 * @measurement: what was measured
 *
 * Returns: whether a side was stopped, so that its time is only known to be longer
 */
gboolean
opt_measurement_is_censored (const OptMeasurement *measurement)
{
  g_return_val_if_fail (measurement != NULL, FALSE);

  return measurement->timed_out || measurement->baseline_timed_out;
}

/**
 * opt_measurement_is_clearly_worse:
 * @measurement: what was measured, and found worse
 *
 * Returns: whether it is worse by so much that nothing that got better elsewhere makes it good: the
 *   variant was stopped, or surely takes half as long again
 */
gboolean
opt_measurement_is_clearly_worse (const OptMeasurement *measurement)
{
  g_return_val_if_fail (measurement != NULL, FALSE);

  return measurement->timed_out || measurement->ratio.low >= CLEARLY_WORSE;
}

/**
 * opt_measurement_get_slack:
 * @measurement: what was measured
 *
 * Returns: what the least effect worth having comes to, as a share of the baseline
 */
double
opt_measurement_get_slack (const OptMeasurement *measurement)
{
  g_return_val_if_fail (measurement != NULL, MIN_EFFECT);

  if (!(measurement->baseline_ms > 0))
    return MIN_EFFECT;

  return MAX (MIN_EFFECT, MIN_EFFECT_MS / measurement->baseline_ms);
}

static OptVerdict
decide_censored (const OptMeasurement *m)
{
  /* What did the same work was held up by something else. */
  if (did_the_same (m))
    return OPT_VERDICT_INCONCLUSIVE;
  if (!m->baseline_timed_out)
    return OPT_VERDICT_WORSE;
  /* Both are longer than what was waited for: which one by more, nobody knows. */
  if (m->timed_out)
    return OPT_VERDICT_INCONCLUSIVE;

  return m->variant_ms * MIN_CENSORED_FACTOR <= m->baseline_ms ? OPT_VERDICT_BETTER
                                                               : OPT_VERDICT_INCONCLUSIVE;
}

/**
 * opt_verdict_decide:
 * @measurement: what was measured
 *
 * "Better" and "worse" take all of: a confidence interval of the ratio without 1, a signed-rank p
 * below 0.01, an effect of 5 % at least, of the medians and within the pairs, and of 0.2 ms; and
 * better takes no more than 10 % more blocks, those of temporary files included. A variant that was
 * stopped at five times the baseline is worse; a baseline that was stopped is worse than a variant
 * that took a fifth of that at most. Where both ran the same plan over as many blocks there is no
 * difference, however noisy the times; and where the times say so all the same, neither is said: no
 * change made that difference. That is left out where the variant's text or its session's settings
 * are other ones, as these can make it. "No difference" takes an interval of the pairs' ratio that
 * stays within what would be worth having: two one-sided tests at 5 % each, so that it is one of 90
 * %. Everything else is inconclusive.
 *
 * Returns: the verdict on one statement whose rows were found to be the same
 */
OptVerdict
opt_verdict_decide (const OptMeasurement *measurement)
{
  const OptMeasurement *m = measurement;
  double difference_ms, slack;
  gboolean sure, large;

  g_return_val_if_fail (measurement != NULL, OPT_VERDICT_FAILED);

  if (opt_measurement_is_censored (m))
    return decide_censored (m);
  if (m->n_pairs == 0 || !isfinite (m->ratio.estimate))
    return OPT_VERDICT_INCONCLUSIVE;

  difference_ms = fabs (m->variant_ms - m->baseline_ms);
  sure = m->p < MAX_P && (m->ratio.high < 1.0 || m->ratio.low > 1.0);
  large = is_large (&m->ratio) && is_large (&m->paired) && difference_ms >= MIN_EFFECT_MS;

  if (sure && large)
    {
      if (did_the_same (m))
        return OPT_VERDICT_INCONCLUSIVE;
      if (m->ratio.estimate > 1.0)
        return OPT_VERDICT_WORSE;
      return blocks_contradict (m) ? OPT_VERDICT_INCONCLUSIVE : OPT_VERDICT_BETTER;
    }

  if (did_the_same (m))
    return OPT_VERDICT_NO_DIFFERENCE;

  slack = opt_measurement_get_slack (m);
  if (m->paired.low > 1.0 - slack && m->paired.high < 1.0 + slack)
    return OPT_VERDICT_NO_DIFFERENCE;

  return OPT_VERDICT_INCONCLUSIVE;
}

/**
 * opt_verdict_decide_no_worse:
 * @measurement: what was measured
 * @verdict: what opt_verdict_decide() made of it
 *
 * "No difference" is about what would be worth having, and of a fast statement allows several times
 * its time. To say that it gets no worse takes more: the same plan over as many blocks, or an
 * interval of the pairs' ratio that ends below a loss of 5 %. What is surely slower by as much is
 * worse, however short it is.
 *
 * Returns: the verdict for a change that is to make nothing slower
 */
OptVerdict
opt_verdict_decide_no_worse (const OptMeasurement *measurement, OptVerdict verdict)
{
  const OptMeasurement *m = measurement;

  g_return_val_if_fail (measurement != NULL, OPT_VERDICT_FAILED);

  if (verdict != OPT_VERDICT_NO_DIFFERENCE || did_the_same (m))
    return verdict;
  if (m->p < MAX_P && m->ratio.low > 1.0 && is_large (&m->ratio) && is_large (&m->paired))
    return OPT_VERDICT_WORSE;

  return m->paired.high <= 1.0 + MIN_EFFECT ? verdict : OPT_VERDICT_INCONCLUSIVE;
}

/**
 * opt_verdict_get_nick:
 * @verdict: a verdict
 *
 * Returns: (transfer none): the word that machines read
 */
const char *
opt_verdict_get_nick (OptVerdict verdict)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (OPT_TYPE_VERDICT);
  GEnumValue *value = g_enum_get_value (klass, (int) verdict);

  g_return_val_if_fail (value != NULL, NULL);

  return value->value_nick;
}

/**
 * opt_verdict_get_label:
 * @verdict: a verdict
 *
 * Returns: (transfer none): the words that people read, translated
 */
const char *
opt_verdict_get_label (OptVerdict verdict)
{
  switch (verdict)
    {
    case OPT_VERDICT_BETTER:
      return _ ("Better");
    case OPT_VERDICT_NO_DIFFERENCE:
      return _ ("No difference");
    case OPT_VERDICT_WORSE:
      return _ ("Worse");
    case OPT_VERDICT_DIFFERENT_ROWS:
      return _ ("Different rows");
    case OPT_VERDICT_INCONCLUSIVE:
      return _ ("Inconclusive");
    case OPT_VERDICT_FAILED:
      return _ ("Failed");
    case OPT_VERDICT_NO_WORSE:
      return _ ("No worse");
    default:
      g_return_val_if_reached (NULL);
    }
}
