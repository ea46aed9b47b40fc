/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-result.h"

G_BEGIN_DECLS

/**
 * OptDatabaseCounters:
 *
 * A row of pg_stat_database: since its reset in a snapshot, within the interval in a delta. Blocks
 * are of the server's block_size, times in milliseconds.
 */
typedef struct
{
  guint32 oid;
  char *name;
  gint64 stats_reset; /* microseconds since 1970, or 0 */
  gint64 backends;    /* now; not a counter */

  gint64 commits;
  gint64 rollbacks;
  gint64 blocks_read;
  gint64 blocks_hit;
  gint64 rows_returned;
  gint64 rows_fetched;
  gint64 rows_inserted;
  gint64 rows_updated;
  gint64 rows_deleted;
  gint64 temp_files;
  gint64 temp_bytes;
  gint64 deadlocks;
  double read_ms; /* 0 where track_io_timing is off */
  double write_ms;
} OptDatabaseCounters;

GHashTable *opt_database_counters_table_new (void);
void opt_database_counters_read (OptResult *result, GHashTable *databases);
gboolean opt_database_counters_fell (const OptDatabaseCounters *before,
                                     const OptDatabaseCounters *after);
OptDatabaseCounters *opt_database_counters_subtract (const OptDatabaseCounters *before,
                                                     const OptDatabaseCounters *after);
OptDatabaseCounters *opt_database_counters_sum (const OptDatabaseCounters *one,
                                                const OptDatabaseCounters *other);
void opt_database_counters_free (OptDatabaseCounters *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptDatabaseCounters, opt_database_counters_free)

G_END_DECLS
