/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-counters.h"
#include "opt-trend-axis.h"

G_BEGIN_DECLS

/**
 * OptTrendPoint:
 * @start: when its ten seconds began; the server's clock, microseconds since 1970
 * @observed: how many microseconds of them are known
 * @calls: within them, those of an interval that reaches beyond them in part
 * @total_ms: execution time within them
 * @rows: returned or changed within them
 *
 * A piece of a statement's recent past.
 */
typedef struct
{
  gint64 start;
  gint64 observed;
  double calls;
  double total_ms;
  double rows;
} OptTrendPoint;

/**
 * OptTrend:
 *
 * A statement in the last 15 minutes: the buckets of an axis in which it was called. To be embedded
 * where it is kept, zeroed at first.
 */
typedef struct
{
  struct _OptTrendCalls *calls; /* by number, the oldest first */
  guint n_calls;
  guint n_allocated;
} OptTrend;

void opt_trend_clear (OptTrend *self);
void opt_trend_add (OptTrend *self,
                    const OptTrendAxis *axis,
                    gint64 start,
                    gint64 end,
                    const OptStatementCounters *counters);
gboolean opt_trend_is_empty (const OptTrend *self, const OptTrendAxis *axis);
GArray *opt_trend_get_points (const OptTrend *self, const OptTrendAxis *axis);

G_END_DECLS
