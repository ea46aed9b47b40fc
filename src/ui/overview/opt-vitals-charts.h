/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-card-grid.h"
#include "opt-chart-group.h"
#include "opt-history-range.h"
#include "opt-range-before.h"
#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptVitalsCharts:
 *
 * The charts of how a whole server is. One that has nothing to show is not there.
 */
#define OPT_TYPE_VITALS_CHARTS (opt_vitals_charts_get_type ())
G_DECLARE_FINAL_TYPE (OptVitalsCharts, opt_vitals_charts, OPT, VITALS_CHARTS, GObject)

OptVitalsCharts *opt_vitals_charts_new (OptCardGrid *main, OptCardGrid *more);

void opt_vitals_charts_set_group (OptVitalsCharts *self, OptChartGroup *group);
void opt_vitals_charts_show_past (OptVitalsCharts *self,
                                  const OptHistoryRange *range,
                                  OptTimeline *timeline);
void opt_vitals_charts_show (OptVitalsCharts *self, OptServer *server);

void opt_vitals_charts_show_before (OptVitalsCharts *self, OptRangeBefore *before);

G_END_DECLS
