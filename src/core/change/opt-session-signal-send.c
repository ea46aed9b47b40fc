/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-signal.h"

#include <glib/gi18n-lib.h>

#include "opt-change-log.h"
#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-server-facts.h"
#include "opt-sql.h"

/* Most come to it at once; one that doesn't is told as it is. */
#define LOOKS 30
#define LOOK_EVERY_MS 100

/* What one signal needs. */
typedef struct
{
  OptBackend *backend; /* borrowed */
  OptSessionSignalKind kind;
  OptConnection *connection;
  OptServerFacts *facts;
} Send;

static void
send_clear (Send *send)
{
  if (send->connection != NULL)
    opt_connection_close (send->connection);
  g_clear_object (&send->connection);
  g_clear_object (&send->facts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Send, send_clear)

/* A standby has sessions, too. */
static gboolean
open_session (Send *send,
              OptConninfo *conninfo,
              const char *server_id,
              GCancellable *cancellable,
              GError **error)
{
  send->connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_CHANGE, "change");
  if (!opt_connection_open_sync (send->connection, cancellable, error))
    return FALSE;
  send->facts = opt_server_facts_load_sync (send->connection, cancellable, error);
  if (send->facts == NULL)
    return FALSE;

  if (server_id != NULL
      && g_strcmp0 (server_id, opt_server_facts_get_system_identifier (send->facts)) != 0)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Connect to the server that has the session."),
                     _ ("This is another server. Nothing was changed."));
      return FALSE;
    }

  return TRUE;
}

static OptResult *
query (Send *send,
       const char *sql,
       const OptParams *params,
       GCancellable *cancellable,
       GError **error)
{
  return opt_connection_query_sync (send->connection, sql, params, OPT_QUERY_NONE, cancellable,
                                    error);
}

static const char *
get_sql (Send *send, const char *name)
{
  const char *sql = opt_sql_get ("change", name, opt_server_facts_get_version (send->facts));

  g_assert (sql != NULL);

  return sql;
}

static gboolean
prepare (Send *send, OptConninfo *conninfo, OptAudit *audit, const char *change_id, GError **error)
{
  const OptBackend *backend = send->backend;
  g_autoptr (JsonBuilder) builder = opt_change_log_begin_detail ();
  g_autofree char *detail = NULL;
  g_autofree char *name = opt_conninfo_to_display (conninfo);
  g_autofree char *title = opt_session_signal_describe (backend, send->kind);
  g_autofree char *sql = opt_session_signal_get_sql (backend, send->kind);
  OptAuditEntry entry = {
    .change_id = (char *) change_id,
    .event = OPT_AUDIT_PREPARED,
    .server_id = (char *) opt_server_facts_get_system_identifier (send->facts),
    .server_name = name,
    .database = (char *) opt_server_facts_get_database (send->facts),
    .user = (char *) opt_server_facts_get_user (send->facts),
    .kind = (char *) opt_session_signal_get_nick (send->kind),
    .title = title,
    .sql = sql,
  };

  /* Not its statement: that may hold anything, a password as well. */
  opt_json_add_int (builder, "pid", backend->pid);
  opt_json_add_int (builder, "backend_start", backend->backend_start);
  opt_json_add_text (builder, "session_user", backend->user);
  opt_json_add_text (builder, "session_database", backend->database);
  opt_json_add_text (builder, "session_application", backend->application);
  opt_json_add_text (builder, "session_client", backend->client);
  opt_json_add_int (builder, "query_id", backend->query_id);
  detail = opt_change_log_print (builder);
  entry.detail = detail;

  return opt_audit_append_sync (audit, &entry, error)
         && opt_change_log_sync (audit, change_id, OPT_AUDIT_STARTED, NULL, error);
}

/* ---- The signal ------------------------------------------------------------------------------ */

/* Who may: one of the session's role, or of pg_signal_backend; a superuser's only a superuser. */
static void
explain_denied (Send *send, GError *error)
{
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) owner = NULL;
  g_autofree char *step = NULL;
  const char *role;

  if (!g_error_matches (error, OPT_ERROR, OPT_ERROR_DENIED))
    return;
  opt_params_add_int (params, send->backend->pid);
  owner = query (send, get_sql (send, "session-owner"), params, NULL, NULL);
  if (owner == NULL || opt_result_get_n_rows (owner) == 0)
    return;

  role = opt_result_get_text (owner, 0, "role");
  if (opt_result_get_boolean (owner, 0, "superuser"))
    step
        = g_strdup_printf (_ ("The session is of the superuser “%s”: only a superuser can do that. "
                              "Sign in for this as one (on the command line: --as ROLE)."),
                           role);
  else
    step = g_strdup_printf (
        _ ("Sign in for this as the role “%s” (on the command line: --as %s), or have an "
           "administrator GRANT pg_signal_backend TO “%s”;"),
        role, role, opt_server_facts_get_user (send->facts));
  opt_error_set_next_step (error, step);
}

static void
set_gone (Send *send, GError **error)
{
  opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Nothing is to be done."),
                 _ ("The session %d is gone already. Nothing was changed."), send->backend->pid);
}

