/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"
#include "opt-test.h"

/* Nodes and the triggers after them ran one after another: no more than all the time that passed.
 */
static void
assert_passed (OptPlan *plan)
{
  double triggers = opt_plan_get_trigger_ms (plan);

  if (isnan (opt_plan_get_execution_ms (plan)))
    return;
  g_assert_cmpfloat (opt_plan_get_root_ms (plan) + opt_plan_get_outside_root_ms (plan)
                         + (isnan (triggers) ? 0 : triggers),
                     <=, opt_plan_get_execution_ms (plan) + 0.001);
}

/* Plans of PostgreSQL 15 in which the time is easily taken from the wrong node. */
static OptPlan *
read_plan (const char *name)
{
  g_autofree char *path = g_build_filename ("plan", name, NULL);
  g_autofree char *text = opt_test_read_data (path, NULL);
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);
  double sum = 0;

  g_assert_no_error (error);
  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) i);

      g_assert_cmpfloat (opt_plan_node_get_raw_exclusive_ms (node), >=,
                         -opt_plan_node_get_rounding_ms (node));
      sum += opt_plan_node_get_raw_exclusive_ms (node);
    }
  g_assert_cmpfloat_with_epsilon (sum,
                                  opt_plan_get_root_ms (plan) + opt_plan_get_outside_root_ms (plan),
                                  1e-6);

  assert_passed (plan);

  return plan;
}

static void
assert_exclusive (OptPlan *plan, int id, double ms)
{
  g_assert_cmpfloat_with_epsilon (opt_plan_node_get_exclusive_ms (opt_plan_get_node (plan, id)), ms,
                                  0.0015);
}

/* The top node reads the CTE's first row, then runs the InitPlan, which reads all the rest. */
static void
test_cte_read_by_init_plan (void)
{
  g_autoptr (OptPlan) plan = read_plan ("cte-read-by-init-plan.json");

  assert_exclusive (plan, 1, 235.812 - 228.763 - 0.084);
  assert_exclusive (plan, 5, 226.390 - (220.218 - 0.084));
}

/* The workers are stopped by the LIMIT, after its CTE Scan. */
static void
test_cte_shut_down_by_limit (void)
{
  g_autoptr (OptPlan) plan = read_plan ("cte-shut-down-by-limit.json");

  assert_exclusive (plan, 4, 0);
  assert_exclusive (plan, 1, 6.236 - 6.211);
}

static void
test_modifying_cte_half_read (void)
{
  g_autoptr (OptPlan) plan = read_plan ("modifying-cte-half-read.json");
  OptPlanNode *slowest = opt_plan_get_slowest (plan);
  g_autofree char *name = opt_plan_node_get_short_name (slowest);

  g_assert_cmpstr (name, ==, "ModifyTable/Update:mod");
  g_assert_cmpfloat (opt_plan_get_outside_root_ms (plan), >, 70);
  g_assert_cmpfloat (opt_plan_get_root_ms (plan) + opt_plan_get_outside_root_ms (plan), <=,
                     opt_plan_get_execution_ms (plan));
}

/* Without VERBOSE nothing says that the scan computes (SELECT max(…)) for its rows. */
static void
test_init_plan_not_mentioned (void)
{
  g_autoptr (OptPlan) plan = read_plan ("init-plan-not-mentioned.json");
  double init_plan = opt_plan_node_get_inclusive_ms (opt_plan_get_node (plan, 2));
  double scan = opt_plan_node_get_inclusive_ms (opt_plan_get_node (plan, 4));

  assert_exclusive (plan, 4, scan - init_plan);
}

/* It hangs on the top node; the workers' filter mentions it. */
static void
test_init_plan_evaluated_by_gather (void)
{
  g_autoptr (OptPlan) plan = read_plan ("init-plan-evaluated-by-gather.json");

  assert_exclusive (plan, 1, 60.281 - 60.215);
  assert_exclusive (plan, 6, 60.215 - 11.077 - 44.680);
}

