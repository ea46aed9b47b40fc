/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-bound-statement.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-statement-repair.h"

/* Without its value a pattern is taken for one that begins with a wildcard, and no index is read.
 */
static gboolean
compares_pattern (const OptStatementInfo *info)
{
  for (guint i = 0; i < info->scans->len; i++)
    {
      const OptScan *scan = g_ptr_array_index (info->scans, i);

      for (guint j = 0; j < scan->predicates->len; j++)
        {
          const OptPredicate *predicate = g_ptr_array_index (scan->predicates, j);

          if (predicate->kind == OPT_PREDICATE_LIKE && predicate->parameter > 0)
            return TRUE;
        }
    }

  return FALSE;
}

/* Asks for the types; where the server can't tell them from the text a second one is tried. */
static char **
get_types (OptBoundStatement *self,
           OptConnection *connection,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *second = NULL;
  char **types
      = opt_plan_request_parameter_types_sync (connection, self->sql, cancellable, &failure);

  if (types == NULL && g_error_matches (failure, OPT_ERROR, OPT_ERROR_SYNTAX))
    second = opt_statement_repair_outputs (self->sql, NULL);
  if (second != NULL)
    types = opt_plan_request_parameter_types_sync (connection, second, cancellable, NULL);
  if (types == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (second != NULL)
    {
      g_free (self->sql);
      self->sql = g_steal_pointer (&second);
    }

  return types;
}

static gboolean
bind (OptBoundStatement *self, OptConnection *connection, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptParameterSet) set = NULL;

  if (self->info->n_parameters == 0)
    return TRUE;

  self->types = get_types (self, connection, cancellable, error);
  if (self->types == NULL)
    return FALSE;
  set = opt_parameter_set_new (self->info, (const char *const *) self->types,
                               OPT_PARAMETER_TYPICAL);
  self->values = opt_parameter_set_get_params (set);
  self->n_unknown = set->n_unknown;
  if (self->n_unknown == 0 || compares_pattern (self->info))
    self->flags = OPT_PLAN_REQUEST_CUSTOM;

  return TRUE;
}

/**
 * opt_bound_statement_new_sync:
 * @connection: a connection that can prepare the statement: production's or the shadow's
 * @catalog: the catalog of its database
 * @sql: one statement, also as pg_stat_statements keeps it
 * @cancellable: (nullable): to give up
 * @error: set to why it can't be planned
 *
 * Repairs a statement's text and finds typical values for its parameters. It is planned with these
 * values where the statistics know them all, or where a pattern is among them; otherwise by the
 * generic plan, which knows none.
 *
 * Returns: (transfer full): the statement, or %NULL
 */
OptBoundStatement *
opt_bound_statement_new_sync (OptConnection *connection,
                              OptCatalog *catalog,
                              const char *sql,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (OptBoundStatement) self = g_new0 (OptBoundStatement, 1);

  g_return_val_if_fail (OPT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (OPT_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  self->options = OPT_PLAN_OPTIONS_USUAL;
  self->info = opt_statement_info_new (sql, catalog, NULL, error);
  if (self->info == NULL)
    return NULL;
  if (self->info->kind == OPT_STATEMENT_UTILITY)
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Give a query, or a statement that changes rows."),
                     _ ("It is a command without a plan"));
      return NULL;
    }
  self->sql = opt_statement_repair (sql, catalog, NULL, error);
  if (self->sql == NULL || !bind (self, connection, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * opt_bound_statement_take_values:
 * @self: a statement
 * @values: a value for each parameter, as it was seen
 *
 * Has it planned with these values, in the place of typical ones.
 *
 * Returns: whether they fit; otherwise nothing was changed
 */
gboolean
opt_bound_statement_take_values (OptBoundStatement *self, const OptParams *values)
{
  g_return_val_if_fail (self != NULL && values != NULL, FALSE);

  if (self->types == NULL || !opt_parameter_values_fit ((const char *const *) self->types, values))
    return FALSE;

  g_clear_pointer (&self->values, opt_params_free);
  self->values = opt_params_copy (values);
  self->n_unknown = 0;
  /* NULL is no typical value, but it may have been sent. */
  self->flags |= OPT_PLAN_REQUEST_CUSTOM | OPT_PLAN_REQUEST_NULLS;

  return TRUE;
}

/**
 * opt_bound_statement_choose_values:
 * @self: a statement
 * @choice: which values of those that the statistics know
 *
 * Has it planned with these values, also where some are defaults of their types.
 */
void
opt_bound_statement_choose_values (OptBoundStatement *self, OptParameterChoice choice)
{
  g_autoptr (OptParameterSet) set = NULL;

  g_return_if_fail (self != NULL);

  if (self->types == NULL)
    return;

  set = opt_parameter_set_new (self->info, (const char *const *) self->types, choice);
  g_clear_pointer (&self->values, opt_params_free);
  self->values = opt_parameter_set_get_params (set);
  self->n_unknown = set->n_unknown;
  self->flags |= OPT_PLAN_REQUEST_CUSTOM;
}

void
opt_bound_statement_free (OptBoundStatement *self)
{
  g_strfreev (self->types);
  g_clear_pointer (&self->info, opt_statement_info_free);
  g_clear_pointer (&self->values, opt_params_free);
  g_free (self->sql);
  g_free (self);
}

/**
 * opt_bound_statement_plan_sync:
 * @self: a statement
 * @connection: whom to ask
 * @cancellable: (nullable): to give up
 * @error: set as opt_plan_request_sync() does
 *
 * Asks for its plan; nothing is run.
 *
 * Returns: (transfer full): the plan, or %NULL
 */
OptPlan *
opt_bound_statement_plan_sync (OptBoundStatement *self,
                               OptConnection *connection,
                               GCancellable *cancellable,
                               GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  return opt_plan_request_sync (connection, self->sql, self->values, self->flags, self->options,
                                cancellable, error);
}
