/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-plan-anonymize.h"
#include "opt-test-plan.h"
#include "opt-test.h"

/* Each type of node that PostgreSQL 15 has stands in a plan that a server made. */

static const char *const folders[] = { "plan", "plans", "plans/findings", "plans/types" };

/* What EXPLAIN calls them; "Custom Scan" is left out: only extensions have one. */
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
  "Tid Scan",
  "Bitmap Heap Scan",
  "Tid Range Scan",
  "Subquery Scan",
  "Function Scan",
  "Table Function Scan",
  "Values Scan",
  "CTE Scan",
  "Named Tuplestore Scan",
  "WorkTable Scan",
  "Foreign Scan",
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
};

typedef void (*PlanFunc) (const char *folder, const char *name, OptPlan *plan, gpointer data);

static void
for_each_plan (const char *folder, PlanFunc func, gpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", folder, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      {
        g_autoptr (OptPlan) plan = opt_test_read_plan (folder, name);

        g_test_message ("%s/%s", folder, name);
        func (folder, name, plan, data);
      }
}

static void
collect (const char *folder, const char *name, OptPlan *plan, gpointer data)
{
  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    g_hash_table_add (data,
                      g_strdup (opt_plan_node_get_node_type (opt_plan_get_node (plan, (int) i))));
}

static void
test_all (void)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    for_each_plan (folders[i], collect, found);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_test_message ("%s", types[i]);
      g_assert_true (g_hash_table_contains (found, types[i]));
    }
}

/* The parts make up the whole, but for the rounding of each. */
static void
check_times (OptPlan *plan)
{
  double sum = 0;
  double rounding = 0.001;

  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) i);

      g_assert_cmpfloat (opt_plan_node_get_exclusive_ms (node), >=, 0);
      sum += opt_plan_node_get_raw_exclusive_ms (node);
      rounding += 2 * opt_plan_node_get_rounding_ms (node);
    }
  g_assert_cmpfloat_with_epsilon (sum, opt_plan_get_root_ms (plan), rounding);
}

static void
check_untimed (OptPlan *plan)
{
  g_assert_false (opt_plan_has_times (plan));
  g_assert_null (opt_plan_get_slowest (plan));
  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    g_assert_true (isnan (opt_plan_node_get_exclusive_ms (opt_plan_get_node (plan, (int) i))));
}

static void
check_plan (const char *folder, const char *name, OptPlan *plan, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) anonymous = opt_plan_anonymize (plan, &error);
  g_autofree char *text = opt_plan_to_text (plan);

  g_assert_no_error (error);
  g_assert_cmpuint (opt_plan_get_n_nodes (anonymous), ==, opt_plan_get_n_nodes (plan));
  g_assert_true (opt_plan_has_rows (plan));
  if (strstr (name, "-timing-off") != NULL)
    check_untimed (plan);
  else
    check_times (plan);
  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      g_autofree char *label = opt_plan_node_get_label (opt_plan_get_node (plan, (int) i));

      g_assert_nonnull (strstr (text, label));
    }
}

static void
test_read (void)
{
  for_each_plan ("plans/types", check_plan, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/types/all", test_all);
  g_test_add_func ("/plan/types/read", test_read);

  return g_test_run ();
}
