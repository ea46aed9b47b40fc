/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-history-lock.h"
#include "opt-history-private.h"
#include "opt-paths.h"
#include "opt-server-record.h"
#include "opt-server-vitals.h"
#include "server-fixture.h"

#define CALLS 40
#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

static const OptWorkloadEntry *
find_entry (GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const OptWorkloadEntry *entry = entries->pdata[i];

      if (entry->text != NULL && strstr (entry->text, "FROM visits WHERE customer") != NULL)
        return entry;
    }

  return NULL;
}

/* Its text comes behind the figures. */
static void
watch_statement (ServerFixture *fixture, OptStatementKey *key)
{
  const OptWorkloadEntry *entry = NULL;

  while (entry == NULL)
    {
      g_autoptr (GPtrArray) entries = NULL;

      server_fixture_wait_for_polls (fixture, 1);
      entries = opt_workload_get_entries (fixture->server->workload, OPT_WORKLOAD_SORT_CALLS, TRUE,
                                          NULL);
      entry = find_entry (entries);
      if (entry != NULL)
        *key = entry->key;
    }
}

static OptHistoryRange *
read_range (OptServer *server, gint64 start, gint64 end)
{
  OptHistoryRequest request = {
    .database = opt_server_facts_get_database_oid (opt_server_get_facts (server)),
    .start = start,
    .end = end,
    .n_points = 100,
    .n_entries = 100,
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OptHistoryRange *range;

  opt_server_get_range_async (server, &request, NULL, server_fixture_keep_result, &result);
  server_fixture_wait_for_result (&result);
  range = opt_server_get_range_finish (server, result, &error);
  g_assert_no_error (error);

  return range;
}

/* What a server did is there when nobody watches it any more. */
static void
test_recorded (ServerFixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;
  gint64 now = g_get_real_time ();
  g_autoptr (OptHistoryRange) range = NULL;
  g_autoptr (OptHistoryTrend) trend = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const OptWorkloadEntry *entry = NULL;
  const OptHistorySeries *calls;
  OptHistoryRecorderState state;
  OptStatementKey key = { 0 };
  gint64 n_calls = 0;
  gboolean seen = FALSE;

  g_assert_false (opt_server_get_recording (server, &state));
  server_fixture_go_online (fixture);
  server_fixture_wait_for_polls (fixture, 1);
  for (guint i = 0; i < CALLS; i++)
    server_fixture_run (fixture->name, "SELECT count(*) FROM visits WHERE customer = 1");
  watch_statement (fixture, &key);
  g_assert_true (opt_server_get_recording (server, &state));
  g_assert_cmpint (state, ==, OPT_HISTORY_RECORDER_RECORDING);
  opt_server_disconnect (server);

  /* The last minute is being written. */
  while (entry == NULL)
    {
      g_clear_pointer (&range, opt_history_range_free);
      range = read_range (server, now - 60 * G_USEC_PER_SEC, now + DAY / 24);
      entry = find_entry (range->entries);
    }
  g_assert_cmpint (entry->counters.calls, ==, CALLS);
  g_assert_cmpstr (entry->database, ==, fixture->name);
  g_assert_cmpstr (entry->role, ==, "postgres");
  g_assert_cmpint (range->delta->observed, >, 0);
  calls = opt_history_range_find_series (range, "statements.calls", NULL);
  g_assert_nonnull (calls);
  for (guint i = 0; i < range->points->len; i++)
    seen |= calls->means[i] > 0;
  g_assert_true (seen);

  opt_server_get_trend_async (server, &key, now - DAY, now + DAY / 24, 100, NULL,
                              server_fixture_keep_result, &result);
  server_fixture_wait_for_result (&result);
  trend = opt_server_get_trend_finish (server, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < trend->counters->len; i++)
    if (trend->counters->pdata[i] != NULL)
      n_calls += ((OptStatementCounters *) trend->counters->pdata[i])->calls;
  g_assert_cmpint (n_calls, ==, CALLS);
}

/* Of two databases of one server each has its own past, and none is said to be recorded
 * elsewhere. */
static void
test_two_databases (ServerFixture *fixture, gconstpointer data)
{
  g_autofree char *name = opt_test_create_database ();
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (name);
  g_autoptr (OptServer) other = opt_server_new ("books", conninfo);
  gint64 now = g_get_real_time ();
  OptServer *servers[] = { fixture->server, other };

  server_fixture_run (name, "CREATE EXTENSION pg_stat_statements");
  server_fixture_go_online (fixture);
  opt_server_connect (other);
  while (opt_timeline_get_n_points (opt_server_get_timeline (other)) < 3)
    g_main_context_iteration (NULL, TRUE);
  server_fixture_wait_for_polls (fixture, 2);
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      OptHistoryRecorderState state;

      g_assert_true (opt_server_get_recording (servers[i], &state));
      g_assert_cmpint (state, ==, OPT_HISTORY_RECORDER_RECORDING);
    }
  opt_server_disconnect (fixture->server);
  opt_server_disconnect (other);

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      const OptHistorySeries *load = NULL;

      while (load == NULL)
        {
          g_autoptr (OptHistoryRange) range
              = read_range (servers[i], now - 60 * G_USEC_PER_SEC, now + DAY / 24);

          load = opt_history_range_find_series (range, "load.cpu", NULL);
          if (load != NULL)
            g_assert_cmpuint (load->database, ==,
                              opt_server_facts_get_database_oid (
                                  opt_server_get_facts (servers[i])));
        }
    }
}

