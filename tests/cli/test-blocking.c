/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>

#include "cli-fixture.h"
#include "opt-test.h"

static char *database;
static char *address;

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, sql, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
ended (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);

  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
wait_for (const gboolean *over)
{
  while (!*over)
    g_main_context_iteration (NULL, TRUE);
}

/* The first line that it says; then it is ended. */
static char *
watch_once (CliHome *home, const char *rules, gboolean json)
{
  g_autoptr (GSubprocess) watch
      = json ? cli_spawn (home, "watch", "--json", "--rules", rules, address, NULL)
             : cli_spawn (home, "watch", "--rules", rules, address, NULL);
  g_autoptr (GDataInputStream) output
      = g_data_input_stream_new (g_subprocess_get_stdout_pipe (watch));
  g_autoptr (CliRun) watched = NULL;
  g_autoptr (GError) error = NULL;
  char *line;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_subprocess_send_signal (watch, SIGTERM);
  watched = cli_finish (watch);
  cli_assert_status (watched, 0);

  return line;
}

#define PLANNED "SELECT v FROM t WHERE v > 7"

/* The history is on this machine: the server's address says which it was. */
static void
assert_past_without_server (CliHome *home, const char *holds)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = cli_get_address (NULL, "another");
  g_autoptr (CliRun) same = NULL;
  g_autoptr (CliRun) beside = NULL;
  g_autoptr (CliRun) unknown = NULL;
  g_autoptr (CliRun) plans = NULL;
  g_autoptr (CliRun) elsewhere = NULL;
  g_autoptr (CliRun) numbered = NULL;

  opt_cluster_stop_sync (opt_test_get_cluster (), &error);
  g_assert_no_error (error);
  same = cli_run (home, "activity", "--past", "1h", address, NULL);
  beside = cli_run (home, "activity", "--past", "1h", other, NULL);
  unknown = cli_run (home, "activity", "--past", "1h", "host=/nonexistent", NULL);
  plans = cli_run (home, "plan", "--history", address, "--query", PLANNED, NULL);
  elsewhere = cli_run (home, "plan", "--history", other, "--query", PLANNED, NULL);
  numbered = cli_run (home, "plan", "--history", address, "--queryid", "1", NULL);
  opt_cluster_start_sync (opt_test_get_cluster (), NULL, &error);
  g_assert_no_error (error);

  cli_assert_status (plans, 0);
  cli_assert_said (plans, "got 1 time");
  cli_assert_said (plans, "This is what was recorded of the server");
  cli_assert_failed (elsewhere, 4, "“another”", "dbname=");
  cli_assert_failed (numbered, 3, NULL, "--query");
  cli_assert_status (same, 0);
  cli_assert_said (same, holds);
  cli_assert_said (same, "This is what was recorded of the server");
  cli_assert_said (same, "Recorded until ");
  cli_assert_status (beside, 0);
  cli_assert_said (beside, holds);
  cli_assert_failed (unknown, 3, "/nonexistent", "These are recorded:");
  cli_assert_said (unknown, database);
}

/* What `watch` saw is there for who asks later, without a value. */
static void
test_past (void)
{
  static const char *const members[]
      = { "s:start", "s:end", "s:recorded_until", "a:chains", "n:left_out", "n:not_kept", NULL };
  static const char *const chain_members[]
      = { "s:start", "s:end",    "b:open", "n:longest_ms", "n:blocked",
          "n:depth", "s:object", "o:root", "a:waited",     NULL };
  static const char *const waited_members[]
      = { "n:pid",      "s:user",  "s:database",   "s:application", "s:type",         "s:state",
          "?n:queryid", "s:query", "?s:lock_type", "?s:lock_mode",  "?s:lock_object", "s:since",
          "s:until",    NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *file
      = cli_home_write (home, "rules.ini", "[rule blocked]\nthreshold=300\nclear-for=0\n", -1);
  g_autoptr (OptConnection) holder = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) waiter = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (CliRun) before = cli_run (home, "activity", "--past", "1h", address, NULL);
  g_autoptr (CliRun) planned = NULL;
  g_autoptr (CliRun) text = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *line = NULL;
  g_autofree char *holds = NULL;
  JsonObject *chain;
  gboolean over = FALSE;

  planned = cli_run (home, "plan", address, "--query", PLANNED, NULL);
  cli_assert_status (planned, 0);
  cli_assert_status (before, 1);
  cli_assert_said (before, "as far as the server was watched");
  cli_assert_said (before, "Nothing is recorded of this server yet");

  run (holder, "SET application_name = 'the till'");
  run (holder, "BEGIN");
  run (holder, "UPDATE t SET v = 4711");
  opt_connection_query_async (waiter, "UPDATE t SET v = 4712", NULL, OPT_QUERY_NONE, NULL, ended,
                              &over);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  line = watch_once (home, file, FALSE);
  run (holder, "ROLLBACK");
  wait_for (&over);

  text = cli_run (home, "activity", "--past", "1h", address, NULL);
  cli_assert_status (text, 0);
  holds = g_strdup_printf ("process %d (the till, user ", opt_connection_get_backend_pid (holder));
  cli_assert_said (text, holds);
  cli_assert_said (text, "UPDATE t SET v = ");
  g_assert_null (strstr (text->out, "v = 471"));
  cli_assert_said (text, "Recorded until ");
  json = cli_run (home, "activity", "--past", "1h", "--json", address, NULL);
  g_assert_null (strstr (json->out, "v = 471"));
  node = cli_parse (json);
  cli_assert_members (json_node_get_object (node), members);
  chain = cli_get_first (json_node_get_object (node), "chains");
  cli_assert_members (chain, chain_members);
  cli_assert_members (cli_get_first (chain, "waited"), waited_members);
  opt_connection_close (holder);
  opt_connection_close (waiter);
  assert_past_without_server (home, holds);
}

