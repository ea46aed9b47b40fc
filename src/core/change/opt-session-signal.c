/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-signal.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-server-facts.h"
#include "opt-sql.h"

static const struct
{
  const char *nick;
  const char *function;
} kinds[] = {
  [OPT_SESSION_CANCEL] = { "cancel-statement", "pg_cancel_backend" },
  [OPT_SESSION_TERMINATE] = { "terminate-session", "pg_terminate_backend" },
};

/**
 * opt_session_signal_free:
 * @self: (nullable) (transfer full): what became of it
 */
void
opt_session_signal_free (OptSessionSignal *self)
{
  if (self == NULL)
    return;

  g_free (self->change_id);
  g_free (self);
}

/**
 * opt_session_signal_get_nick:
 * @kind: what is asked
 *
 * Returns: (transfer none): what the audit calls it
 */
const char *
opt_session_signal_get_nick (OptSessionSignalKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].nick;
}

/**
 * opt_session_signal_is_nick:
 * @nick: (nullable): what the audit calls a change
 *
 * Returns: whether it was one of these, which leaves nothing behind that could be taken back
 */
gboolean
opt_session_signal_is_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (nick, kinds[i].nick) == 0)
      return TRUE;

  return FALSE;
}

/* Processes that the server needs are left to it, and a worker is its leader's. */
static gboolean
has_client (const OptBackend *backend)
{
  return opt_backend_is_client (backend) || g_strcmp0 (backend->type, "autovacuum worker") == 0
         || g_strcmp0 (backend->type, "walsender") == 0;
}

/**
 * opt_session_signal_check:
 * @backend: a session
 * @kind: what would be asked
 * @error: return location for an error: %OPT_ERROR_REFUSED
 *
 * Returns: whether that may be asked of it, as far as can be told from here
 */
gboolean
opt_session_signal_check (const OptBackend *backend, OptSessionSignalKind kind, GError **error)
{
  g_autofree char *step = NULL;

  g_return_val_if_fail (backend != NULL, FALSE);

  if (backend->pid == 0)
    opt_set_error (error, OPT_ERROR_REFUSED,
                   _ ("As its owner or a superuser, in its database: COMMIT PREPARED or ROLLBACK "
                      "PREPARED, with its name from pg_prepared_xacts."),
                   _ ("A prepared transaction has no session. Nothing was changed."));
  else if (backend->state == OPT_BACKEND_HIDDEN)
    opt_set_error (
        error, OPT_ERROR_DENIED,
        _ ("As an administrator: GRANT pg_read_all_stats to the role that watches, so that "
           "it can be told that the process is still the same."),
        _ ("The session %d is hidden from the role that watches. Nothing was changed."),
        backend->pid);
  else if (opt_backend_is_own (backend))
    opt_set_error (error, OPT_ERROR_REFUSED, _ ("Disconnect from the server, or cancel the job."),
                   _ ("The session %d is OptiSchema’s own. Nothing was changed."), backend->pid);
  else if (backend->leader_pid != 0 && g_strcmp0 (backend->type, "parallel worker") == 0)
    {
      step = g_strdup_printf (_ ("Take its leader, the session %d."), backend->leader_pid);
      opt_set_error (error, OPT_ERROR_REFUSED, step,
                     _ ("The process %d works for another session. Nothing was changed."),
                     backend->pid);
    }
  else if (!has_client (backend))
    opt_set_error (error, OPT_ERROR_REFUSED, NULL,
                   _ ("The process %d (%s) is the server’s own. Nothing was changed."),
                   backend->pid, backend->type != NULL ? backend->type : "?");
  else if (kind == OPT_SESSION_CANCEL && backend->state != OPT_BACKEND_ACTIVE
           && backend->state != OPT_BACKEND_UNKNOWN)
    opt_set_error (error, OPT_ERROR_REFUSED, _ ("Only ending the session ends its transaction."),
                   _ ("The session %d executes nothing that could be cancelled. Nothing was "
                      "changed."),
                   backend->pid);
  else
    return TRUE;

  return FALSE;
}

/**
 * opt_session_signal_is_possible:
 * @backend: a session
 * @kind: what would be asked
 *
 * Returns: as opt_session_signal_check()
 */
gboolean
opt_session_signal_is_possible (const OptBackend *backend, OptSessionSignalKind kind)
{
  return opt_session_signal_check (backend, kind, NULL);
}

/**
 * opt_session_signal_describe:
 * @backend: a session
 * @kind: what is asked
 *
 * Returns: (transfer full): it in words, with whose session it is
 */
char *
opt_session_signal_describe (const OptBackend *backend, OptSessionSignalKind kind)
{
  g_autofree char *who = NULL;

  g_return_val_if_fail (backend != NULL, NULL);

  who = opt_backend_describe_who (backend);

  return kind == OPT_SESSION_CANCEL
             ? g_strdup_printf (_ ("Cancel the statement of session %d (%s)"), backend->pid, who)
             : g_strdup_printf (_ ("End session %d (%s)"), backend->pid, who);
}

/**
 * opt_session_signal_get_sql:
 * @backend: a session
 * @kind: what is asked
 *
 * Returns: (transfer full): what a person would type for it
 */
char *
opt_session_signal_get_sql (const OptBackend *backend, OptSessionSignalKind kind)
{
  g_autofree char *pid = NULL;

  g_return_val_if_fail (backend != NULL && (guint) kind < G_N_ELEMENTS (kinds), NULL);

  pid = g_strdup_printf ("%d", backend->pid);

  return g_strchomp (opt_sql_fill (opt_sql_get ("change", "session-call", OPT_SERVER_NEWEST),
                                   "function", kinds[kind].function, "pid", pid, NULL));
}

/**
 * opt_session_signal_get_risk:
 * @backend: a session
 * @kind: what is asked
 *
 * Returns: (transfer full): what it means for whoever has the session
 */
char *
opt_session_signal_get_risk (const OptBackend *backend, OptSessionSignalKind kind)
{
  g_return_val_if_fail (backend != NULL, NULL);

  if (kind == OPT_SESSION_CANCEL)
    return g_strdup (backend->xact_start != 0 && backend->writes
                         ? _ ("Its statement fails, and its transaction, which has changed "
                              "something, can only be rolled back. The session stays. This can’t "
                              "be undone.")
                         : _ ("Its statement fails, and the transaction that it is in with it. The "
                              "session stays. This can’t be undone."));

  return g_strdup (
      backend->writes
          ? _ ("Its client loses the connection, and what its transaction has changed is rolled "
               "back, which can take as long as it took to change. This can’t be undone.")
          : _ ("Its client loses the connection; a transaction that is open is rolled back. This "
               "can’t be undone."));
}
