/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>

#include "opt-poller-private.h"
#include "opt-test.h"
#include "poller-fixture.h"

/* What goes wrong while a server is watched, each time with a load whose calls are known: the
 * poller says what it is, goes on by itself when it is mended, and counts each call once. */

#define PROBE "SELECT 'a probe', 1"
#define PROBE_NORMALISED "SELECT $1, $2"

static gint64
count_probes (Watch *watch)
{
  g_autoptr (GPtrArray) entries
      = opt_workload_get_entries (watch->workload, OPT_WORKLOAD_SORT_CALLS, TRUE, NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const OptWorkloadEntry *entry = entries->pdata[i];

      if (g_strcmp0 (entry->text, PROBE_NORMALISED) == 0)
        return entry->counters.calls;
    }

  return 0;
}

static void
start (Watch *watch, const char *user, const char *database)
{
  watch_init_as (watch, user, database);
  opt_poller_start (watch->poller);
  watch_wait_for_snapshots (watch, 2);
  g_assert_cmpuint (watch->n_errors, ==, 0);
}

/* Until all of them are seen; that there are not more shows a moment later. */
static void
expect_probes (Watch *watch, gint64 n)
{
  while (count_probes (watch) < n)
    g_main_context_iteration (NULL, TRUE);
  watch_wait_for_snapshots (watch, 2);
  g_assert_cmpint (count_probes (watch), ==, n);
}

/* pg_stat_statements is dropped, and comes back in an older version, with other columns. */
static void
test_extension (void)
{
  g_autofree char *database = opt_test_create_database ();
  Watch watch;

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  watch_run (database, PROBE, 2);
  start (&watch, NULL, database);
  watch_run (database, PROBE, 3);
  expect_probes (&watch, 3);

  watch_run (database, "DROP EXTENSION pg_stat_statements", 1);
  /* The first knows of the function no more, the second that the extension is gone. */
  while (watch.last_code != OPT_ERROR_UNSUPPORTED)
    g_main_context_iteration (NULL, TRUE);
  watch_run (database, PROBE, 4);
  watch_run (database, "CREATE EXTENSION pg_stat_statements VERSION '1.8'", 1);
  watch_wait_for_snapshots (&watch, 1);
  expect_probes (&watch, 7);

  /* And is upgraded under the open connection. */
  watch_run (database, "ALTER EXTENSION pg_stat_statements UPDATE", 1);
  watch_run (database, PROBE, 5);
  expect_probes (&watch, 12);
  watch_clear (&watch);
}

static void
test_rights (void)
{
  g_autofree char *database = opt_test_create_database ();
  Watch watch;

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  watch_run (database, "CREATE ROLE watcher LOGIN IN ROLE pg_read_all_stats", 1);
  start (&watch, "watcher", database);
  watch_run (database, PROBE, 3);
  expect_probes (&watch, 3);

  watch_run (database, "REVOKE pg_read_all_stats FROM watcher", 1);
  watch_wait_for_error (&watch, OPT_ERROR_DENIED);
  watch_run (database, PROBE, 4);
  watch_run (database, "GRANT pg_read_all_stats TO watcher", 1);
  watch_wait_for_snapshots (&watch, 1);
  expect_probes (&watch, 7);
  watch_clear (&watch);
  watch_run (database, "DROP ROLE watcher", 1);
}

/* As long as it is not mended each try is later than the one before, though sessions can be read.
 */
static void
test_backs_off (void)
{
  g_autofree char *database = opt_test_create_database ();
  gint64 times[4];
  Watch watch;

  watch_init (&watch, database);
  opt_poller_start (watch.poller);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      watch_wait_for_error (&watch, OPT_ERROR_UNSUPPORTED);
      times[i] = g_get_monotonic_time ();
    }
  g_assert_cmpint (times[2] - times[1], >=, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (times[3] - times[2], >=, 4 * G_USEC_PER_SEC);
  watch_clear (&watch);
}

