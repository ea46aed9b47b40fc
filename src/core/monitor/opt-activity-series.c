/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-activity-series.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-poll-schedule.h"

/* For so long, at most, unless looking costs much: after that nobody has looked. */
#define SAMPLE_HOLDS (10 * G_USEC_PER_SEC)

/* Before version 14 the server does not say since when; from then on it may not yet, in the moment
 * in which the wait begins. Then it is since we saw it, and so at least as long. */
static double
get_wait_ms (const OptActivity *self, OptSessionList *sessions, const OptBackend *backend)
{
  OptSession *session;

  if (backend->wait_start > 0)
    return (double) MAX (self->time - backend->wait_start, 0) / 1000.0;

  session = opt_session_list_find (sessions, backend->pid);

  return session != NULL ? (double) MAX (opt_session_get_waiting (session), 0) / 1000.0 : NAN;
}

static const char *
get_wait_label (const OptActivity *self)
{
  if (self->n_hidden > 0)
    return _ ("Longest wait for a lock, of the sessions that may be seen");

  return self->dates_waits ? _ ("Longest wait for a lock")
                           : _ ("Longest wait for a lock, since it was first seen");
}

/**
 * opt_activity_add_series:
 * @self: what the sessions do
 * @sessions: the list, which has this sample already
 * @previous: the time of the sample before; 0: none
 * @set: where the series are
 *
 * Adds how many sessions wait for a lock, and for how long the one that waits longest. Where some
 * are hidden from the role the number is not known, nor is that none waits.
 */
void
opt_activity_add_series (const OptActivity *self,
                         OptSessionList *sessions,
                         gint64 previous,
                         OptSeriesSet *set)
{
  const OptSeriesInfo n_info
      = { "sessions.blocked", NULL, _ ("Sessions held up by others"), OPT_SERIES_UNIT_NUMBER };
  const OptSeriesInfo ms_info
      = { "sessions.blocked_ms", NULL, get_wait_label (self), OPT_SERIES_UNIT_DURATION };
  gint64 longest_step = MAX (SAMPLE_HOLDS, 3 * OPT_POLL_COST_FACTOR * self->elapsed);
  gboolean follows = previous > 0 && previous < self->time && self->time - previous <= longest_step;
  gint64 start = follows ? previous : self->time;
  gboolean sees_all = self->n_hidden == 0;
  double longest = sees_all ? 0 : NAN;
  guint n = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (OPT_IS_SERIES_SET (set));

  for (guint i = 0; i < self->backends->len; i++)
    {
      const OptBackend *backend = self->backends->pdata[i];

      if (!opt_backend_waits_for_lock (backend))
        continue;
      longest = n++ == 0 ? get_wait_ms (self, sessions, backend)
                         : fmax (longest, get_wait_ms (self, sessions, backend));
    }
  opt_series_set_add (set, &n_info, start, self->time, sees_all ? n : NAN);
  opt_series_set_add (set, &ms_info, start, self->time, longest);
}
