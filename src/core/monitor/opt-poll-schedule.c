/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poll-schedule.h"

#include <glib/gi18n-lib.h>

#include "opt-ring.h"

/* Costs are those of the last minute. */
#define COST_SPAN (60 * G_USEC_PER_SEC)
/* More than are done in it, at one a second of each kind. */
#define COSTS_KEPT 512
/* How long one slow answer alone puts off the next read, at most: it may have been a stall. */
#define SESSIONS_CAP (10 * G_USEC_PER_SEC)
#define OTHERS_CAP (60 * G_USEC_PER_SEC)
/* Of so many reads the middle one is what such a read costs. */
#define LAST_KEPT 3

typedef struct
{
  OptPollRead read;
  gint64 begun;
  gint64 ended;
  gint64 elapsed;
  gint64 bytes;
} Cost;

typedef struct
{
  gint64 interval; /* at least; 0: it has no time of its own */
  gint64 due;
  gint64 elapsed[LAST_KEPT]; /* the last times, the newest first; 0: not so often yet */
} Read;

struct _OptPollSchedule
{
  Read reads[OPT_N_POLL_READS];
  OptRing *costs; /* of Cost, the oldest first */
};

/**
 * opt_poll_read_to_text:
 * @read: what
 *
 * Returns: (transfer none): a sentence that it can't be read, without its end
 */
