/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <string.h>

/* Plans of so many parts that what looks at each of them for each other does not end in time. */

static OptPlan *
read_timed (const GString *text)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text->str, -1, &error);

  g_assert_no_error (error);
  g_test_message ("%" G_GSIZE_FORMAT " bytes, %u nodes in %.2f s", text->len,
                  opt_plan_get_n_nodes (plan), g_timer_elapsed (timer, NULL));

  return plan;
}

/* A long condition between a table of many partitions and another one. */
static void
test_join_filter (void)
{
  g_autoptr (GString) text = g_string_new (
      "Nested Loop  (cost=0.00..9.00 rows=1 width=4) (actual time=0.100..9000.000 rows=1 "
      "loops=1)\n  Join Filter: ((t.a < u.a)");
  g_autoptr (OptPlan) plan = NULL;
  guint found = 0;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text, " OR (t.a < (u.a - %u))", i);
  g_string_append (text, ")\n  Rows Removed by Join Filter: 9000000\n"
                         "  ->  Seq Scan on u  (cost=0.00..9.00 rows=9 width=4) (actual "
                         "time=0.010..0.020 rows=9 loops=1)\n"
                         "  ->  Append  (cost=0.00..9.00 rows=9 width=4) (actual "
                         "time=0.010..0.020 rows=9 loops=9)\n");
  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text,
                            "        ->  Seq Scan on p%u t_%u  (cost=0.00..9.00 rows=9 width=4) "
                            "(actual time=0.010..0.020 rows=9 loops=9)\n",
                            i, i);
  plan = read_timed (text);

  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    found += opt_finding_get_kind (opt_plan_get_finding (plan, i))
             == OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER;
  g_assert_cmpuint (found, ==, 1);
}

#define N_CTES 4000
#define N_TRIGGERS 40000

/* Statements that change what is only half-read, each with triggers. */
static void
test_modifying_ctes (void)
{
  g_autoptr (GString) text
      = g_string_new ("Append  (cost=0.00..9.00 rows=1 width=4) (actual time=0.100..9000.000 "
                      "rows=4000 loops=1)\n");
  g_autoptr (OptPlan) plan = NULL;
  double sum = 0;

  for (guint i = 0; i < N_CTES; i++)
    g_string_append_printf (text,
                            "  CTE c%u\n    ->  Update on t  (cost=0.00..9.00 rows=9 width=4) "
                            "(actual time=0.100..1.000 rows=100 loops=1)\n",
                            i);
  for (guint i = 0; i < N_CTES; i++)
    g_string_append_printf (text,
                            "  ->  CTE Scan on c%u  (cost=0.00..9.00 rows=9 width=4) (actual "
                            "time=0.100..0.200 rows=1 loops=1)\n",
                            i);
  for (guint i = 0; i < N_TRIGGERS; i++)
    g_string_append_printf (text, "Trigger g%u on t: time=0.010 calls=1\n", i);
  g_string_append (text, "Execution Time: 12000.000 ms\n");
  plan = read_timed (text);

  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    sum += opt_plan_node_get_raw_exclusive_ms (opt_plan_get_node (plan, (int) i));
  g_assert_cmpfloat_with_epsilon (sum,
                                  opt_plan_get_root_ms (plan) + opt_plan_get_outside_root_ms (plan),
                                  1e-3);
  /* Of 3000 ms after the main plan 400 are the triggers'. As long as there are some left a CTE has
   * its 0.9 ms from its first row on, then the 0.8 that its reader has not. */
  g_assert_cmpfloat_with_epsilon (opt_plan_get_outside_root_ms (plan), 2888 * 0.9 + 1112 * 0.8,
                                  0.2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/large/join-filter", test_join_filter);
  g_test_add_func ("/plan/large/modifying-ctes", test_modifying_ctes);

  return g_test_run ();
}
