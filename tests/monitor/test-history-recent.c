/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "history-fixture.h"
#include "opt-history-past.h"

#define SPAN (5 * MINUTE)

static OptTimelinePoint
make_point (gint64 start, gint64 end, double figure)
{
  OptTimelinePoint point = {
    .start = start,
    .end = end,
    .calls_per_second = figure,
    .mean_ms = 2,
    .transactions_per_second = figure,
    .hit_ratio = NAN,
    .blocks_hit_per_second = NAN,
    .blocks_read_per_second = NAN,
    .rows_per_second = NAN,
    .temp_bytes_per_second = NAN,
    .wal_bytes_per_second = NAN,
    .backends = figure,
  };

  point.load[OPT_WAIT_CLASS_LOCK] = figure;

  return point;
}

/* Watched in two halves, so that what is shown is a mean of both. */
static void
write_minute (OptHistory *history, gint64 start, gint64 end, double figure)
{
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new ("42");
  g_autoptr (OptDelta) delta = history_fixture_make_delta (start, end);
  OptTimelineEvent event = { end - 1, g_intern_string ("change"), (char *) "An index" };
  OptTimelinePoint first = make_point (start, (start + end) / 2, figure - 1);
  OptTimelinePoint second = make_point ((start + end) / 2, end, figure + 1);
  g_autoptr (GError) error = NULL;

  opt_history_minute_add_delta (minute, delta, 1);
  opt_history_minute_add_point (minute, 5, &first);
  opt_history_minute_add_point (minute, 5, &second);
  opt_history_minute_add_event (minute, 5, &event);
  opt_history_write_sync (history, minute, &error);
  g_assert_no_error (error);
}

static OptHistoryRange *
read_range (OptHistory *history, gint64 end)
{
  OptHistoryRequest request = {
    .server_id = "42",
    .database = 5,
    .start = end - 2 * SPAN,
    .end = end,
    .n_points = 20,
    .skip_blocking = TRUE,
    .skip_statements = TRUE,
  };
  g_autoptr (GError) error = NULL;
  OptHistoryRange *range = opt_history_get_range_sync (history, &request, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (range->delta->statements), ==, 0);

  return range;
}

static void
assert_point (OptTimeline *timeline, guint position, gint64 start, gint64 end, double figure)
{
  const OptTimelinePoint *point = opt_timeline_get_point (timeline, position);

  g_assert_nonnull (point);
  g_assert_cmpint (point->start, ==, start);
  g_assert_cmpint (point->end, ==, end);
  g_assert_cmpfloat_with_epsilon (point->calls_per_second, figure, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->load[OPT_WAIT_CLASS_LOCK], figure, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->mean_ms, 2, 1e-9);
  g_assert_true (isnan (point->hit_ratio));
}

/* The window begins with what was recorded, as long as it was watched: what lies between is in no
 * point, and nothing is there twice. */
static void
test_prepend (HistoryFixture *fixture, gconstpointer data)
{
  const gint64 stop = BEGIN + 2 * MINUTE + 20 * SECOND;
  const gint64 live = BEGIN + 5 * MINUTE + 10 * SECOND;
  OptTimelinePoint first = make_point (live, live, 7);
  OptTimelinePoint second = make_point (live, live + SECOND, 7);
  g_autoptr (OptTimeline) timeline = opt_timeline_new (SPAN);
  g_autoptr (OptHistoryRange) range = NULL;
  g_autoptr (OptTimeline) recorded = NULL;

  write_minute (fixture->history, BEGIN - MINUTE, BEGIN, 2);
  write_minute (fixture->history, BEGIN, BEGIN + MINUTE, 3);
  write_minute (fixture->history, BEGIN + MINUTE, BEGIN + 2 * MINUTE, 4);
  write_minute (fixture->history, BEGIN + 2 * MINUTE, stop, 5);
  /* By another program, that went on after this one had begun. */
  write_minute (fixture->history, live - 5 * SECOND, live + 40 * SECOND, 6);

  range = read_range (fixture->history, live + MINUTE);
  recorded = opt_history_range_to_recent (range);
  opt_timeline_append (timeline, &first);
  opt_timeline_append (timeline, &second);
  opt_timeline_add_event (timeline, stop - 1, "change", "An index");
  /* At the same moment, and seen here only. */
  opt_timeline_add_event (timeline, BEGIN + MINUTE - 1, "change", "Another index");
  opt_timeline_prepend (timeline, recorded);

  g_assert_cmpuint (opt_timeline_get_n_points (timeline), ==, 5);
  assert_point (timeline, 0, BEGIN, BEGIN + MINUTE, 3);
  assert_point (timeline, 1, BEGIN + MINUTE, BEGIN + 2 * MINUTE, 4);
  assert_point (timeline, 2, BEGIN + 2 * MINUTE, stop, 5);
  assert_point (timeline, 3, live, live, 7);
  assert_point (timeline, 4, live, live + SECOND, 7);

  g_assert_cmpuint (opt_timeline_get_n_events (timeline), ==, 4);
  g_assert_cmpint (opt_timeline_get_event (timeline, 0)->time, ==, BEGIN + MINUTE - 1);
  g_assert_cmpint (opt_timeline_get_event (timeline, 1)->time, ==, BEGIN + MINUTE - 1);
  g_assert_cmpint (opt_timeline_get_event (timeline, 3)->time, ==, stop - 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/monitor/history-recent/prepend", HistoryFixture, NULL, history_fixture_set_up,
              test_prepend, history_fixture_tear_down);

  return g_test_run ();
}
