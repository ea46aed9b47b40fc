/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial-sample.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"

/**
 * opt_trial_is_sample:
 * @self: a trial
 *
 * What runs on some of the rows returns the same rows or it doesn't, and reads so many blocks. How
 * long it takes on all of them it doesn't tell: plans change with size.
 *
 * Returns: whether its copies hold a sample
 */
gboolean
opt_trial_is_sample (OptTrial *self)
{
  return opt_trial_get_copy (self)->sample > 0;
}

static OptVerdict
without_time (OptVerdict verdict)
{
  return verdict == OPT_VERDICT_DIFFERENT_ROWS || verdict == OPT_VERDICT_FAILED
             ? verdict
             : OPT_VERDICT_INCONCLUSIVE;
}

/**
 * opt_trial_disregard_time:
 * @statement: a statement that was measured on a sample
 *
 * Takes back what was decided by time. Other rows and failures stay.
 */
void
opt_trial_disregard_time (OptTrialStatement *statement)
{
  statement->verdict = without_time (statement->verdict);
  statement->clearly_worse = FALSE;
  for (guint i = 0; i < statement->values->len; i++)
    {
      OptTrialValues *values = statement->values->pdata[i];

      values->verdict = without_time (values->verdict);
    }
}

/**
 * opt_trial_add_sample:
 * @self: a trial
 * @text: gets sentences about the sample, if it is one
 */
void
opt_trial_add_sample (OptTrial *self, GString *text)
{
  GPtrArray *statements = opt_trial_get_statements (self);
  g_autofree char *share = opt_format_percent (opt_trial_get_copy (self)->sample / 100);
  guint n_equal = 0;

  if (!opt_trial_is_sample (self))
    return;

  for (guint i = 0; i < statements->len; i++)
    n_equal += ((const OptTrialStatement *) statements->pdata[i])->rows_equal == OPT_ROWS_EQUAL;
  g_string_append_printf (
      text,
      ngettext ("On a sample of %s (seed %u) the rows of %u of %u statement are "
                "equal. It tells rows and blocks, and never time.",
                "On a sample of %s (seed %u) the rows of %u of %u statements "
                "are equal. It tells rows and blocks, and never time.",
                statements->len),
      share, opt_trial_get_copy (self)->seed, n_equal, statements->len);
  g_string_append_c (text, ' ');
}
