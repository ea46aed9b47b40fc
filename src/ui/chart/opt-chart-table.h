/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-chart-model.h"

G_BEGIN_DECLS

/**
 * OptChartTable:
 *
 * The values of a chart in a window of its own, as a table.
 */
#define OPT_TYPE_CHART_TABLE (opt_chart_table_get_type ())
G_DECLARE_FINAL_TYPE (OptChartTable, opt_chart_table, OPT, CHART_TABLE, AdwWindow)

GtkWidget *opt_chart_table_new (const char *title, OptChartModel *model, gint64 from, gint64 to);

G_END_DECLS
