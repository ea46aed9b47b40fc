/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-chart-ticks.h"

#include <glib/gi18n.h>

#define MILLISECOND G_GINT64_CONSTANT (1000)
#define SECOND G_GINT64_CONSTANT (1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

typedef enum
{
  EVEN,  /* of the same length each, up to an hour */
  HOURS, /* of the clock on the wall */
  DAYS,
  MONTHS,
} Kind;

typedef struct
{
  Kind kind;
  gint64 count;  /* of microseconds, hours, days, months */
  gint64 length; /* about */
} Step;

static const gint64 even_steps[] = {
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1 * MILLISECOND,
  2 * MILLISECOND,
  5 * MILLISECOND,
  10 * MILLISECOND,
  20 * MILLISECOND,
  50 * MILLISECOND,
  100 * MILLISECOND,
  200 * MILLISECOND,
  500 * MILLISECOND,
  1 * SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  1 * MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  1 * HOUR,
};
static const gint64 hour_steps[] = { 2, 3, 6, 12 };
static const gint64 day_steps[] = { 1, 2, 7, 14 };
static const gint64 month_steps[] = { 1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000 };

/* The shortest step of which no more than @max are in @span. */
static Step
choose_step (gint64 span, guint max)
{
  const struct
  {
    Kind kind;
    const gint64 *counts;
    gsize n;
    gint64 unit;
  } lists[] = {
    { EVEN, even_steps, G_N_ELEMENTS (even_steps), 1 },
    { HOURS, hour_steps, G_N_ELEMENTS (hour_steps), HOUR },
    { DAYS, day_steps, G_N_ELEMENTS (day_steps), DAY },
    { MONTHS, month_steps, G_N_ELEMENTS (month_steps), 30 * DAY },
  };
  Step step = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      for (gsize j = 0; j < lists[i].n; j++)
        {
          step = (Step){ lists[i].kind, lists[i].counts[j], lists[i].counts[j] * lists[i].unit };
          if (span / step.length < max)
            return step;
        }
    }

  return step;
}

static gint64
floor_to (gint64 value, gint64 step)
{
  gint64 rest = value % step;

  return value - (rest < 0 ? rest + step : rest);
}

static GDateTime *
to_local (gint64 time, GTimeZone *zone)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (floor_to (time, SECOND) / SECOND);
  g_autoptr (GDateTime) exact = NULL;

  if (seconds == NULL)
    return NULL;
  exact = g_date_time_add (seconds, time - floor_to (time, SECOND));

  return exact != NULL ? g_date_time_to_timezone (exact, zone) : NULL;
}

static gint64
to_unix (GDateTime *time)
{
  return g_date_time_to_unix (time) * SECOND + g_date_time_get_microsecond (time);
}

static gint64
get_offset (gint64 time, GTimeZone *zone)
{
  g_autoptr (GDateTime) local = to_local (time, zone);

  return local != NULL ? g_date_time_get_utc_offset (local) : 0;
}

static const char *
get_label_format (GDateTime *time, const Step *step)
{
  gboolean midnight = g_date_time_get_hour (time) == 0 && g_date_time_get_minute (time) == 0
                      && g_date_time_get_seconds (time) == 0;

  switch (step->kind)
    {
    case EVEN:
    case HOURS:
      /* TRANSLATORS: a day on the axis of a chart: "31 May" */
      if (midnight && step->count >= (step->kind == EVEN ? MINUTE : 1))
        return _ ("%-d %b");
      /* TRANSLATORS: a time of day on the axis of a chart */
      return step->kind == HOURS || step->count >= MINUTE ? _ ("%H:%M") : _ ("%H:%M:%S");
    case DAYS:
      return _ ("%-d %b");
    case MONTHS:
      return step->count >= 12 || g_date_time_get_month (time) == 1 ? "%Y" : "%b";
    default:
      g_assert_not_reached ();
    }
}

static void
append_tick (GArray *ticks, GDateTime *time, gint64 from, gint64 to, const Step *step)
{
  OptChartTick tick = { to_unix (time), NULL };

  /* Where the clock is set back an hour comes twice, where it is put forward it is missing. */
  if (tick.time < from || tick.time > to
      || (ticks->len > 0 && g_array_index (ticks, OptChartTick, ticks->len - 1).time >= tick.time))
    return;

  tick.label = g_date_time_format (time, get_label_format (time, step));
  if (step->kind == EVEN && step->count < SECOND)
    {
      int decimals = step->count >= MILLISECOND ? 3 : 6;
      char *whole = tick.label;

      tick.label
          = g_strdup_printf ("%s.%0*d", whole, decimals,
                             g_date_time_get_microsecond (time) / (decimals == 3 ? 1000 : 1));
      g_free (whole);
    }
  g_array_append_val (ticks, tick);
}

