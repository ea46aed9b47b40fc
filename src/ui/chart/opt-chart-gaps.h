/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-chart-frame.h"
#include "opt-chart-model.h"

G_BEGIN_DECLS

void opt_chart_gaps_find (gboolean *known, const OptChartFrame *frame, OptChartModel *model);
void opt_chart_gaps_draw (GtkWidget *widget,
                          GtkSnapshot *snapshot,
                          const OptChartFrame *frame,
                          const gboolean *known);

G_END_DECLS
