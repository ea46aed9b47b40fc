/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>

#include "cli-fixture.h"
#include "opt-test.h"

static char *database;
static char *address;

static const char rules[] = "[rule blocked]\nthreshold=300\nclear-for=0\n"
                            "[rule connections]\nenabled=false\n";

/* The next line; a program that says nothing more ends the test by the time that it may take. */
static char *
read_line (GDataInputStream *stream)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (stream, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);

  return line;
}

static GDataInputStream *
open_output (GSubprocess *process)
{
  GInputStream *pipe = g_subprocess_get_stdout_pipe (process);
  GDataInputStream *stream = g_data_input_stream_new (pipe);

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);

  return stream;
}

static void
assert_event (GDataInputStream *stream, const char *event, const char *rule)
{
  static const char *const members[]
      = { "s:event", "s:server", "s:rule",  "?s:item",    "s:title",    "n:value", "n:threshold",
          "s:unit",  "s:since",  "s:fired", "?s:cleared", "*o:blocker", NULL };
  g_autofree char *line = read_line (stream);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (line, &error);
  JsonObject *object;

  g_assert_no_error (error);
  object = json_node_get_object (node);
  cli_assert_members (object, members);
  g_assert_cmpstr (json_object_get_string_member (object, "event"), ==, event);
  g_assert_cmpstr (json_object_get_string_member (object, "rule"), ==, rule);
}

static void
done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);

  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, sql, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
end (GSubprocess *process)
{
  g_autoptr (CliRun) ended = NULL;

  g_subprocess_send_signal (process, SIGTERM);
  ended = cli_finish (process);
  cli_assert_status (ended, 0);
  g_assert_cmpstr (ended->out, ==, "");
}

/* One session holds another up: it is told once, by whichever program sees it first, and once that
 * it is over. */
static void
test_watch (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *file = cli_home_write (home, "rules.ini", rules, -1);
  g_autofree char *name = opt_test_create_database ();
  g_autofree char *other = cli_get_address (NULL, name);
  g_autoptr (OptConnection) holder = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) waiter = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GSubprocess) first = NULL;
  g_autoptr (GSubprocess) second = NULL;
  g_autoptr (GDataInputStream) first_output = NULL;
  g_autoptr (GDataInputStream) second_output = NULL;
  gboolean waited = FALSE;

  run (holder, "BEGIN");
  run (holder, "LOCK t");
  opt_connection_query_async (waiter, "SELECT * FROM t", NULL, OPT_QUERY_NONE, NULL, done, &waited);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  first = cli_spawn (home, "watch", "--json", "--rules", file, address, NULL);
  first_output = open_output (first);
  assert_event (first_output, "fired", "blocked");
  end (first);

  cli_execute (name, "CREATE EXTENSION pg_stat_statements");
  /* It knows what was told, and tells the end: once for the server, of which it watches two
   * databases. */
  second = cli_spawn (home, "watch", "--json", "--rules", file, address, other, NULL);
  second_output = open_output (second);
  g_usleep (4 * G_USEC_PER_SEC);
  run (holder, "ROLLBACK");
  assert_event (second_output, "cleared", "blocked");
  end (second);
  while (!waited)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_text (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *file
      = cli_home_write (home, "rules.ini",
                        "[rule sessions]\nseries=connections.total\nthreshold=0\n", -1);
  g_autoptr (GSubprocess) process = cli_spawn (home, "watch", "--rules", file, address, NULL);
  g_autoptr (GDataInputStream) output = open_output (process);
  g_autofree char *line = read_line (output);

  g_assert_nonnull (strstr (line, database));
  g_assert_nonnull (strstr (line, "sessions. "));
  end (process);
}

static void
test_wrong (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *file = cli_home_write (home, "rules.ini", "[rule mine]\n", -1);
  g_autoptr (CliRun) ran = cli_run (home, "watch", "--rules", file, address, NULL);

  cli_assert_status (ran, 2);
  g_assert_nonnull (strstr (ran->err, "[rule mine]"));
}

static void
test_no_file (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) ran = cli_run (home, "watch", "--rules=/nonexistent/rules.ini", address, NULL);

  cli_assert_failed (ran, 2, "/nonexistent/rules.ini", "Next step: ");
}

static JsonNode *
read_event (GDataInputStream *stream, const char *event, const char *const *members)
{
  g_autofree char *line = read_line (stream);
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (line, &error);

  g_assert_no_error (error);
  cli_assert_members (json_node_get_object (node), members);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "event"), ==, event);

  return node;
}

/* No server there, and then there is one: each is said once. */
static void
test_lost (void)
{
  static const char *const lost[] = { "s:event", "s:server", "s:time", "s:since", "o:error", NULL };
  static const char *const regained[] = { "s:event", "s:server", "s:time", "s:since", NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *file = cli_home_write (home, "rules.ini", rules, -1);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) next = NULL;
  g_autoptr (GError) error = NULL;

  opt_cluster_stop_sync (opt_test_get_cluster (), &error);
  g_assert_no_error (error);
  process = cli_spawn (home, "watch", "--json", "--rules", file, address, NULL);
  output = open_output (process);
  first = read_event (output, "lost", lost);
  /* It is tried again some times meanwhile. */
  g_usleep (5 * G_USEC_PER_SEC);
  opt_cluster_start_sync (opt_test_get_cluster (), NULL, &error);
  g_assert_no_error (error);
  next = read_event (output, "regained", regained);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (next), "since"), ==,
                   json_object_get_string_member (json_node_get_object (first), "since"));
  end (process);
}

/* Without JSON it is on the standard error, with the time. */
static void
test_lost_text (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (GSubprocess) process
      = cli_spawn (home, "watch", "host=/nonexistent port=5432 dbname=shop", NULL);
  g_autoptr (CliRun) ended = NULL;
  const char *told;

  g_usleep (5 * G_USEC_PER_SEC);
  g_subprocess_send_signal (process, SIGTERM);
  ended = cli_finish (process);
  cli_assert_status (ended, 0);
  g_assert_true (g_regex_match_simple ("^[0-9]{4}-[0-9-]+ [0-9:]{8}  ", ended->err, 0, 0));
  told = strstr (ended->err, "/nonexistent");
  g_assert_nonnull (told);
  g_assert_null (strstr (strchr (ended->err, '\n'), "  shop"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = opt_test_create_database ();
  cli_execute (database, "CREATE EXTENSION pg_stat_statements; CREATE TABLE t (v int)");
  address = cli_get_address (NULL, database);
  g_test_add_func ("/cli/watch/watch", test_watch);
  g_test_add_func ("/cli/watch/text", test_text);
  g_test_add_func ("/cli/watch/wrong", test_wrong);
  g_test_add_func ("/cli/watch/no-file", test_no_file);
  g_test_add_func ("/cli/watch/lost", test_lost);
  g_test_add_func ("/cli/watch/lost-text", test_lost_text);

  return g_test_run ();
}
