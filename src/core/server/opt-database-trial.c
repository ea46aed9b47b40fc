/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-trial.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-bound-statement.h"
#include "opt-database-copy.h"
#include "opt-database-masks.h"
#include "opt-database-samples.h"
#include "opt-error.h"
#include "opt-parameter-set.h"
#include "opt-plan-request.h"
#include "opt-shadow-check.h"
#include "opt-sql.h"
#include "opt-statement-text.h"

#define MIN_PAIRS 15
#define MAX_PAIRS 120
/* Sets of values: so many that were seen, and as many at least with those from statistics. */
#define SETS_SEEN 5
#define SETS_AT_LEAST 3

typedef struct
{
  OptDatabase *database;
  OptSandbox *sandbox;
  OptTrial *trial;
  GHashTable *relations; /* set of OIDs */
  const OptProgress *progress;
  GCancellable *cancellable;
} Try;

static void
add_distinct_values (OptTrialStatement *statement,
                     const char *label,
                     gboolean seen,
                     const OptParams *params)
{
  for (guint i = 0; i < statement->values->len; i++)
    if (opt_params_equal (((OptTrialValues *) statement->values->pdata[i])->params, params))
      return;

  opt_trial_statement_add_values (statement, label, params);
  if (seen)
    opt_trial_statement_set_values_seen (statement);
}

/* A value that the server does not take for its place would fail the whole statement, and the
 * message about that has the value in it. */
static gboolean
is_taken (Try *try, OptBoundStatement *bound, const OptSample *sample)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = NULL;

  if (!opt_bound_statement_take_values (bound, sample->values))
    return FALSE;
  plan = opt_bound_statement_plan_sync (bound, opt_database_get_connection (try->database),
                                        try->cancellable, &error);

  return plan != NULL || !g_error_matches (error, OPT_ERROR, OPT_ERROR_DATA);
}

/* What sessions sent comes first. The label names no value: it is kept with the trial. */
static void
add_samples (Try *try,
             OptBoundStatement *bound,
             const char *sql,
             const char *const *types,
             OptTrialStatement *statement)
{
  g_autoptr (GPtrArray) samples = opt_database_list_samples_sync (try->database, sql);
  g_autoptr (GPtrArray) chosen = NULL;

  for (guint i = samples->len; i > 0; i--)
    if (!opt_parameter_values_fit (types, ((OptSample *) samples->pdata[i - 1])->values))
      g_ptr_array_remove_index (samples, i - 1);
  chosen = opt_samples_spread (samples, SETS_SEEN);
  for (guint i = 0; i < chosen->len; i++)
    {
      const OptSample *sample = chosen->pdata[i];
      g_autofree char *label = opt_sample_describe (sample);

      if (is_taken (try, bound, sample))
        add_distinct_values (statement, label, TRUE, sample->values);
    }
}

static gboolean
add_values (Try *try,
            OptBoundStatement *bound,
            const char *sql,
            OptTrialStatement *statement,
            GError **error)
{
  static const OptParameterChoice choices[]
      = { OPT_PARAMETER_TYPICAL, OPT_PARAMETER_COMMON, OPT_PARAMETER_RARE };
  g_auto (GStrv)
    types = NULL;

  if (bound->info->n_parameters == 0)
    {
      opt_trial_statement_add_values (statement, "as written", NULL);
      return TRUE;
    }

  types = opt_plan_request_parameter_types_sync (opt_database_get_connection (try->database),
                                                 bound->sql, try->cancellable, error);
  if (types == NULL)
    return FALSE;
  add_samples (try, bound, sql, (const char *const *) types, statement);
  for (gsize i = 0; i < G_N_ELEMENTS (choices) && statement->values->len < SETS_AT_LEAST; i++)
    {
      g_autoptr (OptParameterSet) set
          = opt_parameter_set_new (bound->info, (const char *const *) types, choices[i]);
      g_autoptr (OptParams) params = opt_parameter_set_get_params (set);

      /* A value that no statistics speak of is not typical of anything. */
      add_distinct_values (statement,
                           set->n_unknown > 0 ? "partly defaults of their types"
                                              : opt_parameter_choice_get_nick (choices[i]),
                           FALSE, params);
    }

  return TRUE;
}

/* How the watched server plans it, without running it; where it doesn't tell, nothing is known. */
static void
plan_on_production (Try *try, OptBoundStatement *bound, OptTrialStatement *statement)
{
  const OptTrialValues *first = statement->values->pdata[0];

  if (first->params != NULL && !opt_bound_statement_take_values (bound, first->params))
    return;
  statement->production_plan
      = opt_bound_statement_plan_sync (bound, opt_database_get_connection (try->database),
                                       try->cancellable, NULL);
}

