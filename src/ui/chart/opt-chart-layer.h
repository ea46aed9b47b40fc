/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-chart-frame.h"
#include "opt-chart-model.h"

G_BEGIN_DECLS

/**
 * OptChartLayer:
 *
 * A part of a chart's picture. Each is a widget of its own, since GTK keeps what a widget drew
 * until that very widget is queued. It takes no events.
 */
#define OPT_TYPE_CHART_LAYER (opt_chart_layer_get_type ())
G_DECLARE_DERIVABLE_TYPE (OptChartLayer, opt_chart_layer, OPT, CHART_LAYER, GtkWidget)

struct _OptChartLayerClass
{
  GtkWidgetClass parent_class;
};

OptChartModel *opt_chart_layer_get_model (OptChartLayer *self);
void opt_chart_layer_set_model (OptChartLayer *self, OptChartModel *model);
const OptChartView *opt_chart_layer_get_view (OptChartLayer *self);
gboolean opt_chart_layer_set_view (OptChartLayer *self, const OptChartView *view);
gboolean opt_chart_layer_get_frame (OptChartLayer *self, OptChartFrame *frame);

G_END_DECLS
