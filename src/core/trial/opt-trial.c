/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "opt-trial-bench.h"
#include "opt-trial-private.h"
#include "opt-trial-sample.h"
#include "opt-unreadable.h"

#define DEFAULT_MIN_PAIRS 15
#define DEFAULT_MAX_PAIRS 120
#define DEFAULT_MAX_TIME (20 * G_USEC_PER_SEC)
/* The same order of runs and the same resamples each time: a trial can be repeated. */
#define SEED 20

G_DEFINE_FINAL_TYPE (OptTrial, opt_trial, G_TYPE_OBJECT)

static void
opt_trial_finalize (GObject *object)
{
  OptTrial *self = OPT_TRIAL (object);

  g_free (self->change_sql);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->statements);
  g_ptr_array_unref (self->limits);
  opt_copy_report_free (self->copy);

  G_OBJECT_CLASS (opt_trial_parent_class)->finalize (object);
}

static void
opt_trial_class_init (OptTrialClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_trial_finalize;
}

static void
opt_trial_init (OptTrial *self)
{
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_change_statement_free);
  self->statements = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_trial_statement_free);
  self->limits = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  self->copy = opt_copy_report_new ();
  self->min_pairs = DEFAULT_MIN_PAIRS;
  self->max_pairs = DEFAULT_MAX_PAIRS;
  self->max_time = DEFAULT_MAX_TIME;
  self->load_before = self->load_after = NAN;
  self->copy_bytes = self->change_us = -1;
  self->change_bytes = OPT_TRIAL_BYTES_UNKNOWN;
}

/**
 * opt_trial_new:
 * @change_sql: (nullable): the change under trial, for the record; %NULL where the variant is
 *   nothing but a statement's rewrite
 *
 * Returns: (transfer full): a trial without statements yet
 */
OptTrial *
opt_trial_new (const char *change_sql)
{
  OptTrial *self;

  self = g_object_new (OPT_TYPE_TRIAL, NULL);
  self->change_sql = g_strdup (change_sql);

  return self;
}

/**
 * opt_trial_take_part:
 * @self: a trial
 * @part: (transfer full): a statement of the change, as it was written
 *
 * What the change does is told with the trial, and decides what it is to show.
 */
void
opt_trial_take_part (OptTrial *self, OptChangeStatement *part)
{
  g_return_if_fail (OPT_IS_TRIAL (self) && part != NULL);

  g_ptr_array_add (self->parts, part);
}

/**
 * opt_trial_get_aim:
 * @self: a trial
 *
 * Returns: %OPT_TRIAL_AIM_NO_WORSE where the change does nothing but drop what no row depends on;
 *   else %OPT_TRIAL_AIM_BETTER
 */
OptTrialAim
opt_trial_get_aim (OptTrial *self)
{
  gboolean drops = FALSE;

  g_return_val_if_fail (OPT_IS_TRIAL (self), OPT_TRIAL_AIM_BETTER);

  for (guint i = 0; i < self->parts->len; i++)
    {
      const OptChangeStatement *part = self->parts->pdata[i];

      if (part->kind != OPT_CHANGE_STATEMENT_DROP && !part->analyzes)
        return OPT_TRIAL_AIM_BETTER;
      drops |= part->kind == OPT_CHANGE_STATEMENT_DROP;
    }
  for (guint i = 0; i < self->statements->len; i++)
    if (((const OptTrialStatement *) self->statements->pdata[i])->rewrite != NULL)
      return OPT_TRIAL_AIM_BETTER;

  return drops ? OPT_TRIAL_AIM_NO_WORSE : OPT_TRIAL_AIM_BETTER;
}

/**
 * opt_trial_aim_get_nick:
 * @aim: an aim
 *
 * Returns: (transfer none): the word that machines read
 */
const char *
opt_trial_aim_get_nick (OptTrialAim aim)
{
  return aim == OPT_TRIAL_AIM_NO_WORSE ? "no-worse" : "better";
}

/**
 * opt_trial_take_statement:
 * @self: a trial
 * @statement: (transfer full): a statement with at least one set of values, or with the error that
 *   keeps it from being run
 */
void
opt_trial_take_statement (OptTrial *self, OptTrialStatement *statement)
{
  g_return_if_fail (OPT_IS_TRIAL (self) && statement != NULL);

  g_ptr_array_add (self->statements, statement);
}

/**
 * opt_trial_set_limits:
 * @self: a trial
 * @min_pairs: interleaved pairs at least; of fewer than 11, five sets of values could
 *   never reach p < 0.01
 * @max_pairs: at most
 * @max_time: microseconds for one statement's pairs, unless @min_pairs take longer
 */
