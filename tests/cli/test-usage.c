/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "cli-fixture.h"
#include "opt-test.h"

static const char *const all_verbs[]
    = { "activity", "cancel",  "terminate", "check", "top",     "plan", "advise", "trial",
        "apply",    "sandbox", "confirm",   "undo",  "history", "tune", "demo" };

static void
test_help (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) nothing = cli_run (home, NULL);
  g_autoptr (CliRun) help = cli_run (home, "--help", NULL);
  g_autoptr (CliRun) version = cli_run (home, "--version", NULL);
  g_autoptr (CliRun) unknown = cli_run (home, "improve", NULL);

  cli_assert_status (nothing, 2);
  cli_assert_status (help, 0);
  cli_assert_status (version, 0);
  g_assert_true (g_str_has_prefix (version->out, "optischema-cli "));
  cli_assert_failed (unknown, 2, "improve", "--help");
  g_assert_cmpstr (unknown->out, ==, "");

  for (gsize i = 0; i < G_N_ELEMENTS (all_verbs); i++)
    {
      g_autofree char *line = g_strdup_printf ("\n  %s ", all_verbs[i]);
      g_autoptr (CliRun) of_verb = cli_run (home, all_verbs[i], "--help", NULL);

      cli_assert_said (help, line);
      cli_assert_status (of_verb, 0);
      cli_assert_said (of_verb, "--json");
    }
}

/* What can't be understood is said with the verb's usage, and nothing is begun. */
static void
test_wrong_usage (void)
{
  static const char *const cases[][6] = {
    { "check", "a=1", "b=2" },
    { "check", "--colour" },
    { "activity", "--interval", "10ms" },
    { "activity", "--count", "-1" },
    { "cancel", "host=/tmp" },
    { "cancel", "host=/tmp", "all" },
    { "terminate", "host=/tmp", "0" },
    { "top", "--interval", "soon" },
    { "top", "--interval", "0s" },
    { "top", "--interval", "-5s" },
    { "top", "--sort", "colour" },
    { "top", "--by", "colour" },
    { "top", "--limit", "0" },
    { "top", "--limit", "many" },
    { "plan" },
    { "plan", "--query", "SELECT 1", "--queryid", "1" },
    { "plan", "host=/tmp", "--file", "-" },
    { "plan", "--file", "-", "--analyze" },
    { "plan", "--list", "--query", "SELECT 1" },
    { "plan", "--file", "-", "--nth", "0" },
    { "plan", "--list", "--nth=1", "--file=-" },
    { "plan", "--remember", "--query", "SELECT 1" },
    { "plan", "--remember", "--list", "--file=-" },
    { "plan", "--top", "0" },
    { "plan", "--top", "3", "--query", "SELECT 1" },
    { "plan", "--here", "--query", "SELECT 1" },
    { "plan", "--queryid", "first" },
    { "plan", "host=/tmp", "--query", "SELECT 1", "--values", "mine" },
    { "plan", "host=/tmp", "--query", "SELECT 1", "--values", "seen:0" },
    { "plan", "--file", "-", "--values", "rare" },
    { "plan", "--queryid", "99999999999999999999" },
    { "plan", "--file", "-", "--html", "--source" },
    { "plan", "--file", "-", "--html", "--statistics" },
    { "plan", "--query", "SELECT 1", "--history", "--html" },
    { "advise", "--budget", "much" },
    { "advise", "--limit", "0" },
    { "trial", "host=/tmp" },
    { "trial", "host=/tmp", "--change", "SELECT 1" },
    { "trial", "host=/tmp", "--rewrite", "SELECT 1" },
    { "trial", "host=/tmp", "--rewrite=SELECT 1", "--workload", "file.sql" },
    { "trial", "host=/tmp", "0123", "--change", "SELECT 1" },
    { "trial", "host=/tmp", "0123", "--rewrite", "SELECT 1" },
    { "trial", "host=/tmp", "0123", "--time", "soon" },
    { "apply" },
    { "apply", "host=/tmp" },
    { "undo", "host=/tmp" },
    { "confirm", "a", "b", "c" },
    { "history", "a", "b" },
    { "tune", "--interval", "soon" },
    { "tune", "--limit", "-1" },
    { "tune", "--budget", "-1 MB" },
    { "demo" },
    { "demo", "dance" },
    { "demo", "start", "stop" },
  };
  g_autoptr (CliHome) home = cli_home_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const *words = cases[i];
      g_autofree char *usage = g_strconcat ("Usage: optischema-cli ", words[0], " ", NULL);
      g_autoptr (CliRun) run
          = cli_run (home, words[0], words[1], words[2], words[3], words[4], NULL);

      g_test_message ("%s %s %s", words[0], words[1], words[2]);
      cli_assert_failed (run, 2, usage, NULL);
      g_assert_cmpstr (run->out, ==, "");
    }
  cli_home_assert_clean (home);
}

