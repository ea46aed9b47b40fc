/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-chart-axis.h"
#include "opt-chart-scale.h"
#include "opt-chart-ticks.h"
#include "ui-fixture.h"

/* The axes of charts. */

#define SECOND G_GINT64_CONSTANT (1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* 2024-05-31 12:00:00 UTC */
#define NOON (G_GINT64_CONSTANT (1717156800) * SECOND)

static void
assert_near (double a, double b)
{
  g_assert_cmpfloat_with_epsilon (a, b, 1e-9 * MAX (fabs (a), fabs (b)));
}

static gboolean
is_bytes (OptChartUnit unit)
{
  return unit == OPT_CHART_UNIT_BYTES || unit == OPT_CHART_UNIT_BYTES_RATE;
}

static gboolean
is_round (double step, OptChartUnit unit)
{
  double digits;

  if (is_bytes (unit))
    return exp2 (round (log2 (step))) == step;
  if (unit == OPT_CHART_UNIT_DURATION && step >= 10e3)
    return fmod (step, 5e3) == 0;

  digits = step / pow (10, floor (log10 (step) + 1e-9));

  return fabs (digits - 1) < 1e-6 || fabs (digits - 2) < 1e-6 || fabs (digits - 2.5) < 1e-6
         || fabs (digits - 5) < 1e-6;
}

static void
test_axis (void)
{
  for (OptChartUnit unit = OPT_CHART_UNIT_NUMBER; unit <= OPT_CHART_UNIT_BYTES_RATE; unit++)
    {
      for (double max = is_bytes (unit) ? 1.5 : 1e-6; max < 1e13; max *= 1.17)
        {
          OptChartAxis axis = opt_chart_axis_fit (max, unit, FALSE);
          double upper = opt_chart_axis_get_upper (&axis);

          g_assert_cmpfloat (axis.lower, ==, 0);
          g_assert_cmpuint (axis.n_steps, >=, 2);
          g_assert_cmpuint (axis.n_steps, <=, 4);
          g_assert_cmpfloat (upper, >=, max * (1 - 1e-9));
          g_assert_cmpfloat (upper - axis.step, <, max);
          g_assert_true (is_round (axis.step, unit));
          axis = opt_chart_axis_fit (max, unit, TRUE);
          g_assert_cmpuint (axis.n_steps, <=, 2);
          g_assert_cmpfloat (opt_chart_axis_get_upper (&axis), >=, max * (1 - 1e-9));
        }
    }
}

static void
test_axis_without_values (void)
{
  const double nothing[] = { 0, NAN, -1, INFINITY };

  for (gsize i = 0; i < G_N_ELEMENTS (nothing); i++)
    {
      OptChartAxis axis = opt_chart_axis_fit (nothing[i], OPT_CHART_UNIT_RATE, FALSE);

      g_assert_cmpfloat (axis.lower, ==, 0);
      assert_near (opt_chart_axis_get_upper (&axis), 1);
    }
}

/* Each line has a label of its own, as bytes are told without a fraction. */
static void
test_axis_few_bytes (void)
{
  const double few[] = { 0, 0.3, 1, 2, 3, 5 };

  for (gsize i = 0; i < G_N_ELEMENTS (few); i++)
    {
      OptChartAxis axis = opt_chart_axis_fit (few[i], OPT_CHART_UNIT_BYTES_RATE, FALSE);

      g_assert_cmpuint (axis.n_steps, >=, 1);
      g_assert_cmpfloat (axis.step, ==, floor (axis.step));
      g_assert_cmpfloat (opt_chart_axis_get_upper (&axis), >=, few[i]);
    }
}

static void
test_axis_ratio (void)
{
  OptChartAxis axis = opt_chart_axis_fit_ratio (0.95, FALSE);

  assert_near (axis.lower, 0.9);
  assert_near (opt_chart_axis_get_upper (&axis), 1);
  axis = opt_chart_axis_fit_ratio (0.7, FALSE);
  assert_near (axis.lower, 0.6);
  axis = opt_chart_axis_fit_ratio (0.2, FALSE);
  g_assert_cmpfloat (axis.lower, ==, 0);
  axis = opt_chart_axis_fit_ratio (NAN, FALSE);
  g_assert_cmpfloat (axis.lower, ==, 0);
  assert_near (opt_chart_axis_get_upper (&axis), 1);
}

