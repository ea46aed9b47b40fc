/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-chart-columns.h"
#include "opt-chart-events.h"
#include "opt-chart-group.h"
#include "opt-chart-reading.h"
#include "opt-chart-row.h"
#include "opt-chart-sum.h"
#include "opt-chart-words.h"
#include "ui-fixture.h"

/* What charts work out before they draw. */

#define SECOND G_GINT64_CONSTANT (1000000)
#define HOUR (3600 * SECOND)

/* 2024-05-31 12:00:00 UTC */
#define NOON (G_GINT64_CONSTANT (1717156800) * SECOND)

static void
assert_near (double a, double b)
{
  g_assert_cmpfloat_with_epsilon (a, b, 1e-9 * MAX (fabs (a), fabs (b)));
}

static void
init_frame (OptChartFrame *frame, gint64 from, gint64 to, int width)
{
  OptChartView view = { from, to, { 0, 25, 4 }, TRUE };

  opt_chart_frame_init (frame, &view, width, 100, 1);
}

static void
test_frame (void)
{
  OptChartFrame frame, later;

  init_frame (&frame, NOON, NOON + 600 * SECOND, 600);
  assert_near (opt_chart_frame_get_x (&frame, NOON + 600 * SECOND)
                   - opt_chart_frame_get_x (&frame, NOON),
               600);
  g_assert_cmpfloat (opt_chart_frame_get_x (&frame, NOON + 600 * SECOND), <=, 600);
  g_assert_cmpfloat (opt_chart_frame_get_x (&frame, NOON), >, -1);
  assert_near (opt_chart_frame_get_y (&frame, 25), 75);
  g_assert_cmpint (opt_chart_frame_get_time (&frame, opt_chart_frame_get_x (&frame, NOON + SECOND)),
                   ==, NOON + SECOND);

  /* A window that slides by part of a pixel sorts no point into another one. */
  init_frame (&later, NOON + SECOND / 3, NOON + 600 * SECOND + SECOND / 3, 600);
  for (int i = 0; i < 600; i++)
    {
      gint64 time = NOON + i * SECOND + SECOND / 2;
      double moved = floor (opt_chart_frame_get_x (&frame, time))
                     - floor (opt_chart_frame_get_x (&later, time));

      g_assert_cmpfloat (moved, ==, 1);
    }
}

static void
test_columns_gap (void)
{
  OptChartPoint points[] = { { NOON, 10 },
                             { NOON + 20 * SECOND, 20 },
                             { NOON + 40 * SECOND, NAN },
                             { NOON + 60 * SECOND, 30 },
                             { NOON + 61 * SECOND, NAN },
                             { NOON + 80 * SECOND, 40 },
                             { NOON + 100 * SECOND, 0 } };
  OptChartColumn columns[100];
  OptChartFrame frame;

  init_frame (&frame, NOON, NOON + 100 * SECOND, 100);
  opt_chart_columns_fill (columns, &frame, points, G_N_ELEMENTS (points));
  for (int i = 0; i < 100; i++)
    {
      gboolean gap = (i > 20 && i < 60) || (i > 60 && i < 80);

      if (gap != (isnan (columns[i].low) != 0))
        g_error ("column %d is wrong", i);
    }
  g_assert_cmpfloat (columns[60].high, ==, 30);
  /* Neighbours touch. */
  for (int i = 1; i < 20; i++)
    assert_near (columns[i].low, columns[i - 1].high);
  for (int i = 81; i < 100; i++)
    assert_near (columns[i].high, columns[i - 1].low);
}

static void
test_columns_keep_all (void)
{
  g_autofree OptChartPoint *points = g_new (OptChartPoint, 10000);
  OptChartColumn columns[500];
  OptChartFrame frame;

  for (int i = 0; i < 10000; i++)
    points[i] = (OptChartPoint){ NOON + i * SECOND, 20 + (i * 7919) % 31 };
  points[4321].value = 99;
  points[8765].value = 1;
  init_frame (&frame, NOON, NOON + 9999 * SECOND, 500);
  opt_chart_columns_fill (columns, &frame, points, 10000);
  for (int i = 0; i < 10000; i++)
    {
      int x = (int) floor (opt_chart_frame_get_x (&frame, points[i].time));

      if (x < 0 || x >= 500)
        continue;
      g_assert_cmpfloat (columns[x].low, <=, points[i].value);
      g_assert_cmpfloat (columns[x].high, >=, points[i].value);
    }
  g_assert_cmpfloat (columns[(int) opt_chart_frame_get_x (&frame, points[4321].time)].high, ==, 99);
  g_assert_cmpfloat (columns[(int) opt_chart_frame_get_x (&frame, points[8765].time)].low, ==, 1);
}

