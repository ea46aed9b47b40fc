/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-model.h"

G_BEGIN_DECLS

/**
 * OptChartReading:
 * @time: of the point that is meant, or %OPT_CHART_NO_TIME
 * @resolution: microseconds from one point to the next around there, or 0
 * @values: of each series; NAN where not known
 * @total: of the visible ones; NAN where none is known
 *
 * What a model says about a time.
 */
typedef struct
{
  gint64 time;
  gint64 resolution;
  double values[OPT_CHART_MAX_SERIES];
  double total;
} OptChartReading;

void opt_chart_reading_init (OptChartReading *self, OptChartModel *model, gint64 time);
void opt_chart_reading_init_last (OptChartReading *self, OptChartModel *model, gint64 to);
void opt_chart_reading_init_mean (OptChartReading *self,
                                  OptChartModel *model,
                                  gint64 from,
                                  gint64 to);
double opt_chart_reading_get_main (const OptChartReading *self, OptChartModel *model);
gboolean opt_chart_reading_is_known (const OptChartReading *self);
char *opt_chart_reading_describe (const OptChartReading *self, OptChartModel *model);
gint64 opt_chart_model_step (OptChartModel *model, gint64 time, int direction);
gboolean opt_chart_model_get_range (OptChartModel *model,
                                    gint64 from,
                                    gint64 to,
                                    double *min,
                                    double *max);

G_END_DECLS
