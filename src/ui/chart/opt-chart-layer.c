/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-layer.h"

typedef struct
{
  OptChartModel *model; /* (nullable) */
  OptChartView view;
} OptChartLayerPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OptChartLayer, opt_chart_layer, GTK_TYPE_WIDGET)

static OptChartLayerPrivate *
get_private (OptChartLayer *self)
{
  return opt_chart_layer_get_instance_private (self);
}

static void
opt_chart_layer_dispose (GObject *object)
{
  g_clear_object (&get_private (OPT_CHART_LAYER (object))->model);

  G_OBJECT_CLASS (opt_chart_layer_parent_class)->dispose (object);
}

static void
opt_chart_layer_class_init (OptChartLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_chart_layer_dispose;

  /* The plot speaks for all of them. */
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
opt_chart_layer_init (OptChartLayer *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  opt_chart_colour_watch (GTK_WIDGET (self));
}

/**
 * opt_chart_layer_get_model:
 * @self: a layer
 *
 * Returns: (transfer none) (nullable): what it draws
 */
OptChartModel *
opt_chart_layer_get_model (OptChartLayer *self)
{
  g_return_val_if_fail (OPT_IS_CHART_LAYER (self), NULL);

  return get_private (self)->model;
}

/**
 * opt_chart_layer_set_model:
 * @self: a layer
 * @model: (nullable): what to draw; it is for others to queue the layer when that changes
 */
void
opt_chart_layer_set_model (OptChartLayer *self, OptChartModel *model)
{
  g_return_if_fail (OPT_IS_CHART_LAYER (self));

  if (g_set_object (&get_private (self)->model, model))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * opt_chart_layer_get_view:
 * @self: a layer
 *
 * Returns: (transfer none): the part of the model that it shows
 */
const OptChartView *
opt_chart_layer_get_view (OptChartLayer *self)
{
  g_return_val_if_fail (OPT_IS_CHART_LAYER (self), NULL);

  return &get_private (self)->view;
}

/**
 * opt_chart_layer_set_view:
 * @self: a layer
 * @view: the part of the model to show
 *
 * Returns: whether it is another, and the layer will be drawn anew
 */
gboolean
opt_chart_layer_set_view (OptChartLayer *self, const OptChartView *view)
{
  OptChartLayerPrivate *private;

  g_return_val_if_fail (OPT_IS_CHART_LAYER (self), FALSE);

  private = get_private (self);
  if (opt_chart_view_equal (&private->view, view))
    return FALSE;

  private->view = *view;
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return TRUE;
}

/**
 * opt_chart_layer_get_frame:
 * @self: a layer
 * @frame: (out caller-allocates): its view on its piece of the screen
 *
 * Returns: whether there is something to draw
 */
gboolean
opt_chart_layer_get_frame (OptChartLayer *self, OptChartFrame *frame)
{
  GtkWidget *widget = GTK_WIDGET (self);
  OptChartLayerPrivate *private;

  g_return_val_if_fail (OPT_IS_CHART_LAYER (self), FALSE);

  private = get_private (self);
  opt_chart_frame_init (frame, &private->view, gtk_widget_get_width (widget),
                        gtk_widget_get_height (widget), gtk_widget_get_scale_factor (widget));

  return private->model != NULL && private->view.from < private->view.to && frame->width > 0
         && frame->height > 0;
}
