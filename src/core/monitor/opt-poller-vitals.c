/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poller-private.h"

/* No rate is known before the second read: it follows soon. */
#define FIRST_INTERVAL (2 * G_USEC_PER_SEC)

static void
vitals_taken (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptVitals) vitals = opt_vitals_take_finish (OPT_CONNECTION (object), result, &error);
  gboolean is_first;
  gint64 period;

  if (opt_poller_is_stale (self, result))
    return;
  if (vitals == NULL)
    {
      opt_poller_fail_read (self, OPT_POLL_READ_VITALS, error);
      return;
    }

  is_first = self->vitals == NULL || !opt_vitals_is_same_epoch (self->vitals, vitals);
  g_clear_pointer (&self->vitals, opt_vitals_unref);
  self->vitals = opt_vitals_ref (vitals);

  opt_poller_end_read (self, OPT_POLL_READ_VITALS, vitals->elapsed, vitals->bytes);
  /* What is read seldom has a budget of its own, and doesn't delay what is not. Neither does one
   * answer that was long in coming, by more than the schedule lets it. */
  period = MIN (OPT_POLL_COST_FACTOR * (vitals->elapsed - vitals->seldom),
                opt_poll_schedule_get_period (self->schedule, OPT_POLL_READ_VITALS));
  period = MAX (period, is_first ? FIRST_INTERVAL : OPT_POLLER_VITALS_INTERVAL);
  opt_poll_schedule_set_due (self->schedule, OPT_POLL_READ_VITALS, self->begun + period);
  opt_poller_set_read_error (self, OPT_POLL_READ_VITALS, NULL);
  /* A standby was promoted: who records it has to know. */
  if (vitals->in_recovery != opt_server_facts_is_in_recovery (self->facts))
    opt_poller_learn (self);
  g_signal_emit_by_name (self, "vitals", vitals);
}

/* Begins to read how the server is. */
void
opt_poller_take_vitals (OptPoller *self)
{
  opt_vitals_take_async (self->connection, self->facts, self->vitals, self->cancellable,
                         vitals_taken, g_object_ref (self));
}
