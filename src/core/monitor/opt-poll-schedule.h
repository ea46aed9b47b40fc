/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptPollRead:
 * @OPT_POLL_READ_SESSIONS: what the sessions do right now
 * @OPT_POLL_READ_STATEMENTS: the counters of pg_stat_statements and pg_stat_database
 * @OPT_POLL_READ_VITALS: how the server is: #OptVitals
 * @OPT_POLL_READ_EVENTS: what was done to the server: #OptEventWatch
 * @OPT_POLL_READ_USE: whether anybody uses the server, where that decides whether it is watched
 * @OPT_POLL_READ_TEXTS: what statements say; it follows on the statements and has no time of its
 *   own
 *
 * What is read from a watched server again and again. Where several are due at once they take
 * turns in this order.
 */
typedef enum
{
  OPT_POLL_READ_SESSIONS,
  OPT_POLL_READ_STATEMENTS,
  OPT_POLL_READ_VITALS,
  OPT_POLL_READ_EVENTS,
  OPT_POLL_READ_USE,
  OPT_POLL_READ_TEXTS,
} OptPollRead;

#define OPT_N_POLL_READS (OPT_POLL_READ_TEXTS + 1)

/**
 * OptPollCost:
 * @span: over how many microseconds it was counted; 0: nothing was read yet
 * @elapsed: for how many of them the server was at work, at most
 * @bytes: of cells received
 * @reads: how often something was read
 * @usual: for how many microseconds of @span the server is at work as a rule: each read as its
 *   kind's median, so that one that was held up counts as the others
 * @longest: how many microseconds the one took that took longest
 * @round_trip: the way there and back that is left out of all of these, in microseconds, as it was
 *   measured last; 0: not yet
 *
 * What watching a server cost lately: what answers were waited for, without the way there and back.
 * What was waited for may be more than what the server did: it may have been busy with others.
 */
typedef struct
{
  gint64 span;
  gint64 elapsed;
  gint64 bytes;
  guint reads;
  gint64 usual;
  gint64 longest;
  gint64 round_trip;
} OptPollCost;

/**
 * OptPollSchedule:
 *
 * When what is read next: each read has a period of its own, which grows with what it costs. All
 * times are monotonic microseconds.
 */
typedef struct _OptPollSchedule OptPollSchedule;

/* A read takes no more than a fiftieth of the time of the server. */
#define OPT_POLL_COST_FACTOR 50

const char *opt_poll_read_to_text (OptPollRead read);

OptPollSchedule *opt_poll_schedule_new (void);
void opt_poll_schedule_free (OptPollSchedule *self);

void opt_poll_schedule_set_interval (OptPollSchedule *self, OptPollRead read, gint64 interval);
void opt_poll_schedule_set_due (OptPollSchedule *self, OptPollRead read, gint64 due);
void opt_poll_schedule_restart (OptPollSchedule *self, gint64 now);
int opt_poll_schedule_get_next (const OptPollSchedule *self, gint64 now, gint64 *wait);
void opt_poll_schedule_add (OptPollSchedule *self,
                            OptPollRead read,
                            gint64 begun,
                            gint64 ended,
                            gint64 elapsed,
                            gint64 bytes);

gint64 opt_poll_schedule_get_period (const OptPollSchedule *self, OptPollRead read);
void opt_poll_schedule_get_cost (OptPollSchedule *self, gint64 now, OptPollCost *cost);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptPollSchedule, opt_poll_schedule_free)

G_END_DECLS