static OptChartModel *
create_stack (void)
{
  OptChartModel *model = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);
  const OptChartPoint cpu[] = {
    { NOON, 1 }, { NOON + SECOND, 2 }, { NOON + 2 * SECOND, NAN }, { NOON + 3 * SECOND, NAN }
  };
  const OptChartPoint io[] = {
    { NOON, 10 }, { NOON + SECOND, NAN }, { NOON + 2 * SECOND, NAN }, { NOON + 3 * SECOND, 30 }
  };
  const OptChartPoint lock[] = {
    { NOON, 100 }, { NOON + SECOND, 200 }, { NOON + 2 * SECOND, NAN }, { NOON + 3 * SECOND, 0 }
  };

  opt_chart_model_set_stacked (model, TRUE);
  opt_chart_model_add_series (model, "CPU", OPT_CHART_COLOUR_GREEN);
  opt_chart_model_add_series (model, "I/O", OPT_CHART_COLOUR_BLUE);
  opt_chart_model_add_series (model, "Lock", OPT_CHART_COLOUR_RED);
  opt_chart_model_set_points (model, 0, cpu, G_N_ELEMENTS (cpu));
  opt_chart_model_set_points (model, 1, io, G_N_ELEMENTS (io));
  opt_chart_model_set_points (model, 2, lock, G_N_ELEMENTS (lock));
  opt_chart_model_set_window (model, NOON, NOON + 3 * SECOND);

  return model;
}

static const OptChartSum *
get_sum (GArray *sums, guint i)
{
  g_assert_cmpuint (i, <, sums->len);

  return &g_array_index (sums, OptChartSum, i);
}

static void
test_sums (void)
{
  g_autoptr (OptChartModel) model = create_stack ();
  g_autoptr (GArray) sums = opt_chart_sums_new (model, NOON, NOON + 3 * SECOND);
  double min, max;

  g_assert_cmpuint (sums->len, ==, 4);
  g_assert_cmpfloat (get_sum (sums, 0)->tops[0], ==, 1);
  g_assert_cmpfloat (get_sum (sums, 0)->tops[1], ==, 11);
  g_assert_cmpfloat (get_sum (sums, 0)->tops[2], ==, 111);
  g_assert_cmpfloat (get_sum (sums, 0)->tops[OPT_CHART_MAX_SERIES - 1], ==, 111);
  /* A part that is not known adds nothing; with none there is a gap. */
  g_assert_cmpfloat (get_sum (sums, 1)->tops[1], ==, 2);
  g_assert_cmpfloat (get_sum (sums, 1)->tops[2], ==, 202);
  g_assert_true (isnan (get_sum (sums, 2)->tops[0]) && isnan (get_sum (sums, 2)->tops[2]));
  g_assert_cmpfloat (get_sum (sums, 3)->tops[0], ==, 0);
  g_assert_cmpfloat (get_sum (sums, 3)->tops[2], ==, 30);
  g_assert_true (opt_chart_model_get_range (model, NOON, NOON + 3 * SECOND, &min, &max));
  g_assert_cmpfloat (min, ==, 30);
  g_assert_cmpfloat (max, ==, 202);

  opt_chart_model_set_visible (model, 2, FALSE);
  g_assert_true (opt_chart_model_get_range (model, NOON, NOON + 3 * SECOND, &min, &max));
  g_assert_cmpfloat (max, ==, 30);
}

static double
get_max (OptChartModel *model, gint64 from, gint64 to)
{
  double min, max;

  return opt_chart_model_get_range (model, from, to, &min, &max) ? max : NAN;
}

