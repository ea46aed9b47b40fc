/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-snapshot-part.h"

#include <stdlib.h>

static int
compare_largest_first (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left < right) - (left > right);
}

/* The time of the last of the entries that took most. */
static double
find_least (const OptSnapshot *snapshot)
{
  guint n = g_hash_table_size (snapshot->statements);
  g_autofree double *times = g_new (double, n);
  GHashTableIter iter;
  const OptStatementCounters *counters;
  guint i = 0;

  g_hash_table_iter_init (&iter, snapshot->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    times[i++] = counters->total_exec_ms;
  qsort (times, n, sizeof *times, compare_largest_first);

  return times[MIN (n, OPT_SNAPSHOT_TOP) - 1];
}

/**
 * opt_snapshot_part_choose:
 * @self: (out): what to read next
 * @previous: (nullable): what was read last
 *
 * With many entries each snapshot reads those that took most time, and in turns a slice of the
 * others: what a server pays for a snapshot grows less than its entries do, and after a round of
 * slices nothing was left out. (It still goes through all of them: 0.55 µs each.)
 */
void
opt_snapshot_part_choose (OptSnapshotPart *self, const OptSnapshot *previous)
{
  guint n;

  g_return_if_fail (self != NULL);

  *self = (OptSnapshotPart){ .n_slices = 1 };
  n = previous != NULL ? g_hash_table_size (previous->statements) : 0;
  if (n <= OPT_SNAPSHOT_READ_WHOLE)
    return;

  /* A round is finished in the slices that it was begun in. */
  if (previous->part.n_slices > 1 && previous->part.slice + 1 < previous->part.n_slices)
    {
      *self = previous->part;
      self->slice++;
      return;
    }
  self->n_slices = (n + OPT_SNAPSHOT_SLICE - 1) / OPT_SNAPSHOT_SLICE;
  self->least_ms = find_least (previous);
}

/**
 * opt_snapshot_part_is_whole:
 * @self: what is read
 *
 * Returns: whether that is everything
 */
gboolean
opt_snapshot_part_is_whole (const OptSnapshotPart *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->n_slices <= 1;
}

/**
 * opt_snapshot_part_has:
 * @self: what is read
 * @key: a statement
 *
 * Returns: whether it is in the slice, and so read for sure
 */
gboolean
opt_snapshot_part_has (const OptSnapshotPart *self, const OptStatementKey *key)
{
  g_return_val_if_fail (self != NULL && key != NULL, TRUE);

  return opt_snapshot_part_is_whole (self)
         || (key->queryid & G_MAXINT64) % self->n_slices == self->slice;
}

/**
 * opt_snapshot_part_carry:
 * @self: what was read
 * @previous: the snapshot before
 * @statements: (element-type OptStatementKey OptStatementCounters): what is read, to which is added
 *   what was not, as it was
 */
void
opt_snapshot_part_carry (const OptSnapshotPart *self,
                         const OptSnapshot *previous,
                         GHashTable *statements)
{
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_return_if_fail (self != NULL && previous != NULL && statements != NULL);

  g_hash_table_iter_init (&iter, previous->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    if (!opt_snapshot_part_has (self, &counters->key)
        && !g_hash_table_contains (statements, &counters->key))
      {
        OptStatementCounters *carried = opt_statement_counters_copy (counters);

        if (carried->time == 0)
          carried->time = previous->time;
        g_hash_table_insert (statements, &carried->key, carried);
      }
}
