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

G_DEFINE_ENUM_TYPE (OptVerdict,
                    opt_verdict,
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_BETTER, "better"),
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_NO_DIFFERENCE, "no-difference"),
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_WORSE, "worse"),
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_DIFFERENT_ROWS, "different-rows"),
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_INCONCLUSIVE, "inconclusive"),
                    G_DEFINE_ENUM_VALUE (OPT_VERDICT_FAILED, "failed"))

static gboolean
buffers_contradict (const OptMeasurement *m)
{
  return m->baseline_buffers >= 0 && m->variant_buffers >= 0
         && (double) m->variant_buffers > (double) m->baseline_buffers * MAX_BUFFER_GROWTH;
}

/* The same plan over the same blocks does the same work: a difference is the machine's. */
static gboolean
did_the_same (const OptMeasurement *m)
{
  return m->same_plan && m->baseline_buffers >= 0 && m->baseline_buffers == m->variant_buffers;
}

/**
 * opt_verdict_decide:
 * @measurement: what was measured
 *
 * "Better" and "worse" take all of: a confidence interval of the ratio without 1, a signed-rank p
 * below 0.01, an effect of 5 % and of 0.2 ms at least; and better takes no more than 10 % more
 * buffers. Where both ran the same plan over as many buffers there is no difference, however noisy
 * the times; and where the times say so all the same, neither is said: no change made that
 * difference. "No difference" takes an interval that stays within what would be worth having.
 * Everything else is inconclusive.
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

  if (m->timed_out)
    return OPT_VERDICT_WORSE;
  if (m->n_pairs == 0 || !isfinite (m->ratio.estimate))
    return OPT_VERDICT_INCONCLUSIVE;

  difference_ms = fabs (m->variant_ms - m->baseline_ms);
  sure = m->p < MAX_P && (m->ratio.high < 1.0 || m->ratio.low > 1.0);
  large = fabs (m->ratio.estimate - 1.0) >= MIN_EFFECT && difference_ms >= MIN_EFFECT_MS;

  if (sure && large)
    {
      if (did_the_same (m))
        return OPT_VERDICT_INCONCLUSIVE;
      if (m->ratio.estimate > 1.0)
        return OPT_VERDICT_WORSE;
      return buffers_contradict (m) ? OPT_VERDICT_INCONCLUSIVE : OPT_VERDICT_BETTER;
    }

  if (did_the_same (m))
    return OPT_VERDICT_NO_DIFFERENCE;

  /* What an effect of either minimum comes to, as a share of the baseline. */
  slack = MAX (MIN_EFFECT, m->baseline_ms > 0 ? MIN_EFFECT_MS / m->baseline_ms : MIN_EFFECT);
  if (m->ratio.low > 1.0 - slack && m->ratio.high < 1.0 + slack)
    return OPT_VERDICT_NO_DIFFERENCE;

  return OPT_VERDICT_INCONCLUSIVE;
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
    default:
      g_return_val_if_reached (NULL);
    }
}