/* What is measured against a baseline that does something else is not measured for production. */
static gboolean
compare_with_production (Try *try, OptConnection *baseline, GError **error)
{
  GPtrArray *statements = opt_trial_get_statements (try->trial);

  for (guint i = 0; i < statements->len; i++)
    {
      OptTrialStatement *statement = statements->pdata[i];
      g_autoptr (OptPlan) plan = NULL;
      const OptParams *params;

      if (statement->production_plan == NULL)
        continue;
      params = ((OptTrialValues *) statement->values->pdata[0])->params;
      plan = opt_plan_request_sync (baseline, statement->sql, params,
                                    OPT_PLAN_REQUEST_CUSTOM | OPT_PLAN_REQUEST_NULLS,
                                    (OptPlanOptions) 0, try->cancellable, NULL);
      if (g_cancellable_set_error_if_cancelled (try->cancellable, error))
        return FALSE;
      if (plan != NULL)
        statement->production_note
            = opt_shadow_check_compare_shapes (statement->production_plan, plan);
    }

  return TRUE;
}

/* A statement that can't be bound is part of the trial all the same, as failed, with the reason. */
static gboolean
add_statement (Try *try, const OptAdvisorStatement *source, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (OptBoundStatement) bound
      = opt_bound_statement_new_sync (opt_database_get_connection (try->database),
                                      opt_database_load_catalog_sync (try->database, NULL, NULL),
                                      source->sql, try->cancellable, &failure);
  g_autoptr (OptTrialStatement) statement
      = opt_trial_statement_new (source->id, bound != NULL ? bound->sql : source->sql,
                                 source->weight, bound != NULL && bound->info->writes);

  if (bound == NULL || !add_values (try, bound, source->sql, statement, &failure))
    {
      if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)
          || g_error_matches (failure, OPT_ERROR, OPT_ERROR_UNREACHABLE))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      statement->error = g_steal_pointer (&failure);
      g_ptr_array_set_size (statement->values, 0);
    }
  else
    {
      for (guint i = 0; i < bound->info->tables->len; i++)
        {
          const OptRelation *relation = bound->info->tables->pdata[i];

          g_hash_table_add (try->relations, GUINT_TO_POINTER (relation->oid));
        }
      plan_on_production (try, bound, statement);
    }
  opt_trial_take_statement (try->trial, g_steal_pointer (&statement));

  return TRUE;
}

static gboolean
add_statements (Try *try, GPtrArray *statements, GError **error)
{
  for (guint i = 0; i < statements->len; i++)
    if (!add_statement (try, statements->pdata[i], error))
      return FALSE;

  if (g_hash_table_size (try->relations) > 0)
    return TRUE;

  opt_set_error (error, OPT_ERROR_INVALID,
                 _ ("Name statements that read or write a table of this database."),
                 _ ("There is nothing to be measured: no statement that can be run uses a table."));

  return FALSE;
}

static gint64
get_size (Try *try, OptConnection *connection)
{
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection,
                                   opt_sql_get ("trial", "size",
                                                opt_connection_get_server_version (connection)),
                                   NULL, OPT_QUERY_NONE, try->cancellable, NULL);

  return result != NULL ? opt_result_get_int (result, 0, "bytes") : -1;
}

static gboolean
change_variant (Try *try, OptConnection *variant, const char *const *sql, GError **error)
{
  gint64 before = get_size (try, variant);
  gint64 start = g_get_monotonic_time ();
  gint64 after;

  opt_progress_report (try->progress, -1, -1, "%s", _ ("Making the change on a copy"));
  for (gsize i = 0; sql[i] != NULL; i++)
    if (!opt_connection_execute_sync (variant, sql[i], NULL, try->cancellable, error))
      {
        g_prefix_error (error, _ ("The change failed on the copy: "));
        return FALSE;
      }
  start = g_get_monotonic_time () - start;
  after = get_size (try, variant);
  opt_trial_set_copy (try->trial, before, start,
                      before >= 0 && after >= 0 ? MAX (after - before, 0) : -1);

  return TRUE;
}

/* A setting of a role or a database is in force where a session begins after it; one of a session
 * is taken along. */
static OptConnection *
connect_changed (Try *try, const char *copy, OptConnection *changed, GError **error)
{
  int version = opt_connection_get_server_version (changed);
  g_autoptr (OptResult) settings = NULL;
  g_autoptr (OptConnection) variant
      = opt_database_connect_copy_sync (try->database, copy, try->cancellable, error);

  if (variant == NULL)
    return NULL;
  settings = opt_connection_query_sync (changed, opt_sql_get ("trial", "session-settings", version),
                                        NULL, OPT_QUERY_NONE, try->cancellable, error);
  if (settings == NULL)
    return NULL;

  for (guint row = 0; row < opt_result_get_n_rows (settings); row++)
    {
      g_autoptr (OptParams) params
          = opt_params_new_text (opt_result_get_text (settings, row, "name"),
                                 opt_result_get_text (settings, row, "setting"), NULL);

      if (!opt_connection_execute_sync (variant, opt_sql_get ("trial", "set-setting", version),
                                        params, try->cancellable, error))
        return NULL;
    }

  return g_steal_pointer (&variant);
}

/* The second copy with the change, and a session that began after it. */
static OptConnection *
make_variant (Try *try, const char *copy, const char *const *sql, GError **error)
{
  g_autoptr (OptConnection) changed
      = opt_database_connect_copy_sync (try->database, copy, try->cancellable, error);
  OptConnection *variant = NULL;

  if (changed == NULL)
    return NULL;
  if (change_variant (try, changed, sql, error))
    variant = connect_changed (try, copy, changed, error);
  opt_connection_close (changed);

  return variant;
}

