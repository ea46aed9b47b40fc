/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-rows.h"
#include "opt-plan.h"

#include <string.h>

#include "opt-test.h"

/* Rows are printed per loop, and rounded: what that leaves open is told, whatever the format. */

static void
assert_described (const char *text, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  g_autofree char *described = NULL;

  g_assert_no_error (error);
  described = opt_plan_node_describe_rows (opt_plan_get_node (plan, 1));
  g_assert_cmpstr (described, ==, words);
}

static void
assert_all_described (const char *rows, const char *loops, const char *words)
{
  g_autofree char *text = g_strdup_printf ("Result  (cost=0.00..0.01 rows=1 width=4)"
                                           " (actual time=0.001..0.002 rows=%s loops=%s)\n",
                                           rows, loops);
  g_autofree char *json
      = g_strdup_printf ("[{\"Plan\": {\"Node Type\": \"Result\", \"Plan Rows\": 1,"
                         " \"Actual Rows\": %s, \"Actual Loops\": %s}}]",
                         rows, loops);
  g_autofree char *yaml = g_strdup_printf ("- Plan:\n    Node Type: \"Result\"\n    Plan Rows: 1\n"
                                           "    Actual Rows: %s\n    Actual Loops: %s\n",
                                           rows, loops);
  g_autofree char *xml
      = g_strdup_printf ("<explain xmlns=\"http://www.postgresql.org/2009/explain\"><Query><Plan>"
                         "<Node-Type>Result</Node-Type><Plan-Rows>1</Plan-Rows>"
                         "<Actual-Rows>%s</Actual-Rows><Actual-Loops>%s</Actual-Loops>"
                         "</Plan></Query></explain>",
                         rows, loops);

  assert_described (text, words);
  assert_described (json, words);
  assert_described (yaml, words);
  assert_described (xml, words);
}

/* Up to 17: whole rows. */
static void
test_whole (void)
{
  assert_all_described ("0", "900",
                        "0 rows per loop where 1 were expected; 900 loops, 0 to 450 in all, as "
                        "rows per loop are rounded");
  assert_all_described ("1", "3",
                        "1 row per loop where 1 were expected; 3 loops, 2 to 4 in all, as rows "
                        "per loop are rounded");
  assert_all_described ("40", "3", "40 rows per loop where 1 were expected; 3 loops, 120 in all");
  assert_all_described ("0", "1", "0 rows where 1 were expected");
}

/* From 18 on: two decimals. */
static void
test_decimals (void)
{
  assert_all_described ("0.00", "900",
                        "0 rows per loop where 1 were expected; 900 loops, 0 to 4 in all, as "
                        "rows per loop are rounded");
  assert_all_described ("0.00", "3", "0 rows per loop where 1 were expected; 3 loops, 0 in all");
  assert_all_described ("1.50", "200",
                        "1.5 rows per loop where 1 were expected; 200 loops, 300 in all");
}

/* More than fits into 64 bits, which the planner may well expect. */
static void
test_wide (void)
{
  static const char *const yaml
      = "- Plan:\n    Node Type: \"Result\"\n    Plan Rows: 100000000000000000000\n";
  static const char *const text = "Result  (cost=0.00..0.01 rows=100000000000000000000 width=4)\n";
  g_autoptr (OptPlan) one = opt_plan_new_from_text (yaml, -1, NULL);
  g_autoptr (OptPlan) other = opt_plan_new_from_text (text, -1, NULL);

  g_assert_cmpfloat (opt_plan_node_get_plan_rows (opt_plan_get_node (one, 1)), ==, 1e20);
  g_assert_cmpfloat (opt_plan_node_get_plan_rows (opt_plan_get_node (other, 1)), ==, 1e20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/rows/whole", test_whole);
  g_test_add_func ("/plan/rows/decimals", test_decimals);
  g_test_add_func ("/plan/rows/wide", test_wide);

  return g_test_run ();
}
