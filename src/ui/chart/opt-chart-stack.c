/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-stack.h"

#include <math.h>

#include "opt-chart-gaps.h"
#include "opt-chart-sum.h"

struct _OptChartStack
{
  OptChartLayer parent_instance;
};

G_DEFINE_FINAL_TYPE (OptChartStack, opt_chart_stack, OPT_TYPE_CHART_LAYER)

/* The picture, premultiplied and without a gap between areas: each is drawn over the one above it.
 */
typedef struct
{
  const OptChartFrame *frame;
  int width;
  int height;
  gsize stride; /* in pixels */
  guint32 *pixels;
} Canvas;

static guint32
blend (guint32 below, guint32 above, int coverage)
{
  guint32 result = 0;

  for (int shift = 0; shift < 32; shift += 8)
    {
      int from = (int) (below >> shift & 0xff);
      int to = (int) (above >> shift & 0xff);

      result |= (guint32) (from + (to - from) * coverage / 255) << shift;
    }

  return result;
}

static guint32
pack (const GdkRGBA *colour)
{
  return 0xff000000 | (guint32) (colour->red * 255 + 0.5f) << 16
         | (guint32) (colour->green * 255 + 0.5f) << 8 | (guint32) (colour->blue * 255 + 0.5f);
}

/* Where the top of each area is in each column, in device pixels; NAN in a gap. */
static float *
find_edges (const Canvas *canvas, const OptChartSum *columns, guint series)
{
  const OptChartFrame *frame = canvas->frame;
  float *edges = g_new (float, (gsize) canvas->width);
  double factor = canvas->height / frame->range;

  for (int i = 0; i < canvas->width; i++)
    {
      double y = canvas->height - (columns[i].tops[series] - frame->lower) * factor;

      edges[i] = isnan (y) ? NAN : (float) CLAMP (y, 0, canvas->height);
    }

  return edges;
}

/* Where an edge crosses a column: from halfway to its neighbours, at least to the value itself. */
static void
get_slope (const Canvas *canvas, const float *edges, int column, float *high, float *low)
{
  float edge = edges[column];

  *high = edge;
  *low = edge;
  for (int next = MAX (column - 1, 0); next <= MIN (column + 1, canvas->width - 1); next += 2)
    {
      float middle = (edge + edges[next]) / 2;

      if (isnan (middle))
        continue;
      *high = MIN (*high, middle);
      *low = MAX (*low, middle);
    }
}

/* How much of a row of pixels is below an edge that crosses it on its way from @high to @low. */
static int
get_coverage (float high, float low, int row)
{
  float middle = (high + low) / 2;
  float spread = MAX (low - high, 1);

  return (int) (CLAMP (((float) row + 0.5f - middle) / spread + 0.5f, 0, 1) * 255 + 0.5f);
}

/* Down to where the area below, if there is one, covers all. */
static void
draw_area (Canvas *canvas, const float *edges, const float *below, guint32 colour)
{
  for (int i = 0; i < canvas->width; i++)
    {
      guint32 *pixel;
      float high, low;
      int row;
      int last = canvas->height;

      if (isnan (edges[i]))
        continue;
      get_slope (canvas, edges, i, &high, &low);
      if (below != NULL)
        {
          float next_high, next_low;

          get_slope (canvas, below, i, &next_high, &next_low);
          last = MIN (last, (int) next_low + 1);
        }
      row = MAX ((int) high - 1, 0);
      pixel = &canvas->pixels[(gsize) row * canvas->stride + (gsize) i];
      for (; row < last && (float) row <= low + 1; row++, pixel += canvas->stride)
        *pixel = blend (*pixel, colour, get_coverage (high, low, row));
      for (; row < last; row++, pixel += canvas->stride)
        *pixel = colour;
    }
}

/* Where colours may not do: each second series has stripes, and all have an edge. */
static void
draw_pattern (Canvas *canvas, const float *edges, const float *below, guint series, guint32 colour)
{
  int thickness = canvas->frame->scale;

  for (int i = 0; i < canvas->width; i++)
    {
      gboolean striped = series % 2 == 1 && i / thickness % (3 + (int) series) == 0;
      int top, bottom;

      if (isnan (edges[i]))
        continue;
      top = (int) edges[i];
      bottom = below != NULL ? (int) below[i] : canvas->height;
      if (bottom - top < 2 * thickness)
        continue;
      for (int row = top; row < (striped ? bottom : top + thickness); row++)
        canvas->pixels[(gsize) row * canvas->stride + (gsize) i] = colour;
    }
}

static float *
find_edges_below (Canvas *canvas, OptChartModel *model, const OptChartSum *columns, guint series)
{
  while (series-- > 0)
    {
      if (opt_chart_model_get_visible (model, series))
        return find_edges (canvas, columns, series);
    }

  return NULL;
}

static void
draw_areas (Canvas *canvas, GtkWidget *widget, OptChartModel *model, const OptChartSum *columns)
{
  guint n = opt_chart_model_get_n_parts (model);
  g_autofree float *edges = find_edges_below (canvas, model, columns, n);
  GdkRGBA colour, text;
  guint32 line;

  opt_chart_colour_get_text (widget, 1, &text);
  line = pack (&(GdkRGBA){ 1 - text.red, 1 - text.green, 1 - text.blue, 1 });
  for (guint i = n; i-- > 0;)
    {
      float *below;

      if (!opt_chart_model_get_visible (model, i))
        continue;
      below = find_edges_below (canvas, model, columns, i);
      opt_chart_colour_get (opt_chart_model_get_colour (model, i), &colour);
      draw_area (canvas, edges, below, pack (&colour));
      if (opt_chart_colour_is_contrast_high ())
        draw_pattern (canvas, edges, below, i, line);
      g_free (edges);
      edges = below;
    }
}

static void
draw_picture (GtkWidget *widget,
              GtkSnapshot *snapshot,
              OptChartModel *model,
              const OptChartFrame *frame,
              const OptChartSum *columns)
{
  int height = (int) frame->height * frame->scale;
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, frame->n_columns, height);
  Canvas canvas = { frame, frame->n_columns, height, 0, NULL };
  cairo_t *cr;

  cairo_surface_flush (surface);
  canvas.pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  canvas.stride = (gsize) cairo_image_surface_get_stride (surface) / sizeof *canvas.pixels;
  draw_areas (&canvas, widget, model, columns);
  cairo_surface_mark_dirty (surface);
  cairo_surface_set_device_scale (surface, frame->scale, frame->scale);

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) frame->width,
                                                                 (float) frame->height));
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
opt_chart_stack_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptChartLayer *layer = OPT_CHART_LAYER (widget);
  OptChartModel *model = opt_chart_layer_get_model (layer);
  g_autofree OptChartSum *columns = NULL;
  g_autofree gboolean *known = NULL;
  g_autoptr (GArray) sums = NULL;
  OptChartFrame frame;

  if (!opt_chart_layer_get_frame (layer, &frame))
    return;

  known = g_new0 (gboolean, (gsize) frame.n_columns);
  sums = opt_chart_sums_new (model, opt_chart_frame_get_time (&frame, 0),
                             opt_chart_frame_get_time (&frame, frame.width));
  columns = g_new (OptChartSum, (gsize) frame.n_columns);
  opt_chart_sums_fill (columns, &frame, (const OptChartSum *) (gpointer) sums->data, sums->len);
  for (int i = 0; i < frame.n_columns; i++)
    known[i] = isfinite (columns[i].tops[0]);
  opt_chart_gaps_draw (widget, snapshot, &frame, known);
  if (sums->len == 0)
    return;

  draw_picture (widget, snapshot, model, &frame, columns);
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
