/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-list.h"
#include "opt-trend.h"

#define SECOND G_USEC_PER_SEC
#define SHOP 5

/* A made-up server with one statement of one millisecond and three rows a call, and another one. */
typedef struct
{
  OptClock *clock;
  OptWorkload *workload;
  OptStatementList *list;
  gint64 calls;
  gint64 time; /* of the server, seconds */
  gint64 start_time;
} Shop;

static void
set_up (Shop *shop, gconstpointer data)
{
  shop->clock = opt_clock_new_manual (0);
  shop->workload = opt_workload_new (60 * SECOND, shop->clock);
  shop->list = opt_statement_list_new (shop->workload);
  shop->time = 100000;
  shop->start_time = 1;
  shop->calls = 1000;
}

static void
tear_down (Shop *shop, gconstpointer data)
{
  g_assert_finalize_object (shop->list);
  g_assert_finalize_object (shop->workload);
  g_object_unref (shop->clock);
}

static void
count (OptSnapshot *snapshot, gint64 queryid, gint64 calls)
{
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  counters->key
      = (OptStatementKey){ .userid = 10, .dbid = SHOP, .queryid = queryid, .toplevel = TRUE };
  counters->calls = calls;
  counters->total_exec_ms = (double) calls;
  counters->rows = calls * 3;
  g_hash_table_replace (snapshot->statements, &counters->key, counters);
}

/* After so many seconds, with so many more calls. */
static void
poll_after (Shop *shop, gint64 seconds, gint64 calls)
{
  g_autoptr (OptSnapshot) snapshot = opt_snapshot_new ();

  shop->time += seconds;
  shop->calls += calls;
  opt_clock_advance (shop->clock, ABS (seconds) * SECOND);
  snapshot->time = shop->time * SECOND;
  snapshot->start_time = shop->start_time;
  snapshot->stats_reset = 2;
  count (snapshot, 1, shop->calls);
  count (snapshot, 2, shop->time + 1000000);
  opt_workload_add_snapshot (shop->workload, snapshot);
  opt_statement_list_update (shop->list);
}

/* As “start+observed:calls” in seconds. */
static char *
describe (GArray *points)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < points->len; i++)
    {
      const OptTrendPoint *point = &g_array_index (points, OptTrendPoint, i);

      g_assert_cmpfloat_with_epsilon (point->rows, point->calls * 3, 1e-5);
      g_assert_cmpfloat_with_epsilon (point->total_ms, point->calls, 1e-5);
      g_string_append_printf (text, "%s%" G_GINT64_FORMAT "+%" G_GINT64_FORMAT ":%.3g",
                              i > 0 ? " " : "", point->start / SECOND - 100000,
                              point->observed / SECOND, point->calls);
    }

  return g_string_free (text, FALSE);
}