/* What the sessions do is there without a right to the statements, or without their extension. */
static void
test_without_statements (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) busy = opt_test_connect (fixture->name, OPT_CONNECTION_ROLE_SANDBOX);
  OptTimeline *timeline = opt_server_get_timeline (fixture->server);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OptHistoryRange) range = NULL;
  g_autoptr (GError) error = NULL;
  const OptHistorySeries *load = NULL;
  gint64 now = g_get_real_time ();
  double peak = 0;

  server_fixture_run (fixture->name, "DROP EXTENSION pg_stat_statements");
  opt_connection_query_async (busy, "SELECT pg_sleep(6)", NULL, OPT_QUERY_NONE, NULL,
                              server_fixture_keep_result, &result);
  server_fixture_go_online (fixture);
  server_fixture_wait_for_polls (fixture, 5);
  g_assert_cmpuint (opt_timeline_get_n_points (timeline), >=, 5);
  for (guint i = 0; i < opt_timeline_get_n_points (timeline); i++)
    {
      const OptTimelinePoint *point = opt_timeline_get_point (timeline, i);

      g_assert_true (isnan (point->calls_per_second));
      g_assert_true (isfinite (opt_timeline_point_get_load (point)));
      peak = fmax (peak, point->load[OPT_WAIT_CLASS_OTHER]);
    }
  g_assert_cmpfloat (peak, ==, 1);
  opt_server_disconnect (fixture->server);

  while (load == NULL)
    {
      g_clear_pointer (&range, opt_history_range_free);
      range = read_range (fixture->server, now - 60 * G_USEC_PER_SEC, now + DAY / 24);
      load = opt_history_range_find_series (range, "load.other", NULL);
    }
  g_assert_null (opt_history_range_find_series (range, "statements.calls", NULL));
  server_fixture_wait_for_result (&result);
  opt_connection_close (busy);
}

/* By another program, that goes on recording. */
static OptHistoryLock *
record_slower (OptServer *server, const char *path, gint64 now)
{
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptHistory) history = NULL;
  g_autoptr (OptHistoryMinute) minute = NULL;
  g_autoptr (GError) error = NULL;
  OptHistoryLock *lock;
  OptServerFacts *facts;
  guint32 oid;
  int owner;

  database = opt_database_open_sync (opt_server_get_conninfo (server), NULL, &error);
  g_assert_no_error (error);
  facts = opt_database_get_facts (database);
  oid = opt_server_facts_get_database_oid (facts);
  minute = opt_history_minute_new (opt_server_facts_get_history_key (facts));
  opt_history_minute_add_value (minute, oid, "statements.slower", "SELECT 1", now - 5000000, now,
                                3);
  opt_history_minute_add_value (minute, oid, "statements.slower", NULL, now - 5000000, now, 3);
  opt_history_minute_add_value (minute, oid + 1, "statements.slower", "SELECT 2", now - 5000000,
                                now, 4);
  history = opt_history_open_sync (path, &error);
  g_assert_no_error (error);
  opt_history_write_sync (history, minute, &error);
  g_assert_no_error (error);
  lock = opt_history_lock_take (path, minute->server_id, &owner, &error);
  g_assert_no_error (error);

  return lock;
}

