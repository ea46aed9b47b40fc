/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-plan.h"

#include <glib/gi18n-lib.h>

#include "opt-bound-statement.h"
#include "opt-database-copy.h"
#include "opt-database-samples.h"
#include "opt-error.h"
#include "opt-plan-request.h"

/* What sessions sent says more than what is typical of the columns. */
static char *
take_samples (OptDatabase *self, OptBoundStatement *bound, const char *sql)
{
  g_autoptr (GPtrArray) samples = NULL;

  if (bound->info->n_parameters == 0)
    return NULL;
  samples = opt_database_list_samples_sync (self, sql);
  for (guint i = 0; i < samples->len; i++)
    {
      const OptSample *sample = samples->pdata[i];

      if (opt_bound_statement_take_values (bound, sample->values))
        return opt_sample_describe (sample);
    }

  return NULL;
}

/* @seen: (nullable): when its values were */
static char *
describe_basis (const OptBoundStatement *bound, const char *seen, const char *where)
{
  g_autoptr (GString) text = g_string_new (where);
  guint n = opt_params_get_length (bound->values);

  if (n == 0)
    return g_string_free (g_steal_pointer (&text), FALSE);

  if (seen != NULL)
    g_string_append_printf (text, _ ("; for %s: "), seen);
  else
    g_string_append (text, (bound->flags & OPT_PLAN_REQUEST_CUSTOM) != 0
                               ? _ ("; for typical values from statistics: ")
                               : _ ("; generic plan, values typed by: "));
  for (guint i = 0; i < n; i++)
    {
      const char *value = opt_params_get (bound->values, i);

      g_string_append_printf (text, i > 0 ? ", $%u = %s" : "$%u = %s", i + 1,
                              value != NULL ? value : "NULL");
    }
  if (bound->n_unknown > 0)
    g_string_append_printf (text,
                            ngettext (" (%u of them a default of its type)",
                                      " (%u of them defaults of their types)", bound->n_unknown),
                            bound->n_unknown);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static OptPlan *
analyze_here (OptDatabase *self,
              const OptBoundStatement *bound,
              GCancellable *cancellable,
              GError **error)
{
  if (bound->info->writes)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Leave --here out: then it runs on a copy."),
                     _ ("A statement that writes or locks rows is never run on a watched server."));
      return NULL;
    }

  return opt_plan_request_sync (opt_database_get_connection (self), bound->sql, bound->values,
                                OPT_PLAN_REQUEST_ANALYZE | bound->flags, cancellable, error);
}

static OptPlan *
analyze_copy (OptDatabase *self,
              const OptBoundStatement *bound,
              const OptProgress *progress,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GHashTable) relations = g_hash_table_new (NULL, NULL);
  g_autofree char *copy = NULL;
  g_autoptr (OptConnection) connection = NULL;
  OptPlan *plan = NULL;

  for (guint i = 0; i < bound->info->tables->len; i++)
    g_hash_table_add (relations,
                      GUINT_TO_POINTER (((OptRelation *) bound->info->tables->pdata[i])->oid));
  copy = opt_database_copy_tables_sync (self, relations, progress, cancellable, error);
  if (copy == NULL)
    return NULL;

  opt_progress_report (progress, -1, -1, "%s", _ ("Running the statement on the copy"));
  connection = opt_database_connect_copy_sync (self, copy, cancellable, error);
  if (connection != NULL)
    {
      plan = opt_plan_request_sync (connection, bound->sql, bound->values,
                                    OPT_PLAN_REQUEST_ANALYZE | bound->flags
                                        | (bound->info->writes ? OPT_PLAN_REQUEST_MAY_WRITE
                                                               : OPT_PLAN_REQUEST_NONE),
                                    cancellable, error);
      opt_connection_close (connection);
    }
  opt_sandbox_drop_database_sync (opt_database_start_sandbox_sync (self, NULL, NULL), copy, NULL,
                                  NULL);

  return plan;
}

/* A role that only watches may not plan what it may not do; the shadow may. */
static OptPlan *
plan_on_shadow (OptDatabase *self,
                OptBoundStatement *bound,
                const char *seen,
                char **basis,
                const OptProgress *progress,
                GCancellable *cancellable,
                GError **error)
{
  OptShadow *shadow = opt_database_build_shadow_sync (self, progress, cancellable, error);

  if (shadow == NULL)
    return NULL;

  g_free (*basis);
  *basis = describe_basis (
      bound, seen,
      _ ("Planned on the shadow, not run, as this role may not plan it on the server"));

  return opt_bound_statement_plan_sync (bound, opt_shadow_get_connection (shadow), cancellable,
                                        error);
}

static OptPlan *
plan_only (OptDatabase *self,
           OptBoundStatement *bound,
           const char *seen,
           char **basis,
           const OptProgress *progress,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GError) failure = NULL;
  OptPlan *plan;

  *basis = describe_basis (bound, seen, _ ("Planned by the watched server, not run"));
  plan = opt_bound_statement_plan_sync (bound, opt_database_get_connection (self), cancellable,
                                        &failure);
  if (plan != NULL)
    return plan;
  if (bound->info->writes && g_error_matches (failure, OPT_ERROR, OPT_ERROR_DENIED))
    return plan_on_shadow (self, bound, seen, basis, progress, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&failure));

  return NULL;
}

/**
 * opt_database_explain_sync:
 * @self: a database
 * @sql: one statement, with `$n` or literals
 * @mode: how
 * @basis: (out) (transfer full): what the plan rests on: where it was made, with which values
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Plans for the values that were seen most often, where any were; otherwise for typical ones.
 *
 * Returns: (transfer full) (nullable): the plan
 */
OptPlan *
opt_database_explain_sync (OptDatabase *self,
                           const char *sql,
                           OptExplainMode mode,
                           char **basis,
                           const OptProgress *progress,
                           GCancellable *cancellable,
                           GError **error)
{
  OptCatalog *catalog;
  g_autoptr (OptBoundStatement) bound = NULL;
  g_autofree char *seen = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && sql != NULL && basis != NULL, NULL);

  *basis = NULL;
  catalog = opt_database_load_catalog_sync (self, cancellable, error);
  if (catalog == NULL)
    return NULL;
  bound = opt_bound_statement_new_sync (opt_database_get_connection (self), catalog, sql,
                                        cancellable, error);
  if (bound == NULL)
    return NULL;
  seen = take_samples (self, bound, sql);
  /* What is run is run for its values; only a plan can do without. */
  if (mode != OPT_EXPLAIN_PLAN)
    bound->flags |= OPT_PLAN_REQUEST_CUSTOM;

  switch (mode)
    {
    case OPT_EXPLAIN_ANALYZE_HERE:
      *basis = describe_basis (bound, seen, _ ("Run on the watched server, read-only"));
      return analyze_here (self, bound, cancellable, error);

    case OPT_EXPLAIN_ANALYZE_COPY:
      *basis = describe_basis (bound, seen, _ ("Run on a copy of its tables in the sandbox"));
      {
        OptPlan *plan = analyze_copy (self, bound, progress, cancellable, error);

        if (plan == NULL)
          opt_database_name_sandbox (self, error);
        return plan;
      }

    case OPT_EXPLAIN_PLAN:
    default:
      return plan_only (self, bound, seen, basis, progress, cancellable, error);
    }
}
