/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-test-plan.h"
#include "opt-test.h"

#define SCAN "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"t\", \"Alias\": \"a\""

static void
assert_refused (const char *text, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_null (plan);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_assert_nonnull (strstr (error->message, what));
}

static void
test_broken (void)
{
  g_autofree char *whole = opt_test_read_data ("plans/005_index_scan.json", NULL);

  assert_refused ("", "no plan");
  assert_refused ("[{\"Plan\": ", "line 1");
  assert_refused ("{}", "no “Plan”");
  assert_refused ("17", "no plan");
  assert_refused ("[[]]", "no “Plan”");
  assert_refused ("[{\"Plan\": []}]", "no “Plan”");
  assert_refused ("[{\"Plan\": {\"Alias\": \"a\"}}]", "“Node Type”");
  assert_refused ("[{\"Plan\": " SCAN ", \"Plans\": [1]}}]", "no node");
  assert_refused ("[{\"Plan\": " SCAN ", \"Plans\": [{}]}}]", "node 2");
  assert_refused ("[{\"Plan\": " SCAN ", \"Actual Loops\": -1}}]", "Actual Loops");
  assert_refused ("[{\"Plan\": " SCAN ", \"Total Cost\": \"much\"}}]", "Total Cost");

  /* Wherever a file ends early, it is refused. */
  for (gsize length = strlen (g_strchomp (whole)) - 1; length > 0; length -= MIN (length, 37))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (whole, (gssize) length, &error);

      g_assert_null (plan);
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
    }
}

static void
test_deep (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, SCAN ", \"Plans\": [");

  assert_refused (text->str, "deeply");
}

static void
test_no_plan (void)
{
  g_autoptr (OptPlan) nothing = opt_test_read_plan_text ("[]");
  g_autoptr (OptPlan) utility = opt_test_read_plan_text ("[\"Utility Statement\"]");
  g_autofree char *nothing_text = opt_plan_to_text (nothing);
  g_autofree char *utility_text = opt_plan_to_text (utility);
  g_autoptr (JsonNode) json = opt_plan_to_json (nothing);

  g_assert_cmpuint (opt_plan_get_n_plans (nothing), ==, 0);
  g_assert_cmpuint (opt_plan_get_n_utility_statements (utility), ==, 1);
  g_assert_null (opt_plan_get_slowest (nothing));
  g_assert_null (opt_plan_get_worst_misestimate (nothing, TRUE));
  g_assert_cmpstr (nothing_text, !=, utility_text);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (json));
}

/* auto_explain logs an object, and no execution time. */
static void
test_auto_explain (void)
{
  g_autoptr (OptPlan) plan
      = opt_test_read_plan_text ("{\"Query Text\": \"SELECT 1\", \"Plan\": " SCAN
                                 ", \"Actual Startup Time\": 0.5, \"Actual Total Time\": 2,"
                                 " \"Actual Rows\": 1, \"Actual Loops\": 3}}");

  g_assert_true (isnan (opt_plan_get_execution_ms (plan)));
  g_assert_cmpfloat_with_epsilon (opt_plan_get_root_ms (plan), 6, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_plan_get_total_ms (plan), 6, 1e-9);
  g_assert_cmpstr (opt_plan_get_query_text (plan, 0), ==, "SELECT 1");
  g_assert_true (JSON_NODE_HOLDS_OBJECT (opt_plan_get_source (plan)));
}

static void
test_psql_frame (void)
{
  g_autoptr (OptPlan) plan
      = opt_test_read_plan_text ("                QUERY PLAN                 \n"
                                 "------------------------------------------\n"
                                 " [                                       +\n"
                                 "   {                                     +\n"
                                 "     \"Plan\": " SCAN ",+\n"
                                 "     \"Filter\": \"(a + 1)\"}}           +\n"
                                 " ]\n"
                                 "(1 row)\n");

  g_assert_cmpuint (opt_plan_get_n_nodes (plan), ==, 1);
  g_assert_cmpstr (opt_plan_node_get_text (opt_plan_get_node (plan, 1), "Filter"), ==, "(a + 1)");
}