/* The server checked what it was to be, and signals nothing else. */
static gboolean
check_sent (Send *send, OptResult *result, GError **error)
{
  int pid = send->backend->pid;

  if (opt_result_get_n_rows (result) == 0)
    set_gone (send, error);
  else if (!opt_result_get_boolean (result, 0, "visible"))
    opt_set_error (error, OPT_ERROR_DENIED,
                   _ ("As an administrator: GRANT pg_read_all_stats to the role that does it, so "
                      "that it can be told that the process is still the same."),
                   _ ("The role “%s” may not see the session %d. Nothing was changed."),
                   opt_server_facts_get_user (send->facts), pid);
  else if (!opt_result_get_boolean (result, 0, "same_process"))
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Look at the sessions again."),
                   _ ("The session is gone, and its process id %d is another’s now. Nothing was "
                      "changed."),
                   pid);
  else if (opt_result_get_boolean (result, 0, "own"))
    opt_set_error (error, OPT_ERROR_REFUSED, NULL,
                   _ ("The session %d is OptiSchema’s own. Nothing was changed."), pid);
  else if (!opt_result_get_boolean (result, 0, "same_statement"))
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Look at what it does now."),
                   _ ("The session %d executes another statement by now. Nothing was changed."),
                   pid);
  else if (!opt_result_get_boolean (result, 0, "sent"))
    set_gone (send, error);
  else
    return TRUE;

  return FALSE;
}

static gboolean
signal_session (Send *send, GCancellable *cancellable, GError **error)
{
  const OptBackend *backend = send->backend;
  gboolean cancels = send->kind == OPT_SESSION_CANCEL;
  g_autofree char *sql
      = opt_sql_fill (get_sql (send, "session-signal"), "function",
                      cancels ? "pg_cancel_backend" : "pg_terminate_backend", NULL);
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) result = NULL;

  opt_params_add_int (params, backend->pid);
  opt_params_add_int (params, backend->backend_start);
  if (cancels && backend->query_start != 0)
    opt_params_add_int (params, backend->query_start);
  else
    opt_params_add_text (params, NULL);
  /* Once it is sent nobody could tell whether it was carried out. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  result = query (send, sql, params, NULL, error);
  if (result == NULL)
    {
      if (error != NULL && *error != NULL)
        explain_denied (send, *error);
      return FALSE;
    }

  return check_sent (send, result, error);
}

static gboolean
has_ended (Send *send, OptResult *state)
{
  const OptBackend *backend = send->backend;

  if (opt_result_get_n_rows (state) == 0
      || opt_result_get_int (state, 0, "backend_start") != backend->backend_start)
    return TRUE;

  return send->kind == OPT_SESSION_CANCEL
         && (!opt_result_get_boolean (state, 0, "active")
             || opt_result_get_int (state, 0, "query_start") != backend->query_start);
}

/* A process comes to it where it can be interrupted. */
static gboolean
wait_for_end (Send *send)
{
  g_autoptr (OptParams) params = opt_params_new ();

  opt_params_add_int (params, send->backend->pid);
  for (guint i = 0; i < LOOKS; i++)
    {
      g_autoptr (OptResult) state
          = query (send, get_sql (send, "session-state"), params, NULL, NULL);

      if (state == NULL)
        return FALSE;
      if (has_ended (send, state))
        return TRUE;
      g_usleep (LOOK_EVERY_MS * 1000);
    }

  return FALSE;
}

/**
 * opt_session_signal_send_sync:
 * @conninfo: the server, as the role that the user named for it
 * @server_id: (nullable): the system identifier that the server must have
 * @backend: the session, as the user saw it when confirming
 * @kind: what is asked of it
 * @audit: the log
 * @cancellable: (nullable): cancels it, as long as nothing was sent
 * @error: return location for an error, with its next step: %OPT_ERROR_REFUSED for a session of
 *   ours, %OPT_ERROR_NOT_FOUND and %OPT_ERROR_CONFLICT where the session is gone or does something
 *   else by now, %OPT_ERROR_DENIED where the role may not
 *
 * Cancels what a session executes, or ends it; written into the audit before, and with how it
 * ended. That the process is still the one that the user saw is checked in the statement that
 * signals it.
 *
 * Returns: (transfer full) (nullable): what became of it
 */
OptSessionSignal *
opt_session_signal_send_sync (OptConninfo *conninfo,
                              const char *server_id,
                              OptBackend *backend,
                              OptSessionSignalKind kind,
                              OptAudit *audit,
                              GCancellable *cancellable,
                              GError **error)
{
  g_auto (Send)
    send = { .backend = backend, .kind = kind };
  g_autoptr (OptSessionSignal) signal = NULL;
  g_autoptr (JsonBuilder) detail = NULL;
  GError *cause = NULL;

  g_return_val_if_fail (conninfo != NULL && backend != NULL && OPT_IS_AUDIT (audit), NULL);

  if (!opt_session_signal_check (backend, kind, error)
      || !open_session (&send, conninfo, server_id, cancellable, error))
    return NULL;

  signal = g_new0 (OptSessionSignal, 1);
  signal->change_id = opt_audit_make_change_id ();
  if (!prepare (&send, conninfo, audit, signal->change_id, error))
    return NULL;
  if (!signal_session (&send, cancellable, &cause))
    {
      opt_change_log_error_sync (audit, signal->change_id, OPT_AUDIT_FAILED, cause, "none", NULL);
      g_propagate_error (error, cause);
      return NULL;
    }

  signal->effective = wait_for_end (&send);
  detail = opt_change_log_begin_detail ();
  opt_json_add_text (detail, "reason",
                     signal->effective ? _ ("It did so.")
                                       : _ ("It was told, and had not come to it yet."));
  if (!opt_change_log_sync (audit, signal->change_id, OPT_AUDIT_DONE, detail, error))
    {
      g_prefix_error (error, _ ("The session was told, but the log can’t say so: "));
      return NULL;
    }

  return g_steal_pointer (&signal);
}
