/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-counters.h"

G_BEGIN_DECLS

/* In what a statement can weigh. */
#define OPT_N_WORKLOAD_DIMENSIONS 5

/**
 * OptWorkloadTotals:
 * @sums: execution time, blocks read and written, blocks of temporary files, bytes of WAL, calls
 *
 * What all statements of a window did together: a struct of zeros is that of none.
 */
typedef struct
{
  double sums[OPT_N_WORKLOAD_DIMENSIONS];
} OptWorkloadTotals;

void opt_workload_totals_add (OptWorkloadTotals *self, const OptStatementCounters *counters);
double opt_workload_totals_get_share (const OptWorkloadTotals *self,
                                      const OptStatementCounters *counters);
double opt_workload_totals_get_blend (const OptWorkloadTotals *self,
                                      const OptStatementCounters *counters);

G_END_DECLS