/* Who does not record takes what the one found that does, of the same database: they agree. */
static void
test_slower_elsewhere (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = opt_paths_get_data_dir (&error);
  g_autofree char *path = g_build_filename (folder, "history.db", NULL);
  g_autoptr (OptHistoryLock) lock = NULL;
  OptSeriesSet *set = opt_server_get_series (fixture->server);
  const OptSeries *series = NULL;
  OptHistoryRecorderState state;

  g_assert_no_error (error);
  lock = record_slower (fixture->server, path, g_get_real_time ());
  server_fixture_go_online (fixture);
  while (series == NULL)
    {
      server_fixture_wait_for_polls (fixture, 1);
      series = opt_series_set_find (set, "statements.slower", "SELECT 1");
    }
  g_assert_cmpfloat (opt_series_get_last (series)->value, ==, 3);
  g_assert_null (opt_series_set_find (set, "statements.slower", "SELECT 2"));
  g_assert_true (opt_server_get_recording (fixture->server, &state));
  g_assert_cmpint (state, ==, OPT_HISTORY_RECORDER_ELSEWHERE);
  opt_server_disconnect (fixture->server);
}

/* By a program that ended a minute and a half ago. */
static void
record_before (OptServer *server, gint64 end)
{
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptHistory) history = NULL;
  g_autoptr (OptHistoryMinute) minute = NULL;
  g_autoptr (OptDelta) delta = opt_delta_new ();
  g_autoptr (GError) error = NULL;
  OptServerFacts *facts;
  OptTimelinePoint point
      = { .start = end - 30 * G_USEC_PER_SEC, .end = end, .calls_per_second = 8, .mean_ms = 1 };

  database = opt_database_open_sync (opt_server_get_conninfo (server), NULL, &error);
  g_assert_no_error (error);
  facts = opt_database_get_facts (database);
  minute = opt_history_minute_new (opt_server_facts_get_system_identifier (facts));
  delta->start = point.start;
  delta->end = point.end;
  delta->observed = point.end - point.start;
  opt_history_minute_add_delta (minute, delta, 1);
  opt_history_minute_add_point (minute, opt_server_facts_get_database_oid (facts), &point);
  opt_history_minute_add_value (minute, 0, "wal.written", NULL, point.start, point.end, 64);
  history = opt_history_open_sync (NULL, &error);
  g_assert_no_error (error);
  opt_history_write_sync (history, minute, &error);
  g_assert_no_error (error);
}

/* The live window begins with what was recorded before, once. */
static void
test_recalled (ServerFixture *fixture, gconstpointer data)
{
  /* Within one minute. */
  gint64 end
      = g_get_real_time () / (60 * G_USEC_PER_SEC) * 60 * G_USEC_PER_SEC - 75 * G_USEC_PER_SEC;
  OptTimeline *timeline = opt_server_get_timeline (fixture->server);
  const OptHistorySeries *wal;
  const OptTimelinePoint *point;
  guint n_known = 0;

  record_before (fixture->server, end);
  server_fixture_go_online (fixture);
  while (opt_timeline_get_n_points (timeline) < 3
         || opt_timeline_get_point (timeline, 0)->end != end)
    g_main_context_iteration (NULL, TRUE);

  point = opt_timeline_get_point (timeline, 0);
  g_assert_cmpint (point->start, ==, end - 30 * G_USEC_PER_SEC);
  g_assert_cmpfloat (point->calls_per_second, ==, 8);
  g_assert_cmpint (opt_timeline_get_point (timeline, 1)->start, >, end);

  g_assert_nonnull (opt_server_get_recorded (fixture->server));
  wal = opt_history_range_find_series (opt_server_get_recorded (fixture->server), "wal.written",
                                       NULL);
  g_assert_nonnull (wal);
  for (guint i = 0; i < opt_server_get_recorded (fixture->server)->points->len; i++)
    n_known += wal->means[i] == 64;
  g_assert_cmpuint (n_known, ==, 1);

  /* What it has of this server already is not asked for again. */
  opt_server_disconnect (fixture->server);
  server_fixture_go_online (fixture);
  server_fixture_wait_for_polls (fixture, 2);
  g_assert_cmpint (opt_timeline_get_point (timeline, 0)->end, ==, end);
  g_assert_cmpint (opt_timeline_get_point (timeline, 1)->start, >, end);
}

int
main (int argc, char **argv)
{
  static const ServerTest tests[] = {
    { "/server/record/recorded", test_recorded },
    { "/server/record/two-databases", test_two_databases },
    { "/server/record/without-statements", test_without_statements },
    { "/server/record/slower-elsewhere", test_slower_elsewhere },
    { "/server/record/recalled", test_recalled },
  };

  return server_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
