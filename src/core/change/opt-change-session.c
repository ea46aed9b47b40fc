/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-session.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-sql.h"

/* Long enough for a lock that is held for an ordinary transaction, short enough that those who
 * queue behind us hardly notice. */
#define LOCK_TIMEOUT_MS 5000

/* With the usual time for a lock, and as long again, twice and four times as long in between, who
 * is in the way has about a minute to go. */
#define TRIES 4

/**
 * opt_change_session_free:
 * @self: (nullable) (transfer full): a session
 */
void
opt_change_session_free (OptChangeSession *self)
{
  if (self == NULL)
    return;

  if (self->connection != NULL)
    opt_connection_close (self->connection);
  g_clear_object (&self->connection);
  g_clear_object (&self->facts);
  g_free (self);
}

/**
 * opt_index_state_clear:
 * @self: a state
 */
void
opt_index_state_clear (OptIndexState *self)
{
  g_clear_pointer (&self->definition, g_free);
}

/**
 * opt_change_session_query_sync:
 * @self: a session
 * @name: a file of `postgres/sql/change`
 * @param: (nullable): its `$1`
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the rows
 */
OptResult *
opt_change_session_query_sync (OptChangeSession *self,
                               const char *name,
                               const char *param,
                               GCancellable *cancellable,
                               GError **error)
{
  const char *sql
      = opt_sql_get ("change", name, opt_connection_get_server_version (self->connection));
  g_autoptr (OptParams) params = param != NULL ? opt_params_new_text (param, NULL) : NULL;

  /* Without a version there is no connection any more, which the query will say. */
  return opt_connection_query_sync (self->connection, sql != NULL ? sql : "", params,
                                    OPT_QUERY_NONE, cancellable, error);
}

static gboolean
check_server (OptChangeSession *self, const char *server_id, GError **error)
{
  const char *found = opt_server_facts_get_system_identifier (self->facts);

  if (server_id != NULL && g_strcmp0 (found, server_id) != 0)
    {
      opt_set_error (
          error, OPT_ERROR_REFUSED,
          _ ("Connect to the server that the recommendation was made for."),
          _ ("This is another server than the change was made for. Nothing was changed."));
      return FALSE;
    }
  if (opt_server_facts_is_in_recovery (self->facts))
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Connect to the primary server."),
                     _ ("This server is a standby and can't be changed."));
      return FALSE;
    }

  return TRUE;
}

/**
 * opt_change_session_open_sync:
 * @conninfo: where, and as whom
 * @server_id: (nullable): the system identifier that the server must have
 * @lock_timeout: milliseconds, or 0 for the usual
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Opens a session that may write, without a limit of time for a statement, and with one for locks.
 *
 * Returns: (transfer full) (nullable): the session
 */
OptChangeSession *
opt_change_session_open_sync (OptConninfo *conninfo,
                              const char *server_id,
                              guint lock_timeout,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (OptChangeSession) self = g_new0 (OptChangeSession, 1);
  g_autofree char *timeout = NULL;
  g_autoptr (OptResult) result = NULL;

  self->lock_timeout = lock_timeout != 0 ? lock_timeout : LOCK_TIMEOUT_MS;
  self->tries = TRIES;
  timeout = g_strdup_printf ("%ums", self->lock_timeout);
  self->connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_CHANGE, "change");
  if (!opt_connection_open_sync (self->connection, cancellable, error))
    return NULL;
  self->facts = opt_server_facts_load_sync (self->connection, cancellable, error);
  if (self->facts == NULL || !check_server (self, server_id, error))
    return NULL;
  result = opt_change_session_query_sync (self, "session", timeout, cancellable, error);
  if (result == NULL)
    return NULL;
  g_clear_pointer (&result, opt_result_unref);
  result = opt_change_session_query_sync (self, "backend", NULL, cancellable, error);
  if (result == NULL)
    return NULL;
  self->pid = (int) opt_result_get_int (result, 0, "pid");
  self->backend_start = opt_result_get_int (result, 0, "backend_start");

  return g_steal_pointer (&self);
}