/* A peak counts as far as it can be seen, and not for the line that leads away from it. */
static void
test_range (void)
{
  const OptChartPoint points[] = { { NOON, 10 },
                                   { NOON + 10 * SECOND, 100 },
                                   { NOON + 20 * SECOND, 20 },
                                   { NOON + 30 * SECOND, 30 },
                                   { NOON + 40 * SECOND, NAN },
                                   { NOON + 50 * SECOND, 70 } };
  g_autoptr (OptChartModel) line = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);
  g_autoptr (OptChartModel) bars = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);
  g_autoptr (OptChartModel) stack = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);
  OptChartModel *models[] = { line, bars, stack };

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      opt_chart_model_add_series (models[i], "Load", OPT_CHART_COLOUR_GREEN);
      opt_chart_model_set_points (models[i], 0, points, G_N_ELEMENTS (points));
    }
  opt_chart_model_set_style (bars, OPT_CHART_STYLE_COLUMNS);
  opt_chart_model_set_stacked (stack, TRUE);

  /* The line comes down from it, the bar ended there. */
  g_assert_cmpfloat (get_max (line, NOON + 15 * SECOND, NOON + 30 * SECOND), ==, 60);
  g_assert_cmpfloat (get_max (bars, NOON + 15 * SECOND, NOON + 30 * SECOND), ==, 30);
  g_assert_cmpfloat (get_max (stack, NOON + 15 * SECOND, NOON + 30 * SECOND), ==, 30);
  /* The line goes up to it, the bar has begun. */
  g_assert_cmpfloat (get_max (line, NOON, NOON + 5 * SECOND), ==, 55);
  g_assert_cmpfloat (get_max (bars, NOON, NOON + 5 * SECOND), ==, 100);
  g_assert_cmpfloat (get_max (stack, NOON, NOON + 5 * SECOND), ==, 100);
  /* The next bar begins where the window ends. */
  g_assert_cmpfloat (get_max (bars, NOON - SECOND, NOON), ==, 10);
  /* From within a bar, or a stretch of a line, both ends of which are outside. */
  g_assert_cmpfloat (get_max (line, NOON + 22 * SECOND, NOON + 24 * SECOND), ==, 24);
  g_assert_cmpfloat (get_max (bars, NOON + 22 * SECOND, NOON + 24 * SECOND), ==, 30);
  /* No line leads to a gap. */
  g_assert_true (isnan (get_max (line, NOON + 42 * SECOND, NOON + 48 * SECOND)));
}

static void
assert_mean (OptChartModel *model, gint64 from, gint64 to, double mean)
{
  OptChartReading reading;

  opt_chart_reading_init_mean (&reading, model, from, to);
  if (isnan (mean))
    g_assert_true (isnan (opt_chart_reading_get_main (&reading, model)));
  else
    g_assert_cmpfloat_with_epsilon (opt_chart_reading_get_main (&reading, model), mean, 1e-9);
}

/* Of a time that is over: each value counts for as long as it stands. */
static void
test_mean (void)
{
  const OptChartPoint points[] = { { NOON, NAN },
                                   { NOON + 10 * SECOND, 4 },
                                   { NOON + 40 * SECOND, 8 },
                                   { NOON + 50 * SECOND, NAN },
                                   { NOON + 60 * SECOND, 2 } };
  g_autoptr (OptChartModel) model = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);

  opt_chart_model_add_series (model, "Calls", OPT_CHART_COLOUR_GREEN);
  opt_chart_model_set_points (model, 0, points, G_N_ELEMENTS (points));
  assert_mean (model, NOON, NOON + 60 * SECOND, (10 * 4 + 30 * 8 + 10 * 2) / 50.0);
  /* A part of it, and what is not known does not count as nothing. */
  assert_mean (model, NOON + 5 * SECOND, NOON + 20 * SECOND, (5 * 4 + 10 * 8) / 15.0);
  assert_mean (model, NOON + 30 * SECOND, NOON + 50 * SECOND, 8);
  assert_mean (model, NOON + 42 * SECOND, NOON + 48 * SECOND, NAN);

  opt_chart_model_set_stacked (model, TRUE);
  assert_mean (model, NOON, NOON + 60 * SECOND, (10 * 4 + 30 * 8 + 10 * 2) / 50.0);
}

