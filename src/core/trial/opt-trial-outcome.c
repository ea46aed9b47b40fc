/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial.h"

#include <glib/gi18n-lib.h>

#include "opt-trial-sample.h"

/* Which of the statements count. */
typedef enum
{
  COUNT_ALL,
  COUNT_AS_PLANNED_THERE, /* where the baseline is planned otherwise than production, nothing is
                             told */
} Counted;

static OptVerdict
get_counted (const OptTrialStatement *statement, Counted counted)
{
  /* Rows are to be the same, however it is planned. */
  if (counted == COUNT_ALL || statement->production_note == NULL
      || statement->verdict == OPT_VERDICT_DIFFERENT_ROWS)
    return statement->verdict;

  return OPT_VERDICT_INCONCLUSIVE;
}

static guint
count (OptTrial *self, Counted counted, OptVerdict verdict)
{
  guint n = 0;

  for (guint i = 0; i < opt_trial_get_statements (self)->len; i++)
    n += get_counted (opt_trial_get_statements (self)->pdata[i], counted) == verdict;

  return n;
}

/* Milliseconds over the weighted statements whose difference is sure; more than 0 is a gain. */
static double
sum_gains (OptTrial *self, Counted counted)
{
  double gain = 0;

  for (guint i = 0; i < opt_trial_get_statements (self)->len; i++)
    {
      const OptTrialStatement *statement = opt_trial_get_statements (self)->pdata[i];
      double difference = statement->measurement.baseline_ms - statement->measurement.variant_ms;
      OptVerdict verdict = get_counted (statement, counted);

      if (verdict == OPT_VERDICT_BETTER || verdict == OPT_VERDICT_WORSE)
        gain += statement->weight * difference;
    }

  return gain;
}

/* Whether any is so much worse that nothing makes it good. */
static gboolean
has_clearly_worse (OptTrial *self)
{
  for (guint i = 0; i < opt_trial_get_statements (self)->len; i++)
    if (((const OptTrialStatement *) opt_trial_get_statements (self)->pdata[i])->clearly_worse)
      return TRUE;

  return FALSE;
}

/* Whether what some gain may be more than what is known of it. */
static gboolean
has_unknown_gain (OptTrial *self)
{
  for (guint i = 0; i < opt_trial_get_statements (self)->len; i++)
    if (((const OptTrialStatement *) opt_trial_get_statements (self)->pdata[i])
            ->measurement.baseline_timed_out)
      return TRUE;

  return FALSE;
}

/* Some are better and some are worse. What was stopped is a lower bound: of a loss, it proves that
 * the whole is worse and never that it is better; of a gain, the other way round. */
static OptVerdict
weigh (OptTrial *self, Counted counted)
{
  double gain = sum_gains (self, counted);

  if (gain > 0 && !has_clearly_worse (self))
    return OPT_VERDICT_BETTER;
  if (gain < 0 && !has_unknown_gain (self))
    return OPT_VERDICT_WORSE;

  return OPT_VERDICT_INCONCLUSIVE;
}

/* A gain with some values makes good no loss with others. */
static OptVerdict
get_no_worse (const OptTrialStatement *statement, Counted counted)
{
  OptVerdict verdict = get_counted (statement, counted);

  if (verdict != OPT_VERDICT_BETTER && verdict != OPT_VERDICT_NO_DIFFERENCE)
    return verdict;
  for (guint i = 0; i < statement->values->len; i++)
    {
      const OptTrialValues *values = statement->values->pdata[i];
      OptVerdict own = opt_verdict_decide_no_worse (&values->measurement, values->verdict);

      if (own == OPT_VERDICT_WORSE)
        return own;
      if (own != OPT_VERDICT_BETTER && own != OPT_VERDICT_NO_DIFFERENCE)
        verdict = OPT_VERDICT_INCONCLUSIVE;
    }

  return verdict;
}

static guint
count_no_worse (OptTrial *self, Counted counted, OptVerdict verdict)
{
  guint n = 0;

  for (guint i = 0; i < opt_trial_get_statements (self)->len; i++)
    n += get_no_worse (opt_trial_get_statements (self)->pdata[i], counted) == verdict;

  return n;
}

/* What is to make nothing worse must be sure of it everywhere. */
static OptVerdict
judge_no_worse (OptTrial *self, Counted counted)
{
  if (count_no_worse (self, counted, OPT_VERDICT_WORSE) > 0)
    return OPT_VERDICT_WORSE;
  if (count_no_worse (self, counted, OPT_VERDICT_INCONCLUSIVE)
          + count_no_worse (self, counted, OPT_VERDICT_FAILED)
      > 0)
    return OPT_VERDICT_INCONCLUSIVE;

  return count_no_worse (self, counted, OPT_VERDICT_BETTER) > 0 ? OPT_VERDICT_BETTER
                                                                : OPT_VERDICT_NO_WORSE;
}

