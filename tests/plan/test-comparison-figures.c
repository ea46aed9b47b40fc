/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-plan-comparison.h"
#include "opt-test-plan.h"

static OptPlanComparison *
compare_texts (const char *first, const char *second)
{
  g_autoptr (OptPlan) a = opt_test_read_plan_text (first);
  g_autoptr (OptPlan) b = opt_test_read_plan_text (second);

  return opt_plan_comparison_new (a, NULL, b, NULL);
}

/* What a WITH query read counts once, and as much as each of its readers has of it. */
static void
test_buffers (void)
{
  static const struct
  {
    const char *folder;
    const char *name;
    double after; /* what ran after the main plan */
  } cases[] = {
    { "plan", "cte-two-limits.json", 0 },
    { "plans", "087_cte_two_readers.json", 0 },
    { "plans", "093_modifying_cte_unread.json", 60993 },
    { "plan", "cte-read-by-init-plan.json", 0 },
    { "plan", "cte-shut-down-by-limit.json", 0 },
    { "plan", "init-plan-untimed.json", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptPlan) plan = opt_test_read_plan (cases[i].folder, cases[i].name);
      g_autoptr (OptPlanComparison) comparison = opt_plan_comparison_new (plan, NULL, plan, NULL);
      OptPlanNode *root = opt_plan_get_root (plan, 0);
      double sum = 0;

      g_test_message ("%s", cases[i].name);
      for (guint j = 0; j < opt_plan_comparison_get_n_pairs (comparison); j++)
        {
          const OptPlanPair *pair = opt_plan_comparison_get_pair (comparison, j);

          g_assert_cmpfloat (pair->sums[0].buffers, >=, 0);
          g_assert_cmpfloat (pair->sums[0].read, >=, 0);
          g_assert_cmpfloat (pair->sums[0].buffers, ==, pair->sums[1].buffers);
          sum += pair->sums[0].buffers;
        }
      g_assert_cmpfloat (sum, ==,
                         opt_plan_node_get_figure (root, "Shared Hit Blocks")
                             + opt_plan_node_get_figure (root, "Shared Read Blocks")
                             + cases[i].after);
    }
}

/* Where the leader took no part there are fewer partial rows of as many rows: that is no cause. */
static void
test_processes (void)
{
  static const struct
  {
    guint first;
    guint second;
    guint groups; /* of each process of the second */
    const char *verdict;
  } cases[] = {
    { 3, 2, 1, "it ran in 2 processes instead of 3" },
    { 3, 3, 1, "with the same plan" },
    { 3, 3, 900, "now gives 2.7" },
  };
  static const char plan[]
      = "[{\"Execution Time\": %u, \"Plan\": {\"Node Type\": \"Aggregate\","
        " \"Partial Mode\": \"Finalize\", \"Strategy\": \"Plain\", \"Actual Startup Time\": 1,"
        " \"Actual Total Time\": %u, \"Actual Rows\": 1, \"Actual Loops\": 1, \"Plans\": ["
        "{\"Node Type\": \"Gather\", \"Parent Relationship\": \"Outer\","
        " \"Workers Planned\": 2, \"Workers Launched\": 2, \"Actual Startup Time\": 1,"
        " \"Actual Total Time\": %u, \"Actual Rows\": %u, \"Actual Loops\": 1, \"Plans\": ["
        "{\"Node Type\": \"Aggregate\", \"Partial Mode\": \"Partial\", \"Strategy\": \"Plain\","
        " \"Parent Relationship\": \"Outer\", \"Actual Startup Time\": 1,"
        " \"Actual Total Time\": %u, \"Actual Rows\": %u, \"Actual Loops\": %u, \"Plans\": ["
        "{\"Node Type\": \"Seq Scan\", \"Parent Relationship\": \"Outer\","
        " \"Relation Name\": \"a\", \"Actual Startup Time\": 1, \"Actual Total Time\": 50,"
        " \"Actual Rows\": %u, \"Actual Loops\": %u}]}]}]}}]";

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint a = cases[i].first;
      guint b = cases[i].second;
      g_autofree char *first = g_strdup_printf (plan, 151, 150, 149, a, 90, 1, a, 60000 / a, a);
      g_autofree char *second = g_strdup_printf (plan, 251, 250, 249, cases[i].groups * b, 190,
                                                 cases[i].groups, b, 60000 / b, b);
      g_autoptr (OptPlanComparison) comparison = compare_texts (first, second);
      const char *verdict = opt_plan_comparison_get_verdict (comparison);

      g_test_message ("%s", verdict);
      g_assert_nonnull (strstr (verdict, cases[i].verdict));
    }
}

/* What a file may say that no server does. */
static void
test_odd (void)
{
  static const char gather[] = "[{\"Plan\": {\"Node Type\": \"Gather\", \"Total Cost\": 100,"
                               " \"Plans\": [{\"Node Type\": \"%s\", \"Relation Name\": \"a\","
                               " \"Total Cost\": 90}]}, \"Settings\": {\"work_mem\": %s}}]";
  g_autoptr (GString) first = g_string_new (gather);
  g_autoptr (GString) second = g_string_new (gather);
  g_autoptr (GString) alone
      = g_string_new ("[{\"Plan\": {\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\","
                      " \"Total Cost\": 900}}]");
  g_autoptr (OptPlanComparison) settings = NULL;
  g_autoptr (OptPlanComparison) parallel = NULL;
  gboolean found = FALSE;

  g_string_replace (first, "%s", "Seq Scan", 1);
  g_string_replace (first, "%s", "64", 1);
  g_string_replace (second, "%s", "Seq Scan", 1);
  g_string_replace (second, "%s", "{\"a\": null}", 1);
  settings = compare_texts (first->str, second->str);
  for (guint i = 0; i < opt_plan_comparison_get_n_changes (settings); i++)
    {
      OptPlanChange *change = opt_plan_comparison_get_change (settings, i);

      if (opt_plan_change_get_kind (change) != OPT_PLAN_CHANGE_SETTINGS)
        continue;
      g_assert_cmpstr (opt_plan_change_get_seen (change), ==,
                       "first: work_mem = 64; second: work_mem = {\"a\":null}");
      found = TRUE;
    }
  g_assert_true (found);

  /* A Gather that does not tell its workers. */
  parallel = compare_texts (first->str, alone->str);
  g_assert_null (strstr (opt_plan_comparison_get_verdict (parallel), "nan"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/comparison-figures/processes", test_processes);
  g_test_add_func ("/plan/comparison-figures/buffers", test_buffers);
  g_test_add_func ("/plan/comparison-figures/odd", test_odd);

  return g_test_run ();
}
