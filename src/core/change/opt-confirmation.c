/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-confirmation.h"

#include <math.h>

#include "opt-log-ratio.h"

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

static void
statement_free (gpointer data)
{
  OptConfirmationStatement *statement = data;

  g_free (statement->text);
  g_free (statement);
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

  g_ptr_array_unref (self->statements);
  g_free (self->reason);
  g_free (self->change_id);
  g_free (self->title);
  g_free (self);
}

/**
 * opt_confirmation_has_control:
 * @self: a confirmation
 *
 * Returns: whether enough statements that the change does not touch say what the server did
 */
gboolean
opt_confirmation_has_control (const OptConfirmation *self)
{
  return self->n_controls >= OPT_CONFIRMATION_MIN_CONTROLS;
}

static OptConfirmationWindow
make_window (GPtrArray *deltas, GHashTable *targets)
{
  OptConfirmationWindow window = { 0 };
  double total = 0;
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; i < deltas->len; i++)
    {
      const OptDelta *delta = deltas->pdata[i];

      window.observed += delta->observed;
      if (delta->start > 0 && (window.start == 0 || delta->start < window.start))
        window.start = delta->start;
      window.end = MAX (window.end, delta->end);
    }

  g_hash_table_iter_init (&iter, targets);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      OptCallSample sample = opt_call_sample_of (deltas, key);

      window.calls += sample.calls;
      total += sample.total_ms;
    }
  window.mean_ms = window.calls > 0 ? total / (double) window.calls : NAN;

  return window;
}

/* What is summed up: the statements of which enough is known. */
typedef struct
{
  GArray *ratios;   /* (element-type OptLogRatio) */
  GArray *weights;  /* (element-type gdouble) */
  double before_ms; /* of those … */
  double all_ms;    /* … and of all */
  OptLogControl control;
} Sum;

/* Of one statement, where it was called often enough to say. */
static gboolean
get_ratio (const OptCallSample *before, const OptCallSample *after, OptLogRatio *ratio)
{
  return before->calls >= OPT_CONFIRMATION_MIN_CALLS && after->calls >= OPT_CONFIRMATION_MIN_CALLS
         && opt_log_ratio_init (ratio, before, after);
}

static OptConfirmationVerdict
judge_interval (const OptInterval *interval)
{
  if (isnan (interval->estimate))
    return OPT_CONFIRMATION_VERDICT_WAITING;
  if (interval->high < OPT_CONFIRMATION_BETTER)
    return OPT_CONFIRMATION_VERDICT_CONFIRMED;
  if (interval->low > OPT_CONFIRMATION_WORSE)
    return OPT_CONFIRMATION_VERDICT_WORSE;

  return OPT_CONFIRMATION_VERDICT_UNCHANGED;
}

static void
compare_controls (OptConfirmation *self,
                  Sum *sum,
                  GPtrArray *before,
                  GPtrArray *after,
                  GHashTable *controls)
{
  g_autoptr (GArray) ratios = g_array_new (FALSE, FALSE, sizeof (OptLogRatio));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, controls);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      OptCallSample old = opt_call_sample_of (before, key);
      OptCallSample new = opt_call_sample_of (after, key);
      OptLogRatio ratio;

      if (get_ratio (&old, &new, &ratio))
        g_array_append_val (ratios, ratio);
    }
  self->n_controls = ratios->len;
  self->control_ratio = NAN;
  if (opt_confirmation_has_control (self))
    {
      sum->control = opt_log_control_of ((const OptLogRatio *) ratios->data, ratios->len);
      self->control_ratio = exp (sum->control.value);
    }
}

/*
 * Each statement's mean after, at the calls of before: were the means of all calls compared, a
 * change in their mix would look like a change in their speed.
 */
static void
add_statement (OptConfirmation *self,
               Sum *sum,
               GPtrArray *before,
               GPtrArray *after,
               const OptStatementKey *key)
{
  OptConfirmationStatement *statement = g_new0 (OptConfirmationStatement, 1);
  OptCallSample old = opt_call_sample_of (before, key);
  OptCallSample new = opt_call_sample_of (after, key);
  OptLogRatio ratio;

  statement->key = *key;
  statement->calls_before = old.calls;
  statement->calls_after = new.calls;
  statement->before_ms = opt_call_sample_get_mean (&old);
  statement->after_ms = opt_call_sample_get_mean (&new);
  statement->ratio = statement->corrected = (OptInterval){ NAN, NAN, NAN };
  statement->projected = NAN;
  g_ptr_array_add (self->statements, statement);

  sum->all_ms += old.total_ms;
  if (!get_ratio (&old, &new, &ratio))
    return;

  sum->before_ms += old.total_ms;
  g_array_append_val (sum->ratios, ratio);
  g_array_append_val (sum->weights, old.total_ms);
  statement->ratio = opt_log_ratio_sum (&ratio, &old.total_ms, 1, NULL);
  statement->corrected = opt_log_ratio_sum (&ratio, &old.total_ms, 1, &sum->control);
  statement->verdict = judge_interval (&statement->corrected);
}

