/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial-bench.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-rows.h"
#include "opt-shadow-check.h"
#include "opt-sql.h"

#define CONFIDENCE 0.95
#define N_WARM_UPS 2
/* Enough when the interval is that narrow, as a share of the estimate. */
#define NARROW 0.1
#define CHECK_EVERY 5
/* The variant is stopped at that many times the baseline, which is stopped at a minute. */
#define TIMEOUT_FACTOR 5.0
#define MIN_TIMEOUT_MS 1000.0
#define BASELINE_TIMEOUT_MS 60000.0

typedef struct
{
  const OptTrialBench *bench;
  OptTrialStatement *statement;
  GCancellable *cancellable;
  double longest_ms; /* of the baseline's runs before the pairs */
  double limit_ms;   /* when the variant is stopped */
} Run;

static gboolean
set_timeout (const Run *run, OptConnection *connection, double ms, GError **error)
{
  int version = opt_connection_get_server_version (connection);
  g_autofree char *value = g_strdup_printf ("%.0fms", ms);
  g_autoptr (OptParams) params = opt_params_new_text (value, NULL);

  return opt_connection_execute_sync (connection, opt_sql_get ("trial", "timeout", version), params,
                                      run->cancellable, error);
}

/* Runs SQL that may write: what it wrote is rolled back. */
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

  if (!run->statement->writes)
    return opt_connection_query_sync (connection, sql, params, flags, run->cancellable, error);

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

static gboolean
time_once (const Run *run,
           OptConnection *connection,
           const OptTrialValues *values,
           double *ms,
           GError **error)
{
  g_autoptr (OptResult) result
      = run_sql (run, connection, run->statement->sql, values->params, OPT_QUERY_DISCARD, error);

  if (result == NULL)
    return FALSE;
  *ms = (double) opt_result_get_elapsed (result) / 1000.0;

  return TRUE;
}