static void
add_even (GArray *ticks, gint64 from, gint64 to, const Step *step, GTimeZone *zone)
{
  gint64 offset = get_offset (from, zone);
  gint64 time = floor_to (from + offset, step->count) - offset;

  while (time <= to)
    {
      g_autoptr (GDateTime) local = to_local (time, zone);
      gint64 new_offset;

      if (local == NULL)
        return;
      append_tick (ticks, local, from, to, step);
      time += step->count;
      /* Not all clocks are set by whole steps. */
      new_offset = get_offset (time, zone);
      if (new_offset != offset)
        {
          gint64 aligned = floor_to (time + new_offset, step->count) - new_offset;

          /* Before the clock was set, that was no round time. */
          time = get_offset (aligned, zone) == new_offset ? aligned : aligned + step->count;
          offset = new_offset;
        }
    }
}

/* Days are counted from one that was a Monday, so that weeks begin there. */
static void
add_days (GArray *ticks, gint64 from, gint64 to, const Step *step, GTimeZone *zone)
{
  g_autoptr (GDateTime) first = to_local (from, zone);
  GDate date;
  gint64 day_count = step->kind == DAYS ? step->count : 1;
  guint32 day;

  if (first == NULL)
    return;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (first),
                  (GDateMonth) g_date_time_get_month (first),
                  (GDateYear) g_date_time_get_year (first));
  day = g_date_get_julian (&date);
  for (day -= (day - 1) % (guint32) day_count;; day += (guint32) day_count)
    {
      g_date_set_julian (&date, day);
      for (int hour = 0; hour < 24; hour += step->kind == HOURS ? (int) step->count : 24)
        {
          g_autoptr (GDateTime) time
              = g_date_time_new (zone, g_date_get_year (&date), (int) g_date_get_month (&date),
                                 g_date_get_day (&date), hour, 0, 0);

          if (time == NULL || to_unix (time) > to)
            return;
          /* An hour that the clock leaves out. */
          if (step->kind == DAYS || g_date_time_get_hour (time) == hour)
            append_tick (ticks, time, from, to, step);
        }
    }
}

static void
add_months (GArray *ticks, gint64 from, gint64 to, const Step *step, GTimeZone *zone)
{
  g_autoptr (GDateTime) first = to_local (from, zone);
  gint64 month;

  if (first == NULL)
    return;

  month = (gint64) g_date_time_get_year (first) * 12 + g_date_time_get_month (first) - 1;
  for (month = floor_to (month, step->count);; month += step->count)
    {
      g_autoptr (GDateTime) time = NULL;

      if (month < 12)
        continue;
      time = g_date_time_new (zone, (int) (month / 12), (int) (month % 12) + 1, 1, 0, 0, 0);
      if (time == NULL || to_unix (time) > to)
        return;
      append_tick (ticks, time, from, to, step);
    }
}

static void
clear_tick (gpointer data)
{
  OptChartTick *tick = data;

  g_clear_pointer (&tick->label, g_free);
}

/**
 * opt_chart_ticks_new:
 * @from: where the axis begins, microseconds since 1970
 * @to: where it ends
 * @max: how many ticks there is room for
 * @zone: whose clocks
 *
 * Ticks at round times of the clock on the wall: a day has ticks at its midnight also where it has
 * 23 or 25 hours.
 *
 * Returns: (transfer full) (element-type OptChartTick): the ticks, by time
 */
GArray *
opt_chart_ticks_new (gint64 from, gint64 to, guint max, GTimeZone *zone)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (OptChartTick));
  Step step;

  g_array_set_clear_func (ticks, clear_tick);
  g_return_val_if_fail (from < to && zone != NULL, ticks);

  step = choose_step (to - from, MAX (max, 1));
  switch (step.kind)
    {
    case EVEN:
      add_even (ticks, from, to, &step, zone);
      break;
    case HOURS:
    case DAYS:
      add_days (ticks, from, to, &step, zone);
      break;
    case MONTHS:
      add_months (ticks, from, to, &step, zone);
      break;
    default:
      g_assert_not_reached ();
    }

  return ticks;
}

/**
 * opt_chart_time_format:
 * @time: microseconds since 1970
 * @resolution: microseconds from one point to the next, or 0 where not known
 * @zone: whose clocks
 *
 * Returns: (transfer full): "14:02:11" of today, "2024-05-31 14:02:11" of another day, with
 * fractions where @resolution needs them
 */
char *
opt_chart_time_format (gint64 time, gint64 resolution, GTimeZone *zone)
{
  g_autoptr (GDateTime) local = to_local (time, zone);
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);
  g_autofree char *text = NULL;

  if (local == NULL)
    return g_strdup ("–");

  text = g_date_time_format (local, g_date_time_get_year (local) == g_date_time_get_year (now)
                                            && g_date_time_get_day_of_year (local)
                                                   == g_date_time_get_day_of_year (now)
                                        ? "%H:%M:%S"
                                        : "%Y-%m-%d %H:%M:%S");
  if (resolution > 0 && resolution < SECOND)
    return g_strdup_printf ("%s.%03d", text, g_date_time_get_microsecond (local) / 1000);

  return g_steal_pointer (&text);
}