static const OptChartTick *
get_tick (GArray *ticks, guint i)
{
  g_assert_cmpuint (i, <, ticks->len);

  return &g_array_index (ticks, OptChartTick, i);
}

static GTimeZone *
get_zone (const char *name)
{
  GTimeZone *zone = g_time_zone_new_identifier (name);

  if (zone == NULL)
    g_test_skip ("the machine does not know the world's time zones");

  return zone;
}

/* From microseconds to millennia: by time, within the axis, some, and not too many. */
static void
test_ticks (void)
{
  const char *const names[] = { "UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GTimeZone) zone = get_zone (names[i]);

      if (zone == NULL)
        return;
      for (gint64 span = 10; span < 3000 * 365 * DAY; span += span / 3)
        {
          gint64 from = NOON - span / 2 + 12345;
          g_autoptr (GArray) ticks = opt_chart_ticks_new (from, from + span, 8, zone);

          g_assert_cmpuint (ticks->len, >=, 1);
          g_assert_cmpuint (ticks->len, <=, 10);
          for (guint j = 0; j < ticks->len; j++)
            {
              g_assert_cmpint (get_tick (ticks, j)->time, >=, from);
              g_assert_cmpint (get_tick (ticks, j)->time, <=, from + span);
              g_assert_cmpstr (get_tick (ticks, j)->label, !=, "");
              if (j > 0)
                {
                  g_assert_cmpint (get_tick (ticks, j)->time, >, get_tick (ticks, j - 1)->time);
                  g_assert_cmpstr (get_tick (ticks, j)->label, !=, get_tick (ticks, j - 1)->label);
                }
            }
        }
    }
}

static void
test_ticks_minutes (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GArray) ticks = opt_chart_ticks_new (NOON - 7 * MINUTE, NOON + 8 * MINUTE, 8, zone);

  g_assert_cmpuint (ticks->len, ==, 8);
  g_assert_cmpint (get_tick (ticks, 0)->time, ==, NOON - 6 * MINUTE);
  g_assert_cmpstr (get_tick (ticks, 0)->label, ==, "11:54");
  g_assert_cmpstr (get_tick (ticks, 7)->label, ==, "12:08");
}

static void
test_ticks_fractions (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GArray) milliseconds = opt_chart_ticks_new (NOON, NOON + SECOND / 10, 5, zone);
  g_autoptr (GArray) microseconds = opt_chart_ticks_new (NOON, NOON + 40, 5, zone);

  g_assert_cmpstr (get_tick (milliseconds, 1)->label, ==, "12:00:00.050");
  g_assert_cmpstr (get_tick (microseconds, 1)->label, ==, "12:00:00.000010");
}

/* The day of the change has 23 hours, and its ticks are at the hours of the clock all the same. */
static void
test_ticks_clock_forward (void)
{
  g_autoptr (GTimeZone) zone = get_zone ("Europe/Berlin");
  g_autoptr (GDateTime) midnight = NULL;
  g_autoptr (GArray) hours = NULL;
  g_autoptr (GArray) days = NULL;
  gint64 from;

  if (zone == NULL)
    return;

  midnight = g_date_time_new (zone, 2024, 3, 31, 0, 0, 0);
  from = g_date_time_to_unix (midnight) * SECOND;
  hours = opt_chart_ticks_new (from, from + 23 * HOUR, 9, zone);
  g_assert_cmpuint (hours->len, ==, 9);
  g_assert_cmpstr (get_tick (hours, 0)->label, ==, "31 Mar");
  g_assert_cmpstr (get_tick (hours, 1)->label, ==, "03:00");
  g_assert_cmpint (get_tick (hours, 1)->time, ==, from + 2 * HOUR);
  g_assert_cmpstr (get_tick (hours, 2)->label, ==, "06:00");
  g_assert_cmpint (get_tick (hours, 2)->time, ==, from + 5 * HOUR);
  g_assert_cmpstr (get_tick (hours, 8)->label, ==, "1 Apr");
  g_assert_cmpint (get_tick (hours, 8)->time, ==, from + 23 * HOUR);

  days = opt_chart_ticks_new (from - DAY, from + 3 * DAY, 6, zone);
  g_assert_cmpuint (days->len, ==, 5);
  g_assert_cmpint (get_tick (days, 1)->time, ==, from);
  g_assert_cmpint (get_tick (days, 2)->time, ==, from + 23 * HOUR);
  g_assert_cmpint (get_tick (days, 3)->time, ==, from + 47 * HOUR);
}

