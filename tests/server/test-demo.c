/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "opt-demo-build.h"
#include "opt-demo-load.h"
#include "opt-demo-workload.h"
#include "opt-demo.h"
#include "opt-error.h"
#include "opt-json.h"

#define SCALE 0.01
/* For what would never come; no measurement. */
#define PATIENCE_SECONDS 120

static void
wait_for_state (OptDemoState state)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OptDemoStatus) status = opt_demo_get_status (&error);

      g_assert_no_error (error);
      if (status->state == state)
        return;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (50000);
    }
}

static void
wait_until_gone (const char *path)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  while (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (50000);
    }
}

/* The folder of the demo's cluster. */
static char *
get_folder (const OptDemoStatus *status)
{
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (status->conninfo, NULL);

  g_assert_nonnull (conninfo);

  return g_strdup (opt_conninfo_get (conninfo, "host"));
}

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GPtrArray) statements = opt_demo_workload_parse (
      "-- A heading.\n\n"
      "-- name: one\n-- rate: 2.5\n-- sick: badly\n"
      "-- $1: uniform 3..3\n-- $2: format a {} b zipf 1..100 scaled\n-- $3: pick x|x\n"
      "SELECT $1,\n  $2, $3;\n\n"
      "-- name: two\n-- rate: 1\nSELECT 2;\n",
      0.01, &error);
  const OptDemoStatement *one;
  g_autoptr (OptParams) params = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (statements->len, ==, 2);
  one = statements->pdata[0];
  g_assert_cmpstr (one->name, ==, "one");
  g_assert_cmpstr (one->sick, ==, "badly");
  g_assert_cmpfloat (one->rate, ==, 2.5);
  g_assert_cmpstr (one->sql, ==, "SELECT $1,\n  $2, $3");

  params = opt_demo_statement_make_params (one, random);
  g_assert_cmpuint (opt_params_get_length (params), ==, 3);
  g_assert_cmpstr (opt_params_get (params, 0), ==, "3");
  g_assert_true (g_str_has_prefix (opt_params_get (params, 1), "a "));
  g_assert_true (g_str_has_suffix (opt_params_get (params, 1), " b"));
  g_assert_cmpstr (opt_params_get (params, 2), ==, "x");
}

static void
test_parse_errors (void)
{
  const char *const bad[] = {
    "-- name: no rate\nSELECT 1;\n",
    "-- name: no end\n-- rate: 1\nSELECT 1\n",
    "-- name: what\n-- rate: 1\n-- $1: guess 1..2\nSELECT $1;\n",
    "-- name: order\n-- rate: 1\n-- $2: uniform 1..2\nSELECT $1;\n",
    "-- name: range\n-- rate: 1\n-- $1: uniform 5..2\nSELECT $1;\n",
    "-- name: no number\n-- rate: often\nSELECT 1;\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (opt_demo_workload_parse (bad[i], 1, &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
    }
}

static void
check_rows (OptConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = opt_connection_query_sync (
      connection,
      "SELECT count(*) AS orders, count(DISTINCT customer_id) AS customers,"
      " (SELECT count(*) FROM order_line) AS lines,"
      " (SELECT count(*) FROM pg_index WHERE indrelid = 'order_line'::regclass"
      "   AND indkey[0] = 2) AS order_id_indexes,"
      " (SELECT count(*) FROM shipment) AS shipments,"
      " (SELECT reltuples FROM pg_class WHERE oid = 'shipment'::regclass) AS planned_shipments"
      " FROM orders",
      NULL, OPT_QUERY_NONE, NULL, &error);
  gint64 customers;

  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_int (result, 0, "orders"), ==, 6000);
  customers = opt_result_get_int (result, 0, "customers");
  g_assert_cmpint (customers, >, 100);
  g_assert_cmpint (customers, <=, 500);
  g_assert_cmpint (opt_result_get_int (result, 0, "lines"), >, 3 * 6000);
  /* The sick parts are there. */
  g_assert_cmpint (opt_result_get_int (result, 0, "order_id_indexes"), ==, 0);
  g_assert_cmpfloat (opt_result_get_double (result, 0, "planned_shipments"), <,
                     (double) opt_result_get_int (result, 0, "shipments") / 2);
}

