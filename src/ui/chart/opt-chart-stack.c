/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-stack.h"

#include <math.h>

#include "opt-chart-sum.h"

/* With fewer pixels than that from point to point, columns of pixels do. */
#define POLYGON_SPACING 2

struct _OptChartStack
{
  OptChartLayer parent_instance;
};

G_DEFINE_FINAL_TYPE (OptChartStack, opt_chart_stack, OPT_TYPE_CHART_LAYER)

/* From the sums of one series down to the bottom. */
static void
append_polygon (cairo_t *cr, const OptChartFrame *frame, const GArray *sums, guint series)
{
  double x = 0;
  gboolean open = FALSE;

  for (guint i = 0; i <= sums->len; i++)
    {
      const OptChartSum *sum = i < sums->len ? &g_array_index (sums, OptChartSum, i) : NULL;

      if (sum == NULL || isnan (sum->tops[series]))
        {
          if (open)
            {
              /* A moment between two gaps is to be seen too. */
              cairo_line_to (cr, x + 0.5, frame->height);
              cairo_close_path (cr);
            }
          open = FALSE;
          continue;
        }

      x = opt_chart_frame_get_x (frame, sum->time);
      if (!open)
        cairo_move_to (cr, x - 0.5, frame->height);
      cairo_line_to (cr, open ? x : x - 0.5, opt_chart_frame_get_y (frame, sum->tops[series]));
      if (i + 1 == sums->len || isnan (g_array_index (sums, OptChartSum, i + 1).tops[series]))
        cairo_line_to (cr, x + 0.5, opt_chart_frame_get_y (frame, sum->tops[series]));
      open = TRUE;
    }
}

/* From the highest to the lowest, each down to the bottom: where blended edges met, the background
 * would show between them. */
static void
draw_polygons (OptChartModel *model,
               GtkSnapshot *snapshot,
               const OptChartFrame *frame,
               const GArray *sums)
{
  cairo_t *cr
      = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) frame->width,
                                                                  (float) frame->height));

  for (guint i = opt_chart_model_get_n_series (model); i-- > 0;)
    {
      GdkRGBA colour;

      if (!opt_chart_model_get_visible (model, i))
        continue;
      opt_chart_colour_get (opt_chart_model_get_colour (model, i), &colour);
      append_polygon (cr, frame, sums, i);
      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
}

static void
append_rectangle (GtkSnapshot *snapshot,
                  const GdkRGBA *colour,
                  double scale,
                  int from,
                  int to,
                  int top,
                  int bottom)
{
  if (to > from && bottom > top)
    gtk_snapshot_append_color (snapshot, colour,
                               &GRAPHENE_RECT_INIT ((float) (from / scale), (float) (top / scale),
                                                    (float) ((to - from) / scale),
                                                    (float) ((bottom - top) / scale)));
}

static int
get_edge (const OptChartFrame *frame, double value)
{
  if (isnan (value))
    return -1;

  return (int) lround (opt_chart_frame_get_y (frame, value) * frame->scale);
}

/* One series; columns of the same edges are one rectangle. */
static void
draw_layer (GtkSnapshot *snapshot,
            const OptChartFrame *frame,
            const OptChartSum *columns,
            guint series,
            const GdkRGBA *colour)
{
  int bottom = (int) frame->height * frame->scale;
  int from = 0;
  int run_top = -1;
  int run_bottom = -1;

  for (int i = 0; i <= frame->n_columns; i++)
    {
      int top = -1;
      int base = -1;

      if (i < frame->n_columns)
        {
          top = get_edge (frame, columns[i].tops[series]);
          base = series > 0 ? get_edge (frame, columns[i].tops[series - 1]) : bottom;
        }
      if (i < frame->n_columns && top == run_top && base == run_bottom)
        continue;
      append_rectangle (snapshot, colour, frame->scale, from, i, run_top, run_bottom);
      from = i;
      run_top = top;
      run_bottom = base;
    }
}

/* Where colours may not do: each second series has stripes, and all have an edge. */
static void
draw_pattern (GtkSnapshot *snapshot,
              const OptChartFrame *frame,
              const OptChartSum *columns,
              guint series,
              const GdkRGBA *edge)
{
  int bottom = (int) frame->height * frame->scale;

  for (int i = 0; i < frame->n_columns; i++)
    {
      int top = get_edge (frame, columns[i].tops[series]);
      int base = series > 0 ? get_edge (frame, columns[i].tops[series - 1]) : bottom;
      gboolean striped = series % 2 == 1 && i / frame->scale % (3 + (int) series) == 0;

      if (top < 0 || base - top < 2 * frame->scale)
        continue;
      append_rectangle (snapshot, edge, frame->scale, i, i + 1, top,
                        striped ? base : top + frame->scale);
    }
}

static void
draw_columns (OptChartStack *self,
              OptChartModel *model,
              GtkSnapshot *snapshot,
              const OptChartFrame *frame,
              const GArray *sums)
{
  g_autofree OptChartSum *columns = g_new (OptChartSum, (gsize) frame->n_columns);
  GdkRGBA colour, edge;

  opt_chart_sums_fill (columns, frame, (const OptChartSum *) sums->data, sums->len);
  opt_chart_colour_get_text (GTK_WIDGET (self), 1, &edge);
  /* What is not text: the colour of the background, near enough. */
  edge.red = 1 - edge.red;
  edge.green = 1 - edge.green;
  edge.blue = 1 - edge.blue;
  for (guint i = 0; i < opt_chart_model_get_n_series (model); i++)
    {
      if (!opt_chart_model_get_visible (model, i))
        continue;
      opt_chart_colour_get (opt_chart_model_get_colour (model, i), &colour);
      draw_layer (snapshot, frame, columns, i, &colour);
      if (opt_chart_colour_is_contrast_high ())
        draw_pattern (snapshot, frame, columns, i, &edge);
    }
}

static void
opt_chart_stack_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptChartLayer *layer = OPT_CHART_LAYER (widget);
  OptChartModel *model = opt_chart_layer_get_model (layer);
  g_autoptr (GArray) sums = NULL;
  OptChartFrame frame;

  if (!opt_chart_layer_get_frame (layer, &frame))
    return;

  sums = opt_chart_sums_new (model, opt_chart_frame_get_time (&frame, 0),
                             opt_chart_frame_get_time (&frame, frame.width));
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (0, 0, (float) frame.width, (float) frame.height));
  if (sums->len * POLYGON_SPACING <= frame.width && !opt_chart_colour_is_contrast_high ())
    draw_polygons (model, snapshot, &frame, sums);
  else
    draw_columns (OPT_CHART_STACK (widget), model, snapshot, &frame, sums);
  gtk_snapshot_pop (snapshot);
}

static void
opt_chart_stack_class_init (OptChartStackClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = opt_chart_stack_snapshot;
}

static void
opt_chart_stack_init (OptChartStack *self)
{
}

/**
 * opt_chart_stack_new:
 *
 * Returns: (transfer floating): a layer
 */
GtkWidget *
opt_chart_stack_new (void)
{
  return g_object_new (OPT_TYPE_CHART_STACK, NULL);
}