/* An hour that comes twice is two hours long. */
static void
test_ticks_clock_back (void)
{
  g_autoptr (GTimeZone) zone = get_zone ("Europe/Berlin");
  g_autoptr (GDateTime) midnight = NULL;
  g_autoptr (GArray) hours = NULL;
  g_autoptr (GArray) days = NULL;
  gint64 from;

  if (zone == NULL)
    return;

  midnight = g_date_time_new (zone, 2024, 10, 27, 0, 0, 0);
  from = g_date_time_to_unix (midnight) * SECOND;
  hours = opt_chart_ticks_new (from, from + 5 * HOUR, 7, zone);
  g_assert_cmpuint (hours->len, ==, 6);
  for (guint i = 0; i < hours->len; i++)
    g_assert_cmpint (get_tick (hours, i)->time, ==, from + i * HOUR);
  g_assert_cmpstr (get_tick (hours, 2)->label, ==, "02:00");
  g_assert_cmpstr (get_tick (hours, 3)->label, ==, "02:00");
  g_assert_cmpstr (get_tick (hours, 4)->label, ==, "03:00");

  days = opt_chart_ticks_new (from, from + 2 * DAY, 6, zone);
  g_assert_cmpint (get_tick (days, days->len - 1)->time % HOUR, ==, 0);
}

/* By half an hour: the ticks of whole hours go on at whole hours. */
static void
test_ticks_half_hour (void)
{
  g_autoptr (GTimeZone) zone = get_zone ("Australia/Lord_Howe");
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GArray) hours = NULL;
  gint64 from;

  if (zone == NULL)
    return;

  start = g_date_time_new (zone, 2024, 4, 6, 22, 0, 0);
  from = g_date_time_to_unix (start) * SECOND;
  hours = opt_chart_ticks_new (from, from + 8 * HOUR, 10, zone);
  for (guint i = 0; i < hours->len; i++)
    {
      g_autoptr (GDateTime) utc
          = g_date_time_new_from_unix_utc (get_tick (hours, i)->time / SECOND);
      g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

      g_assert_cmpint (g_date_time_get_minute (local), ==, 0);
    }
}