static void
run_each (OptConnection *connection, GPtrArray *statements)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < statements->len; i++)
    {
      const OptDemoStatement *statement = statements->pdata[i];

      for (int round = 0; round < 5; round++)
        {
          g_autoptr (OptParams) params = opt_demo_statement_make_params (statement, random);
          g_autoptr (GError) error = NULL;
          g_autoptr (OptResult) result
              = opt_connection_query_sync (connection, statement->sql, params, OPT_QUERY_NONE, NULL,
                                           &error);

          if (error != NULL)
            g_error ("%s: %s", statement->name, error->message);
          g_assert_nonnull (result);
        }
    }
}

/* What the workload asks is counted by the server as the application's, with parameters. */
static void
check_statements (OptCluster *cluster, guint n_statements)
{
  g_autoptr (OptConninfo) conninfo
      = opt_cluster_get_conninfo (cluster, OPT_DEMO_WATCHER_ROLE, OPT_DEMO_DATABASE);
  g_autoptr (OptConnection) connection
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "test");
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = NULL;

  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);
  result = opt_connection_query_sync (
      connection,
      "SELECT count(*) AS n, count(*) FILTER (WHERE query LIKE '%order_id = $1%') AS by_order"
      " FROM pg_stat_statements WHERE userid = 'shop'::regrole",
      NULL, OPT_QUERY_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_int (result, 0, "n"), >=, n_statements);
  g_assert_cmpint (opt_result_get_int (result, 0, "by_order"), >, 0);
  opt_connection_close (connection);
}

/* Somebody locks what the application needs. Waits take nothing of the machine: once they are over
 * it goes on, and does not make up for minutes of them. */
static void
hold_up (OptCluster *cluster, OptDemoLoad *load)
{
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (cluster, NULL, OPT_DEMO_DATABASE);
  g_autoptr (OptConnection) connection
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");
  g_autoptr (GError) error = NULL;
  gint64 executed, skipped;

  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);
  opt_connection_execute_sync (connection, "BEGIN", NULL, NULL, &error);
  opt_connection_execute_sync (connection, "LOCK TABLE job, customer, orders", NULL, NULL, &error);
  opt_connection_execute_sync (connection, "SELECT pg_sleep(4)", NULL, NULL, &error);
  opt_connection_execute_sync (connection, "COMMIT", NULL, NULL, &error);
  g_assert_no_error (error);
  opt_connection_close (connection);

  /* With those that have waited. */
  executed = opt_demo_load_get_executed (load) + 100;
  skipped = opt_demo_load_get_skipped (load);
  while (opt_demo_load_get_executed (load) < executed)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (opt_demo_load_get_skipped (load) - skipped, <, 800);
}

static void
run_load (OptCluster *cluster, GPtrArray *statements)
{
  g_autoptr (OptConninfo) conninfo
      = opt_cluster_get_conninfo (cluster, OPT_DEMO_APPLICATION_ROLE, OPT_DEMO_DATABASE);
  g_autoptr (OptDemoLoad) load = opt_demo_load_new (conninfo, statements, NULL);
  g_autoptr (GError) error = NULL;

  opt_demo_load_start_sync (load, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (opt_demo_load_is_connected (load));
  while (opt_demo_load_get_executed (load) < 100)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (opt_demo_load_get_last_error (load), ==, NULL);
  g_assert_cmpint (opt_demo_load_get_errors (load), ==, 0);
  g_assert_cmpfloat (opt_demo_load_get_busy (load), >, 0);
  hold_up (cluster, load);
  g_assert_cmpint (opt_demo_load_get_errors (load), ==, 0);

  opt_demo_load_stop (load);
  g_assert_false (opt_demo_load_is_connected (load));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_workload (void)
{
  g_autoptr (OptCluster) cluster = opt_demo_build_make_cluster ();
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) statements = opt_demo_workload_load (SCALE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (statements->len, >=, 30);
  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  opt_demo_build_sync (cluster, SCALE, NULL, NULL, &error);
  g_assert_no_error (error);

  conninfo = opt_cluster_get_conninfo (cluster, OPT_DEMO_APPLICATION_ROLE, OPT_DEMO_DATABASE);
  connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");
  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);
  check_rows (connection);
  run_each (connection, statements);
  opt_connection_close (connection);
  check_statements (cluster, statements->len);
  run_load (cluster, statements);

  opt_cluster_close_sync (cluster, &error);
  g_assert_no_error (error);
}

static void
test_start_and_stop (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptDemoStatus) none = opt_demo_get_status (&error);
  g_autoptr (OptDemoStatus) status = NULL;
  g_autoptr (OptDemoStatus) again = NULL;
  g_autoptr (OptDemoStatus) after = NULL;
  g_autoptr (JsonNode) json = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *file = g_build_filename (g_get_user_data_dir (), "optischema", NULL);
  g_autoptr (GDir) dir = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (none->state, ==, OPT_DEMO_STATE_STOPPED);

  status = opt_demo_start_sync (0, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status->state, ==, OPT_DEMO_STATE_RUNNING);
  g_assert_cmpint (status->pid, >, 0);
  g_assert_cmpfloat_with_epsilon (status->scale, SCALE, 1e-9);
  json = opt_demo_status_to_json (status);
  g_assert_nonnull (strstr (opt_json_get_string (json_node_get_object (json), "conninfo"),
                            OPT_DEMO_WATCHER_ROLE));
  g_assert_nonnull (strstr (opt_json_get_string (json_node_get_object (json), "owner_conninfo"),
                            OPT_DEMO_OWNER_ROLE));
  folder = get_folder (status);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));

  again = opt_demo_start_sync (0, NULL, NULL, &error);
  g_assert_null (again);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_clear_error (&error);

  opt_demo_stop_sync (NULL, &error);
  g_assert_no_error (error);
  after = opt_demo_get_status (&error);
  g_assert_no_error (error);
  g_assert_cmpint (after->state, ==, OPT_DEMO_STATE_STOPPED);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  dir = g_dir_open (file, 0, NULL);
  g_assert_nonnull (dir);
  g_assert_cmpstr (g_dir_read_name (dir), ==, NULL);
}

