/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "history-fixture.h"
#include "opt-history-trend.h"

static void
assert_counters (const OptStatementCounters *found, const OptStatementCounters *expected)
{
  g_autoptr (GByteArray) left = g_byte_array_new ();
  g_autoptr (GByteArray) right = g_byte_array_new ();
  OptStatementCounters a = *found;
  OptStatementCounters b = *expected;

  g_assert_cmpfloat_with_epsilon (a.exec_squares, b.exec_squares, b.exec_squares * 5e-4 + 1e-9);
  g_assert_cmpfloat_with_epsilon (a.total_exec_ms, b.total_exec_ms, 1e-9);
  g_assert_cmpfloat_with_epsilon (a.max_exec_ms, b.max_exec_ms, 1e-9);
  a.exec_squares = b.exec_squares = 0;
  a.total_exec_ms = b.total_exec_ms = 0;
  a.max_exec_ms = b.max_exec_ms = 0;
  /* All else to the bit. */
  opt_statement_counters_pack (&a, left);
  opt_statement_counters_pack (&b, right);
  g_assert_cmpmem (left->data, left->len, right->data, right->len);
}

static void
test_round_trip (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (OptDelta) delta = history_fixture_make_delta (BEGIN, BEGIN + MINUTE);
  g_autoptr (OptDelta) found = NULL;
  g_autoptr (GError) error = NULL;
  OptDatabaseCounters *database = g_new0 (OptDatabaseCounters, 1);
  OptStatementCounters *odd;
  GHashTableIter iter;
  const OptStatementCounters *counters;
  const OptDatabaseCounters *found_database;

  for (gint64 i = 1; i <= 1000; i++)
    {
      OptStatementCounters *one
          = history_fixture_add_counters (delta, i * 7919, i * i, (double) i / 8);

      one->generic_plan_calls = -1;
      one->local_read_ms = NAN;
    }
  odd = history_fixture_add_counters (delta, G_MININT64, G_MAXINT32, 0.0001);
  odd->calls = 0;
  odd->plans = G_MAXINT64 / 4;
  odd->total_exec_ms = odd->exec_squares = 0;
  odd->min_exec_ms = 0.25;
  odd->shared_dirtied = G_GINT64_CONSTANT (1) << 50;
  odd->jit_functions = -1;
  odd->jit_ms = NAN;
  odd->wal_buffers_full = 7;
  database->oid = 5;
  database->name = g_strdup ("a \"name\"\nof two lines");
  database->commits = 12345;
  database->read_ms = NAN;
  database->write_ms = 0.5;
  g_hash_table_replace (delta->databases, GUINT_TO_POINTER (5), database);
  delta->flags = OPT_DELTA_INCOMPLETE | OPT_DELTA_LATE;
  delta->deallocs = 3;
  delta->lost_statements = 9;
  delta->lost_share = 0.125;
  delta->reentered = 2;
  delta->late_ms = 1.5;
  delta->late_by = 77;
  delta->observed = 59 * SECOND;
  history_fixture_write_delta (fixture->history, delta, 1);

  found = opt_history_get_delta_sync (fixture->history, "42", 0, G_MAXINT64, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->start, ==, delta->start);
  g_assert_cmpint (found->end, ==, delta->end);
  g_assert_cmpint (found->observed, ==, delta->observed);
  g_assert_cmpint (found->flags, ==, delta->flags);
  g_assert_cmpint (found->deallocs, ==, 3);
  g_assert_cmpuint (found->lost_statements, ==, 9);
  g_assert_cmpfloat (found->lost_share, ==, 0.125);
  g_assert_cmpuint (found->reentered, ==, 2);
  g_assert_cmpfloat (found->late_ms, ==, 1.5);
  g_assert_cmpint (found->late_by, ==, 77);
  g_assert_cmpuint (g_hash_table_size (found->statements), ==, 1001);
  g_hash_table_iter_init (&iter, delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    assert_counters (g_hash_table_lookup (found->statements, &counters->key), counters);
  found_database = g_hash_table_lookup (found->databases, GUINT_TO_POINTER (5));
  g_assert_cmpstr (found_database->name, ==, database->name);
  g_assert_cmpint (found_database->commits, ==, 12345);
  g_assert_true (isnan (found_database->read_ms));
  g_assert_cmpfloat (found_database->write_ms, ==, 0.5);
}

/* What was not watched is nothing, and no zero. */
static void
test_gaps (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (OptDelta) gap
      = history_fixture_make_delta (BEGIN + 3 * MINUTE, BEGIN + 6 * MINUTE - SECOND);
  g_autoptr (OptDelta) reset
      = history_fixture_make_delta (BEGIN + 7 * MINUTE + SECOND, BEGIN + 8 * MINUTE);
  g_autoptr (OptHistoryRange) range = NULL;
  const OptHistoryPoint *points;
  static const gint64 observed[] = { 60, 60, 60, 0, 0, 0, 60, 59, 0, 0 };

  for (gint64 i = 0; i < 3; i++)
    history_fixture_write_minute (fixture->history, i, 10);
  gap->flags = OPT_DELTA_GAP;
  gap->observed = 0;
  history_fixture_write_delta (fixture->history, gap, 2);
  history_fixture_write_minute (fixture->history, 6, 10);
  reset->flags = OPT_DELTA_RESET;
  reset->lost_share = NAN;
  history_fixture_add_counters (reset, 1, 5, 1);
  history_fixture_write_delta (fixture->history, reset, 2);

  range = history_fixture_get_range (fixture->history, BEGIN, BEGIN + 10 * MINUTE, 10);
  g_assert_cmpint (range->step, ==, MINUTE);
  g_assert_cmpint (range->width, ==, MINUTE);
  g_assert_cmpuint (range->points->len, ==, 10);
  points = (const OptHistoryPoint *) range->points->data;
  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpint (points[i].start, ==, BEGIN + i * MINUTE);
      g_assert_cmpint (points[i].observed, ==, observed[i] * SECOND);
    }
  g_assert_cmpint (points[2].flags, ==, OPT_DELTA_NONE);
  g_assert_cmpint (points[5].flags, ==, OPT_DELTA_GAP);
  g_assert_cmpint (points[7].flags, ==, OPT_DELTA_RESET);
  g_assert_true (isnan (points[7].lost_share));
  g_assert_cmpint (range->delta->observed, ==, 299 * SECOND);
  g_assert_cmpint (range->delta->flags, ==, OPT_DELTA_GAP | OPT_DELTA_RESET);
  g_assert_cmpint (history_fixture_get_calls (range->delta, 1), ==, 45);
}

