/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-plan.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-change-parameter.h"
#include "opt-error.h"
#include "opt-sql.h"

static void
session_free (gpointer data)
{
  OptPlanSession *session = data;

  g_free (session->role);
  g_free (session->application);
  g_free (session->type);
  g_free (session->state);
  g_free (session->modes);
  g_free (session);
}

static void
step_free (gpointer data)
{
  OptPlanStep *step = data;

  g_ptr_array_unref (step->sessions);
  g_free (step);
}

/**
 * opt_change_plan_free:
 * @self: (nullable): a plan
 */
void
opt_change_plan_free (OptChangePlan *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->steps);
  g_clear_object (&self->changes);
  g_free (self->role);
  g_free (self->owner);
  g_free (self->schema);
  g_free (self->obstacle);
  g_free (self);
}

static OptResult *
query (OptConnection *connection,
       const char *name,
       OptParams *params,
       GCancellable *cancellable,
       GError **error)
{
  const char *sql = opt_sql_get ("change", name, opt_connection_get_server_version (connection));

  /* Without a version there is no connection any more, which the query will say. */
  return opt_connection_query_sync (connection, sql != NULL ? sql : "", params, OPT_QUERY_NONE,
                                    cancellable, error);
}

static gint64
get_size (OptResult *result, const char *column)
{
  return opt_result_get_text (result, 0, column) != NULL ? opt_result_get_int (result, 0, column)
                                                         : -1;
}

/* What CREATE INDEX CONCURRENTLY waits for are transactions that write to the table, and then any
 * in the database that has an older snapshot; DROP INDEX CONCURRENTLY waits for whoever uses the
 * table. ANALYZE waits for nobody once it has begun. */
static gboolean
is_waited_for (OptChangeKind kind, gboolean held, gboolean writes, gboolean snapshot)
{
  switch (kind)
    {
    case OPT_CHANGE_CREATE_INDEX:
    case OPT_CHANGE_CREATE_PARTITIONED_INDEX:
      return writes || snapshot;
    case OPT_CHANGE_DROP_INDEX:
      return held;
    case OPT_CHANGE_ANALYZE:
    case OPT_CHANGE_SET_PARAMETER:
    case OPT_CHANGE_SET_COLUMN:
    case OPT_CHANGE_CREATE_STATISTICS:
    default:
      return FALSE;
    }
}

static void
take_session (OptPlanStep *step, OptResult *result, guint row)
{
  gboolean held = opt_result_get_boolean (result, row, "held");
  gboolean in_conflict = opt_result_get_boolean (result, row, "conflicts");
  gboolean yields = in_conflict && opt_result_get_boolean (result, row, "yields");
  gboolean waited_for
      = !yields
        && is_waited_for (step->change->kind, held, opt_result_get_boolean (result, row, "writes"),
                          opt_result_get_boolean (result, row, "snapshot"));
  OptPlanSession *session;

  if (!in_conflict && !waited_for)
    return;

  session = g_new0 (OptPlanSession, 1);
  session->pid = (int) opt_result_get_int (result, row, "pid");
  session->role = g_strdup (opt_result_get_text (result, row, "role"));
  session->application = g_strdup (opt_result_get_text (result, row, "application"));
  session->type = g_strdup (opt_result_get_text (result, row, "type"));
  session->state = g_strdup (opt_result_get_text (result, row, "state"));
  session->age_s = opt_result_get_text (result, row, "age_s") != NULL
                       ? opt_result_get_double (result, row, "age_s")
                       : NAN;
  session->modes = g_strdup (opt_result_get_text (result, row, "modes"));
  session->held = in_conflict ? opt_result_get_boolean (result, row, "blocks") : held;
  session->conflicts = in_conflict && !yields;
  session->yields = yields;
  session->waited_for = waited_for;
  g_ptr_array_add (step->sessions, session);
}

static gboolean
read_sessions (OptPlanStep *step,
               OptConnection *connection,
               GCancellable *cancellable,
               GError **error)
{
  GPtrArray *parts = step->change->steps;
  g_autoptr (GPtrArray) tables = g_ptr_array_new ();
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) result = NULL;

  g_ptr_array_add (tables, step->change->table);
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    g_ptr_array_add (tables, ((const OptIndexStep *) parts->pdata[i])->table);
  g_ptr_array_add (tables, NULL);
  opt_params_add_text_array (params, (const char *const *) tables->pdata);
  result = query (connection, "plan-sessions", params, cancellable, error);
  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    take_session (step, result, row);

  return TRUE;
}

static gboolean
read_index (OptPlanStep *step,
            OptConnection *connection,
            gint64 index_bytes,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (OptParams) params = NULL;
  g_autoptr (OptResult) result = NULL;

  if (step->change->kind == OPT_CHANGE_CREATE_INDEX
      || step->change->kind == OPT_CHANGE_CREATE_PARTITIONED_INDEX)
    step->index_bytes = index_bytes;
  if (step->change->kind != OPT_CHANGE_DROP_INDEX)
    return TRUE;

  params = opt_params_new_text (step->change->index, NULL);
  result = query (connection, "plan-index", params, cancellable, error);
  if (result == NULL)
    return FALSE;
  if (opt_result_get_n_rows (result) > 0)
    step->index_bytes = get_size (result, "bytes");

  return TRUE;
}

