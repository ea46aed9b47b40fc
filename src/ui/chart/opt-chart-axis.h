/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-unit.h"

G_BEGIN_DECLS

/**
 * OptChartAxis:
 * @lower: where it begins
 * @step: from one line to the next, a round number of the unit
 * @n_steps: how many
 *
 * An axis of values.
 */
typedef struct
{
  double lower;
  double step;
  guint n_steps;
} OptChartAxis;

OptChartAxis opt_chart_axis_fit (double max, OptChartUnit unit, gboolean low);
OptChartAxis opt_chart_axis_fit_ratio (double min, gboolean low);
double opt_chart_axis_get_upper (const OptChartAxis *self);

G_END_DECLS
