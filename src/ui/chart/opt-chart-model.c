/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-model-private.h"

#include <string.h>

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptChartModel, opt_chart_model, G_TYPE_OBJECT)

static void
clear_series (gpointer data)
{
  OptChartSeriesData *series = data;

  g_clear_pointer (&series->label, g_free);
  g_clear_pointer (&series->points, g_array_unref);
}

static void
clear_event (gpointer data)
{
  OptChartEvent *event = data;

  g_clear_pointer (&event->text, g_free);
}

static gboolean
tell (gpointer data)
{
  OptChartModel *self = data;

  self->idle = 0;
  opt_chart_model_commit (self);

  return G_SOURCE_REMOVE;
}

static void
note_change (OptChartModel *self, OptChartChange change, guint series_mask)
{
  self->changes |= change;
  self->changed_series |= series_mask;
  /* Before the frame clock draws. */
  if (self->idle == 0)
    self->idle = g_idle_add_full (GDK_PRIORITY_REDRAW - 20, tell, self, NULL);
}

static void
opt_chart_model_finalize (GObject *object)
{
  OptChartModel *self = OPT_CHART_MODEL (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_array_unref (self->series);
  g_array_unref (self->events);
  g_clear_object (&self->weights);

  G_OBJECT_CLASS (opt_chart_model_parent_class)->finalize (object);
}

static void
opt_chart_model_class_init (OptChartModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_chart_model_finalize;

  /**
   * OptChartModel::changed:
   * @self: the model
   * @changes: #OptChartChange flags
   * @series: a bit for each series that has other points
   *
   * What was set since the last time is complete.
   */
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", OPT_TYPE_CHART_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
opt_chart_model_init (OptChartModel *self)
{
  self->series = g_array_new (FALSE, TRUE, sizeof (OptChartSeriesData));
  g_array_set_clear_func (self->series, clear_series);
  self->events = g_array_new (FALSE, TRUE, sizeof (OptChartEvent));
  g_array_set_clear_func (self->events, clear_event);
}

/**
 * opt_chart_model_new:
 * @unit: what its values are
 *
 * Returns: (transfer full): a model with no series
 */
OptChartModel *
opt_chart_model_new (OptChartUnit unit)
{
  OptChartModel *self = g_object_new (OPT_TYPE_CHART_MODEL, NULL);

  self->unit = unit;

  return self;
}

/**
 * opt_chart_model_add_series:
 * @self: a model
 * @label: what it is called in the legend
 * @colour: what it is drawn in
 *
 * In a stack the first is at the bottom.
 *
 * Returns: its number, from 0
 */
guint
opt_chart_model_add_series (OptChartModel *self, const char *label, OptChartColour colour)
{
  OptChartSeriesData series = { 0 };

  g_return_val_if_fail (OPT_IS_CHART_MODEL (self) && label != NULL, 0);
  g_return_val_if_fail (self->series->len < OPT_CHART_MAX_SERIES, 0);

  series.label = g_strdup (label);
  series.colour = colour;
  series.visible = TRUE;
  series.points = g_array_new (FALSE, FALSE, sizeof (OptChartPoint));
  g_array_append_val (self->series, series);
  note_change (self, OPT_CHART_CHANGE_SHAPE, 0);

  return self->series->len - 1;
}

/**
 * opt_chart_model_set_stacked:
 * @self: a model
 * @stacked: whether the series are parts of a whole, drawn one on the other
 *
 * The series of a stack have their points at the same times. A part that is not known at a time
 * counts as nothing there, and is a dash where values are read; where none is known is a gap.
 */
void
opt_chart_model_set_stacked (OptChartModel *self, gboolean stacked)
{
  g_return_if_fail (OPT_IS_CHART_MODEL (self));

  self->stacked = stacked;
  note_change (self, OPT_CHART_CHANGE_SHAPE, 0);
}

/**
 * opt_chart_model_set_style:
 * @self: a model
 * @style: how to draw a series that is not part of a stack
 */
void
opt_chart_model_set_style (OptChartModel *self, OptChartStyle style)
{
  g_return_if_fail (OPT_IS_CHART_MODEL (self));

  self->style = style;
  note_change (self, OPT_CHART_CHANGE_SHAPE, 0);
}

/**
 * opt_chart_model_set_base:
 * @self: a model
 * @base: where the axis starts
 */
void
opt_chart_model_set_base (OptChartModel *self, OptChartBase base)
{
  g_return_if_fail (OPT_IS_CHART_MODEL (self));

  self->base = base;
  note_change (self, OPT_CHART_CHANGE_SHAPE, 0);
}

/**
 * opt_chart_model_set_counted:
 * @self: a model
 * @counted: whether each value is how often something was since the point before
 *
 * Of a longer time the sum is told then, as the mean depends on how far the points are apart.
 */
void
opt_chart_model_set_counted (OptChartModel *self, gboolean counted)
{
  g_return_if_fail (OPT_IS_CHART_MODEL (self));

  self->counted = counted;
  note_change (self, OPT_CHART_CHANGE_SHAPE, 0);
}

/**
 * opt_chart_model_set_weights:
 * @self: a model of means
 * @weights: a model with one series of points at the same times: how many there were in a second
 *   that a value is the mean of
 *
 * The mean of a longer time is to count each of them once.
 */
void
opt_chart_model_set_weights (OptChartModel *self, OptChartModel *weights)
{
  g_return_if_fail (OPT_IS_CHART_MODEL (self) && OPT_IS_CHART_MODEL (weights));

  g_set_object (&self->weights, weights);
}

/**
 * opt_chart_model_set_points:
 * @self: a model
 * @series: a series
 * @points: (array length=n): its points by time; copied
 * @n: how many
 *
 * Replaces the points of a series. The same ones again cost nothing.
 */
void
opt_chart_model_set_points (OptChartModel *self, guint series, const OptChartPoint *points, gsize n)
{
  GArray *array;

  g_return_if_fail (OPT_IS_CHART_MODEL (self) && series < self->series->len);
  g_return_if_fail (points != NULL || n == 0);

  array = opt_chart_model_get_series (self, series)->points;
  if (array->len == n && (n == 0 || memcmp (array->data, points, n * sizeof *points) == 0))
    return;

  g_array_set_size (array, 0);
  if (n > 0)
    g_array_append_vals (array, points, (guint) n);
  note_change (self, OPT_CHART_CHANGE_POINTS, 1u << series);
}

static gboolean
has_events (OptChartModel *self, const OptChartEvent *events, gsize n)
{
  if (self->events->len != n)
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      const OptChartEvent *event = &g_array_index (self->events, OptChartEvent, i);

      if (event->time != events[i].time || g_strcmp0 (event->text, events[i].text) != 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * opt_chart_model_set_before:
 * @self: a model with all its series
 * @label: (nullable): which earlier time; %NULL: there is nothing to compare with
 * @points: (nullable) (array length=n): what was then, at the times of now
 * @n: how many
 *
 * Adds a line of an earlier time as the last series. It is no part of a stack, but beside its
 * total.
 */
void
opt_chart_model_set_before (OptChartModel *self,
                            const char *label,
                            const OptChartPoint *points,
                            gsize n)
{
  guint series;

  g_return_if_fail (OPT_IS_CHART_MODEL (self));

  series = opt_chart_model_get_n_parts (self);
  if (series < self->series->len
      && g_strcmp0 (opt_chart_model_get_series (self, series)->label, label) != 0)
    {
      g_array_set_size (self->series, series);
      note_change (self, OPT_CHART_CHANGE_SHAPE, 0);
    }
  if (label == NULL)
    return;

  if (series == self->series->len)
    opt_chart_model_add_series (self, label, OPT_CHART_COLOUR_BEFORE);
  opt_chart_model_set_points (self, series, points, n);
}

/**
 * opt_chart_model_set_events:
 * @self: a model
 * @events: (array length=n): what happened, by time; copied
 * @n: how many
 *
 * Replaces all events.
 */
void
opt_chart_model_set_events (OptChartModel *self, const OptChartEvent *events, gsize n)
{
  g_return_if_fail (OPT_IS_CHART_MODEL (self));
  g_return_if_fail (events != NULL || n == 0);

  if (has_events (self, events, n))
    return;

  g_array_set_size (self->events, 0);
  for (gsize i = 0; i < n; i++)
    {
      OptChartEvent event = { events[i].time, g_strdup (events[i].text) };

      g_array_append_val (self->events, event);
    }
  note_change (self, OPT_CHART_CHANGE_EVENTS, 0);
}

/**
 * opt_chart_model_set_window:
 * @self: a model
 * @from: where the time axis begins
 * @to: where it ends
 *
 * A group's window goes before it.
 */
void
opt_chart_model_set_window (OptChartModel *self, gint64 from, gint64 to)
{
  g_return_if_fail (OPT_IS_CHART_MODEL (self) && from < to);

  if (self->from == from && self->to == to)
    return;

  self->from = from;
  self->to = to;
  note_change (self, OPT_CHART_CHANGE_WINDOW, 0);
}

/**
 * opt_chart_model_set_visible:
 * @self: a model
 * @series: a series
 * @visible: whether to draw it
 */
void
opt_chart_model_set_visible (OptChartModel *self, guint series, gboolean visible)
{
  g_return_if_fail (OPT_IS_CHART_MODEL (self) && series < self->series->len);

  if (opt_chart_model_get_series (self, series)->visible == !!visible)
    return;

  opt_chart_model_get_series (self, series)->visible = !!visible;
  note_change (self, OPT_CHART_CHANGE_SHAPE, 0);
}

/**
 * opt_chart_model_clear:
 * @self: a model
 *
 * Drops points and events, since something else is to be shown: the axes begin anew. The series
 * stay.
 */
void
opt_chart_model_clear (OptChartModel *self)
{
  g_return_if_fail (OPT_IS_CHART_MODEL (self));

  for (guint i = 0; i < self->series->len; i++)
    opt_chart_model_set_points (self, i, NULL, 0);
  opt_chart_model_set_events (self, NULL, 0);
  note_change (self, OPT_CHART_CHANGE_RESET, 0);
}

/**
 * opt_chart_model_commit:
 * @self: a model
 *
 * Tells the charts now what was set, rather than before the next frame.
 */
void
opt_chart_model_commit (OptChartModel *self)
{
  OptChartChange changes;
  guint series;

  g_return_if_fail (OPT_IS_CHART_MODEL (self));

  g_clear_handle_id (&self->idle, g_source_remove);
  changes = self->changes;
  series = self->changed_series;
  self->changes = 0;
  self->changed_series = 0;
  if (changes != 0)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, changes, series);
}
