/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-test.h"

static OptPlan *
read_plan (const char *name)
{
  g_autofree char *path = g_build_filename ("plans", name, NULL);
  g_autofree char *text = opt_test_read_data (path, NULL);
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);

  return plan;
}

static char *
describe (OptPlan *plan)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    {
      OptFinding *finding = opt_plan_get_finding (plan, i);
      OptPlanNode *node = opt_finding_get_node (finding);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                              opt_finding_kind_get_nick (opt_finding_get_kind (finding)));
      if (node != NULL)
        g_string_append_printf (text, ":%d", opt_plan_node_get_id (node));
    }

  return g_string_free (text, FALSE);
}

/* What is said of real plans, and that nothing is said of those with nothing to say. */
static void
test_kinds (void)
{
  static const struct
  {
    const char *file;
    const char *findings;
  } cases[] = {
    { "001_seq_scan_filter.json", "seq-scan:1" },
    { "005_index_scan.json", "" },
    { "016_hash_index.json", "" },
    { "025_function_scan_ordinality_spill.json", "spill:2" },
    { "036_incremental_sort_spill.json", "spill:1" },
    { "040_agg_hashed_spill.json", "spill:1" },
    { "120_parallel_nestloop_inner.json", "nested-loop:7" },
    { "086_cte_materialized_single.json", "spill:2" },
    { "089_cte_limit_partial.json", "" },
    { "102_update_triggers_row.json", "trigger" },
    { "131_jit_heavy.json", "jit" },
    { "145_misestimate_zero_rows.json", "seq-scan:2" },
    { "149_timing_off.json", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptPlan) plan = read_plan (cases[i].file);
      g_autofree char *findings = describe (plan);

      g_test_message ("%s", cases[i].file);
      g_assert_cmpstr (findings, ==, cases[i].findings);
    }
}

/* Each says what it saw, why it matters and what to do, and stays above the floor. */
static void
test_complete (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "plans", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_findings = 0;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autoptr (OptPlan) plan = g_str_has_suffix (name, ".json") ? read_plan (name) : NULL;

      for (guint i = 0; plan != NULL && i < opt_plan_get_n_findings (plan); i++)
        {
          OptFinding *finding = opt_plan_get_finding (plan, i);

          g_assert_cmpstr (opt_finding_get_title (finding), !=, "");
          g_assert_cmpstr (opt_finding_get_seen (finding), !=, "");
          g_assert_cmpstr (opt_finding_get_why (finding), !=, "");
          g_assert_cmpstr (opt_finding_get_advice (finding), !=, "");
          g_assert_cmpfloat (opt_finding_get_share (finding), >=, 0.05);
          g_assert_cmpfloat (opt_finding_get_share (finding), <=, 1);
          if (opt_plan_has_times (plan))
            g_assert_cmpfloat (opt_finding_get_explained_ms (finding), >=, 5);
          n_findings++;
        }
    }
  g_assert_cmpuint (n_findings, >, 10);
}

/* An estimate of 1 row let the planner choose a nested loop that ran 5,000 times. */
static void
test_misestimate (void)
{
  static const char text[]
      = "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Nested Loop\","
        " \"Actual Startup Time\": 1, \"Actual Total Time\": 990, \"Actual Rows\": 5000,"
        " \"Actual Loops\": 1, \"Plan Rows\": 1, \"Plans\": ["
        "{\"Node Type\": \"Index Scan\", \"Relation Name\": \"a\","
        " \"Parent Relationship\": \"Outer\", \"Actual Startup Time\": 1,"
        " \"Actual Total Time\": 10, \"Actual Rows\": 5000, \"Actual Loops\": 1, \"Plan Rows\": 1},"
        "{\"Node Type\": \"Index Scan\", \"Relation Name\": \"b\","
        " \"Parent Relationship\": \"Inner\", \"Actual Startup Time\": 0.1,"
        " \"Actual Total Time\": 0.19, \"Actual Rows\": 1, \"Actual Loops\": 5000,"
        " \"Plan Rows\": 1}]}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  g_autofree char *findings = NULL;

  g_assert_no_error (error);
  findings = describe (plan);
  g_assert_cmpstr (findings, ==, "misestimate:2");
  g_assert_cmpfloat_with_epsilon (opt_finding_get_explained_ms (opt_plan_get_finding (plan, 0)),
                                  980, 1e-9);
}

static void
test_json (void)
{
  g_autoptr (OptPlan) plan = read_plan ("093_modifying_cte_unread.json");
  g_autoptr (JsonNode) made = opt_plan_to_json (plan);
  g_autofree char *text = opt_json_print (made, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) json = opt_json_parse (text, -1, &error);
  JsonObject *object;
  JsonObject *node;

  g_assert_no_error (error);
  object = json_node_get_object (json);
  g_assert_cmpint (json_object_get_int_member (object, "slowest"), ==, 2);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (object, "outside_root_ms"), 75.306,
                                  1e-9);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "nodes")), ==, 4);
  node = json_array_get_object_element (json_object_get_array_member (object, "nodes"), 1);
  g_assert_cmpstr (json_object_get_string_member (node, "type"), ==, "ModifyTable");
  g_assert_cmpstr (json_object_get_string_member (node, "label"), ==, "Delete on order_line");
  g_assert_cmpint (json_object_get_int_member (node, "parent"), ==, 1);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (node, "exclusive_ms"), 44.99,
                                  1e-9);
  g_assert_false (json_object_get_boolean_member (node, "spilled"));
  g_assert_false (json_object_get_boolean_member (node, "never_executed"));
}

static void
test_text (void)
{
  g_autoptr (OptPlan) plan = read_plan ("145_misestimate_zero_rows.json");
  g_autofree char *text = opt_plan_to_text (plan);

  g_assert_nonnull (strstr (text, "└ Seq Scan on customer c"));
  g_assert_nonnull (strstr (text, "never executed"));
  g_assert_nonnull (strstr (text, "Reads all of orders"));
  g_assert_null (strstr (text, "nan"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/findings/kinds", test_kinds);
  g_test_add_func ("/plan/findings/complete", test_complete);
  g_test_add_func ("/plan/findings/misestimate", test_misestimate);
  g_test_add_func ("/plan/findings/json", test_json);
  g_test_add_func ("/plan/findings/text", test_text);

  return g_test_run ();
}
