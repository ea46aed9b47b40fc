/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "cli-fixture.h"
#include "opt-test.h"

/* Nothing of it is there: what to execute is told at once, and by all in the same words. */
static void
check_nothing_there (CliHome *home, const char *address)
{
  g_autoptr (CliRun) check = cli_run (home, "check", address, NULL);
  g_autoptr (CliRun) top = cli_run (home, "top", "--interval", "1s", address, NULL);
  g_autoptr (CliRun) tune = cli_run (home, "tune", "--interval", "1s", address, NULL);

  cli_assert_status (check, 1);
  cli_assert_said (check, "pg_stat_statements is not preloaded.");
  cli_assert_said (check, "The server must be restarted between the two statements.");
  cli_assert_failed (top, 3, "pg_stat_statements is not preloaded.",
                     "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'; "
                     "CREATE EXTENSION pg_stat_statements; "
                     "The server must be restarted between the two statements.");
  g_assert_nonnull (strstr (tune->err, "pg_stat_statements is not preloaded."));
  g_assert_nonnull (strstr (tune->err, "restarted between the two statements."));
}

/* The extension is there, but the server did not load its library. */
static void
test_not_preloaded (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (OptCluster) cluster = opt_cluster_new ();
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autofree char *address = NULL;
  g_autoptr (OptConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  opt_cluster_set_setting (cluster, "shared_preload_libraries", "");
  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  conninfo = opt_cluster_get_conninfo (cluster, NULL, NULL);
  address = opt_conninfo_to_string (conninfo);
  check_nothing_there (home, address);
  connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");
  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);
  opt_connection_execute_sync (connection, "CREATE EXTENSION pg_stat_statements", NULL, NULL,
                               &error);
  g_assert_no_error (error);
  opt_connection_close (connection);

  {
    g_autoptr (CliRun) check = cli_run (home, "check", address, NULL);
    g_autoptr (CliRun) top = cli_run (home, "top", "--interval", "1s", address, NULL);
    g_autoptr (CliRun) since = cli_run (home, "top", "--since-reset", address, NULL);

    cli_assert_status (check, 1);
    cli_assert_said (check, "shared_preload_libraries");
    cli_assert_said (check, "restarted");
    cli_assert_failed (top, 3, "pg_stat_statements", "shared_preload_libraries");
    cli_assert_failed (since, 3, "pg_stat_statements", "shared_preload_libraries");
  }

  opt_cluster_close_sync (cluster, &error);
  g_assert_no_error (error);
}

/* What is preloaded stays so, each library by itself: a server does not start with a list that it
 * takes for one name. */
static void
test_others_preloaded (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (OptCluster) cluster = opt_cluster_new ();
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (GError) error = NULL;

  opt_cluster_set_setting (cluster, "shared_preload_libraries", "auto_explain, passwordcheck");
  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  conninfo = opt_cluster_get_conninfo (cluster, NULL, NULL);
  {
    g_autofree char *address = opt_conninfo_to_string (conninfo);
    g_autoptr (CliRun) top = cli_run (home, "top", "--interval", "1s", address, NULL);

    cli_assert_failed (top, 3, "pg_stat_statements is not preloaded.",
                       "ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', "
                       "'passwordcheck', 'pg_stat_statements';");
  }
  opt_cluster_close_sync (cluster, &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/preload/none", test_not_preloaded);
  g_test_add_func ("/cli/preload/others", test_others_preloaded);

  return g_test_run ();
}
