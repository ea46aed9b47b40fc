/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli-fixture.h"
#include "opt-history-private.h"
#include "opt-test.h"

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

/* Three statements of a server, of which two are recorded. */
#define OLD "SELECT v AS old FROM t"
#define FRESH "SELECT v AS fresh FROM t WHERE v > 1"
#define UNSEEN "SELECT v AS unseen FROM t WHERE v < 1"

typedef struct
{
  CliHome *home;
  char *database;
  char *address;
  char *server_id;
  gint64 now;
} Fixture;

static OptResult *
query (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  OptResult *result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);

  return result;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) connection = NULL;
  g_autoptr (OptResult) server = NULL;

  fixture->home = cli_home_new ();
  fixture->database = opt_test_create_database ();
  fixture->address = cli_get_address (NULL, fixture->database);
  cli_execute (fixture->database, "CREATE EXTENSION pg_stat_statements");
  cli_execute (fixture->database, "CREATE TABLE t (v int)");
  cli_execute (fixture->database, OLD);
  cli_execute (fixture->database, FRESH);
  cli_execute (fixture->database, UNSEEN);
  connection = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  server = query (connection, "SELECT system_identifier::text AS id FROM pg_control_system()");
  fixture->server_id = g_strdup (opt_result_get_text (server, 0, "id"));
  fixture->now = g_get_real_time ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  cli_home_free (fixture->home);
  g_free (fixture->database);
  g_free (fixture->address);
  g_free (fixture->server_id);
}

/* ---- What was recorded ----------------------------------------------------------------------- */

static OptStatementKey
find_key (Fixture *fixture, const char *begin)
{
  g_autoptr (OptConnection) connection
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *sql = g_strdup_printf (
      "SELECT s.userid, s.dbid, s.queryid FROM pg_stat_statements s JOIN pg_database d"
      " ON d.oid = s.dbid WHERE d.datname = current_database() AND s.query LIKE '%s%%'",
      begin);
  g_autoptr (OptResult) found = query (connection, sql);

  g_assert_cmpuint (opt_result_get_n_rows (found), ==, 1);

  return (OptStatementKey){ .userid = opt_result_get_oid (found, 0, "userid"),
                            .dbid = opt_result_get_oid (found, 0, "dbid"),
                            .queryid = opt_result_get_int (found, 0, "queryid"),
                            .toplevel = TRUE };
}

static void
add_call (OptHistoryMinute *minute, OptDelta *delta, const OptStatementKey *key, const char *sql)
{
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  counters->key = *key;
  counters->calls = 1;
  counters->total_exec_ms = 1;
  g_hash_table_replace (delta->statements, &counters->key, counters);
  g_ptr_array_add (minute->texts, opt_sql_text_new (key, sql));
}

/* As what watches it writes it: the last @n minutes, of which the one is new since @fresh ago. */
static void
record (Fixture *fixture, guint n, guint fresh)
{
  g_autofree char *path
      = g_build_filename (g_environ_getenv (fixture->home->environ, "XDG_DATA_HOME"), "optischema",
                          "history.db", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = NULL;
  g_autoptr (OptSnapshot) known = opt_snapshot_new ();
  OptStatementKey old_key = find_key (fixture, OLD);
  OptStatementKey fresh_key = find_key (fixture, "SELECT v AS fresh");

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  history = opt_history_open_sync (path, &error);
  g_assert_no_error (error);
  known->time = fixture->now - n * MINUTE;
  known->system_identifier = g_strdup (fixture->server_id);
  for (guint i = n; i-- > 0;)
    {
      g_autoptr (OptHistoryMinute) minute = opt_history_minute_new (fixture->server_id);
      g_autoptr (OptDelta) delta = opt_delta_new ();

      delta->end = fixture->now - i * MINUTE;
      delta->start = delta->end - MINUTE;
      delta->observed = MINUTE;
      delta->deallocs = 0;
      add_call (minute, delta, &old_key, OLD);
      if (i <= fresh)
        add_call (minute, delta, &fresh_key, "SELECT v AS fresh FROM t WHERE v > $1");
      opt_history_minute_add_delta (minute, delta, 1);
      minute->known = opt_snapshot_ref (known);
      opt_history_write_sync (history, minute, &error);
      g_assert_no_error (error);
    }
}

/* ---- What is said of it ---------------------------------------------------------------------- */

static const char *
get_new (JsonObject *top, const char *begin)
{
  JsonArray *statements = json_object_get_array_member (top, "statements");

  for (guint i = 0; i < json_array_get_length (statements); i++)
    {
      JsonObject *statement = json_array_get_object_element (statements, i);

      if (!json_object_get_null_member (statement, "query")
          && g_str_has_prefix (json_object_get_string_member (statement, "query"), begin))
        return json_object_get_null_member (statement, "new")      ? "null"
               : json_object_get_boolean_member (statement, "new") ? "true"
                                                                   : "false";
    }

  return "absent";
}

#define RUN(fixture, ...)                                                                \
  cli_run (fixture->home, "top", "--since-reset", "--limit", "100000", fixture->address, \
           __VA_ARGS__, NULL)

static void
test_json (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliRun) all = NULL;
  g_autoptr (CliRun) only = NULL;
  g_autoptr (JsonNode) all_node = NULL;
  g_autoptr (JsonNode) only_node = NULL;
  JsonObject *top;

