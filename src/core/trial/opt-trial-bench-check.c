/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial-bench-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-rows.h"
#include "opt-shadow-check.h"
#include "opt-sql.h"

/*
 * What is compared besides times: plans, blocks and rows.
 */

static OptPlan *
explain (const OptTrialRun *run,
         const OptTrialSide *side,
         const OptTrialValues *values,
         GError **error)
{
  int version = opt_connection_get_server_version (side->connection);
  g_autofree char *sql
      = opt_sql_fill (opt_sql_get ("trial", "explain", version), "statement", side->sql, NULL);
  g_autoptr (OptResult) result = opt_trial_run_execute_sync (run, side->connection, sql,
                                                             values->params, OPT_QUERY_NONE, error);

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
explain_values (OptTrialRun *run, OptTrialValues *values, GError **error)
{
  static const char *const buffers[] = { "Shared Hit Blocks", "Shared Read Blocks", NULL };
  static const char *const temp[] = { "Temp Read Blocks", "Temp Written Blocks", NULL };
  OptTrialStatement *statement = run->statement;
  OptMeasurement *m = &values->measurement;
  g_autoptr (OptPlan) baseline = explain (run, &run->baseline, values, error);
  g_autoptr (OptPlan) variant
      = baseline != NULL ? explain (run, &run->variant, values, error) : NULL;

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

/* opt_trial_run_explain_sync: both plans with each set of values; of what was stopped once there
 * are none as executed: they would be stopped, too */
gboolean
opt_trial_run_explain_sync (OptTrialRun *run, GError **error)
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

/* The sets of values whose runs were, or were not, stopped. */
static GPtrArray *
list_sets (OptTrialStatement *statement, gboolean stopped, GPtrArray *labels)
{
  GPtrArray *sets = g_ptr_array_new ();

  for (guint i = 0; i < statement->values->len; i++)
    {
      OptTrialValues *values = statement->values->pdata[i];

      if (opt_measurement_is_censored (&values->measurement) != stopped)
        continue;
      g_ptr_array_add (sets, values->params);
      g_ptr_array_add (labels, values->label);
    }

  return sets;
}

static void
take_verdict (OptTrialStatement *statement, OptRowsVerdict *verdict, const GPtrArray *labels)
{
  statement->rows_equal = get_rows_equal (verdict->comparison);
  statement->n_contents = verdict->n_databases;
  statement->rows_note = g_steal_pointer (&verdict->reason);
  statement->rows_difference = g_steal_pointer (&verdict->difference);
  if (verdict->set >= 0)
    statement->rows_values = g_strdup (labels->pdata[verdict->set]);
}

/* Where no run ended there are no rows to compare; a counter-example is found all the same. */
static gboolean
refute_rewrite (OptTrialRun *run, GError **error)
{
  OptTrialStatement *statement = run->statement;
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  g_autoptr (GPtrArray) sets = list_sets (statement, TRUE, labels);
  g_autoptr (OptRowsVerdict) verdict
      = opt_rows_refute_sync (run->baseline.connection, run->baseline.sql, run->variant.connection,
                              run->variant.sql, sets, run->cancellable, error);

  if (verdict == NULL)
    return FALSE;
  take_verdict (statement, verdict, labels);

  return TRUE;
}

/* opt_trial_run_compare_rows_sync: with each set of values that was not stopped */
gboolean
opt_trial_run_compare_rows_sync (OptTrialRun *run, GError **error)
{
  OptTrialStatement *statement = run->statement;
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  g_autoptr (GPtrArray) sets = list_sets (statement, FALSE, labels);

  if (sets->len > 0)
    {
      g_autoptr (OptRowsVerdict) verdict
          = opt_rows_compare_sync (run->baseline.connection, run->baseline.sql,
                                   run->variant.connection, run->variant.sql, sets,
                                   run->cancellable, error);

      if (verdict == NULL)
        return FALSE;
      take_verdict (statement, verdict, labels);
    }
  else if (statement->rewrite != NULL && !refute_rewrite (run, error))
    return FALSE;

  if (sets->len < statement->values->len && statement->rows_equal != OPT_ROWS_DIFFERENT
      && (sets->len == 0 || statement->rows_equal == OPT_ROWS_EQUAL))
    {
      g_free (statement->rows_note);
      statement->rows_equal = OPT_ROWS_NOT_COMPARED;
      statement->rows_note = g_strdup (_ ("a run was stopped before its last row"));
    }

  return TRUE;
}
