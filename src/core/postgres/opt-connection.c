/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-connection.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-connect.h"
#include "opt-connection-private.h"
#include "opt-error.h"
#include "opt-postgres-error.h"
#include "opt-query.h"

#define DEFAULT_OPEN_TIMEOUT_MS 10000

enum
{
  PROP_STATE = 1,
  N_PROPS
};

enum
{
  SIGNAL_LOST,
  SIGNAL_NOTICE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptConnection, opt_connection, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (OptConnectionState,
                    opt_connection_state,
                    G_DEFINE_ENUM_VALUE (OPT_CONNECTION_STATE_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (OPT_CONNECTION_STATE_OPENING, "opening"),
                    G_DEFINE_ENUM_VALUE (OPT_CONNECTION_STATE_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (OPT_CONNECTION_STATE_LOST, "lost"))

static void
take_notice (void *data, const PGresult *result)
{
  OptConnection *self = data;
  const char *message = PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);

  if (message != NULL)
    g_signal_emit (self, signals[SIGNAL_NOTICE], 0, message);
}

/* What a thread needs to connect: no reference of its own to the connection, whose last one would
 * then go in the wrong thread. */
typedef struct
{
  OptConninfo *conninfo;
  OptConnectionRole role;
  char *lane;
  guint timeout_ms;
  gboolean pooled; /* what came of it */
} OpenRequest;

static void
open_request_free (gpointer data)
{
  OpenRequest *request = data;

  opt_conninfo_unref (request->conninfo);
  g_free (request->lane);
  g_free (request);
}

static OpenRequest *
open_request_new (OptConnection *self)
{
  OpenRequest *request = g_new0 (OpenRequest, 1);

  request->conninfo = opt_conninfo_ref (self->conninfo);
  request->role = self->role;
  request->lane = g_strdup (self->lane);
  request->timeout_ms = self->open_timeout_ms;

  return request;
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpenRequest *request = data;
  GError *error = NULL;
  PGconn *connection
      = opt_connect_blocking (request->conninfo, request->role, request->lane, request->timeout_ms,
                              &request->pooled, cancellable, &error);

  if (connection != NULL)
    g_task_return_pointer (task, connection, (GDestroyNotify) PQfinish);
  else
    g_task_return_error (task, error);
}

static void
open_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  OptConnection *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  PGconn *connection = g_task_propagate_pointer (G_TASK (result), &error);

  if (connection == NULL)
    {
      opt_connection_set_state (self, OPT_CONNECTION_STATE_CLOSED);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (self->state != OPT_CONNECTION_STATE_OPENING)
    {
      PQfinish (connection);
      g_task_return_error (task, opt_connection_make_closed_error (self));
      return;
    }

  self->connection = connection;
  self->pooled = ((const OpenRequest *) g_task_get_task_data (G_TASK (result)))->pooled;
  self->in_transaction = FALSE;
  memset (self->round_trips, 0, sizeof self->round_trips);
  self->server_version = PQserverVersion (connection);
  PQsetNoticeReceiver (connection, take_notice, self);
  opt_connection_set_state (self, OPT_CONNECTION_STATE_OPEN);
  opt_connection_watch_socket (self, G_IO_IN);
  g_task_return_boolean (task, TRUE);
  opt_connection_start_next (self);
}

/**
 * opt_connection_open_async:
 * @self: a connection that is closed or lost
 * @cancellable: (nullable): ends the attempt
 * @callback: called when it is open or failed
 * @user_data: for @callback
 *
 * Opens the connection. Queries may be handed over meanwhile: they wait.
 */
void
opt_connection_open_async (OptConnection *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  g_autoptr (GTask) thread_task = NULL;

  g_return_if_fail (OPT_IS_CONNECTION (self));
  g_return_if_fail (self->connection == NULL);
  g_return_if_fail (self->state != OPT_CONNECTION_STATE_OPENING);

  g_clear_error (&self->lost_error);
  opt_connection_set_state (self, OPT_CONNECTION_STATE_OPENING);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_connection_open_async);
  g_task_set_check_cancellable (task, FALSE);
  thread_task = g_task_new (NULL, cancellable, open_done, task);
  g_task_set_task_data (thread_task, open_request_new (self), open_request_free);
  g_task_set_check_cancellable (thread_task, FALSE);
  g_task_run_in_thread (thread_task, open_thread);
}

/**
 * opt_connection_open_finish:
 * @self: a connection
 * @result: from the callback
 * @error: return location for an error
 *
 * Returns: whether it is open
 */
gboolean
opt_connection_open_finish (OptConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
iterate_until (OptConnection *self, GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (self->context, TRUE);

  return *result;
}

/* The callback comes on the context that is the thread's default now. */
static gboolean
is_own_context (OptConnection *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  return context == self->context;
}

/**
 * opt_connection_open_sync:
 * @self: a connection of this thread
 * @cancellable: (nullable): ends the attempt
 * @error: return location for an error
 *
 * As opt_connection_open_async(), iterating the connection's context meanwhile.
 *
 * Returns: whether it is open
 */
gboolean
opt_connection_open_sync (OptConnection *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (OPT_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (is_own_context (self), FALSE);

  opt_connection_open_async (self, cancellable, keep_result, &result);
  iterate_until (self, &result);

  return opt_connection_open_finish (self, result, error);
}

/**
 * opt_connection_close:
 * @self: a connection
 *
 * Closes it. Queries that run or wait end with %OPT_ERROR_UNREACHABLE.
 */
void
opt_connection_close (OptConnection *self)
{
  g_autoptr (OptConnection) keep = NULL;

  g_return_if_fail (OPT_IS_CONNECTION (self));

  keep = g_object_ref (self);
  g_clear_error (&self->lost_error);
  opt_connection_shut (self, OPT_CONNECTION_STATE_CLOSED);
}

/**
 * opt_connection_query_async:
 * @self: a connection
 * @sql: the statement
 * @params: (nullable): its values
 * @flags: how to run it
 * @cancellable: (nullable): cancels it, on the server too
 * @callback: called when all rows have come
 * @user_data: for @callback
 *
 * Runs a statement after those that were handed over before. A cancelled query returns when the
 * server has confirmed its end.
 */
void
opt_connection_query_async (OptConnection *self,
                            const char *sql,
                            const OptParams *params,
                            OptQueryFlags flags,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (OPT_IS_CONNECTION (self));
  g_return_if_fail (sql != NULL);
  g_return_if_fail (params == NULL || (flags & OPT_QUERY_SCRIPT) == 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_connection_query_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, opt_query_new (sql, params, flags), (GDestroyNotify) opt_query_free);

  if (self->state != OPT_CONNECTION_STATE_OPEN && self->state != OPT_CONNECTION_STATE_OPENING)
    {
      g_task_return_error (task, opt_connection_make_closed_error (self));
      g_object_unref (task);
      return;
    }

  g_queue_push_tail (&self->queue, task);
  opt_connection_start_next (self);
}

/**
 * opt_connection_query_finish:
 * @self: a connection
 * @result: from the callback
 * @error: return location for an error: %OPT_ERROR by the SQLSTATE's class, or
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the rows
 */
OptResult *
opt_connection_query_finish (OptConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * opt_connection_query_sync:
 * @self: a connection of this thread
 * @sql: the statement
 * @params: (nullable): its values
 * @flags: how to run it
 * @cancellable: (nullable): cancels it, on the server too
 * @error: return location for an error
 *
 * As opt_connection_query_async(), iterating the connection's context meanwhile. For workers: on
 * the main thread of a program with a window it would let the window's events in.
 *
 * Returns: (transfer full) (nullable): the rows
 */
OptResult *
opt_connection_query_sync (OptConnection *self,
                           const char *sql,
                           const OptParams *params,
                           OptQueryFlags flags,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (OPT_IS_CONNECTION (self), NULL);
  g_return_val_if_fail (sql != NULL, NULL);
  g_return_val_if_fail (is_own_context (self), NULL);

  opt_connection_query_async (self, sql, params, flags, cancellable, keep_result, &result);
  iterate_until (self, &result);

  return opt_connection_query_finish (self, result, error);
}

/**
 * opt_connection_execute_sync:
 * @self: a connection of this thread
 * @sql: the statement
 * @params: (nullable): its values
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * A query whose rows nobody wants.
 *
 * Returns: whether it succeeded
 */
gboolean
opt_connection_execute_sync (OptConnection *self,
                             const char *sql,
                             const OptParams *params,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (OptResult) result
      = opt_connection_query_sync (self, sql, params, OPT_QUERY_NONE, cancellable, error);

  return result != NULL;
}

/* Hands the PGconn to opt-copy.c, in blocking steps of its own, while no query runs. */
PGconn *
opt_connection_borrow (OptConnection *self, GError **error)
{
  g_assert (self->current == NULL && g_queue_is_empty (&self->queue) && !self->borrowed);

  if (self->state != OPT_CONNECTION_STATE_OPEN)
    {
      g_propagate_error (error, opt_connection_make_closed_error (self));
      return NULL;
    }

  opt_connection_unwatch_socket (self);
  self->borrowed = TRUE;

  return self->connection;
}

void
opt_connection_give_back (OptConnection *self)
{
  g_assert (self->borrowed);

  self->borrowed = FALSE;
  if (PQstatus (self->connection) == CONNECTION_BAD)
    {
      opt_connection_lose (self);
      return;
    }
  opt_connection_watch_socket (self, G_IO_IN);
  opt_connection_start_next (self);
}

/**
 * opt_connection_get_state:
 * @self: a connection
 *
 * Returns: its state
 */
OptConnectionState
opt_connection_get_state (OptConnection *self)
{
  g_return_val_if_fail (OPT_IS_CONNECTION (self), OPT_CONNECTION_STATE_CLOSED);

  return self->state;
}

/**
 * opt_connection_get_conninfo:
 * @self: a connection
 *
 * Returns: (transfer none): where it connects to
 */
OptConninfo *
opt_connection_get_conninfo (OptConnection *self)
{
  g_return_val_if_fail (OPT_IS_CONNECTION (self), NULL);

  return self->conninfo;
}

/**
 * opt_connection_get_role:
 * @self: a connection
 *
 * Returns: what it is for
 */
OptConnectionRole
opt_connection_get_role (OptConnection *self)
{
  g_return_val_if_fail (OPT_IS_CONNECTION (self), OPT_CONNECTION_ROLE_MONITOR);

  return self->role;
}

/**
 * opt_connection_get_server_version:
 * @self: a connection
 *
 * It is still told where the connection was lost: what is asked of it next fails with the loss, and
 * not for want of SQL for a version that nobody knows.
 *
 * Returns: the version as a number, 150018 for 15.18; 0 where it was never open
 */
int
opt_connection_get_server_version (OptConnection *self)
{
  g_return_val_if_fail (OPT_IS_CONNECTION (self), 0);

  return self->server_version;
}

/**
 * opt_connection_get_backend_pid:
 * @self: an open connection
 *
 * Returns: the process at the other end; 0 where it is not open
 */
int
opt_connection_get_backend_pid (OptConnection *self)
{
  g_return_val_if_fail (OPT_IS_CONNECTION (self), 0);

  return self->connection != NULL ? PQbackendPID (self->connection) : 0;
}

/**
 * opt_connection_set_open_timeout:
 * @self: a connection
 * @milliseconds: how long opening may take, all hosts together; 10 s unless said otherwise
 */
void
opt_connection_set_open_timeout (OptConnection *self, guint milliseconds)
{
  g_return_if_fail (OPT_IS_CONNECTION (self));

  self->open_timeout_ms = milliseconds;
}

/**
 * opt_connection_new:
 * @conninfo: where to connect
 * @role: what the session is for
 * @lane: what the session is called in pg_stat_activity after "optischema/": "poll",
 *   "interactive", "change" …
 *
 * Returns: (transfer full): a connection, not open yet, on the thread's default main context
 */
OptConnection *
opt_connection_new (OptConninfo *conninfo, OptConnectionRole role, const char *lane)
{
  OptConnection *self;
  const char *timeout;

  g_return_val_if_fail (conninfo != NULL && lane != NULL, NULL);

  self = g_object_new (OPT_TYPE_CONNECTION, NULL);
  self->conninfo = opt_conninfo_ref (conninfo);
  self->role = role;
  self->lane = g_strdup (lane);
  timeout = opt_conninfo_get (conninfo, "connect_timeout");
  if (timeout != NULL && g_ascii_strtoll (timeout, NULL, 10) > 0)
    self->open_timeout_ms = (guint) g_ascii_strtoll (timeout, NULL, 10) * 1000;

  return self;
}

static void
opt_connection_dispose (GObject *object)
{
  OptConnection *self = OPT_CONNECTION (object);

  opt_connection_shut (self, OPT_CONNECTION_STATE_CLOSED);

  G_OBJECT_CLASS (opt_connection_parent_class)->dispose (object);
}

static void
opt_connection_finalize (GObject *object)
{
  OptConnection *self = OPT_CONNECTION (object);

  g_clear_pointer (&self->conninfo, opt_conninfo_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_error (&self->lost_error);
  g_free (self->lane);

  G_OBJECT_CLASS (opt_connection_parent_class)->finalize (object);
}

static void
opt_connection_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptConnection *self = OPT_CONNECTION (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_connection_class_init (OptConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_connection_dispose;
  object_class->finalize = opt_connection_finalize;
  object_class->get_property = opt_connection_get_property;

  /**
   * OptConnection:state:
   *
   * Whether it is open.
   */
  properties[PROP_STATE]
      = g_param_spec_enum ("state", NULL, NULL, OPT_TYPE_CONNECTION_STATE,
                           OPT_CONNECTION_STATE_CLOSED, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * OptConnection::lost:
   * @self: the connection
   * @error: why
   *
   * The server or the network ended an open connection.
   */
  signals[SIGNAL_LOST] = g_signal_new ("lost", OPT_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * OptConnection::notice:
   * @self: the connection
   * @message: what the server said
   *
   * A notice or a warning.
   */
  signals[SIGNAL_NOTICE] = g_signal_new ("notice", OPT_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
opt_connection_init (OptConnection *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->open_timeout_ms = DEFAULT_OPEN_TIMEOUT_MS;
  g_queue_init (&self->queue);
}
