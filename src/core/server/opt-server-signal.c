/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-signal.h"

#include "opt-server-private.h"
#include "opt-worker.h"

typedef struct
{
  OptConninfo *conninfo;
  char *server_id; /* (nullable) */
  OptBackend *backend;
  OptSessionSignalKind kind;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  opt_conninfo_unref (order->conninfo);
  g_free (order->server_id);
  opt_backend_unref (order->backend);
  g_free (order);
}

static void
signal_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;
  GError *error = NULL;
  g_autoptr (OptAudit) audit = opt_audit_open_sync (NULL, &error);
  OptSessionSignal *signal = NULL;

  if (audit != NULL)
    signal = opt_session_signal_send_sync (order->conninfo, order->server_id, order->backend,
                                           order->kind, audit, cancellable, &error);
  if (signal != NULL)
    g_task_return_pointer (task, signal, (GDestroyNotify) opt_session_signal_free);
  else
    g_task_return_error (task, error);
}

/**
 * opt_server_signal_session_async:
 * @self: a server
 * @backend: a session of it, as the user saw it when confirming
 * @kind: what is asked of it
 * @role: (nullable): the role that does it; %NULL for the one that watches
 * @password: (nullable): of @role, where libpq does not find it
 * @cancellable: (nullable): cancels it, as long as nothing was sent
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * As opt_session_signal_send_sync(). It waits for no other work: whoever holds others up is to be
 * stopped now. ::changes-changed is emitted when it has ended.
 */
void
opt_server_signal_session_async (OptServer *self,
                                 OptBackend *backend,
                                 OptSessionSignalKind kind,
                                 const char *role,
                                 const char *password,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Order *order;

  g_return_if_fail (OPT_IS_SERVER (self) && backend != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_server_signal_session_async);
  g_task_set_check_cancellable (task, FALSE);
  order = g_new0 (Order, 1);
  order->conninfo = opt_conninfo_as (self->conninfo, role, password);
  order->server_id = g_strdup (
      self->facts != NULL ? opt_server_facts_get_system_identifier (self->facts) : NULL);
  order->backend = opt_backend_ref (backend);
  order->kind = kind;
  g_task_set_task_data (task, order, order_free);
  opt_worker_run (task, signal_thread);
}

/**
 * opt_server_signal_session_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error, with the next step
 *
 * Returns: (transfer full) (nullable): what became of it
 */
OptSessionSignal *
opt_server_signal_session_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  OptSessionSignal *signal;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  signal = g_task_propagate_pointer (G_TASK (result), error);
  /* One that failed left its word in the log, too. */
  opt_server_notify_changes (self);

  return signal;
}
