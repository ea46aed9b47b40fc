/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poller-private.h"
#include "opt-sql.h"
#include "opt-test.h"
#include "poller-fixture.h"

/* A server that suspends itself while nobody uses it, and what keeps it awake. */

#define AFTER (G_USEC_PER_SEC / 2)
#define PERIOD (30 * G_USEC_PER_SEC)

/* A role that is no superuser, as on a service; the rights to see what others do. */
#define WATCHER "rest_watcher"
/* … and one without them. */
#define BLIND "rest_blind"
#define APPLICATION "rest_application"

static void
create_roles (void)
{
  watch_run ("postgres",
             "DO $$ BEGIN"
             " CREATE ROLE " WATCHER " LOGIN IN ROLE pg_monitor;"
             " CREATE ROLE " BLIND " LOGIN;"
             " CREATE ROLE " APPLICATION " LOGIN;"
             " EXCEPTION WHEN duplicate_object THEN NULL; END $$",
             1);
}

static char *
create_database (gboolean suspends)
{
  char *database = opt_test_create_database ();

  create_roles ();
  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  if (suspends)
    {
      g_autofree char *name = opt_sql_quote_identifier (database);
      g_autofree char *sql
          = g_strdup_printf ("ALTER DATABASE %s SET neon.timeline_id = 'a timeline'", name);

      watch_run (database, sql, 1);
    }

  return database;
}

static void
start (Watch *watch, const char *database, OptRestPolicy policy, gint64 period)
{
  watch_init_as (watch, WATCHER, database);
  opt_poller_set_rest_times (watch->poller, AFTER, period);
  opt_poller_set_rest (watch->poller, policy);
  opt_poller_start (watch->poller);
  watch_wait_for_snapshots (watch, 2);
  g_assert_cmpuint (watch->n_errors, ==, 0);
}

static gboolean
rests (Watch *watch)
{
  return opt_poller_get_rests_until (watch->poller) != 0;
}

static void
wait_for_rest (Watch *watch)
{
  while (!rests (watch))
    g_main_context_iteration (NULL, TRUE);
}

/* For twice the time after which it would rest. */
static void
expect_no_rest (Watch *watch)
{
  gint64 until = g_get_monotonic_time () + 2 * AFTER;

  while (g_get_monotonic_time () < until)
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_false (rests (watch));
    }
}

static OptConnection *
connect_application (const char *database)
{
  g_autoptr (OptConninfo) conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), APPLICATION, database);
  g_autoptr (GError) error = NULL;
  OptConnection *connection
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "application");

  g_assert_true (opt_connection_open_sync (connection, NULL, &error));
  g_assert_no_error (error);
  opt_connection_execute_sync (connection, "SET application_name = 'a shop'", NULL, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, sql, NULL, NULL, &error);
  g_assert_no_error (error);
}

static guint
count_watchers (const char *database)
{
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = opt_connection_query_sync (
      connection, "SELECT count(*) AS n FROM pg_stat_activity WHERE usename = '" WATCHER "'", NULL,
      OPT_QUERY_NONE, NULL, &error);
  gint64 n;

  g_assert_no_error (error);
  n = opt_result_get_int (result, 0, "n");
  opt_connection_close (connection);

  return (guint) n;
}

/* It says that it suspends: without a connection nothing keeps it awake. */
static void
test_rests (void)
{
  g_autofree char *database = create_database (TRUE);
  gint64 before = g_get_real_time ();
  Watch watch;

  start (&watch, database, OPT_REST_WHERE_IT_SUSPENDS, PERIOD);
  g_assert_true (opt_server_facts_may_suspend (opt_poller_get_facts (watch.poller)));
  wait_for_rest (&watch);
  g_assert_cmpint (opt_poller_get_rests_until (watch.poller), >=, before + AFTER + PERIOD);
  g_assert_false (opt_poller_get_connected (watch.poller));
  g_assert_cmpuint (watch.n_errors, ==, 0);
  while (count_watchers (database) > 0)
    g_usleep (1000);

  /* Somebody wants to see how it is now. */
  opt_poller_poll_now (watch.poller);
  watch_wait_for_snapshots (&watch, 1);
  g_assert_false (rests (&watch));
  wait_for_rest (&watch);

  opt_poller_set_rest (watch.poller, OPT_REST_NEVER);
  watch_wait_for_snapshots (&watch, 1);
  expect_no_rest (&watch);
  watch_clear (&watch);
}

