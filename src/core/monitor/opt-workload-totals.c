/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-workload-totals.h"

#include <math.h>

enum
{
  TIME,
  BLOCKS,
  TEMP,
  WAL,
  CALLS,
};

/* Counts that the extension does not offer are -1: together they would be no figure. */
static double
add_counts (gint64 one, gint64 other)
{
  return one >= 0 && other >= 0 ? (double) one + (double) other : NAN;
}

static void
get_dimensions (const OptStatementCounters *counters, double *dimensions)
{
  dimensions[TIME] = counters->total_exec_ms;
  dimensions[BLOCKS] = add_counts (counters->shared_read, counters->shared_written)
                       + add_counts (counters->local_read, counters->local_written);
  dimensions[TEMP] = add_counts (counters->temp_read, counters->temp_written);
  dimensions[WAL] = add_counts (counters->wal_bytes, 0);
  dimensions[CALLS] = add_counts (counters->calls, 0);
}

/**
 * opt_workload_totals_add:
 * @self: totals
 * @counters: of one more statement
 *
 * What is not known of it is not added.
 */
void
opt_workload_totals_add (OptWorkloadTotals *self, const OptStatementCounters *counters)
{
  double dimensions[OPT_N_WORKLOAD_DIMENSIONS];

  g_return_if_fail (self != NULL && counters != NULL);

  get_dimensions (counters, dimensions);
  for (guint i = 0; i < OPT_N_WORKLOAD_DIMENSIONS; i++)
    if (isfinite (dimensions[i]))
      self->sums[i] += dimensions[i];
}

/**
 * opt_workload_totals_get_share:
 * @self: the totals of a window
 * @counters: of a statement in it
 *
 * Returns: its part of all execution time, 0 to 1; NAN where there was none
 */
double
opt_workload_totals_get_share (const OptWorkloadTotals *self, const OptStatementCounters *counters)
{
  g_return_val_if_fail (self != NULL && counters != NULL, NAN);

  return self->sums[TIME] > 0 ? counters->total_exec_ms / self->sums[TIME] : NAN;
}

/**
 * opt_workload_totals_get_blend:
 * @self: the totals of a window
 * @counters: of a statement in it
 *
 * The mean of the parts that the statement has in execution time, blocks read and written, blocks
 * of temporary files, bytes of WAL, and calls. Of these, what nobody did in the window, or is not
 * known of the statement, does not count.
 *
 * Returns: 0 to 1; NAN where nothing counts
 */
double
opt_workload_totals_get_blend (const OptWorkloadTotals *self, const OptStatementCounters *counters)
{
  double dimensions[OPT_N_WORKLOAD_DIMENSIONS];
  double sum = 0;
  guint n = 0;

  g_return_val_if_fail (self != NULL && counters != NULL, NAN);

  get_dimensions (counters, dimensions);
  for (guint i = 0; i < OPT_N_WORKLOAD_DIMENSIONS; i++)
    if (self->sums[i] > 0 && isfinite (dimensions[i]))
      {
        sum += dimensions[i] / self->sums[i];
        n++;
      }

  return n > 0 ? sum / n : NAN;
}