/* Only a run that the change made longer counts against it, no plan and no comparison of rows. */
static gboolean
time_variant (const Run *run, const OptTrialValues *values, double *ms, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (time_once (run, run->bench->variant, values, ms, &failure))
    return TRUE;

  run->statement->measurement.timed_out = g_error_matches (failure, OPT_ERROR, OPT_ERROR_TIMEOUT);
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
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
count_buffers (OptPlan *plan)
{
  double buffers = 0;

  for (guint i = 0; i < opt_plan_get_n_plans (plan); i++)
    {
      OptPlanNode *root = opt_plan_get_root (plan, i);

      buffers += opt_plan_node_get_figure (root, "Shared Hit Blocks")
                 + opt_plan_node_get_figure (root, "Shared Read Blocks");
    }

  return (gint64) buffers;
}

static gboolean
are_same_plans (OptPlan *baseline, OptPlan *variant)
{
  g_autoptr (OptShadowCheck) check = opt_shadow_check_compare (baseline, variant);

  return check->agreement == OPT_AGREEMENT_AGREES;
}

/* Buffers of all sets of values, and the plans of the first. */
static gboolean
explain_both (const Run *run, GError **error)
{
  OptTrialStatement *statement = run->statement;
  gboolean same_plan = TRUE;
  gint64 baseline_buffers = 0, variant_buffers = 0;

  for (guint i = 0; i < statement->values->len; i++)
    {
      const OptTrialValues *values = statement->values->pdata[i];
      g_autoptr (OptPlan) baseline = NULL;
      g_autoptr (OptPlan) variant = NULL;

      if (!(baseline = explain (run, run->bench->baseline, values, error))
          || !(variant = explain (run, run->bench->variant, values, error)))
        return FALSE;
      same_plan &= are_same_plans (baseline, variant);
      baseline_buffers += count_buffers (baseline);
      variant_buffers += count_buffers (variant);
      if (i == 0)
        {
          statement->baseline_plan = g_steal_pointer (&baseline);
          statement->variant_plan = g_steal_pointer (&variant);
        }
    }
  statement->measurement.same_plan = same_plan;
  statement->measurement.baseline_buffers = baseline_buffers;
  statement->measurement.variant_buffers = variant_buffers;

  return TRUE;
}

static gboolean
compare_rows (const Run *run, GError **error)
{
  OptTrialStatement *statement = run->statement;

  statement->rows_equal = OPT_ROWS_EQUAL;
  for (guint i = 0; i < statement->values->len && statement->rows_equal == OPT_ROWS_EQUAL; i++)
    {
      const OptTrialValues *values = statement->values->pdata[i];
      g_autofree char *why = NULL;
      OptRowsComparison comparison;

      if (!opt_rows_compare_sync (run->bench->baseline, statement->sql, run->bench->variant,
                                  statement->sql, values->params, &comparison, &why,
                                  run->cancellable, error))
        {
          statement->rows_equal = OPT_ROWS_NOT_COMPARED;
          return FALSE;
        }
      if (comparison == OPT_ROWS_COMPARISON_EQUAL)
        continue;
      statement->rows_equal = comparison == OPT_ROWS_COMPARISON_DIFFERENT ? OPT_ROWS_DIFFERENT
                                                                          : OPT_ROWS_UNVERIFIABLE;
      g_free (statement->rows_note);
      statement->rows_note = g_steal_pointer (&why);
    }

  return TRUE;
}

/* Discarded runs, which also tell how long the variant may take. */
static gboolean
warm_up (Run *run, GError **error)
{
  const OptTrialBench *bench = run->bench;
  double ms;

  if (!set_timeout (run, bench->baseline, BASELINE_TIMEOUT_MS, error))
    return FALSE;
  for (guint i = 0; i < run->statement->values->len; i++)
    for (guint j = 0; j < N_WARM_UPS; j++)
      {
        if (!time_once (run, bench->baseline, run->statement->values->pdata[i], &ms, error))
          return FALSE;
        run->longest_ms = MAX (run->longest_ms, ms);
      }

  run->limit_ms = MAX (MIN_TIMEOUT_MS, run->longest_ms * TIMEOUT_FACTOR);
  if (!set_timeout (run, bench->variant, run->limit_ms, error))
    return FALSE;
  for (guint i = 0; i < run->statement->values->len; i++)
    for (guint j = 0; j < N_WARM_UPS; j++)
      if (!time_variant (run, run->statement->values->pdata[i], &ms, error))
        return FALSE;

  return TRUE;
}

/* One run of each with every set of values; the pair's figures are their means, milliseconds a
 * call.
 * @variant_first decides the order within each set. */
static gboolean
measure_pair (const Run *run, gboolean variant_first, GError **error)
{
  OptTrialStatement *statement = run->statement;
  double n = statement->values->len;
  double baseline_mean = 0, variant_mean = 0;

  for (guint i = 0; i < statement->values->len; i++)
    {
      OptTrialValues *values = statement->values->pdata[i];
      double baseline_ms = 0, variant_ms = 0;

      if (variant_first && !time_variant (run, values, &variant_ms, error))
        return FALSE;
      if (!time_once (run, run->bench->baseline, values, &baseline_ms, error))
        return FALSE;
      if (!variant_first && !time_variant (run, values, &variant_ms, error))
        return FALSE;

      g_array_append_val (values->baseline_ms, baseline_ms);
      g_array_append_val (values->variant_ms, variant_ms);
      baseline_mean += baseline_ms / n;
      variant_mean += variant_ms / n;
    }
  g_array_append_val (statement->baseline_ms, baseline_mean);
  g_array_append_val (statement->variant_ms, variant_mean);

  return TRUE;
}

static void
reckon (const Run *run)
{
  OptTrialStatement *statement = run->statement;
  OptMeasurement *m = &statement->measurement;
  const double *baseline = (const double *) statement->baseline_ms->data;
  const double *variant = (const double *) statement->variant_ms->data;
  guint n = statement->variant_ms->len;

  m->n_pairs = n;
  statement->baseline = opt_bootstrap_median (baseline, n, CONFIDENCE, run->bench->seed);
  statement->variant = opt_bootstrap_median (variant, n, CONFIDENCE, run->bench->seed);
  m->baseline_ms = statement->baseline.estimate;
  m->variant_ms = statement->variant.estimate;
  m->ratio = opt_bootstrap_ratio (baseline, variant, n, CONFIDENCE, run->bench->seed);
  m->p = opt_wilcoxon_signed_rank (baseline, variant, n);
}

static gboolean
is_narrow (const Run *run)
{
  const OptInterval *ratio = &run->statement->measurement.ratio;

  reckon (run);

  return ratio->high - ratio->low <= NARROW * ratio->estimate;
}

/* How many pairs does not depend on which side is ahead: only on how wide the interval still is. */
static gboolean
measure_pairs (const Run *run, GError **error)
{
  const OptTrialBench *bench = run->bench;
  g_autoptr (GRand) rand = g_rand_new_with_seed (bench->seed);
  gint64 start = g_get_monotonic_time ();

  for (guint n = 1; n <= bench->max_pairs; n++)
    {
      if (!measure_pair (run, g_rand_boolean (rand), error))
        return FALSE;
      if (n < bench->min_pairs)
        continue;
      if (g_get_monotonic_time () - start > bench->max_time)
        break;
      if (n % CHECK_EVERY == 0 && is_narrow (run))
        break;
    }
  reckon (run);

  return TRUE;
}

static gboolean
try_statement (Run *run, GError **error)
{
  OptTrialStatement *statement = run->statement;

  if (!warm_up (run, error))
    return FALSE;
  if (!explain_both (run, error) || !compare_rows (run, error))
    return FALSE;
  if (statement->rows_equal == OPT_ROWS_DIFFERENT)
    {
      statement->verdict = OPT_VERDICT_DIFFERENT_ROWS;
      return TRUE;
    }
  if (!measure_pairs (run, error))
    return FALSE;
  statement->verdict = opt_verdict_decide (&statement->measurement);

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
 * that takes more than five times the baseline is stopped, and is worse.
 *
 * Returns: whether the trial can go on
 */
gboolean
opt_trial_bench_measure_sync (const OptTrialBench *self,
                              OptTrialStatement *statement,
                              GCancellable *cancellable,
                              GError **error)
{
  Run run = { .bench = self, .statement = statement, .cancellable = cancellable };
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (self != NULL && statement != NULL, FALSE);
  g_return_val_if_fail (statement->values->len > 0, FALSE);

  if (try_statement (&run, &failure))
    return TRUE;
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || opt_connection_get_state (self->baseline) != OPT_CONNECTION_STATE_OPEN
      || opt_connection_get_state (self->variant) != OPT_CONNECTION_STATE_OPEN)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  if (statement->measurement.timed_out)
    {
      /* How much longer nobody knows: no pair stands for what was stopped. */
      statement->measurement.n_pairs = 0;
      statement->measurement.baseline_ms = run.longest_ms;
      statement->measurement.variant_ms = run.limit_ms;
      statement->verdict = opt_verdict_decide (&statement->measurement);
    }
  else
    {
      statement->error = g_steal_pointer (&failure);
      statement->verdict = OPT_VERDICT_FAILED;
    }

  return TRUE;
}