/* Of what is counted there is a sum, however far apart the points are. */
static void
test_sum_of_counts (void)
{
  const OptChartPoint points[] = { { NOON, 0 }, { NOON + SECOND, 1 }, { NOON + 60 * SECOND, 2 } };
  g_autoptr (OptChartModel) model = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);

  opt_chart_model_add_series (model, "Deadlocks", OPT_CHART_COLOUR_RED);
  opt_chart_model_set_counted (model, TRUE);
  opt_chart_model_set_points (model, 0, points, G_N_ELEMENTS (points));
  assert_mean (model, NOON, NOON + 60 * SECOND, 3);
  g_assert_cmpstr (opt_chart_words_name_mean (model), ==, "in all");
}

/* The whole of a stack, of which a part that is not known is nothing. */
static void
test_mean_of_stack (void)
{
  g_autoptr (OptChartModel) model = create_stack ();
  OptChartReading reading;

  opt_chart_reading_init_mean (&reading, model, NOON - SECOND, NOON + 3 * SECOND);
  g_assert_cmpfloat_with_epsilon (reading.total, (111 + 202 + 30) / 3.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (reading.values[0], (1 + 2) / 3.0, 1e-9);

  opt_chart_model_set_visible (model, 2, FALSE);
  opt_chart_reading_init_mean (&reading, model, NOON - SECOND, NOON + 3 * SECOND);
  g_assert_cmpfloat_with_epsilon (reading.total, (11 + 2 + 30) / 3.0, 1e-9);
}

/* The mean latency of a time is that of its calls, of which a quiet minute had few. */
static void
test_mean_of_means (void)
{
  const OptChartPoint calls[]
      = { { NOON, 1 }, { NOON + 10 * SECOND, 99 }, { NOON + 20 * SECOND, 0 } };
  const OptChartPoint latency[]
      = { { NOON, 1000 }, { NOON + 10 * SECOND, 2 }, { NOON + 20 * SECOND, NAN } };
  g_autoptr (OptChartModel) weights = opt_chart_model_new (OPT_CHART_UNIT_RATE);
  g_autoptr (OptChartModel) model = opt_chart_model_new (OPT_CHART_UNIT_DURATION);

  opt_chart_model_add_series (weights, "Calls/s", OPT_CHART_COLOUR_BLUE);
  opt_chart_model_set_points (weights, 0, calls, G_N_ELEMENTS (calls));
  opt_chart_model_add_series (model, "Mean latency", OPT_CHART_COLOUR_ORANGE);
  opt_chart_model_set_points (model, 0, latency, G_N_ELEMENTS (latency));
  opt_chart_model_set_weights (model, weights);
  assert_mean (model, NOON - 10 * SECOND, NOON + 20 * SECOND, (1000 + 99 * 2) / 100.0);
}

/* Parts of different moments would add up to what never was. */
static void
test_sums_moments (void)
{
  g_autofree OptChartSum *sums = g_new0 (OptChartSum, 1000);
  OptChartSum columns[10];
  OptChartFrame frame;

  for (int i = 0; i < 1000; i++)
    {
      sums[i].time = NOON + i * SECOND;
      sums[i].tops[0] = i % 2 == 0 ? 50 : 0;
      for (int j = 1; j < OPT_CHART_MAX_SERIES; j++)
        sums[i].tops[j] = i % 2 == 0 ? 51 : 50;
    }
  init_frame (&frame, NOON, NOON + 1000 * SECOND, 10);
  opt_chart_sums_fill (columns, &frame, sums, 1000);
  for (int i = 0; i < 10; i++)
    {
      g_assert_cmpfloat (columns[i].tops[0], ==, 50);
      g_assert_cmpfloat (columns[i].tops[1], ==, 51);
    }
}

/* A mean holds for all of its time: from the moment before to its own, and there only. */
static void
test_sums_steps (void)
{
  OptChartSum sums[4] = { { .time = NOON },
                          { .time = NOON + 10 * SECOND },
                          { .time = NOON + 20 * SECOND },
                          { .time = NOON + 30 * SECOND } };
  const double tops[4] = { NAN, 2, NAN, 4 };
  OptChartSum columns[30];
  OptChartFrame frame;

  for (guint i = 0; i < 4; i++)
    for (int j = 0; j < OPT_CHART_MAX_SERIES; j++)
      sums[i].tops[j] = tops[i];
  init_frame (&frame, NOON, NOON + 30 * SECOND, 30);
  opt_chart_sums_fill (columns, &frame, sums, 4);
  for (int i = 0; i < 30; i++)
    {
      gint64 middle = opt_chart_frame_get_time (&frame, i + 0.5);

      if (middle < NOON + 10 * SECOND)
        g_assert_cmpfloat (columns[i].tops[0], ==, 2);
      else if (middle > NOON + 11 * SECOND && middle < NOON + 20 * SECOND)
        g_assert_true (isnan (columns[i].tops[0]));
      else if (middle > NOON + 20 * SECOND)
        g_assert_cmpfloat (columns[i].tops[0], ==, 4);
    }
}

static void
test_reading (void)
{
  g_autoptr (OptChartModel) model = create_stack ();
  g_autofree char *text = NULL;
  OptChartReading reading;

  /* It holds for all of the interval that it ends. */
  opt_chart_reading_init (&reading, model, NOON + 300000);
  g_assert_cmpint (reading.time, ==, NOON + SECOND);
  g_assert_cmpint (reading.resolution, ==, SECOND);
  g_assert_cmpfloat (reading.values[0], ==, 2);
  g_assert_true (isnan (reading.values[1]));
  g_assert_cmpfloat (reading.total, ==, 202);
  text = opt_chart_reading_describe (&reading, model);
  g_assert_cmpstr (text, ==, "CPU 2, I/O –, Lock 200, total 202");

  opt_chart_reading_init_last (&reading, model, NOON + 2 * SECOND);
  g_assert_cmpint (reading.time, ==, NOON + 2 * SECOND);
  g_assert_true (isnan (reading.total));
  opt_chart_reading_init (&reading, model, NOON + HOUR);
  g_assert_cmpint (reading.time, ==, OPT_CHART_NO_TIME);

  g_assert_cmpint (opt_chart_model_step (model, NOON, 1), ==, NOON + SECOND);
  g_assert_cmpint (opt_chart_model_step (model, NOON + 10, -1), ==, NOON);
  g_assert_cmpint (opt_chart_model_step (model, NOON, -1), ==, OPT_CHART_NO_TIME);

  /* And so does a column. */
  opt_chart_model_set_style (model, OPT_CHART_STYLE_COLUMNS);
  opt_chart_reading_init (&reading, model, NOON + 300000);
  g_assert_cmpint (reading.time, ==, NOON + SECOND);
}

/* What was before is beside a stack, no part of it: read, listed and made room for. */
static void
test_before (void)
{
  g_autoptr (OptChartModel) model = create_stack ();
  const OptChartPoint before[] = { { NOON, 400 }, { NOON + SECOND, NAN } };
  g_autoptr (GListModel) rows = NULL;
  g_autoptr (OptChartRow) row = NULL;
  g_autofree char *text = NULL;
  OptChartReading reading;
  double min, max;

  opt_chart_model_set_before (model, "A day before", before, G_N_ELEMENTS (before));
  g_assert_cmpuint (opt_chart_model_get_n_series (model), ==, 4);
  g_assert_cmpuint (opt_chart_model_get_n_parts (model), ==, 3);
  opt_chart_reading_init (&reading, model, NOON);
  g_assert_cmpfloat (reading.total, ==, 111);
  g_assert_cmpfloat (reading.values[3], ==, 400);
  text = opt_chart_reading_describe (&reading, model);
  g_assert_nonnull (strstr (text, "A day before 400"));
  g_assert_true (opt_chart_model_get_range (model, NOON, NOON, &min, &max));
  g_assert_cmpfloat (max, ==, 400);
  rows = opt_chart_row_list_new (model, NOON, NOON);
  row = g_list_model_get_item (rows, 0);
  g_assert_cmpfloat (opt_chart_row_get_value (row, 3), ==, 400);

  /* A gap there, and room for it while it is shown only. */
  opt_chart_reading_init (&reading, model, NOON + SECOND);
  g_assert_true (isnan (reading.values[3]));
  opt_chart_model_set_visible (model, 3, FALSE);
  g_assert_true (opt_chart_model_get_range (model, NOON, NOON, &min, &max));
  g_assert_cmpfloat (max, <, 400);

  opt_chart_model_set_before (model, NULL, NULL, 0);
  g_assert_cmpuint (opt_chart_model_get_n_series (model), ==, 3);
}

static void
test_events (void)
{
  g_autoptr (OptChartModel) model = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);
  OptChartEvent events[] = { { NOON - 1, (char *) "before" },
                             { NOON, (char *) "first" },
                             { NOON + SECOND, (char *) "last" },
                             { NOON + SECOND + 1, (char *) "after" } };
  g_autoptr (GArray) found = NULL;

  opt_chart_model_set_events (model, events, G_N_ELEMENTS (events));
  found = opt_chart_events_find (model, NOON, NOON + SECOND);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (g_array_index (found, OptChartEvent, 0).text, ==, "first");
  g_assert_cmpstr (g_array_index (found, OptChartEvent, 1).text, ==, "last");
}

