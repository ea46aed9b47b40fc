/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-card-grid.h"
#include "opt-chart-group.h"
#include "opt-range-before.h"
#include "opt-timeline.h"

G_BEGIN_DECLS

/**
 * OptOverviewCharts:
 *
 * The charts of a database, which have one window of time, one crosshair and one zoom.
 */
#define OPT_TYPE_OVERVIEW_CHARTS (opt_overview_charts_get_type ())
G_DECLARE_FINAL_TYPE (OptOverviewCharts, opt_overview_charts, OPT, OVERVIEW_CHARTS, GObject)

OptOverviewCharts *opt_overview_charts_new (OptCardGrid *main, OptCardGrid *more);

OptChartGroup *opt_overview_charts_get_group (OptOverviewCharts *self);
void opt_overview_charts_show (OptOverviewCharts *self, OptTimeline *timeline);
void opt_overview_charts_show_window (OptOverviewCharts *self,
                                      OptTimeline *timeline,
                                      gint64 from,
                                      gint64 to,
                                      gboolean past);

void opt_overview_charts_show_before (OptOverviewCharts *self, OptRangeBefore *before);

G_END_DECLS
