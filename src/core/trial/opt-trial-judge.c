/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial-statement.h"

#include <math.h>

#define CONFIDENCE 0.95
/* Two one-sided tests at 5 % each. */
#define EQUIVALENCE 0.9
/* An interval is narrow enough when it can lie within what is not worth having without touching
 * both ends of it; far from there, when it is that narrow as a share of the estimate. */
#define NARROW_OF_SLACK 0.6
#define NARROW_FAR 0.1
#define FAR_ABOVE 1.25
#define FAR_BELOW 0.8

static const double *
get_ms (const GArray *runs)
{
  return (const double *) runs->data;
}

/**
 * opt_trial_statement_close_pair:
 * @self: a statement
 *
 * Each set of values got its pair. The mean over them is the statement's, as long as none is
 * censored: a mean of what was stopped is none.
 */
void
opt_trial_statement_close_pair (OptTrialStatement *self)
{
  double baseline = 0, variant = 0;

  g_return_if_fail (self != NULL && self->values->len > 0);

  for (guint i = 0; i < self->values->len; i++)
    {
      const OptTrialValues *values = self->values->pdata[i];

      if (opt_measurement_is_censored (&values->measurement) || values->variant_ms->len == 0)
        return;
      baseline += g_array_index (values->baseline_ms, double, values->baseline_ms->len - 1);
      variant += g_array_index (values->variant_ms, double, values->variant_ms->len - 1);
    }
  baseline /= self->values->len;
  variant /= self->values->len;
  g_array_append_val (self->baseline_ms, baseline);
  g_array_append_val (self->variant_ms, variant);
}

static gboolean
is_narrow (const OptTrialValues *values)
{
  OptInterval paired = opt_paired_ratio (get_ms (values->baseline_ms), get_ms (values->variant_ms),
                                         values->variant_ms->len, EQUIVALENCE);
  OptMeasurement m
      = { .baseline_ms = opt_median (get_ms (values->baseline_ms), values->baseline_ms->len) };
  double width = paired.high - paired.low;

  if (paired.low > FAR_ABOVE || paired.high < FAR_BELOW)
    return width <= NARROW_FAR * paired.estimate;

  return width <= NARROW_OF_SLACK * opt_measurement_get_slack (&m);
}

/**
 * opt_trial_statement_is_narrow:
 * @self: a statement with pairs
 *
 * How many pairs are measured depends on how wide the intervals still are, and not on which side is
 * ahead: to stop when something was found would find too much.
 *
 * Returns: whether each set's interval is narrow enough to be judged
 */
gboolean
opt_trial_statement_is_narrow (OptTrialStatement *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->values->len; i++)
    {
      const OptTrialValues *values = self->values->pdata[i];

      if (!opt_measurement_is_censored (&values->measurement) && !is_narrow (values))
        return FALSE;
    }

  return TRUE;
}

static double
get_longest (const GArray *runs)
{
  double longest = NAN;

  for (guint i = 0; i < runs->len; i++)
    longest = fmax (longest, g_array_index (runs, double, i));

  return longest;
}

/* No pair stands for what was stopped: how much longer it takes nobody knows. */
static void
reckon_censored (OptTrialValues *values, guint32 seed)
{
  OptMeasurement *m = &values->measurement;

  m->n_pairs = 0;
  /* Without a baseline its limit is the variant's. */
  m->baseline_ms = m->baseline_timed_out ? values->limit_ms : values->longest_ms;
  m->variant_ms = m->timed_out ? values->limit_ms : get_longest (values->variant_ms);
  if (!m->timed_out)
    values->variant = opt_bootstrap_median (get_ms (values->variant_ms), values->variant_ms->len,
                                            CONFIDENCE, seed);
}

static void
reckon_pairs (OptMeasurement *m,
              OptInterval *baseline,
              OptInterval *variant,
              const GArray *baseline_ms,
              const GArray *variant_ms,
              guint32 seed)
{
  const double *before = get_ms (baseline_ms);
  const double *after = get_ms (variant_ms);
  guint n = variant_ms->len;

  m->n_pairs = n;
  *baseline = opt_bootstrap_median (before, n, CONFIDENCE, seed);
  *variant = opt_bootstrap_median (after, n, CONFIDENCE, seed);
  m->baseline_ms = baseline->estimate;
  m->variant_ms = variant->estimate;
  m->ratio = opt_bootstrap_ratio (before, after, n, CONFIDENCE, seed);
  m->paired = opt_paired_ratio (before, after, n, EQUIVALENCE);
  m->p = opt_wilcoxon_signed_rank (before, after, n);
}

