/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-confirmation.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-json-build.h"
#include "opt-statistics.h"

/**
 * opt_confirmation_verdict_get_nick:
 * @verdict: a verdict
 *
 * Returns: (transfer none): "waiting", "other-load", "confirmed", "unchanged" or "worse"
 */
const char *
opt_confirmation_verdict_get_nick (OptConfirmationVerdict verdict)
{
  switch (verdict)
    {
    case OPT_CONFIRMATION_VERDICT_OTHER_LOAD:
      return "other-load";
    case OPT_CONFIRMATION_VERDICT_CONFIRMED:
      return "confirmed";
    case OPT_CONFIRMATION_VERDICT_UNCHANGED:
      return "unchanged";
    case OPT_CONFIRMATION_VERDICT_WORSE:
      return "worse";
    case OPT_CONFIRMATION_VERDICT_WAITING:
    default:
      return "waiting";
    }
}

/**
 * opt_confirmation_free:
 * @self: (nullable) (transfer full): a confirmation
 */
void
opt_confirmation_free (OptConfirmation *self)
{
  if (self == NULL)
    return;

  g_free (self->reason);
  g_free (self);
}

static OptConfirmationWindow
make_window (const OptDelta *delta, GHashTable *targets)
{
  OptConfirmationWindow window
      = { .start = delta->start, .end = delta->end, .observed = delta->observed };
  double total = 0;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, targets);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const OptStatementCounters *counters = g_hash_table_lookup (delta->statements, key);

      if (counters != NULL)
        {
          window.calls += counters->calls;
          total += counters->total_exec_ms;
        }
    }
  window.mean_ms = window.calls > 0 ? total / (double) window.calls : NAN;

  return window;
}

/* Of one statement, where it was called often enough to say. */
static double
get_ratio (const OptDelta *before, const OptDelta *after, gconstpointer key, gint64 min_calls)
{
  const OptStatementCounters *old = g_hash_table_lookup (before->statements, key);
  const OptStatementCounters *new = g_hash_table_lookup (after->statements, key);

  if (old == NULL || new == NULL || old->calls < min_calls || new->calls < min_calls
      || !(old->total_exec_ms > 0))
    return NAN;

  return opt_statement_counters_get_mean (new) / opt_statement_counters_get_mean (old);
}

/*
 * Each statement's mean after, at the calls of before: were the means of all calls compared, a
 * change in their mix would look like a change in their speed.
 */
static double
get_target_ratio (const OptDelta *before, const OptDelta *after, GHashTable *targets)
{
  double before_ms = 0;
  double after_ms = 0;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, targets);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      double ratio = get_ratio (before, after, key, 1);
      const OptStatementCounters *old = g_hash_table_lookup (before->statements, key);

      if (isnan (ratio))
        continue;
      before_ms += old->total_exec_ms;
      after_ms += old->total_exec_ms * ratio;
    }

  return before_ms > 0 ? after_ms / before_ms : NAN;
}

static void
compare_controls (OptConfirmation *self,
                  const OptDelta *before,
                  const OptDelta *after,
                  GHashTable *controls)
{
  g_autoptr (GArray) ratios = g_array_new (FALSE, FALSE, sizeof (double));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, controls);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      double ratio = get_ratio (before, after, key, OPT_CONFIRMATION_MIN_CALLS);

      if (!isnan (ratio))
        g_array_append_val (ratios, ratio);
    }
  self->n_controls = ratios->len;
  self->control_ratio
      = ratios->len > 0 ? opt_median ((const double *) ratios->data, ratios->len) : NAN;
}

static gboolean
is_enough (const OptConfirmationWindow *window)
{
  return window->calls >= OPT_CONFIRMATION_MIN_CALLS
         && window->observed >= OPT_CONFIRMATION_MIN_WINDOW;
}

static gboolean
is_same_load (const OptConfirmation *self)
{
  double before = (double) self->before.calls / (double) self->before.observed;
  double after = (double) self->after.calls / (double) self->after.observed;
  double factor = after / before;

  return factor <= OPT_CONFIRMATION_MAX_RATE_FACTOR
         && factor >= 1 / OPT_CONFIRMATION_MAX_RATE_FACTOR;
}