static void
test_rows (void)
{
  g_autoptr (OptChartModel) model = create_stack ();
  OptChartEvent events[]
      = { { NOON + SECOND, (char *) "Index created" }, { NOON + 2500000, (char *) "Restart" } };
  g_autoptr (GListModel) rows = NULL;
  g_autoptr (OptChartRow) second = NULL;
  g_autoptr (OptChartRow) fourth = NULL;

  opt_chart_model_set_events (model, events, G_N_ELEMENTS (events));
  rows = opt_chart_row_list_new (model, NOON, NOON + 3 * SECOND);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 5);
  second = g_list_model_get_item (rows, 1);
  g_assert_cmpint (opt_chart_row_get_time (second), ==, NOON + SECOND);
  g_assert_cmpfloat (opt_chart_row_get_value (second, 2), ==, 200);
  g_assert_true (isnan (opt_chart_row_get_value (second, 1)));
  g_assert_cmpstr (opt_chart_row_get_event (second), ==, "Index created");
  fourth = g_list_model_get_item (rows, 3);
  g_assert_cmpstr (opt_chart_row_get_event (fourth), ==, "Restart");
  g_assert_true (isnan (opt_chart_row_get_value (fourth, 0)));
}

static void
count_change (OptChartModel *model, guint changes, guint series, guint *counts)
{
  counts[0]++;
  counts[1] = changes;
  counts[2] = series;
}

