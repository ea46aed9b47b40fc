/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-connection-private.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-postgres-error.h"
#include "opt-query.h"
#include "opt-sql.h"

/* After that long without an answer to a cancel request the connection is given up. */
#define CANCEL_GRACE_MS 5000

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
opt_connection_set_state (OptConnection *self, OptConnectionState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify (G_OBJECT (self), "state");
}

GError *
opt_connection_make_closed_error (OptConnection *self)
{
  GError *error = NULL;

  if (self->lost_error != NULL)
    return g_error_copy (self->lost_error);

  opt_set_error (&error, OPT_ERROR_UNREACHABLE, _ ("Connect again."),
                 _ ("The connection is closed."));

  return error;
}

/* Ends whatever runs or waits, and lets go of the server. */
void
opt_connection_shut (OptConnection *self, OptConnectionState state)
{
  g_autoptr (GTask) current = g_steal_pointer (&self->current);
  GTask *waiting;

  clear_source (&self->socket_source);
  clear_source (&self->cancel_source);
  clear_source (&self->grace_source);
  g_clear_pointer (&self->connection, PQfinish);
  opt_connection_set_state (self, state);

  if (current != NULL && !g_task_return_error_if_cancelled (current))
    g_task_return_error (current, opt_connection_make_closed_error (self));
  while ((waiting = g_queue_pop_head (&self->queue)) != NULL)
    {
      g_task_return_error (waiting, opt_connection_make_closed_error (self));
      g_object_unref (waiting);
    }
}

static void
lose (OptConnection *self, GError *error)
{
  g_autoptr (OptConnection) keep = g_object_ref (self);

  g_clear_error (&self->lost_error);
  self->lost_error = error;
  opt_connection_shut (self, OPT_CONNECTION_STATE_LOST);
  g_signal_emit_by_name (self, "lost", error);
}

void
opt_connection_lose (OptConnection *self)
{
  lose (self, opt_postgres_error_from_connection (self->connection, self->conninfo));
}

static void
cancel_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  char message[256];

  /* Where it fails the statement runs on, and the grace timer gives the connection up. */
  if (!PQcancel (data, message, sizeof message))
    g_debug ("Cancelling failed: %s", message);
  g_task_return_boolean (task, TRUE);
}

static void
cancel_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptConnection) self = data;

  self->n_cancels--;
  opt_connection_start_next (self);
}

static gboolean
grace_over (gpointer data)
{
  GError *error = NULL;

  opt_set_error (&error, OPT_ERROR_TIMEOUT, _ ("Connect again."),
                 _ ("The server did not answer the request to cancel."));
  lose (data, error);

  return G_SOURCE_REMOVE;
}

static gboolean
current_cancelled (GCancellable *cancellable, gpointer data)
{
  OptConnection *self = data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, cancel_done, g_object_ref (self));

  g_task_set_task_data (task, PQgetCancel (self->connection), (GDestroyNotify) PQfreeCancel);
  self->n_cancels++;
  g_task_run_in_thread (task, cancel_thread);

  self->grace_source = g_timeout_source_new (CANCEL_GRACE_MS);
  g_source_set_callback (self->grace_source, grace_over, self, NULL);
  g_source_attach (self->grace_source, self->context);
  clear_source (&self->cancel_source);

  return G_SOURCE_REMOVE;
}

/* What asks for nothing takes the way there and back alone. What is answered sooner than that
 * shows that the way is shorter. */
static void
note_round_trip (OptConnection *self, const OptQuery *query)
{
  gint64 known = opt_connection_get_round_trip (self);
  gint64 wait = opt_query_get_first_wait (query);

  if (wait == 0 || (!opt_query_is_empty (query) && wait >= known))
    return;

  self->round_trips[self->next_round_trip] = wait;
  self->next_round_trip = (self->next_round_trip + 1) % OPT_CONNECTION_ROUND_TRIPS;
}

/**
 * opt_connection_get_round_trip:
 * @self: a connection
 *
 * It is measured by empty statements, on which the server has no work to do: whoever wants to know
 * it runs one now and then.
 *
 * Returns: how many microseconds the way to the server and back takes, the shortest of late; 0: it
 *   was not measured
 */
gint64
opt_connection_get_round_trip (OptConnection *self)
{
  gint64 shortest = 0;

  g_return_val_if_fail (OPT_IS_CONNECTION (self), 0);

  for (guint i = 0; i < OPT_CONNECTION_ROUND_TRIPS; i++)
    if (self->round_trips[i] != 0 && (shortest == 0 || self->round_trips[i] < shortest))
      shortest = self->round_trips[i];

  return shortest;
}

static void
finish_current (OptConnection *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->current);
  OptQuery *query = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  OptResult *result;

  clear_source (&self->cancel_source);
  clear_source (&self->grace_source);

  note_round_trip (self, query);
  result = opt_query_finish (query, opt_connection_get_round_trip (self), &error);
  if (g_task_return_error_if_cancelled (task))
    g_clear_pointer (&result, opt_result_unref);
  else if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) opt_result_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes what has come; FALSE where the connection is gone, lost or closed by a callback. */
static gboolean
take_results (OptConnection *self)
{
  while (self->current != NULL && !PQisBusy (self->connection))
    {
      OptQuery *query = g_task_get_task_data (self->current);
      PGresult *result = PQgetResult (self->connection);

      if (result == NULL)
        finish_current (self);
      else if (!opt_query_take (query, result))
        {
          finish_current (self);
          lose (self, opt_connection_make_closed_error (self));
        }
    }

  return self->connection != NULL;
}

