/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli-fixture.h"
#include "opt-test.h"

static char *database;
static char *address;

static gint64
count (const char *sql)
{
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);
  gint64 n;

  g_assert_no_error (error);
  n = opt_result_get_int (result, 0, "n");
  opt_connection_close (connection);

  return n;
}

#define INDEXES "SELECT count(*) AS n FROM pg_index WHERE indrelid = 't'::regclass"
#define OLD INDEXES " AND indexrelid = to_regclass('t_old')"
#define SETTINGS                                                             \
  "SELECT count(*) AS n FROM pg_db_role_setting AS s JOIN pg_database AS d " \
  "ON d.oid = s.setdatabase WHERE datname = current_database()"
#define STATISTICS "SELECT count(*) AS n FROM pg_statistic_ext"

/* In an order in which none harms, and back in the other. */
static void
test_several (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *sql = g_strdup_printf (
      "ALTER DATABASE \"%s\" SET work_mem = '9MB'; DROP INDEX t_old; ANALYZE t;"
      "CREATE STATISTICS t_both (dependencies) ON id, v FROM t; CREATE INDEX ON t (v, lower(id::text))",
      database);
  g_autoptr (CliRun) run
      = cli_run (home, "apply", "--yes", "--json", address, "--change", sql, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonArray *changes = json_object_get_array_member (json_node_get_object (node), "changes");
  static const char *const kinds[]
      = { "create-index", "create-statistics", "analyze", "drop-index", "set-parameter" };
  const char *first;
  g_autoptr (CliRun) undo = NULL;

  cli_assert_status (run, 0);
  g_assert_cmpuint (json_array_get_length (changes), ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (changes, i),
                                                    "kind"),
                     ==, kinds[i]);
  first = json_object_get_string_member (json_array_get_object_element (changes, 0), "id");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (changes, 4),
                                                  "group"),
                   ==, first);
  g_assert_cmpint (count (INDEXES), ==, 1);
  g_assert_cmpint (count (OLD), ==, 0);
  g_assert_cmpint (count (SETTINGS), ==, 1);
  g_assert_cmpint (count (STATISTICS), ==, 1);

  undo = cli_run (home, "undo", "--all", "--yes", address, first, NULL);
  cli_assert_status (undo, 0);
  cli_assert_said (undo, "Undone");
  g_assert_cmpint (count (INDEXES), ==, 1);
  g_assert_cmpint (count (OLD), ==, 1);
  g_assert_cmpint (count (SETTINGS), ==, 0);
  g_assert_cmpint (count (STATISTICS), ==, 0);
}

/* What was made before one that fails stays, and is said. */
static void
test_partly (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *sql
      = g_strdup_printf ("CREATE INDEX ON t (v); ALTER DATABASE \"%s\" SET work_mem = 'much'",
                         database);
  g_autoptr (CliRun) run = cli_run (home, "apply", "--yes", address, "--change", sql, NULL);
  g_autoptr (CliRun) undo = NULL;
  const char *step;
  g_autofree char *id = NULL;

  cli_assert_status (run, 4);
  cli_assert_said (run, "1 change of 2 was made. Not made: ALTER DATABASE");
  cli_assert_said (run, "undo --all");
  g_assert_cmpint (count (INDEXES), ==, 2);
  step = strstr (run->err, "undo --all ") + strlen ("undo --all ");
  id = g_strndup (step, strcspn (step, ")"));
  undo = cli_run (home, "undo", "--all", "--yes", address, id, NULL);
  cli_assert_status (undo, 0);
  g_assert_cmpint (count (INDEXES), ==, 1);
}

static void
test_refused (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  static const char *const refused[][2] = {
    { "DROP TABLE t", "no change that OptiSchema can take back" },
    { "DROP INDEX t_old CASCADE", "nothing with it" },
    { "UPDATE t SET v = 1", "no change that OptiSchema can take back" },
    { "ALTER TABLE t ADD x int", "no change that OptiSchema can take back" },
    { "ALTER TABLE t ALTER v SET (n_distinct = 5), ALTER v SET STATISTICS 5", "no change that" },
    { "CREATE INDEX ON t (v) WITH (fillfactor = 50)", "storage parameters" },
    { "ALTER SYSTEM SET archive_command = 'x'", "archive_command" },
    { "ALTER SYSTEM SET max_worker_processes = 9", "max_worker_processes" },
    { "ALTER TABLE t ALTER v SET STATISTICS 10001", "above 10000" },
    { "ALTER TABLE parted ALTER v SET STATISTICS 5", "ALTER TABLE ONLY" },
    { "ALTER ROLE me PASSWORD 'barley'", "PASSWORD '…'" },
    { "ALTER SYSTEM RESET ALL", "no change that OptiSchema can take back" },
    { "CREATE INDEX ON nowhere (v)", "nowhere" },
    { "ANALYZE t; SELECT 1", "no change that OptiSchema can take back" },
  };
  g_autoptr (CliRun) both
      = cli_run (home, "apply", address, "0123456789abcdef", "--change", "ANALYZE t", NULL);
  g_autoptr (CliRun) log = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (CliRun) run
          = cli_run (home, "apply", "--yes", address, "--change", refused[i][0], NULL);

      cli_assert_said (run, refused[i][1]);
      cli_assert_status (run, 4);
    }
  cli_assert_status (both, 2);
  log = cli_run (home, "history", NULL);
  cli_assert_status (log, 1);
  g_assert_cmpint (count (INDEXES), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = opt_test_create_database ();
  address = cli_get_address (NULL, database);
  cli_execute (database, "CREATE TABLE t (id int, v int)");
  cli_execute (database, "CREATE TABLE parted (id int, v int) PARTITION BY RANGE (id)");
  cli_execute (database, "CREATE TABLE part PARTITION OF parted DEFAULT");
  cli_execute (database, "INSERT INTO t SELECT g, g % 10 FROM generate_series(1, 1000) g");
  cli_execute (database, "CREATE INDEX t_old ON t (v)");
  cli_execute (database, "ALTER INDEX t_old SET (fillfactor = 80)");
  g_test_add_func ("/cli/change/several", test_several);
  g_test_add_func ("/cli/change/partly", test_partly);
  g_test_add_func ("/cli/change/refused", test_refused);

  return g_test_run ();
}
