/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-workload-share.h"

G_BEGIN_DECLS

/**
 * OptWorkloadTotals:
 * @sums: how much there was of each thing that a statement can have a share of; of what was called
 *   by others only the calls, as the rest is counted with who called it
 * @nested: the most that one had of those that others called: while a procedure runs it is not
 *   counted itself yet
 * @unknown: of which of them it is not known how much some statement had, a bit each
 *
 * What all statements of a window did together: a struct of zeros is that of none.
 *
 * Where pg_stat_statements.track_utility is off nobody counts a CALL: what its procedure's
 * statements did is in no sum, and the total is no more than the most that one of them had. Their
 * shares are too large then, but none is above the whole.
 */
typedef struct
{
  double sums[OPT_WORKLOAD_SHARE_BLEND];
  double nested[OPT_WORKLOAD_SHARE_BLEND];
  guint unknown;
} OptWorkloadTotals;

void opt_workload_totals_add (OptWorkloadTotals *self, const OptStatementCounters *counters);
double opt_workload_totals_get (const OptWorkloadTotals *self, OptWorkloadShare share);
void opt_workload_totals_get_shares (const OptWorkloadTotals *self,
                                     const OptStatementCounters *counters,
                                     double *shares);
const char *opt_workload_totals_explain (const OptWorkloadTotals *self, OptWorkloadShare share);

G_END_DECLS
