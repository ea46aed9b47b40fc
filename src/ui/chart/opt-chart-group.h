/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-model.h"

G_BEGIN_DECLS

/**
 * OptChartGroup:
 *
 * What the charts of a page have in common: the window of time, the crosshair, the zoom. Add a
 * chart with opt_chart_set_group().
 */
#define OPT_TYPE_CHART_GROUP (opt_chart_group_get_type ())
G_DECLARE_FINAL_TYPE (OptChartGroup, opt_chart_group, OPT, CHART_GROUP, GObject)

OptChartGroup *opt_chart_group_new (void);

void opt_chart_group_set_window (OptChartGroup *self, gint64 from, gint64 to);
gboolean opt_chart_group_get_window (OptChartGroup *self, gint64 *from, gint64 *to);
void opt_chart_group_zoom (OptChartGroup *self, gint64 from, gint64 to);
void opt_chart_group_go_live (OptChartGroup *self);
void opt_chart_group_set_past (OptChartGroup *self, gboolean past);
gboolean opt_chart_group_get_follows (OptChartGroup *self);
gboolean opt_chart_group_get_zoomed (OptChartGroup *self);
void opt_chart_group_set_cursor (OptChartGroup *self, gint64 time);
gint64 opt_chart_group_get_cursor (OptChartGroup *self);
void opt_chart_group_set_clock (OptChartGroup *self, gint64 time);
gint64 opt_chart_group_get_clock (OptChartGroup *self);

/* For charts. */
void opt_chart_group_add_model (OptChartGroup *self, OptChartModel *model);
void opt_chart_group_remove_model (OptChartGroup *self, OptChartModel *model);

G_END_DECLS
