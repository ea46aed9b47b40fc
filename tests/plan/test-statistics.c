/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-statistics.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"
#include "opt-test-plan.h"
#include "opt-test.h"

static OptPlanTotal *
find_total (OptPlanStatistics *statistics, OptPlanGrouping grouping, const char *name)
{
  GListModel *totals = opt_plan_statistics_get_totals (statistics, grouping);

  for (guint i = 0; i < g_list_model_get_n_items (totals); i++)
    {
      g_autoptr (OptPlanTotal) total = g_list_model_get_item (totals, i);

      /* The list holds it, too. */
      if (g_strcmp0 (opt_plan_total_get_name (total), name) == 0)
        return total;
    }

  return NULL;
}

/* The blocks of the top nodes; where a WITH query changes data, more can be read after these. */
static double
get_root_blocks (OptPlan *plan, OptPlanBlocks kind)
{
  double sum = 0;

  for (guint i = 0; i < opt_plan_get_n_plans (plan); i++)
    {
      double blocks
          = opt_plan_node_get_figure (opt_plan_get_root (plan, i), opt_plan_blocks_get_key (kind));

      sum += isnan (blocks) ? 0 : blocks;
    }

  return sum;
}

/* A WITH query that changes data runs on after the main plan where that leaves it unread. */
static gboolean
has_modifying_cte (OptPlan *plan)
{
  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) i);

      if (opt_plan_node_get_relationship (node) == OPT_PLAN_RELATIONSHIP_CTE
          && strcmp (opt_plan_node_get_node_type (node), "ModifyTable") == 0)
        return TRUE;
    }

  return FALSE;
}

static void
check_sums (OptPlan *plan, GListModel *totals)
{
  guint n_nodes = 0;
  double ms = 0;
  double cost = 0;
  double blocks[OPT_PLAN_N_BLOCKS] = { 0 };
  double last = INFINITY;

  for (guint i = 0; i < g_list_model_get_n_items (totals); i++)
    {
      g_autoptr (OptPlanTotal) total = g_list_model_get_item (totals, i);

      n_nodes += opt_plan_total_get_n_nodes (total);
      ms += opt_plan_total_get_own_ms (total);
      cost += opt_plan_total_get_own_cost (total);
      for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
        {
          double value = opt_plan_total_get_blocks (total, kind);

          blocks[kind] += isnan (value) ? 0 : value;
        }
      if (opt_plan_total_get_name (total) == NULL)
        {
          g_assert_cmpuint (i, ==, g_list_model_get_n_items (totals) - 1);
          continue;
        }
      g_assert_cmpfloat (opt_plan_total_get_own_measure (total), <=, last);
      last = opt_plan_total_get_own_measure (total);
    }

  g_assert_cmpuint (n_nodes, ==, opt_plan_get_n_nodes (plan));
  if (opt_plan_has_times (plan))
    g_assert_cmpfloat_with_epsilon (ms,
                                    opt_plan_get_root_ms (plan)
                                        + opt_plan_get_outside_root_ms (plan),
                                    1e-6);
  else
    g_assert_true (isnan (ms));
  g_assert_cmpfloat_with_epsilon (cost, opt_plan_get_total_cost (plan),
                                  0.001 * opt_plan_get_total_cost (plan) + 0.01);
  for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
    {
      double root = get_root_blocks (plan, kind);

      if (opt_plan_get_outside_root_ms (plan) > 0 || has_modifying_cte (plan))
        g_assert_cmpfloat (blocks[kind], >=, root);
      else
        g_assert_cmpfloat_with_epsilon (blocks[kind], root, 1e-6);
    }
}

static void
check_plan (OptPlan *plan)
{
  g_autoptr (OptPlanStatistics) statistics = opt_plan_statistics_new (plan);

  for (OptPlanGrouping grouping = 0; grouping < OPT_PLAN_N_GROUPINGS; grouping++)
    {
      GListModel *totals = opt_plan_statistics_get_totals (statistics, grouping);

      /* By what no node has there is nothing. */
      if (g_list_model_get_n_items (totals) > 0)
        check_sums (plan, totals);
      else
        g_assert_cmpint (grouping, !=, OPT_PLAN_GROUPING_TYPE);
    }
}

/* As EXPLAIN (TIMING OFF) prints it. */
static OptPlan *
read_without_times (const char *name)
{
  g_autofree char *path = g_build_filename ("plans", name, NULL);
  g_autofree char *text = opt_test_read_data (path, NULL);
  g_autoptr (GRegex) times
      = g_regex_new ("\"Actual (Startup|Total) Time\": [0-9.]+, *\\s", 0, 0, NULL);
  g_autofree char *stripped = g_regex_replace_literal (times, text, -1, 0, "", 0, NULL);
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (stripped, -1, &error);

  g_assert_no_error (error);
  g_assert_false (opt_plan_has_times (plan));

  return plan;
}

static void
test_file (gconstpointer data)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plans", data);
  g_autoptr (OptPlan) untimed = read_without_times (data);

  check_plan (plan);
  check_plan (untimed);
}

