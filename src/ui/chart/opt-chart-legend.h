/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-model.h"

G_BEGIN_DECLS

/**
 * OptChartLegend:
 *
 * A chip for each series of a model, which shows and hides it. Chips that don't fit into a row go
 * to the next.
 */
#define OPT_TYPE_CHART_LEGEND (opt_chart_legend_get_type ())
G_DECLARE_FINAL_TYPE (OptChartLegend, opt_chart_legend, OPT, CHART_LEGEND, GtkWidget)

GtkWidget *opt_chart_legend_new (void);

void opt_chart_legend_set_model (OptChartLegend *self, OptChartModel *model);
void opt_chart_legend_update (OptChartLegend *self);

G_END_DECLS