/* CONN that is none: the address is malformed, or nobody saved one by that name. */
static void
test_wrong_connection (void)
{
  static const struct
  {
    const char *conn;
    const char *cause;
    const char *next_step;
  } cases[] = {
    { "postgresql://[::1/shop", "no connection address", "postgresql://" },
    { "hots=localhost", "hots", "host=" },
    { "host='open", "no connection address", "host=" },
    { "shop", "no saved connection", "postgresql://" },
  };
  static const char *const verbs[] = { "check", "top", "advise", "tune", "history" };
  g_autoptr (CliHome) home = cli_home_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (verbs); j++)
        {
          g_autoptr (CliRun) run = cli_run (home, verbs[j], cases[i].conn, NULL);

          g_test_message ("%s %s", verbs[j], cases[i].conn);
          cli_assert_failed (run, 2, cases[i].cause, cases[i].next_step);
          g_assert_cmpstr (run->out, ==, "");
        }
      {
        g_autoptr (CliRun) plan
            = cli_run (home, "plan", cases[i].conn, "--query", "SELECT 1", NULL);
        g_autoptr (CliRun) trial = cli_run (home, "trial", cases[i].conn, "--change", "SELECT 1",
                                            "--query", "SELECT 1", NULL);

        cli_assert_failed (plan, 2, cases[i].cause, cases[i].next_step);
        cli_assert_failed (trial, 2, cases[i].cause, cases[i].next_step);
      }
    }
}

/* A malformed address is told without the password in it. */
static void
test_secret_in_malformed_address (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run
      = cli_run (home, "check", "--json", "postgresql://ann:tell-nobody@[::1/shop", NULL);
  g_autoptr (CliRun) keywords
      = cli_run (home, "check", "--json", "password=tell-nobody hots=x", NULL);

  cli_assert_status (run, 2);
  cli_assert_status (keywords, 2);
  g_assert_null (strstr (run->out, "tell-nobody"));
  g_assert_null (strstr (run->err, "tell-nobody"));
  g_assert_null (strstr (keywords->out, "tell-nobody"));
  g_assert_null (strstr (keywords->err, "tell-nobody"));
}

static void
assert_no_plan (CliHome *home, const char *text, gsize length)
{
  static const char *const members[] = { "s:message", "?s:sqlstate", "?s:next_step", NULL };
  g_autofree char *path = cli_home_write (home, "plan.json", text, (gssize) length);
  g_autoptr (CliRun) file = cli_run (home, "plan", "--file", path, NULL);
  g_autoptr (CliRun) piped
      = cli_run_with_input (home, text, length, "plan", "--json", "--file", "-", NULL);
  g_autoptr (JsonNode) node = cli_parse (piped);
  JsonObject *error = json_object_get_object_member (json_node_get_object (node), "error");

  cli_assert_failed (file, 4, NULL, "EXPLAIN");
  g_assert_cmpstr (file->out, ==, "");
  cli_assert_status (piped, 4);
  cli_assert_members (error, members);
}

/* No place in it is told, as there is nothing to look at. */
static void
assert_garbage (CliHome *home, const char *bytes, gsize length)
{
  g_autoptr (CliRun) run = cli_run_with_input (home, bytes, length, "plan", "--file", "-", NULL);

  cli_assert_failed (run, 4, "This is not a plan, nor is it text in UTF-8 or UTF-16", "EXPLAIN");
  g_assert_null (strstr (run->err, "JSON at line"));
}

static void
test_broken_plan (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  gsize length = 0;
  g_autofree char *plan
      = opt_test_read_data ("plans/025_function_scan_ordinality_spill.json", &length);
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *garbage = g_malloc (4096);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (CliRun) missing = cli_run (home, "plan", "--file", "missing.json", NULL);
  g_autoptr (CliRun) folder = cli_run (home, "plan", "--file", home->folder, NULL);

  for (gsize i = 0; i < 4096; i++)
    garbage[i] = (char) g_rand_int (random);

  assert_no_plan (home, plan, length / 2);
  assert_no_plan (home, "{\"shop\": [1, 2]}", strlen ("{\"shop\": [1, 2]}"));
  assert_no_plan (home, "[{\"Plan\": [{}]}]", strlen ("[{\"Plan\": [{}]}]"));
  assert_no_plan (home, deep, 100000);
  assert_no_plan (home, garbage, 4096);
  assert_garbage (home, garbage, 4096);
  assert_no_plan (home, "", 0);

  cli_assert_failed (missing, 4, "missing.json", "what EXPLAIN printed");
  cli_assert_failed (folder, 4, home->folder, "what EXPLAIN printed");
}

