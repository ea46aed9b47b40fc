/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-activity-series.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Before version 14 the server does not say since when; from then on it may not yet, in the moment
 * in which the wait begins. */
static double
get_wait_ms (const OptActivity *self, const OptBackend *backend)
{
  return backend->wait_start > 0 ? (double) MAX (self->time - backend->wait_start, 0) / 1000.0
                                 : NAN;
}

/**
 * opt_activity_add_series:
 * @self: what the sessions do
 * @previous: the time of the sample before; 0: none
 * @set: where the series are
 *
 * Adds how many sessions wait for a lock, and for how long the one that waits longest.
 */
void
opt_activity_add_series (const OptActivity *self, gint64 previous, OptSeriesSet *set)
{
  const OptSeriesInfo n_info
      = { "sessions.blocked", NULL, _ ("Sessions held up by others"), OPT_SERIES_UNIT_NUMBER };
  const OptSeriesInfo ms_info
      = { "sessions.blocked_ms", NULL, _ ("Longest wait for a lock"), OPT_SERIES_UNIT_DURATION };
  gint64 start = previous > 0 && previous < self->time ? previous : self->time;
  double longest = 0;
  guint n = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (OPT_IS_SERIES_SET (set));

  for (guint i = 0; i < self->backends->len; i++)
    {
      const OptBackend *backend = self->backends->pdata[i];

      if (!opt_backend_waits_for_lock (backend))
        continue;
      longest
          = n++ == 0 ? get_wait_ms (self, backend) : fmax (longest, get_wait_ms (self, backend));
    }
  opt_series_set_add (set, &n_info, start, self->time, n);
  opt_series_set_add (set, &ms_info, start, self->time, longest);
}
