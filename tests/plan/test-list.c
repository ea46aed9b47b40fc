/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-list.h"

#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-test-plan.h"

/* Of plans that are read together each can be looked at alone. */

#define PLAIN                                                                                    \
  "2026-11-29 12:43:16.123 CET [17] LOG:  duration: 3.140 ms  plan:\n"                           \
  "\tQuery Text: SELECT *\n\tFROM one\n"                                                         \
  "\tSeq Scan on one  (cost=0.00..10.00 rows=10 width=4) (actual time=0.010..3.000 rows=10 "     \
  "loops=1)\n"                                                                                   \
  "2026-11-29 12:43:17.5 CET [17] LOG:  checkpoint starting: time\n"                             \
  "2026-11-29 12:43:18.000 CET [18] LOG:  duration: 7.000 ms  plan:\n"                           \
  "\tQuery Text: SELECT * FROM two WHERE id = 1\n"                                               \
  "\tLimit  (cost=0.00..20.00 rows=1 width=4) (actual time=0.010..6.000 rows=1 loops=1)\n"       \
  "\t  ->  Seq Scan on two  (cost=0.00..20.00 rows=1 width=4) (actual time=0.010..6.000 rows=1 " \
  "loops=1)\n"                                                                                   \
  "\t        Filter: (id = 1)\n"

#define CSV                                                                                       \
  "2026-11-29 12:43:16.123 UTC,\"me\",\"sh\"\"op\",17,\"[local]\",6a.1,1,\"SELECT\",2026-11-29 "  \
  "12:00:00 UTC,3/4,0,LOG,00000,\"duration: 3.140 ms  plan:\nQuery Text: SELECT * FROM one\nSeq " \
  "Scan on one  (cost=0.00..10.00 rows=10 width=4)\",,,,,,,,,\"psql\",\"client backend\",,0\n"    \
  "2026-11-29 12:43:19.000 UTC,,,19,,6a.3,1,,2026-11-29 12:00:00 UTC,3/4,0,LOG,00000,"            \
  "\"duration: 5 ms  plan:\nSeq Scan on two  (cost=0.00..11.00 rows=10 width=4)\",,,,,,,,,\n"

#define JSON                                                                 \
  "{\"timestamp\":\"2026-11-29 12:43:16.123 UTC\",\"dbname\":\"shop\","      \
  "\"application_name\":\"psql\",\"message\":\"duration: 3.140 ms  plan:\\n" \
  "Seq Scan on one  (cost=0.00..10.00 rows=10 width=4)\"}\n"

static void
test_entries (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (PLAIN);
  g_autofree char *first = opt_plan_describe_entry (plan, 0);
  g_autofree char *text = opt_plan_list_to_text (plan);
  g_autoptr (JsonNode) json = opt_plan_list_to_json (plan);
  JsonArray *plans = json_object_get_array_member (json_node_get_object (json), "plans");
  JsonObject *second = json_array_get_object_element (plans, 1);
  OptPlanEntry entry;

  g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, 2);
  opt_plan_get_entry (plan, 0, &entry);
  g_assert_cmpstr (entry.time, ==, "2026-11-29 12:43:16.123 CET");
  g_assert_null (entry.database);
  g_assert_cmpstr (entry.prefix, ==, "2026-11-29 12:43:16.123 CET [17] LOG:  ");
  g_assert_cmpstr (entry.query, ==, "SELECT *\nFROM one");
  g_assert_cmpuint (entry.n_nodes, ==, 1);
  g_assert_cmpfloat (entry.execution_ms, ==, 3.14);
  g_assert_true (isnan (entry.planning_ms));
  g_assert_cmpfloat (entry.total_cost, ==, 10);

  g_assert_cmpstr (first, ==, "1: 2026-11-29 12:43:16.123 CET, 3.14 ms, SELECT * FROM one");
  g_assert_cmpstr (text, ==,
                   "1: 2026-11-29 12:43:16.123 CET, 3.14 ms, SELECT * FROM one (1 node, cost 10)\n"
                   "2: 2026-11-29 12:43:18.000 CET, 7 ms, SELECT * FROM two WHERE id = 1 "
                   "(2 nodes, cost 20)\n");
  g_assert_cmpuint (json_array_get_length (plans), ==, 2);
  g_assert_cmpint (json_object_get_int_member (second, "number"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (second, "nodes"), ==, 2);
  g_assert_true (json_object_get_null_member (second, "planning_ms"));
}

/* It has the figures, the nodes and the findings of its own. */
static void
test_nth (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (PLAIN);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) second = opt_plan_new_nth (plan, 1, &error);
  g_autoptr (OptPlan) third = NULL;
  OptPlanEntry entry;

  g_assert_no_error (error);
  g_assert_cmpuint (opt_plan_get_n_plans (second), ==, 1);
  g_assert_cmpuint (opt_plan_get_n_nodes (second), ==, 2);
  g_assert_cmpfloat (opt_plan_get_execution_ms (second), ==, 7);
  g_assert_cmpfloat (opt_plan_get_total_cost (second), ==, 20);
  g_assert_cmpfloat (opt_plan_get_execution_ms (plan), ==, 10.14);
  opt_plan_get_entry (second, 0, &entry);
  g_assert_cmpstr (entry.time, ==, "2026-11-29 12:43:18.000 CET");

  third = opt_plan_new_nth (plan, 2, &error);
  g_assert_null (third);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "2 plans"));
}

