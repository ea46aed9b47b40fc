/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-series.h"

#include "opt-chart-gaps.h"
#include "opt-chart-ink.h"

struct _OptChartSeries
{
  OptChartLayer parent_instance;

  guint series;
  guint drawn;
};

G_DEFINE_FINAL_TYPE (OptChartSeries, opt_chart_series, OPT_TYPE_CHART_LAYER)

/* One layer draws them for all series, also where its own is hidden. */
static void
draw_gaps (OptChartLayer *layer, GtkSnapshot *snapshot, const OptChartFrame *frame)
{
  g_autofree gboolean *known = g_new (gboolean, (gsize) frame->n_columns);

  opt_chart_gaps_find (known, frame, opt_chart_layer_get_model (layer));
  opt_chart_gaps_draw (GTK_WIDGET (layer), snapshot, frame, known);
}

static void
opt_chart_series_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptChartSeries *self = OPT_CHART_SERIES (widget);
  OptChartLayer *layer = OPT_CHART_LAYER (widget);
  OptChartModel *model = opt_chart_layer_get_model (layer);
  const OptChartPoint *points;
  OptChartStyle style;
  OptChartFrame frame;
  OptChartInk ink;
  gsize n, first, end;

  self->drawn++;
  /* A series may be gone before its plot is told so. */
  if (!opt_chart_layer_get_frame (layer, &frame)
      || self->series >= opt_chart_model_get_n_series (model))
    return;

  if (self->series == 0)
    draw_gaps (layer, snapshot, &frame);
  if (!opt_chart_model_get_visible (model, self->series))
    return;

  style = opt_chart_model_get_style (model);
  points = opt_chart_model_get_points (model, self->series, &n);
  opt_chart_points_clip (points, n, opt_chart_frame_get_time (&frame, 0),
                         opt_chart_frame_get_time (&frame, frame.width), &first, &end);
  opt_chart_ink_init (&ink, opt_chart_model_get_colour (model, self->series), self->series,
                      style != OPT_CHART_STYLE_LINE);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, -ink.width, (float) frame.width,
                                                         (float) frame.height + 2 * ink.width));
  /* What was summed up over an interval is level, whatever the values of now are. */
  if (ink.dashed)
    opt_chart_ink_draw_steps (&ink, snapshot, &frame, points + first, end - first);
  else if (style == OPT_CHART_STYLE_COLUMNS)
    opt_chart_ink_draw_bars (&ink, snapshot, &frame, points + first, end - first);
  else
    opt_chart_ink_draw (&ink, snapshot, &frame, points + first, end - first);
  gtk_snapshot_pop (snapshot);
}

static void
opt_chart_series_class_init (OptChartSeriesClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = opt_chart_series_snapshot;
}

static void
opt_chart_series_init (OptChartSeries *self)
{
}

/**
 * opt_chart_series_new:
 * @series: its number in the model
 *
 * Returns: (transfer floating): a layer
 */
GtkWidget *
opt_chart_series_new (guint series)
{
  OptChartSeries *self = g_object_new (OPT_TYPE_CHART_SERIES, NULL);

  self->series = series;

  return GTK_WIDGET (self);
}

/**
 * opt_chart_series_get_drawn:
 * @self: a layer
 *
 * Returns: how often it was drawn; for those who count frames
 */
guint
opt_chart_series_get_drawn (OptChartSeries *self)
{
  g_return_val_if_fail (OPT_IS_CHART_SERIES (self), 0);

  return self->drawn;
}

/**
 * opt_chart_series_get_series:
 * @self: a layer
 *
 * Returns: its number in the model
 */
guint
opt_chart_series_get_series (OptChartSeries *self)
{
  g_return_val_if_fail (OPT_IS_CHART_SERIES (self), 0);

  return self->series;
}