/* Of the first table, or of the first where something is missing. */
static void
take_rights (OptChangePlan *self, OptResult *table)
{
  if (self->owner != NULL && (!self->role_exists || !self->owned || !self->may_create))
    return;
  if (self->owner != NULL && opt_result_get_boolean (table, 0, "owned")
      && opt_result_get_boolean (table, 0, "may_create"))
    return;

  g_free (self->role);
  g_free (self->owner);
  g_free (self->schema);
  self->role = g_strdup (opt_result_get_text (table, 0, "role"));
  self->role_exists = opt_result_get_boolean (table, 0, "role_exists");
  self->owner = g_strdup (opt_result_get_text (table, 0, "owner"));
  self->schema = g_strdup (opt_result_get_text (table, 0, "schema"));
  self->owned = opt_result_get_boolean (table, 0, "owned");
  self->may_create = opt_result_get_boolean (table, 0, "may_create");
}

/* Whoever watches may be another than who sets it. */
static gboolean
read_parameter (OptChangePlan *self,
                OptConnection *connection,
                const OptChange *change,
                const char *role,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (OptChangeProperty) property = opt_change_property_copy (change->property);
  g_autoptr (GError) cause = NULL;

  if (self->role == NULL)
    {
      const char *own = opt_conninfo_get (opt_connection_get_conninfo (connection), "user");

      self->role = g_strdup (role != NULL ? role : own != NULL ? own : g_get_user_name ());
      self->role_exists = self->owned = self->may_create = TRUE;
    }
  if (opt_change_parameter_check_sync (connection, property, role, cancellable, &cause))
    return TRUE;
  if (!g_error_matches (cause, OPT_ERROR, OPT_ERROR_DENIED))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (self->obstacle == NULL)
    self->obstacle = opt_error_to_text (cause);

  return TRUE;
}

static gboolean
read_step (OptChangePlan *self,
           OptConnection *connection,
           const OptChange *change,
           const char *role,
           gint64 index_bytes,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) table = NULL;
  OptPlanStep *step = g_new0 (OptPlanStep, 1);

  step->change = change;
  step->index_bytes = -1;
  step->sessions = g_ptr_array_new_with_free_func (session_free);
  g_ptr_array_add (self->steps, step);

  if (change->table == NULL)
    return change->property == NULL
           || read_parameter (self, connection, change, role, cancellable, error);

  opt_params_add_text (params, change->table);
  opt_params_add_text (params, role);
  table = query (connection, "plan-table", params, cancellable, error);
  if (table == NULL)
    return FALSE;
  if (opt_result_get_n_rows (table) == 0)
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND,
                     _ ("Ask for advice again: the schema has changed."),
                     _ ("There is no table %s."), change->table);
      return FALSE;
    }

  take_rights (self, table);
  step->table_bytes = get_size (table, "bytes");
  step->table_rows = get_size (table, "tuples");

  return read_index (step, connection, index_bytes, cancellable, error)
         && read_sessions (step, connection, cancellable, error);
}

/**
 * opt_change_plan_read_sync:
 * @connection: to the database; it is only read
 * @changes: what is to be done
 * @role: (nullable): who is to do it; %NULL for the connection's role
 * @index_bytes: the advisor's estimate of the size of an index that is made; -1: none
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_NOT_FOUND where the table is not there any more
 *
 * Looks what stands in the way of a change: rights, locks, and transactions that it would wait for,
 * as they are now. Nothing is executed of it.
 *
 * Returns: (transfer full) (nullable): the plan; without a quiet hour
 */
OptChangePlan *
opt_change_plan_read_sync (OptConnection *connection,
                           OptChangeSet *changes,
                           const char *role,
                           gint64 index_bytes,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (OptChangePlan) self = g_new0 (OptChangePlan, 1);
  g_autoptr (OptResult) hidden = NULL;

  g_return_val_if_fail (OPT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (OPT_IS_CHANGE_SET (changes), NULL);

  self->changes = g_object_ref (changes);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->quiet = (OptQuietHour){ .hour = -1, .load = NAN, .usual = NAN };
  for (guint i = 0; i < opt_change_set_get_length (changes); i++)
    if (!read_step (self, connection, opt_change_set_get (changes, i), role, index_bytes,
                    cancellable, error))
      return NULL;

  hidden = query (connection, "plan-hidden", NULL, cancellable, error);
  if (hidden == NULL)
    return NULL;
  self->n_hidden = (guint) opt_result_get_int (hidden, 0, "n");

  return g_steal_pointer (&self);
}

/**
 * opt_change_plan_is_allowed:
 * @self: a plan
 *
 * Returns: whether the role may make the change
 */
gboolean
opt_change_plan_is_allowed (const OptChangePlan *self)
{
  return self->role_exists && self->owned && self->may_create && self->obstacle == NULL;
}

/**
 * opt_change_plan_is_free:
 * @self: a plan
 *
 * Returns: whether nobody has a lock now beside which the change can't begin
 */
gboolean
opt_change_plan_is_free (const OptChangePlan *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const OptPlanStep *step = self->steps->pdata[i];

      for (guint j = 0; j < step->sessions->len; j++)
        if (((const OptPlanSession *) step->sessions->pdata[j])->conflicts)
          return FALSE;
    }

  return TRUE;
}
