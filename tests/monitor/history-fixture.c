/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history-fixture.h"

#include <glib/gstdio.h>
#include <math.h>

void
history_fixture_set_up (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("optischema-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "history.db", NULL);
  fixture->history = opt_history_open_sync (fixture->path, &error);
  g_assert_no_error (error);
}

void
history_fixture_tear_down (HistoryFixture *fixture, gconstpointer data)
{
  const char *name;
  g_autoptr (GDir) dir = NULL;

  g_clear_object (&fixture->history);
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

OptStatementKey
history_fixture_get_key (gint64 queryid)
{
  return (OptStatementKey){ .userid = 10, .dbid = 5, .queryid = queryid, .toplevel = TRUE };
}

OptDelta *
history_fixture_make_delta (gint64 start, gint64 end)
{
  OptDelta *delta = opt_delta_new ();

  delta->start = start;
  delta->end = end;
  delta->observed = end - start;
  delta->deallocs = 0;

  return delta;
}

OptStatementCounters *
history_fixture_add_counters (OptDelta *delta, gint64 queryid, gint64 calls, double ms)
{
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  counters->key = history_fixture_get_key (queryid);
  counters->calls = calls;
  counters->total_exec_ms = (double) calls * ms;
  counters->exec_squares = (double) calls * ms * ms * 1.5;
  counters->min_exec_ms = NAN;
  counters->max_exec_ms = ms * 2;
  counters->rows = calls * 3;
  counters->shared_hit = calls * 7;
  counters->wal_bytes = -1;
  counters->temp_read_ms = NAN;
  g_hash_table_replace (delta->statements, &counters->key, counters);

  return counters;
}

void
history_fixture_write_delta (OptHistory *history, const OptDelta *delta, gint64 start_time)
{
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new ("42");
  g_autoptr (GError) error = NULL;

  opt_history_minute_add_delta (minute, delta, start_time);
  opt_history_write_sync (history, minute, &error);
  g_assert_no_error (error);
  opt_history_roll_up_sync (history, "42", &error);
  g_assert_no_error (error);
}

/* A minute that ends at the end of the @number-th since the beginning. */
void
history_fixture_write_minute (OptHistory *history, gint64 number, gint64 calls)
{
  g_autoptr (OptDelta) delta
      = history_fixture_make_delta (BEGIN + number * MINUTE, BEGIN + (number + 1) * MINUTE);

  history_fixture_add_counters (delta, 1, calls, 0.5);
  history_fixture_add_counters (delta, 100 + number % 700, 1, 2);
  history_fixture_write_delta (history, delta, 1);
}

static void
write_elsewhere (OptHistory *history, gint64 end)
{
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new ("43");
  g_autoptr (OptDelta) delta = history_fixture_make_delta (end - MINUTE, end);
  g_autoptr (GError) error = NULL;

  opt_history_minute_add_delta (minute, delta, 1);
  opt_history_write_sync (history, minute, &error);
  g_assert_no_error (error);
}

/* Another server is watched until then, and was two days before. */
void
history_fixture_pass (OptHistory *history, gint64 time)
{
  write_elsewhere (history, time - 2 * DAY);
  write_elsewhere (history, time);
}

OptHistoryRange *
history_fixture_get_range (OptHistory *history, gint64 start, gint64 end, guint n_points)
{
  OptHistoryRequest request = {
    .server_id = "42",
    .start = start,
    .end = end,
    .n_points = n_points,
    .n_entries = 10,
  };
  g_autoptr (GError) error = NULL;
  OptHistoryRange *range = opt_history_get_range_sync (history, &request, &error);

  g_assert_no_error (error);

  return range;
}

gint64
history_fixture_get_calls (const OptDelta *delta, gint64 queryid)
{
  OptStatementKey key = history_fixture_get_key (queryid);
  const OptStatementCounters *counters = g_hash_table_lookup (delta->statements, &key);

  return counters != NULL ? counters->calls : 0;
}
