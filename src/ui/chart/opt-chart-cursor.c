/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-cursor.h"

#include <math.h>

#include "opt-chart-reading.h"

#define DOT 4

struct _OptChartCursor
{
  OptChartLayer parent_instance;

  gint64 time; /* or OPT_CHART_NO_TIME */
  gint64 band_from;
  gint64 band_to; /* the same as band_from for none */
};

G_DEFINE_FINAL_TYPE (OptChartCursor, opt_chart_cursor, OPT_TYPE_CHART_LAYER)

static void
draw_band (OptChartCursor *self, GtkSnapshot *snapshot, const OptChartFrame *frame)
{
  double from = opt_chart_frame_get_x (frame, MIN (self->band_from, self->band_to));
  double to = opt_chart_frame_get_x (frame, MAX (self->band_from, self->band_to));
  GdkRGBA colour;

  from = round (CLAMP (from, 0, frame->width));
  to = round (CLAMP (to, 0, frame->width));
  opt_chart_colour_get (OPT_CHART_COLOUR_BLUE, &colour);
  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT ((float) from, 0, 1, (float) frame->height));
  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT ((float) to, 0, 1, (float) frame->height));
  colour.alpha = 0.2f;
  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT ((float) from, 0, (float) (to - from),
                                                  (float) frame->height));
}

static void
draw_dot (GtkSnapshot *snapshot, double x, double y, const GdkRGBA *colour, const GdkRGBA *ring)
{
  GskRoundedRect outline;
  graphene_rect_t rect = GRAPHENE_RECT_INIT ((float) x - DOT, (float) y - DOT, 2 * DOT, 2 * DOT);

  gsk_rounded_rect_init_from_rect (&outline, &rect, DOT);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, colour, &rect);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ *ring, *ring, *ring, *ring });
  gtk_snapshot_pop (snapshot);
}

/* Dots where lines are read; areas and columns show for themselves. */
static void
draw_dots (OptChartCursor *self, GtkSnapshot *snapshot, const OptChartFrame *frame)
{
  OptChartModel *model = opt_chart_layer_get_model (OPT_CHART_LAYER (self));
  OptChartReading reading;
  GdkRGBA text, colour, ring;

  if (opt_chart_model_get_stacked (model)
      || opt_chart_model_get_style (model) == OPT_CHART_STYLE_COLUMNS)
    return;

  opt_chart_colour_get_text (GTK_WIDGET (self), 1, &text);
  ring = (GdkRGBA){ 1 - text.red, 1 - text.green, 1 - text.blue, 1 };
  opt_chart_reading_init (&reading, model, self->time);
  for (guint i = 0; i < opt_chart_model_get_n_parts (model); i++)
    {
      if (!opt_chart_model_get_visible (model, i) || !isfinite (reading.values[i]))
        continue;
      opt_chart_colour_get (opt_chart_model_get_colour (model, i), &colour);
      draw_dot (snapshot, opt_chart_frame_get_x (frame, reading.time),
                opt_chart_frame_get_y (frame, reading.values[i]), &colour, &ring);
    }
}

static void
opt_chart_cursor_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptChartCursor *self = OPT_CHART_CURSOR (widget);
  OptChartFrame frame;
  GdkRGBA line;
  double x;

  if (!opt_chart_layer_get_frame (OPT_CHART_LAYER (self), &frame))
    return;

  if (self->band_from != self->band_to)
    draw_band (self, snapshot, &frame);
  if (self->time == OPT_CHART_NO_TIME)
    return;
  x = round (opt_chart_frame_get_x (&frame, self->time));
  if (x < 0 || x > frame.width)
    return;
  opt_chart_colour_get_text (widget, 0.6, &line);
  gtk_snapshot_append_color (snapshot, &line,
                             &GRAPHENE_RECT_INIT ((float) MIN (x, frame.width - 1), 0, 1,
                                                  (float) frame.height));
  draw_dots (self, snapshot, &frame);
}

static void
opt_chart_cursor_class_init (OptChartCursorClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = opt_chart_cursor_snapshot;
}

static void
opt_chart_cursor_init (OptChartCursor *self)
{
  self->time = OPT_CHART_NO_TIME;
}

/**
 * opt_chart_cursor_new:
 *
 * Returns: (transfer floating): a layer
 */
GtkWidget *
opt_chart_cursor_new (void)
{
  return g_object_new (OPT_TYPE_CHART_CURSOR, NULL);
}

/**
 * opt_chart_cursor_set_time:
 * @self: a cursor
 * @time: where it stands, or %OPT_CHART_NO_TIME
 */
void
opt_chart_cursor_set_time (OptChartCursor *self, gint64 time)
{
  g_return_if_fail (OPT_IS_CHART_CURSOR (self));

  if (self->time == time)
    return;

  self->time = time;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * opt_chart_cursor_set_band:
 * @self: a cursor
 * @from: where the rubber band was fixed
 * @to: where it was drawn to; the same for none
 */
void
opt_chart_cursor_set_band (OptChartCursor *self, gint64 from, gint64 to)
{
  g_return_if_fail (OPT_IS_CHART_CURSOR (self));

  if (self->band_from == from && self->band_to == to)
    return;

  self->band_from = from;
  self->band_to = to;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
