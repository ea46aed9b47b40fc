/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart.h"
#include "opt-data-table.h"

G_BEGIN_DECLS

OptDataTable *opt_chart_export_table (const char *title,
                                      OptChartModel *model,
                                      gint64 from,
                                      gint64 to);
GdkTexture *opt_chart_export_picture (OptChart *chart);

G_END_DECLS
