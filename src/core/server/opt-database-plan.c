/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-plan.h"

#include <glib/gi18n-lib.h>

#include "opt-bound-statement.h"
#include "opt-database-copy.h"
#include "opt-database-plan-history.h"
#include "opt-database-samples.h"
#include "opt-error.h"
#include "opt-plan-check.h"
#include "opt-plan-remedies.h"
#include "opt-plan-request.h"
#include "opt-plan-safety.h"

static void
set_not_seen_error (const OptExplainValues *values, guint n, GError **error)
{
  if (values->nth == 0)
    opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Plan it for values from statistics."),
                   _ ("No values were seen for this statement that it can be planned for."));
  else
    opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Choose one of those that are listed."),
                   ngettext ("Of the values that were seen for this statement, there is %u set.",
                             "Of the values that were seen for this statement, there are %u sets.",
                             n),
                   n);
}

/* What was chosen may not fit any more: a column has another type by now. */
static gboolean
take_sample (OptBoundStatement *bound,
             const OptSample *sample,
             OptExplainValues *values,
             GError **error)
{
  OptSample *taken = NULL;

  if (!opt_bound_statement_take_values (bound, sample->values))
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Choose others."),
                     _ ("The statement can't be planned for these values: they are not as many as "
                        "its parameters, or a number among them is of another kind."));
      return FALSE;
    }

  taken = opt_sample_copy (sample);
  g_clear_pointer (&values->sample, opt_sample_free);
  values->sample = taken;
  values->kind = OPT_EXPLAIN_SEEN;

  return TRUE;
}

/* What sessions sent says more than what is typical of the columns. */
static gboolean
take_seen (OptDatabase *self,
           OptBoundStatement *bound,
           const char *sql,
           OptExplainValues *values,
           GError **error)
{
  g_autoptr (GPtrArray) samples = NULL;

  if (values->sample != NULL)
    return take_sample (bound, values->sample, values, error);

  samples = opt_database_list_samples_sync (self, sql);
  if (values->nth > 0 && values->nth <= samples->len)
    return take_sample (bound, samples->pdata[values->nth - 1], values, error);
  for (guint i = 0; values->nth == 0 && i < samples->len; i++)
    if (take_sample (bound, samples->pdata[i], values, NULL))
      return TRUE;
  set_not_seen_error (values, samples->len, error);

  return FALSE;
}

static gboolean
take_values (OptDatabase *self,
             OptBoundStatement *bound,
             const char *sql,
             OptExplainValues *values,
             GError **error)
{
  switch (values->kind)
    {
    case OPT_EXPLAIN_SEEN:
      return take_seen (self, bound, sql, values, error);

    case OPT_EXPLAIN_TYPICAL:
      opt_bound_statement_choose_values (bound, OPT_PARAMETER_TYPICAL);
      return TRUE;

    case OPT_EXPLAIN_COMMON:
      opt_bound_statement_choose_values (bound, OPT_PARAMETER_COMMON);
      return TRUE;

    case OPT_EXPLAIN_RARE:
      opt_bound_statement_choose_values (bound, OPT_PARAMETER_RARE);
      return TRUE;

    case OPT_EXPLAIN_GENERIC:
      bound->flags &= ~(OptPlanRequestFlags) OPT_PLAN_REQUEST_CUSTOM;
      return TRUE;

    case OPT_EXPLAIN_BEST:
      if (take_seen (self, bound, sql, values, NULL))
        return TRUE;
      G_GNUC_FALLTHROUGH;

    case OPT_EXPLAIN_UNSEEN:
    default:
      values->kind = (bound->flags & OPT_PLAN_REQUEST_CUSTOM) != 0 ? OPT_EXPLAIN_TYPICAL
                                                                   : OPT_EXPLAIN_GENERIC;
      return TRUE;
    }
}

static gboolean
bind_values (OptDatabase *self,
             OptBoundStatement *bound,
             const char *sql,
             OptExplainMode mode,
             OptExplainValues *values,
             GError **error)
{
  gboolean chosen = values->kind != OPT_EXPLAIN_BEST && values->kind != OPT_EXPLAIN_UNSEEN;

  if (bound->info->n_parameters == 0)
    {
      if (chosen)
        opt_set_error (error, OPT_ERROR_INVALID, _ ("Choose none, or put $1 in a literal’s place."),
                       _ ("The statement has no parameters to choose values for."));
      return !chosen;
    }
  /* What is run is run for its values; only a plan can do without, if nobody asked for that. */
  if (mode != OPT_EXPLAIN_PLAN)
    bound->flags |= OPT_PLAN_REQUEST_CUSTOM;

  return take_values (self, bound, sql, values, error);
}

