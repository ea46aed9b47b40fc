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

/* What `watch` saw is there for who asks later, without a value. */
static void
test_past (void)
{
  static const char *const members[]
      = { "s:start", "s:end", "a:chains", "n:left_out", "n:not_kept", NULL };
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
  g_autoptr (GSubprocess) watch = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (CliRun) watched = NULL;
  g_autoptr (CliRun) text = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  g_autofree char *holds = NULL;
  JsonObject *chain;
  gboolean over = FALSE;

  cli_assert_status (before, 1);
  cli_assert_said (before, "as far as the server was watched");

  run (holder, "SET application_name = 'the till'");
  run (holder, "BEGIN");
  run (holder, "UPDATE t SET v = 4711");
  opt_connection_query_async (waiter, "UPDATE t SET v = 4712", NULL, OPT_QUERY_NONE, NULL, ended,
                              &over);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  watch = cli_spawn (home, "watch", "--rules", file, address, NULL);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (watch));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_subprocess_send_signal (watch, SIGTERM);
  watched = cli_finish (watch);
  cli_assert_status (watched, 0);
  run (holder, "ROLLBACK");
  wait_for (&over);

  text = cli_run (home, "activity", "--past", "1h", address, NULL);
  cli_assert_status (text, 0);
  holds = g_strdup_printf ("process %d (the till, user ", opt_connection_get_backend_pid (holder));
  cli_assert_said (text, holds);
  cli_assert_said (text, "UPDATE t SET v = ");
  g_assert_null (strstr (text->out, "471"));
  json = cli_run (home, "activity", "--past", "1h", "--json", address, NULL);
  g_assert_null (strstr (json->out, "v = 471"));
  node = cli_parse (json);
  cli_assert_members (json_node_get_object (node), members);
  chain = cli_get_first (json_node_get_object (node), "chains");
  cli_assert_members (chain, chain_members);
  cli_assert_members (cli_get_first (chain, "waited"), waited_members);
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

  return g_test_run ();
}
