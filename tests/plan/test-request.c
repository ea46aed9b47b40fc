/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-request.h"

#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-sql.h"
#include "opt-test.h"

typedef struct
{
  OptConnection *connection;
} Fixture;

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, sql, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = opt_test_create_database ();

  fixture->connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  run (fixture->connection, "CREATE TABLE orders (id int PRIMARY KEY, status text, placed date)");
  run (fixture->connection, "INSERT INTO orders SELECT i, CASE WHEN i % 1000 = 0 THEN 'open' ELSE"
                            " 'done' END, date '2024-01-01' + i % 365"
                            " FROM generate_series(1, 20000) i");
  run (fixture->connection, "CREATE INDEX orders_status ON orders (status)");
  run (fixture->connection, "ANALYZE orders");
}

static gint64
count (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (fixture->connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);

  return opt_result_get_int (result, 0, "count");
}

/* Whatever happened, the session is as it was. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char microseconds[] = "SELECT (extract (epoch FROM now ()) * 1e6)::int8 AS count";

  g_assert_cmpint (count (fixture, "SELECT count(*) FROM pg_prepared_statements"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM pg_settings"
                                   " WHERE name = 'plan_cache_mode' AND setting <> 'auto'"),
                   ==, 0);
  /* In a transaction that somebody left open, time stands still. */
  g_assert_cmpint (count (fixture, microseconds), !=, count (fixture, microseconds));
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM orders"), ==, 20000);
  opt_connection_close (fixture->connection);
  g_clear_object (&fixture->connection);
}

static OptPlan *
request (Fixture *fixture, const char *sql, const OptParams *values, OptPlanRequestFlags flags)
{
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_request_sync (fixture->connection, sql, values, flags,
                                         OPT_PLAN_OPTIONS_USUAL, NULL, &error);

  g_assert_no_error (error);

  return plan;
}

static void
assert_fails (Fixture *fixture, const char *sql, const OptParams *values, OptErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan
      = opt_plan_request_sync (fixture->connection, sql, values, OPT_PLAN_REQUEST_NONE,
                               OPT_PLAN_OPTIONS_USUAL, NULL, &error);

  g_assert_null (plan);
  g_assert_error (error, OPT_ERROR, (int) code);
}

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptPlan) plan
      = request (fixture, "SELECT * FROM orders WHERE id = 7; -- one", NULL, OPT_PLAN_REQUEST_NONE);

  g_assert_false (opt_plan_has_rows (plan));
  g_assert_true (opt_plan_has_costs (plan));
  g_assert_cmpstr (opt_plan_node_get_text (opt_plan_get_root (plan, 0), "Index Name"), ==,
                   "orders_pkey");
}

/* The generic plan expects an average status; the custom one knows that "done" is nearly all. */
static void
test_parameters (Fixture *fixture, gconstpointer data)
{
  static const char sql[] = "SELECT * FROM orders WHERE status = $1 AND placed >= $2";
  g_autoptr (OptParams) values = opt_params_new_text ("done", "2024-01-01", NULL);
  g_autoptr (OptPlan) generic = request (fixture, sql, values, OPT_PLAN_REQUEST_NONE);
  g_autoptr (OptPlan) custom = request (fixture, sql, values, OPT_PLAN_REQUEST_CUSTOM);
  OptPlanNode *root = opt_plan_get_root (custom, 0);

  g_assert_nonnull (strstr (opt_plan_node_get_text (root, "Filter"), "'done'"));
  g_assert_cmpfloat (opt_plan_node_get_plan_rows (root), >, 10000);
  g_assert_cmpfloat (opt_plan_node_get_plan_rows (opt_plan_get_root (generic, 0)), <, 10000);
}

static void
test_quoting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptParams) values
      = opt_params_new_text ("'); DROP TABLE orders; --\\' {name} $1", NULL);
  g_autoptr (OptPlan) plan
      = request (fixture, "SELECT '{name}', '{arguments}', * FROM orders WHERE status = $1", values,
                 OPT_PLAN_REQUEST_CUSTOM);

  g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, 1);
}