/* What is given to others. */
static void
test_plan_shared (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  gsize length = 0;
  g_autofree char *plan = opt_test_read_data ("plans/005_index_scan.json", &length);
  g_autofree char *path = cli_home_write (home, "plan.json", plan, (gssize) length);
  g_autoptr (CliRun) statistics = cli_run (home, "plan", "--file", path, "--statistics", NULL);
  g_autoptr (CliRun) html = cli_run (home, "plan", "--file", path, "--html", NULL);
  g_autoptr (CliRun) source
      = cli_run (home, "plan", "--file", path, "--anonymize", "--source", NULL);
  g_autoptr (CliRun) again = NULL;

  cli_assert_status (statistics, 0);
  cli_assert_said (statistics, "Node type");
  cli_assert_status (html, 0);
  g_assert_true (g_str_has_prefix (html->out, "<!DOCTYPE html>"));
  g_assert_nonnull (strstr (html->out, "orders_placed"));
  cli_assert_status (source, 0);
  g_assert_null (strstr (source->out, "orders"));
  again = cli_run_with_input (home, source->out, strlen (source->out), "plan", "--file", "-", NULL);
  cli_assert_status (again, 0);
  cli_assert_said (again, "Index Scan Backward using i1 on t1");
}

/* A plan from a file: the documented object and nothing else. */
static void
test_plan_file (void)
{
  static const char *const members[] = {
    "i:plans",   "?n:planning_ms", "?n:execution_ms", "?n:root_ms",   "?n:outside_root_ms",
    "?n:jit_ms", "n:total_cost",   "?i:slowest",      "?i:costliest", "?o:worst_misestimate",
    "a:nodes",   "a:triggers",     "a:findings",      "o:statistics", NULL,
  };
  static const char *const node_members[] = {
    "i:id",
    "?i:parent",
    "s:type",
    "s:label",
    "?s:relation",
    "?s:index",
    "?s:subplan",
    "?n:exclusive_ms",
    "?n:inclusive_ms",
    "?n:rounding_ms",
    "?n:rows",
    "n:plan_rows",
    "?n:loops",
    "n:startup_cost",
    "n:total_cost",
    "n:exclusive_cost",
    "?b:spilled",
    "?s:spill_kind",
    "?n:spilled_bytes",
    "?b:never_executed",
    "?o:buffers",
    NULL,
  };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *plan
      = opt_test_read_data ("plans/025_function_scan_ordinality_spill.json", NULL);
  g_autofree char *path = cli_home_write (home, "plan.json", plan, -1);
  g_autoptr (CliRun) text = cli_run (home, "plan", "--file", path, NULL);
  g_autoptr (CliRun) run = cli_run (home, "plan", "--json", "--file", path, NULL);
  g_autoptr (CliRun) piped
      = cli_run_with_input (home, plan, strlen (plan), "plan", "--json", "--file", "-", NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *object = json_node_get_object (node);

  cli_assert_status (text, 0);
  cli_assert_status (run, 0);
  cli_assert_status (piped, 0);
  g_assert_cmpstr (piped->out, ==, run->out);
  g_assert_cmpstr (run->err, ==, "");
  cli_assert_members (object, members);
  cli_assert_members (cli_get_first (object, "nodes"), node_members);
}

/* Whatever the terminal can show, and whatever is logged: a machine reads one whole object. */
static void
test_json_alone (void)
{
  static const char plan[]
      = "[{\"Plan\": {\"Node Type\": \"Seq Scan\", \"Relation Name\": \"größe\", "
        "\"Alias\": \"größe\", \"Startup Cost\": 0.0, \"Total Cost\": 1.0, "
        "\"Plan Rows\": 1, \"Plan Width\": 4}}]";
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  cli_home_set (home, "LC_ALL", "C");
  cli_home_set (home, "G_MESSAGES_DEBUG", "all");
  run = cli_run_with_input (home, plan, strlen (plan), "plan", "--json", "--file", "-", NULL);
  cli_assert_status (run, 0);
  node = cli_parse (run);
  object = cli_get_first (json_node_get_object (node), "nodes");
  g_assert_cmpstr (json_object_get_string_member (object, "relation"), ==, "größe");
}

/* What could not be written is no success. */
static void
test_full_output (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *plan
      = opt_test_read_data ("plans/025_function_scan_ordinality_spill.json", NULL);
  g_autofree char *path = cli_home_write (home, "plan.json", plan, -1);
  g_autofree char *command
      = g_strdup_printf ("exec \"$OPTISCHEMA_CLI\" plan --file '%s' > /dev/full", path);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (CliRun) run = NULL;
  g_autoptr (GError) error = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                              &error, "sh", "-c", command, NULL);
  g_assert_no_error (error);
  run = cli_finish (process);
  cli_assert_failed (run, 4, "output", NULL);
}

