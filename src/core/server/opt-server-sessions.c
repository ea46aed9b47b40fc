/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-private.h"

/* With the statements each poll makes a point, which has it. */
static void
take_load (OptServer *self)
{
  if (opt_server_get_read_error (self, OPT_POLL_READ_STATEMENTS) == NULL || self->poller == NULL)
    return;

  opt_timeline_update_load (self->timeline);
  opt_server_take_point (self);
  opt_server_record_load (self);
  opt_server_notify_polled (self);
}

static void
sampled (OptServer *self, OptActivity *activity)
{
  /* Whoever hears of it may disconnect, and may let it go. */
  g_autoptr (OptServer) kept = g_object_ref (self);

  opt_server_take_facts (self);
  opt_timeline_sample (self->timeline, activity);
  opt_blocking_history_add (self->blocking, activity);
  opt_session_list_update (self->sessions, activity);
  opt_server_take_activity (self, activity);
  opt_server_take_samples (self, activity);
  take_load (self);
}

void
opt_server_sessions_begin (OptServer *self)
{
  g_signal_connect_swapped (self->poller, "activity", G_CALLBACK (sampled), self);
  opt_server_blocking_begin (self);
}

/* What they did is of a moment that is over. */
void
opt_server_sessions_end (OptServer *self)
{
  opt_server_blocking_end (self);
  opt_server_samples_end (self);
  if (self->sessions != NULL)
    opt_session_list_clear (self->sessions);
}

/**
 * opt_server_get_sessions:
 * @self: a server
 *
 * Returns: (transfer none): what its sessions did when they were last looked at; none while it is
 *   not watched
 */
OptSessionList *
opt_server_get_sessions (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->sessions;
}

/**
 * opt_server_get_blocking:
 * @self: a server
 *
 * Returns: (transfer none): who held whom up since it is watched, and what was recorded of the
 *   day before
 */
OptBlockingHistory *
opt_server_get_blocking (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->blocking;
}
