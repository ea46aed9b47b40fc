/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-frame.h"
#include "opt-chart-model.h"

G_BEGIN_DECLS

/**
 * OptChartSum:
 * @time: microseconds since 1970
 * @tops: for each series of the model the sum of itself and those below it, so that the last is the
 *   total; all NAN in a gap
 *
 * A stack at one time. What is not visible or not known adds nothing.
 */
typedef struct
{
  gint64 time;
  double tops[OPT_CHART_MAX_SERIES];
} OptChartSum;

GArray *opt_chart_sums_new (OptChartModel *model, gint64 from, gint64 to);
void opt_chart_sums_fill (OptChartSum *columns,
                          const OptChartFrame *frame,
                          const OptChartSum *sums,
                          gsize n);

G_END_DECLS