/* Whatever a range is read from: minutes, hours and days say the same. */
static void
test_roll_up (HistoryFixture *fixture, gconstpointer data)
{
  gint64 n = 3 * 1440 + 100;
  static const gint64 ranges[][2] = {
    { 0, 4420 }, { 0, 1440 },    { 1, 1440 },    { 37, 4401 },   { 59, 61 },     { 1430, 3000 },
    { 60, 120 }, { 2880, 4320 }, { 4319, 4420 }, { 4400, 4500 }, { 1000, 1001 },
  };

  for (gint64 i = 0; i < n; i++)
    history_fixture_write_minute (fixture->history, i, i + 1);

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      gint64 from = ranges[i][0];
      gint64 to = MIN (ranges[i][1], n);
      g_autoptr (OptHistoryRange) range
          = history_fixture_get_range (fixture->history, BEGIN + from * MINUTE,
                                       BEGIN + ranges[i][1] * MINUTE, 100);
      OptStatementKey key = history_fixture_get_key (1);
      const OptStatementCounters *counters = g_hash_table_lookup (range->delta->statements, &key);
      gint64 calls = (to * (to + 1) - from * (from + 1)) / 2;
      gint64 observed = 0;

      g_assert_cmpint (range->delta->observed, ==, (to - from) * MINUTE);
      g_assert_cmpint (range->delta->start, ==, BEGIN + from * MINUTE);
      g_assert_cmpint (range->delta->end, ==, BEGIN + to * MINUTE);
      g_assert_cmpint (counters->calls, ==, calls);
      g_assert_cmpint (counters->rows, ==, calls * 3);
      g_assert_cmpint (counters->wal_bytes, ==, -1);
      g_assert_cmpfloat_with_epsilon (counters->total_exec_ms, (double) calls * 0.5, 1e-6);
      g_assert_cmpfloat_with_epsilon (counters->exec_squares, (double) calls * 0.375,
                                      (double) calls * 1e-3);
      g_assert_cmpfloat (counters->max_exec_ms, ==, 1);
      g_assert_cmpuint (range->n_statements, ==, 1 + MIN (to - from, 700));
      g_assert_cmpuint (range->entries->len, ==, MIN (10, range->n_statements));
      g_assert_cmpint (((OptWorkloadEntry *) range->entries->pdata[0])->key.queryid, ==, 1);
      g_assert_cmpuint (range->points->len, <=, 100);
      for (guint j = 0; j < range->points->len; j++)
        observed += g_array_index (range->points, OptHistoryPoint, j).observed;
      /* A chart's points are whole steps. */
      if (from * MINUTE % range->step == 0)
        g_assert_cmpint (observed, ==, range->delta->observed);
    }
}

