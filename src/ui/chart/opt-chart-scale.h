/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-axis.h"
#include "opt-chart-model.h"

G_BEGIN_DECLS

/**
 * OptChartScale:
 * @axis: the axis to draw
 * @known: whether there was a value to fit it to
 * @smaller_since: the end of the window when a smaller axis would have done first, or
 *   %OPT_CHART_NO_TIME
 *
 * An axis that follows live values. It grows at once. It shrinks at once where a peak left that was
 * far above all others, and else a little later, so that the chart does not jump to and fro.
 */
typedef struct
{
  OptChartAxis axis;
  gboolean known;
  gint64 smaller_since;
} OptChartScale;

void opt_chart_scale_reset (OptChartScale *self);
void opt_chart_scale_update (OptChartScale *self,
                             const OptChartAxis *wanted,
                             gboolean known,
                             gint64 from,
                             gint64 to);

G_END_DECLS
