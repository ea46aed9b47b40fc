/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-database-counters.h"
#include "opt-server-facts.h"
#include "opt-statement-counters.h"

G_BEGIN_DECLS

/**
 * OptSnapshotPart:
 * @n_slices: into how many slices the entries are divided, by queryid; 1 or 0: all are read
 * @slice: which of them is read
 * @least_ms: entries with at least so many milliseconds of execution time are read, too
 *
 * Which entries of pg_stat_statements are read at a time.
 */
typedef struct
{
  guint n_slices;
  guint slice;
  double least_ms;
} OptSnapshotPart;

/**
 * OptSnapshot:
 *
 * What the server had counted at one moment. Immutable once taken.
 *
 * System identifier and start of the postmaster are its epoch: counters of two epochs are never
 * subtracted from each other.
 */
typedef struct
{
  gatomicrefcount ref_count;

  gint64 time;             /* the server's clock, microseconds since 1970 */
  char *system_identifier; /* (nullable) where the role may not read it */
  char *history_key;       /* (nullable) of the facts of who took it */
  gint64 start_time;
  gint64 stats_reset; /* of pg_stat_statements, microseconds since 1970; 0: unknown before 1.9 */
  gint64 dealloc;     /* how often it evicted entries; -1: unknown before 1.9 */

  OptSnapshotPart part;   /* what of it was read; the rest is as in the snapshot before */
  GHashTable *statements; /* OptStatementKey -> OptStatementCounters */
  GHashTable *databases;  /* OID -> OptDatabaseCounters */

  gint64 elapsed; /* what taking it cost: microseconds that the server was at work, at most … */
  gint64 bytes;   /* … and bytes of cells received */
} OptSnapshot;

#define OPT_TYPE_SNAPSHOT (opt_snapshot_get_type ())
GType opt_snapshot_get_type (void);

OptSnapshot *opt_snapshot_new (void);
OptSnapshot *opt_snapshot_ref (OptSnapshot *self);
void opt_snapshot_unref (OptSnapshot *self);

void opt_snapshot_take_async (OptConnection *connection,
                              OptServerFacts *facts,
                              OptSnapshot *previous,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
OptSnapshot *opt_snapshot_take_finish (OptConnection *connection,
                                       GAsyncResult *result,
                                       GError **error);
OptSnapshot *opt_snapshot_take_sync (OptConnection *connection,
                                     OptServerFacts *facts,
                                     GCancellable *cancellable,
                                     GError **error);

const char *opt_snapshot_get_history_key (const OptSnapshot *self);
const char *opt_snapshot_get_database_name (const OptSnapshot *self, guint32 oid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptSnapshot, opt_snapshot_unref)

G_END_DECLS
