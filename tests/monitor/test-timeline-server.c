/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"
#include "opt-timeline.h"

#define SECOND G_USEC_PER_SEC

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static void
gave_up (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptResult) rows = opt_connection_query_finish (OPT_CONNECTION (object), result, NULL);

  g_assert_null (rows);
  *(gboolean *) data = TRUE;
}

typedef struct
{
  OptConnection *connection;
  OptServerFacts *facts;
  OptWorkload *workload;
  OptTimeline *timeline;
} Poll;

static const OptTimelinePoint *
get_last (Poll *poll)
{
  return opt_timeline_get_point (poll->timeline, opt_timeline_get_n_points (poll->timeline) - 1);
}

static const OptTimelinePoint *
poll_once (Poll *poll)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSnapshot) snapshot
      = opt_snapshot_take_sync (poll->connection, poll->facts, NULL, &error);
  g_autoptr (OptActivity) activity = NULL;

  g_assert_no_error (error);
  activity = opt_activity_take_sync (poll->connection, poll->facts, NULL, &error);
  g_assert_no_error (error);
  opt_timeline_sample (poll->timeline, activity);
  opt_workload_add_snapshot (poll->workload, snapshot);
  opt_timeline_update (poll->timeline, poll->workload);

  return get_last (poll);
}

static void
fetch_texts (Poll *poll)
{
  g_autoptr (GArray) keys
      = opt_workload_get_keys_without_text (poll->workload, OPT_SQL_TEXTS_AT_ONCE);
  g_autoptr (GError) error = NULL;
  GPtrArray *texts
      = opt_sql_texts_fetch_sync (poll->connection, poll->facts,
                                  (const OptStatementKey *) keys->data, keys->len, NULL, &error);

  g_assert_no_error (error);
  opt_workload_add_texts (poll->workload, texts);
}

/* One session waits for another, which is idle in its transaction. */
static void
check_waiting (Poll *poll, OptConnection *app, OptConnection *other)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean is_over = FALSE;
  const OptTimelinePoint *point;

  run (other, "BEGIN; LOCK TABLE t");
  opt_connection_query_async (app, "SELECT count(*) FROM t", NULL, OPT_QUERY_NONE, cancellable,
                              gave_up, &is_over);
  do
    point = poll_once (poll);
  while (point->load[OPT_WAIT_CLASS_LOCK] == 0);
  g_assert_cmpfloat (point->load[OPT_WAIT_CLASS_LOCK], ==, 1);
  g_assert_cmpfloat (opt_timeline_point_get_load (point), ==, 1);
  g_assert_cmpfloat (point->backends, ==, 3);

  g_cancellable_cancel (cancellable);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
  run (other, "ROLLBACK");
}

/* What a function does is in the figures of who called it, and the polls are no load. */
static void
check_calls (Poll *poll, OptConnection *app)
{
  const OptTimelinePoint *point;
  double seconds;

  poll_once (poll);
  for (guint i = 0; i < 3; i++)
    run (app, "SELECT fill (500)");
  point = poll_once (poll);
  seconds = (double) (point->end - point->start) / SECOND;
  g_assert_cmpfloat (point->calls_per_second * seconds, >, 3.5);

  fetch_texts (poll);
  opt_timeline_update (poll->timeline, poll->workload);
  point = get_last (poll);
  g_assert_cmpfloat_with_epsilon (point->calls_per_second * seconds, 3, 1e-6);
  g_assert_cmpfloat_with_epsilon (point->rows_per_second * seconds, 3, 1e-6);
  g_assert_cmpfloat (point->wal_bytes_per_second * seconds, >, 1500 * 20);
  g_assert_cmpfloat (point->mean_ms, >, 0);
}

static void
test_server (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) app = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) other = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptWorkload) workload = opt_workload_new (0, opt_clock_get_system ());
  g_autoptr (OptTimeline) timeline = opt_timeline_new (600 * SECOND);
  g_autoptr (GError) error = NULL;
  Poll poll = { .connection = connection, .workload = workload, .timeline = timeline };

  run (app, "CREATE EXTENSION pg_stat_statements;"
            "CREATE TABLE t (id int);"
            "CREATE FUNCTION fill (n int) RETURNS void LANGUAGE plpgsql AS "
            "$$ BEGIN INSERT INTO t SELECT generate_series (1, n); END $$;"
            "SET pg_stat_statements.track = 'all'");
  facts = opt_server_facts_load_sync (connection, NULL, &error);
  g_assert_no_error (error);
  poll.facts = facts;
  opt_timeline_set_database (timeline, opt_server_facts_get_database_oid (facts));

  check_waiting (&poll, app, other);
  check_calls (&poll, app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/monitor/timeline-server/server", test_server);

  return g_test_run ();
}
