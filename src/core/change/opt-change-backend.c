/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-backend.h"

#include <glib/gi18n-lib.h>

#include "opt-change-log.h"
#include "opt-error.h"
#include "opt-sql.h"

/* A build comes to it where it can be interrupted. */
#define LOOKS 50
#define LOOK_EVERY_MS 100

/**
 * opt_change_backend_clear:
 * @self: a backend
 */
void
opt_change_backend_clear (OptChangeBackend *self)
{
  g_clear_pointer (&self->phase, g_free);
}

static OptResult *
ask (OptChangeSession *session,
     const char *name,
     OptAuditChange *change,
     gboolean undo,
     gboolean table,
     GCancellable *cancellable,
     GError **error)
{
  OptAuditEvent event = undo ? OPT_AUDIT_UNDO_STARTED : OPT_AUDIT_STARTED;
  g_autofree char *relation = NULL;
  g_autofree char *running = NULL;
  g_autoptr (OptParams) params = opt_params_new ();
  const char *sql
      = opt_sql_get ("change", name, opt_connection_get_server_version (session->connection));

  opt_change_log_get_running (change, undo, &running, &relation);
  opt_params_add_int (params, opt_change_log_get_int (change, event, "pid"));
  opt_params_add_int (params, opt_change_log_get_int (change, event, "backend_start"));
  opt_params_add_text (params, running);
  if (table)
    opt_params_add_text (params, relation);

  return opt_connection_query_sync (session->connection, sql != NULL ? sql : "", params,
                                    OPT_QUERY_NONE, cancellable, error);
}

/**
 * opt_change_backend_find_sync:
 * @session: a session, in the change's database
 * @change: a change that was interrupted
 * @undo: whether its undo was
 * @backend: (out): who carries it out
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Who dies does not stop the server: what it was told to build it goes on to build. A change whose
 * start was logged without the process that runs it is taken for ended.
 *
 * Returns: whether the server answered
 */
gboolean
opt_change_backend_find_sync (OptChangeSession *session,
                              OptAuditChange *change,
                              gboolean undo,
                              OptChangeBackend *backend,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (OptResult) result = NULL;

  *backend = (OptChangeBackend){ 0 };
  result = ask (session, "find-backend", change, undo, TRUE, cancellable, error);
  if (result == NULL)
    return FALSE;
  if (opt_result_get_n_rows (result) == 0)
    return TRUE;

  backend->pid = (int) opt_result_get_int (result, 0, "pid");
  backend->since = opt_result_get_int (result, 0, "since");
  backend->phase = g_strdup (opt_result_get_text (result, 0, "phase"));

  return TRUE;
}

static void
set_not_ended (int pid, GError **error)
{
  opt_set_error (error, OPT_ERROR_TIMEOUT, _ ("Look again later."),
                 _ ("The session %d was told to cancel, and had not come to it yet."), pid);
}

/**
 * opt_change_backend_cancel_sync:
 * @session: a session, in the change's database
 * @change: a change that was interrupted
 * @undo: whether its undo was
 * @cancellable: (nullable): stops the waiting
 * @error: return location for an error: %OPT_ERROR_DENIED where the role may not,
 *   %OPT_ERROR_TIMEOUT where it had not ended after some seconds
 *
 * Cancels the statement of the process that carries it out, and of no other: that it is the same is
 * looked at in the statement that does it. What it leaves is not looked at.
 *
 * Returns: whether nobody carries it out any more
 */
gboolean
opt_change_backend_cancel_sync (OptChangeSession *session,
                                OptAuditChange *change,
                                gboolean undo,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (OptResult) sent
      = ask (session, "cancel-backend", change, undo, FALSE, cancellable, error);
  g_auto (OptChangeBackend)
    backend = { 0 };

  if (sent == NULL)
    return FALSE;

  for (guint i = 0; i < LOOKS; i++)
    {
      opt_change_backend_clear (&backend);
      if (!opt_change_backend_find_sync (session, change, undo, &backend, cancellable, error))
        return FALSE;
      if (backend.pid == 0)
        return TRUE;
      /* It is found by its lock where the role may not see it; told it was nothing. */
      if (opt_result_get_n_rows (sent) == 0 && i > 0)
        {
          opt_set_error (error, OPT_ERROR_DENIED, _ ("Connect as its role, or as a superuser."),
                         _ ("This role may not cancel the session %d."), backend.pid);
          return FALSE;
        }
      g_usleep (LOOK_EVERY_MS * 1000);
    }
  set_not_ended (backend.pid, error);

  return FALSE;
}
