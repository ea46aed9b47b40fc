/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-activity.h"
#include "opt-workload.h"

G_BEGIN_DECLS

/**
 * OptTimelinePoint:
 * @start: when the interval began; the server's clock, microseconds since 1970. After a reset of
 *   pg_stat_statements, the reset's time
 * @end: when it ended
 * @flags: what it lacks
 * @load: active sessions by #OptWaitClass, on average over the samples since the point before; NAN
 *   where there was none for more than ten seconds, or a session does not say (track_activities)
 * @calls_per_second: of statements
 * @mean_ms: milliseconds of execution of one call; NAN where there was none
 * @transactions_per_second: commits and rollbacks
 * @hit_ratio: of the blocks that were asked for, the share found in shared memory, 0 to 1; NAN
 *   where none was asked for
 * @blocks_hit_per_second: found in shared memory
 * @blocks_read_per_second: from outside shared memory
 * @rows_per_second: that statements returned or changed
 * @temp_bytes_per_second: of temporary files, counted when they are closed
 * @wal_bytes_per_second: by statements; NAN where the extension does not say
 * @backends: sessions of the database, at @end
 *
 * A database between two polls, or two samples while its statements can't be read: such a point has
 * only @load. Each figure is NAN in an interval of which nothing is known; the
 * first snapshot makes a point that has only @load and @backends, and begins where it ends.
 *
 * Statements are those that clients sent: what functions call is in the figures of who called them
 * (its rows are in none). OptiSchema's own are left out as soon as their texts are known;
 * transactions, blocks and temporary files are pg_stat_database's, and include all.
 */
typedef struct
{
  gint64 start;
  gint64 end;
  OptDeltaFlags flags;
  double load[OPT_N_WAIT_CLASSES];
  double calls_per_second;
  double mean_ms;
  double transactions_per_second;
  double hit_ratio;
  double blocks_hit_per_second;
  double blocks_read_per_second;
  double rows_per_second;
  double temp_bytes_per_second;
  double wal_bytes_per_second;
  double backends;
} OptTimelinePoint;

double opt_timeline_point_get_load (const OptTimelinePoint *self);

/**
 * OptTimelineEvent:
 * @time: when; the server's clock, microseconds since 1970
 * @kind: for machines: "restart", "failover" (another server answers), "clock" (it was set back),
 *   "reset" and "eviction" (of pg_stat_statements), "change", "settings", "index", "analyze" and
 * whatever else was added
 * @text: for a person
 *
 * Something that happened, to be marked in charts.
 */
typedef struct
{
  gint64 time;
  const char *kind; /* interned */
  char *text;
} OptTimelineEvent;

/**
 * OptTimeline:
 *
 * One database of a server in the last so many minutes, poll by poll. ::changed is emitted when
 * there is more of it.
 */
#define OPT_TYPE_TIMELINE (opt_timeline_get_type ())
G_DECLARE_FINAL_TYPE (OptTimeline, opt_timeline, OPT, TIMELINE, GObject)

OptTimeline *opt_timeline_new (gint64 span);

void opt_timeline_set_database (OptTimeline *self, guint32 oid);
void opt_timeline_clear (OptTimeline *self);
void opt_timeline_sample (OptTimeline *self, const OptActivity *activity);
gboolean opt_timeline_is_load_partial (OptTimeline *self);
void opt_timeline_update (OptTimeline *self, OptWorkload *workload);
void opt_timeline_update_load (OptTimeline *self);
void opt_timeline_append (OptTimeline *self, const OptTimelinePoint *point);
void opt_timeline_prepend (OptTimeline *self, OptTimeline *recorded);
void opt_timeline_add_event (OptTimeline *self, gint64 time, const char *kind, const char *text);

gint64 opt_timeline_get_span (OptTimeline *self);
guint opt_timeline_get_n_points (OptTimeline *self);
const OptTimelinePoint *opt_timeline_get_point (OptTimeline *self, guint position);
guint opt_timeline_get_n_events (OptTimeline *self);
const OptTimelineEvent *opt_timeline_get_event (OptTimeline *self, guint position);

G_END_DECLS