/* 0 while another of ours is there, which reads the facts. */
static int
look_for_pid (const char *database)
{
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = opt_connection_query_sync (
      connection,
      "SELECT CASE count(*) WHEN 1 THEN min(pid) ELSE 0 END AS pid FROM pg_stat_activity WHERE datname = current_database() "
      "AND application_name LIKE 'optischema/poll%'",
      NULL, OPT_QUERY_NONE, NULL, &error);
  int pid;

  g_assert_no_error (error);
  pid = (int) opt_result_get_int (result, 0, "pid");
  opt_connection_close (connection);

  return pid;
}

static int
get_pid (const char *database)
{
  int pid;

  while ((pid = look_for_pid (database)) == 0)
    g_main_context_iteration (NULL, FALSE);

  return pid;
}

/* What goes wrong with the statements leaves the sessions and the vitals alone, on the same
 * connection, and comes back by itself when it is mended. */
static void
test_alone (void)
{
  g_autofree char *database = opt_test_create_database ();
  guint n_activities;
  Watch watch;
  int pid;

  watch_init (&watch, database);
  opt_poller_start (watch.poller);
  watch_wait_for_error (&watch, OPT_ERROR_UNSUPPORTED);
  g_assert_true (opt_poller_get_connected (watch.poller));
  g_assert_error (opt_poller_get_read_error (watch.poller, OPT_POLL_READ_STATEMENTS), OPT_ERROR,
                  OPT_ERROR_UNSUPPORTED);
  pid = get_pid (database);
  n_activities = watch.n_activities;
  while (watch.n_vitals < 2 || watch.n_activities < n_activities + 10)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (opt_poller_get_read_error (watch.poller, OPT_POLL_READ_SESSIONS));
  g_assert_cmpuint (watch.n_snapshots, ==, 0);

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  watch_wait_for_snapshots (&watch, 2);
  g_assert_no_error (opt_poller_get_read_error (watch.poller, OPT_POLL_READ_STATEMENTS));
  g_assert_cmpint (get_pid (database), ==, pid);
  g_assert_cmpuint (watch.n_failures, ==, 0);
  watch_clear (&watch);
}