const char *
opt_poll_read_to_text (OptPollRead read)
{
  switch (read)
    {
    case OPT_POLL_READ_SESSIONS:
      return _ ("The sessions can’t be read");
    case OPT_POLL_READ_STATEMENTS:
      return _ ("The statements can’t be read");
    case OPT_POLL_READ_VITALS:
      return _ ("The server’s vitals can’t be read");
    case OPT_POLL_READ_EVENTS:
      return _ ("What is done to the server can’t be read");
    case OPT_POLL_READ_USE:
      return _ ("Whether anybody uses the server can’t be read");
    case OPT_POLL_READ_TEXTS:
      return _ ("The statements’ texts can’t be read");
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * opt_poll_schedule_new:
 *
 * Returns: (transfer full): a schedule on which nothing is yet
 */
OptPollSchedule *
opt_poll_schedule_new (void)
{
  OptPollSchedule *self = g_new0 (OptPollSchedule, 1);

  self->costs = opt_ring_new (sizeof (Cost), COSTS_KEPT, NULL);

  return self;
}

/**
 * opt_poll_schedule_free:
 * @self: (transfer full): a schedule
 */
void
opt_poll_schedule_free (OptPollSchedule *self)
{
  g_return_if_fail (self != NULL);

  opt_ring_free (self->costs);
  g_free (self);
}

/**
 * opt_poll_schedule_set_interval:
 * @self: a schedule
 * @read: what
 * @interval: how far apart it is read, at least; 0: not by itself
 */
void
opt_poll_schedule_set_interval (OptPollSchedule *self, OptPollRead read, gint64 interval)
{
  g_return_if_fail (self != NULL && read < OPT_N_POLL_READS);
  g_return_if_fail (interval >= 0);

  self->reads[read].interval = interval;
}

/**
 * opt_poll_schedule_set_due:
 * @self: a schedule
 * @read: what
 * @due: when it is to be read next
 */
void
opt_poll_schedule_set_due (OptPollSchedule *self, OptPollRead read, gint64 due)
{
  g_return_if_fail (self != NULL && read < OPT_N_POLL_READS);

  self->reads[read].due = due;
}

/**
 * opt_poll_schedule_restart:
 * @self: a schedule
 * @now: the time
 *
 * All is to be read at once: there is a new connection, or somebody asks for it.
 */
void
opt_poll_schedule_restart (OptPollSchedule *self, gint64 now)
{
  g_return_if_fail (self != NULL);

  for (int i = 0; i < OPT_N_POLL_READS; i++)
    self->reads[i].due = MIN (self->reads[i].due, now);
}

/**
 * opt_poll_schedule_get_next:
 * @self: a schedule
 * @now: the time
 * @wait: (out): how long until something is due, where nothing is yet
 *
 * Of what is due, that which is so for longest comes first: what is read each second is not kept
 * from it by what is read all the time.
 *
 * Returns: an #OptPollRead that is due, or -1
 */
int
opt_poll_schedule_get_next (const OptPollSchedule *self, gint64 now, gint64 *wait)
{
  int next = -1;

  g_return_val_if_fail (self != NULL && wait != NULL, -1);

  for (int i = 0; i < OPT_N_POLL_READS; i++)
    if (self->reads[i].interval > 0 && (next < 0 || self->reads[i].due < self->reads[next].due))
      next = i;
  *wait = next >= 0 ? MAX (self->reads[next].due - now, 0) : G_MAXINT64;

  return next >= 0 && *wait == 0 ? next : -1;
}

/**
 * opt_poll_schedule_add:
 * @self: a schedule
 * @read: what was read
 * @begun: when that began
 * @ended: when it was done
 * @elapsed: for how many microseconds of that the server was at work, at most
 * @bytes: of cells that it sent
 *
 * It is due again a period after it began.
 */
void
opt_poll_schedule_add (OptPollSchedule *self,
                       OptPollRead read,
                       gint64 begun,
                       gint64 ended,
                       gint64 elapsed,
                       gint64 bytes)
{
  Cost cost = { .read = read, .begun = begun, .ended = ended, .elapsed = elapsed, .bytes = bytes };

  g_return_if_fail (self != NULL && read < OPT_N_POLL_READS);

  opt_ring_push (self->costs, &cost);
  for (int i = LAST_KEPT - 1; i > 0; i--)
    self->reads[read].elapsed[i] = self->reads[read].elapsed[i - 1];
  self->reads[read].elapsed[0] = elapsed;
  self->reads[read].due = MAX (begun + opt_poll_schedule_get_period (self, read), ended);
}

/* The median of the last reads; before there are as many, the least of two, and 0 of one. */
static gint64
get_usual (const Read *read)
{
  gint64 a = read->elapsed[0];
  gint64 b = read->elapsed[1];
  gint64 c = read->elapsed[2];

  return MAX (MIN (a, b), MIN (MAX (a, b), c));
}

/**
 * opt_poll_schedule_get_period:
 * @self: a schedule
 * @read: what
 *
 * An answer that was long in coming once, as of a server that stalled, puts off the next read by a
 * little only; where most of the last ones were, all of it counts.
 *
 * Returns: how far apart it is read, in microseconds: its interval, or %OPT_POLL_COST_FACTOR times
 *   what it usually costs or, up to a limit, cost last where that is more
 */
gint64
opt_poll_schedule_get_period (const OptPollSchedule *self, OptPollRead read)
{
  const Read *one;
  gint64 period;

  g_return_val_if_fail (self != NULL && read < OPT_N_POLL_READS, 0);

  one = &self->reads[read];
  period = MIN (OPT_POLL_COST_FACTOR * one->elapsed[0],
                read == OPT_POLL_READ_SESSIONS ? SESSIONS_CAP : OTHERS_CAP);
  period = MAX (period, OPT_POLL_COST_FACTOR * get_usual (one));

  return MAX (one->interval, period);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a;
  gint64 other = *(const gint64 *) b;

  return (one > other) - (one < other);
}

/* As many times the lower median as there are. */
static gint64
get_usual_sum (GArray *times)
{
  if (times->len == 0)
    return 0;

  g_array_sort (times, compare_times);

  return g_array_index (times, gint64, (times->len - 1) / 2) * times->len;
}

/**
 * opt_poll_schedule_get_cost:
 * @self: a schedule
 * @now: the time
 * @cost: (out): what was read in the last minute, or since the first read where that is less ago
 */
void
opt_poll_schedule_get_cost (OptPollSchedule *self, gint64 now, OptPollCost *cost)
{
  GArray *times[OPT_N_POLL_READS];
  guint n;

  g_return_if_fail (self != NULL && cost != NULL);

  *cost = (OptPollCost){ 0 };
  for (int i = 0; i < OPT_N_POLL_READS; i++)
    times[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
  n = opt_ring_get_length (self->costs);
  for (guint i = 0; i < n; i++)
    {
      const Cost *one = opt_ring_get (self->costs, i);

      if (i == 0)
        cost->span = MIN (now - one->begun, COST_SPAN);
      if (one->begun < now - COST_SPAN)
        continue;
      cost->elapsed += one->elapsed;
      cost->bytes += one->bytes;
      cost->longest = MAX (cost->longest, one->elapsed);
      cost->reads++;
      g_array_append_val (times[one->read], one->elapsed);
    }
  for (int i = 0; i < OPT_N_POLL_READS; i++)
    {
      cost->usual += get_usual_sum (times[i]);
      g_array_unref (times[i]);
    }
}
