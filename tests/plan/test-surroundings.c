/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-test-plan.h"
#include "opt-test.h"

/* What psql, logs, mails and other programs put around a plan, and what is left of one then. */

#define STATEMENT                                                                                 \
  "SELECT * FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relname = 'it''s' " \
  "AND a.attnum > (SELECT 3)"

static void
assert_same (OptPlan *one, OptPlan *other)
{
  g_autofree char *expected = opt_plan_to_text (one);
  g_autofree char *found = opt_plan_to_text (other);

  g_assert_cmpstr (found, ==, expected);
}

static char *
run_psql_on (OptConninfo *conninfo, const char *const *options, const char *sql, char **messages)
{
  g_autofree char *address = opt_conninfo_to_string (conninfo);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_ptr_array_add (argv, (gpointer) "psql");
  g_ptr_array_add (argv, (gpointer) "-X");
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) options[i]);
  g_ptr_array_add (argv, (gpointer) "-d");
  g_ptr_array_add (argv, address);
  g_ptr_array_add (argv, (gpointer) "-c");
  g_ptr_array_add (argv, (gpointer) sql);
  g_ptr_array_add (argv, NULL);
  process
      = g_subprocess_newv ((const char *const *) argv->pdata,
                           G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, messages, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));

  return output;
}

static char *
run_psql (const char *const *options, const char *sql, char **messages)
{
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (NULL);

  return run_psql_on (conninfo, options, sql, messages);
}

/* psql's own frames around each format are no part of it. */
static void
test_psql (void)
{
  static const char *const formats[] = { "TEXT", "JSON", "XML", "YAML" };
  static const char *const options[][8] = {
    { NULL },
    { "-A", "-t", NULL },
    { "-P", "border=2", NULL },
    { "-P", "linestyle=unicode", "-P", "border=2", NULL },
    { "-P", "linestyle=old-ascii", NULL },
    { "-P", "format=wrapped", "-P", "columns=41", NULL },
    { "-P", "format=wrapped", "-P", "columns=30", "-P", "border=2", NULL },
    { "-P", "format=wrapped", "-P", "columns=37", "-P", "linestyle=unicode", NULL },
    { "-x", NULL },
    { "-x", "-P", "border=2", NULL },
    { "-x", "-P", "linestyle=unicode", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *sql
          = g_strdup_printf ("EXPLAIN (VERBOSE, FORMAT %s) " STATEMENT, formats[i]);
      g_autofree char *bare = run_psql (options[1], sql, NULL);
      g_autoptr (OptPlan) expected = opt_test_read_plan_text (bare);

      for (guint j = 0; j < G_N_ELEMENTS (options); j++)
        {
          g_autofree char *text = run_psql (options[j], sql, NULL);
          g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);

          assert_same (expected, plan);
        }
    }
}

/* Each entry of a log is a statement of its own, with what it says. */
static void
test_auto_explain (void)
{
  static const char *const formats[] = { "text", "json", "xml", "yaml" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *set
          = g_strdup_printf ("LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0;"
                             "SET auto_explain.log_analyze = on; SET auto_explain.log_format = %s;"
                             "SET client_min_messages = log",
                             formats[i]);
      const char *const options[] = { "-A", "-t", "-c", set, NULL };
      g_autofree char *messages = NULL;
      g_autofree char *output
          = run_psql (options, "SELECT relname\nFROM pg_class\nWHERE oid < 1", &messages);
      g_autoptr (OptPlan) plan = opt_test_read_plan_text (messages);

      g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, 1);
      g_assert_cmpstr (opt_plan_get_query_text (plan, 0), ==,
                       "SELECT relname\nFROM pg_class\nWHERE oid < 1");
      g_assert_true (opt_plan_has_times (plan));
      g_assert_cmpfloat (opt_plan_get_execution_ms (plan), >, 0);
    }
}

static char *
wait_for_log (OptCluster *server, const char *name, const char *end)
{
  g_autofree char *path
      = g_build_filename (opt_cluster_get_data_folder (server), "log", name, NULL);

  for (;;)
    {
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, end) != NULL)
        return g_steal_pointer (&text);
      g_usleep (10000);
    }
}

/* A server's own log, plain, as CSV and as JSON, with other entries around: four plans, each in
 * another format. */
