/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-grid.h"

#include <math.h>

#include "opt-chart-ticks.h"
#include "opt-layout-cache.h"

#define GAP 6
#define TICK 4
#define LINE_ALPHA 0.12
#define BASE_ALPHA 0.3
#define TEXT_ALPHA 0.65

struct _OptChartGrid
{
  OptChartLayer parent_instance;

  int gutter; /* the widest that labels were */

  /* Owned */
  GTimeZone *zone;
  OptLayoutCache *labels;
};

G_DEFINE_FINAL_TYPE (OptChartGrid, opt_chart_grid, OPT_TYPE_CHART_LAYER)

static PangoLayout *
get_value_layout (OptChartGrid *self, guint line)
{
  OptChartLayer *layer = OPT_CHART_LAYER (self);
  const OptChartAxis *axis = &opt_chart_layer_get_view (layer)->axis;
  g_autofree char *text
      = opt_chart_unit_format (opt_chart_model_get_unit (opt_chart_layer_get_model (layer)),
                               axis->lower + line * axis->step);

  return opt_layout_cache_get (self->labels, text);
}

static int
measure_values (OptChartGrid *self)
{
  const OptChartView *view = opt_chart_layer_get_view (OPT_CHART_LAYER (self));
  int widest = 0;

  if (opt_chart_layer_get_model (OPT_CHART_LAYER (self)) == NULL || !view->known)
    return 0;

  for (guint i = 0; i <= view->axis.n_steps; i++)
    {
      PangoLayout *layout = get_value_layout (self, i);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }

  return widest;
}

static int
get_text_height (OptChartGrid *self)
{
  int height;

  pango_layout_get_pixel_size (opt_layout_cache_get (self->labels, "0"), NULL, &height);

  return height;
}

/**
 * opt_chart_grid_get_border:
 * @self: a grid
 * @border: (out caller-allocates): the room that its labels need at each side
 *
 * The room for values grows in steps and does not shrink, or the lines would move with the labels.
 */
void
opt_chart_grid_get_border (OptChartGrid *self, GtkBorder *border)
{
  int height;

  g_return_if_fail (OPT_IS_CHART_GRID (self));

  height = get_text_height (self);
  self->gutter = MAX (self->gutter, (measure_values (self) + GAP + GAP - 1) / GAP * GAP);
  *border = (GtkBorder){
    .left = (gint16) self->gutter,
    .top = (gint16) ((height + 1) / 2),
    .bottom = (gint16) (height + TICK + 2),
  };
}

/**
 * opt_chart_grid_reset:
 * @self: a grid
 *
 * Forgets how wide its labels were.
 */
void
opt_chart_grid_reset (OptChartGrid *self)
{
  g_return_if_fail (OPT_IS_CHART_GRID (self));

  self->gutter = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw_text (GtkSnapshot *snapshot, PangoLayout *layout, const GdkRGBA *colour, double x, double y)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x), (float) round (y)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
draw_values (OptChartGrid *self,
             GtkSnapshot *snapshot,
             const OptChartFrame *frame,
             const GtkBorder *border)
{
  const OptChartView *view = opt_chart_layer_get_view (OPT_CHART_LAYER (self));
  GdkRGBA line, base, text;

  opt_chart_colour_get_text (GTK_WIDGET (self), LINE_ALPHA, &line);
  opt_chart_colour_get_text (GTK_WIDGET (self), BASE_ALPHA, &base);
  opt_chart_colour_get_text (GTK_WIDGET (self), TEXT_ALPHA, &text);
  for (guint i = 0; i <= view->axis.n_steps; i++)
    {
      double y = border->top
                 + round (opt_chart_frame_get_y (frame, view->axis.lower + i * view->axis.step));
      graphene_rect_t rect = GRAPHENE_RECT_INIT (border->left, (float) y, (float) frame->width, 1);

      gtk_snapshot_append_color (snapshot, i == 0 ? &base : &line, &rect);
      if (view->known)
        {
          PangoLayout *layout = get_value_layout (self, i);
          int width, height;

          pango_layout_get_pixel_size (layout, &width, &height);
          draw_text (snapshot, layout, &text, border->left - GAP - width, y - height / 2.0);
        }
    }
}