static void
test_not_utf8 (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) query
      = cli_run (home, "plan", "host=/nothing", "--query", "SELECT '\377'", NULL);

  cli_assert_failed (query, 2, NULL, NULL);
}

/* The place of the store is taken by a file: like a full disk, it keeps nothing from being said. */
static void
test_no_store (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *path = cli_home_write (home, "taken", "", 0);
  g_autoptr (CliRun) text = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (JsonNode) node = NULL;

  cli_home_set (home, "XDG_DATA_HOME", path);
  text = cli_run (home, "history", NULL);
  json = cli_run (home, "history", "--json", NULL);
  node = cli_parse (json);

  cli_assert_failed (text, 4, path, "Make room there, or make the folder writable");
  cli_assert_status (json, 4);
  g_assert_true (json_object_has_member (json_node_get_object (node), "error"));
}

/* A full disk, where this user may make one. */
static void
test_full_store (void)
{
  g_autoptr (CliHome) home = cli_home_new ();

  cli_home_set (home, "XDG_DATA_HOME", "/dev/full");
  {
    g_autoptr (CliRun) run = cli_run (home, "history", NULL);

    cli_assert_failed (run, 4, "/dev/full", "Make room there");
  }
}

/* A log that is no log is kept aside, said, and does not stop the work. */
static void
test_damaged_log (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *folder = g_build_filename (home->folder, "XDG_DATA_HOME", "optischema", NULL);
  g_autoptr (CliRun) empty = cli_run (home, "history", "--json", NULL);
  g_autoptr (JsonNode) node = cli_parse (empty);
  g_autofree char *path = g_build_filename (folder, "audit.db", NULL);
  g_autoptr (CliRun) damaged = NULL;
  g_autoptr (CliRun) after = NULL;

  cli_assert_status (empty, 1);
  g_assert_cmpuint (json_array_get_length (
                        json_object_get_array_member (json_node_get_object (node), "changes")),
                    ==, 0);

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (
      g_file_set_contents (path, "This is no database, and long enough to be none.", -1, NULL));
  damaged = cli_run (home, "history", NULL);
  after = cli_run (home, "history", NULL);
  cli_assert_status (damaged, 1);
  cli_assert_said (damaged, "damaged");
  cli_assert_status (after, 1);
  g_assert_null (strstr (after->err, "damaged"));
}

static void
test_no_demo (void)
{
  static const char *const members[] = { "s:state", "?i:pid", "?s:conninfo", NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) text = cli_run (home, "demo", "status", NULL);
  g_autoptr (CliRun) json = cli_run (home, "demo", "status", "--json", NULL);
  g_autoptr (JsonNode) node = cli_parse (json);
  g_autoptr (CliRun) stop = cli_run (home, "demo", "stop", NULL);

  cli_assert_status (text, 1);
  cli_assert_said (text, "optischema-cli demo start");
  cli_assert_status (json, 1);
  cli_assert_members (json_node_get_object (node), members);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "state"), ==,
                   "stopped");
  cli_assert_status (stop, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/usage/help", test_help);
  g_test_add_func ("/cli/usage/wrong", test_wrong_usage);
  g_test_add_func ("/cli/usage/connection", test_wrong_connection);
  g_test_add_func ("/cli/usage/secret", test_secret_in_malformed_address);
  g_test_add_func ("/cli/plan/broken", test_broken_plan);
  g_test_add_func ("/cli/plan/file", test_plan_file);
  g_test_add_func ("/cli/usage/plan-shared", test_plan_shared);
  g_test_add_func ("/cli/usage/json-alone", test_json_alone);
  g_test_add_func ("/cli/usage/full-output", test_full_output);
  g_test_add_func ("/cli/usage/not-utf8", test_not_utf8);
  g_test_add_func ("/cli/store/none", test_no_store);
  g_test_add_func ("/cli/store/full", test_full_store);
  g_test_add_func ("/cli/store/damaged", test_damaged_log);
  g_test_add_func ("/cli/demo/none", test_no_demo);

  return g_test_run ();
}
