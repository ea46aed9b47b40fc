/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial-bench.h"

#include "opt-error.h"
#include "opt-sql.h"
#include "opt-trial-bench-private.h"

#define N_WARM_UPS 2
#define CHECK_EVERY 5
/* The variant is stopped at that many times the baseline, which is stopped at a minute. */
#define TIMEOUT_FACTOR 5.0
#define MIN_TIMEOUT_MS 1000.0
#define BASELINE_TIMEOUT_MS 60000.0
/* So many runs of a variant whose baseline was stopped. */
#define N_ALONE 5

static gboolean
set_timeout (const OptTrialRun *run, OptTrialSide *side, double ms, GError **error)
{
  int version = opt_connection_get_server_version (side->connection);
  g_autofree char *value = g_strdup_printf ("%.0fms", ms);
  g_autoptr (OptParams) params = opt_params_new_text (value, NULL);

  if (side->timeout_ms == ms)
    return TRUE;
  if (!opt_connection_execute_sync (side->connection, opt_sql_get ("trial", "timeout", version),
                                    params, run->cancellable, error))
    return FALSE;
  side->timeout_ms = ms;

  return TRUE;
}

/* opt_trial_run_execute_sync: what it writes is rolled back, be it by a function that a SELECT
 * calls
 */
OptResult *
opt_trial_run_execute_sync (const OptTrialRun *run,
                            OptConnection *connection,
                            const char *sql,
                            const OptParams *params,
                            OptQueryFlags flags,
                            GError **error)
{
  int version = opt_connection_get_server_version (connection);
  OptResult *result;

  if (!opt_connection_execute_sync (connection, opt_sql_get ("trial", "begin", version), NULL,
                                    run->cancellable, error))
    return NULL;
  result = opt_connection_query_sync (connection, sql, params, flags, run->cancellable, error);
  /* Not cancellable: the transaction must end whatever happened. */
  if (!opt_connection_execute_sync (connection, opt_sql_get ("trial", "rollback", version), NULL,
                                    NULL, result != NULL ? error : NULL))
    g_clear_pointer (&result, opt_result_unref);

  return result;
}

/* The server is told of whole milliseconds, and goes by a clock of its own. */
#define CLOCKS_AGREE 0.99

/* Whether it was stopped for its time: an error of the statement's own may say so, too. */
static gboolean
was_stopped (const GError *failure, gint64 start, double limit_ms)
{
  return g_error_matches (failure, OPT_ERROR, OPT_ERROR_TIMEOUT)
         && (double) (g_get_monotonic_time () - start) / 1000.0 >= limit_ms * CLOCKS_AGREE;
}

/* A run that was stopped is no failure; only runs count against a side, no plan and no comparison
 * of rows. */
