/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-chart-words.h"

#include <glib/gi18n.h>

#include "opt-age.h"
#include "opt-chart-events.h"
#include "opt-chart-reading.h"
#include "opt-chart-ticks.h"

/* Of those around a point that are nearer to it than to the next. */
static char *
describe_events (OptChartModel *model, gint64 cursor, gint64 resolution)
{
  g_autoptr (GArray) events
      = opt_chart_events_find (model, cursor - resolution / 2, cursor + resolution / 2);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++)
    g_string_append_printf (text, "; %s", g_array_index (events, OptChartEvent, i).text);

  return g_string_free (text, FALSE);
}

static char *
describe_cursor (const char *title, OptChartModel *model, gint64 cursor)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *time = NULL;
  g_autofree char *values = NULL;
  g_autofree char *events = NULL;
  OptChartReading reading;

  opt_chart_reading_init (&reading, model, cursor);
  time = opt_chart_time_format (cursor, reading.resolution, zone);
  values = opt_chart_reading_is_known (&reading) ? opt_chart_reading_describe (&reading, model)
                                                 : g_strdup (_ ("no data"));
  events = describe_events (model, cursor, reading.resolution);

  /* TRANSLATORS: title, time, values, and events, each with its separator before it */
  return g_strdup_printf (_ ("%s at %s: %s%s"), title, time, values, events);
}

static char *
describe_range (OptChartModel *model, const OptChartView *view)
{
  OptChartUnit unit = opt_chart_model_get_unit (model);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *from = opt_chart_time_format (view->from, 0, zone);
  g_autofree char *to = opt_chart_time_format (view->to, 0, zone);
  g_autofree char *smallest = NULL;
  g_autofree char *largest = NULL;
  double min, max;

  if (!opt_chart_model_get_range (model, view->from, view->to, &min, &max))
    return g_strdup_printf (_ ("nothing is known from %s to %s"), from, to);

  smallest = opt_chart_unit_format (unit, min);
  largest = opt_chart_unit_format (unit, max);

  return g_strdup_printf (_ ("between %s and %s from %s to %s"), smallest, largest, from, to);
}

/**
 * opt_chart_words_describe_age:
 * @model: (nullable): the values
 * @view: the part of them that is shown
 * @clock: what time it is by now where they are from; 0: that is not known
 *
 * Returns: (transfer full) (nullable): "33 s ago", of the latest; %NULL where it is as good as one
 *   of now
 */
char *
opt_chart_words_describe_age (OptChartModel *model, const OptChartView *view, gint64 clock)
{
  OptChartReading reading;

  if (clock == 0 || model == NULL)
    return NULL;

  opt_chart_reading_init_last (&reading, model, view->to);

  return reading.time != OPT_CHART_NO_TIME ? opt_age_describe_old (clock - reading.time) : NULL;
}

/**
 * opt_chart_words_name_mean:
 * @model: (nullable): the values
 *
 * Returns: what is told of them for a time that is over
 */
const char *
opt_chart_words_name_mean (OptChartModel *model)
{
  return model != NULL && opt_chart_model_get_counted (model) ? _ ("in all") : _ ("mean");
}

/**
 * opt_chart_words_describe:
 * @title: what the values are
 * @model: (nullable): the values
 * @view: the part of them that is shown
 * @cursor: where the crosshair stands, or %OPT_CHART_NO_TIME
 * @mean: whether the mean of that part is told, rather than its latest values
 * @clock: what time it is by now where they are from; 0: that is not known
 *
 * Returns: (transfer full): the values at the crosshair; without one the latest or the mean, and
 * the range
 */
char *
opt_chart_words_describe (const char *title,
                          OptChartModel *model,
                          const OptChartView *view,
                          gint64 cursor,
                          gboolean mean,
                          gint64 clock)
{
  g_autofree char *age = NULL;
  g_autofree char *values = NULL;
  g_autofree char *range = NULL;
  OptChartReading reading;

  if (model == NULL || view->from >= view->to)
    return g_strdup_printf (_ ("%s: no values yet"), title);
  if (cursor != OPT_CHART_NO_TIME)
    return describe_cursor (title, model, cursor);

  if (mean)
    opt_chart_reading_init_mean (&reading, model, view->from, view->to);
  else
    opt_chart_reading_init_last (&reading, model, view->to);
  values = opt_chart_reading_describe (&reading, model);
  range = describe_range (model, view);

  if (mean)
    /* TRANSLATORS: title, values, and between which they are from when to when */
    return g_strdup_printf (opt_chart_model_get_counted (model) ? _ ("%s: in all %s, %s")
                                                                : _ ("%s: on average %s, %s"),
                            title, values, range);

  age = opt_chart_words_describe_age (model, view, clock);
  if (age != NULL)
    /* TRANSLATORS: title, "33 s ago", values, and between which they are from when to when */
    return g_strdup_printf (_ ("%s: %s it was %s, %s"), title, age, values, range);

  return g_strdup_printf ("%s: %s, %s", title, values, range);
}
