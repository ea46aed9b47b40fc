/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-timeline-private.h"

#include <math.h>
#include <string.h>

static void
sample_backends (OptTimelinePoint *self, const OptSnapshot *snapshot, guint32 database)
{
  GHashTableIter iter;
  const OptDatabaseCounters *counters;

  g_hash_table_iter_init (&iter, snapshot->databases);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    if (database == 0 || counters->oid == database)
      self->backends = (isnan (self->backends) ? 0 : self->backends) + (double) counters->backends;
}

static gboolean
counts_wal (const OptSnapshot *snapshot)
{
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_hash_table_iter_init (&iter, snapshot->statements);

  return g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters) && counters->wal_bytes >= 0;
}

typedef struct
{
  gint64 calls;
  double total_ms;
  gint64 rows;
  gint64 wal_bytes;
} Sum;

static void
add_statement (Sum *sum, const OptStatementCounters *counters)
{
  sum->calls += counters->calls;
  sum->total_ms += counters->total_exec_ms;
  sum->rows += MAX (counters->rows, 0);
  sum->wal_bytes += MAX (counters->wal_bytes, 0);
}

static void
count_statements (OptTimelinePoint *self,
                  OptWorkload *workload,
                  const OptDelta *delta,
                  guint32 database)
{
  double seconds = (double) delta->observed / G_USEC_PER_SEC;
  Sum sum = { 0 };
  GHashTableIter iter;
  const OptStatementCounters *counters;

  /* When in it the server did not run is not known. */
  if (delta->observed <= 0 || (delta->flags & OPT_DELTA_RESTART) != 0)
    return;

  g_hash_table_iter_init (&iter, delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      const OptSqlText *text;

      if (!counters->key.toplevel || (database != 0 && counters->key.dbid != database))
        continue;
      text = opt_workload_get_text (workload, &counters->key);
      if (text == NULL || !text->own)
        add_statement (&sum, counters);
    }

  self->calls_per_second = (double) sum.calls / seconds;
  self->mean_ms = sum.calls > 0 ? sum.total_ms / (double) sum.calls : NAN;
  self->rows_per_second = (double) sum.rows / seconds;
  if (counts_wal (opt_workload_get_last_snapshot (workload)))
    self->wal_bytes_per_second = (double) sum.wal_bytes / seconds;
}

/* pg_stat_database has its own resets. */
static void
count_database (OptTimelinePoint *self, const OptDatabaseCounters *counters, gint64 previous)
{
  gint64 start = counters->stats_reset > previous && counters->stats_reset < self->end
                     ? counters->stats_reset
                     : previous;
  double seconds = (double) (self->end - start) / G_USEC_PER_SEC;

  self->transactions_per_second += (double) (counters->commits + counters->rollbacks) / seconds;
  self->blocks_hit_per_second += (double) counters->blocks_hit / seconds;
  self->blocks_read_per_second += (double) counters->blocks_read / seconds;
  self->temp_bytes_per_second += (double) counters->temp_bytes / seconds;
}

static void
count_databases (OptTimelinePoint *self, const OptDelta *delta, guint32 database, gint64 previous)
{
  GHashTableIter iter;
  const OptDatabaseCounters *counters;
  double hit = 0, all = 0;
  guint n = 0;

  if (previous >= self->end)
    return;

  g_hash_table_iter_init (&iter, delta->databases);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      if (database != 0 && counters->oid != database)
        continue;
      if (n++ == 0)
        {
          self->transactions_per_second = 0;
          self->blocks_hit_per_second = 0;
          self->blocks_read_per_second = 0;
          self->temp_bytes_per_second = 0;
        }
      count_database (self, counters, previous);
      hit += (double) counters->blocks_hit;
      all += (double) (counters->blocks_hit + counters->blocks_read);
    }
  self->hit_ratio = all > 0 ? hit / all : NAN;
}

/**
 * opt_timeline_point_init_load:
 * @self: (out): a point
 * @start: when it begins
 * @end: when it ends
 * @load: what was sampled meanwhile
 *
 * What is known where the statements can't be read.
 */
void
opt_timeline_point_init_load (OptTimelinePoint *self,
                              gint64 start,
                              gint64 end,
                              const double load[OPT_N_WAIT_CLASSES])
{
  *self = (OptTimelinePoint){
    .start = start,
    .end = end,
    .flags = start < end ? OPT_DELTA_NONE : OPT_DELTA_GAP,
    .calls_per_second = NAN,
    .mean_ms = NAN,
    .transactions_per_second = NAN,
    .hit_ratio = NAN,
    .blocks_hit_per_second = NAN,
    .blocks_read_per_second = NAN,
    .rows_per_second = NAN,
    .temp_bytes_per_second = NAN,
    .wal_bytes_per_second = NAN,
    .backends = NAN,
  };
  memcpy (self->load, load, sizeof self->load);
}

/**
 * opt_timeline_point_init:
 * @self: (out): a point
 * @workload: has a snapshot
 * @database: OID, or 0 for the whole server
 * @previous: the time of the snapshot before the last; 0: not known
 * @load: what was sampled meanwhile
 *
 * What happened between the last two snapshots.
 */
void
opt_timeline_point_init (OptTimelinePoint *self,
                         OptWorkload *workload,
                         guint32 database,
                         gint64 previous,
                         const double load[OPT_N_WAIT_CLASSES])
{
  const OptSnapshot *snapshot = opt_workload_get_last_snapshot (workload);
  const OptDelta *delta = opt_workload_get_last_delta (workload);

  opt_timeline_point_init_load (self, snapshot->time, snapshot->time, load);
  sample_backends (self, snapshot, database);
  if (delta == NULL)
    return;

  self->start = MIN (delta->start, self->end);
  self->flags = delta->flags;
  count_statements (self, workload, delta, database);
  if ((delta->flags & OPT_DELTA_RESET) == 0)
    previous = delta->start;
  if (previous > 0)
    count_databases (self, delta, database, previous);
}

/**
 * opt_timeline_point_get_load:
 * @self: a point
 *
 * Returns: active sessions, whatever they do; NAN where not known
 */
double
opt_timeline_point_get_load (const OptTimelinePoint *self)
{
  double sum = 0;

  g_return_val_if_fail (self != NULL, NAN);

  for (guint i = 0; i < OPT_N_WAIT_CLASSES; i++)
    sum += self->load[i];

  return sum;
}