static gboolean
time_once (const OptTrialRun *run,
           OptTrialSide *side,
           double limit_ms,
           const OptTrialValues *values,
           double *ms,
           gboolean *stopped,
           GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (OptResult) result = NULL;
  gint64 start;

  if (!set_timeout (run, side, limit_ms, error))
    return FALSE;
  start = g_get_monotonic_time ();
  result = opt_trial_run_execute_sync (run, side->connection, side->sql, values->params,
                                       OPT_QUERY_DISCARD, &failure);
  if (result != NULL)
    {
      *ms = (double) opt_result_get_elapsed (result) / 1000.0;
      return TRUE;
    }
  if (was_stopped (failure, start, limit_ms))
    {
      *stopped = TRUE;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* Where it has ended in time before, once may be a stall of the machine, and twice is not. */
static gboolean
time_side (const OptTrialRun *run,
           OptTrialSide *side,
           double limit_ms,
           const OptTrialValues *values,
           double *ms,
           gboolean *stopped,
           GError **error)
{
  if (!time_once (run, side, limit_ms, values, ms, stopped, error))
    return FALSE;
  if (!*stopped || values->variant_ms->len == 0)
    return TRUE;

  *stopped = FALSE;

  return time_once (run, side, limit_ms, values, ms, stopped, error);
}

static gboolean
time_baseline (OptTrialRun *run, OptTrialValues *values, double *ms, GError **error)
{
  if (!time_side (run, &run->baseline, run->baseline_limit, values, ms,
                  &values->measurement.baseline_timed_out, error))
    return FALSE;
  /* Neither is waited for longer than the other. */
  if (values->measurement.baseline_timed_out)
    values->limit_ms = run->baseline_limit;

  return TRUE;
}

static gboolean
time_variant (OptTrialRun *run, OptTrialValues *values, double *ms, GError **error)
{
  return time_side (run, &run->variant, values->limit_ms, values, ms,
                    &values->measurement.timed_out, error);
}

/* Discarded runs, which also tell how long the variant may take, and what takes too long. */
static gboolean
warm_up (OptTrialRun *run, OptTrialValues *values, GError **error)
{
  OptMeasurement *m = &values->measurement;
  double ms = 0;

  for (guint i = 0; i < N_WARM_UPS && !m->baseline_timed_out; i++)
    {
      if (!time_baseline (run, values, &ms, error))
        return FALSE;
      values->longest_ms = MAX (values->longest_ms, ms);
    }
  if (!m->baseline_timed_out)
    values->limit_ms = MAX (MIN_TIMEOUT_MS, values->longest_ms * TIMEOUT_FACTOR);
  for (guint i = 0; i < N_WARM_UPS && !m->timed_out; i++)
    if (!time_variant (run, values, &ms, error))
      return FALSE;

  return TRUE;
}

/* One run of each with these values. A run that is stopped has no pair, and none follows. */
static gboolean
measure_values (OptTrialRun *run, OptTrialValues *values, gboolean variant_first, GError **error)
{
  OptMeasurement *m = &values->measurement;
  double baseline_ms = 0, variant_ms = 0;

  if (variant_first && !time_variant (run, values, &variant_ms, error))
    return FALSE;
  if (!m->timed_out && !time_baseline (run, values, &baseline_ms, error))
    return FALSE;
  if (!variant_first && !m->baseline_timed_out && !time_variant (run, values, &variant_ms, error))
    return FALSE;

  if (!opt_measurement_is_censored (m))
    {
      g_array_append_val (values->baseline_ms, baseline_ms);
      g_array_append_val (values->variant_ms, variant_ms);
    }

  return TRUE;
}

/* @variant_first decides the order within each set.
 * Returns: how many sets are still measured; -1 on an error */
static int
measure_pair (OptTrialRun *run, gboolean variant_first, GError **error)
{
  OptTrialStatement *statement = run->statement;
  int n_open = 0;

  for (guint i = 0; i < statement->values->len; i++)
    {
      OptTrialValues *values = statement->values->pdata[i];

      if (opt_measurement_is_censored (&values->measurement))
        continue;
      if (!measure_values (run, values, variant_first, error))
        return -1;
      n_open += !opt_measurement_is_censored (&values->measurement);
    }
  opt_trial_statement_close_pair (statement);

  return n_open;
}

static gboolean
measure_pairs (OptTrialRun *run, GError **error)
{
  const OptTrialBench *bench = run->bench;
  g_autoptr (GRand) rand = g_rand_new_with_seed (bench->seed);
  gint64 start = g_get_monotonic_time ();

  for (guint n = 1; n <= bench->max_pairs; n++)
    {
      int n_open = measure_pair (run, g_rand_boolean (rand), error);

      if (n_open < 0)
        return FALSE;
      if (n_open == 0)
        break;
      if (n < bench->min_pairs)
        continue;
      if (g_get_monotonic_time () - start > bench->max_time)
        break;
      if (n % CHECK_EVERY == 0 && opt_trial_statement_is_narrow (run->statement))
        break;
    }

  return TRUE;
}

/* Where the baseline was stopped the variant runs alone, as long as it is far enough from it. */
static gboolean
measure_alone (OptTrialRun *run, OptTrialValues *values, GError **error)
{
  OptMeasurement *m = &values->measurement;
  double ms = 0;

  if (!m->baseline_timed_out)
    return TRUE;

  while (values->variant_ms->len < N_ALONE && !m->timed_out
         && ms * TIMEOUT_FACTOR <= run->baseline_limit)
    {
      if (!time_variant (run, values, &ms, error))
        return FALSE;
      if (!m->timed_out)
        g_array_append_val (values->variant_ms, ms);
    }

  return TRUE;
}

/* What is explained and compared does more than a run, and counts against nobody. */
static gboolean
set_generous_timeouts (OptTrialRun *run, GError **error)
{
  double limit_ms = run->baseline_limit;

  for (guint i = 0; i < run->statement->values->len; i++)
    limit_ms = MAX (limit_ms, ((OptTrialValues *) run->statement->values->pdata[i])->limit_ms);

  return set_timeout (run, &run->baseline, limit_ms, error)
         && set_timeout (run, &run->variant, limit_ms, error);
}

static gboolean
try_statement (OptTrialRun *run, GError **error)
{
  OptTrialStatement *statement = run->statement;

  for (guint i = 0; i < statement->values->len; i++)
    if (!warm_up (run, statement->values->pdata[i], error))
      return FALSE;
  if (!set_generous_timeouts (run, error) || !opt_trial_run_explain_sync (run, error)
      || !opt_trial_run_compare_rows_sync (run, error))
    return FALSE;
  if (statement->rows_equal == OPT_ROWS_DIFFERENT)
    {
      statement->verdict = OPT_VERDICT_DIFFERENT_ROWS;
      return TRUE;
    }
  if (!measure_pairs (run, error))
    return FALSE;
  for (guint i = 0; i < statement->values->len; i++)
    if (!measure_alone (run, statement->values->pdata[i], error))
      return FALSE;
  opt_trial_statement_judge (statement, run->bench->seed);

  return TRUE;
}

/* What may make the same plan over the same blocks faster, or slower. */
static void
note_what_is_other (OptTrialRun *run)
{
  OptTrialStatement *statement = run->statement;
  gboolean other = run->bench->has_settings || statement->rewrite != NULL;

  statement->measurement.works_otherwise = other;
  for (guint i = 0; i < statement->values->len; i++)
    ((OptTrialValues *) statement->values->pdata[i])->measurement.works_otherwise = other;
}

/**
 * opt_trial_bench_measure_sync:
 * @self: where
 * @statement: what; takes the results
 * @cancellable: (nullable): cancels it
 * @error: return location for an error that ends the whole trial: cancelled, or a server lost
 *
 * Measures a statement on both copies: two discarded warm-ups each, the plans as executed
 * (buffers), the rows compared, then interleaved pairs in random order, each pair with every set of
 * values. Times are those of the client from sending to the last row, planning included, rows
 * fetched and dropped. A statement that fails has its error and the verdict "failed"; a variant
 * that takes more than five times the baseline is stopped, and is worse. A baseline that takes too
 * long is stopped, too, and then the variant runs alone. Each set of values is judged by itself. Of
 * a statement with a rewrite that is what runs as the variant, with the same values.
 *
 * Returns: whether the trial can go on
 */
gboolean
opt_trial_bench_measure_sync (const OptTrialBench *self,
                              OptTrialStatement *statement,
                              GCancellable *cancellable,
                              GError **error)
{
  OptTrialRun run = {
    .bench = self,
    .statement = statement,
    .cancellable = cancellable,
  };
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (self != NULL && statement != NULL, FALSE);
  g_return_val_if_fail (statement->values->len > 0, FALSE);

  run.baseline = (OptTrialSide){ .connection = self->baseline, .sql = statement->sql };
  run.variant = (OptTrialSide){
    .connection = self->variant,
    .sql = statement->rewrite != NULL ? statement->rewrite : statement->sql,
  };
  note_what_is_other (&run);
  run.baseline_limit = self->baseline_limit > 0 ? self->baseline_limit : BASELINE_TIMEOUT_MS;
  if (try_statement (&run, &failure))
    return TRUE;
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || opt_connection_get_state (self->baseline) != OPT_CONNECTION_STATE_OPEN
      || opt_connection_get_state (self->variant) != OPT_CONNECTION_STATE_OPEN)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  statement->error = g_steal_pointer (&failure);
  statement->verdict = OPT_VERDICT_FAILED;

  return TRUE;
}