/* Whose fault it is stands in the line itself; nothing in it gives the terminal a command. */
static void
test_watch (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *file
      = cli_home_write (home, "rules.ini", "[rule blocked]\nthreshold=300\nclear-for=0\n", -1);
  g_autoptr (OptConnection) holder = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) waiter = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;
  g_autofree char *holds = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *blocker;
  gboolean over = FALSE;

  run (holder, "SET application_name = 'the \033]0;owned\007till'");
  run (holder, "BEGIN");
  run (holder,
       "UPDATE t\n   SET v = 4711 /* \033[2J */ WHERE 'a long tale' <> 'of a statement that "
       "goes on and on, and does not end before the line does'");
  opt_connection_query_async (waiter, "UPDATE t SET v = 4712", NULL, OPT_QUERY_NONE, NULL, ended,
                              &over);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  text = watch_once (home, file, FALSE);
  holds = g_strdup_printf ("1 session waits for another, for ");
  g_assert_nonnull (strstr (text, holds));
  g_free (holds);
  holds = g_strdup_printf ("First in the way is process %d (the ",
                           opt_connection_get_backend_pid (holder));
  g_assert_nonnull (strstr (text, holds));
  g_assert_nonnull (strstr (text, "Idle in transaction, its transaction open since "));
  g_assert_nonnull (strstr (text, ": UPDATE t SET v = ?"));
  g_assert_null (strstr (text, ".. "));
  g_assert_null (strstr (text, "4711"));
  g_assert_null (strstr (text, "a long tale"));
  g_assert_null (strchr (text, '\033'));

  /* Another home: there it was told to nobody yet. */
  cli_home_free (g_steal_pointer (&home));
  home = cli_home_new ();
  g_free (file);
  file = cli_home_write (home, "rules.ini", "[rule blocked]\nthreshold=300\nclear-for=0\n", -1);
  json = watch_once (home, file, TRUE);
  node = json_from_string (json, &error);
  g_assert_no_error (error);
  blocker = json_object_get_object_member (json_node_get_object (node), "blocker");
  g_assert_nonnull (blocker);
  g_assert_cmpint (json_object_get_int_member (blocker, "pid"), ==,
                   opt_connection_get_backend_pid (holder));
  g_assert_cmpint (json_object_get_int_member (blocker, "behind"), ==, 1);
  g_assert_null (strstr (json, "4711"));
  run (holder, "ROLLBACK");
  wait_for (&over);
}

/* Where all wait nothing ends, and so nothing is counted: who is in the way is said instead. */
static void
test_top (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (OptConnection) holder = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) waiter = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (CliRun) waiting = NULL;
  g_autoptr (CliRun) quiet = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autofree char *holds = NULL;
  gboolean over = FALSE;

  quiet = cli_run (home, "top", "--once", "--interval", "1s", address, NULL);
  cli_assert_status (quiet, 1);
  cli_assert_said (quiet, "No statement ended in these 1");
  cli_assert_said (quiet, "No session executes one at the moment.");

  run (holder, "BEGIN");
  run (holder, "LOCK TABLE t");
  opt_connection_query_async (waiter, "SELECT v FROM t", NULL, OPT_QUERY_NONE, NULL, ended, &over);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  /* Of what ended before nobody is to see anything. */
  json = cli_run (home, "top", "--once", "--interval", "1s", address, NULL);
  waiting = cli_run (home, "top", "--once", "--interval", "1s", address, NULL);
  cli_assert_status (waiting, 1);
  cli_assert_said (waiting, "No statement ended in these 1");
  holds = g_strdup_printf ("First in the way is process %d (",
                           opt_connection_get_backend_pid (holder));
  cli_assert_said (waiting, holds);
  cli_assert_said (waiting, "optischema-cli activity --blocking");
  run (holder, "ROLLBACK");
  wait_for (&over);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = opt_test_create_database ();
  cli_execute (database, "CREATE EXTENSION pg_stat_statements; CREATE TABLE t (v int);"
                         "INSERT INTO t VALUES (1)");
  address = cli_get_address (NULL, database);
  g_test_add_func ("/cli/blocking/past", test_past);
  g_test_add_func ("/cli/blocking/watch", test_watch);
  g_test_add_func ("/cli/blocking/top", test_top);

  return g_test_run ();
}