/* An administrator ends our session; nothing is lost with it. */
static void
test_session_ended (void)
{
  g_autofree char *database = opt_test_create_database ();
  Watch watch;

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  start (&watch, NULL, database);
  watch_run (database, PROBE, 3);
  watch_run (database,
             "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
             "WHERE application_name LIKE 'optischema/poll%' OR application_name LIKE "
             "'optischema/monitor%'",
             1);
  /* It may have been told while that ran. */
  while (watch.n_failures == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (watch.last_code, ==, OPT_ERROR_UNREACHABLE);
  watch_run (database, PROBE, 4);
  watch_wait_for_snapshots (&watch, 1);
  expect_probes (&watch, 7);
  g_assert_cmpint (opt_workload_get_delta (watch.workload)->flags, ==, OPT_DELTA_NONE);
  watch_clear (&watch);
}

/* A server that hangs says nothing, and closes nothing: that is told as its loss, and once it goes
 * on nothing is lost. */
static void
test_hangs (void)
{
  g_autofree char *database = opt_test_create_database ();
  Watch watch;
  int pid;

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  start (&watch, NULL, database);
  watch_run (database, PROBE, 3);
  expect_probes (&watch, 3);
  opt_poller_set_patience (watch.poller, 5);
  pid = get_pid (database);
  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  /* Who waits is told for how long, before it is lost. */
  while (opt_poller_get_silence (watch.poller) < OPT_POLLER_SILENCE)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (watch.n_failures, ==, 0);
  watch_wait_for_error (&watch, OPT_ERROR_UNREACHABLE);
  g_assert_cmpuint (watch.n_failures, ==, 1);
  g_assert_false (opt_poller_get_connected (watch.poller));
  g_assert_cmpuint (opt_poller_get_silence (watch.poller), ==, 0);

  watch_run (database, PROBE, 4);
  g_assert_cmpint (kill (pid, SIGCONT), ==, 0);
  watch_wait_for_snapshots (&watch, 1);
  expect_probes (&watch, 7);
  g_assert_cmpuint (watch.n_failures, ==, 1);
  watch_clear (&watch);
}

/* Behind others that take their time an answer is long in coming; the server is there all the same.
 */
static void
test_slow (void)
{
  g_autofree char *database = opt_test_create_database ();
  Watch watch;
  guint n;

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  start (&watch, NULL, database);
  opt_poller_set_patience (watch.poller, 4);
  for (guint i = 0; i < 8; i++)
    opt_connection_query_async (watch.poller->connection, "SELECT pg_sleep(1)", NULL,
                                OPT_QUERY_NONE, NULL, NULL, NULL);
  n = watch.n_activities;
  while (watch.n_activities < n + 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (watch.n_failures, ==, 0);
  watch_clear (&watch);
}

/* A program that slept heard nothing, whoever answered. */
static void
test_slept (void)
{
  g_autofree char *database = opt_test_create_database ();
  Watch watch;

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  start (&watch, NULL, database);
  opt_poller_set_patience (watch.poller, 2);
  for (int i = 0; i < 3; i++)
    {
      guint n = watch.n_activities;

      while (watch.n_activities == n)
        g_main_context_iteration (NULL, TRUE);
      g_usleep (3 * G_USEC_PER_SEC);
    }
  watch_wait_for_snapshots (&watch, 2);
  g_assert_cmpuint (watch.n_failures, ==, 0);
  watch_clear (&watch);
}

/* A megabyte of statement, and a database whose name has all that needs quoting. */
static void
test_odd (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autofree char *list = g_strnfill (1 << 20, 'x');
  g_autofree char *sql = g_strdup_printf ("SELECT 1 AS \"short\" /* %s */", list);
  const char *odd = "odd \"name\nof 'one\\";
  g_autoptr (GPtrArray) entries = NULL;
  gboolean found = FALSE;
  Watch watch;

  watch_run (database, "CREATE DATABASE \"odd \"\"name\nof 'one\\\"", 1);
  watch_run (odd, "CREATE EXTENSION pg_stat_statements", 1);
  start (&watch, NULL, odd);
  watch_run (odd, PROBE, 3);
  expect_probes (&watch, 3);
  watch_run (odd, sql, 1);

  while (!found)
    {
      watch_wait_for_snapshots (&watch, 1);
      g_clear_pointer (&entries, g_ptr_array_unref);
      entries = opt_workload_get_entries (watch.workload, OPT_WORKLOAD_SORT_CALLS, TRUE, NULL);
      for (guint i = 0; i < entries->len && !found; i++)
        {
          const OptWorkloadEntry *entry = entries->pdata[i];

          found = entry->text != NULL && strlen (entry->text) > 1 << 20;
          if (found)
            g_assert_cmpstr (entry->database, ==, odd);
        }
    }
  watch_clear (&watch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/monitor/poller-trouble/extension", test_extension);
  g_test_add_func ("/monitor/poller-trouble/rights", test_rights);
  g_test_add_func ("/monitor/poller-trouble/backs-off", test_backs_off);
  g_test_add_func ("/monitor/poller-trouble/alone", test_alone);
  g_test_add_func ("/monitor/poller-trouble/session-ended", test_session_ended);
  g_test_add_func ("/monitor/poller-trouble/hangs", test_hangs);
  g_test_add_func ("/monitor/poller-trouble/slow", test_slow);
  g_test_add_func ("/monitor/poller-trouble/slept", test_slept);
  g_test_add_func ("/monitor/poller-trouble/odd", test_odd);

  return g_test_run ();
}