/* The sandbox is put back as it was; where that fails it ends with its owner anyway. A role's
 * settings are the whole cluster's: the next trial's baseline would have them. */
static void
put_back (Try *try, OptConnection *baseline, const char *baseline_name, const char *variant_name)
{
  if (baseline != NULL)
    {
      int version = opt_connection_get_server_version (baseline);

      opt_connection_execute_sync (baseline, opt_sql_get ("trial", "reset-role", version), NULL,
                                   NULL, NULL);
      opt_connection_close (baseline);
    }
  opt_sandbox_drop_database_sync (try->sandbox, baseline_name, NULL, NULL);
  if (variant_name != NULL)
    opt_sandbox_drop_database_sync (try->sandbox, variant_name, NULL, NULL);
}

static gboolean
run (Try *try, const char *const *sandbox_sql, GError **error)
{
  g_autoptr (OptConnection) baseline = NULL;
  g_autoptr (OptConnection) variant = NULL;
  g_autofree char *baseline_name
      = opt_database_copy_tables_sync (try->database, try->relations,
                                       opt_trial_get_copy (try->trial),
                                       opt_trial_get_limits (try->trial), try->progress,
                                       try->cancellable, error);
  g_autofree char *variant_name = NULL;
  gboolean done;

  if (baseline_name == NULL)
    return FALSE;
  opt_progress_report (try->progress, -1, -1, "%s", _ ("Making a second copy"));
  variant_name
      = opt_sandbox_copy_database_sync (try->sandbox, baseline_name, try->cancellable, error);
  done = variant_name != NULL
         && (baseline = opt_database_connect_copy_sync (try->database, baseline_name,
                                                        try->cancellable, error))
         && (variant = make_variant (try, variant_name, sandbox_sql, error))
         && compare_with_production (try, baseline, error)
         && opt_database_note_masks (try->database, try->trial, error)
         && opt_trial_run_sync (try->trial, baseline, variant, try->progress, try->cancellable,
                                error);

  if (variant != NULL)
    opt_connection_close (variant);
  put_back (try, baseline, baseline_name, variant_name);

  return done;
}

/**
 * opt_database_split_change:
 * @change: a change in somebody's own words
 * @error: return location for an error: %OPT_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): its statements, one at least, which are run one after the
 *   other, without a transaction
 */
GStrv
opt_database_split_change (const char *change, GError **error)
{
  g_autoptr (GPtrArray) spans = NULL;
  g_autoptr (GStrvBuilder) builder = NULL;

  g_return_val_if_fail (change != NULL, NULL);

  spans = opt_statement_split (change, error);
  if (spans == NULL)
    return NULL;
  if (spans->len == 0)
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Give SQL, such as CREATE INDEX ON table (column)."),
                     _ ("The change holds no statement"));
      return NULL;
    }
  builder = g_strv_builder_new ();
  for (guint i = 0; i < spans->len; i++)
    g_strv_builder_add (builder, ((OptStatementSpan *) spans->pdata[i])->sql);

  return g_strv_builder_end (builder);
}

/**
 * opt_database_try_sync:
 * @self: a database
 * @change_sql: the change, as it would be applied
 * @sandbox_sql: (array zero-terminated=1): what makes it on a copy, where nobody else works
 * @statements: (element-type OptAdvisorStatement): what to measure
 * @time_per_statement: microseconds for one statement's pairs, unless fifteen of them take longer
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Copies the tables concerned, as opt_database_copy_tables_sync() does, twice into the sandbox,
 * makes the change on one copy, and measures the statements on both: with values that were seen,
 * and where there are less than three sets of them with typical, common and rare ones. What the
 * copies lack is noted, and where the one without the change plans a statement otherwise than the
 * watched server does.
 *
 * Returns: (transfer full) (nullable): the trial
 */
OptTrial *
opt_database_try_sync (OptDatabase *self,
                       const char *change_sql,
                       const char *const *sandbox_sql,
                       GPtrArray *statements,
                       gint64 time_per_statement,
                       const OptProgress *progress,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (OptTrial) trial = NULL;
  g_autoptr (GHashTable) relations = g_hash_table_new (NULL, NULL);
  Try try;

  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);
  g_return_val_if_fail (change_sql != NULL && sandbox_sql != NULL && statements != NULL, NULL);

  if (opt_database_load_catalog_sync (self, cancellable, error) == NULL)
    return NULL;

  trial = opt_trial_new (change_sql);
  opt_trial_set_limits (trial, MIN_PAIRS, MAX_PAIRS, time_per_statement);
  try = (Try){
    .database = self,
    .trial = trial,
    .relations = relations,
    .progress = progress,
    .cancellable = cancellable,
  };
  if (!add_statements (&try, statements, error))
    return NULL;
  try.sandbox = opt_database_start_sandbox_sync (self, cancellable, error);
  if (try.sandbox == NULL || !run (&try, sandbox_sql, error))
    {
      opt_database_place_fault (self, error);
      return NULL;
    }

  return g_steal_pointer (&trial);
}
