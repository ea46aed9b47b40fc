/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poller-private.h"

#include "opt-error.h"

/* A read that fails is tried again after 1 s, 2 s, 4 s …, whatever the others do. */
#define BACKOFF_MAX (60 * G_USEC_PER_SEC)

/* What somebody may have mended on the server shows in its facts: an extension that is created or
 * updated, a right that is granted. */
static gboolean
may_be_mended (const GError *error)
{
  return g_error_matches (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED)
         || g_error_matches (error, OPT_ERROR, OPT_ERROR_DENIED)
         || g_error_matches (error, OPT_ERROR, OPT_ERROR_SYNTAX)
         || g_error_matches (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
}

/* Where the server does not answer any more, no read can be tried alone. */
static gboolean
is_of_connection (OptPoller *self, const GError *error)
{
  return self->connection == NULL
         || opt_connection_get_state (self->connection) != OPT_CONNECTION_STATE_OPEN
         || g_error_matches (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
}

/* Tells of it, also where it is the same again: it was tried. */
void
opt_poller_set_read_error (OptPoller *self, OptPollRead read, const GError *error)
{
  OptPollTrouble *trouble = &self->troubles[read];

  if (error == NULL && trouble->error == NULL)
    return;

  g_clear_error (&trouble->error);
  if (error != NULL)
    trouble->error = g_error_copy (error);
  else
    trouble->backoff = 0;
  g_signal_emit_by_name (self, "read-changed", (guint) read);
}

/* It is over without an answer, and holds up nothing else as long as the connection stands. */
void
opt_poller_fail_read (OptPoller *self, OptPollRead read, const GError *error)
{
  OptPollTrouble *trouble = &self->troubles[read];
  gint64 now = g_get_monotonic_time ();

  if (is_of_connection (self, error))
    {
      opt_poller_fail (self, error);
      return;
    }

  trouble->backoff = CLAMP (trouble->backoff * 2, G_USEC_PER_SEC, BACKOFF_MAX);
  /* One that was stopped after seconds has cost as much. */
  opt_poller_end_read (self, read,
                       MAX (now - self->begun - opt_connection_get_round_trip (self->connection),
                            0),
                       0);
  opt_poll_schedule_set_due (self->schedule, read,
                             self->begun
                                 + MAX (trouble->backoff,
                                        opt_poll_schedule_get_period (self->schedule, read)));
  opt_poller_set_read_error (self, read, error);
}

/* Whether it would be tried again with the facts that it failed with. */
gboolean
opt_poller_needs_facts (OptPoller *self, OptPollRead read)
{
  return !self->troubles[read].fresh && may_be_mended (self->troubles[read].error);
}

/* There are new facts, or none are to be had: what waited for them is tried. */
void
opt_poller_end_learning (OptPoller *self)
{
  self->learning = FALSE;
  for (int i = 0; i < OPT_N_POLL_READS; i++)
    if (opt_poller_needs_facts (self, (OptPollRead) i))
      {
        self->troubles[i].fresh = TRUE;
        opt_poll_schedule_set_due (self->schedule, (OptPollRead) i, g_get_monotonic_time ());
      }
  if (!self->busy)
    opt_poller_wait (self, 0);
}

/* With the connection all of them end. How long they waited is kept: a new connection mends none of
 * them. */
void
opt_poller_forget_trouble (OptPoller *self)
{
  for (int i = 0; i < OPT_N_POLL_READS; i++)
    g_clear_error (&self->troubles[i].error);
}

/**
 * opt_poller_get_read_error:
 * @self: a poller
 * @read: what
 *
 * Returns: (nullable) (transfer none): why that can't be read at present, though it is connected
 */
const GError *
opt_poller_get_read_error (OptPoller *self, OptPollRead read)
{
  g_return_val_if_fail (OPT_IS_POLLER (self), NULL);
  g_return_val_if_fail (read < OPT_N_POLL_READS, NULL);

  return self->troubles[read].error;
}