static OptVerdict
judge (OptTrial *self, Counted counted)
{
  guint n_better = count (self, counted, OPT_VERDICT_BETTER);
  guint n_worse = count (self, counted, OPT_VERDICT_WORSE);

  if (count (self, counted, OPT_VERDICT_DIFFERENT_ROWS) > 0)
    return OPT_VERDICT_DIFFERENT_ROWS;
  if (count (self, counted, OPT_VERDICT_FAILED) == opt_trial_get_statements (self)->len)
    return OPT_VERDICT_FAILED;
  if (opt_trial_get_aim (self) == OPT_TRIAL_AIM_NO_WORSE)
    return judge_no_worse (self, counted);
  if (n_better > 0 && n_worse > 0)
    return weigh (self, counted);
  if (n_better > 0)
    return OPT_VERDICT_BETTER;
  if (n_worse > 0)
    return OPT_VERDICT_WORSE;

  /* What could not be measured may be what the change is for. */
  return count (self, counted, OPT_VERDICT_INCONCLUSIVE) + count (self, counted, OPT_VERDICT_FAILED)
                 > 0
             ? OPT_VERDICT_INCONCLUSIVE
             : OPT_VERDICT_NO_DIFFERENCE;
}

/**
 * opt_trial_get_verdict:
 * @self: a trial that was run
 *
 * The whole from its parts: other rows anywhere are different rows. Where some are better and some
 * worse, the sure differences are summed by the statements' weights, and their sign decides, but
 * nothing makes good a statement that was stopped or is clearly worse: then the whole is worse or
 * inconclusive. Where none is either it is no difference if every statement says so, failed if
 * every one failed, and otherwise inconclusive. A change that is to make nothing worse (see
 * opt_trial_get_aim()) is worse where any statement is with any set of values, and inconclusive
 * where any is that or failed; else it is better or no worse. For it a difference that would not be
 * worth having counts, too: see opt_verdict_decide_no_worse().
 *
 * Returns: the verdict on the change
 */
OptVerdict
opt_trial_get_verdict (OptTrial *self)
{
  g_return_val_if_fail (OPT_IS_TRIAL (self), OPT_VERDICT_FAILED);

  return judge (self, COUNT_ALL);
}

static OptEvidence
get_evidence (OptVerdict verdict)
{
  switch (verdict)
    {
    case OPT_VERDICT_BETTER:
    case OPT_VERDICT_NO_WORSE:
      return OPT_EVIDENCE_MEASURED;
    case OPT_VERDICT_NO_DIFFERENCE:
    case OPT_VERDICT_WORSE:
    case OPT_VERDICT_DIFFERENT_ROWS:
      return OPT_EVIDENCE_REFUTED;
    case OPT_VERDICT_INCONCLUSIVE:
    case OPT_VERDICT_FAILED:
    default:
      return OPT_EVIDENCE_OPINION;
    }
}

/**
 * opt_trial_get_evidence:
 * @self: a trial that was run
 *
 * A claim about production rests on what production does: a statement whose baseline is planned
 * otherwise there neither proves nor refutes anything.
 *
 * So does one that ran on a sample, unless its rows differ: nothing was decided by its time.
 *
 * Returns: %OPT_EVIDENCE_MEASURED where the change is better, or no worse where it is to be no
 * more; %OPT_EVIDENCE_REFUTED where it is worse, makes no difference or other rows;
 * %OPT_EVIDENCE_OPINION where the trial could not tell and so gave the claim nothing to stand on:
 * it stays where it was
 */
OptEvidence
opt_trial_get_evidence (OptTrial *self)
{
  OptEvidence evidence;

  g_return_val_if_fail (OPT_IS_TRIAL (self), OPT_EVIDENCE_OPINION);

  evidence = get_evidence (opt_trial_get_verdict (self));

  return evidence == get_evidence (judge (self, COUNT_AS_PLANNED_THERE)) ? evidence
                                                                         : OPT_EVIDENCE_OPINION;
}

static guint
count_notes (OptTrial *self)
{
  guint n = 0;

  for (guint i = 0; i < opt_trial_get_statements (self)->len; i++)
    n += ((const OptTrialStatement *) opt_trial_get_statements (self)->pdata[i])->production_note
         != NULL;

  return n;
}