  record (fixture, 100, 5);
  all = RUN (fixture, "--json");
  cli_assert_status (all, 0);
  all_node = cli_parse (all);
  top = json_node_get_object (all_node);
  g_assert_true (json_object_get_null_member (top, "new_unknown"));
  g_assert_cmpstr (get_new (top, "SELECT v AS fresh"), ==, "true");
  g_assert_cmpstr (get_new (top, "SELECT v AS old"), ==, "false");
  /* It may be newer than what is recorded. */
  g_assert_cmpstr (get_new (top, "SELECT v AS unseen"), ==, "null");

  only = RUN (fixture, "--json", "--new");
  cli_assert_status (only, 0);
  only_node = cli_parse (only);
  top = json_node_get_object (only_node);
  g_assert_cmpint (json_object_get_int_member (top, "total"), ==, 1);
  g_assert_cmpstr (get_new (top, "SELECT v AS fresh"), ==, "true");
  g_assert_cmpstr (get_new (top, "SELECT v AS old"), ==, "absent");
}

static void
test_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliRun) all = NULL;
  g_autoptr (CliRun) only = NULL;

  record (fixture, 100, 5);
  all = RUN (fixture, "--once");
  cli_assert_status (all, 0);
  cli_assert_said (all, "(new) SELECT v AS fresh");
  cli_assert_said (all, "  SELECT v AS old");
  cli_assert_said (all, "(new): called first in the last 15\302\240min, by what was recorded");

  only = RUN (fixture, "--new", "--group");
  cli_assert_status (only, 0);
  cli_assert_said (only, "(new) SELECT v AS fresh");
  g_assert_null (strstr (only->out, "AS old"));
  cli_assert_said (only, "it is not known yet");
}

/* What was called before is not new, and then there is nothing to show. */
static void
test_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliRun) only = NULL;

  record (fixture, 100, 80);
  only = RUN (fixture, "--new");
  cli_assert_status (only, 1);
  cli_assert_said (only, "None of the statements of this time was called first");
}

static void
assert_refused (Fixture *fixture, const char *cause)
{
  g_autoptr (CliRun) once = RUN (fixture, "--new");
  g_autoptr (CliRun) followed = cli_run (fixture->home, "top", "--follow", "--interval", "1s",
                                         "--new", fixture->address, NULL);
  g_autoptr (CliRun) json = RUN (fixture, "--json");
  g_autoptr (CliRun) text = RUN (fixture, "--once");
  g_autoptr (JsonNode) node = cli_parse (json);
  JsonObject *top = json_node_get_object (node);

  cli_assert_failed (once, 4, cause, "optischema-cli watch");
  cli_assert_failed (followed, 4, cause, "optischema-cli watch");
  cli_assert_status (json, 0);
  g_assert_nonnull (strstr (json_object_get_string_member (top, "new_unknown"), cause));
  g_assert_cmpstr (get_new (top, "SELECT v AS fresh"), ==, "null");
  cli_assert_status (text, 0);
  g_assert_null (strstr (text->out, "(new)"));
}

/* Where it can't be told nothing is called new, and who wants nothing else is told why. Who only
 * looks leaves no history behind. */
static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path
      = g_build_filename (g_environ_getenv (fixture->home->environ, "XDG_DATA_HOME"), "optischema",
                          "history.db", NULL);

  assert_refused (fixture, "nothing was recorded before this time");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  record (fixture, 45, 5);
  assert_refused (fixture, "and it takes 1\302\240h");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add ("/cli/top-new/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (json);
  ADD (text);
  ADD (none);
  ADD (unknown);
#undef ADD

  return g_test_run ();
}
