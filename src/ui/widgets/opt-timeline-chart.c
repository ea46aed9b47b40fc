/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-timeline-chart.h"

#include <glib/gi18n.h>
#include <math.h>

/* The same wherever wait classes are shown. */
static const OptChartColour wait_colours[OPT_N_WAIT_CLASSES] = {
  [OPT_WAIT_CLASS_CPU] = OPT_CHART_COLOUR_GREEN,
  [OPT_WAIT_CLASS_IO] = OPT_CHART_COLOUR_BLUE,
  [OPT_WAIT_CLASS_LOCK] = OPT_CHART_COLOUR_RED,
  [OPT_WAIT_CLASS_LWLOCK] = OPT_CHART_COLOUR_ORANGE,
  [OPT_WAIT_CLASS_IPC] = OPT_CHART_COLOUR_PURPLE,
  [OPT_WAIT_CLASS_CLIENT] = OPT_CHART_COLOUR_GREY,
  [OPT_WAIT_CLASS_OTHER] = OPT_CHART_COLOUR_BROWN,
};

/**
 * opt_timeline_chart_add_load:
 * @model: a model without series
 *
 * Makes it that of the load: an area for each wait class, on top of each other.
 */
void
opt_timeline_chart_add_load (OptChartModel *model)
{
  g_return_if_fail (OPT_IS_CHART_MODEL (model));

  opt_chart_model_set_style (model, OPT_CHART_STYLE_AREA);
  opt_chart_model_set_base (model, OPT_CHART_BASE_ZERO);
  opt_chart_model_set_stacked (model, TRUE);
  for (guint i = 0; i < OPT_N_WAIT_CLASSES; i++)
    opt_chart_model_add_series (model, opt_wait_class_get_label ((OptWaitClass) i),
                                wait_colours[i]);
}

/**
 * opt_timeline_chart_get_load_title:
 * @timeline: (nullable): whose load it is
 *
 * Returns: the title of its chart: sessions that the role may not see are in no load
 */
const char *
opt_timeline_chart_get_load_title (OptTimeline *timeline)
{
  return timeline != NULL && opt_timeline_is_load_partial (timeline)
             ? _ ("Load (active sessions that may be seen)")
             : _ ("Load (active sessions)");
}

/* A value is that of the time since the point before: what was not looked at is a gap. */
static GArray *
make_points (OptTimeline *timeline, OptTimelineChartFunc read, guint what, gint64 shift)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (OptChartPoint));
  guint n = opt_timeline_get_n_points (timeline);
  gint64 until = G_MININT64;

  for (guint i = 0; i < n; i++)
    {
      const OptTimelinePoint *point = opt_timeline_get_point (timeline, i);
      OptChartPoint gap = { MIN (point->start, point->end - 1) + shift, NAN };
      OptChartPoint value = { point->end + shift, read (point, what) };

      /* The first poll begins no interval: nothing leads to it from what was recorded before. */
      if (point->start > until && (i > 0 || point->start < point->end))
        g_array_append_val (points, gap);
      g_array_append_val (points, value);
      until = point->end;
    }

  return points;
}

/**
 * opt_timeline_chart_set_points:
 * @model: a model
 * @series: which of its series
 * @timeline: of a database
 * @read: tells the value of a point
 * @what: for @read
 */
void
opt_timeline_chart_set_points (OptChartModel *model,
                               guint series,
                               OptTimeline *timeline,
                               OptTimelineChartFunc read,
                               guint what)
{
  g_autoptr (GArray) points = NULL;

  g_return_if_fail (OPT_IS_CHART_MODEL (model) && OPT_IS_TIMELINE (timeline));

  points = make_points (timeline, read, what, 0);
  opt_chart_model_set_points (model, series, (const OptChartPoint *) points->data, points->len);
}

static double
read_wait (const OptTimelinePoint *point, guint wait_class)
{
  return point->load[wait_class];
}

/**
 * opt_timeline_chart_set_load:
 * @model: a model of the load
 * @timeline: of a database
 */
void
opt_timeline_chart_set_load (OptChartModel *model, OptTimeline *timeline)
{
  for (guint i = 0; i < OPT_N_WAIT_CLASSES; i++)
    opt_timeline_chart_set_points (model, i, timeline, read_wait, i);
}

static double
read_load (const OptTimelinePoint *point, guint what)
{
  double load = NAN;

  for (guint i = 0; i < OPT_N_WAIT_CLASSES; i++)
    if (isfinite (point->load[i]))
      load = isnan (load) ? point->load[i] : load + point->load[i];

  return load;
}

/**
 * opt_timeline_chart_set_before:
 * @model: a model with all its series
 * @label: (nullable): which earlier time; %NULL: there is nothing to compare with
 * @timeline: (nullable): of then; %NULL: nothing is known
 * @shift: how much earlier, in microseconds
 * @read: (nullable): tells the value of a point; %NULL: the whole load
 * @what: for @read
 *
 * Draws what was then over what is now.
 */
void
opt_timeline_chart_set_before (OptChartModel *model,
                               const char *label,
                               OptTimeline *timeline,
                               gint64 shift,
                               OptTimelineChartFunc read,
                               guint what)
{
  g_autoptr (GArray) points = NULL;

  g_return_if_fail (OPT_IS_CHART_MODEL (model));

  if (timeline != NULL)
    points = make_points (timeline, read != NULL ? read : read_load, what, shift);
  opt_chart_model_set_before (model, label, points != NULL ? (gpointer) points->data : NULL,
                              points != NULL ? points->len : 0);
}

/**
 * opt_timeline_chart_set_events:
 * @model: a model
 * @timeline: of a database
 */
void
opt_timeline_chart_set_events (OptChartModel *model, OptTimeline *timeline)
{
  guint n;
  g_autofree OptChartEvent *events = NULL;

  g_return_if_fail (OPT_IS_CHART_MODEL (model) && OPT_IS_TIMELINE (timeline));

  n = opt_timeline_get_n_events (timeline);
  events = g_new (OptChartEvent, n);
  for (guint i = 0; i < n; i++)
    {
      const OptTimelineEvent *event = opt_timeline_get_event (timeline, i);

      events[i].time = event->time;
      events[i].text = event->text;
    }
  opt_chart_model_set_events (model, events, n);
}