static void
test_types (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv)
    types = opt_plan_request_parameter_types_sync (
        fixture->connection, "SELECT * FROM orders WHERE placed > $2 AND id = ANY ($1)", NULL,
        &error);
  g_auto (GStrv)
    none = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (types), ==, 2);
  g_assert_cmpstr (types[0], ==, "integer[]");
  g_assert_cmpstr (types[1], ==, "date");

  none = opt_plan_request_parameter_types_sync (fixture->connection, "SELECT 1", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

static void
test_analyze (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptParams) values = opt_params_new_text ("open", NULL);
  g_autoptr (OptPlan) plan = request (fixture, "SELECT count(*) FROM orders WHERE status = $1",
                                      values, OPT_PLAN_REQUEST_ANALYZE | OPT_PLAN_REQUEST_CUSTOM);

  g_assert_true (opt_plan_has_times (plan));
  g_assert_false (isnan (opt_plan_get_execution_ms (plan)));
  g_assert_cmpfloat (opt_plan_node_get_rows (opt_plan_get_root (plan, 0)), ==, 1);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptParams) one = opt_params_new_text ("open", NULL);
  g_autoptr (OptParams) null = opt_params_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = NULL;

  opt_params_add_text (null, NULL);
  assert_fails (fixture, "SELECT * FROM orders WHERE status = $1", NULL, OPT_ERROR_INVALID);
  assert_fails (fixture, "SELECT * FROM orders WHERE status = $1", null, OPT_ERROR_INVALID);
  assert_fails (fixture, "SELECT * FROM orders WHERE status = $1 AND id = $2", one,
                OPT_ERROR_INVALID);
  assert_fails (fixture, "SELECT 1; DROP TABLE orders", NULL, OPT_ERROR_SYNTAX);
  assert_fails (fixture, "SELECT $1; DROP TABLE orders", one, OPT_ERROR_SYNTAX);

  /* The position is that in the statement, not in what was sent. */
  plan = opt_plan_request_sync (fixture->connection, "SELECT nothing FROM orders WHERE status = $1",
                                one, OPT_PLAN_REQUEST_NONE, OPT_PLAN_OPTIONS_USUAL, NULL, &error);
  g_assert_null (plan);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
  g_assert_cmpstr (opt_error_get_sqlstate (error), ==, "42703");
  g_assert_cmpint (opt_error_get_position (error), ==, 8);
}

/* EXPLAIN ANALYZE runs the statement: one that writes is refused by the transaction. */
static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan
      = opt_plan_request_sync (fixture->connection, "DELETE FROM orders", NULL,
                               OPT_PLAN_REQUEST_ANALYZE, OPT_PLAN_OPTIONS_USUAL, NULL, &error);
  g_autoptr (OptPlan) planned = NULL;

  g_assert_null (plan);
  g_assert_nonnull (error);
  g_assert_cmpstr (opt_error_get_sqlstate (error), ==, "25006");

  planned = request (fixture, "DELETE FROM orders", NULL, OPT_PLAN_REQUEST_NONE);
  g_assert_cmpstr (opt_plan_node_get_node_type (opt_plan_get_root (planned, 0)), ==, "ModifyTable");
}

