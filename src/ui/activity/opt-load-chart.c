/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-load-chart.h"

#include "opt-chart.h"
#include "opt-recent.h"
#include "opt-timeline-chart.h"

struct _OptLoadChart
{
  GObject parent_instance;

  /* Owned */
  OptChartGroup *group;
  OptChartModel *model;
  GtkWidget *chart;
};

G_DEFINE_FINAL_TYPE (OptLoadChart, opt_load_chart, G_TYPE_OBJECT)

static void
opt_load_chart_dispose (GObject *object)
{
  OptLoadChart *self = OPT_LOAD_CHART (object);

  g_clear_object (&self->chart);
  g_clear_object (&self->model);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (opt_load_chart_parent_class)->dispose (object);
}

static void
opt_load_chart_class_init (OptLoadChartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_load_chart_dispose;
}

static void
opt_load_chart_init (OptLoadChart *self)
{
  self->group = opt_chart_group_new ();
  self->model = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);
  opt_timeline_chart_add_load (self->model);
  self->chart
      = g_object_ref_sink (opt_chart_new (opt_timeline_chart_get_load_title (NULL), self->model));
  opt_chart_set_group (OPT_CHART (self->chart), self->group);
}

/**
 * opt_load_chart_new:
 *
 * Returns: (transfer full): a chart of nothing
 */
OptLoadChart *
opt_load_chart_new (void)
{
  return g_object_new (OPT_TYPE_LOAD_CHART, NULL);
}

/**
 * opt_load_chart_get_widget:
 * @self: a chart
 *
 * Returns: (transfer none): what shows it
 */
GtkWidget *
opt_load_chart_get_widget (OptLoadChart *self)
{
  g_return_val_if_fail (OPT_IS_LOAD_CHART (self), NULL);

  return self->chart;
}

/**
 * opt_load_chart_show:
 * @self: a chart
 * @timeline: (nullable): of a database; %NULL: nothing is known
 */
void
opt_load_chart_show (OptLoadChart *self, OptTimeline *timeline)
{
  guint n;
  gint64 begin, end;

  g_return_if_fail (OPT_IS_LOAD_CHART (self));

  n = timeline != NULL ? opt_timeline_get_n_points (timeline) : 0;
  if (n == 0)
    {
      opt_chart_model_clear (self->model);
      return;
    }

  end = opt_timeline_get_point (timeline, n - 1)->end;
  begin = opt_timeline_get_point (timeline, 0)->start;
  opt_load_chart_show_window (self, timeline, end - opt_recent_fit (end - begin), end, FALSE);
}

/**
 * opt_load_chart_show_window:
 * @self: a chart
 * @timeline: of a database
 * @from: from when on it is shown, microseconds since 1970
 * @to: and up to when
 * @past: whether that is over, rather than up to now: of such a time the mean is told
 */
void
opt_load_chart_show_window (OptLoadChart *self,
                            OptTimeline *timeline,
                            gint64 from,
                            gint64 to,
                            gboolean past)
{
  g_return_if_fail (OPT_IS_LOAD_CHART (self));
  g_return_if_fail (OPT_IS_TIMELINE (timeline));

  opt_chart_set_title (OPT_CHART (self->chart), opt_timeline_chart_get_load_title (timeline));
  opt_timeline_chart_set_load (self->model, timeline);
  opt_timeline_chart_set_events (self->model, timeline);
  opt_chart_group_set_past (self->group, past);
  opt_chart_group_set_window (self->group, from, to);
}

/**
 * opt_load_chart_show_recent:
 * @self: a chart
 * @timeline: (nullable): of a database; %NULL: nothing is known
 * @span: how much of its end to show, in microseconds
 */
void
opt_load_chart_show_recent (OptLoadChart *self, OptTimeline *timeline, gint64 span)
{
  guint n;

  g_return_if_fail (OPT_IS_LOAD_CHART (self));

  n = timeline != NULL ? opt_timeline_get_n_points (timeline) : 0;
  if (n > 0 && span < OPT_RECENT_SPAN)
    {
      gint64 end = opt_timeline_get_point (timeline, n - 1)->end;

      opt_load_chart_show_window (self, timeline, end - span, end, FALSE);
    }
  else
    opt_load_chart_show (self, timeline);
}

/**
 * opt_load_chart_set_clock:
 * @self: a chart
 * @time: what time it is by now where its values are from; 0: that is not known
 *
 * See opt_chart_group_set_clock().
 */
void
opt_load_chart_set_clock (OptLoadChart *self, gint64 time)
{
  g_return_if_fail (OPT_IS_LOAD_CHART (self));

  opt_chart_group_set_clock (self->group, time);
}

/**
 * opt_load_chart_show_before:
 * @self: a chart
 * @before: what it is compared with
 */
void
opt_load_chart_show_before (OptLoadChart *self, OptRangeBefore *before)
{
  g_return_if_fail (OPT_IS_LOAD_CHART (self));
  g_return_if_fail (OPT_IS_RANGE_BEFORE (before));

  opt_timeline_chart_set_before (self->model, opt_range_before_get_label (before),
                                 opt_range_before_get_timeline (before),
                                 opt_range_before_get_shift (before), NULL, 0);
}
