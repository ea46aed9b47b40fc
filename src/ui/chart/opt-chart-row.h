/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-model.h"

G_BEGIN_DECLS

/**
 * OptChartRow:
 *
 * The values of a model at one time, as a row of a table.
 */
#define OPT_TYPE_CHART_ROW (opt_chart_row_get_type ())
G_DECLARE_FINAL_TYPE (OptChartRow, opt_chart_row, OPT, CHART_ROW, GObject)

GListModel *opt_chart_row_list_new (OptChartModel *model, gint64 from, gint64 to);

gint64 opt_chart_row_get_time (OptChartRow *self);
double opt_chart_row_get_value (OptChartRow *self, guint series);
const char *opt_chart_row_get_event (OptChartRow *self);

G_END_DECLS