void
opt_trial_set_limits (OptTrial *self, guint min_pairs, guint max_pairs, gint64 max_time)
{
  g_return_if_fail (OPT_IS_TRIAL (self));
  g_return_if_fail (min_pairs >= 11 && max_pairs >= min_pairs);

  self->min_pairs = min_pairs;
  self->max_pairs = max_pairs;
  self->max_time = max_time;
}

/**
 * opt_trial_set_copy:
 * @self: a trial
 * @bytes: what was copied from production
 * @change_us: microseconds that the change took on the copy
 * @change_bytes: how much the copy grew by it, or less than 0: shrank
 *
 * For the record; where it isn't known the first two are -1, and the last one is
 * %OPT_TRIAL_BYTES_UNKNOWN.
 */
void
opt_trial_set_copy (OptTrial *self, gint64 bytes, gint64 change_us, gint64 change_bytes)
{
  g_return_if_fail (OPT_IS_TRIAL (self));

  self->copy_bytes = bytes;
  self->change_us = change_us;
  self->change_bytes = change_bytes;
}

static double
get_load (void)
{
  double load;

  return getloadavg (&load, 1) == 1 ? load : NAN;
}

static gboolean
has_settings (OptTrial *self)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (((const OptChangeStatement *) self->parts->pdata[i])->setting != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
run_statements (OptTrial *self,
                const OptTrialBench *bench,
                const OptProgress *progress,
                GCancellable *cancellable,
                GError **error)
{
  for (guint i = 0; i < self->statements->len; i++)
    {
      OptTrialStatement *statement = self->statements->pdata[i];

      if (statement->error != NULL)
        continue;
      opt_progress_report (progress, i, self->statements->len, _ ("Measuring statement %u of %u"),
                           i + 1, self->statements->len);
      if (!opt_trial_bench_measure_sync (bench, statement, cancellable, error))
        return FALSE;
      if (opt_trial_is_sample (self))
        opt_trial_disregard_time (statement);
    }

  return TRUE;
}

/**
 * opt_trial_run_sync:
 * @self: a trial with statements
 * @baseline: an open connection to the copy without the change, as the role that owns nothing else
 * @variant: one to the copy with it
 * @progress: (nullable): told which statement is measured
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: cancelled, or the sandbox lost
 *
 * Measures every statement on both copies; see opt_trial_bench_measure_sync().
 *
 * Returns: whether it ran to its end; single statements may have failed
 */
gboolean
opt_trial_run_sync (OptTrial *self,
                    OptConnection *baseline,
                    OptConnection *variant,
                    const OptProgress *progress,
                    GCancellable *cancellable,
                    GError **error)
{
  OptTrialBench bench;

  g_return_val_if_fail (OPT_IS_TRIAL (self), FALSE);
  g_return_val_if_fail (OPT_IS_CONNECTION (baseline) && OPT_IS_CONNECTION (variant), FALSE);

  bench = (OptTrialBench){
    .baseline = baseline,
    .variant = variant,
    .has_settings = has_settings (self),
    .min_pairs = self->min_pairs,
    .max_pairs = self->max_pairs,
    .max_time = self->max_time,
    .seed = SEED,
  };
  self->server_version = opt_connection_get_server_version (baseline);
  self->started_at = g_get_real_time ();
  self->load_before = get_load ();
  if (!run_statements (self, &bench, progress, cancellable, error))
    return FALSE;
  self->load_after = get_load ();

  return TRUE;
}

/**
 * opt_trial_get_statements:
 * @self: a trial
 *
 * Returns: (transfer none) (element-type OptTrialStatement): its statements
 */
GPtrArray *
opt_trial_get_statements (OptTrial *self)
{
  g_return_val_if_fail (OPT_IS_TRIAL (self), NULL);

  return self->statements;
}

/**
 * opt_trial_get_limits:
 * @self: a trial
 *
 * What the copies lack of production: indexes, triggers, settings. Whoever makes them adds to it.
 *
 * Returns: (transfer none) (element-type OptUnreadable): what is not as on production
 */
GPtrArray *
opt_trial_get_limits (OptTrial *self)
{
  g_return_val_if_fail (OPT_IS_TRIAL (self), NULL);

  return self->limits;
}

/**
 * opt_trial_get_copy:
 * @self: a trial
 *
 * What was copied from production, and how. Whoever makes the copies fills it.
 *
 * Returns: (transfer none): the report
 */
OptCopyReport *
opt_trial_get_copy (OptTrial *self)
{
  g_return_val_if_fail (OPT_IS_TRIAL (self), NULL);

  return self->copy;
}

/**
 * opt_trial_get_change:
 * @self: a trial
 *
 * Returns: (transfer none) (nullable): the SQL of the change
 */
const char *
opt_trial_get_change (OptTrial *self)
{
  g_return_val_if_fail (OPT_IS_TRIAL (self), NULL);

  return self->change_sql;
}
