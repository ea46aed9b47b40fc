/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/large/join-filter", test_join_filter);

  return g_test_run ();
}
