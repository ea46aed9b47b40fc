/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poller-private.h"

/* The way may change: a laptop goes elsewhere, a server moves. */
#define INTERVAL (30 * G_USEC_PER_SEC)

static void
measured (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) none
      = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);

  if (opt_poller_is_stale (self, result))
    return;

  if (none != NULL)
    opt_poller_wait (self, 0);
  else
    opt_poller_fail (self, error);
}

/* Before a read, where it was not for a while. What a read costs the server is what it is waited
 * for without the way there and back, and a statement that is empty takes nothing but that. Begins
 * it, and then goes on by itself; FALSE where there is no need. */
gboolean
opt_poller_measure_way (OptPoller *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->measured_at != 0 && now - self->measured_at < INTERVAL)
    return FALSE;

  self->busy = TRUE;
  self->measured_at = now;
  opt_poller_begin_patience (self);
  opt_connection_query_async (self->connection, "", NULL, OPT_QUERY_NONE, self->cancellable,
                              measured, g_object_ref (self));

  return TRUE;
}