static void
assert_trend (Shop *shop, const char *expected)
{
  OptStatementItem *item = opt_statement_list_find (shop->list, "1.10.5");
  g_autoptr (GArray) points = NULL;
  g_autofree char *found = NULL;

  g_assert_nonnull (item);
  points = opt_statement_item_get_trend (item);
  found = describe (points);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_buckets (Shop *shop, gconstpointer data)
{
  poll_after (shop, 0, 0);
  poll_after (shop, 4, 8);
  assert_trend (shop, "0+4:8");
  poll_after (shop, 4, 1);
  assert_trend (shop, "0+8:9");
  /* Half before the border, half behind. */
  poll_after (shop, 4, 6);
  assert_trend (shop, "0+10:12 10+2:3");
  /* Called again: nothing is counted twice. */
  opt_statement_list_update (shop->list);
  assert_trend (shop, "0+10:12 10+2:3");
  /* Ends on a border. */
  poll_after (shop, 8, 0);
  assert_trend (shop, "0+10:12 10+10:3");
  poll_after (shop, 10, 0);
  assert_trend (shop, "0+10:12 10+10:3 20+10:0");
  /* Long ones are spread, at the same rate everywhere: the last has little, but of little time. */
  poll_after (shop, 31, 31);
  assert_trend (shop, "0+10:12 10+10:3 20+10:0 30+10:10 40+10:10 50+10:10 60+1:1");
  poll_after (shop, 29, 0);
  poll_after (shop, 11, 1);
  assert_trend (shop, "0+10:12 10+10:3 20+10:0 30+10:10 40+10:10 50+10:10 60+10:1 70+10:0 80+10:0 "
                      "90+10:0.909 100+1:0.0909");
}

/* What was not observed is left out. */
static void
test_gap (Shop *shop, gconstpointer data)
{
  poll_after (shop, 0, 0);
  poll_after (shop, 10, 7);
  shop->start_time = 2;
  poll_after (shop, 30, 70);
  poll_after (shop, 10, 5);
  assert_trend (shop, "0+10:7 40+10:5");
}

/* It leaves the window, which is of a minute, and comes back. */
static void
test_returns (Shop *shop, gconstpointer data)
{
  g_autoptr (OptStatementItem) item = NULL;
  g_autoptr (GArray) points = NULL;
  g_autofree char *trend = NULL;

  poll_after (shop, 0, 0);
  poll_after (shop, 10, 7);
  item = g_object_ref (opt_statement_list_find (shop->list, "1.10.5"));
  for (guint i = 0; i < 9; i++)
    poll_after (shop, 10, 0);
  g_assert_null (opt_statement_list_find (shop->list, "1.10.5"));
  /* Who still shows it sees that nothing happens. */
  points = opt_statement_item_get_trend (item);
  g_assert_cmpuint (points->len, ==, 10);

  poll_after (shop, 10, 2);
  g_assert_true (opt_statement_list_find (shop->list, "1.10.5") == item);
  assert_trend (shop, "0+10:7 10+10:0 20+10:0 30+10:0 40+10:0 50+10:0 60+10:0 70+10:0 80+10:0 "
                      "90+10:0 100+10:2");

  /* A quarter of an hour later nothing of it is left. */
  for (guint i = 0; i < 91; i++)
    poll_after (shop, 10, 0);
  poll_after (shop, 10, 1);
  g_assert_false (opt_statement_list_find (shop->list, "1.10.5") == item);
  g_clear_pointer (&points, g_array_unref);
  points = opt_statement_item_get_trend (opt_statement_list_find (shop->list, "1.10.5"));
  g_assert_cmpfloat (g_array_index (points, OptTrendPoint, points->len - 1).calls, ==, 1);
  for (guint i = 0; i + 1 < points->len; i++)
    g_assert_cmpfloat (g_array_index (points, OptTrendPoint, i).calls, ==, 0);
}

/* For an hour, with calls in each bucket: fifteen minutes are kept. */
static void
test_hour (Shop *shop, gconstpointer data)
{
  poll_after (shop, 0, 0);
  for (guint i = 1; i <= 1200; i++)
    {
      g_autoptr (GArray) points = NULL;
      double calls = 0;

      poll_after (shop, 3, 3);
      points = opt_statement_item_get_trend (opt_statement_list_find (shop->list, "1.10.5"));
      for (guint j = 0; j < points->len; j++)
        {
          const OptTrendPoint *point = &g_array_index (points, OptTrendPoint, j);

          g_assert_cmpint (point->start % (10 * SECOND), ==, 0);
          g_assert_cmpfloat_with_epsilon (point->calls, (double) point->observed / SECOND, 1e-5);
          calls += point->calls;
        }
      g_assert_cmpfloat (calls, <=, 910.01);
      g_assert_cmpfloat (calls, >=, MIN (i * 3, 900) - 0.01);
    }

  /* Of a pause of half an hour only the mean is known, and that is no trend. */
  poll_after (shop, 1800, 5400);
  g_assert_null (opt_statement_list_find (shop->list, "1.10.5"));
  poll_after (shop, 10, 4);
  assert_trend (shop, "5400+10:4");
}

/* A clock that is set back: what it says has to be ahead of it is not known any more. */
static void
test_clock_set_back (Shop *shop, gconstpointer data)
{
  poll_after (shop, 100, 0);
  poll_after (shop, 10, 4);
  poll_after (shop, -80, 4);
  poll_after (shop, 10, 5);
  assert_trend (shop, "30+10:5");
  poll_after (shop, 10, 6);
  assert_trend (shop, "30+10:5 40+10:6");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Shop *shop, gconstpointer data);
  } tests[] = {
    { "/monitor/trend/buckets", test_buckets },
    { "/monitor/trend/gap", test_gap },
    { "/monitor/trend/returns", test_returns },
    { "/monitor/trend/hour", test_hour },
    { "/monitor/trend/clock-set-back", test_clock_set_back },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Shop, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