static void
test_others (void)
{
  g_autofree char *database = create_database (FALSE);
  Watch watch;

  start (&watch, database, OPT_REST_WHERE_IT_SUSPENDS, PERIOD);
  g_assert_false (opt_server_facts_may_suspend (opt_poller_get_facts (watch.poller)));
  expect_no_rest (&watch);
  opt_poller_set_rest (watch.poller, OPT_REST_ALWAYS);
  wait_for_rest (&watch);
  watch_clear (&watch);
}

/* A session in a transaction may wait for its next statement for long. */
static void
test_session (void)
{
  g_autofree char *database = create_database (TRUE);
  g_autoptr (OptConnection) connection = connect_application (database);
  Watch watch;

  run (connection, "BEGIN");
  start (&watch, database, OPT_REST_WHERE_IT_SUSPENDS, PERIOD);
  expect_no_rest (&watch);
  run (connection, "ROLLBACK");
  wait_for_rest (&watch);
  opt_connection_close (connection);
  watch_clear (&watch);
}

/* What is not told of others is not taken for rest. */
static void
test_blind (void)
{
  g_autofree char *database = create_database (TRUE);
  g_autoptr (OptConnection) connection = connect_application (database);
  Watch watch;

  watch_init_as (&watch, BLIND, database);
  opt_poller_set_rest_times (watch.poller, AFTER, PERIOD);
  opt_poller_set_rest (watch.poller, OPT_REST_WHERE_IT_SUSPENDS);
  opt_poller_start (watch.poller);
  while (watch.n_activities < 2)
    g_main_context_iteration (NULL, TRUE);
  expect_no_rest (&watch);
  opt_connection_close (connection);
  watch_clear (&watch);
}

/* Nor is a server of which no statement can be read. */
static void
test_uncounted (void)
{
  g_autofree char *database = create_database (TRUE);
  Watch watch;

  start (&watch, database, OPT_REST_NEVER, PERIOD);
  watch_run (database, "DROP EXTENSION pg_stat_statements", 1);
  while (opt_poller_get_read_error (watch.poller, OPT_POLL_READ_STATEMENTS) == NULL)
    g_main_context_iteration (NULL, TRUE);
  opt_poller_set_rest (watch.poller, OPT_REST_ALWAYS);
  expect_no_rest (&watch);
  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  wait_for_rest (&watch);
  watch_clear (&watch);
}

/* Sessions that come and go are seen by what they asked. */
static void
test_statements (void)
{
  g_autofree char *database = create_database (TRUE);
  gint64 until;
  Watch watch;

  start (&watch, database, OPT_REST_WHERE_IT_SUSPENDS, PERIOD);
  until = g_get_monotonic_time () + 3 * AFTER;
  while (g_get_monotonic_time () < until)
    {
      OptConnection *connection = connect_application (database);

      run (connection, "SELECT 1 + 1");
      opt_connection_close (connection);
      g_object_unref (connection);
      watch_wait_for_snapshots (&watch, 1);
      g_assert_false (rests (&watch));
    }
  wait_for_rest (&watch);
  watch_clear (&watch);
}

/* What was asked meanwhile is counted, and one that was used is watched again. */
static void
test_looks_again (void)
{
  g_autofree char *database = create_database (TRUE);
  OptConnection *connection;
  Watch watch;
  guint n;

  start (&watch, database, OPT_REST_WHERE_IT_SUSPENDS, G_USEC_PER_SEC);
  wait_for_rest (&watch);
  n = watch.n_snapshots;
  while (rests (&watch))
    g_main_context_iteration (NULL, TRUE);
  wait_for_rest (&watch);
  g_assert_cmpuint (watch.n_snapshots, >, n);

  connection = connect_application (database);
  run (connection, "SELECT 1 + 1");
  while (rests (&watch))
    g_main_context_iteration (NULL, TRUE);
  watch_wait_for_snapshots (&watch, 1);
  g_assert_false (rests (&watch));
  opt_connection_close (connection);
  g_object_unref (connection);
  wait_for_rest (&watch);
  watch_clear (&watch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/poller-rest/rests", test_rests);
  g_test_add_func ("/monitor/poller-rest/others", test_others);
  g_test_add_func ("/monitor/poller-rest/session", test_session);
  g_test_add_func ("/monitor/poller-rest/blind", test_blind);
  g_test_add_func ("/monitor/poller-rest/uncounted", test_uncounted);
  g_test_add_func ("/monitor/poller-rest/statements", test_statements);
  g_test_add_func ("/monitor/poller-rest/looks-again", test_looks_again);

  return g_test_run ();
}
