/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-layer.h"

G_BEGIN_DECLS

/**
 * OptChartStack:
 *
 * All visible series of a model as areas, one on the other.
 */
#define OPT_TYPE_CHART_STACK (opt_chart_stack_get_type ())
G_DECLARE_FINAL_TYPE (OptChartStack, opt_chart_stack, OPT, CHART_STACK, OptChartLayer)

GtkWidget *opt_chart_stack_new (void);

G_END_DECLS
