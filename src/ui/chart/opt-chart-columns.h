/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-frame.h"
#include "opt-chart-model.h"

G_BEGIN_DECLS

/**
 * OptChartColumn:
 * @low: the lowest value in it; NAN where there is none
 * @high: the highest
 *
 * A column of device pixels.
 */
typedef struct
{
  double low;
  double high;
} OptChartColumn;

void opt_chart_columns_fill (OptChartColumn *columns,
                             const OptChartFrame *frame,
                             const OptChartPoint *points,
                             gsize n);
void opt_chart_points_clip (const OptChartPoint *points,
                            gsize n,
                            gint64 from,
                            gint64 to,
                            gsize *first,
                            gsize *end);

G_END_DECLS
