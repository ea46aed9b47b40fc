/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial-bench.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-error.h"
#include "opt-rows.h"
#include "opt-shadow-check.h"
#include "opt-sql.h"

#define N_WARM_UPS 2
#define CHECK_EVERY 5
/* The variant is stopped at that many times the baseline, which is stopped at a minute. */
#define TIMEOUT_FACTOR 5.0
#define MIN_TIMEOUT_MS 1000.0
#define BASELINE_TIMEOUT_MS 60000.0
/* So many runs of a variant whose baseline was stopped. */
#define N_ALONE 5

typedef struct
{
  OptConnection *connection;
  double timeout_ms; /* as set there; 0 where none was */
} Side;

typedef struct
{
  const OptTrialBench *bench;
  OptTrialStatement *statement;
  GCancellable *cancellable;
  Side baseline;
  Side variant;
  double baseline_limit;
} Run;

static gboolean
set_timeout (const Run *run, Side *side, double ms, GError **error)
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

/* What it writes is rolled back, be it by a function that a SELECT calls. */
static OptResult *
run_sql (const Run *run,
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
time_once (const Run *run,
           Side *side,
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
  result = run_sql (run, side->connection, run->statement->sql, values->params, OPT_QUERY_DISCARD,
                    &failure);
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
time_side (const Run *run,
           Side *side,
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
time_baseline (Run *run, OptTrialValues *values, double *ms, GError **error)
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
time_variant (Run *run, OptTrialValues *values, double *ms, GError **error)
{
  return time_side (run, &run->variant, values->limit_ms, values, ms,
                    &values->measurement.timed_out, error);
}

static OptPlan *
explain (const Run *run, OptConnection *connection, const OptTrialValues *values, GError **error)
{
  int version = opt_connection_get_server_version (connection);
  g_autofree char *sql = opt_sql_fill (opt_sql_get ("trial", "explain", version), "statement",
                                       run->statement->sql, NULL);
  g_autoptr (OptResult) result
      = run_sql (run, connection, sql, values->params, OPT_QUERY_NONE, error);

  return result != NULL
             ? opt_plan_new_from_text (opt_result_get_cell (result, 0, 0, NULL), -1, error)
             : NULL;
}

static gint64
count_blocks (OptPlan *plan, const char *const *figures)
{
  double blocks = 0;

  for (guint i = 0; i < opt_plan_get_n_plans (plan); i++)
    for (gsize k = 0; figures[k] != NULL; k++)
      {
        double figure = opt_plan_node_get_figure (opt_plan_get_root (plan, i), figures[k]);

        blocks += isfinite (figure) ? figure : 0;
      }

  return (gint64) blocks;
}

static gboolean
are_same_plans (OptPlan *baseline, OptPlan *variant)
{
  g_autoptr (OptShadowCheck) check = opt_shadow_check_compare (baseline, variant);

  return check->agreement == OPT_AGREEMENT_AGREES;
}

static gboolean
explain_values (Run *run, OptTrialValues *values, GError **error)
{
  static const char *const buffers[] = { "Shared Hit Blocks", "Shared Read Blocks", NULL };
  static const char *const temp[] = { "Temp Read Blocks", "Temp Written Blocks", NULL };
  OptTrialStatement *statement = run->statement;
  OptMeasurement *m = &values->measurement;
  g_autoptr (OptPlan) baseline = explain (run, run->baseline.connection, values, error);
  g_autoptr (OptPlan) variant
      = baseline != NULL ? explain (run, run->variant.connection, values, error) : NULL;

  if (variant == NULL)
    return FALSE;
  m->same_plan = are_same_plans (baseline, variant);
  m->baseline_buffers = count_blocks (baseline, buffers);
  m->variant_buffers = count_blocks (variant, buffers);
  m->baseline_temp = count_blocks (baseline, temp);
  m->variant_temp = count_blocks (variant, temp);
  if (statement->baseline_plan == NULL)
    {
      statement->baseline_plan = g_steal_pointer (&baseline);
      statement->variant_plan = g_steal_pointer (&variant);
    }

  return TRUE;
}

/* Of what was stopped once there are no plans as executed: they would be stopped, too. */
static gboolean
explain_both (Run *run, GError **error)
{
  OptMeasurement *m = &run->statement->measurement;
  OptMeasurement sum = { .same_plan = TRUE };
  guint n_explained = 0;

  for (guint i = 0; i < run->statement->values->len; i++)
    {
      OptTrialValues *values = run->statement->values->pdata[i];
      const OptMeasurement *part = &values->measurement;

      if (opt_measurement_is_censored (part))
        continue;
      if (!explain_values (run, values, error))
        return FALSE;
      n_explained++;
      sum.same_plan &= part->same_plan;
      sum.baseline_buffers += part->baseline_buffers;
      sum.variant_buffers += part->variant_buffers;
      sum.baseline_temp += part->baseline_temp;
      sum.variant_temp += part->variant_temp;
    }
  if (n_explained == 0)
    return TRUE;
  m->same_plan = sum.same_plan && n_explained == run->statement->values->len;
  m->baseline_buffers = sum.baseline_buffers;
  m->variant_buffers = sum.variant_buffers;
  m->baseline_temp = sum.baseline_temp;
  m->variant_temp = sum.variant_temp;

  return TRUE;
}

static OptRowsEqual
get_rows_equal (OptRowsComparison comparison)
{
  switch (comparison)
    {
    case OPT_ROWS_COMPARISON_EQUAL:
      return OPT_ROWS_EQUAL;
    case OPT_ROWS_COMPARISON_DIFFERENT:
      return OPT_ROWS_DIFFERENT;
    case OPT_ROWS_COMPARISON_UNVERIFIABLE:
    default:
      return OPT_ROWS_UNVERIFIABLE;
    }
}

static gboolean
compare_rows (Run *run, GError **error)
{
  OptTrialStatement *statement = run->statement;
  g_autoptr (GPtrArray) sets = g_ptr_array_new ();
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  g_autoptr (OptRowsVerdict) verdict = NULL;

  for (guint i = 0; i < statement->values->len; i++)
    {
      OptTrialValues *values = statement->values->pdata[i];

      if (opt_measurement_is_censored (&values->measurement))
        continue;
      g_ptr_array_add (sets, values->params);
      g_ptr_array_add (labels, values->label);
    }
  if (sets->len > 0)
    {
      verdict = opt_rows_compare_sync (run->baseline.connection, statement->sql,
                                       run->variant.connection, statement->sql, sets,
                                       run->cancellable, error);
      if (verdict == NULL)
        return FALSE;
      statement->rows_equal = get_rows_equal (verdict->comparison);
      statement->rows_note = g_steal_pointer (&verdict->reason);
      statement->rows_difference = g_steal_pointer (&verdict->difference);
      if (verdict->set >= 0)
        statement->rows_values = g_strdup (labels->pdata[verdict->set]);
    }
  if (sets->len < statement->values->len
      && (sets->len == 0 || statement->rows_equal == OPT_ROWS_EQUAL))
    {
      statement->rows_equal = OPT_ROWS_NOT_COMPARED;
      statement->rows_note = g_strdup (_ ("a run was stopped before its last row"));
    }

  return TRUE;
}

/* Discarded runs, which also tell how long the variant may take, and what takes too long. */
static gboolean
warm_up (Run *run, OptTrialValues *values, GError **error)
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
measure_values (Run *run, OptTrialValues *values, gboolean variant_first, GError **error)
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
measure_pair (Run *run, gboolean variant_first, GError **error)
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
measure_pairs (Run *run, GError **error)
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
measure_alone (Run *run, OptTrialValues *values, GError **error)
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
set_generous_timeouts (Run *run, GError **error)
{
  double limit_ms = run->baseline_limit;

  for (guint i = 0; i < run->statement->values->len; i++)
    limit_ms = MAX (limit_ms, ((OptTrialValues *) run->statement->values->pdata[i])->limit_ms);

  return set_timeout (run, &run->baseline, limit_ms, error)
         && set_timeout (run, &run->variant, limit_ms, error);
}

static gboolean
try_statement (Run *run, GError **error)
{
  OptTrialStatement *statement = run->statement;

  for (guint i = 0; i < statement->values->len; i++)
    if (!warm_up (run, statement->values->pdata[i], error))
      return FALSE;
  if (!set_generous_timeouts (run, error) || !explain_both (run, error)
      || !compare_rows (run, error))
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
 * long is stopped, too, and then the variant runs alone. Each set of values is judged by itself.
 *
 * Returns: whether the trial can go on
 */
gboolean
opt_trial_bench_measure_sync (const OptTrialBench *self,
                              OptTrialStatement *statement,
                              GCancellable *cancellable,
                              GError **error)
{
  Run run = {
    .bench = self,
    .statement = statement,
    .cancellable = cancellable,
  };
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (self != NULL && statement != NULL, FALSE);
  g_return_val_if_fail (statement->values->len > 0, FALSE);

  run.baseline.connection = self->baseline;
  run.variant.connection = self->variant;
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