static int
compare_weights (gconstpointer a, gconstpointer b)
{
  const OptConfirmationStatement *one = *(const OptConfirmationStatement *const *) a;
  const OptConfirmationStatement *other = *(const OptConfirmationStatement *const *) b;
  double first = one->calls_before > 0 ? one->before_ms * (double) one->calls_before : 0;
  double second = other->calls_before > 0 ? other->before_ms * (double) other->calls_before : 0;

  if (first != second)
    return first > second ? -1 : 1;

  return (one->key.queryid > other->key.queryid) - (one->key.queryid < other->key.queryid);
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
judge (const OptConfirmation *self, const Sum *sum)
{
  if (!is_enough (&self->before) || !is_enough (&self->after)
      || sum->before_ms < sum->all_ms * OPT_CONFIRMATION_MIN_SHARE)
    return OPT_CONFIRMATION_VERDICT_WAITING;
  if (!isnan (self->corrected.estimate) && !is_same_load (self))
    return OPT_CONFIRMATION_VERDICT_OTHER_LOAD;

  return judge_interval (&self->corrected);
}

/* Where nothing can be said of them together, nothing is said of one. */
static void
hold_back (OptConfirmation *self)
{
  gboolean short_of_time = self->before.observed < OPT_CONFIRMATION_MIN_WINDOW
                           || self->after.observed < OPT_CONFIRMATION_MIN_WINDOW;

  for (guint i = 0; i < self->statements->len; i++)
    {
      OptConfirmationStatement *statement = self->statements->pdata[i];

      if (self->verdict == OPT_CONFIRMATION_VERDICT_OTHER_LOAD)
        statement->verdict = OPT_CONFIRMATION_VERDICT_OTHER_LOAD;
      else if (short_of_time)
        statement->verdict = OPT_CONFIRMATION_VERDICT_WAITING;
    }
}

/**
 * opt_confirmation_new:
 * @before: (element-type OptDelta): what was counted before the change, in consecutive parts
 * @after: (element-type OptDelta): what was counted after it, likewise
 * @targets: (element-type OptStatementKey): the statements that it was to help
 * @controls: (element-type OptStatementKey): statements that it can't touch: the server's general
 * mood shows in them
 *
 * Compares the time a call before and after, with an interval from the calls, their spread, and how
 * much the parts of each window differ. The ratio of the targets is divided by the median ratio of
 * the controls, whose own uncertainty widens the interval: a server that has got slower or faster
 * as a whole is no merit of the change. A verdict needs %OPT_CONFIRMATION_MIN_CALLS calls in
 * %OPT_CONFIRMATION_MIN_WINDOW on each side, at a like rate.
 *
 * Returns: (transfer full): the confirmation
 */
OptConfirmation *
opt_confirmation_new (GPtrArray *before,
                      GPtrArray *after,
                      GHashTable *targets,
                      GHashTable *controls)
{
  g_autoptr (GArray) ratios = g_array_new (FALSE, FALSE, sizeof (OptLogRatio));
  g_autoptr (GArray) weights = g_array_new (FALSE, FALSE, sizeof (double));
  Sum sum = { .ratios = ratios, .weights = weights };
  OptConfirmation *self;
  GHashTableIter iter;
  gpointer key;

  g_return_val_if_fail (before != NULL && after != NULL, NULL);
  g_return_val_if_fail (targets != NULL && controls != NULL, NULL);

  self = g_new0 (OptConfirmation, 1);
  self->statements = g_ptr_array_new_with_free_func (statement_free);
  self->before = make_window (before, targets);
  self->after = make_window (after, targets);
  compare_controls (self, &sum, before, after, controls);
  g_hash_table_iter_init (&iter, targets);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    add_statement (self, &sum, before, after, key);
  g_ptr_array_sort (self->statements, compare_weights);

  self->ratio = opt_log_ratio_sum ((const OptLogRatio *) ratios->data,
                                   (const double *) weights->data, ratios->len, NULL);
  self->corrected = opt_log_ratio_sum ((const OptLogRatio *) ratios->data,
                                       (const double *) weights->data, ratios->len, &sum.control);
  self->verdict = judge (self, &sum);
  hold_back (self);
  self->reason = opt_confirmation_explain (self);

  return self;
}
