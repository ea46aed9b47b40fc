/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-counters.h"

/* What is counted up, and so can be subtracted. */
static const struct
{
  const char *column;
  gsize offset;
} counts[] = {
  { "xact_commit", G_STRUCT_OFFSET (OptDatabaseCounters, commits) },
  { "xact_rollback", G_STRUCT_OFFSET (OptDatabaseCounters, rollbacks) },
  { "blks_read", G_STRUCT_OFFSET (OptDatabaseCounters, blocks_read) },
  { "blks_hit", G_STRUCT_OFFSET (OptDatabaseCounters, blocks_hit) },
  { "tup_returned", G_STRUCT_OFFSET (OptDatabaseCounters, rows_returned) },
  { "tup_fetched", G_STRUCT_OFFSET (OptDatabaseCounters, rows_fetched) },
  { "tup_inserted", G_STRUCT_OFFSET (OptDatabaseCounters, rows_inserted) },
  { "tup_updated", G_STRUCT_OFFSET (OptDatabaseCounters, rows_updated) },
  { "tup_deleted", G_STRUCT_OFFSET (OptDatabaseCounters, rows_deleted) },
  { "temp_files", G_STRUCT_OFFSET (OptDatabaseCounters, temp_files) },
  { "temp_bytes", G_STRUCT_OFFSET (OptDatabaseCounters, temp_bytes) },
  { "deadlocks", G_STRUCT_OFFSET (OptDatabaseCounters, deadlocks) },
};

static gint64 *
get_count (const OptDatabaseCounters *self, gsize i)
{
  return &G_STRUCT_MEMBER (gint64, self, counts[i].offset);
}

/**
 * opt_database_counters_table_new:
 *
 * Returns: (transfer full) (element-type guint32 OptDatabaseCounters): an empty table by OID
 */
GHashTable *
opt_database_counters_table_new (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) opt_database_counters_free);
}

/**
 * opt_database_counters_free:
 * @self: (nullable) (transfer full): counters
 */
void
opt_database_counters_free (OptDatabaseCounters *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self);
}

/**
 * opt_database_counters_read:
 * @result: the rows of `monitor/databases`, in binary
 * @databases: (element-type guint32 OptDatabaseCounters): where they go
 */
void
opt_database_counters_read (OptResult *result, GHashTable *databases)
{
  g_return_if_fail (result != NULL && databases != NULL);

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      OptDatabaseCounters *self = g_new0 (OptDatabaseCounters, 1);

      self->oid = opt_result_get_oid (result, row, "datid");
      self->name = g_strdup (opt_result_get_text (result, row, "datname"));
      self->stats_reset = opt_result_get_int (result, row, "stats_reset");
      self->backends = opt_result_get_int (result, row, "numbackends");
      self->read_ms = opt_result_get_double (result, row, "blk_read_time");
      self->write_ms = opt_result_get_double (result, row, "blk_write_time");
      for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
        *get_count (self, i) = opt_result_get_int (result, row, counts[i].column);
      g_hash_table_replace (databases, GUINT_TO_POINTER (self->oid), self);
    }
}

/**
 * opt_database_counters_fell:
 * @before: counters of an earlier snapshot
 * @after: those of the same database in a later one
 *
 * A crash of one process makes the server begin anew with empty statistics, without a restart or a
 * reset that it would tell of.
 *
 * Returns: whether they were dropped in between: what came since then is not known
 */
gboolean
opt_database_counters_fell (const OptDatabaseCounters *before, const OptDatabaseCounters *after)
{
  g_return_val_if_fail (before != NULL && after != NULL, FALSE);

  if (before->stats_reset != after->stats_reset)
    return after->stats_reset == 0;

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    if (*get_count (after, i) < *get_count (before, i))
      return TRUE;

  return after->read_ms < before->read_ms || after->write_ms < before->write_ms;
}

/**
 * opt_database_counters_subtract:
 * @before: (nullable): counters of an earlier snapshot; %NULL: the database is new
 * @after: those of the same database in a later one
 *
 * Where the statistics were reset in between, what came since the reset counts. Of those that fell
 * there is no difference: see opt_database_counters_fell().
 *
 * Returns: (transfer full): the delta
 */
OptDatabaseCounters *
opt_database_counters_subtract (const OptDatabaseCounters *before, const OptDatabaseCounters *after)
{
  OptDatabaseCounters *delta;

  g_return_val_if_fail (after != NULL, NULL);

  delta = g_memdup2 (after, sizeof *after);
  delta->name = g_strdup (after->name);
  if (before == NULL || before->stats_reset != after->stats_reset)
    return delta;

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    *get_count (delta, i) = *get_count (after, i) - *get_count (before, i);
  delta->read_ms = after->read_ms - before->read_ms;
  delta->write_ms = after->write_ms - before->write_ms;

  return delta;
}

/**
 * opt_database_counters_sum:
 * @one: (nullable): a delta
 * @other: a later one of the same database
 *
 * Returns: (transfer full): their sum
 */
OptDatabaseCounters *
opt_database_counters_sum (const OptDatabaseCounters *one, const OptDatabaseCounters *other)
{
  OptDatabaseCounters *sum;

  g_return_val_if_fail (other != NULL, NULL);

  sum = g_memdup2 (other, sizeof *other);
  sum->name = g_strdup (other->name);
  if (one == NULL)
    return sum;

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    *get_count (sum, i) += *get_count (one, i);
  sum->read_ms += one->read_ms;
  sum->write_ms += one->write_ms;

  return sum;
}
