/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>
#include <string.h>

#include "opt-test.h"

/* data/plans/expected.tsv: the columns as its README explains them. */
enum
{
  COLUMN_FILE,
  COLUMN_PLANS,
  COLUMN_NODES,
  COLUMN_ROOT_MS,
  COLUMN_EXECUTION_MS,
  COLUMN_SLOWEST_IDX,
  COLUMN_SLOWEST_NODE,
  COLUMN_SLOWEST_MS,
  COLUMN_RUNNER_UP_MS,
  COLUMN_NAIVE_IDX,
  COLUMN_NAIVE_NODE,
  COLUMN_CLEAR,
  COLUMN_WORST_FACTOR,
  COLUMN_WORST_DIR,
  COLUMN_WORST_IDX,
  COLUMN_WORST_NODE,
  COLUMN_WORST_FACTOR_NO_LIMIT,
  COLUMN_SPILLED,
  COLUMN_SPILL_NODES,
  COLUMN_NEVER_EXECUTED,
  COLUMN_OUTSIDE_ROOT_MS,
  COLUMN_NEG_MS,
  COLUMN_FLAGS,
  N_COLUMNS,
};

static OptPlan *
read_plan (const char *name)
{
  g_autofree char *path = g_build_filename ("plans", name, NULL);
  gsize length;
  g_autofree char *text = opt_test_read_data (path, &length);
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, (gssize) length, &error);

  g_assert_no_error (error);

  return plan;
}

static double
number (char **row, int column)
{
  return strcmp (row[column], "-") == 0 ? NAN : g_ascii_strtod (row[column], NULL);
}

static void
assert_near (double value, double expected, double epsilon)
{
  if (isnan (expected))
    g_assert_true (isnan (value));
  else
    g_assert_cmpfloat_with_epsilon (value, expected, epsilon);
}

/* The largest but one. */
static double
get_runner_up (OptPlan *plan)
{
  OptPlanNode *slowest = opt_plan_get_slowest (plan);
  double runner_up = 0;

  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) i);

      if (node != slowest)
        runner_up = MAX (runner_up, opt_plan_node_get_exclusive_ms (node));
    }

  return runner_up;
}

static void
check_times (OptPlan *plan, char **row)
{
  OptPlanNode *slowest = opt_plan_get_slowest (plan);
  double lowest = 0;
  double sum = 0;
  double rounding = 0;

  assert_near (opt_plan_get_root_ms (plan), number (row, COLUMN_ROOT_MS), 0.0015);
  assert_near (opt_plan_get_execution_ms (plan), number (row, COLUMN_EXECUTION_MS), 0.0015);

  if (isnan (number (row, COLUMN_ROOT_MS)))
    {
      g_assert_false (opt_plan_has_times (plan));
      g_assert_null (slowest);
      g_assert_true (isnan (opt_plan_get_outside_root_ms (plan)));
      g_assert_true (isnan (opt_plan_node_get_exclusive_ms (opt_plan_get_node (plan, 1))));
      return;
    }

  assert_near (opt_plan_get_outside_root_ms (plan), number (row, COLUMN_OUTSIDE_ROOT_MS), 0.0015);
  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) i);

      sum += opt_plan_node_get_raw_exclusive_ms (node);
      rounding += opt_plan_node_get_rounding_ms (node);
      lowest = MIN (lowest, opt_plan_node_get_raw_exclusive_ms (node));
      g_assert_cmpfloat (opt_plan_node_get_exclusive_ms (node), >=, 0);
    }
  g_assert_cmpfloat (fabs (sum - opt_plan_get_root_ms (plan) - opt_plan_get_outside_root_ms (plan)),
                     <=, MIN (rounding, 0.001 * sum + 0.001));
  assert_near (lowest, number (row, COLUMN_NEG_MS), 0.0015);

  if (strcmp (row[COLUMN_CLEAR], "yes") == 0)
    {
      g_autofree char *name = opt_plan_node_get_short_name (slowest);

      g_assert_cmpstr (name, ==, row[COLUMN_SLOWEST_NODE]);
      g_assert_cmpint (opt_plan_node_get_id (slowest), ==, (int) number (row, COLUMN_SLOWEST_IDX));
    }
  assert_near (opt_plan_node_get_exclusive_ms (slowest), number (row, COLUMN_SLOWEST_MS),
               0.05 * number (row, COLUMN_SLOWEST_MS));
  assert_near (get_runner_up (plan), number (row, COLUMN_RUNNER_UP_MS),
               0.05 * number (row, COLUMN_RUNNER_UP_MS) + 0.0015);
}

/* The nodes below @node, as a tree of a toolkit finds them. */
static guint
count_items (GListModel *model)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (OptPlanNode) child = g_list_model_get_item (model, i);

      g_assert_true (opt_plan_node_get_parent (child) == OPT_PLAN_NODE (model));
      n += 1 + count_items (G_LIST_MODEL (child));
    }
  g_assert_null (g_list_model_get_item (model, g_list_model_get_n_items (model)));

  return n;
}

static void
check_tree (OptPlan *plan)
{
  guint n = opt_plan_get_n_plans (plan);

  for (guint i = 0; i < opt_plan_get_n_plans (plan); i++)
    n += count_items (G_LIST_MODEL (opt_plan_get_root (plan, i)));

  g_assert_cmpuint (n, ==, opt_plan_get_n_nodes (plan));
}

/* Shares are shares of the whole. */
static void
check_shares (OptPlan *plan)
{
  double sum = 0;

  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) i);

      g_assert_cmpfloat (opt_plan_get_own_share (plan, node), >=, 0);
      sum += opt_plan_get_own_share (plan, node);
    }

  g_assert_cmpfloat (sum, <=, 1.001 + (opt_plan_has_times (plan) ? 0.01 : 0));
}

