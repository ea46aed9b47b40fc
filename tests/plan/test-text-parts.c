/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"
#include "opt-plan-blocks.h"
#include "opt-test-plan.h"
#include "opt-test.h"

/* What stands around and below the nodes in the text format, as JSON has it. */

#define RUN(time) "(cost=0.00..9.00 rows=1 width=4) (actual time=0.010.." time " rows=1 loops=1)\n"
#define SCAN "Seq Scan on orders  (cost=0.00..1.00 rows=1 width=4)\n"

static JsonObject *
get_statement (OptPlan *plan)
{
  return json_array_get_object_element (json_node_get_array (opt_plan_get_source (plan)), 0);
}

static gboolean
has_warning (OptPlan *plan, OptFindingKind kind)
{
  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    {
      OptFinding *finding = opt_plan_get_finding (plan, i);

      if (opt_finding_get_kind (finding) == kind)
        return opt_finding_get_severity (finding) == OPT_FINDING_SEVERITY_WARNING;
    }

  return FALSE;
}

static void
test_serialization (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (
      "Seq Scan on t  (cost=0.00..1000.00 rows=100000 width=400) (actual "
      "time=0.010..300.000 rows=100000.00 loops=1)\n"
      "Planning Time: 0.1 ms\n"
      "Serialization: time=600.000 ms  output=40000kB  format=text\n"
      "  Buffers: shared hit=7\n"
      "Execution Time: 1000 ms\n");
  g_autoptr (OptPlan) untimed = opt_test_read_plan_text (
      SCAN "Serialization: output=1kB  format=binary\nExecution Time: 1.0 ms\n");
  JsonObject *json = opt_json_get_object (get_statement (plan), "Serialization");

  g_assert_cmpfloat (opt_json_get_double (json, "Time", NAN), ==, 600);
  g_assert_cmpint (opt_json_get_int (json, "Output Volume", -1), ==, 40000);
  g_assert_cmpstr (opt_json_get_string (json, "Format"), ==, "text");
  g_assert_cmpint (opt_json_get_int (json, "Shared Hit Blocks", -1), ==, 7);
  g_assert_true (has_warning (plan, OPT_FINDING_LARGE_RESULT));

  json = opt_json_get_object (get_statement (untimed), "Serialization");
  g_assert_false (json_object_has_member (json, "Time"));
  g_assert_cmpstr (opt_json_get_string (json, "Format"), ==, "binary");
}

static void
test_jit_of_worker (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text ("Gather  " RUN ("9.000") "  ->  Sort  " RUN (
      "8.000") "        Worker 0:  actual time=0.100..7.000 rows=9 loops=1\n"
               "          JIT:\n"
               "            Functions: 2\n"
               "            Options: Inlining false, Optimization true\n"
               "            Timing: Generation 0.2 ms, Emission 1.0 ms, Total 1.3 ms\n"
               "          Buffers: shared hit=20\n"
               "        Worker 1:  actual time=0.100..1.000 rows=1 loops=1\n"
               "          JIT:\n"
               "            Functions: 3\n"
               "        ->  Seq Scan on t  " RUN ("7.000"));
  JsonObject *json = opt_plan_node_get_json (opt_plan_get_node (plan, 2));
  JsonArray *workers = opt_json_get_array (json, "Workers");
  JsonObject *first = json_array_get_object_element (workers, 0);
  JsonObject *jit = opt_json_get_object (first, "JIT");
  JsonObject *second = json_array_get_object_element (workers, 1);

  g_assert_cmpuint (opt_plan_get_n_nodes (plan), ==, 3);
  g_assert_cmpint (opt_json_get_int (jit, "Functions", -1), ==, 2);
  g_assert_true (
      opt_json_get_boolean (opt_json_get_object (jit, "Options"), "Optimization", FALSE));
  g_assert_cmpfloat (opt_json_get_double (opt_json_get_object (jit, "Timing"), "Total", NAN), ==,
                     1.3);
  g_assert_cmpint (opt_json_get_int (first, "Shared Hit Blocks", -1), ==, 20);
  g_assert_false (json_object_has_member (first, "Functions"));
  g_assert_cmpint (opt_json_get_int (opt_json_get_object (second, "JIT"), "Functions", -1), ==, 3);
}

#define LOG "2026-05-31 12:00:00 UTC [42] LOG:  duration: 3.140 ms  plan:\n"

/* From 16 on they stand below the statement; a value may have several lines. */
static void
test_parameters (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (
      LOG "\tQuery Text: SELECT a\n\tFROM orders\n"
          "\tQuery Parameters: $1 = '7', $2 = 'two\n\tSort  lines'\n\t" SCAN LOG
          "\tQuery Text: SELECT 2\n\t" SCAN);
  JsonArray *statements = json_node_get_array (opt_plan_get_source (plan));

  g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, 2);
  g_assert_cmpstr (opt_plan_get_query_text (plan, 0), ==, "SELECT a\nFROM orders");
  g_assert_cmpstr (opt_json_get_string (json_array_get_object_element (statements, 0),
                                        "Query Parameters"),
                   ==, "$1 = '7', $2 = 'two\nSort  lines'");
  g_assert_false (
      json_object_has_member (json_array_get_object_element (statements, 1), "Query Parameters"));
}

