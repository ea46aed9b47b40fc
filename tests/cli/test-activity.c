/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli-fixture.h"
#include "opt-test.h"

static char *database;

static OptConnection *
connect_shop (void)
{
  OptConnection *shop = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (shop, "SET application_name = 'shop'", NULL, NULL, &error);
  g_assert_no_error (error);

  return shop;
}

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
  g_autoptr (OptResult) rows = opt_connection_query_finish (OPT_CONNECTION (object), result, NULL);

  *(int *) data = rows != NULL ? 1 : -1;
}

static gboolean
is_waiting (OptConnection *looker, OptConnection *session)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT wait_event_type IN ('Lock', 'Timeout') AS waits "
                         "FROM pg_stat_activity WHERE pid = %d AND state = 'active'",
                         opt_connection_get_backend_pid (session));
  g_autoptr (OptResult) result
      = opt_connection_query_sync (looker, sql, NULL, OPT_QUERY_NONE, NULL, NULL);

  return opt_result_get_n_rows (result) == 1 && opt_result_get_boolean (result, 0, "waits");
}

static void
send (OptConnection *looker, OptConnection *session, const char *sql, int *end)
{
  opt_connection_query_async (session, sql, NULL, OPT_QUERY_NONE, NULL, ended, end);
  while (!is_waiting (looker, session))
    g_main_context_iteration (NULL, FALSE);
}

static void
wait_for (const int *end, int how)
{
  while (*end == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (*end, ==, how);
}

static JsonObject *
find_session (JsonNode *node, int pid)
{
  JsonArray *sessions = json_object_get_array_member (json_node_get_object (node), "sessions");

  for (guint i = 0; i < json_array_get_length (sessions); i++)
    if (json_object_get_int_member (json_array_get_object_element (sessions, i), "pid") == pid)
      return json_array_get_object_element (sessions, i);

  return NULL;
}

static void
check_json (const CliRun *json, int holder, int waiter)
{
  static const char *const members[]
      = { "s:time",     "n:idle",    "n:hidden",     "a:sessions", "n:own",
          "a:blocking", "n:cost_ms", "n:cost_bytes", NULL };
  static const char *const session_members[]
      = { "n:pid",          "?n:leader_pid",   "s:user",
          "s:database",     "s:application",   "s:client",
          "s:type",         "s:state",         "?s:wait_event_type",
          "?s:wait_event",  "s:backend_start", "n:transaction_ms",
          "n:query_ms",     "n:state_ms",      "?n:queryid",
          "s:query",        "b:writes",        "?n:xmin_age",
          "a:blocked_by",   "?s:lock_type",    "?s:lock_mode",
          "?s:lock_object", "?n:waiting_ms",   NULL };
  g_autoptr (JsonNode) node = cli_parse (json);
  JsonObject *session = find_session (node, waiter);

  cli_assert_members (json_node_get_object (node), members);
  cli_assert_members (session, session_members);
  g_assert_cmpstr (json_object_get_string_member (session, "lock_object"), ==, "table public.t");
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (session, "blocked_by"),
                                               0),
                   ==, holder);
  session = find_session (node, holder);
  g_assert_cmpstr (json_object_get_string_member (session, "state"), ==, "idle-in-transaction");
  session = cli_get_first (json_node_get_object (node), "blocking");
  g_assert_cmpint (json_object_get_int_member (session, "pid"), ==, holder);
  g_assert_cmpint (json_object_get_int_member (session, "behind"), ==, 1);
}

/* One holds up another: that is seen, and ended. */
static void
test_blocking (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, database);
  g_autoptr (OptConnection) looker = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) holder = connect_shop ();
  g_autoptr (OptConnection) waiter = connect_shop ();
  g_autofree char *pid = g_strdup_printf ("%d", opt_connection_get_backend_pid (holder));
  g_autofree char *line = g_strdup_printf ("%s  shop, user ", pid);
  g_autoptr (CliRun) table = NULL;
  g_autoptr (CliRun) tree = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (CliRun) refused = NULL;
  g_autoptr (CliRun) idle = NULL;
  g_autoptr (CliRun) done = NULL;
  g_autoptr (CliRun) history = NULL;
  int end = 0;

  run (holder, "BEGIN");
  run (holder, "LOCK TABLE t");
  send (looker, waiter, "SELECT 'the waiting' FROM t", &end);

  table = cli_run (home, "activity", address, NULL);
  cli_assert_status (table, 0);
  cli_assert_said (table, "SELECT 'the waiting' FROM t");
  cli_assert_said (table, "Idle in transaction");
  g_assert_null (strstr (table->out, "optischema/"));
  cli_assert_said (table, "idle session");

  tree = cli_run (home, "activity", address, "--blocking", NULL);
  cli_assert_status (tree, 0);
  g_assert_true (g_str_has_prefix (tree->out, line));
  cli_assert_said (tree, "holds up 1 session, transaction open for ");
  cli_assert_said (tree, "waits for table public.t (AccessShareLock), for ");

  json = cli_run (home, "activity", address, "--json", NULL);
  check_json (json, opt_connection_get_backend_pid (holder),
              opt_connection_get_backend_pid (waiter));

  refused = cli_run (home, "terminate", address, pid, NULL);
  cli_assert_status (refused, 4);
  g_assert_nonnull (strstr (refused->err, "SELECT pg_terminate_backend("));
  g_assert_nonnull (strstr (refused->err, "Nobody is there to say yes"));
  idle = cli_run (home, "cancel", address, pid, "--yes", NULL);
  cli_assert_failed (idle, 4, "executes nothing", "ending the session");
  g_assert_cmpint (end, ==, 0);

  done = cli_run (home, "terminate", address, pid, "--yes", NULL);
  cli_assert_status (done, 0);
  cli_assert_said (done, "pg_terminate_backend(");
  cli_assert_said (done, "can’t be undone");
  wait_for (&end, 1);
  history = cli_run (home, "history", address, NULL);
  cli_assert_said (history, pid);
  g_assert_null (strstr (history->out, "undo:"));
}

