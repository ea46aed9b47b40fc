/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-database-masks.h"
#include "opt-error.h"
#include "opt-plan-request.h"
#include "opt-shadow-check.h"

static const OptParams *
get_first_values (OptTrialStatement *statement)
{
  return ((OptTrialValues *) statement->values->pdata[0])->params;
}

/* How the watched server plans it, without running it; where it doesn't tell, nothing is known. */
static OptPlan *
plan_on_production (OptDatabaseTry *self, OptBoundStatement *bound, OptTrialStatement *statement)
{
  const OptParams *values = get_first_values (statement);

  if (values != NULL && !opt_bound_statement_take_values (bound, values))
    return NULL;

  return opt_bound_statement_plan_sync (bound, opt_database_get_connection (self->database),
                                        self->cancellable, NULL);
}

/* Returns: (transfer full) (nullable): where a copy plans it otherwise than production */
static char *
compare_plan (OptDatabaseTry *self,
              OptConnection *copy,
              const char *sql,
              OptPlan *production,
              OptTrialStatement *statement)
{
  g_autoptr (OptPlan) plan = NULL;

  if (production == NULL)
    return NULL;
  plan = opt_plan_request_sync (copy, sql, get_first_values (statement),
                                OPT_PLAN_REQUEST_CUSTOM | OPT_PLAN_REQUEST_NULLS,
                                (OptPlanOptions) 0, self->cancellable, NULL);

  return plan != NULL ? opt_shadow_check_compare_shapes (production, plan) : NULL;
}

/* opt_database_try_compare_plans_sync: what is measured against a baseline that does something else
 * is not measured for production, nor is a rewrite that is planned otherwise there; where more than
 * its text is changed it may well be */
gboolean
opt_database_try_compare_plans_sync (OptDatabaseTry *self,
                                     OptConnection *baseline,
                                     OptConnection *variant,
                                     GError **error)
{
  GPtrArray *statements = opt_trial_get_statements (self->trial);

  for (guint i = 0; i < statements->len; i++)
    {
      OptTrialStatement *statement = statements->pdata[i];

      statement->production_note
          = compare_plan (self, baseline, statement->sql, statement->production_plan, statement);
      if (statement->production_note == NULL && self->parts->len == 0)
        statement->production_note = compare_plan (self, variant, statement->rewrite,
                                                   statement->production_rewrite_plan, statement);
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static OptBoundStatement *
bind (OptDatabaseTry *self, const char *sql, GError **error)
{
  return opt_bound_statement_new_sync (opt_database_get_connection (self->database),
                                       opt_database_load_catalog_sync (self->database, NULL, NULL),
                                       sql, self->cancellable, error);
}

static void
add_relations (OptDatabaseTry *self, const OptBoundStatement *bound)
{
  for (guint i = 0; i < bound->info->tables->len; i++)
    {
      const OptRelation *relation = bound->info->tables->pdata[i];

      g_hash_table_add (self->relations, GUINT_TO_POINTER (relation->oid));
    }
}

/* ---- Rewrites -------------------------------------------------------------------------------- */

/* The same values are to go to the same places, as the same types. */
static gboolean
check_parameters (const OptBoundStatement *bound, const OptBoundStatement *other, GError **error)
{
  static const char *const none[] = { NULL };
  const char *const *types = bound->types != NULL ? (const char *const *) bound->types : none;
  const char *const *others = other->types != NULL ? (const char *const *) other->types : none;
  guint n = g_strv_length ((char **) types);
  guint n_others = g_strv_length ((char **) others);

  if (n != n_others)
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Give the rewrite the same $1, $2 … as the statement: both get the same "
                        "values."),
                     _ ("Parameters of the statement: %u, of the rewrite: %u"), n, n_others);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    if (strcmp (types[i], others[i]) != 0)
      {
        opt_set_error (error, OPT_ERROR_INVALID,
                       _ ("Write the parameter with the statement’s type, as in $1::integer."),
                       _ ("$%u is of type %s in the statement, and of type %s in the rewrite"),
                       i + 1, types[i], others[i]);
        return FALSE;
      }

  return TRUE;
}

/* Itself, or a view that it reads. */
static gboolean
locks_rows (const OptBoundStatement *bound)
{
  if (bound->info->locks_rows)
    return TRUE;
  for (guint i = 0; i < bound->info->tables->len; i++)
    {
      const OptRelation *relation = bound->info->tables->pdata[i];
      g_autoptr (OptStatementInfo) view = NULL;

      if (relation->kind == 'v' && relation->view_definition != NULL)
        view = opt_statement_info_new (relation->view_definition, NULL, NULL, NULL);
      if (view != NULL && view->locks_rows)
        return TRUE;
    }

  return FALSE;
}