/**
 * opt_change_session_check_database:
 * @self: a session
 * @database: (nullable): the database that the change was made in, where the audit names it
 * @error: return location for an error
 *
 * A server can hold several databases with an index of the same name and definition.
 *
 * Returns: %TRUE if the session is in that database
 */
gboolean
opt_change_session_check_database (OptChangeSession *self, const char *database, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (database == NULL || g_strcmp0 (database, opt_server_facts_get_database (self->facts)) == 0)
    return TRUE;

  opt_set_error (error, OPT_ERROR_REFUSED, _ ("Connect to that database."),
                 _ ("The change was made in the database “%s”, not in “%s”. Nothing was changed."),
                 database, opt_server_facts_get_database (self->facts));

  return FALSE;
}

/**
 * opt_change_session_check_owner_sync:
 * @self: a session
 * @table: a quoted name
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_NOT_FOUND or %OPT_ERROR_DENIED
 *
 * Returns: whether the session's role may make and drop indexes of the table
 */
gboolean
opt_change_session_check_owner_sync (OptChangeSession *self,
                                     const char *table,
                                     GCancellable *cancellable,
                                     GError **error)
{
  g_autoptr (OptResult) result
      = opt_change_session_query_sync (self, "table", table, cancellable, error);

  if (result == NULL)
    return FALSE;
  if (opt_result_get_n_rows (result) == 0)
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND,
                     _ ("Ask for advice again: the schema has changed."),
                     _ ("There is no table %s. Nothing was changed."), table);
      return FALSE;
    }
  if (!opt_result_get_boolean (result, 0, "owned"))
    {
      g_autofree char *step
          = g_strdup_printf (_ ("Connect for the change as the role “%s” (on the command line: "
                                "--as %s), or as a member of it."),
                             opt_result_get_text (result, 0, "owner"),
                             opt_result_get_text (result, 0, "owner"));

      opt_set_error (error, OPT_ERROR_DENIED, step,
                     _ ("The table %s belongs to the role “%s”, not to “%s”. Nothing was changed."),
                     table, opt_result_get_text (result, 0, "owner"),
                     opt_server_facts_get_user (self->facts));
      return FALSE;
    }
  if (!opt_result_get_boolean (result, 0, "may_create"))
    {
      opt_set_error (
          error, OPT_ERROR_DENIED,
          _ ("As the schema's owner: GRANT CREATE ON SCHEMA to that role."),
          _ ("The role “%s” may create nothing in the schema “%s”. Nothing was changed."),
          opt_server_facts_get_user (self->facts), opt_result_get_text (result, 0, "schema"));
      return FALSE;
    }

  return TRUE;
}

/**
 * opt_change_session_get_index_sync:
 * @self: a session
 * @index: a quoted name
 * @state: (out): what it stands for
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: whether the server answered
 */
gboolean
opt_change_session_get_index_sync (OptChangeSession *self,
                                   const char *index,
                                   OptIndexState *state,
                                   GCancellable *cancellable,
                                   GError **error)
{
  g_autoptr (OptResult) result
      = opt_change_session_query_sync (self, "index", index, cancellable, error);

  if (result == NULL)
    return FALSE;

  *state = (OptIndexState){ 0 };
  if (opt_result_get_n_rows (result) == 0)
    return TRUE;
  state->exists = TRUE;
  state->definition = g_strdup (opt_result_get_text (result, 0, "definition"));
  state->is_index = state->definition != NULL;
  state->valid = opt_result_get_boolean (result, 0, "valid");
  state->needed = opt_result_get_boolean (result, 0, "needed");
  state->oid = opt_result_get_int (result, 0, "oid");
  state->parent = opt_result_get_int (result, 0, "parent");
  state->builder = (int) opt_result_get_int (result, 0, "builder");

  return TRUE;
}

/**
 * opt_change_session_get_time_sync:
 * @self: a session
 *
 * Returns: the server's clock, by which snapshots are dated, in microseconds since 1970; 0 where it
 * does not answer
 */
gint64
opt_change_session_get_time_sync (OptChangeSession *self)
{
  g_autoptr (OptResult) result = opt_change_session_query_sync (self, "time", NULL, NULL, NULL);

  return result != NULL ? opt_result_get_int (result, 0, "time") : 0;
}