static void
note_arrival (OptConnection *self)
{
  OptQuery *query = self->current != NULL ? g_task_get_task_data (self->current) : NULL;

  self->n_arrivals++;
  if (query != NULL && query->first_at == 0)
    query->first_at = g_get_monotonic_time ();
}

static gboolean
socket_ready (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (OptConnection) self = g_object_ref (data);
  int unsent;

  if ((condition & G_IO_IN) != 0)
    note_arrival (self);
  if (!PQconsumeInput (self->connection))
    {
      /* A result that came before the end (a FATAL error) says more than the end does. */
      if (take_results (self))
        opt_connection_lose (self);
      return G_SOURCE_REMOVE;
    }
  if (!take_results (self))
    return G_SOURCE_REMOVE;
  if (PQstatus (self->connection) == CONNECTION_BAD)
    {
      opt_connection_lose (self);
      return G_SOURCE_REMOVE;
    }

  unsent = PQflush (self->connection);
  if (unsent < 0)
    {
      opt_connection_lose (self);
      return G_SOURCE_REMOVE;
    }
  opt_connection_start_next (self);
  if (self->connection != NULL && self->current != NULL)
    unsent = PQflush (self->connection);
  if (self->connection != NULL && !self->borrowed)
    opt_connection_watch_socket (self, unsent > 0 ? G_IO_IN | G_IO_OUT : G_IO_IN);

  return G_SOURCE_CONTINUE;
}

/**
 * opt_connection_get_n_arrivals:
 * @self: a connection
 *
 * For whoever waits: as long as this grows, the server is there, even if its answer is not
 * complete.
 *
 * Returns: how often something came from the server
 */
guint64
opt_connection_get_n_arrivals (OptConnection *self)
{
  g_return_val_if_fail (OPT_IS_CONNECTION (self), 0);

  return self->n_arrivals;
}

void
opt_connection_unwatch_socket (OptConnection *self)
{
  clear_source (&self->socket_source);
}

/* The source stays while the connection is idle, so that a server's end is noticed. */
void
opt_connection_watch_socket (OptConnection *self, GIOCondition condition)
{
  if (self->socket_source != NULL && self->socket_condition == condition)
    return;

  clear_source (&self->socket_source);
  self->socket_condition = condition;
  self->socket_source = g_unix_fd_source_new (PQsocket (self->connection), condition);
  g_source_set_callback (self->socket_source, G_SOURCE_FUNC (socket_ready), self, NULL);
  g_source_attach (self->socket_source, self->context);
}

static void
send_current (OptConnection *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->current);
  OptQuery *query = g_task_get_task_data (self->current);
  int unsent;

  if (!opt_query_send (query, self->connection))
    {
      opt_connection_lose (self);
      return;
    }

  if (cancellable != NULL)
    {
      self->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (current_cancelled), self, NULL);
      g_source_attach (self->cancel_source, self->context);
    }

  unsent = PQflush (self->connection);
  if (unsent < 0)
    opt_connection_lose (self);
  else
    opt_connection_watch_socket (self, unsent > 0 ? G_IO_IN | G_IO_OUT : G_IO_IN);
}

static GTask *
make_own_task (OptConnection *self, const char *name)
{
  GTask *task = g_task_new (self, NULL, NULL, NULL);
  OptQuery *query
      = opt_query_new (opt_sql_get ("session", name, self->server_version), NULL, OPT_QUERY_SCRIPT);

  query->wrapped = TRUE;
  g_task_set_source_tag (task, make_own_task);
  g_task_set_task_data (task, query, (GDestroyNotify) opt_query_free);

  return task;
}

/* A pooler gives each transaction to whatever session of the server is free: each begins with the
 * settings that a session of ours would have, and a statement that is in none has one of its own.
 */
static void
wrap (OptConnection *self, GTask *task)
{
  OptQuery *query = g_task_get_task_data (task);
  gboolean alone = !self->in_transaction && !(query->flags & OPT_QUERY_BEGINS);

  query->wrapped = TRUE;
  if (alone)
    g_queue_push_head (&self->queue, make_own_task (self, "pooled-end"));
  else if (query->flags & OPT_QUERY_BEGINS)
    g_queue_push_head (&self->queue, make_own_task (self, "pooled-settings"));
  g_queue_push_head (&self->queue, g_object_ref (task));
  if (alone)
    {
      g_queue_push_head (&self->queue, make_own_task (self, "pooled-settings"));
      g_queue_push_head (&self->queue, make_own_task (self, "pooled-begin"));
    }
  self->in_transaction = !alone && !(query->flags & OPT_QUERY_ENDS);
}

void
opt_connection_start_next (OptConnection *self)
{
  while (self->state == OPT_CONNECTION_STATE_OPEN && self->current == NULL && self->n_cancels == 0
         && !self->borrowed && !g_queue_is_empty (&self->queue))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->queue);

      if (g_task_return_error_if_cancelled (task))
        continue;
      if (self->pooled && !((const OptQuery *) g_task_get_task_data (task))->wrapped)
        {
          wrap (self, task);
          continue;
        }

      self->current = g_steal_pointer (&task);
      send_current (self);
    }
}
