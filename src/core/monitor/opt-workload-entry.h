/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "opt-newcomers.h"
#include "opt-workload-share.h"

G_BEGIN_DECLS

/**
 * OptWorkloadSort:
 * @OPT_WORKLOAD_SORT_TOTAL: total execution time
 * @OPT_WORKLOAD_SORT_MEAN: time a call
 * @OPT_WORKLOAD_SORT_CALLS: calls
 * @OPT_WORKLOAD_SORT_ROWS: rows returned or changed
 * @OPT_WORKLOAD_SORT_IO: blocks of tables and indexes read from and written to outside shared
 * memory
 * @OPT_WORKLOAD_SORT_TEMP: blocks of temporary files read and written
 * @OPT_WORKLOAD_SORT_WAL: bytes of WAL
 * @OPT_WORKLOAD_SORT_BLEND: a blend of time, blocks, temporary files, WAL and calls: see
 *   opt_workload_totals_get_shares()
 *
 * By what statements are ranked, the largest first.
 */
typedef enum
{
  OPT_WORKLOAD_SORT_TOTAL,
  OPT_WORKLOAD_SORT_MEAN,
  OPT_WORKLOAD_SORT_CALLS,
  OPT_WORKLOAD_SORT_ROWS,
  OPT_WORKLOAD_SORT_IO,
  OPT_WORKLOAD_SORT_TEMP,
  OPT_WORKLOAD_SORT_WAL,
  OPT_WORKLOAD_SORT_BLEND,
} OptWorkloadSort;

#define OPT_TYPE_WORKLOAD_SORT (opt_workload_sort_get_type ())
GType opt_workload_sort_get_type (void);
gboolean opt_workload_sort_from_nick (const char *nick, OptWorkloadSort *sort);
char *opt_workload_sort_list_nicks (void);
OptWorkloadSort opt_workload_sort_of_share (OptWorkloadShare share);

/**
 * OptWorkloadEntry:
 * @key: which statement
 * @text: (nullable): what it says, or %NULL while that is not known
 * @database: (nullable): the name of its database, or %NULL where that was dropped
 * @role: (nullable): the name of the role that ran it, or %NULL where that is gone or not known
 *   yet
 * @fingerprint: of its text, see #OptSqlText; 0 where there is none
 * @counters: what it did in the window
 * @calls_per_second: over the time observed; NAN where that is not known
 * @shares: its part of each #OptWorkloadShare in the window, hidden statements included; NAN where
 *   there is none, see opt_workload_totals_get_shares()
 * @system: OptiSchema's own, or it reads only system catalogs, or is no query
 * @newness: whether it was called first in the window: see opt_workload_set_newcomers()
 *
 * @members: (nullable) (element-type OptWorkloadEntry): where it is the sum of several that are
 *   alike, these, the one with most time first; see opt_workload_group_entries()
 *
 * A statement in a window of the workload.
 */
typedef struct
{
  OptStatementKey key;
  char *text;
  char *database;
  char *role;
  guint64 fingerprint;
  OptStatementCounters counters;
  double calls_per_second;
  double shares[OPT_N_WORKLOAD_SHARES];
  gboolean system;
  OptNewness newness;
  GPtrArray *members;
} OptWorkloadEntry;

void opt_workload_entry_free (OptWorkloadEntry *self);
char *opt_workload_entry_describe_members (const OptWorkloadEntry *self);
char *opt_workload_entry_describe_caller (const OptWorkloadEntry *self);
void opt_workload_entries_sort (GPtrArray *entries, OptWorkloadSort sort);
double opt_workload_entry_get_metric (const OptWorkloadEntry *self, OptWorkloadSort sort);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptWorkloadEntry, opt_workload_entry_free)

G_END_DECLS
