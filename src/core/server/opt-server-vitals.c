/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-vitals.h"

#include "opt-activity-series.h"
#include "opt-server-private.h"
#include "opt-timeline-series.h"

/* From the poller: how the server is. */
void
opt_server_take_vitals (OptServer *self, OptVitals *vitals)
{
  /* Whoever hears of it may disconnect, and may let it go. */
  g_autoptr (OptServer) kept = g_object_ref (self);
  OptVitalsRates *rates = opt_vitals_subtract (self->vitals, vitals);

  g_clear_pointer (&self->vitals_rates, opt_vitals_rates_free);
  g_clear_pointer (&self->vitals, opt_vitals_unref);
  self->vitals_rates = rates;
  self->vitals = opt_vitals_ref (vitals);
  self->vitals_at = g_get_real_time ();
  opt_vitals_rates_add_series (rates, self->series);
  opt_series_set_commit (self->series);
}

/* After a poll, and again where texts have come since: the same point is put in the old one's
 * place. */
void
opt_server_take_point (OptServer *self)
{
  g_autoptr (OptServer) kept = g_object_ref (self);
  guint n = opt_timeline_get_n_points (self->timeline);

  if (n == 0)
    return;

  opt_timeline_point_add_series (opt_timeline_get_point (self->timeline, n - 1), self->series);
  opt_series_set_commit (self->series);
}

/* A sample of the sessions. */
void
opt_server_take_activity (OptServer *self, OptActivity *activity)
{
  g_autoptr (OptServer) kept = g_object_ref (self);

  opt_activity_add_series (activity, self->sessions, self->sampled, self->series);
  self->sampled = activity->time;
  self->sessions_at = g_get_real_time ();
  opt_series_set_commit (self->series);
}

/* Another server, or another database, answers: what is known is of the one before. */
void
opt_server_forget_vitals (OptServer *self)
{
  g_clear_pointer (&self->vitals_rates, opt_vitals_rates_free);
  g_clear_pointer (&self->vitals, opt_vitals_unref);
  self->sampled = 0;
  self->sessions_at = self->vitals_at = 0;
  opt_series_set_clear (self->series);
}

/**
 * opt_server_get_series:
 * @self: a server
 *
 * Returns: (transfer none): all its series in the window of time
 */
OptSeriesSet *
opt_server_get_series (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->series;
}

/**
 * opt_server_get_vitals:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): how it was when that was read last
 */
OptVitals *
opt_server_get_vitals (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->vitals;
}

/**
 * opt_server_get_vitals_rates:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): the same beside the vitals before
 */
const OptVitalsRates *
opt_server_get_vitals_rates (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->vitals_rates;
}