static void
test_scale (void)
{
  OptChartAxis small = opt_chart_axis_fit (60, OPT_CHART_UNIT_NUMBER, FALSE);
  OptChartAxis large = opt_chart_axis_fit (100, OPT_CHART_UNIT_NUMBER, FALSE);
  OptChartScale scale;

  opt_chart_scale_reset (&scale);
  g_assert_false (scale.known);
  opt_chart_scale_update (&scale, &small, TRUE, NOON, NOON + 300 * SECOND);
  g_assert_true (scale.known);
  assert_near (opt_chart_axis_get_upper (&scale.axis), 60);

  /* At once. */
  opt_chart_scale_update (&scale, &large, TRUE, NOON + SECOND, NOON + 301 * SECOND);
  assert_near (opt_chart_axis_get_upper (&scale.axis), 100);

  /* Late: after a thirtieth of the window. */
  for (int i = 2; i < 12; i++)
    {
      opt_chart_scale_update (&scale, &small, TRUE, NOON + i * SECOND, NOON + (300 + i) * SECOND);
      assert_near (opt_chart_axis_get_upper (&scale.axis), 100);
    }
  /* Another peak begins the wait anew. */
  opt_chart_scale_update (&scale, &large, TRUE, NOON + 12 * SECOND, NOON + 312 * SECOND);
  for (int i = 13; i < 23; i++)
    {
      opt_chart_scale_update (&scale, &small, TRUE, NOON + i * SECOND, NOON + (300 + i) * SECOND);
      assert_near (opt_chart_axis_get_upper (&scale.axis), 100);
    }
  opt_chart_scale_update (&scale, &small, TRUE, NOON + 23 * SECOND, NOON + 323 * SECOND);
  assert_near (opt_chart_axis_get_upper (&scale.axis), 60);

  /* Nothing known: it stays. */
  opt_chart_scale_update (&scale, &large, FALSE, NOON + 24 * SECOND, NOON + 324 * SECOND);
  assert_near (opt_chart_axis_get_upper (&scale.axis), 60);
  g_assert_true (scale.known);
}

/* What was far above all others is not waited for. */
static void
test_scale_after_peak (void)
{
  OptChartAxis small = opt_chart_axis_fit (40, OPT_CHART_UNIT_NUMBER, FALSE);
  OptChartAxis large = opt_chart_axis_fit (100, OPT_CHART_UNIT_NUMBER, FALSE);
  OptChartScale scale;

  opt_chart_scale_reset (&scale);
  opt_chart_scale_update (&scale, &large, TRUE, NOON, NOON + 300 * SECOND);
  opt_chart_scale_update (&scale, &small, TRUE, NOON + SECOND, NOON + 301 * SECOND);
  assert_near (opt_chart_axis_get_upper (&scale.axis), 40);
}

/* A thirtieth of a day would be most of an hour. */
static void
test_scale_of_a_day (void)
{
  OptChartAxis small = opt_chart_axis_fit (60, OPT_CHART_UNIT_NUMBER, FALSE);
  OptChartAxis large = opt_chart_axis_fit (100, OPT_CHART_UNIT_NUMBER, FALSE);
  OptChartScale scale;

  opt_chart_scale_reset (&scale);
  opt_chart_scale_update (&scale, &large, TRUE, NOON, NOON + 24 * HOUR);
  opt_chart_scale_update (&scale, &small, TRUE, NOON + 60 * SECOND, NOON + 24 * HOUR + 60 * SECOND);
  assert_near (opt_chart_axis_get_upper (&scale.axis), 100);
  opt_chart_scale_update (&scale, &small, TRUE, NOON + 120 * SECOND,
                          NOON + 24 * HOUR + 120 * SECOND);
  assert_near (opt_chart_axis_get_upper (&scale.axis), 60);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();

  g_test_add_func ("/ui/chart-axis/values", test_axis);
  g_test_add_func ("/ui/chart-axis/without-values", test_axis_without_values);
  g_test_add_func ("/ui/chart-axis/few-bytes", test_axis_few_bytes);
  g_test_add_func ("/ui/chart-axis/ratio", test_axis_ratio);
  g_test_add_func ("/ui/chart-axis/ticks", test_ticks);
  g_test_add_func ("/ui/chart-axis/ticks/minutes", test_ticks_minutes);
  g_test_add_func ("/ui/chart-axis/ticks/fractions", test_ticks_fractions);
  g_test_add_func ("/ui/chart-axis/ticks/clock-forward", test_ticks_clock_forward);
  g_test_add_func ("/ui/chart-axis/ticks/clock-back", test_ticks_clock_back);
  g_test_add_func ("/ui/chart-axis/ticks/half-hour", test_ticks_half_hour);
  g_test_add_func ("/ui/chart-axis/scale", test_scale);
  g_test_add_func ("/ui/chart-axis/scale/after-peak", test_scale_after_peak);
  g_test_add_func ("/ui/chart-axis/scale/day", test_scale_of_a_day);

  return g_test_run ();
}