/* Those of InitPlans, and of WITH queries read in several places. */
static void
test_blocks (void)
{
  static const char *const names[] = {
    "plan/cte-read-by-init-plan.json",
    "plan/cte-shut-down-by-limit.json",
    "plan/cte-two-limits.json",
    "plan/empty-hash.json",
    "plan/init-plan-evaluated-by-gather.json",
    "plan/init-plan-not-mentioned.json",
    "plan/init-plan-untimed.json",
    "plan/modifying-cte-half-read.json",
    "plans/findings/generic-plan-init-plan.json",
    "plans/findings/rows-removed-by-filter.json",
    "plans/findings/temporary-files.json",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (OptPlan) plan = opt_test_read_plan (".", names[i]);

      g_test_message ("%s", names[i]);
      check_plan (plan);
    }
}

static void
test_names (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plans", "009_bitmap_or.json");
  g_autoptr (OptPlanStatistics) statistics = opt_plan_statistics_new (plan);
  OptPlanTotal *scans = find_total (statistics, OPT_PLAN_GROUPING_TYPE, "Bitmap Index Scan");
  guint n_indexed = 0;
  GListModel *indexes = opt_plan_statistics_get_totals (statistics, OPT_PLAN_GROUPING_INDEX);
  GListModel *tables = opt_plan_statistics_get_totals (statistics, OPT_PLAN_GROUPING_TABLE);
  g_autoptr (OptPlanTotal) table = g_list_model_get_item (tables, 0);

  g_assert_nonnull (scans);
  g_assert_cmpuint (opt_plan_total_get_n_nodes (scans), >=, 2);
  for (guint i = 0; i < g_list_model_get_n_items (indexes); i++)
    {
      g_autoptr (OptPlanTotal) index = g_list_model_get_item (indexes, i);

      if (opt_plan_total_get_name (index) != NULL)
        n_indexed += opt_plan_total_get_n_nodes (index);
    }
  g_assert_cmpuint (n_indexed, ==, opt_plan_total_get_n_nodes (scans));
  /* The index scans count with the table that they are for. */
  g_assert_cmpuint (opt_plan_total_get_n_nodes (table), >, n_indexed);
}

static void
test_rows (void)
{
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (
      "[{\"Plan\": {\"Node Type\": \"Append\", \"Actual Rows\": 6, \"Actual Loops\": 1,"
      " \"Plans\": ["
      "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\", \"Parent Relationship\": \"Member\","
      " \"Actual Rows\": 2, \"Actual Loops\": 3},"
      "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\", \"Schema\": \"s\","
      " \"Parent Relationship\": \"Member\", \"Actual Rows\": 0, \"Actual Loops\": 0}]}}]",
      -1, NULL);
  g_autoptr (OptPlanStatistics) statistics = opt_plan_statistics_new (plan);
  OptPlanTotal *scans = find_total (statistics, OPT_PLAN_GROUPING_TYPE, "Seq Scan");

  g_assert_cmpuint (opt_plan_total_get_n_nodes (scans), ==, 2);
  g_assert_cmpfloat (opt_plan_total_get_rows (scans), ==, 6);
  g_assert_true (isnan (opt_plan_total_get_own_measure (scans)));
  g_assert_true (isnan (opt_plan_total_get_share (scans)));
  g_assert_true (isnan (opt_plan_total_get_blocks (scans, OPT_PLAN_BLOCKS_SHARED_HIT)));
  g_assert_nonnull (find_total (statistics, OPT_PLAN_GROUPING_TABLE, "a"));
  g_assert_nonnull (find_total (statistics, OPT_PLAN_GROUPING_TABLE, "s.a"));
  g_assert_cmpuint (g_list_model_get_n_items (
                        opt_plan_statistics_get_totals (statistics, OPT_PLAN_GROUPING_INDEX)),
                    ==, 0);
}

static void
test_printed (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plans", "005_index_scan.json");
  g_autoptr (OptPlanStatistics) statistics = opt_plan_statistics_new (plan);
  g_autoptr (JsonNode) json = opt_plan_to_json (plan);
  JsonObject *object = opt_json_get_object (json_node_get_object (json), "statistics");
  g_autofree char *text = opt_plan_statistics_to_text (statistics);
  JsonObject *first;

  for (OptPlanGrouping grouping = 0; grouping < OPT_PLAN_N_GROUPINGS; grouping++)
    {
      const char *nick = opt_plan_grouping_get_nick (grouping);

      g_assert_cmpuint (json_array_get_length (opt_json_get_array (object, nick)), ==,
                        g_list_model_get_n_items (
                            opt_plan_statistics_get_totals (statistics, grouping)));
      g_assert_nonnull (strstr (text, opt_plan_grouping_get_title (grouping)));
    }
  first = json_array_get_object_element (opt_json_get_array (object, "node_types"), 0);
  g_assert_nonnull (strstr (text, opt_json_get_string (first, "name")));
  g_assert_true (json_object_has_member (first, "exclusive_ms"));
  g_assert_nonnull (opt_json_get_object (first, "buffers"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  opt_test_add_plans ("/plan/statistics", test_file);
  g_test_add_func ("/plan/statistics/blocks", test_blocks);
  g_test_add_func ("/plan/statistics/names", test_names);
  g_test_add_func ("/plan/statistics/rows", test_rows);
  g_test_add_func ("/plan/statistics/printed", test_printed);

  return g_test_run ();
}