static void
assert_no_command (const CliRun *run)
{
  g_assert_null (strchr (run->out, '\033'));
  g_assert_null (strchr (run->err, '\033'));
  g_assert_null (strstr (run->out, "\302\233"));
}

/* Whoever may connect, and write a statement, would write to the administrator's terminal. */
static void
test_terminal (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, database);
  g_autoptr (OptConnection) looker = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) holder = connect_shop ();
  g_autoptr (OptConnection) waiter = connect_shop ();
  g_autofree char *pid = g_strdup_printf ("%d", opt_connection_get_backend_pid (waiter));
  g_autoptr (CliRun) table = NULL;
  g_autoptr (CliRun) tree = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (CliRun) vitals = NULL;
  g_autoptr (CliRun) refused = NULL;
  g_autoptr (CliRun) ended = NULL;
  int end = 0;

  cli_execute (database, "CREATE ROLE \"e\033[31mvil\" SUPERUSER");
  run (waiter, "SET SESSION AUTHORIZATION \"e\033[31mvil\"");
  run (waiter, "SET application_name = 'shop \033]0;owned\007'");
  run (holder, "BEGIN");
  run (holder, "LOCK TABLE t");
  send (looker, waiter, "SELECT '\033[2J \302\2332J the waiting' FROM t", &end);

  table = cli_run (home, "activity", address, NULL);
  cli_assert_said (table, "2J the waiting");
  assert_no_command (table);
  tree = cli_run (home, "activity", address, "--blocking", NULL);
  cli_assert_said (tree, "the waiting");
  assert_no_command (tree);
  json = cli_run (home, "activity", address, "--json", NULL);
  cli_assert_said (json, "\\u009b2J");
  assert_no_command (json);
  vitals = cli_run (home, "vitals", address, NULL);
  assert_no_command (vitals);
  refused = cli_run (home, "cancel", address, pid, NULL);
  g_assert_nonnull (strstr (refused->err, "the waiting"));
  assert_no_command (refused);
  ended = cli_run (home, "terminate", address, pid, "--yes", NULL);
  cli_assert_status (ended, 0);
  assert_no_command (ended);
  wait_for (&end, -1);
  cli_execute (database, "DROP ROLE \"e\033[31mvil\"");
}

static void
test_cancel (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, database);
  g_autofree char *nosy = cli_get_address ("nosy", database);
  g_autoptr (OptConnection) looker = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) sleeper = connect_shop ();
  g_autofree char *pid = g_strdup_printf ("%d", opt_connection_get_backend_pid (sleeper));
  g_autoptr (CliRun) hidden = NULL;
  g_autoptr (CliRun) denied = NULL;
  g_autoptr (CliRun) gone = NULL;
  g_autoptr (CliRun) done = NULL;
  int end = 0;

  send (looker, sleeper, "SELECT pg_sleep(60)", &end);
  hidden = cli_run (home, "activity", nosy, NULL);
  cli_assert_said (hidden, "GRANT pg_read_all_stats");
  denied = cli_run (home, "cancel", nosy, pid, "--yes", NULL);
  cli_assert_failed (denied, 4, "hidden", "pg_read_all_stats");
  gone = cli_run (home, "cancel", address, "2147483", "--yes", NULL);
  cli_assert_failed (gone, 4, "no session", "activity");
  g_assert_cmpint (end, ==, 0);

  done = cli_run (home, "cancel", address, pid, "--yes", "--json", NULL);
  cli_assert_status (done, 0);
  cli_assert_said (done, "cancel-statement");
  wait_for (&end, -1);
  run (sleeper, "SELECT 1");
}

static void
test_repeated (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, database);
  g_autoptr (CliRun) run
      = cli_run (home, "activity", address, "--count", "3", "--interval", "500ms", "--json", NULL);
  g_auto (GStrv)
    lines = g_strsplit (g_strchomp (run->out), "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_true (g_str_has_prefix (lines[2], "{\"time\":"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);

  database = opt_test_create_database ();
  cli_execute (database, "CREATE ROLE nosy LOGIN");
  cli_execute (database, "CREATE TABLE t (id int)");
  g_test_add_func ("/cli/activity/blocking", test_blocking);
  g_test_add_func ("/cli/activity/terminal", test_terminal);
  g_test_add_func ("/cli/activity/cancel", test_cancel);
  g_test_add_func ("/cli/activity/repeated", test_repeated);
  status = g_test_run ();
  g_free (database);

  return status;
}
