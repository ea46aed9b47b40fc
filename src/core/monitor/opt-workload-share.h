/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "opt-statement-counters.h"

G_BEGIN_DECLS

/**
 * OptWorkloadShare:
 * @OPT_WORKLOAD_SHARE_TIME: execution time
 * @OPT_WORKLOAD_SHARE_IO: blocks of tables and indexes read and written outside shared memory
 * @OPT_WORKLOAD_SHARE_WAL: bytes of WAL
 * @OPT_WORKLOAD_SHARE_TEMP: blocks of temporary files read and written
 * @OPT_WORKLOAD_SHARE_CALLS: calls
 * @OPT_WORKLOAD_SHARE_BLEND: the mean of its shares of all these
 *
 * By what a statement is hot: what its share is a share of.
 */
typedef enum
{
  OPT_WORKLOAD_SHARE_TIME,
  OPT_WORKLOAD_SHARE_IO,
  OPT_WORKLOAD_SHARE_WAL,
  OPT_WORKLOAD_SHARE_TEMP,
  OPT_WORKLOAD_SHARE_CALLS,
  OPT_WORKLOAD_SHARE_BLEND,
} OptWorkloadShare;

#define OPT_N_WORKLOAD_SHARES (OPT_WORKLOAD_SHARE_BLEND + 1)

#define OPT_TYPE_WORKLOAD_SHARE (opt_workload_share_get_type ())
GType opt_workload_share_get_type (void);

const char *opt_workload_share_get_nick (OptWorkloadShare self);
gboolean opt_workload_share_from_nick (const char *nick, OptWorkloadShare *share);
char *opt_workload_share_list_nicks (void);
const char *opt_workload_share_get_name (OptWorkloadShare self);
const char *opt_workload_share_get_title (OptWorkloadShare self);
const char *opt_workload_share_get_heading (OptWorkloadShare self);
const char *opt_workload_share_get_description (OptWorkloadShare self);
double opt_workload_share_count (OptWorkloadShare self, const OptStatementCounters *counters);

G_END_DECLS
