/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli-fixture.h"
#include "opt-cluster.h"
#include "opt-test.h"

/* The plans that auto_explain wrote into a server's log become those that statements had. */

#define SQL "SELECT * FROM orders WHERE customer = 7 AND note <> 'secret417'"

static OptCluster *cluster;
static char *address;

/* One by one: a log has what was sent at once as one text. */
static void
execute (const char *database, const char *const *statements)
{
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (cluster, NULL, database);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConnection) connection
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");

  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; statements[i] != NULL; i++)
    {
      opt_connection_execute_sync (connection, statements[i], NULL, NULL, &error);
      g_assert_no_error (error);
    }
  opt_connection_close (connection);
}

static void
set_up (void)
{
  static const char *const settings[][2] = {
    { "logging_collector", "on" },
    { "log_filename", "server.log" },
    { "log_destination", "stderr,csvlog" },
    { "log_timezone", "Asia/Shanghai" },
    { "log_line_prefix", "%m [%p] %q%u@%d %a " },
    { "bytea_output", "escape" },
  };
  static const char *const statements[] = {
    /* Nobody of ours. */
    "SET application_name = 'shop 1'",
    "CREATE DATABASE other",
    "CREATE TABLE orders (id int PRIMARY KEY, customer int, note text)",
    "INSERT INTO orders SELECT i, i % 100, 'note ' || i FROM generate_series (1, 5000) i",
    "ANALYZE orders",
    "CREATE ROLE watcher LOGIN IN ROLE pg_monitor, pg_read_all_data",
    "LOAD 'auto_explain'",
    "SET auto_explain.log_min_duration = 0",
    "SET auto_explain.log_analyze = on",
    SQL,
    SQL,
    "CREATE INDEX orders_by_customer ON orders (customer)",
    SQL,
    "SELECT /* optischema */ count (*) FROM orders",
    "SET application_name = 'optischema/interactive'",
    "SELECT count (*) FROM orders",
    NULL,
  };
  static const char *const elsewhere[] = {
    "SET application_name = 'shop 1'",
    "LOAD 'auto_explain'",
    "SET auto_explain.log_min_duration = 0",
    "SELECT 1",
    NULL,
  };
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (GError) error = NULL;

  cluster = opt_cluster_new ();
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    opt_cluster_set_setting (cluster, settings[i][0], settings[i][1]);
  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  conninfo = opt_cluster_get_conninfo (cluster, NULL, NULL);
  address = opt_conninfo_to_string (conninfo);
  execute (NULL, statements);
  execute ("other", elsewhere);
}

static int
get_count (const CliRun *run, const char *name)
{
  g_autoptr (JsonNode) node = cli_parse (run);

  return (int) json_object_get_int_member (json_node_get_object (node), name);
}