static char *
describe_values (const OptExplainValues *values, OptExplainMode mode)
{
  g_autofree char *words = NULL;

  if (values->kind == OPT_EXPLAIN_GENERIC)
    return g_strdup (mode == OPT_EXPLAIN_PLAN ? _ ("generic plan, values typed by")
                                              : _ ("generic plan, run with"));
  words = opt_explain_values_describe (values);

  return g_strdup_printf (_ ("for %s"), words);
}

static char *
describe_basis (const OptBoundStatement *bound,
                const OptExplainValues *values,
                OptExplainMode mode,
                const char *where)
{
  g_autoptr (GString) text = g_string_new (where);
  g_autofree char *words = NULL;
  guint n = opt_params_get_length (bound->values);

  if (n == 0)
    return g_string_free (g_steal_pointer (&text), FALSE);

  words = describe_values (values, mode);
  g_string_append_printf (text, "; %s: ", words);
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
  OptConnection *connection = opt_database_get_connection (self);
  g_autoptr (OptCatalog) catalog = NULL;
  g_autoptr (OptStatementInfo) info = NULL;

  /* A table may be a view by now, and a view another one. */
  catalog = opt_catalog_load_sync (connection, cancellable, error);
  if (catalog == NULL)
    return NULL;
  info = opt_statement_info_new (bound->sql, catalog, NULL, error);
  if (info == NULL
      || !opt_plan_check_safety_sync (connection, bound->sql, info, cancellable, error))
    return NULL;

  return opt_plan_request_sync (connection, bound->sql, bound->values,
                                OPT_PLAN_REQUEST_ANALYZE | bound->flags, bound->options,
                                cancellable, error);
}

static OptPlan *
analyze_copy (OptDatabase *self,
              const OptBoundStatement *bound,
              const OptProgress *progress,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GHashTable) relations = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) limits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  g_autofree char *copy = NULL;
  g_autoptr (OptConnection) connection = NULL;
  OptPlan *plan = NULL;

  for (guint i = 0; i < bound->info->tables->len; i++)
    g_hash_table_add (relations,
                      GUINT_TO_POINTER (((OptRelation *) bound->info->tables->pdata[i])->oid));
  copy
      = opt_database_copy_tables_sync (self, relations, NULL, limits, progress, cancellable, error);
  if (copy == NULL)
    return NULL;

  opt_progress_report (progress, -1, -1, "%s", _ ("Running the statement on the copy"));
  connection = opt_database_connect_copy_sync (self, copy, cancellable, error);
  if (connection != NULL)
    {
      /* Also what only reads may take a number of a sequence, or call what writes. */
      plan = opt_plan_request_sync (connection, bound->sql, bound->values,
                                    OPT_PLAN_REQUEST_ANALYZE | bound->flags
                                        | OPT_PLAN_REQUEST_MAY_WRITE,
                                    bound->options, cancellable, error);
      opt_connection_close (connection);
    }
  if (opt_database_get_sandbox (self) != NULL)
    opt_sandbox_drop_database_sync (opt_database_get_sandbox (self), copy, NULL, NULL);

  return plan;
}

/* A role that only watches may not plan what it may not do; the shadow may. */
static OptPlan *
plan_on_shadow (OptDatabase *self,
                OptBoundStatement *bound,
                const OptExplainValues *values,
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
      bound, values, OPT_EXPLAIN_PLAN,
      _ ("Planned on the shadow, not run, as this role may not plan it on the server"));

  return opt_bound_statement_plan_sync (bound, opt_shadow_get_connection (shadow), cancellable,
                                        error);
}

/* @place: set where it is a plan of the server's, which is kept with others of the statement */
static OptPlan *
plan_only (OptDatabase *self,
           OptBoundStatement *bound,
           const OptExplainValues *values,
           char **basis,
           const char **place,
           const OptProgress *progress,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GError) failure = NULL;
  OptPlan *plan;

  *basis = describe_basis (bound, values, OPT_EXPLAIN_PLAN,
                           _ ("Planned by the watched server, not run"));
  plan = opt_bound_statement_plan_sync (bound, opt_database_get_connection (self), cancellable,
                                        &failure);
  if (plan != NULL)
    {
      *place = "server";
      return plan;
    }
  if (bound->info->writes && g_error_matches (failure, OPT_ERROR, OPT_ERROR_DENIED))
    return plan_on_shadow (self, bound, values, basis, progress, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&failure));

  return NULL;
}

/* Of the tables, for a copy. What a server refuses is the statement's own fault. */
static gboolean
is_too_large (const GError *error)
{
  return opt_error_get_sqlstate (error) == NULL
         && (g_error_matches (error, OPT_ERROR, OPT_ERROR_TOO_LARGE)
             || g_error_matches (error, OPT_ERROR, OPT_ERROR_REFUSED)
             || g_error_matches (error, OPT_ERROR, OPT_ERROR_NO_SPACE));
}