static void
test_log (void)
{
  static const char *const names[] = { "server.log", "server.csv", "server.json" };
  static const char *const settings[][2] = {
    { "logging_collector", "on" },
    { "log_filename", "server.log" },
    { "log_destination", "stderr,csvlog,jsonlog" },
    { "log_min_duration_statement", "0" },
  };
  static const char *const options[]
      = { "-A",
          "-t",
          "-c",
          "LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0;"
          "SET auto_explain.log_analyze = on",
          "-c",
          "SELECT 'text'",
          "-c",
          "SET auto_explain.log_format = json",
          "-c",
          "SELECT 'json\none'",
          "-c",
          "SET auto_explain.log_format = xml",
          "-c",
          "SELECT '<xml>, \"two\"'",
          "-c",
          "SET auto_explain.log_format = yaml",
          "-c",
          "SELECT 'yaml'",
          NULL };
  g_autoptr (OptCluster) server = opt_cluster_new ();
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    opt_cluster_set_setting (server, settings[i][0], settings[i][1]);
  opt_cluster_start_sync (server, NULL, &error);
  g_assert_no_error (error);
  conninfo = opt_cluster_get_conninfo (server, NULL, NULL);
  output = run_psql_on (conninfo, options,
                        "SET auto_explain.log_min_duration = -1; SELECT 'the end'", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = wait_for_log (server, names[i], "the end");
      g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);

      g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, 4);
      g_assert_cmpstr (opt_plan_get_query_text (plan, 0), ==, "SELECT 'text'");
      g_assert_cmpstr (opt_plan_get_query_text (plan, 1), ==, "SELECT 'json\none'");
      g_assert_cmpstr (opt_plan_get_query_text (plan, 2), ==, "SELECT '<xml>, \"two\"'");
      g_assert_cmpstr (opt_plan_get_query_text (plan, 3), ==, "SELECT 'yaml'");
      for (guint j = 0; j < 4; j++)
        g_assert_cmpstr (opt_plan_node_get_node_type (opt_plan_get_root (plan, j)), ==, "Result");
    }
  opt_cluster_close_sync (server, &error);
  g_assert_no_error (error);
}

#define NODE "Seq Scan on orders  (cost=0.00..9.50 rows=1 width=8)"

static void
assert_filter (const char *text, const char *filter)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);
  OptPlanNode *node = opt_plan_get_node (plan, 1);

  g_assert_cmpuint (opt_plan_get_n_nodes (plan), ==, 1);
  g_assert_cmpstr (opt_plan_node_get_node_type (node), ==, "Seq Scan");
  g_assert_cmpstr (opt_plan_node_get_text (node, "Relation Name"), ==, "orders");
  g_assert_cmpfloat (opt_plan_node_get_total_cost (node), ==, 9.5);
  g_assert_cmpstr (opt_plan_node_get_text (node, "Filter"), ==, filter);
}

/* As it comes out of a mail, a terminal, a table of pgAdmin. */
static void
test_copied (void)
{
  assert_filter (NODE "\n  Filter: (a = 1)\n", "(a = 1)");
  assert_filter ("> " NODE "\n>   Filter: (a = 1)\n", "(a = 1)");
  assert_filter ("\"" NODE "\"\n\"  Filter: (a = 1)\"\n", "(a = 1)");
  assert_filter ("\"" NODE "\"\n\"  Filter: (\"\"a\"\" = 1)\"\n", "(\"a\" = 1)");
  assert_filter ("shop=# EXPLAIN SELECT * FROM orders\nshop-# WHERE a = 1;\n" NODE
                 "\r\n  Filter: (a = 1)\r\n(2 rows)\r\n\r\nTime: 0.412 ms\r\n",
                 "(a = 1)");
  assert_filter (
      "Seq Scan on orders  (cost=0.00..9.50\nrows=1 width=8)\n  Filter: ((a = 1)\nAND (b ="
      " 2))\n",
      "((a = 1) AND (b = 2))");
  assert_filter (NODE
                 "\n  Filter: (a = 'one\ntwo: \"three\"'::text)\n  Rows Removed by Filter: 3\n",
                 "(a = 'one\ntwo: \"three\"'::text)");
  /* The rows of 18 have decimals, the times of 9.6 other names. */
  assert_filter (
      "Seq Scan on orders  (cost=0.00..9.50 rows=1 width=8) (actual time=1.5..2.5 "
      "rows=1.33 loops=3)\n  Filter: (a = 1)\nPlanning time: 0.5 ms\nExecution time: 9 ms",
      "(a = 1)");
}