static void
check_misestimate (OptPlan *plan, char **row)
{
  OptPlanNode *worst = opt_plan_get_worst_misestimate (plan, FALSE);
  OptPlanNode *trusted = opt_plan_get_worst_misestimate (plan, TRUE);
  double rows = MAX (opt_plan_node_get_rows (worst), 1);
  double plan_rows = MAX (opt_plan_node_get_plan_rows (worst), 1);
  g_autofree char *name = opt_plan_node_get_short_name (worst);

  assert_near (opt_plan_node_get_misestimate (worst), number (row, COLUMN_WORST_FACTOR), 0.0051);
  g_assert_cmpstr (rows > plan_rows   ? "under"
                   : rows < plan_rows ? "over"
                                      : "exact",
                   ==, row[COLUMN_WORST_DIR]);
  g_assert_cmpint (opt_plan_node_get_id (worst), ==, (int) number (row, COLUMN_WORST_IDX));
  g_assert_cmpstr (name, ==, row[COLUMN_WORST_NODE]);
  assert_near (opt_plan_node_get_misestimate (trusted), number (row, COLUMN_WORST_FACTOR_NO_LIMIT),
               0.0051);
}

static void
check_nodes (OptPlan *plan, char **row)
{
  g_autoptr (GString) spills = g_string_new (NULL);
  int never_executed = 0;

  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) i);
      OptPlanSpill spill = opt_plan_node_get_spill (node);

      g_assert_cmpint (opt_plan_node_get_id (node), ==, (int) i);
      if (spill != OPT_PLAN_SPILL_NONE)
        g_string_append_printf (spills, "%s%u:%s", spills->len > 0 ? "," : "", i,
                                opt_plan_spill_get_nick (spill));
      if (opt_plan_node_is_never_executed (node))
        never_executed++;
    }

  g_assert_cmpstr (row[COLUMN_SPILLED], ==, spills->len > 0 ? "yes" : "no");
  g_assert_cmpstr (row[COLUMN_SPILL_NODES], ==, spills->len > 0 ? spills->str : "-");
  g_assert_cmpint (never_executed, ==, (int) number (row, COLUMN_NEVER_EXECUTED));
}

/* What is left of the top node's cost is spread over the nodes, and not more. */
static void
check_costs (OptPlan *plan)
{
  double sum = 0;

  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      double cost = opt_plan_node_get_exclusive_cost (opt_plan_get_node (plan, (int) i));

      g_assert_cmpfloat (cost, >=, 0);
      sum += cost;
    }
  g_assert_cmpfloat_with_epsilon (sum, opt_plan_get_total_cost (plan),
                                  0.001 * opt_plan_get_total_cost (plan) + 0.01);
}

static void
test_file (gconstpointer data)
{
  g_auto (GStrv)
    row = g_strsplit (data, "\t", -1);
  g_autoptr (OptPlan) plan = NULL;

  g_assert_cmpuint (g_strv_length (row), ==, N_COLUMNS);
  plan = read_plan (row[COLUMN_FILE]);

  g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, (guint) number (row, COLUMN_PLANS));
  g_assert_cmpuint (opt_plan_get_n_nodes (plan), ==, (guint) number (row, COLUMN_NODES));
  check_times (plan, row);
  check_misestimate (plan, row);
  check_nodes (plan, row);
  check_costs (plan);
  check_tree (plan);
  check_shares (plan);
}

static void
test_rounding (void)
{
  static const char *const text
      = "[{\"Plan\": {\"Node Type\": \"Result\", \"Actual Startup Time\": 0.001,"
        " \"Actual Total Time\": 0.002, \"Actual Rows\": 1, \"Actual Loops\": 1000000}}]";
  g_autoptr (OptPlan) exact = read_plan ("001_seq_scan_filter.json");
  g_autoptr (OptPlan) many_loops = opt_plan_new_from_text (text, -1, NULL);

  g_assert_false (opt_plan_is_rounding_notable (exact, opt_plan_get_node (exact, 1)));
  g_assert_true (opt_plan_is_rounding_notable (many_loops, opt_plan_get_node (many_loops, 1)));
}

static void
test_triggers (void)
{
  g_autoptr (OptPlan) without = read_plan ("001_seq_scan_filter.json");
  g_autoptr (OptPlan) with = read_plan ("102_update_triggers_row.json");
  double sum = 0;

  for (guint i = 0; i < opt_plan_get_n_triggers (with); i++)
    sum += opt_plan_get_trigger (with, i)->time_ms;

  g_assert_cmpfloat (sum, >, 0);
  g_assert_cmpfloat_with_epsilon (opt_plan_get_trigger_ms (with), sum, 1e-9);
  g_assert_true (isnan (opt_plan_get_trigger_ms (without)));
}

int
main (int argc, char **argv)
{
  g_autofree char *table = NULL;
  g_auto (GStrv)
    lines = NULL;
  guint n_files = 0;

  g_test_init (&argc, &argv, NULL);

  table = opt_test_read_data ("plans/expected.tsv", NULL);
  lines = g_strsplit (g_strchomp (table), "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      char *tab = strchr (lines[i], '\t');
      g_autofree char *file = g_strndup (lines[i], (gsize) (tab - lines[i]));
      g_autofree char *path = g_strdup_printf ("/plan/figures/%s", file);

      g_test_add_data_func (path, lines[i], test_file);
      n_files++;
    }
  g_assert_cmpuint (n_files, ==, 40);
  g_test_add_func ("/plan/figures/rounding", test_rounding);
  g_test_add_func ("/plan/figures/triggers", test_triggers);

  return g_test_run ();
}