static void
test_trend (HistoryFixture *fixture, gconstpointer data)
{
  OptStatementKey key = history_fixture_get_key (1);
  g_autoptr (OptHistoryTrend) trend = NULL;
  g_autoptr (OptHistoryTrend) days = NULL;
  g_autoptr (GError) error = NULL;
  gint64 sum = 0;

  for (gint64 i = 0; i < 2 * 1440; i++)
    history_fixture_write_minute (fixture->history, i, i + 1);

  trend = opt_history_get_trend_sync (fixture->history, "42", &key, BEGIN + HOUR, BEGIN + 2 * HOUR,
                                      60, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trend->points->len, ==, 60);
  for (guint i = 0; i < 60; i++)
    {
      const OptStatementCounters *counters = trend->counters->pdata[i];

      g_assert_cmpint (counters->calls, ==, 61 + i);
      g_assert_cmpint (counters->key.queryid, ==, 1);
    }
  key = history_fixture_get_key (100 + 60);
  g_clear_pointer (&trend, opt_history_trend_free);
  trend = opt_history_get_trend_sync (fixture->history, "42", &key, BEGIN + HOUR, BEGIN + 2 * HOUR,
                                      60, &error);
  g_assert_nonnull (trend->counters->pdata[0]);
  g_assert_null (trend->counters->pdata[1]);
  g_assert_cmpint (g_array_index (trend->points, OptHistoryPoint, 1).observed, ==, MINUTE);

  key = history_fixture_get_key (1);
  days = opt_history_get_trend_sync (fixture->history, "42", &key, BEGIN, BEGIN + 2 * DAY, 48,
                                     &error);
  g_assert_no_error (error);
  for (guint i = 0; i < days->counters->len; i++)
    sum += ((OptStatementCounters *) days->counters->pdata[i])->calls;
  g_assert_cmpint (sum, ==, 2880 * 2881 / 2);
}

/* A clock that was set back brings minutes for hours that are summed up already. */
static void
test_clock_set_back (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistoryRange) range = NULL;
  g_autoptr (OptDelta) late
      = history_fixture_make_delta (BEGIN + 30 * MINUTE + SECOND, BEGIN + 31 * MINUTE - 1);

  for (gint64 i = 0; i < 1440 + 5; i++)
    history_fixture_write_minute (fixture->history, i, 1);
  history_fixture_add_counters (late, 1, 1000, 0.5);
  history_fixture_write_delta (fixture->history, late, 1);

  range = history_fixture_get_range (fixture->history, BEGIN, BEGIN + DAY, 24);
  g_assert_cmpint (history_fixture_get_calls (range->delta, 1), ==, 2440);
}

static void
add_point (OptHistoryMinute *minute, gint64 start, gint64 end, double load)
{
  OptTimelinePoint point = { .start = start, .end = end, .hit_ratio = NAN };

  point.load[OPT_WAIT_CLASS_IO] = load;
  point.calls_per_second = 10;
  point.mean_ms = load;
  opt_history_minute_add_point (minute, 5, &point);
}

