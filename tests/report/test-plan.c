/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-report-plan.h"

#include <string.h>

#include "opt-test-plan.h"

static char *
strip_styles (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("\033\\[[0-9]+m", 0, 0, NULL);

  return g_regex_replace_literal (regex, text, -1, 0, "", 0, NULL);
}

/* Colours are all that is added. */
static void
test_file (gconstpointer data)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plans", data);
  g_autofree char *plain = opt_plan_to_text (plan);
  g_autofree char *styled = opt_report_plan_to_text (plan, 0);
  g_autofree char *stripped = strip_styles (styled);

  g_assert_null (strchr (plain, '\033'));
  g_assert_cmpstr (stripped, ==, plain);
  if (opt_plan_get_n_nodes (plan) > 0)
    g_assert_nonnull (strchr (styled, '\033'));
}

/* Red what takes half of the time, nothing that takes less than a tenth. */
static void
test_styles (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (
      "Sort  (cost=0.00..9.00 rows=1 width=4) (actual time=99.000..100.000 rows=5000 loops=1)\n"
      "  Sort Key: a\n"
      "  ->  Seq Scan on \"evil\033[2Jname\"  (cost=0.00..5.00 rows=5000 width=4)"
      " (actual time=1.000..5.000 rows=5000 loops=1)\n"
      "Execution Time: 100.000 ms\n",
      -1, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = opt_report_plan_to_text (plan, 0);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "\033[31m95.0 %\033[0m"));
  g_assert_nonnull (strstr (text, "\033[31m↑5000×\033[0m"));
  g_assert_nonnull (strstr (text, "  5.0 % "));
  /* What a name would tell the terminal does not reach it. */
  g_assert_null (strstr (text, "\033[2J"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  opt_test_add_plans ("/report/plan", test_file);
  g_test_add_func ("/report/plan/styles", test_styles);

  return g_test_run ();
}
