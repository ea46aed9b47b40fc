/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-past.h"

#include <math.h>

#include "opt-history-minute.h"

/* (nullable): NULL where nothing of it was recorded */
static const double *
find_means (const OptHistoryRange *range, const char *name)
{
  const OptHistorySeries *series = opt_history_range_find_series (range, name, NULL);

  return series != NULL ? series->means : NULL;
}

static double
get (const double *means, guint i)
{
  return means != NULL ? means[i] : NAN;
}

/* Of all blocks together. Older recordings have only the mean of the minutes' shares. */
static double
get_hit_ratio (double hits, double reads, double mean)
{
  if (isnan (hits) || isnan (reads))
    return mean;

  return hits + reads > 0 ? hits / (hits + reads) : NAN;
}

static gboolean
is_known (const OptTimelinePoint *point)
{
  return isfinite (point->calls_per_second) || isfinite (point->transactions_per_second)
         || isfinite (opt_timeline_point_get_load (point));
}

/* Where it stands on the axis, or @exactly as long as it was watched. */
static OptTimeline *
make_timeline (const OptHistoryRange *range, gboolean exactly)
{
  OptTimeline *timeline;
  const double *load_means[OPT_N_WAIT_CLASSES];
  const double *calls = find_means (range, "statements.calls");
  const double *exec_ms = find_means (range, "statements.exec_ms");
  const double *rows = find_means (range, "statements.rows");
  const double *wal = find_means (range, "statements.wal_bytes");
  const double *transactions = find_means (range, "database.transactions");
  const double *hit_shares = find_means (range, "database.hit_share");
  const double *hits = find_means (range, "database.blocks_hit");
  const double *blocks = find_means (range, "database.blocks_read");
  const double *temp = find_means (range, "database.temp_bytes");
  const double *backends = find_means (range, "database.backends");

  timeline = opt_timeline_new (MAX (range->end - range->start, 1));
  for (guint j = 0; j < OPT_N_WAIT_CLASSES; j++)
    load_means[j] = find_means (range, opt_history_get_load_name ((OptWaitClass) j));
  for (guint i = 0; i < range->points->len; i++)
    {
      const OptHistoryPoint *source = &g_array_index (range->points, OptHistoryPoint, i);
      OptTimelinePoint point = {
        .start = exactly ? source->watched_from : source->start,
        .end = exactly ? source->watched_until : source->end,
        .flags = source->flags,
        .calls_per_second = get (calls, i),
        /* Of all calls together: a mean of means would weigh each minute alike. */
        .mean_ms = get (calls, i) > 0 ? get (exec_ms, i) / get (calls, i) : NAN,
        .transactions_per_second = get (transactions, i),
        .hit_ratio = get_hit_ratio (get (hits, i), get (blocks, i), get (hit_shares, i)),
        .blocks_hit_per_second = get (hits, i),
        .blocks_read_per_second = get (blocks, i),
        .rows_per_second = get (rows, i),
        .temp_bytes_per_second = get (temp, i),
        .wal_bytes_per_second = get (wal, i),
        .backends = get (backends, i),
      };

      for (guint j = 0; j < OPT_N_WAIT_CLASSES; j++)
        point.load[j] = get (load_means[j], i);
      if (is_known (&point))
        opt_timeline_append (timeline, &point);
    }
  for (guint i = 0; i < range->events->len; i++)
    {
      const OptTimelineEvent *event = range->events->pdata[i];

      opt_timeline_add_event (timeline, event->time, event->kind, event->text);
    }

  return timeline;
}

/**
 * opt_history_range_to_timeline:
 * @range: of a database
 *
 * Returns: (transfer full): the same as a timeline, to be shown where the newest is otherwise. Of
 *   what nothing is known there is no point.
 */
OptTimeline *
opt_history_range_to_timeline (const OptHistoryRange *range)
{
  g_return_val_if_fail (range != NULL, NULL);

  return make_timeline (range, FALSE);
}

/**
 * opt_history_range_to_recent:
 * @range: of a database
 *
 * Returns: (transfer full): the same as a timeline, for opt_timeline_prepend(): a point is as long
 *   as it was watched, and so ends where watching did
 */
OptTimeline *
opt_history_range_to_recent (const OptHistoryRange *range)
{
  g_return_val_if_fail (range != NULL, NULL);

  return make_timeline (range, TRUE);
}

/**
 * opt_history_range_to_workload:
 * @range: a range
 *
 * Returns: (transfer full): what its server was asked then, with the texts of those statements that
 *   the range has them of
 */
OptWorkload *
opt_history_range_to_workload (const OptHistoryRange *range)
{
  OptWorkload *workload;

  g_return_val_if_fail (range != NULL, NULL);

  workload = opt_workload_new (0, opt_clock_get_system ());
  opt_workload_add_recorded (workload, range->delta, range->entries, range->marks);

  return workload;
}