static OptConfirmationVerdict
judge (const OptConfirmation *self)
{
  if (!is_enough (&self->before) || !is_enough (&self->after) || isnan (self->corrected_ratio))
    return OPT_CONFIRMATION_VERDICT_WAITING;
  if (!is_same_load (self))
    return OPT_CONFIRMATION_VERDICT_OTHER_LOAD;
  if (self->corrected_ratio <= OPT_CONFIRMATION_BETTER)
    return OPT_CONFIRMATION_VERDICT_CONFIRMED;
  if (self->corrected_ratio >= OPT_CONFIRMATION_WORSE)
    return OPT_CONFIRMATION_VERDICT_WORSE;

  return OPT_CONFIRMATION_VERDICT_UNCHANGED;
}

static char *
explain (const OptConfirmation *self)
{
  g_autofree char *before_mean = opt_format_duration (self->before.mean_ms);
  g_autofree char *after_mean = opt_format_duration (self->after.mean_ms);
  g_autofree char *before_time = opt_format_duration ((double) self->before.observed / 1000);
  g_autofree char *after_time = opt_format_duration ((double) self->after.observed / 1000);
  g_autofree char *before_calls = opt_format_count (self->before.calls);
  g_autofree char *after_calls = opt_format_count (self->after.calls);

  switch (self->verdict)
    {
    case OPT_CONFIRMATION_VERDICT_WAITING:
      return g_strdup_printf (
          _ ("Not enough is known yet: %s calls in %s before and %s in %s after; at least %d calls in "
             "30 s are needed of each."),
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
      if (self->n_controls == 0)
        return g_strdup_printf (
            _ ("A call took %s before (%s calls) and takes %s now (%s calls): %.3g of the time. "
               "No statement that the change does not touch was called often enough to tell "
               "whether something else did it."),
            before_mean, before_calls, after_mean, after_calls, self->ratio);
      return g_strdup_printf (
          _ ("A call took %s before (%s calls) and takes %s now (%s calls): %.3g "
             "of the time. Statements that the change does not touch (%u): %.3g. "
             "What remains: %.3g."),
          before_mean, before_calls, after_mean, after_calls, self->ratio, self->n_controls,
          self->control_ratio, self->corrected_ratio);
    }
}

/**
 * opt_confirmation_new:
 * @before: what was counted before the change
 * @after: what was counted after it
 * @targets: (element-type OptStatementKey): the statements that it was to help
 * @controls: (element-type OptStatementKey): statements that it can't touch: the server's general
 * mood shows in them
 *
 * Compares the time a call before and after. The ratio of the targets is divided by the median
 * ratio of the controls: a server that has got slower or faster as a whole is no merit of the
 * change. A verdict needs %OPT_CONFIRMATION_MIN_CALLS calls in %OPT_CONFIRMATION_MIN_WINDOW on each
 * side, at a like rate.
 *
 * Returns: (transfer full): the confirmation
 */
OptConfirmation *
opt_confirmation_new (const OptDelta *before,
                      const OptDelta *after,
                      GHashTable *targets,
                      GHashTable *controls)
{
  OptConfirmation *self;

  g_return_val_if_fail (before != NULL && after != NULL, NULL);
  g_return_val_if_fail (targets != NULL && controls != NULL, NULL);

  self = g_new0 (OptConfirmation, 1);
  self->before = make_window (before, targets);
  self->after = make_window (after, targets);
  self->ratio = get_target_ratio (before, after, targets);
  compare_controls (self, before, after, controls);
  self->corrected_ratio = self->n_controls > 0 ? self->ratio / self->control_ratio : self->ratio;
  self->verdict = judge (self);
  self->reason = explain (self);

  return self;
}

static void
add_window (JsonBuilder *builder, const char *name, const OptConfirmationWindow *window)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  opt_json_add_time (builder, "start", window->start);
  opt_json_add_time (builder, "end", window->end);
  opt_json_add_number (builder, "observed_s", (double) window->observed / G_USEC_PER_SEC);
  opt_json_add_int (builder, "calls", window->calls);
  opt_json_add_number (builder, "mean_ms", window->mean_ms);
  json_builder_end_object (builder);
}

/**
 * opt_confirmation_to_json:
 * @self: a confirmation
 *
 * Returns: (transfer full): an object with all its figures
 */
JsonNode *
opt_confirmation_to_json (const OptConfirmation *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "verdict", opt_confirmation_verdict_get_nick (self->verdict));
  opt_json_add_text (builder, "reason", self->reason);
  add_window (builder, "before", &self->before);
  add_window (builder, "after", &self->after);
  opt_json_add_number (builder, "ratio", self->ratio);
  opt_json_add_number (builder, "control_ratio", self->control_ratio);
  opt_json_add_int (builder, "controls", self->n_controls);
  opt_json_add_number (builder, "corrected_ratio", self->corrected_ratio);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