static void
test_cost_only (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (
      "[{\"Plan\": {\"Node Type\": \"Limit\", \"Startup Cost\": 0, \"Total Cost\": 100,"
      " \"Plan Rows\": 10, \"Plans\": [" SCAN ", \"Parent Relationship\": \"Outer\","
      " \"Startup Cost\": 0, \"Total Cost\": 5000, \"Plan Rows\": 500, \"Plan Width\": 4,"
      " \"Filter\": \"(a = 1)\"}]}}]");
  OptPlanNode *scan = opt_plan_get_node (plan, 2);
  g_autoptr (JsonNode) json = opt_plan_to_json (plan);
  JsonObject *object = json_node_get_object (json);

  g_assert_false (opt_plan_has_times (plan));
  g_assert_false (opt_plan_has_rows (plan));
  g_assert_true (isnan (opt_plan_node_get_inclusive_ms (scan)));
  g_assert_false (opt_plan_node_is_never_executed (scan));
  /* The LIMIT pays for a part of the scan alone. */
  g_assert_cmpfloat_with_epsilon (opt_plan_node_get_exclusive_cost (scan), 100, 1e-9);
  g_assert_true (opt_plan_get_costliest (plan) == scan);
  g_assert_true (json_object_get_null_member (object, "slowest"));
  g_assert_true (json_object_get_null_member (object, "root_ms"));
  g_assert_true (json_object_get_null_member (object, "worst_misestimate"));
  g_assert_cmpint (json_object_get_int_member (object, "costliest"), ==, 2);
}

static void
test_labels (void)
{
  static const struct
  {
    const char *json;
    const char *label;
  } cases[] = {
    { SCAN "}", "Seq Scan on t a" },
    { SCAN ", \"Parallel Aware\": true}", "Parallel Seq Scan on t a" },
    { "{\"Node Type\": \"Index Scan\", \"Index Name\": \"i\", \"Relation Name\": \"t\","
      " \"Alias\": \"t\", \"Scan Direction\": \"Backward\"}",
      "Index Scan Backward using i on t" },
    { "{\"Node Type\": \"Bitmap Index Scan\", \"Index Name\": \"i\"}", "Bitmap Index Scan on i" },
    { "{\"Node Type\": \"Hash Join\", \"Join Type\": \"Left\"}", "Hash Left Join" },
    { "{\"Node Type\": \"Hash Join\", \"Join Type\": \"Inner\"}", "Hash Join" },
    { "{\"Node Type\": \"Nested Loop\", \"Join Type\": \"Anti\"}", "Nested Loop Anti Join" },
    { "{\"Node Type\": \"Aggregate\", \"Strategy\": \"Hashed\", \"Partial Mode\": \"Partial\"}",
      "Partial HashAggregate" },
    { "{\"Node Type\": \"ModifyTable\", \"Operation\": \"Update\", \"Relation Name\": \"t\"}",
      "Update on t" },
    { "{\"Node Type\": \"Subquery Scan\", \"Alias\": \"s\"}", "Subquery Scan on s" },
    { "{\"Node Type\": \"Something New\"}", "Something New" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[{\"Plan\": %s}]", cases[i].json);
      g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);
      g_autofree char *label = opt_plan_node_get_label (opt_plan_get_node (plan, 1));

      g_assert_cmpstr (label, ==, cases[i].label);
    }
}

/* Each node of PostgreSQL 15 to 18, from explain.c. */
static void
test_help (void)
{
  static const char *const types[] = {
    "Result",
    "ProjectSet",
    "ModifyTable",
    "Append",
    "Merge Append",
    "Recursive Union",
    "BitmapAnd",
    "BitmapOr",
    "Nested Loop",
    "Merge Join",
    "Hash Join",
    "Seq Scan",
    "Sample Scan",
    "Gather",
    "Gather Merge",
    "Index Scan",
    "Index Only Scan",
    "Bitmap Index Scan",
    "Bitmap Heap Scan",
    "Tid Scan",
    "Tid Range Scan",
    "Subquery Scan",
    "Function Scan",
    "Table Function Scan",
    "Values Scan",
    "CTE Scan",
    "WorkTable Scan",
    "Named Tuplestore Scan",
    "Foreign Scan",
    "Custom Scan",
    "Materialize",
    "Memoize",
    "Sort",
    "Incremental Sort",
    "Group",
    "Aggregate",
    "WindowAgg",
    "Unique",
    "SetOp",
    "LockRows",
    "Limit",
    "Hash",
    "A new one",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *text = g_strdup_printf ("[{\"Plan\": {\"Node Type\": \"%s\"}}]", types[i]);
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, NULL);
      const char *help = opt_plan_node_get_help (opt_plan_get_node (plan, 1));

      if (i + 1 < G_N_ELEMENTS (types))
        g_assert_true (help != NULL && g_str_has_suffix (help, "."));
      else
        g_assert_null (help);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/read/broken", test_broken);
  g_test_add_func ("/plan/read/deep", test_deep);
  g_test_add_func ("/plan/read/no-plan", test_no_plan);
  g_test_add_func ("/plan/read/auto-explain", test_auto_explain);
  g_test_add_func ("/plan/read/psql-frame", test_psql_frame);
  g_test_add_func ("/plan/read/cost-only", test_cost_only);
  g_test_add_func ("/plan/read/labels", test_labels);
  g_test_add_func ("/plan/read/help", test_help);

  return g_test_run ();
}
