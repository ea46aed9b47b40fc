/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "findings-fixture.h"

#include <string.h>

#include "opt-test.h"

/* What figures must be reckoned with before something is said of them. */

static OptPlan *
read_plan (const char *text)
{
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);

  return plan;
}

/* Rows of each of many loops are rounded: 0 may be many in all. */
static void
test_heap_fetches (void)
{
  static const struct
  {
    const char *rows;
    guint loops;
    guint fetches;
    const char *seen;
  } cases[] = {
    { "0", 100000, 20, NULL },
    { "0", 100000, 4000, NULL },
    { "0", 100000, 6000, "heap fetches: 6 k; rows: at most 50 k" },
    { "0.00", 100000, 20, "heap fetches: 20; rows: at most 0" },
    { "100", 1, 20, "heap fetches: 20; rows: 100" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1310, \"Plan\": {\"Node Type\": \"Nested Loop\","
          " \"Actual Startup Time\": 0.01, \"Actual Total Time\": 1300, \"Actual Rows\": 30000,"
          " \"Actual Loops\": 1, \"Plans\": [{\"Node Type\": \"Index Only Scan\","
          " \"Parent Relationship\": \"Inner\", \"Actual Startup Time\": 0.01,"
          " \"Actual Total Time\": %g, \"Actual Rows\": %s, \"Actual Loops\": %u,"
          " \"Relation Name\": \"t\", \"Index Name\": \"ti\", \"Heap Fetches\": %u}]}}]",
          1000.0 / cases[i].loops, cases[i].rows, cases[i].loops, cases[i].fetches);
      g_autoptr (OptPlan) plan = read_plan (text);
      OptFinding *finding = findings_fixture_find (plan, OPT_FINDING_HEAP_FETCHES);
      g_autofree char *seen
          = finding != NULL ? findings_fixture_to_plain (opt_finding_get_seen (finding)) : NULL;

      g_assert_cmpstr (seen, ==, cases[i].seen);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/finding-figures/heap-fetches", test_heap_fetches);

  return g_test_run ();
}