static void
reckon_sets (OptTrialStatement *self, guint32 seed)
{
  guint n = self->values->len;
  g_autofree double *p = g_new (double, n);
  g_autofree double *adjusted = g_new (double, n);

  for (guint i = 0; i < n; i++)
    {
      OptTrialValues *values = self->values->pdata[i];

      if (opt_measurement_is_censored (&values->measurement))
        reckon_censored (values, seed);
      else
        reckon_pairs (&values->measurement, &values->baseline, &values->variant,
                      values->baseline_ms, values->variant_ms, seed);
      p[i] = values->measurement.p;
    }

  /* Of several sets one may differ by chance: each must be surer than one alone. */
  opt_holm (p, n, adjusted);
  for (guint i = 0; i < n; i++)
    {
      OptTrialValues *values = self->values->pdata[i];

      values->measurement.p = adjusted[i];
      values->verdict = opt_verdict_decide (&values->measurement);
    }
}

static guint
count_sets (const OptTrialStatement *self, OptVerdict verdict)
{
  guint n = 0;

  for (guint i = 0; i < self->values->len; i++)
    n += ((const OptTrialValues *) self->values->pdata[i])->verdict == verdict;

  return n;
}

/* The means over the sets; each a lower bound where that of a set is. */
static void
reckon_statement (OptTrialStatement *self, guint32 seed)
{
  OptMeasurement *m = &self->measurement;
  double n = self->values->len;
  double baseline_ms = 0, variant_ms = 0;

  /* Of one set they are those of the set. */
  if (self->values->len == 1
      && !opt_measurement_is_censored (
          &((const OptTrialValues *) self->values->pdata[0])->measurement))
    {
      const OptTrialValues *only = self->values->pdata[0];

      *m = only->measurement;
      self->baseline = only->baseline;
      self->variant = only->variant;
      return;
    }

  m->timed_out = m->baseline_timed_out = FALSE;
  for (guint i = 0; i < self->values->len; i++)
    {
      const OptMeasurement *part = &((const OptTrialValues *) self->values->pdata[i])->measurement;

      m->timed_out |= part->timed_out;
      m->baseline_timed_out |= part->baseline_timed_out;
      baseline_ms += part->baseline_ms / n;
      variant_ms += part->variant_ms / n;
    }

  if (opt_measurement_is_censored (m))
    {
      m->n_pairs = 0;
      m->baseline_ms = baseline_ms;
      m->variant_ms = variant_ms;
      self->baseline = self->variant = (OptInterval){ NAN, NAN, NAN };
      if (self->values->len == 1)
        self->variant = ((const OptTrialValues *) self->values->pdata[0])->variant;
      return;
    }
  reckon_pairs (m, &self->baseline, &self->variant, self->baseline_ms, self->variant_ms, seed);
}

/* An index makes each write dearer: what a write loses is weighed against what others gain, unless
 * it was stopped. */
static gboolean
is_clearly_worse (const OptTrialStatement *self, const OptTrialValues *values)
{
  if (values->verdict != OPT_VERDICT_WORSE)
    return FALSE;

  return self->writes ? values->measurement.timed_out
                      : opt_measurement_is_clearly_worse (&values->measurement);
}

static OptVerdict
combine (OptTrialStatement *self)
{
  guint n_better = count_sets (self, OPT_VERDICT_BETTER);
  guint n_worse = count_sets (self, OPT_VERDICT_WORSE);

  self->clearly_worse = FALSE;
  for (guint i = 0; i < self->values->len; i++)
    self->clearly_worse |= is_clearly_worse (self, self->values->pdata[i]);

  if (self->clearly_worse || (n_worse > 0 && n_better == 0))
    return OPT_VERDICT_WORSE;
  if (n_worse > 0)
    return self->measurement.variant_ms < self->measurement.baseline_ms ? OPT_VERDICT_BETTER
                                                                        : OPT_VERDICT_WORSE;
  if (n_better > 0)
    return OPT_VERDICT_BETTER;

  return count_sets (self, OPT_VERDICT_NO_DIFFERENCE) == self->values->len
             ? OPT_VERDICT_NO_DIFFERENCE
             : OPT_VERDICT_INCONCLUSIVE;
}

/* Faster is nothing as long as nobody knows that the rows are the same. */
static gboolean
lacks_rows (const OptTrialStatement *self)
{
  return self->rewrite != NULL && self->rows_equal != OPT_ROWS_EQUAL;
}

/**
 * opt_trial_statement_judge:
 * @self: a statement that was measured, with the same rows on both sides as far as that is known
 * @seed: of the bootstrap's resamples
 *
 * Judges each set of values by itself, their probabilities adjusted for how many there are, and
 * the statement from them: a set that is clearly worse makes it worse, whatever the others gain;
 * one that is slightly worse is weighed against them; it makes no difference where none does. A
 * rewrite whose rows could not be compared is never better.
 */
void
opt_trial_statement_judge (OptTrialStatement *self, guint32 seed)
{
  g_return_if_fail (self != NULL && self->values->len > 0);

  reckon_sets (self, seed);
  reckon_statement (self, seed);
  self->verdict = combine (self);
  if (self->verdict == OPT_VERDICT_BETTER && lacks_rows (self))
    self->verdict = OPT_VERDICT_INCONCLUSIVE;
}