static void
test_owner_ends (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) owner
      = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "sleep", "1000", NULL);
  g_autoptr (OptDemoStatus) status = NULL;
  g_autofree char *folder = NULL;

  g_assert_no_error (error);
  status = opt_demo_start_sync (atoi (g_subprocess_get_identifier (owner)), NULL, NULL, &error);
  g_assert_no_error (error);
  folder = get_folder (status);

  g_subprocess_force_exit (owner);
  g_subprocess_wait (owner, NULL, NULL);
  wait_for_state (OPT_DEMO_STATE_STOPPED);
  wait_until_gone (folder);
}

static void
test_killed (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptDemoStatus) status = opt_demo_start_sync (0, NULL, NULL, &error);
  g_autofree char *folder = NULL;

  g_assert_no_error (error);
  folder = get_folder (status);
  g_assert_cmpint (kill (status->pid, SIGKILL), ==, 0);

  /* Its last word still stands in the file, and is not believed. */
  wait_for_state (OPT_DEMO_STATE_STOPPED);
  wait_until_gone (folder);
  opt_demo_stop_sync (NULL, &error);
  g_assert_no_error (error);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (OptDemoStatus) status = NULL;

  g_cancellable_cancel (cancellable);
  status = opt_demo_start_sync (0, NULL, cancellable, &error);
  g_assert_null (status);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_for_state (OPT_DEMO_STATE_STOPPED);
}

static void
test_no_server (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptDemoStatus) status = NULL;
  g_autoptr (OptDemoStatus) after = NULL;

  g_setenv ("OPTISCHEMA_PG_BINDIR", "/nonexistent/bin", TRUE);
  status = opt_demo_start_sync (0, NULL, NULL, &error);
  g_unsetenv ("OPTISCHEMA_PG_BINDIR");
  g_assert_null (status);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "/nonexistent/bin"));
  g_assert_nonnull (opt_error_get_next_step (error));

  after = opt_demo_get_status (NULL);
  g_assert_cmpint (after->state, ==, OPT_DEMO_STATE_FAILED);
  g_clear_error (&error);
  opt_demo_stop_sync (NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("optischema-test-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (home, "optischema", NULL);
  int status;

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("OPTISCHEMA_DEMO_SCALE", "0.01", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo/workload/parse", test_parse);
  g_test_add_func ("/demo/workload/parse-errors", test_parse_errors);
  g_test_add_func ("/demo/workload/run", test_workload);
  g_test_add_func ("/demo/start-and-stop", test_start_and_stop);
  g_test_add_func ("/demo/owner-ends", test_owner_ends);
  g_test_add_func ("/demo/killed", test_killed);
  g_test_add_func ("/demo/cancelled", test_cancelled);
  g_test_add_func ("/demo/no-server", test_no_server);
  status = g_test_run ();

  g_rmdir (folder);
  g_rmdir (home);

  return status;
}
