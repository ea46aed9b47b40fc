/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-result.h"
#include "opt-statement-key.h"

G_BEGIN_DECLS

/**
 * OptStatementCounters:
 *
 * What pg_stat_statements counted for one statement: since its entry was made in a snapshot, within
 * the interval in a delta. Counts that the extension's version does not offer are -1, times NAN.
 * Blocks are of the server's block_size, times in milliseconds.
 */
typedef struct
{
  OptStatementKey key; /* first: the counters are their own key in a #GHashTable */
  gint64 since;        /* 1.11: microseconds since 1970 when the entry was made, or 0 */
  gint64 time;         /* where it was not read with the others: when it was read last; in a delta,
                          since when it counts. 0: with them. Not kept in the history. */

  gint64 calls;
  double total_exec_ms;
  double exec_squares; /* sum of the squares of each call's milliseconds */
  double min_exec_ms;  /* NAN in a delta where the server's figure does not tell */
  double max_exec_ms;
  gint64 rows;

  gint64 shared_hit;
  gint64 shared_read;
  gint64 shared_dirtied;
  gint64 shared_written;
  gint64 local_hit;
  gint64 local_read;
  gint64 local_dirtied;
  gint64 local_written;
  gint64 temp_read;
  gint64 temp_written;
  double shared_read_ms; /* 0 where track_io_timing is off; before 1.11 with that of local ones */
  double shared_write_ms;
  double temp_read_ms;
  double temp_write_ms;

  gint64 plans;
  double total_plan_ms;

  gint64 wal_records;
  gint64 wal_fpi;
  gint64 wal_bytes;

  gint64 jit_functions; /* 1.10: compiled */
  double jit_ms;        /* … in that time, all steps together */
  double local_read_ms; /* 1.11: of temporary tables */
  double local_write_ms;
  gint64 wal_buffers_full;   /* 1.12: how often WAL had to be written for want of room */
  gint64 workers_planned;    /* 1.12: parallel workers that were to be launched … */
  gint64 workers_launched;   /* … and that were */
  gint64 generic_plan_calls; /* 1.13 */
  gint64 custom_plan_calls;
} OptStatementCounters;

GHashTable *opt_statement_counters_table_new (void);
gboolean opt_statement_counters_read (OptResult *result, GHashTable *counters, GError **error);

void opt_statement_counters_pack (const OptStatementCounters *self, GByteArray *bytes);
gsize opt_statement_counters_get_packed_size (guint format);
OptStatementCounters *opt_statement_counters_unpack (const guint8 *bytes, guint format);

/* How opt_statement_counters_pack() lays them out by now; the first form ends with WAL. */
#define OPT_STATEMENT_COUNTERS_FORMAT 2

OptStatementCounters *opt_statement_counters_copy (const OptStatementCounters *self);
OptStatementCounters *opt_statement_counters_subtract (const OptStatementCounters *before,
                                                       const OptStatementCounters *after,
                                                       gboolean *reentered);
void opt_statement_counters_add (OptStatementCounters *self, const OptStatementCounters *other);

double opt_statement_counters_get_mean (const OptStatementCounters *self);
double opt_statement_counters_get_stddev (const OptStatementCounters *self);

G_END_DECLS
