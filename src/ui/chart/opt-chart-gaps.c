/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-chart-gaps.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-chart-colour.h"
#include "opt-chart-columns.h"

/* Narrower, it would be taken for a value. */
#define WIDTH_MIN 6
/* Of the stripes, from one to the next. */
#define STRIPE 8
/* Beside its words. */
#define PAD 6

/* Of what is known the value is that of the time since the point before. */
static void
add_points (gboolean *known, const OptChartFrame *frame, OptChartModel *model, guint series)
{
  gsize n, first, end;
  const OptChartPoint *points = opt_chart_model_get_points (model, series, &n);

  opt_chart_points_clip (points, n, opt_chart_frame_get_time (frame, 0),
                         opt_chart_frame_get_time (frame, frame->width), &first, &end);
  for (gsize i = first; i < end; i++)
    {
      gint64 start = i > 0   ? points[i - 1].time
                     : n > 1 ? points[0].time - (points[1].time - points[0].time)
                             : points[0].time;
      double x0 = ((double) start - frame->origin) / frame->step;
      double x1 = ((double) points[i].time - frame->origin) / frame->step;

      if (!isfinite (points[i].value))
        continue;
      for (int x = (int) CLAMP (floor (x0), 0, frame->n_columns);
           x <= (int) CLAMP (floor (x1), -1, frame->n_columns - 1); x++)
        known[x] = TRUE;
    }
}

/**
 * opt_chart_gaps_find:
 * @known: (out caller-allocates) (array): as many as @frame has columns
 * @frame: where they are drawn
 * @model: a model
 *
 * Finds of which columns a value is known of any series that is drawn. Where a mean is of nothing,
 * as there was no call, that is known.
 */
void
opt_chart_gaps_find (gboolean *known, const OptChartFrame *frame, OptChartModel *model)
{
  OptChartModel *weights = opt_chart_model_get_weights (model);

  for (int i = 0; i < frame->n_columns; i++)
    known[i] = FALSE;
  for (guint i = 0; i < opt_chart_model_get_n_parts (model); i++)
    if (opt_chart_model_get_visible (model, i))
      add_points (known, frame, model, i);
  if (weights != NULL)
    add_points (known, frame, weights, 0);
}

static void
draw_words (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, _ ("No data"));
  int width, height;
  GdkRGBA colour;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (width + 4 * PAD > area->size.width || height + 2 * PAD > area->size.height)
    return;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (roundf (area->origin.x
                                                        + (area->size.width - (float) width) / 2),
                                                roundf ((area->size.height - (float) height) / 2)));
  opt_chart_colour_get_text (widget, opt_chart_colour_is_contrast_high () ? 1 : 0.6, &colour);
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

static void
draw_gap (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  gboolean contrast = opt_chart_colour_is_contrast_high ();
  GdkRGBA shade, stripe;
  GskColorStop stops[4];

  opt_chart_colour_get_text (widget, contrast ? 0.08 : 0.04, &shade);
  opt_chart_colour_get_text (widget, contrast ? 0.45 : 0.14, &stripe);
  stops[0] = (GskColorStop){ 0, shade };
  stops[1] = (GskColorStop){ 0.8f, shade };
  stops[2] = (GskColorStop){ 0.8f, stripe };
  stops[3] = (GskColorStop){ 1, stripe };
  gtk_snapshot_append_repeating_linear_gradient (snapshot, area, &GRAPHENE_POINT_INIT (0, 0),
                                                 &GRAPHENE_POINT_INIT (STRIPE / 2.0f,
                                                                       STRIPE / 2.0f),
                                                 stops, G_N_ELEMENTS (stops));
  draw_words (widget, snapshot, area);
}

/**
 * opt_chart_gaps_draw:
 * @widget: a layer
 * @snapshot: where to draw
 * @frame: the piece of the screen
 * @known: (array): of which of its columns something is known
 *
 * Draws where nothing is known, so that it is not taken for a zero: striped, and in words where
 * there is room.
 */
void
opt_chart_gaps_draw (GtkWidget *widget,
                     GtkSnapshot *snapshot,
                     const OptChartFrame *frame,
                     const gboolean *known)
{
  float scale = (float) frame->scale;
  int from = 0;

  for (int i = 0; i <= frame->n_columns; i++)
    {
      if (i < frame->n_columns && !known[i])
        continue;
      if (i - from >= WIDTH_MIN * frame->scale)
        draw_gap (widget, snapshot,
                  &GRAPHENE_RECT_INIT ((float) from / scale, 0, (float) (i - from) / scale,
                                       (float) frame->height));
      from = i + 1;
    }
}