/* What it costs by the planner's reckoning, and why it was not run. */
static OptPlan *
plan_instead (OptDatabase *self,
              OptBoundStatement *bound,
              const OptExplainValues *values,
              char **basis,
              const char **place,
              const GError *why,
              const OptProgress *progress,
              GCancellable *cancellable,
              GError **error)
{
  OptPlan *plan;
  g_autofree char *planned = NULL;

  g_clear_pointer (basis, g_free);
  plan = plan_only (self, bound, values, basis, place, progress, cancellable, error);
  planned = *basis;
  *basis = g_strdup_printf (_ ("Not run on a copy: %s. %s"), why->message, planned);

  return plan;
}

/* What could not be asked leaves the finding as the plan alone has it. */
static void
check_estimates (OptDatabase *self, OptPlan *plan, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (!opt_plan_check_estimates_sync (plan, opt_database_get_connection (self), cancellable, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("%s", error->message);
}

static OptPlan *
explain (OptDatabase *self,
         OptBoundStatement *bound,
         OptExplainMode mode,
         const OptExplainValues *values,
         char **basis,
         const char **place,
         const OptProgress *progress,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GError) failure = NULL;
  OptPlan *plan;

  switch (mode)
    {
    case OPT_EXPLAIN_ANALYZE_HERE:
      *basis = describe_basis (bound, values, mode, _ ("Run on the watched server, read-only"));
      *place = "server";
      plan = analyze_here (self, bound, cancellable, error);
      if (plan != NULL)
        check_estimates (self, plan, cancellable);
      return plan;

    case OPT_EXPLAIN_ANALYZE_COPY:
      *basis
          = describe_basis (bound, values, mode, _ ("Run on a copy of its tables in the sandbox"));
      plan = analyze_copy (self, bound, progress, cancellable, &failure);
      if (plan != NULL)
        {
          *place = "copy";
          return plan;
        }
      if (is_too_large (failure))
        return plan_instead (self, bound, values, basis, place, failure, progress, cancellable,
                             error);
      g_propagate_error (error, g_steal_pointer (&failure));
      opt_database_place_fault (self, error);
      return NULL;

    case OPT_EXPLAIN_PLAN:
    default:
      return plan_only (self, bound, values, basis, place, progress, cancellable, error);
    }
}

/**
 * opt_database_explain_sync:
 * @self: a database
 * @sql: one statement, with `$n` or literals
 * @mode: how
 * @options: what EXPLAIN is to tell
 * @values: (nullable) (inout): for which values of its parameters; afterwards for which it was, and
 *   not %OPT_EXPLAIN_BEST any more where it has any; %NULL: for the best there are
 * @basis: (out) (transfer full): what the plan rests on: where it was made, with which values
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * The best are the values that were seen most often, where any were; otherwise typical ones, or
 * where the statistics don't know them all, none: the generic plan. The plan is kept, without
 * values, among those that the statement had.
 *
 * Returns: (transfer full) (nullable): the plan
 */
OptPlan *
opt_database_explain_sync (OptDatabase *self,
                           const char *sql,
                           OptExplainMode mode,
                           OptPlanOptions options,
                           OptExplainValues *values,
                           char **basis,
                           const OptProgress *progress,
                           GCancellable *cancellable,
                           GError **error)
{
  OptCatalog *catalog;
  g_autoptr (OptBoundStatement) bound = NULL;
  g_autoptr (OptExplainValues) best = opt_explain_values_new (OPT_EXPLAIN_BEST);
  g_autoptr (GError) failure = NULL;
  const char *place = NULL;
  gboolean chosen_by_us;
  OptPlan *plan;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && sql != NULL && basis != NULL, NULL);

  *basis = NULL;
  catalog = opt_database_load_catalog_sync (self, cancellable, error);
  if (catalog == NULL)
    return NULL;
  bound = opt_bound_statement_new_sync (opt_database_get_connection (self), catalog, sql,
                                        cancellable, error);
  if (bound == NULL)
    return NULL;
  bound->options = options;

  if (values == NULL)
    values = best;
  chosen_by_us = values->kind == OPT_EXPLAIN_BEST;
  if (!bind_values (self, bound, sql, mode, values, error))
    return NULL;

  plan = explain (self, bound, mode, values, basis, &place, progress, cancellable, &failure);
  if (plan == NULL && chosen_by_us && values->kind == OPT_EXPLAIN_SEEN
      && g_error_matches (failure, OPT_ERROR, OPT_ERROR_DATA))
    {
      /* Where the server does not take what was seen, nobody asked for just that. */
      g_clear_pointer (basis, g_free);
      g_clear_pointer (&values->sample, opt_sample_free);
      values->kind = OPT_EXPLAIN_UNSEEN;
      return opt_database_explain_sync (self, sql, mode, options, values, basis, progress,
                                        cancellable, error);
    }
  if (plan == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  opt_plan_resolve_remedies (plan, catalog, bound->info->tables);
  if (place != NULL)
    opt_database_note_plan_sync (self, sql, place, values, plan);

  return plan;
}
