/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-model.h"
#include "opt-timeline.h"

G_BEGIN_DECLS

/* What charts of a timeline share, wherever they are shown. */

typedef double (*OptTimelineChartFunc) (const OptTimelinePoint *point, guint what);

void opt_timeline_chart_add_load (OptChartModel *model);
const char *opt_timeline_chart_get_load_title (OptTimeline *timeline);
void opt_timeline_chart_set_load (OptChartModel *model, OptTimeline *timeline);
void opt_timeline_chart_set_points (OptChartModel *model,
                                    guint series,
                                    OptTimeline *timeline,
                                    OptTimelineChartFunc read,
                                    guint what);
void opt_timeline_chart_set_before (OptChartModel *model,
                                    const char *label,
                                    OptTimeline *timeline,
                                    gint64 shift,
                                    OptTimelineChartFunc read,
                                    guint what);
void opt_timeline_chart_set_events (OptChartModel *model, OptTimeline *timeline);

G_END_DECLS