/* A hash join that finds its hash table empty asks the other side for one row at most. */
static void
test_empty_hash (void)
{
  g_autoptr (OptPlan) plan = read_plan ("empty-hash.json");

  g_assert_cmpstr (opt_plan_node_get_node_type (opt_plan_get_node (plan, 6)), ==, "CTE Scan");
  g_assert_true (opt_plan_node_may_stop_early (opt_plan_get_node (plan, 6)));
  g_assert_false (opt_plan_node_may_stop_early (opt_plan_get_node (plan, 1)));
  g_assert_cmpfloat (opt_plan_node_get_misestimate (opt_plan_get_node (plan, 6)), >, 30000);
}

#define NODE(type, relationship, startup, total, loops)                          \
  "{\"Node Type\": \"" type "\", \"Parent Relationship\": \"" relationship "\"," \
  " \"Actual Startup Time\": " startup ", \"Actual Total Time\": " total ","     \
  " \"Actual Rows\": 10, \"Actual Loops\": " loops
#define INIT_PLAN(name, total) \
  NODE ("Aggregate", "InitPlan", total, total, "1") ", \"Subplan Name\": \"" name "\"}"

/* Two nodes have the time; what one of them mentions is not the InitPlan's result. */
static void
test_mentions (void)
{
  static const char *const cases[][3] = {
    { "InitPlan 1 (returns $1)", "(a > $12)", "(b > $1)" },
    { "InitPlan 1 (returns $1)", "(a = '$1'::text)", "(b > $1)" },
    { "InitPlan 1 (returns $0,$1)", "(a > $10)", "(b > $1)" },
    { "InitPlan 1", "(a > (InitPlan 12).col1)", "(b > (InitPlan 1).col1)" },
    { "InitPlan expr_1", "(a > (InitPlan expr_12).col1)", "(b > (InitPlan expr_1).col1)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Plan\": " NODE ("Nested Loop", "Outer", "600", "700", "1") ", \"Plans\": [" NODE (
              "Aggregate", "InitPlan", "100", "100",
              "1") ", \"Subplan Name\": \"%s\"}, " NODE ("Seq Scan", "Outer", "500", "500",
                                                         "1") ", \"Filter\": \"%s\"}, " NODE ("Seq Scan",
                                                                                              "Inner",
                                                                                              "150",
                                                                                              "150",
                                                                                              "1") ", \"Filter\": \"%s\"}]}}]",
          cases[i][0], cases[i][1], cases[i][2]);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);

      g_assert_no_error (error);
      assert_exclusive (plan, 1, 50);
      assert_exclusive (plan, 3, 500);
      assert_exclusive (plan, 4, 50);
    }
}

/* The Sort has the time, too, but the Append is what prunes by the result. */
static void
test_run_time_pruning (void)
{
  static const char text[] = "[{\"Plan\": " NODE ("Sort", "Outer", "890", "900", "1") ", \"Plans\": [" INIT_PLAN (
      "InitPlan 1 (returns $0)",
      "270") ", " NODE ("Append", "Outer", "271", "400",
                        "1") ", \"Plans\": [" NODE ("Seq Scan", "Member", "0.1", "50",
                                                    "1") ", \"Filter\": \"(d > $0)\"}, " NODE ("Seq Scan",
                                                                                               "Member",
                                                                                               "0.1",
                                                                                               "50",
                                                                                               "1") ", \"Filter\": \"(d > $0)\"}]}]}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);
  assert_exclusive (plan, 1, 500);
  assert_exclusive (plan, 3, 30);
}

/* The workers' scan has the time, too, but the Gather hands them the result. */
static void
test_params_evaluated (void)
{
  static const char text[]
      = "[{\"Plan\": " NODE ("Aggregate", "Outer", "701", "701", "1") ", \"Plans\": [" INIT_PLAN (
          "InitPlan 1 (returns $0)",
          "250") ", " NODE ("Gather", "Outer", "400", "700",
                            "1") ", \"Params Evaluated\": [\"$0\"],"
                                 " \"Plans\": [" NODE ("Seq Scan", "Outer", "299", "300",
                                                       "3") ", \"Filter\": \"(d > $0)\"}]}]}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);
  assert_exclusive (plan, 3, 150);
  assert_exclusive (plan, 4, 300);
}