/* auto_explain.log_analyze is off as it comes: the log still tells how long the statement took. */
static void
test_not_analyzed (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (LOG "\tQuery Text: SELECT 1\n\t" SCAN);
  g_autofree char *text = opt_plan_to_text (plan);

  g_assert_cmpfloat (opt_plan_get_execution_ms (plan), ==, 3.14);
  g_assert_false (opt_plan_has_times (plan));
  g_assert_false (opt_plan_has_rows (plan));
  g_assert_nonnull (strstr (text, "Execution 3.1"));
  g_assert_nonnull (strstr (text, "not measured"));
}

/* In kB, as JSON has it from 17 on. */
static void
test_memory (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (
      SCAN "Planning:\n  Buffers: shared hit=3\n  Memory: used=9kB  allocated=16kB\n"
           "Planning Time: 0.1 ms\n");
  JsonObject *planning = opt_json_get_object (get_statement (plan), "Planning");

  g_assert_cmpfloat (opt_json_get_double (planning, "Memory Used", NAN), ==, 9);
  g_assert_cmpfloat (opt_json_get_double (planning, "Memory Allocated", NAN), ==, 16);
  g_assert_cmpfloat (opt_json_get_double (planning, "Shared Hit Blocks", NAN), ==, 3);
  g_assert_false (json_object_has_member (planning, "Memory"));
}

/* What nobody has run has read nothing, and not 0 blocks. */
static void
test_uncounted (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (
      "[{\"Plan\": {\"Node Type\": \"Seq Scan\", \"Relation Name\": \"orders\", "
      "\"Total Cost\": 9.0, \"Plan Rows\": 5, \"Shared Hit Blocks\": 0, "
      "\"Temp Written Blocks\": 0, \"Shared I/O Read Time\": 0.0}}]");
  g_autoptr (OptPlan) run = opt_test_read_plan_text (
      "[{\"Plan\": {\"Node Type\": \"Seq Scan\", \"Relation Name\": \"orders\", "
      "\"Actual Rows\": 5, \"Actual Loops\": 1, \"Shared Hit Blocks\": 0}}]");

  g_assert_true (
      isnan (opt_plan_node_get_blocks (opt_plan_get_root (plan, 0), OPT_PLAN_BLOCKS_SHARED_HIT)));
  g_assert_true (
      isnan (opt_plan_node_get_figure (opt_plan_get_root (plan, 0), "Shared I/O Read Time")));
  g_assert_cmpfloat (opt_plan_node_get_blocks (opt_plan_get_root (run, 0),
                                               OPT_PLAN_BLOCKS_SHARED_HIT),
                     ==, 0);
}

#define JOIN                                                                                       \
  "Hash Join  (cost=1.00..9.00 rows=1 width=4)\n"                                                  \
  "  Hash Cond: (o.customer = c.id)\n"                                                             \
  "  ->  Seq Scan on orders o  (cost=0.00..5.00 rows=1 width=4)\n"                                 \
  "        Filter: ((status = 'open'::text) AND (placed > '2026-11-29'::date))\n"                  \
  "  ->  Hash  (cost=1.00..1.00 rows=1 width=4)\n"                                                 \
  "        ->  Index Scan using customers_pkey on customers c  (cost=0.00..1.00 rows=1 width=4)\n" \
  "              Index Cond: (id < 9)\n"

/* Each below its node, and the branches go on beside it. */
static void
test_conditions (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (JOIN);
  g_autofree char *text = opt_plan_to_text (plan);
  g_autofree char *narrow = opt_plan_to_styled_text (plan, NULL, 70);
  g_auto (GStrv)
    lines = g_strsplit (narrow, "\n", -1);

  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, " │ Hash Cond: (o.customer = c.id)\n"));
  g_assert_nonnull (
      strstr (text, " │   Filter: ((status = 'open'::text) AND (placed > '2026-11-29'::date))\n"));
  g_assert_nonnull (strstr (text, "       Index Cond: (id < 9)\n"));

  /* No wider than the terminal, where that is not too narrow for anything. */
  g_assert_null (strstr (narrow, "placed >"));
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], "Filter:") != NULL)
      {
        g_assert_cmpint (g_utf8_strlen (lines[i], -1), ==, 70);
        g_assert_true (g_str_has_suffix (lines[i], "…"));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/text-parts/serialization", test_serialization);
  g_test_add_func ("/plan/text-parts/jit-of-worker", test_jit_of_worker);
  g_test_add_func ("/plan/text-parts/parameters", test_parameters);
  g_test_add_func ("/plan/text-parts/not-analyzed", test_not_analyzed);
  g_test_add_func ("/plan/text-parts/memory", test_memory);
  g_test_add_func ("/plan/text-parts/uncounted", test_uncounted);
  g_test_add_func ("/plan/text-parts/conditions", test_conditions);

  return g_test_run ();
}
