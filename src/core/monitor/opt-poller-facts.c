/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poller-private.h"

#include "opt-worker.h"

/* In a worker: they take several queries in sequence. */
void
opt_poller_load_facts (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (OptConnection) connection
      = opt_connection_new (data, OPT_CONNECTION_ROLE_MONITOR, "poll");
  GError *error = NULL;
  OptServerFacts *facts = NULL;

  if (opt_connection_open_sync (connection, cancellable, &error))
    facts = opt_server_facts_load_sync (connection, cancellable, &error);
  opt_connection_close (connection);

  if (facts != NULL)
    g_task_return_pointer (task, facts, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
learned (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  g_autoptr (OptServerFacts) facts = g_task_propagate_pointer (G_TASK (result), NULL);
  gboolean elsewhere;

  if (opt_poller_is_stale (self, result))
    return;
  /* The connection was lost meanwhile: the next one reads them anew, when it is its time. */
  if (self->connection == NULL)
    {
      self->learning = FALSE;
      return;
    }
  elsewhere = facts != NULL
              && g_strcmp0 (opt_server_facts_get_system_identifier (facts),
                            opt_server_facts_get_system_identifier (self->facts))
                     != 0;
  if (elsewhere && !self->busy)
    {
      /* Another server answers at this address than the one we are still connected to. */
      opt_poller_set_connection (self, NULL);
      self->learning = FALSE;
      opt_poller_wait (self, 0);
      return;
    }
  if (facts != NULL && !elsewhere)
    g_set_object (&self->facts, facts);
  opt_poller_end_learning (self);
}

/* Reads the facts anew, beside the connection that goes on reading what can be read. */
void
opt_poller_learn (OptPoller *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->learning)
    return;

  self->learning = TRUE;
  /* The worker may be the last to let go of the task, and must not be that of the poller. */
  task = g_task_new (NULL, self->cancellable, learned, g_object_ref (self));
  g_task_set_source_tag (task, opt_poller_learn);
  g_task_set_task_data (task, opt_conninfo_ref (self->conninfo),
                        (GDestroyNotify) opt_conninfo_unref);
  opt_worker_run (task, opt_poller_load_facts);
}
