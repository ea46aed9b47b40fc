/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-layer.h"

G_BEGIN_DECLS

/**
 * OptChartEvents:
 *
 * The events of a model: a flag at the top and a dashed line for each.
 */
#define OPT_TYPE_CHART_EVENTS (opt_chart_events_get_type ())
G_DECLARE_FINAL_TYPE (OptChartEvents, opt_chart_events, OPT, CHART_EVENTS, OptChartLayer)

GtkWidget *opt_chart_events_new (void);

GArray *opt_chart_events_find (OptChartModel *model, gint64 from, gint64 to);

G_END_DECLS
