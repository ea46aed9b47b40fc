/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-private.h"

/**
 * opt_server_connect:
 * @self: a server
 *
 * Connects and watches it, until it is disconnected. One that is lost is tried anew at once.
 */
void
opt_server_connect (OptServer *self)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  if (self->state == OPT_SERVER_ONLINE)
    return;
  if (self->state == OPT_SERVER_RESTING)
    {
      opt_server_poll_now (self);
      return;
    }

  opt_server_watch_end (self);
  opt_server_set_paused (self, FALSE);
  opt_server_set_state (self, OPT_SERVER_CONNECTING, NULL);
  opt_server_watch_begin (self);
}

/**
 * opt_server_prepare:
 * @self: a server
 *
 * For who has something to look up first, a password, say: it counts as being connected to. Either
 * opt_server_connect() or opt_server_fail() is to follow.
 */
void
opt_server_prepare (OptServer *self)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  opt_server_watch_end (self);
  opt_server_set_state (self, OPT_SERVER_CONNECTING, NULL);
}

/**
 * opt_server_disconnect:
 * @self: a server
 *
 * Ends all that was opened for it, the sandbox too. What was seen stays to be looked at.
 */
void
opt_server_disconnect (OptServer *self)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  opt_server_watch_end (self);
  opt_server_close_lanes (self);
  opt_server_set_state (self, OPT_SERVER_OFFLINE, NULL);
}

/**
 * opt_server_fail:
 * @self: a server
 * @error: why it can't be connected to
 *
 * For who prepares a connection: it is lost before anything could be asked of it.
 */
void
opt_server_fail (OptServer *self, const GError *error)
{
  g_return_if_fail (OPT_IS_SERVER (self));
  g_return_if_fail (error != NULL);

  opt_server_watch_end (self);
  opt_server_set_state (self, OPT_SERVER_LOST, error);
}

/**
 * opt_server_get_state:
 * @self: a server
 *
 * Returns: what is between us and it
 */
OptServerState
opt_server_get_state (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), OPT_SERVER_OFFLINE);

  return self->state;
}

/**
 * opt_server_get_error:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): why it is lost
 */
const GError *
opt_server_get_error (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->error;
}

void
opt_server_set_state (OptServer *self, OptServerState state, const GError *error)
{
  gboolean same = self->state == state;
  /* It may be the one that is freed here. */
  GError *copy = error != NULL ? g_error_copy (error) : NULL;

  g_object_freeze_notify (G_OBJECT (self));
  if (self->error != NULL || error != NULL)
    {
      g_clear_error (&self->error);
      self->error = copy;
      g_object_notify (G_OBJECT (self), "error");
    }
  self->state = state;
  if (!same)
    g_object_notify (G_OBJECT (self), "state");
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * opt_server_get_read_error:
 * @self: a server
 * @read: what
 *
 * Returns: (nullable) (transfer none): why that can't be read at present, though the server is
 *   watched
 */
const GError *
opt_server_get_read_error (OptServer *self, OptPollRead read)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);
  g_return_val_if_fail (read < OPT_N_POLL_READS, NULL);

  return self->read_errors[read];
}

static gboolean
is_same_error (const GError *one, const GError *other)
{
  if (one == NULL || other == NULL)
    return one == other;

  return g_error_matches (one, other->domain, other->code)
         && g_strcmp0 (one->message, other->message) == 0;
}

/* Told where it is another than before: it is tried again and again. */
void
opt_server_set_read_error (OptServer *self, OptPollRead read, const GError *error)
{
  if (is_same_error (self->read_errors[read], error))
    return;

  g_clear_error (&self->read_errors[read]);
  if (error != NULL)
    self->read_errors[read] = g_error_copy (error);
  g_signal_emit_by_name (self, "read-changed", (guint) read);
}

/**
 * opt_server_get_facts:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): what is known of it, once it was connected to
 */
OptServerFacts *
opt_server_get_facts (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->facts;
}

void
opt_server_set_facts (OptServer *self, OptServerFacts *facts)
{
  if (g_set_object (&self->facts, facts))
    g_object_notify (G_OBJECT (self), "facts");
}

/**
 * opt_server_get_paused:
 * @self: a server
 *
 * Returns: whether it is not polled for now
 */
gboolean
opt_server_get_paused (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), FALSE);

  return self->paused;
}

/**
 * opt_server_set_paused:
 * @self: a server
 * @paused: whether not to poll it for now
 */
void
opt_server_set_paused (OptServer *self, gboolean paused)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  if (self->paused == !!paused)
    return;

  self->paused = !!paused;
  if (self->poller != NULL)
    opt_poller_set_paused (self->poller, paused);
  g_object_notify (G_OBJECT (self), "paused");
}

/**
 * opt_server_poll_now:
 * @self: a server
 *
 * Polls it at once, also while it is paused. One that is not watched stays so.
 */