static gboolean
cancel (gpointer data)
{
  g_cancellable_cancel (data);

  return G_SOURCE_REMOVE;
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (OptParams) values = opt_params_new_text ("60", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = NULL;

  g_timeout_add (50, cancel, cancellable);
  plan = opt_plan_request_sync (fixture->connection, "SELECT pg_sleep($1)", values,
                                OPT_PLAN_REQUEST_ANALYZE, OPT_PLAN_OPTIONS_USUAL, cancellable,
                                &error);
  g_assert_null (plan);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_sql (OptPlanOptions options, gboolean analyze, int version, const char *expected)
{
  g_autofree char *sql = opt_plan_options_to_sql (options, analyze, version);

  g_assert_cmpstr (sql, ==, expected);
}

/* Each version is told of what it knows, and of nothing else. */
static void
test_option_words (void)
{
  OptPlanOptions options = OPT_PLAN_OPTIONS_USUAL;
  g_autoptr (GError) error = NULL;

  g_assert_true (opt_plan_options_change (&options, "wal, verbose,no-timing", &error));
  g_assert_no_error (error);
  assert_sql (options, FALSE, 150018,
              "SETTINGS true, COSTS true, BUFFERS true, SUMMARY true, VERBOSE true");
  assert_sql (options, TRUE, 150018,
              "SETTINGS true, COSTS true, BUFFERS true, SUMMARY true, TIMING false, VERBOSE true, "
              "WAL true");
  g_assert_true (opt_plan_options_change (&options, "serialize,memory,no-wal,no-costs", &error));
  assert_sql (options, TRUE, 170002,
              "SETTINGS true, COSTS false, BUFFERS true, SUMMARY true, TIMING false, VERBOSE true, "
              "WAL false, MEMORY true, SERIALIZE text");
  g_assert_true (opt_plan_options_change (&options, "serialize-binary,no-summary", &error));
  assert_sql (options, TRUE, 170002,
              "SETTINGS true, COSTS false, BUFFERS true, SUMMARY false, TIMING false, VERBOSE "
              "true, WAL false, MEMORY true, SERIALIZE binary");
  assert_sql (options, FALSE, 170002,
              "SETTINGS true, COSTS false, BUFFERS true, SUMMARY false, VERBOSE true, MEMORY true");
  assert_sql (OPT_PLAN_OPTIONS_USUAL, TRUE, 180000,
              "SETTINGS true, COSTS true, BUFFERS true, SUMMARY true, TIMING true, VERBOSE false, "
              "WAL false, MEMORY false, SERIALIZE none");
  g_assert_cmpint (opt_plan_options_get_offered (160000) & OPT_PLAN_OPTION_MEMORY, ==, 0);

  g_assert_false (opt_plan_options_change (&options, "wal,banana", &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (opt_plan_options_check (options, 150000, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
}

/* What is kept of them makes them again. */
static void
test_option_changes (void)
{
  OptPlanOptions options = OPT_PLAN_OPTIONS_USUAL;
  OptPlanOptions again = OPT_PLAN_OPTIONS_USUAL;
  g_auto (GStrv)
    none = opt_plan_options_to_words (options);
  g_auto (GStrv)
    words = NULL;
  g_autofree char *joined = NULL;

  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_true (opt_plan_options_change (&options, "no-costs,serialize,wal,no-timing", NULL));
  words = opt_plan_options_to_words (options);
  joined = g_strjoinv (",", words);
  g_assert_cmpstr (joined, ==, "no-costs,no-timing,wal,serialize");
  g_assert_true (opt_plan_options_change (&again, joined, NULL));
  g_assert_cmpint (again, ==, options);
}

/* The blocks and the time that planning took are told without that it is run. */
static void
test_planned (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan
      = request (fixture, "SELECT * FROM orders WHERE id = 7", NULL, OPT_PLAN_REQUEST_NONE);
  g_autoptr (OptPlan) bare
      = opt_plan_request_sync (fixture->connection, "SELECT * FROM orders WHERE id = 7", NULL,
                               OPT_PLAN_REQUEST_NONE, OPT_PLAN_OPTION_SETTINGS, NULL, &error);
  JsonObject *json
      = json_array_get_object_element (json_node_get_array (opt_plan_get_source (plan)), 0);

  g_assert_no_error (error);
  g_assert_cmpfloat (opt_plan_get_planning_ms (plan), >, 0);
  g_assert_true (json_object_has_member (json_object_get_object_member (json, "Planning"),
                                         "Shared Hit Blocks"));
  g_assert_false (opt_plan_has_rows (plan));
  g_assert_true (isnan (opt_plan_get_planning_ms (bare)));
  g_assert_false (opt_plan_has_costs (bare));
}

/* Asked for without values, so that none can leave a partition out. */
static void
test_generic_words (void)
{
  const char *sql = opt_sql_get ("plan", "explain-generic", 160000);

  g_assert_null (opt_sql_get ("plan", "explain-generic", 150000));
  g_assert_nonnull (strstr (sql, "EXPLAIN (GENERIC_PLAN true, {options}, FORMAT json)"));
}

static OptPlan *
request_with (Fixture *fixture, OptPlanRequestFlags flags, OptPlanOptions options)
{
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_request_sync (fixture->connection, "DELETE FROM orders WHERE id < 9",
                                         NULL, flags, options, NULL, &error);

  g_assert_no_error (error);

  return plan;
}

static void
test_options (Fixture *fixture, gconstpointer data)
{
  OptPlanRequestFlags run = OPT_PLAN_REQUEST_ANALYZE | OPT_PLAN_REQUEST_MAY_WRITE;
  g_autoptr (OptPlan) usual = request_with (fixture, run, OPT_PLAN_OPTIONS_USUAL);
  g_autoptr (OptPlan) all
      = request_with (fixture, run, OPT_PLAN_OPTION_WAL | OPT_PLAN_OPTION_VERBOSE);
  g_autoptr (OptPlan) planned = request_with (fixture, OPT_PLAN_REQUEST_NONE,
                                              OPT_PLAN_OPTION_WAL | OPT_PLAN_OPTION_VERBOSE);
  OptPlanNode *root = opt_plan_get_root (usual, 0);

  g_assert_true (opt_plan_has_times (usual));
  g_assert_false (isnan (opt_plan_node_get_figure (root, "Shared Hit Blocks")));
  g_assert_true (isnan (opt_plan_node_get_figure (root, "WAL Records")));
  g_assert_null (opt_plan_node_get_text (root, "Schema"));

  root = opt_plan_get_root (all, 0);
  g_assert_true (opt_plan_has_rows (all));
  g_assert_false (opt_plan_has_times (all));
  g_assert_true (isnan (opt_plan_node_get_figure (root, "Shared Hit Blocks")));
  g_assert_cmpfloat (opt_plan_node_get_figure (root, "WAL Records"), >, 0);
  g_assert_cmpstr (opt_plan_node_get_text (root, "Schema"), ==, "public");
  g_assert_cmpstr (opt_plan_node_get_text (opt_plan_get_root (planned, 0), "Schema"), ==, "public");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/plan/request/plain", test_plain },         { "/plan/request/parameters", test_parameters },
    { "/plan/request/quoting", test_quoting },     { "/plan/request/types", test_types },
    { "/plan/request/analyze", test_analyze },     { "/plan/request/errors", test_errors },
    { "/plan/request/read-only", test_read_only }, { "/plan/request/cancel", test_cancel },
    { "/plan/request/options", test_options },     { "/plan/request/planned", test_planned },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  g_test_add_func ("/plan/request/option-words", test_option_words);
  g_test_add_func ("/plan/request/option-changes", test_option_changes);
  g_test_add_func ("/plan/request/generic-words", test_generic_words);

  return g_test_run ();
}
