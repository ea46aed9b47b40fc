/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-events.h"

#include <math.h>

#define FLAG 8
#define DASH 3

struct _OptChartEvents
{
  OptChartLayer parent_instance;
};

G_DEFINE_FINAL_TYPE (OptChartEvents, opt_chart_events, OPT_TYPE_CHART_LAYER)

/**
 * opt_chart_events_find:
 * @model: a model
 * @from: where a window begins
 * @to: where it ends
 *
 * Returns: (transfer container) (element-type OptChartEvent): the events in it; the texts are the
 *   model's
 */
GArray *
opt_chart_events_find (OptChartModel *model, gint64 from, gint64 to)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (OptChartEvent));
  const OptChartEvent *events;
  gsize n;

  g_return_val_if_fail (OPT_IS_CHART_MODEL (model), found);

  events = opt_chart_model_get_events (model, &n);
  for (gsize i = 0; i < n; i++)
    {
      if (events[i].time >= from && events[i].time <= to)
        g_array_append_val (found, events[i]);
    }

  return found;
}

static void
draw_event (cairo_t *cr, const OptChartFrame *frame, gint64 time)
{
  double x = round (opt_chart_frame_get_x (frame, time));

  /* The flag points to where there is room for it. */
  double tip = x + (x + FLAG < frame->width ? FLAG : -FLAG);

  cairo_move_to (cr, x, 0);
  cairo_line_to (cr, tip, FLAG / 2.0);
  cairo_line_to (cr, x, FLAG);
  cairo_close_path (cr);
  cairo_fill (cr);
  for (double y = FLAG; y < frame->height; y += 2 * DASH)
    cairo_rectangle (cr, x, y, 1, MIN (DASH, frame->height - y));
  cairo_fill (cr);
}

static void
opt_chart_events_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptChartLayer *layer = OPT_CHART_LAYER (widget);
  g_autoptr (GArray) events = NULL;
  OptChartFrame frame;
  GdkRGBA colour;
  cairo_t *cr;

  if (!opt_chart_layer_get_frame (layer, &frame))
    return;
  events = opt_chart_events_find (opt_chart_layer_get_model (layer),
                                  opt_chart_frame_get_time (&frame, 0),
                                  opt_chart_frame_get_time (&frame, frame.width));
  if (events->len == 0)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) frame.width,
                                                                 (float) frame.height));
  opt_chart_colour_get_text (widget, 0.7, &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  for (guint i = 0; i < events->len; i++)
    draw_event (cr, &frame, g_array_index (events, OptChartEvent, i).time);
  cairo_destroy (cr);
}

static void
opt_chart_events_class_init (OptChartEventsClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = opt_chart_events_snapshot;
}

static void
opt_chart_events_init (OptChartEvents *self)
{
}

/**
 * opt_chart_events_new:
 *
 * Returns: (transfer floating): a layer
 */
GtkWidget *
opt_chart_events_new (void)
{
  return g_object_new (OPT_TYPE_CHART_EVENTS, NULL);
}