static void
test_databases (void)
{
  g_autoptr (OptPlan) csv = opt_test_read_plan_text (CSV);
  g_autoptr (OptPlan) json = opt_test_read_plan_text (JSON);
  OptPlanEntry entry;

  g_assert_cmpuint (opt_plan_get_n_plans (csv), ==, 2);
  opt_plan_get_entry (csv, 0, &entry);
  g_assert_cmpstr (entry.time, ==, "2026-11-29 12:43:16.123 UTC");
  g_assert_cmpstr (entry.database, ==, "sh\"op");
  g_assert_cmpstr (entry.application, ==, "psql");
  opt_plan_get_entry (csv, 1, &entry);
  g_assert_cmpstr (entry.time, ==, "2026-11-29 12:43:19.000 UTC");
  g_assert_null (entry.database);
  g_assert_null (entry.application);

  opt_plan_get_entry (json, 0, &entry);
  g_assert_cmpstr (entry.time, ==, "2026-11-29 12:43:16.123 UTC");
  g_assert_cmpstr (entry.database, ==, "shop");
  g_assert_cmpstr (entry.application, ==, "psql");
}

/* What each plan of a log has is said once, and shortly where it is mild; not of a plan that costs
 * less than workers do. */
static void
test_settings (void)
{
#define ENTRY(cost, setting)                                           \
  "2026-11-29 12:43:16.123 UTC [17] LOG:  duration: 3.140 ms  plan:\n" \
  "\tSeq Scan on one  (cost=0.00.." cost " rows=10 width=4)\n\tSettings: " setting "\n"
  static const char text[] = ENTRY ("10.00", "max_parallel_workers_per_gather = '0'")
      ENTRY ("1000.00", "max_parallel_workers_per_gather = '0'")
          ENTRY ("10.00", "enable_sort = 'off'")
              ENTRY ("1000.00", "max_parallel_workers_per_gather = '0'")
                  ENTRY ("10.00", "enable_sort = 'off'");
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);
  g_autoptr (GPtrArray) notes = g_ptr_array_new ();

  g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, 5);
  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    if (opt_finding_get_kind (opt_plan_get_finding (plan, i)) == OPT_FINDING_SETTINGS)
      g_ptr_array_add (notes, (gpointer) opt_finding_get_title (opt_plan_get_finding (plan, i)));
  g_assert_cmpuint (notes->len, ==, 2);
  g_assert_cmpstr (notes->pdata[0], ==, "Parallel workers are switched off");
}

/* Whose nodes were not measured has a duration, which is of none of the nodes that were. */
static void
test_partly_measured (void)
{
#define MEASURED                                                                                 \
  "2026-11-29 12:43:16.123 CET [17] LOG:  duration: 1000.000 ms  plan:\n"                        \
  "\tLimit  (cost=0.00..99.00 rows=9 width=4) (actual time=0.010..1000.000 rows=9 loops=1)\n"    \
  "\t  ->  Seq Scan on t  (cost=0.00..99.00 rows=9 width=4) (actual time=0.010..900.000 rows=9 " \
  "loops=1)\n"                                                                                   \
  "\t        Filter: (b = 1)\n"                                                                  \
  "\t        Rows Removed by Filter: 1000000\n"
#define UNMEASURED                                                         \
  "2026-11-29 12:43:18.000 CET [18] LOG:  duration: 30000.000 ms  plan:\n" \
  "\tSeq Scan on s  (cost=0.00..99.00 rows=9 width=4)\n"
  static const char *const texts[] = { MEASURED UNMEASURED, UNMEASURED MEASURED };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (OptPlan) plan = opt_test_read_plan_text (texts[i]);
      g_autofree char *text = opt_plan_to_text (plan);

      g_test_message ("%s", text);
      g_assert_true (opt_plan_has_rows (plan));
      g_assert_cmpuint (opt_plan_get_n_untimed (plan), ==, 1);
      g_assert_cmpfloat_with_epsilon (opt_plan_get_total_ms (plan), 1000, 1e-6);
      g_assert_cmpfloat_with_epsilon (opt_plan_get_execution_ms (plan), 31000, 1e-6);
      g_assert_cmpuint (opt_plan_get_n_findings (plan), >, 0);
      g_assert_null (strstr (text, "the nodes were not measured"));
      g_assert_nonnull (strstr (text, "; of 2 plans together; 1 without times of nodes"));
      g_assert_nonnull (strstr (text, "90"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/list/entries", test_entries);
  g_test_add_func ("/plan/list/nth", test_nth);
  g_test_add_func ("/plan/list/databases", test_databases);
  g_test_add_func ("/plan/list/settings", test_settings);
  g_test_add_func ("/plan/list/partly-measured", test_partly_measured);

  return g_test_run ();
}