static void
test_model_tells_once (void)
{
  OptChartModel *model = create_stack ();
  OptChartPoint points[] = { { NOON, 5 }, { NOON + SECOND, NAN } };
  guint counts[3] = { 0 };

  opt_chart_model_commit (model);
  g_signal_connect (model, "changed", G_CALLBACK (count_change), counts);
  opt_chart_model_set_points (model, 0, points, 2);
  opt_chart_model_set_points (model, 2, points, 2);
  opt_chart_model_set_window (model, NOON, NOON + 4 * SECOND);
  g_assert_cmpuint (counts[0], ==, 0);
  while (counts[0] == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (counts[1], ==, OPT_CHART_CHANGE_POINTS | OPT_CHART_CHANGE_WINDOW);
  g_assert_cmpuint (counts[2], ==, 5);

  /* The same again is no change. */
  opt_chart_model_set_points (model, 0, points, 2);
  opt_chart_model_set_window (model, NOON, NOON + 4 * SECOND);
  opt_chart_model_set_visible (model, 0, TRUE);
  opt_chart_model_commit (model);
  g_assert_cmpuint (counts[0], ==, 1);

  /* It may go with something untold. */
  opt_chart_model_set_points (model, 0, NULL, 0);
  g_assert_finalize_object (model);
}

static void
get_window (OptChartGroup *group, gint64 *from, gint64 *to)
{
  g_assert_true (opt_chart_group_get_window (group, from, to));
}

static void
test_group_zoom (void)
{
  OptChartGroup *group = opt_chart_group_new ();
  OptChartModel *model = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);
  OptChartPoint points[] = { { NOON, 1 }, { NOON + 1000 * SECOND, 1 } };
  gint64 from, to;

  g_assert_false (opt_chart_group_get_window (group, &from, &to));
  opt_chart_model_add_series (model, "Series", OPT_CHART_COLOUR_BLUE);
  opt_chart_model_set_points (model, 0, points, 2);
  opt_chart_group_add_model (group, model);
  opt_chart_group_set_window (group, NOON + 400 * SECOND, NOON + 1000 * SECOND);
  get_window (group, &from, &to);
  g_assert_cmpint (from, ==, NOON + 400 * SECOND);
  g_assert_false (opt_chart_group_get_zoomed (group));

  /* It is moved to where there are points, and keeps its length. */
  opt_chart_group_zoom (group, NOON - 100 * SECOND, NOON);
  get_window (group, &from, &to);
  g_assert_cmpint (from, ==, NOON);
  g_assert_cmpint (to, ==, NOON + 100 * SECOND);
  opt_chart_group_zoom (group, NOON + 990 * SECOND, NOON + 1090 * SECOND);
  get_window (group, &from, &to);
  g_assert_cmpint (to, ==, NOON + 1000 * SECOND);
  g_assert_true (opt_chart_group_get_zoomed (group));

  /* Not closer than a second, around the same middle. */
  opt_chart_group_zoom (group, NOON + 500 * SECOND, NOON + 500 * SECOND);
  get_window (group, &from, &to);
  g_assert_cmpint (to - from, ==, SECOND);
  g_assert_cmpint ((from + to) / 2, ==, NOON + 500 * SECOND);

  /* Live data don't move it. */
  opt_chart_group_set_window (group, NOON + 410 * SECOND, NOON + 1010 * SECOND);
  get_window (group, &from, &to);
  g_assert_cmpint (to - from, ==, SECOND);
  opt_chart_group_go_live (group);
  get_window (group, &from, &to);
  g_assert_cmpint (to, ==, NOON + 1010 * SECOND);

  /* All that there is, is more than the live window; the live window itself is no zoom. */
  opt_chart_group_zoom (group, NOON - HOUR, NOON + HOUR);
  get_window (group, &from, &to);
  g_assert_cmpint (from, ==, NOON);
  g_assert_true (opt_chart_group_get_zoomed (group));
  opt_chart_group_zoom (group, NOON + 410 * SECOND, NOON + 1010 * SECOND);
  g_assert_false (opt_chart_group_get_zoomed (group));

  opt_chart_group_remove_model (group, model);
  g_assert_finalize_object (model);
  g_assert_finalize_object (group);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();

  g_test_add_func ("/ui/chart/frame", test_frame);
  g_test_add_func ("/ui/chart/columns/gap", test_columns_gap);
  g_test_add_func ("/ui/chart/columns/keep-all", test_columns_keep_all);
  g_test_add_func ("/ui/chart/sums", test_sums);
  g_test_add_func ("/ui/chart/range", test_range);
  g_test_add_func ("/ui/chart/mean", test_mean);
  g_test_add_func ("/ui/chart/mean/stack", test_mean_of_stack);
  g_test_add_func ("/ui/chart/mean/of-means", test_mean_of_means);
  g_test_add_func ("/ui/chart/mean/of-counts", test_sum_of_counts);
  g_test_add_func ("/ui/chart/sums/moments", test_sums_moments);
  g_test_add_func ("/ui/chart/sums/steps", test_sums_steps);
  g_test_add_func ("/ui/chart/reading", test_reading);
  g_test_add_func ("/ui/chart/before", test_before);
  g_test_add_func ("/ui/chart/events", test_events);
  g_test_add_func ("/ui/chart/rows", test_rows);
  g_test_add_func ("/ui/chart/model-tells-once", test_model_tells_once);
  g_test_add_func ("/ui/chart/group-zoom", test_group_zoom);

  return g_test_run ();
}
