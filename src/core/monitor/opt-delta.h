/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-snapshot.h"

G_BEGIN_DECLS

/**
 * OptDeltaFlags:
 * @OPT_DELTA_NONE: the interval is whole
 * @OPT_DELTA_GAP: another server answers, or it was restarted and does not tell what became of its
 *   counters: nothing is known of the interval
 * @OPT_DELTA_RESET: pg_stat_statements was reset; what came before the reset is lost
 * @OPT_DELTA_INCOMPLETE: entries were evicted; what they counted since the last snapshot is lost
 * @OPT_DELTA_LATE: not all entries were read each time; what others counted comes later
 * @OPT_DELTA_RESTART: the server was restarted, and did not run all the time; with
 *   %OPT_DELTA_RESET its counters did not survive that, and begin with it
 *
 * What an interval lacks.
 */
typedef enum
{
  OPT_DELTA_NONE = 0,
  OPT_DELTA_GAP = 1 << 0,
  OPT_DELTA_RESET = 1 << 1,
  OPT_DELTA_INCOMPLETE = 1 << 2,
  OPT_DELTA_LATE = 1 << 3,
  OPT_DELTA_RESTART = 1 << 4,
} OptDeltaFlags;

/**
 * OptDelta:
 * @start: when the interval began; after a reset, the reset's time. The server's clock,
 *   microseconds since 1970; 0: unknown
 * @end: when it ended
 * @observed: for how many microseconds of it is known what was called: without its gaps
 * @flags: what it lacks
 * @deallocs: how often the server evicted entries in it, or -1 where it does not say
 * @lost_statements: how many entries of the earlier snapshot are gone
 * @lost_share: the part of all execution time counted at the earlier snapshot that stood on those
 *   entries: what such statements usually weigh. 0 where none is gone; NAN where that is not known
 * @late_ms: the execution time in it of entries that were not read the time before: part of it is
 *   of an earlier interval
 * @late_by: how much earlier at most, in microseconds
 * @reentered: how many entries were evicted or reset, and came back
 * @statements: (element-type OptStatementKey OptStatementCounters): what was counted in it; only
 * the statements that were called or planned
 * @databases: (element-type guint32 OptDatabaseCounters): likewise of the databases
 *
 * The difference of two snapshots, or the sum of several such. Immutable once it is shared.
 */
typedef struct
{
  gatomicrefcount ref_count;

  gint64 start;
  gint64 end;
  gint64 observed;
  OptDeltaFlags flags;
  gint64 deallocs;
  guint lost_statements;
  double lost_share; /* of a sum: the largest */
  double late_ms;
  gint64 late_by;
  guint reentered;
  GHashTable *statements;
  GHashTable *databases;
} OptDelta;

#define OPT_TYPE_DELTA (opt_delta_get_type ())
GType opt_delta_get_type (void);

OptDelta *opt_snapshot_subtract (const OptSnapshot *before, const OptSnapshot *after);
OptDelta *opt_snapshot_since_reset (const OptSnapshot *snapshot);
OptDelta *opt_delta_new (void);
double opt_delta_get_late_share (const OptDelta *self);
void opt_delta_add (OptDelta *self, const OptDelta *other);
OptDelta *opt_delta_ref (OptDelta *self);
void opt_delta_unref (OptDelta *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptDelta, opt_delta_unref)

G_END_DECLS