/* Each once, at the log's times, and in its order; nothing of the values stays. */
static void
assert_kept (CliHome *home, gint64 since)
{
  g_autoptr (CliRun) listed
      = cli_run (home, "plan", "--json", address, "--history", "--query", SQL, NULL);
  g_autoptr (JsonNode) node = cli_parse (listed);
  JsonArray *plans = json_object_get_array_member (json_node_get_object (node), "plans");
  JsonObject *newest = json_array_get_object_element (plans, 0);
  JsonObject *oldest = json_array_get_object_element (plans, 1);
  g_autoptr (GDateTime) first
      = g_date_time_new_from_iso8601 (json_object_get_string_member (oldest, "first_seen"), NULL);

  g_assert_cmpuint (json_array_get_length (plans), ==, 2);
  g_assert_cmpint (json_object_get_int_member (oldest, "seen"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (newest, "seen"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (newest, "values"), ==, "log");
  g_assert_true (json_object_get_boolean_member (newest, "changed"));
  g_assert_nonnull (
      strstr (json_object_get_string_member (newest, "difference"), "orders_by_customer"));
  g_assert_cmpint (g_date_time_to_unix (first), >=, since);
  g_assert_cmpint (g_date_time_to_unix (first), <=, g_get_real_time () / G_USEC_PER_SEC);
  cli_home_assert_nowhere (home, "secret417");
}

static void
test_own_log (void)
{
  static const char *const members[]
      = { "s:log", "b:cut",      "i:kept",   "i:changed", "i:returned", "i:known", "i:elsewhere",
          "i:own", "i:unplaced", "i:untold", "i:untimed", "i:unread",   NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  gint64 since = g_get_real_time () / G_USEC_PER_SEC - 3600;
  g_autoptr (OptConninfo) as_watcher = opt_cluster_get_conninfo (cluster, "watcher", NULL);
  g_autofree char *watcher = opt_conninfo_to_string (as_watcher);
  g_autoptr (CliRun) refused = cli_run (home, "plan", "--remember", watcher, NULL);
  g_autoptr (CliRun) first = cli_run (home, "plan", "--json", "--remember", address, NULL);
  g_autoptr (CliRun) again = cli_run (home, "plan", "--json", "--remember", address, NULL);
  g_autoptr (CliRun) text = cli_run (home, "plan", "--remember", address, NULL);
  g_autoptr (JsonNode) node = cli_parse (first);

  cli_assert_failed (refused, 3, "may not read the server’s log", "pg_read_binary_file");
  cli_assert_status (first, 0);
  cli_assert_members (json_node_get_object (node), members);
  g_assert_cmpint (get_count (first, "kept"), >=, 3);
  g_assert_cmpint (get_count (first, "changed"), ==, 1);
  g_assert_cmpint (get_count (first, "elsewhere"), ==, 1);
  g_assert_cmpint (get_count (first, "own"), ==, 2);
  cli_assert_status (again, 1);
  g_assert_cmpint (get_count (again, "kept"), ==, 0);
  g_assert_cmpint (get_count (again, "known"), ==, get_count (first, "kept"));
  cli_assert_status (text, 1);
  cli_assert_said (text, "server.csv: 0 plans were kept.");
  assert_kept (home, since);
}

/* The same as a file, of which the plain one tells as much by log_line_prefix. */
static void
test_file (void)
{
  static const char *const names[] = { "server.log", "server.csv" };
  g_autoptr (CliHome) home = cli_home_new ();
  gint64 since = g_get_real_time () / G_USEC_PER_SEC - 3600;
  int kept = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path
          = g_build_filename (opt_cluster_get_data_folder (cluster), "log", names[i], NULL);
      g_autoptr (CliRun) run
          = cli_run (home, "plan", "--json", "--remember", address, "--file", path, NULL);

      cli_assert_status (run, i == 0 ? 0 : 1);
      if (i == 0)
        kept = get_count (run, "kept");
      else
        g_assert_cmpint (get_count (run, "known"), ==, kept);
      g_assert_cmpint (get_count (run, "elsewhere"), ==, 1);
      g_assert_cmpint (get_count (run, "own"), ==, 2);
      g_assert_cmpint (get_count (run, "unplaced"), ==, 0);
      g_assert_cmpint (get_count (run, "untold"), ==, 0);
    }
  assert_kept (home, since);
}

/* What is not this database's, or does not tell enough, is left out, and that is said. */
static void
test_left_out (void)
{
  static const char log[]
      = "{\"timestamp\":\"2026-11-29 12:43:16.123 UTC\",\"dbname\":\"another\",\"message\":"
        "\"duration: 3 ms  plan:\\nQuery Text: SELECT 1\\nResult  (cost=0.00..0.01 rows=1 "
        "width=4)\"}\n"
        "{\"message\":\"duration: 3 ms  plan:\\nQuery Text: SELECT 1\\nResult  (cost=0.00..0.01 "
        "rows=1 width=4)\"}\n"
        "{\"timestamp\":\"2026-11-29 12:43:16.123 UTC\",\"dbname\":\"postgres\",\"message\":"
        "\"duration: 3 ms  plan:\\nQuery Text: SELECT 'cut\\nResult  (cost=0.00..0.01 rows=1 width=4)\"}\n";
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *path = cli_home_write (home, "log.json", log, -1);
  g_autoptr (CliRun) run
      = cli_run (home, "plan", "--json", "--remember", address, "--file", path, NULL);
  g_autoptr (CliRun) text = cli_run (home, "plan", "--remember", address, "--file", path, NULL);

  cli_assert_status (run, 1);
  g_assert_cmpint (get_count (run, "kept"), ==, 0);
  g_assert_cmpint (get_count (run, "elsewhere"), ==, 1);
  g_assert_cmpint (get_count (run, "untold"), ==, 1);
  g_assert_cmpint (get_count (run, "unread"), ==, 1);
  cli_assert_said (text, "Of other databases, and left out: 1.");
}

/* Written with another prefix than the server has now: nobody knows of which database. */
static void
test_unplaced (void)
{
  static const char log[]
      = "2026-10-29 12:43:16.123 UTC [17] LOG:  duration: 3.140 ms  plan:\n"
        "\tQuery Text: SELECT 1\n\tResult  (cost=0.00..0.01 rows=1 width=4)\n"
        "2026-10-29 12:43:17 UTC:10.0.0.1(5432):me@postgres:[17]:LOG:  duration: 3.140 ms  plan:\n"
        "\tQuery Text: SELECT 1\n\tResult  (cost=0.00..0.01 rows=1 width=4)\n";
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *path = cli_home_write (home, "plain.log", log, -1);
  g_autoptr (CliRun) run
      = cli_run (home, "plan", "--json", "--remember", address, "--file", path, NULL);
  g_autoptr (CliRun) text = cli_run (home, "plan", "--remember", address, "--file", path, NULL);
  g_autoptr (CliRun) here = cli_run (home, "plan", "--json", "--remember", "--same-database",
                                     address, "--file", path, NULL);
  g_autoptr (CliRun) alone = cli_run (home, "plan", "--same-database", "--file", path, NULL);

  cli_assert_status (run, 1);
  g_assert_cmpint (get_count (run, "kept"), ==, 0);
  g_assert_cmpint (get_count (run, "unplaced"), ==, 2);
  cli_assert_said (text, "does not tell the database, and left out: 2.");
  cli_assert_said (text, "--same-database");
  cli_assert_status (here, 0);
  g_assert_cmpint (get_count (here, "kept"), ==, 2);
  g_assert_cmpint (get_count (here, "unplaced"), ==, 0);
  cli_assert_status (alone, 2);
}

/* One time that can't be read leaves out that plan alone. What is abbreviated is log_timezone's. */
static void
test_times (void)
{
#define ENTRY(time)                                                                            \
  "{\"timestamp\":\"" time "\",\"dbname\":\"postgres\",\"message\":\"duration: 3 ms  plan:\\n" \
  "Query Text: SELECT 1\\nResult  (cost=0.00..0.01 rows=1 width=4)\"}\n"
  static const char log[]
      = ENTRY ("2026-10-32 12:43:16.123 UTC") ENTRY ("2026-10-29 12:43:16 UTC:10.0.0.1(17)")
          ENTRY ("2026-10-29 12:43:16.123 EST") ENTRY ("2026-10-29 12:43:16.123 XYZ")
              ENTRY ("2026-10-30 20:43:16.123 CST") ENTRY ("2026-10-30 12:43:17.000 +00");
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *path = cli_home_write (home, "log.json", log, -1);
  g_autoptr (CliRun) run
      = cli_run (home, "plan", "--json", "--remember", address, "--file", path, NULL);
  g_autoptr (CliRun) text = cli_run (home, "plan", "--remember", address, "--file", path, NULL);
  g_autoptr (CliRun) listed
      = cli_run (home, "plan", "--json", address, "--history", "--query", "SELECT 1", NULL);
  g_autoptr (JsonNode) node = cli_parse (listed);
  JsonObject *plan = cli_get_first (json_node_get_object (node), "plans");

  cli_assert_status (run, 0);
  g_assert_cmpint (get_count (run, "kept"), ==, 2);
  g_assert_cmpint (get_count (run, "untimed"), ==, 4);
  cli_assert_said (text, "log_timezone, and left out: 4.");
  g_assert_cmpstr (json_object_get_string_member (plan, "first_seen"), ==, "2026-10-30T12:43:16Z");
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/cli/plan-log/own", test_own_log);
  g_test_add_func ("/cli/plan-log/file", test_file);
  g_test_add_func ("/cli/plan-log/left-out", test_left_out);
  g_test_add_func ("/cli/plan-log/unplaced", test_unplaced);
  g_test_add_func ("/cli/plan-log/times", test_times);

  status = g_test_run ();
  opt_cluster_close_sync (cluster, &error);
  g_assert_no_error (error);
  g_object_unref (cluster);
  g_free (address);

  return status;
}