static void
test_summary (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (
      "Insert on a  (cost=0.00..1.00 rows=0 width=0) (actual time=0.500..0.500 rows=0 loops=1)\n"
      "  ->  Result  (cost=0.00..0.01 rows=1 width=4) (actual time=0.001..0.001 rows=1 loops=1)\n"
      "Settings: work_mem = '1MB', search_path = 'it''s, b'\n"
      "Planning:\n"
      "  Buffers: shared hit=5\n"
      "Planning Time: 0.100 ms\n"
      "Trigger audit: time=1.500 calls=2\n"
      "Trigger for constraint a_fkey on a: time=2.500 calls=1\n"
      "JIT:\n"
      "  Functions: 4\n"
      "  Options: Inlining false, Optimization false, Expressions true, Deforming true\n"
      "  Timing: Generation 0.5 ms (Deform 0.2 ms), Inlining 0.0 ms, Total 0.7 ms\n"
      "Execution Time: 5.000 ms\n");
  JsonObject *settings = opt_plan_get_settings (plan, 0);

  g_assert_cmpuint (opt_plan_get_n_nodes (plan), ==, 2);
  g_assert_cmpfloat (opt_plan_get_planning_ms (plan), ==, 0.1);
  g_assert_cmpfloat (opt_plan_get_execution_ms (plan), ==, 5);
  g_assert_cmpfloat (opt_plan_get_trigger_ms (plan), ==, 4);
  g_assert_cmpfloat (opt_plan_get_jit_ms (plan), ==, 0.7);
  g_assert_cmpstr (json_object_get_string_member (settings, "search_path"), ==, "it's, b");
  g_assert_cmpuint (opt_plan_get_n_triggers (plan), ==, 2);
  g_assert_cmpstr (opt_plan_get_trigger (plan, 0)->name, ==, "audit");
  g_assert_cmpstr (opt_plan_get_trigger (plan, 1)->constraint, ==, "a_fkey");
  g_assert_cmpstr (opt_plan_get_trigger (plan, 1)->relation, ==, "a");
}

static void
test_nothing (void)
{
  g_autoptr (OptPlan) plan
      = opt_test_read_plan_text ("         QUERY PLAN\n---------------------------\n"
                                 " Query rewrites to nothing\n(1 row)\n");

  g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, 0);
}

static void
assert_refused (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_null (plan);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_assert_nonnull (opt_error_get_next_step (error));
}

static void
test_refused (void)
{
  g_autoptr (GString) yaml = g_string_new ("- Plan:\n    Node Type: \"Result\"\n    Plans: ");

  assert_refused ("");
  assert_refused ("How is the weather?");
  assert_refused ("SELECT * FROM orders WHERE a = 1;");
  assert_refused ("<html><body>no</body></html>");
  assert_refused ("<explain><Query><Plan></explain>");
  assert_refused ("- Plan:\n    Node Type: \"Result\"\n   Alias: \"a\"\n  b\n");
  assert_refused ("- Plan: &a\n    Node Type: \"Result\"\n    Plans:\n      - *a\n");
  for (guint i = 0; i < 5000; i++)
    g_string_append (yaml, "[");
  assert_refused (yaml->str);
}

/* Whatever becomes of a text, it is read or refused. */
static void
test_damaged (void)
{
  static const char *const formats[] = { "TEXT", "JSON", "XML", "YAML" };
  static const char *const options[] = { "-A", "-t", NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *sql
          = g_strdup_printf ("EXPLAIN (VERBOSE, ANALYZE, BUFFERS, FORMAT %s) " STATEMENT,
                             formats[i]);
      g_autofree char *text = run_psql (options, sql, NULL);
      gsize length = strlen (text);

      for (guint round = 0; round < 500; round++)
        {
          g_autofree char *copy = g_strdup (text);
          gsize left = (gsize) g_rand_int_range (rand, 1, (gint32) length + 1);
          g_autoptr (GError) error = NULL;
          g_autoptr (OptPlan) plan = NULL;

          for (int n = g_rand_int_range (rand, 0, 8); n > 0; n--)
            copy[g_rand_int_range (rand, 0, (gint32) length)]
                = " \n()[]{}<>&*:-'\"=.,0a\t"[g_rand_int_range (rand, 0, 23)];
          plan = opt_plan_new_from_text (copy, (gssize) left, &error);
          g_assert_true ((plan == NULL) == (error != NULL));
          if (plan != NULL)
            g_free (opt_plan_to_text (plan));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/surroundings/psql", test_psql);
  g_test_add_func ("/plan/surroundings/auto-explain", test_auto_explain);
  g_test_add_func ("/plan/surroundings/log", test_log);
  g_test_add_func ("/plan/surroundings/copied", test_copied);
  g_test_add_func ("/plan/surroundings/summary", test_summary);
  g_test_add_func ("/plan/surroundings/nothing", test_nothing);
  g_test_add_func ("/plan/surroundings/refused", test_refused);
  g_test_add_func ("/plan/surroundings/damaged", test_damaged);

  return g_test_run ();
}
