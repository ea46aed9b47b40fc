/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-confirmation.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"

/**
 * opt_confirmation_verdict_get_label:
 * @verdict: a verdict
 *
 * Returns: (transfer none): its name in words
 */
const char *
opt_confirmation_verdict_get_label (OptConfirmationVerdict verdict)
{
  switch (verdict)
    {
    case OPT_CONFIRMATION_VERDICT_CONFIRMED:
      return _ ("Confirmed");
    case OPT_CONFIRMATION_VERDICT_UNCHANGED:
      return _ ("No effect yet");
    case OPT_CONFIRMATION_VERDICT_WORSE:
      return _ ("Worse");
    case OPT_CONFIRMATION_VERDICT_OTHER_LOAD:
      return _ ("Not comparable");
    case OPT_CONFIRMATION_VERDICT_WAITING:
    default:
      return _ ("Not enough traffic");
    }
}

/**
 * opt_confirmation_window_describe:
 * @window: a window
 *
 * Returns: (transfer full): what was counted in it, and when
 */
char *
opt_confirmation_window_describe (const OptConfirmationWindow *window)
{
  g_autofree char *mean = opt_format_duration (window->mean_ms);
  g_autofree char *calls = opt_format_count (window->calls);
  g_autofree char *observed = opt_format_duration ((double) window->observed / 1000.0);
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (window->start == 0 || window->end == 0)
    return g_strdup_printf (_ ("%s a call, %s calls in %s observed"), mean, calls, observed);

  start = opt_format_time (window->start);
  end = opt_format_time (window->end);

  return g_strdup_printf (_ ("%s a call, %s calls in %s observed, %s to %s"), mean, calls, observed,
                          start, end);
}

/**
 * opt_confirmation_statement_get_nick:
 * @self: a statement
 *
 * Returns: (transfer none): "waiting", "other-load", "helped", "unchanged" or "hurt"
 */
const char *
opt_confirmation_statement_get_nick (const OptConfirmationStatement *self)
{
  switch (self->verdict)
    {
    case OPT_CONFIRMATION_VERDICT_CONFIRMED:
      return "helped";
    case OPT_CONFIRMATION_VERDICT_WORSE:
      return "hurt";
    case OPT_CONFIRMATION_VERDICT_OTHER_LOAD:
    case OPT_CONFIRMATION_VERDICT_UNCHANGED:
    case OPT_CONFIRMATION_VERDICT_WAITING:
    default:
      return opt_confirmation_verdict_get_nick (self->verdict);
    }
}

/**
 * opt_confirmation_statement_get_label:
 * @self: a statement
 *
 * Returns: (transfer none): its verdict in words
 */
const char *
opt_confirmation_statement_get_label (const OptConfirmationStatement *self)
{
  switch (self->verdict)
    {
    case OPT_CONFIRMATION_VERDICT_CONFIRMED:
      return _ ("Helped");
    case OPT_CONFIRMATION_VERDICT_WORSE:
      return _ ("Hurt");
    case OPT_CONFIRMATION_VERDICT_OTHER_LOAD:
    case OPT_CONFIRMATION_VERDICT_UNCHANGED:
    case OPT_CONFIRMATION_VERDICT_WAITING:
    default:
      return opt_confirmation_verdict_get_label (self->verdict);
    }
}

/* A time of what it was, with its bounds. */
static char *
describe_ratio (const OptInterval *ratio)
{
  g_autofree char *estimate = NULL;
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (isnan (ratio->estimate))
    return g_strdup (_ ("– (fewer than 20 calls before or after)"));

  estimate = opt_format_number (ratio->estimate);
  low = opt_format_number (ratio->low);
  high = opt_format_number (ratio->high);

  /* Translators: a ratio and the bounds of its confidence interval: ×0.41 the time (0.35 to 0.48)
   */
  return g_strdup_printf (_ ("×%s the time (%s to %s)"), estimate, low, high);
}

static char *
describe_projection (const OptConfirmationStatement *self)
{
  g_autofree char *projected = NULL;

  if (isnan (self->projected))
    return g_strdup (_ ("nothing was projected"));

  projected = opt_format_number (self->projected);
  if (self->projected_evidence == OPT_EVIDENCE_MEASURED)
    return g_strdup_printf (_ ("the trial measured ×%s"), projected);

  return g_strdup_printf (_ ("×%s the planner’s cost was projected"), projected);
}

/**
 * opt_confirmation_statement_describe:
 * @self: a statement
 *
 * Returns: (transfer full): what was measured of it, beside what was projected
 */
