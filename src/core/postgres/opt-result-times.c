/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-result-private.h"

/* TCP sends so much at first, and waits for its receipt: ten segments of an Ethernet. */
#define FIRST_WINDOW (10 * 1448)

/* How many ways there and back an answer of that size takes at least: the first brings what TCP
 * sends at once, and each that follows brings twice as much as the one before. */
static int
count_round_trips (gint64 bytes)
{
  gint64 window = FIRST_WINDOW;
  int n = 1;

  for (gint64 sent = window; sent < bytes; sent += window)
    {
      window *= 2;
      n++;
    }

  return n;
}

/**
 * opt_result_times_get_server_time:
 * @self: how long an answer was waited for
 * @bytes: how long it is
 *
 * Returns: what is left of it without the way there and back; see opt_result_get_server_time()
 */
gint64
opt_result_times_get_server_time (const OptResultTimes *self, gint64 bytes)
{
  gint64 first = MAX (self->first - self->round_trip, 0);

  if (self->round_trip == 0)
    return self->elapsed;

  return MAX (first, self->elapsed - count_round_trips (bytes) * self->round_trip);
}
