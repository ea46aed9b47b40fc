/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poller-private.h"

static void
looked (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  g_autoptr (GError) error = NULL;
  gint64 elapsed;
  gint64 bytes;
  g_autoptr (GPtrArray) events
      = opt_event_watch_look_finish (OPT_CONNECTION (object), result, &elapsed, &bytes, &error);

  if (opt_poller_is_stale (self, result))
    return;
  if (events == NULL)
    {
      opt_poller_fail_read (self, OPT_POLL_READ_EVENTS, error);
      return;
    }

  opt_poller_end_read (self, OPT_POLL_READ_EVENTS, elapsed, bytes);
  opt_poller_set_read_error (self, OPT_POLL_READ_EVENTS, NULL);
  for (guint i = 0; i < events->len; i++)
    {
      const OptTimelineEvent *event = events->pdata[i];

      g_signal_emit_by_name (self, "event", event->time, event->kind, event->text);
    }
}

/* Begins to look what was done to the server. */
void
opt_poller_take_events (OptPoller *self)
{
  opt_event_watch_look_async (self->events, self->connection, self->facts, self->cancellable,
                              looked, g_object_ref (self));
}