static gboolean
check_rewrite (const OptBoundStatement *bound, const OptBoundStatement *other, GError **error)
{
  if (strcmp (bound->sql, other->sql) == 0)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Give another text of the statement."),
                     _ ("The rewrite is the statement itself"));
      return FALSE;
    }
  if (locks_rows (bound) || locks_rows (other))
    {
      opt_set_error (error, OPT_ERROR_REFUSED,
                     _ ("Try both without FOR UPDATE or FOR SHARE, and see to the locks yourself."),
                     locks_rows (bound)
                         ? _ ("The statement locks rows: whether a rewrite locks the same ones as "
                              "it does is not compared")
                         : _ ("The rewrite locks rows, and the statement does not"));
      return FALSE;
    }
  if (bound->info->changes_rows != other->info->changes_rows)
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Give a rewrite that does what the statement does."),
                     other->info->changes_rows
                         ? _ ("The rewrite changes rows, and the statement does not")
                         : _ ("The statement changes rows, and the rewrite does not"));
      return FALSE;
    }

  return check_parameters (bound, other, error);
}

/* Has another text run as the variant, which the watched server must know as well. */
static gboolean
add_rewrite (OptDatabaseTry *self,
             const OptBoundStatement *bound,
             const char *rewrite,
             OptTrialStatement *statement,
             GError **error)
{
  g_autoptr (OptBoundStatement) other = bind (self, rewrite, error);

  if (other == NULL)
    {
      g_prefix_error (error, _ ("The rewrite: "));
      return FALSE;
    }
  if (!check_rewrite (bound, other, error)
      || !opt_database_check_masks_sync (self->database, self->mask, other->sql, other->info,
                                         self->cancellable, error))
    return FALSE;
  add_relations (self, other);
  opt_trial_statement_set_rewrite (statement, other->sql);
  statement->production_rewrite_plan = plan_on_production (self, other, statement);

  return TRUE;
}

/* ---- Statements ------------------------------------------------------------------------------ */

static gboolean
prepare (OptDatabaseTry *self,
         OptBoundStatement *bound,
         const char *sql,
         const char *rewrite,
         OptTrialStatement *statement,
         GError **error)
{
  if (!opt_database_check_masks_sync (self->database, self->mask, bound->sql, bound->info,
                                      self->cancellable, error)
      || !opt_database_try_add_values_sync (self, bound, sql, statement, error))
    return FALSE;
  add_relations (self, bound);
  statement->production_plan = plan_on_production (self, bound, statement);

  return rewrite == NULL || add_rewrite (self, bound, rewrite, statement, error);
}

/* A statement that can't be bound is part of the trial all the same, as failed, with the reason;
 * with a rewrite there is no trial without both. */
static gboolean
add_statement (OptDatabaseTry *self,
               const OptAdvisorStatement *source,
               const char *rewrite,
               GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (OptBoundStatement) bound = bind (self, source->sql, &failure);
  g_autoptr (OptTrialStatement) statement
      = opt_trial_statement_new (source->id, bound != NULL ? bound->sql : source->sql,
                                 source->weight, bound != NULL && bound->info->writes);

  if (bound == NULL || !prepare (self, bound, source->sql, rewrite, statement, &failure))
    {
      if (rewrite != NULL || g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)
          || g_error_matches (failure, OPT_ERROR, OPT_ERROR_UNREACHABLE))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      statement->error = g_steal_pointer (&failure);
      g_ptr_array_set_size (statement->values, 0);
    }
  opt_trial_take_statement (self->trial, g_steal_pointer (&statement));

  return TRUE;
}

/* opt_database_try_add_statements_sync: @rewrite: (nullable): another text of the only one of
 * @statements */
gboolean
opt_database_try_add_statements_sync (OptDatabaseTry *self,
                                      GPtrArray *statements,
                                      const char *rewrite,
                                      GError **error)
{
  GPtrArray *tried = opt_trial_get_statements (self->trial);

  for (guint i = 0; i < statements->len; i++)
    if (!add_statement (self, statements->pdata[i], rewrite, error))
      return FALSE;

  if (g_hash_table_size (self->relations) > 0)
    return TRUE;

  for (guint i = 0; i < tried->len; i++)
    {
      const OptTrialStatement *statement = tried->pdata[i];

      if (g_error_matches (statement->error, OPT_ERROR, OPT_ERROR_REFUSED))
        {
          g_propagate_error (error, g_error_copy (statement->error));
          return FALSE;
        }
    }

  opt_set_error (error, OPT_ERROR_INVALID,
                 _ ("Name statements that read or write a table of this database."),
                 _ ("There is nothing to be measured: no statement that can be run uses a table."));

  return FALSE;
}
