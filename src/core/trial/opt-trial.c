/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-trial-bench.h"
#include "opt-trial-sample.h"
#include "opt-unreadable.h"

#define DEFAULT_MIN_PAIRS 15
#define DEFAULT_MAX_PAIRS 120
#define DEFAULT_MAX_TIME (20 * G_USEC_PER_SEC)
/* The same order of runs and the same resamples each time: a trial can be repeated. */
#define SEED 20

/*
 * Statements run on two copies of the same rows, one without and one with a change.
 */
struct _OptTrial
{
  GObject parent_instance;

  char *change_sql;
  GPtrArray *statements; /* OptTrialStatement */
  GPtrArray *limits;     /* OptUnreadable: what the copies lack */
  guint min_pairs;
  guint max_pairs;
  gint64 max_time;

  int server_version;
  gint64 started_at;
  double load_before;
  double load_after;
  OptCopyReport *copy; /* what the copies hold */
  gint64 copy_bytes;   /* -1 where not told */
  gint64 change_us;    /* what the change took on the copy; -1 where not told */
  gint64 change_bytes; /* what it takes on disk there; -1 where not told */
};

G_DEFINE_FINAL_TYPE (OptTrial, opt_trial, G_TYPE_OBJECT)

static void
opt_trial_finalize (GObject *object)
{
  OptTrial *self = OPT_TRIAL (object);

  g_free (self->change_sql);
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
  self->statements = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_trial_statement_free);
  self->limits = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  self->copy = opt_copy_report_new ();
  self->min_pairs = DEFAULT_MIN_PAIRS;
  self->max_pairs = DEFAULT_MAX_PAIRS;
  self->max_time = DEFAULT_MAX_TIME;
  self->load_before = self->load_after = NAN;
  self->copy_bytes = self->change_us = self->change_bytes = -1;
}

/**
 * opt_trial_new:
 * @change_sql: the change under trial, for the record
 *
 * Returns: (transfer full): a trial without statements yet
 */
OptTrial *
opt_trial_new (const char *change_sql)
{
  OptTrial *self;

  g_return_val_if_fail (change_sql != NULL, NULL);

  self = g_object_new (OPT_TYPE_TRIAL, NULL);
  self->change_sql = g_strdup (change_sql);

  return self;
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
 * @change_bytes: how much the copy grew by it
 *
 * For the record; each -1 where it isn't known.
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
 * Returns: (transfer none): the SQL of the change
 */
const char *
opt_trial_get_change (OptTrial *self)
{
  g_return_val_if_fail (OPT_IS_TRIAL (self), NULL);

  return self->change_sql;
}

/* Under what the figures were measured: without it they can't be judged. */
static void
add_conditions (JsonBuilder *builder, OptTrial *self)
{
  guint n_cores = g_get_num_processors ();

  json_builder_set_member_name (builder, "conditions");
  json_builder_begin_object (builder);
  opt_json_add_time (builder, "started_at", self->started_at);
  opt_json_add_int (builder, "server_version", self->server_version);
  opt_json_add_int (builder, "cores", n_cores);
  opt_json_add_number (builder, "load_before", self->load_before);
  opt_json_add_number (builder, "load_after", self->load_after);
  opt_json_add_boolean (builder, "busy_machine",
                        fmax (self->load_before, self->load_after) > n_cores);
  opt_json_add_count (builder, "copy_bytes", self->copy_bytes);
  opt_json_add_number (builder, "change_ms",
                       self->change_us >= 0 ? (double) self->change_us / 1000.0 : NAN);
  opt_json_add_count (builder, "change_bytes", self->change_bytes);
  json_builder_end_object (builder);
}

static void
add_limits (JsonBuilder *builder, OptTrial *self)
{
  json_builder_set_member_name (builder, "limits");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->limits->len; i++)
    {
      const OptUnreadable *limit = self->limits->pdata[i];

      json_builder_begin_object (builder);
      opt_json_add_text (builder, "name", limit->name);
      opt_json_add_text (builder, "reason", limit->reason);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * opt_trial_to_json:
 * @self: a trial that was run
 *
 * Returns: (transfer full): the object of `trial --json`
 */
JsonNode *
opt_trial_to_json (OptTrial *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *summary = NULL;

  g_return_val_if_fail (OPT_IS_TRIAL (self), NULL);

  summary = opt_trial_describe (self);
  json_builder_begin_object (builder);
  opt_json_add_text (builder, "change", self->change_sql);
  opt_json_add_text (builder, "verdict", opt_verdict_get_nick (opt_trial_get_verdict (self)));
  opt_json_add_text (builder, "evidence", opt_evidence_get_nick (opt_trial_get_evidence (self)));
  opt_json_add_text (builder, "summary", summary);
  add_conditions (builder, self);
  if (self->copy->read_bytes >= 0)
    {
      g_autoptr (JsonNode) copy = opt_copy_report_to_json (self->copy);

      opt_json_add_node (builder, "copy", copy);
    }
  add_limits (builder, self);
  json_builder_set_member_name (builder, "statements");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->statements->len; i++)
    json_builder_add_value (builder, opt_trial_statement_to_json (self->statements->pdata[i]));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