/* A CTE of 100 ms, of which the main plan read a half in 50 ms, and a trigger. */
static OptPlan *
read_half_read (const char *trigger_ms, const char *execution_ms)
{
  g_autofree char *text = g_strdup_printf (
      "[{\"Plan\": " NODE ("Limit", "Outer", "0.01", "50.1", "1") ", \"Plans\": [" NODE (
          "ModifyTable", "InitPlan", "0.01", "100",
          "1") ", \"Subplan Name\": \"CTE c\", \"Plans\": [" NODE ("Seq Scan", "Outer", "0.01",
                                                                   "10",
                                                                   "1") "}]}, " NODE ("CTE Scan",
                                                                                      "Outer",
                                                                                      "0.01", "50",
                                                                                      "1") ", "
                                                                                           "\"CTE Name\": \"c\"}]}, \"Triggers\": [{\"Trigger Name\": \"audit\", \"Relation\": \"t\","
                                                                                           " \"Time\": %s, \"Calls\": 1000}], \"Execution Time\": %s}]",
      trigger_ms, execution_ms);
  char *rows = strstr (strstr (text, "ModifyTable"), "\"Actual Rows\": 10");
  g_autoptr (GError) error = NULL;
  OptPlan *plan;

  memcpy (rows + strlen ("\"Actual Rows\": "), "20", 2);
  plan = opt_plan_new_from_text (text, -1, &error);
  g_assert_no_error (error);

  return plan;
}

/* Triggers that ran after all rows are no part of what the CTE had left to do. */
static void
test_modifying_cte_with_trigger (void)
{
  g_autoptr (OptPlan) none = read_half_read ("0", "101");
  g_autoptr (OptPlan) after = read_half_read ("5000", "5101");
  g_autoptr (OptPlan) before = read_half_read ("60", "101");

  assert_passed (none);
  assert_passed (after);
  assert_exclusive (none, 4, 50 - 49.1);
  assert_exclusive (after, 4, 50 - 49.1);
  g_assert_cmpfloat_with_epsilon (opt_plan_get_outside_root_ms (after), 50.9, 1e-6);
  /* One that ran before each row is within the CTE: its readers can't have paid for all of it. */
  assert_exclusive (before, 4, 0);
  g_assert_cmpfloat_with_epsilon (opt_plan_get_outside_root_ms (before), 50, 1e-6);
}

/* Of several statements each has its own. */
static void
test_modifying_ctes_of_two (void)
{
  g_autoptr (OptPlan) one = read_half_read ("0", "101");
  g_autoptr (OptPlan) other = read_half_read ("5000", "6101");
  g_autofree char *first = opt_json_print (opt_plan_get_source (one), FALSE);
  g_autofree char *second = opt_json_print (opt_plan_get_source (other), FALSE);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n", first, second);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, 2);
  assert_exclusive (plan, 4, 50 - 49.1);
  /* It has far more time left: all but what came before the first row. */
  assert_exclusive (plan, 8, 50 - 0.01);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/attribution/cte-read-by-init-plan", test_cte_read_by_init_plan);
  g_test_add_func ("/plan/attribution/cte-shut-down-by-limit", test_cte_shut_down_by_limit);
  g_test_add_func ("/plan/attribution/modifying-cte-half-read", test_modifying_cte_half_read);
  g_test_add_func ("/plan/attribution/modifying-cte-with-trigger", test_modifying_cte_with_trigger);
  g_test_add_func ("/plan/attribution/modifying-ctes-of-two", test_modifying_ctes_of_two);
  g_test_add_func ("/plan/attribution/init-plan-not-mentioned", test_init_plan_not_mentioned);
  g_test_add_func ("/plan/attribution/init-plan-evaluated-by-gather",
                   test_init_plan_evaluated_by_gather);
  g_test_add_func ("/plan/attribution/empty-hash", test_empty_hash);
  g_test_add_func ("/plan/attribution/mentions", test_mentions);
  g_test_add_func ("/plan/attribution/run-time-pruning", test_run_time_pruning);
  g_test_add_func ("/plan/attribution/params-evaluated", test_params_evaluated);

  return g_test_run ();
}