static int
measure_tick (OptChartGrid *self, GArray *ticks)
{
  int widest = 0;

  for (guint i = 0; i < MIN (ticks->len, 4); i++)
    {
      PangoLayout *layout
          = opt_layout_cache_get (self->labels, g_array_index (ticks, OptChartTick, i).label);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }

  return widest;
}

/* As many as there is room for: how long labels are depends on the step. */
static GArray *
create_ticks (OptChartGrid *self, const OptChartFrame *frame)
{
  gint64 from = opt_chart_frame_get_time (frame, 0);
  gint64 to = opt_chart_frame_get_time (frame, frame->width);
  guint max = (guint) MAX (frame->width / 60, 1);
  GArray *ticks = opt_chart_ticks_new (from, to, max, self->zone);
  guint room = (guint) MAX (frame->width / (measure_tick (self, ticks) + 5 * GAP), 1);

  if (ticks->len <= room)
    return ticks;

  g_array_unref (ticks);

  return opt_chart_ticks_new (from, to, room, self->zone);
}

static void
draw_times (OptChartGrid *self,
            GtkSnapshot *snapshot,
            const OptChartFrame *frame,
            const GtkBorder *border)
{
  g_autoptr (GArray) ticks = create_ticks (self, frame);
  double bottom = border->top + frame->height;
  double right = border->left + frame->width;
  double used = 0;
  GdkRGBA mark, text;

  opt_chart_colour_get_text (GTK_WIDGET (self), BASE_ALPHA, &mark);
  opt_chart_colour_get_text (GTK_WIDGET (self), TEXT_ALPHA, &text);
  for (guint i = 0; i < ticks->len; i++)
    {
      const OptChartTick *tick = &g_array_index (ticks, OptChartTick, i);
      PangoLayout *layout = opt_layout_cache_get (self->labels, tick->label);
      double x = border->left + round (opt_chart_frame_get_x (frame, tick->time));
      int width;
      double left;

      gtk_snapshot_append_color (snapshot, &mark,
                                 &GRAPHENE_RECT_INIT ((float) x, (float) bottom, 1, TICK));
      pango_layout_get_pixel_size (layout, &width, NULL);
      left = MIN (x - width / 2.0, right - width);
      if (left < used)
        continue;
      draw_text (snapshot, layout, &text, left, bottom + TICK);
      used = left + width + GAP;
    }
}

static void
opt_chart_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptChartGrid *self = OPT_CHART_GRID (widget);
  const OptChartView *view = opt_chart_layer_get_view (OPT_CHART_LAYER (self));
  OptChartFrame frame;
  GtkBorder border;

  if (!opt_chart_layer_get_frame (OPT_CHART_LAYER (self), &frame))
    return;

  opt_chart_grid_get_border (self, &border);
  opt_chart_frame_init (&frame, view, gtk_widget_get_width (widget) - border.left - border.right,
                        gtk_widget_get_height (widget) - border.top - border.bottom,
                        gtk_widget_get_scale_factor (widget));
  if (frame.width <= 0 || frame.height <= 0)
    return;
  draw_values (self, snapshot, &frame, &border);
  draw_times (self, snapshot, &frame, &border);
}

static void
opt_chart_grid_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (opt_chart_grid_parent_class)->css_changed (widget, change);

  opt_layout_cache_clear (OPT_CHART_GRID (widget)->labels);
}

static void
opt_chart_grid_finalize (GObject *object)
{
  OptChartGrid *self = OPT_CHART_GRID (object);

  g_time_zone_unref (self->zone);
  opt_layout_cache_free (self->labels);

  G_OBJECT_CLASS (opt_chart_grid_parent_class)->finalize (object);
}

static void
opt_chart_grid_class_init (OptChartGridClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_chart_grid_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = opt_chart_grid_snapshot;
  GTK_WIDGET_CLASS (klass)->css_changed = opt_chart_grid_css_changed;
}

static void
opt_chart_grid_init (OptChartGrid *self)
{
  self->zone = g_time_zone_new_local ();
  self->labels = opt_layout_cache_new (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
}

/**
 * opt_chart_grid_new:
 *
 * Returns: (transfer floating): a layer
 */
GtkWidget *
opt_chart_grid_new (void)
{
  return g_object_new (OPT_TYPE_CHART_GRID, NULL);
}