char *
opt_confirmation_statement_describe (const OptConfirmationStatement *self)
{
  g_autofree char *ratio = describe_ratio (&self->corrected);
  g_autofree char *projection = describe_projection (self);
  g_autofree char *before = opt_format_count (self->calls_before);
  g_autofree char *after = opt_format_count (self->calls_after);

  return g_strdup_printf (_ ("%s: %s; %s. Calls: %s before, %s after"),
                          opt_confirmation_statement_get_label (self), ratio, projection, before,
                          after);
}

/**
 * opt_confirmation_describe_hours:
 * @self: a confirmation
 *
 * Returns: (transfer full): with what time before it compares
 */
char *
opt_confirmation_describe_hours (const OptConfirmation *self)
{
  if (self->same_hours == 0)
    return g_strdup (_ ("All that is known of the time before, of whatever hours"));

  return g_strdup_printf (ngettext ("The same hours of %u day before",
                                    "The same hours of %u days before", self->same_hours),
                          self->same_hours);
}

static char *
explain_controls (const OptConfirmation *self)
{
  g_autofree char *corrected = NULL;

  if (!opt_confirmation_has_control (self))
    return g_strdup_printf (
        _ ("No control: fewer than %d statements that the change does not touch were called often "
           "enough to tell whether something else did it (%u)."),
        OPT_CONFIRMATION_MIN_CONTROLS, self->n_controls);

  corrected = describe_ratio (&self->corrected);

  return g_strdup_printf (_ ("Statements that the change does not touch (%u): ×%.3g. "
                             "What remains: %s."),
                          self->n_controls, self->control_ratio, corrected);
}

static guint
count_hurt (const OptConfirmation *self)
{
  guint n = 0;

  for (guint i = 0; i < self->statements->len; i++)
    {
      const OptConfirmationStatement *statement = self->statements->pdata[i];

      if (statement->verdict == OPT_CONFIRMATION_VERDICT_WORSE)
        n++;
    }

  return n;
}

static char *
explain_ratio (const OptConfirmation *self)
{
  g_autofree char *before_calls = opt_format_count (self->before.calls);
  g_autofree char *after_calls = opt_format_count (self->after.calls);
  g_autofree char *ratio = describe_ratio (&self->ratio);
  g_autofree char *controls = explain_controls (self);
  guint hurt = count_hurt (self);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("A call takes %s, from %s calls before and %s after. %s"), ratio,
                          before_calls, after_calls, controls);
  if (self->verdict == OPT_CONFIRMATION_VERDICT_UNCHANGED)
    g_string_append_printf (
        text,
        _ (" An interval that holds a ratio between %.2f and %.2f does not tell "
           "an effect from chance."),
        OPT_CONFIRMATION_BETTER, OPT_CONFIRMATION_WORSE);
  if (hurt > 0 && self->verdict != OPT_CONFIRMATION_VERDICT_WORSE)
    g_string_append_printf (text,
                            ngettext (" %u of its statements got slower.",
                                      " %u of its statements got slower.", hurt),
                            hurt);

  return g_string_free (text, FALSE);
}

/**
 * opt_confirmation_explain:
 * @self: a confirmation, all but its reason
 *
 * Returns: (transfer full): why its verdict is what it is
 */
char *
opt_confirmation_explain (const OptConfirmation *self)
{
  g_autofree char *before_time = opt_format_duration ((double) self->before.observed / 1000);
  g_autofree char *after_time = opt_format_duration ((double) self->after.observed / 1000);
  g_autofree char *before_calls = opt_format_count (self->before.calls);
  g_autofree char *after_calls = opt_format_count (self->after.calls);

  switch (self->verdict)
    {
    case OPT_CONFIRMATION_VERDICT_WAITING:
      return g_strdup_printf (
          _ ("Too little was seen so far: %s calls in %s before the change and %s in %s after it. "
             "A verdict needs at least %d calls and 30 s on either side, with those that took most "
             "of the time among them."),
          before_calls, before_time, after_calls, after_time, OPT_CONFIRMATION_MIN_CALLS);
    case OPT_CONFIRMATION_VERDICT_OTHER_LOAD:
      return g_strdup_printf (
          _ ("The statements are called at another rate than before (%s calls in "
             "%s, now %s in %s): the times can't be compared."),
          before_calls, before_time, after_calls, after_time);
    case OPT_CONFIRMATION_VERDICT_CONFIRMED:
    case OPT_CONFIRMATION_VERDICT_UNCHANGED:
    case OPT_CONFIRMATION_VERDICT_WORSE:
    default:
      return explain_ratio (self);
    }
}