void
opt_server_poll_now (OptServer *self)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  if (self->poller != NULL)
    opt_poller_poll_now (self->poller);
}

/**
 * opt_server_get_rest:
 * @self: a server
 *
 * Returns: whether it is left alone while nobody uses it
 */
OptRestPolicy
opt_server_get_rest (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), OPT_REST_NEVER);

  return self->rest;
}

/**
 * opt_server_set_rest:
 * @self: a server
 * @policy: whether it is left alone while nobody uses it; at first, where it says that it suspends
 *   itself
 */
void
opt_server_set_rest (OptServer *self, OptRestPolicy policy)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  self->rest = policy;
  if (self->poller != NULL)
    opt_poller_set_rest (self->poller, policy);
}

/**
 * opt_server_get_rests_until:
 * @self: a server
 *
 * Returns: when one that rests is looked at again, by this machine's clock, in microseconds since
 *   1970; 0 where it doesn't rest
 */
gint64
opt_server_get_rests_until (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), 0);

  return self->poller != NULL ? opt_poller_get_rests_until (self->poller) : 0;
}

/**
 * opt_server_get_last_poll:
 * @self: a server
 *
 * Returns: when it was polled last, by this machine's clock, in microseconds since 1970; 0: not yet
 */
gint64
opt_server_get_last_poll (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), 0);

  return self->last_poll;
}

/**
 * opt_server_get_last_time:
 * @self: a server
 *
 * Returns: when anything was read of it last, statements, sessions or vitals, by its own clock, as
 *   all that is recorded; 0: nothing was yet
 */
gint64
opt_server_get_last_time (OptServer *self)
{
  const OptSnapshot *snapshot;
  gint64 time;

  g_return_val_if_fail (OPT_IS_SERVER (self), 0);

  snapshot = opt_workload_get_last_snapshot (self->workload);
  time = MAX (snapshot != NULL ? snapshot->time : 0, self->sampled);

  return MAX (time, self->vitals != NULL ? self->vitals->time : 0);
}

/**
 * opt_server_get_read_time:
 * @self: a server
 * @read: sessions, statements or vitals
 *
 * Returns: when that was read last, by this machine's clock, in microseconds since 1970; 0: not yet
 */
gint64
opt_server_get_read_time (OptServer *self, OptPollRead read)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), 0);

  switch (read)
    {
    case OPT_POLL_READ_SESSIONS:
      return self->sessions_at;
    case OPT_POLL_READ_STATEMENTS:
      return self->last_poll;
    case OPT_POLL_READ_VITALS:
      return self->vitals_at;
    case OPT_POLL_READ_EVENTS:
    case OPT_POLL_READ_USE:
    case OPT_POLL_READ_TEXTS:
    default:
      g_return_val_if_reached (0);
    }
}

/**
 * opt_server_get_clock:
 * @self: a server
 *
 * Returns: what its own clock says by now, as it went on since it was read last; 0: it was not yet
 */
gint64
opt_server_get_clock (OptServer *self)
{
  gint64 read;

  g_return_val_if_fail (OPT_IS_SERVER (self), 0);

  read = MAX (self->last_poll, MAX (self->sessions_at, self->vitals_at));

  return read != 0 ? opt_server_get_last_time (self) + g_get_real_time () - read : 0;
}

/**
 * opt_server_get_silence:
 * @self: a server
 *
 * Returns: for how many seconds an answer of it has been waited for by now, where those are
 *   %OPT_POLLER_SILENCE at least; 0 else
 */
guint
opt_server_get_silence (OptServer *self)
{
  guint silence;

  g_return_val_if_fail (OPT_IS_SERVER (self), 0);

  silence = self->poller != NULL ? opt_poller_get_silence (self->poller) : 0;

  return silence >= OPT_POLLER_SILENCE ? silence : 0;
}

/**
 * opt_server_get_poll_cost:
 * @self: a server
 * @cost: (out): what watching cost it in the last minute; nothing while it is not watched
 */
void
opt_server_get_poll_cost (OptServer *self, OptPollCost *cost)
{
  g_return_if_fail (OPT_IS_SERVER (self));
  g_return_if_fail (cost != NULL);

  if (self->poller != NULL)
    opt_poller_get_cost (self->poller, cost);
  else
    *cost = (OptPollCost){ 0 };
}

/**
 * opt_server_get_poll_period:
 * @self: a server
 * @read: what
 *
 * Returns: how far apart that is read at present, in microseconds; 0 while it is not watched
 */
gint64
opt_server_get_poll_period (OptServer *self, OptPollRead read)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), 0);

  return self->poller != NULL ? opt_poller_get_period (self->poller, read) : 0;
}

void
opt_server_notify_polled (OptServer *self)
{
  g_object_notify (G_OBJECT (self), "last-poll");
  g_signal_emit_by_name (self, "polled");
}
