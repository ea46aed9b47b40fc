/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-chart-group.h"
#include "opt-chart-model.h"

G_BEGIN_DECLS

/**
 * OptChart:
 *
 * A chart of values over time: a card with title, latest value, plot and legend. It draws while it
 * is seen only.
 */
#define OPT_TYPE_CHART (opt_chart_get_type ())
G_DECLARE_FINAL_TYPE (OptChart, opt_chart, OPT, CHART, AdwBin)

GtkWidget *opt_chart_new (const char *title, OptChartModel *model);

const char *opt_chart_get_title (OptChart *self);
void opt_chart_set_title (OptChart *self, const char *title);
OptChartModel *opt_chart_get_model (OptChart *self);
void opt_chart_set_model (OptChart *self, OptChartModel *model);
OptChartGroup *opt_chart_get_group (OptChart *self);
void opt_chart_set_group (OptChart *self, OptChartGroup *group);
void opt_chart_set_compact (OptChart *self, gboolean compact);
char *opt_chart_describe (OptChart *self);

G_END_DECLS
