/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-private.h"
#include "opt-server-record.h"

/* As often as a minute is written. */
#define LOOK_EVERY (60 * G_USEC_PER_SEC)

static void
newcomers_read (GObject *source, GAsyncResult *result, gpointer data)
{
  OptServer *self = OPT_SERVER (source);
  g_autoptr (OptNewcomers) newcomers = opt_server_get_newcomers_finish (self, result, NULL);

  /* It is another server by now, or none. */
  if (g_task_get_cancellable (G_TASK (result)) != self->newcomers)
    return;

  g_clear_object (&self->newcomers);
  /* A history that can't be read says so where it is kept and shown: here nothing is known. */
  opt_statement_list_set_newcomers (self->statements, newcomers);
  opt_statement_list_update (self->statements);
}

/* Which statements of the window are new. The history is read by another thread. */
void
opt_server_look_for_newcomers (OptServer *self, OptSnapshot *snapshot)
{
  gint64 now = g_get_monotonic_time ();

  if (self->newcomers != NULL || (self->newcomers_at != 0 && now - self->newcomers_at < LOOK_EVERY))
    return;

  self->newcomers_at = now;
  self->newcomers = g_cancellable_new ();
  opt_server_get_newcomers_async (self, snapshot->time - opt_timeline_get_span (self->timeline),
                                  snapshot->time, self->newcomers, newcomers_read, NULL);
}

void
opt_server_forget_newcomers (OptServer *self)
{
  g_cancellable_cancel (self->newcomers);
  g_clear_object (&self->newcomers);
  self->newcomers_at = 0;
  opt_statement_list_set_newcomers (self->statements, NULL);
}