static void
test_series (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistoryRange) hours = NULL;
  g_autoptr (OptHistoryRange) minutes = NULL;
  const OptHistorySeries *series;

  for (gint64 i = 0; i < 200; i++)
    {
      gint64 start = BEGIN + i * MINUTE;
      g_autoptr (OptHistoryMinute) minute = opt_history_minute_new ("42");
      OptTimelineEvent event = { start + SECOND, "restart", (char *) "Restarted" };

      /* Of the first hour the second half is not known. */
      if (i >= 30 && i < 60)
        continue;
      add_point (minute, start, start + 45 * SECOND, (double) i);
      add_point (minute, start + 45 * SECOND, start + MINUTE, (double) i + 4);
      opt_history_minute_add_value (minute, 0, "slot.behind", "a slot", start, start + MINUTE, 7);
      /* One of those in which one was seen, by one of six looks. */
      for (gint64 j = 0; j < 6; j++)
        opt_history_minute_add_value (minute, 0, "databases.deadlocks", NULL,
                                      start + j * 10 * SECOND, start + (j + 1) * 10 * SECOND,
                                      i == 70 && j == 3 ? 1 : 0);
      if (i == 100)
        opt_history_minute_add_event (minute, 0, &event);
      opt_history_write_sync (fixture->history, minute, &error);
      g_assert_no_error (error);
      opt_history_roll_up_sync (fixture->history, "42", &error);
      g_assert_no_error (error);
    }

  minutes
      = history_fixture_get_range (fixture->history, BEGIN + 20 * MINUTE, BEGIN + 40 * MINUTE, 100);
  series = opt_history_range_find_series (minutes, "load.io", NULL);
  g_assert_cmpfloat (series->means[0], ==, 21);
  g_assert_cmpfloat (series->peaks[0], ==, 24);
  g_assert_cmpfloat (series->means[9], ==, 30);
  g_assert_true (isnan (series->means[10]));
  g_assert_true (isnan (series->peaks[10]));
  g_assert_null (opt_history_range_find_series (minutes, "database.hit_share", NULL));
  g_assert_cmpuint (minutes->events->len, ==, 0);

  hours = history_fixture_get_range (fixture->history, BEGIN, BEGIN + 13 * HOUR, 13);
  g_assert_cmpuint (hours->points->len, ==, 13);
  series = opt_history_range_find_series (hours, "load.io", NULL);
  g_assert_cmpint (series->database, ==, 5);
  g_assert_cmpfloat_with_epsilon (series->means[0], 15.5, 1e-9);
  g_assert_cmpfloat (series->peaks[0], ==, 33);
  g_assert_cmpfloat_with_epsilon (series->means[1], 90.5, 1e-9);
  /* The hour that is not over comes from its minutes. */
  g_assert_cmpfloat_with_epsilon (series->means[3], 190.5, 1e-9);
  g_assert_true (isnan (series->means[4]));
  series = opt_history_range_find_series (hours, "statements.exec_ms", NULL);
  g_assert_cmpfloat_with_epsilon (series->means[1], 905, 1e-9);
  series = opt_history_range_find_series (hours, "slot.behind", "a slot");
  g_assert_cmpfloat (series->means[0], ==, 7);
  /* Of what is counted, how often, and not how often at a look. */
  series = opt_history_range_find_series (hours, "databases.deadlocks", NULL);
  g_assert_cmpfloat (series->means[0], ==, 0);
  g_assert_cmpfloat_with_epsilon (series->means[1], 1, 1e-6);
  g_assert_true (isnan (series->means[4]));
  g_assert_cmpuint (hours->events->len, ==, 1);
  g_assert_cmpstr (((OptTimelineEvent *) hours->events->pdata[0])->text, ==, "Restarted");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/history/round-trip", HistoryFixture, NULL, history_fixture_set_up, test_round_trip,
              history_fixture_tear_down);
  g_test_add ("/history/gaps", HistoryFixture, NULL, history_fixture_set_up, test_gaps,
              history_fixture_tear_down);
  g_test_add ("/history/roll-up", HistoryFixture, NULL, history_fixture_set_up, test_roll_up,
              history_fixture_tear_down);
  g_test_add ("/history/trend", HistoryFixture, NULL, history_fixture_set_up, test_trend,
              history_fixture_tear_down);
  g_test_add ("/history/clock-set-back", HistoryFixture, NULL, history_fixture_set_up,
              test_clock_set_back, history_fixture_tear_down);
  g_test_add ("/history/series", HistoryFixture, NULL, history_fixture_set_up, test_series,
              history_fixture_tear_down);

  return g_test_run ();
}
