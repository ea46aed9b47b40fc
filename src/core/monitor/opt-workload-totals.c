/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-workload-totals.h"

#include <glib/gi18n-lib.h>
#include <math.h>

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
  g_return_if_fail (self != NULL && counters != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (self->sums); i++)
    {
      double count = opt_workload_share_count ((OptWorkloadShare) i, counters);

      if (!isfinite (count))
        self->unknown |= 1U << i;
      else if (counters->key.toplevel || i == OPT_WORKLOAD_SHARE_CALLS)
        self->sums[i] += count;
      else
        self->nested[i] = fmax (self->nested[i], count);
    }
}

/**
 * opt_workload_totals_get:
 * @self: totals
 * @share: what its statements may have a share of, but not the blend
 *
 * Returns: how much there was of it, in the unit of opt_workload_share_count(); at least as much as
 *   any statement had
 */
double
opt_workload_totals_get (const OptWorkloadTotals *self, OptWorkloadShare share)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (share < OPT_WORKLOAD_SHARE_BLEND, 0);

  return fmax (self->sums[share], self->nested[share]);
}

/**
 * opt_workload_totals_get_shares:
 * @self: the totals of a window
 * @counters: of a statement in it
 * @shares: (out) (array fixed-size=6): its part of each #OptWorkloadShare, 0 to 1; NAN of what
 *   nobody had in the window, and of what is not known of the statement
 *
 * The blend is the mean of the others that are known.
 */
void
opt_workload_totals_get_shares (const OptWorkloadTotals *self,
                                const OptStatementCounters *counters,
                                double *shares)
{
  double sum = 0;
  guint n = 0;

  g_return_if_fail (self != NULL && counters != NULL && shares != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (self->sums); i++)
    {
      double total = opt_workload_totals_get (self, (OptWorkloadShare) i);

      shares[i]
          = total > 0 ? opt_workload_share_count ((OptWorkloadShare) i, counters) / total : NAN;
      if (isnan (shares[i]))
        continue;
      sum += shares[i];
      n++;
    }
  shares[OPT_WORKLOAD_SHARE_BLEND] = n > 0 ? sum / n : NAN;
}

static const char *
explain_unknown (OptWorkloadShare share)
{
  return share == OPT_WORKLOAD_SHARE_WAL
             ? _ ("The server’s pg_stat_statements does not count WAL: it does from 1.8 on.")
             : _ ("The server’s pg_stat_statements does not count this.");
}

static const char *
explain_none (OptWorkloadShare share)
{
  switch (share)
    {
    case OPT_WORKLOAD_SHARE_TIME:
      return _ ("No statement took any time.");
    case OPT_WORKLOAD_SHARE_IO:
      return _ ("No statement read or wrote outside shared memory.");
    case OPT_WORKLOAD_SHARE_WAL:
      return _ ("No statement wrote WAL.");
    case OPT_WORKLOAD_SHARE_TEMP:
      return _ ("No statement used temporary files.");
    case OPT_WORKLOAD_SHARE_CALLS:
    case OPT_WORKLOAD_SHARE_BLEND:
    default:
      return _ ("No statement was called.");
    }
}

/**
 * opt_workload_totals_explain:
 * @self: the totals of a window
 * @share: what its statements may have a share of
 *
 * Returns: (nullable): why none has; %NULL: some have
 */
const char *
opt_workload_totals_explain (const OptWorkloadTotals *self, OptWorkloadShare share)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (share < OPT_N_WORKLOAD_SHARES, NULL);

  if (share == OPT_WORKLOAD_SHARE_BLEND)
    {
      for (guint i = 0; i < G_N_ELEMENTS (self->sums); i++)
        if (opt_workload_totals_get (self, (OptWorkloadShare) i) > 0)
          return NULL;
      return explain_none (share);
    }
  if (opt_workload_totals_get (self, share) > 0)
    return NULL;

  return self->unknown & 1U << share ? explain_unknown (share) : explain_none (share);
}
