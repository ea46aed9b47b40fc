/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-delta.h"

#include <math.h>

#include "opt-snapshot-part.h"

G_DEFINE_BOXED_TYPE (OptDelta, opt_delta, opt_delta_ref, opt_delta_unref)

/**
 * opt_delta_new:
 *
 * Returns: (transfer full): an empty sum, to which deltas can be added
 */
OptDelta *
opt_delta_new (void)
{
  OptDelta *self = g_new0 (OptDelta, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->deallocs = -1;
  self->statements = opt_statement_counters_table_new ();
  self->databases = opt_database_counters_table_new ();

  return self;
}

static OptDelta *
delta_new (gint64 start, gint64 end)
{
  OptDelta *self = opt_delta_new ();

  self->start = start;
  self->end = end;

  return self;
}

/* Whether the counters of the one can be told to go on from those of the other. A restarted server
 * has read them from its file, and then their reset's time with them, or they begin anew, after the
 * earlier snapshot. Anything else is another server: a standby that took over has its own. */
static gboolean
is_same_epoch (const OptSnapshot *before, const OptSnapshot *after)
{
  if (after->time <= before->time
      || g_strcmp0 (before->system_identifier, after->system_identifier) != 0)
    return FALSE;
  if (before->start_time == after->start_time)
    return TRUE;

  return after->start_time > before->time && before->stats_reset > 0
         && (after->stats_reset == before->stats_reset || after->stats_reset > before->time);
}

/* The extension may have become one that does not tell, or that tells now. */
static gboolean
was_reset (const OptSnapshot *before, const OptSnapshot *after)
{
  return before->stats_reset > 0 && after->stats_reset > 0
         && before->stats_reset != after->stats_reset;
}

static void
add_statement (OptDelta *self, OptStatementCounters *delta)
{
  g_hash_table_replace (self->statements, &delta->key, delta);
}

static void
subtract_statements (OptDelta *self, const OptSnapshot *before, const OptSnapshot *after)
{
  GHashTableIter iter;
  OptStatementCounters *counters;

  g_hash_table_iter_init (&iter, after->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      const OptStatementCounters *old = NULL;
      OptStatementCounters *delta;
      gboolean reentered = FALSE;

      if ((self->flags & OPT_DELTA_RESET) == 0)
        old = g_hash_table_lookup (before->statements, &counters->key);
      delta = old != NULL ? opt_statement_counters_subtract (old, counters, &reentered)
                          : opt_statement_counters_copy (counters);
      if (reentered)
        self->reentered++;
      if (delta == NULL)
        continue;
      if (delta->time != 0)
        {
          self->late_ms += delta->total_exec_ms;
          self->late_by = MAX (self->late_by, before->time - delta->time);
        }
      add_statement (self, delta);
    }
}

static void
find_lost (OptDelta *self, const OptSnapshot *before, const OptSnapshot *after)
{
  GHashTableIter iter;
  const OptStatementCounters *counters;
  double all = 0;
  double lost = 0;

  g_hash_table_iter_init (&iter, before->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      all += counters->total_exec_ms;
      if (!g_hash_table_contains (after->statements, &counters->key))
        {
          self->lost_statements++;
          lost += counters->total_exec_ms;
        }
    }
  self->lost_share = all > 0 ? lost / all : 0;
}

/* The statistics are of the whole server, and are dropped together. That those of one database have
 * more by now than before is no sign that they were kept. */
static gboolean
were_dropped (const OptSnapshot *before, const OptSnapshot *after)
{
  GHashTableIter iter;
  gpointer oid;
  const OptDatabaseCounters *counters;

  g_hash_table_iter_init (&iter, after->databases);
  while (g_hash_table_iter_next (&iter, &oid, (gpointer *) &counters))
    {
      const OptDatabaseCounters *old = g_hash_table_lookup (before->databases, oid);

      if (old != NULL && opt_database_counters_fell (old, counters))
        return TRUE;
    }

  return FALSE;
}

static void
subtract_databases (OptDelta *self, const OptSnapshot *before, const OptSnapshot *after)
{
  GHashTableIter iter;
  gpointer oid;
  const OptDatabaseCounters *counters;

  g_hash_table_iter_init (&iter, after->databases);
  while (g_hash_table_iter_next (&iter, &oid, (gpointer *) &counters))
    {
      const OptDatabaseCounters *old = g_hash_table_lookup (before->databases, oid);

      g_hash_table_insert (self->databases, oid, opt_database_counters_subtract (old, counters));
    }
}

/**
 * opt_snapshot_subtract:
 * @before: a snapshot
 * @after: a later one of the same server
 *
 * What was counted between the two, by these rules:
 *
 * - Another epoch (failover, a clock set back): a gap, with nothing in it.
 * - A restart: a clean one keeps pg_stat_statements with its reset's time, and what was counted
 *   before it is counted; after a crash all has been counted since. Before 1.9 there is no such
 *   time: a gap. Nothing is said of databases, nor where their counters fell.
 * - The reset's time moved, where both tell it: everything counted since the reset, and the
 * interval begins there.
 * - A key that was not there: all it has counted, as entries begin at zero.
 * - A counter that fell, or another `stats_since`: the entry came back; all it has counted.
 * - `dealloc` rose: the interval is incomplete; see the lost share.
 *
 * Totals are counted when a statement ends: one of ten minutes lands whole in one interval.
 *
 * Returns: (transfer full): the delta
 */
OptDelta *
opt_snapshot_subtract (const OptSnapshot *before, const OptSnapshot *after)
{
  OptDelta *self;

  g_return_val_if_fail (before != NULL && after != NULL, NULL);

  self = delta_new (before->time, after->time);
  if (!is_same_epoch (before, after))
    {
      self->flags = OPT_DELTA_GAP;
      return self;
    }

  if (was_reset (before, after))
    {
      self->flags |= OPT_DELTA_RESET;
      self->start = CLAMP (after->stats_reset, before->time, after->time);
      self->deallocs = after->dealloc;
    }
  else if (before->dealloc >= 0 && after->dealloc >= 0)
    self->deallocs = after->dealloc - before->dealloc;
  self->observed = self->end - self->start;
  if (before->start_time != after->start_time)
    self->flags |= OPT_DELTA_RESTART;

  subtract_statements (self, before, after);
  if ((self->flags & OPT_DELTA_RESET) == 0)
    find_lost (self, before, after);
  /* Before 1.9 nothing counts the evictions, but entries that are gone betray them. */
  if (self->deallocs > 0 || (self->deallocs < 0 && self->lost_statements > 0))
    self->flags |= OPT_DELTA_INCOMPLETE;
  if (!opt_snapshot_part_is_whole (&after->part))
    self->flags |= OPT_DELTA_LATE;
  if ((self->flags & OPT_DELTA_RESTART) == 0 && !were_dropped (before, after))
    subtract_databases (self, before, after);

  return self;
}

/**
 * opt_snapshot_since_reset:
 * @snapshot: one snapshot
 *
 * All that is counted, as a delta that begins with the last reset. Before 1.9 the server does not
 * say when that was: @start is 0 then. Entries that were evicted are not in it.
 *
 * Returns: (transfer full): the delta
 */
OptDelta *
opt_snapshot_since_reset (const OptSnapshot *snapshot)
{
  OptDelta *self;
  GHashTableIter iter;
  gpointer key;
  gpointer counters;

  g_return_val_if_fail (snapshot != NULL, NULL);

  self = delta_new (snapshot->stats_reset, snapshot->time);
  /* Of what was evicted before the first look there is no trace. */
  self->lost_share = snapshot->dealloc == 0 ? 0 : NAN;
  self->deallocs = snapshot->dealloc;
  self->observed = snapshot->stats_reset > 0 ? MAX (self->end - self->start, 0) : 0;
  if (snapshot->dealloc > 0)
    self->flags |= OPT_DELTA_INCOMPLETE;

  g_hash_table_iter_init (&iter, snapshot->statements);
  while (g_hash_table_iter_next (&iter, NULL, &counters))
    add_statement (self, opt_statement_counters_copy (counters));
  g_hash_table_iter_init (&iter, snapshot->databases);
  while (g_hash_table_iter_next (&iter, &key, &counters))
    g_hash_table_insert (self->databases, key, opt_database_counters_subtract (NULL, counters));

  return self;
}

static void
add_statements (OptDelta *self, GHashTable *statements)
{
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_hash_table_iter_init (&iter, statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      OptStatementCounters *sum = g_hash_table_lookup (self->statements, &counters->key);

      if (sum != NULL)
        opt_statement_counters_add (sum, counters);
      else
        add_statement (self, opt_statement_counters_copy (counters));
    }
}

static void
add_databases (OptDelta *self, GHashTable *databases)
{
  GHashTableIter iter;
  gpointer oid;
  const OptDatabaseCounters *counters;

  g_hash_table_iter_init (&iter, databases);
  while (g_hash_table_iter_next (&iter, &oid, (gpointer *) &counters))
    g_hash_table_insert (self->databases, oid,
                         opt_database_counters_sum (g_hash_table_lookup (self->databases, oid),
                                                    counters));
}

/**
 * opt_delta_add:
 * @self: a sum that is not shared yet
 * @other: a delta of another interval of the same server
 *
 * Adds an interval to a sum.
 */
void
opt_delta_add (OptDelta *self, const OptDelta *other)
{
  g_return_if_fail (self != NULL && other != NULL);

  if (self->end == 0 || other->start < self->start)
    self->start = other->start;
  self->end = MAX (self->end, other->end);
  self->observed += other->observed;
  self->flags |= other->flags;
  if (other->deallocs >= 0)
    self->deallocs = MAX (self->deallocs, 0) + other->deallocs;
  self->lost_statements += other->lost_statements;
  self->lost_share = isnan (self->lost_share) || isnan (other->lost_share)
                         ? NAN
                         : MAX (self->lost_share, other->lost_share);
  self->late_ms += other->late_ms;
  self->late_by = MAX (self->late_by, other->late_by);
  self->reentered += other->reentered;
  add_statements (self, other->statements);
  add_databases (self, other->databases);
}

/**
 * opt_delta_get_late_share:
 * @self: a delta
 *
 * Returns: the part of its execution time that was read later than it might have been, up to
 *   @late_by; NAN where there is none at all
 */
double
opt_delta_get_late_share (const OptDelta *self)
{
  GHashTableIter iter;
  const OptStatementCounters *counters;
  double total = 0;

  g_return_val_if_fail (self != NULL, NAN);

  g_hash_table_iter_init (&iter, self->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    total += counters->total_exec_ms;

  return total > 0 ? self->late_ms / total : NAN;
}

/**
 * opt_delta_ref:
 * @self: a delta
 *
 * Returns: (transfer full): @self
 */
OptDelta *
opt_delta_ref (OptDelta *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * opt_delta_unref:
 * @self: (transfer full): a delta
 */
void
opt_delta_unref (OptDelta *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->statements);
  g_hash_table_unref (self->databases);
  g_free (self);
}