/* That rows were the same is told with how often: it is no proof that they always are. */
static void
add_equal (const OptTrialStatement *statement, GString *text)
{
  g_string_append_printf (text,
                          ngettext (" The rewrite gave the same rows with %u set of values",
                                    " The rewrite gave the same rows with %u sets of values",
                                    statement->values->len),
                          statement->values->len);
  g_string_append_printf (text,
                          ngettext (", and on %u made-up content of its tables",
                                    ", and on %u made-up contents of its tables",
                                    statement->n_contents),
                          statement->n_contents);
  g_string_append (text, _ (": that is no proof that it always does."));
}

static void
add_rewrite (const OptTrialStatement *statement, GString *text)
{
  if (statement->rewrite == NULL || statement->error != NULL
      || statement->rows_equal == OPT_ROWS_DIFFERENT)
    return;
  if (statement->rows_equal == OPT_ROWS_EQUAL)
    {
      add_equal (statement, text);
      return;
    }

  g_string_append (text, _ (" Whether the rewrite gives the same rows is not known, so it is not "
                            "called better."));
  if (statement->n_contents > 0)
    g_string_append_printf (text,
                            ngettext (" On %u made-up content of its tables it did.",
                                      " On %u made-up contents of its tables it did.",
                                      statement->n_contents),
                            statement->n_contents);
}

/* What a drop has to show is more than that the statements are not worse on the whole. */
static void
add_no_worse (OptTrial *self, GString *text)
{
  OptVerdict verdict = opt_trial_get_verdict (self);

  if (opt_trial_get_aim (self) != OPT_TRIAL_AIM_NO_WORSE)
    return;
  if (verdict == OPT_VERDICT_NO_WORSE)
    g_string_append (text, _ (" None gets worse, which is what a drop is to show; of statements "
                              "that were not measured it tells nothing."));
  else if (verdict == OPT_VERDICT_WORSE && count (self, COUNT_ALL, verdict) == 0)
    g_string_append (text, _ (" With some values one surely takes longer, and a drop is to show "
                              "that none does."));
  else if (verdict == OPT_VERDICT_INCONCLUSIVE
           && count_no_worse (self, COUNT_ALL, verdict) > count (self, COUNT_ALL, verdict))
    g_string_append (text, _ (" That none takes over 5 % longer, as a drop is to show, is not sure "
                              "with all values."));
}

/* Why the whole is not what its parts seem to make it. */
static void
add_reasons (OptTrial *self, GString *text)
{
  guint n = count_notes (self);

  for (guint i = 0; i < opt_trial_get_statements (self)->len; i++)
    add_rewrite (opt_trial_get_statements (self)->pdata[i], text);
  add_no_worse (self, text);
  if (n > 0)
    g_string_append_printf (text,
                            ngettext (" %u is not run there as on production, and proves nothing.",
                                      " %u are not run there as on production, and prove nothing.",
                                      n),
                            n);
  if (opt_trial_get_aim (self) == OPT_TRIAL_AIM_BETTER
      && count (self, COUNT_ALL, OPT_VERDICT_BETTER) > 0 && has_clearly_worse (self))
    g_string_append (text, _ (" No gain makes good what is clearly worse."));
}

/**
 * opt_trial_describe:
 * @self: a trial that was run
 *
 * Returns: (transfer full): a sentence with the counts that the verdict rests on, and what else
 *   decides
 */
char *
opt_trial_describe (OptTrial *self)
{
  static const struct
  {
    OptVerdict verdict;
    const char *words;
  } parts[] = {
    { OPT_VERDICT_BETTER, N_ ("better") },
    { OPT_VERDICT_WORSE, N_ ("worse") },
    { OPT_VERDICT_NO_DIFFERENCE, N_ ("without a difference") },
    { OPT_VERDICT_DIFFERENT_ROWS, N_ ("with other rows") },
    { OPT_VERDICT_INCONCLUSIVE, N_ ("inconclusive") },
    { OPT_VERDICT_FAILED, N_ ("failed") },
  };
  GString *text;

  g_return_val_if_fail (OPT_IS_TRIAL (self), NULL);

  text = g_string_new (NULL);
  opt_trial_add_sample (self, text);
  g_string_append_printf (text,
                          ngettext ("Of %u statement:", "Of %u statements:",
                                    opt_trial_get_statements (self)->len),
                          opt_trial_get_statements (self)->len);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      guint n = count (self, COUNT_ALL, parts[i].verdict);

      if (n == 0)
        continue;
      g_string_append (text, text->str[text->len - 1] == ':' ? " " : ", ");
      g_string_append_printf (text, "%u %s", n, _ (parts[i].words));
    }
  g_string_append_c (text, '.');
  add_reasons (self, text);

  return g_string_free (text, FALSE);
}
