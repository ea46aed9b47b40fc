/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "findings-fixture.h"

#include <string.h>

#include "opt-test-plan.h"
#include "opt-test.h"

/* What figures must be reckoned with before something is said of them. */

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
    { "0.00", 100000, 20, NULL },
    { "0.00", 100000, 200, "heap fetches: 200; rows: at most 500" },
    { "0.10", 100000, 1000, NULL },
    { "100", 1, 5, NULL },
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
      g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);
      OptFinding *finding = findings_fixture_find (plan, OPT_FINDING_HEAP_FETCHES);
      g_autofree char *seen
          = finding != NULL ? findings_fixture_to_plain (opt_finding_get_seen (finding)) : NULL;

      g_assert_cmpstr (seen, ==, cases[i].seen);
    }
}

/* What memory is advised for @kind, less what stands behind it. */
static char *
advise_memory (OptPlan *plan, OptFindingKind kind)
{
  OptFinding *finding = findings_fixture_find (plan, kind);
  g_autofree char *advice = NULL;

  g_assert_nonnull (finding);
  advice = findings_fixture_to_plain (opt_finding_get_advice (finding));
  g_assert_true (g_str_has_prefix (advice, "Set work_mem to "));
  *strstr (advice, " or more") = '\0';

  return g_strdup (advice + strlen ("Set work_mem to "));
}

/* Files are told of all processes and loops, a process needs memory for its own at a time. */
static void
test_memory_of_hash (void)
{
  for (guint loops = 1; loops <= 10; loops += 3)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 20000, \"Plan\": {\"Node Type\": \"Hash Join\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": %g, \"Actual Rows\": 1000000,"
          " \"Actual Loops\": 1, \"Temp Written Blocks\": %u, \"Plans\": [{\"Node Type\": \"Hash\","
          " \"Parent Relationship\": \"Inner\", \"Plan Rows\": 1000000, \"Plan Width\": 8,"
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 500, \"Actual Rows\": 1000000,"
          " \"Actual Loops\": %u, \"Hash Batches\": 16, \"Temp Written Blocks\": %u}]}}]",
          loops * 1500.0, 14000 * loops, loops, 14000 * loops);
      g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);
      g_autofree char *memory = advise_memory (plan, OPT_FINDING_HASH_BATCHES);

      g_assert_cmpstr (memory, ==, "77 MB");
    }
}

/* A function scan may be filled anew in each loop, or once for all. */
static void
test_memory_of_kept_rows (void)
{
  static const struct
  {
    guint loops;
    guint blocks;
  } cases[] = { { 1, 172 }, { 10, 1720 }, { 10, 172 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1101, \"Plan\": {\"Node Type\": \"Nested Loop\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 1100, \"Actual Rows\": 1000000,"
          " \"Actual Loops\": 1, \"Temp Written Blocks\": %u, \"Plans\": ["
          "{\"Node Type\": \"Function Scan\", \"Parent Relationship\": \"Inner\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 100, \"Actual Rows\": 100000,"
          " \"Actual Loops\": %u, \"Temp Written Blocks\": %u}]}}]",
          cases[i].blocks, cases[i].loops, cases[i].blocks);
      g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);
      g_autofree char *memory = advise_memory (plan, OPT_FINDING_TEMPORARY_FILES);

      g_assert_cmpstr (memory, ==, "6 MB");
    }
}

/* Where no sort of the leader went to disk, the workers' tell it. */
static void
test_incremental_sort_of_workers (void)
{
  static const char text[]
      = "[{\"Execution Time\": 960, \"Plan\": {\"Node Type\": \"Gather Merge\","
        " \"Actual Startup Time\": 1, \"Actual Total Time\": 950, \"Actual Rows\": 200000,"
        " \"Actual Loops\": 1, \"Temp Written Blocks\": 2250, \"Plans\": ["
        "{\"Node Type\": \"Incremental Sort\", \"Parent Relationship\": \"Outer\","
        " \"Actual Startup Time\": 1, \"Actual Total Time\": 900, \"Actual Rows\": 100000,"
        " \"Actual Loops\": 2, \"Temp Written Blocks\": 2250, \"Workers\": ["
        "{\"Worker Number\": 0, \"Pre-sorted Groups\": {\"Group Count\": 10,"
        " \"Sort Space Disk\": {\"Peak Sort Space Used\": 9000}}},"
        "{\"Worker Number\": 1, \"Pre-sorted Groups\": {\"Group Count\": 10,"
        " \"Sort Space Disk\": {\"Peak Sort Space Used\": 8000}}}]}]}}]";
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);
  OptPlanNode *sort = opt_plan_get_node (plan, 2);
  g_autofree char *memory = NULL;

  g_assert_cmpint (opt_plan_node_get_spill (sort), ==, OPT_PLAN_SPILL_INCREMENTAL_SORT);
  g_assert_cmpint (opt_plan_node_get_spilled_bytes (sort), ==, 17000 * 1024);
  g_assert_null (findings_fixture_find (plan, OPT_FINDING_TEMPORARY_FILES));
  memory = advise_memory (plan, OPT_FINDING_SORT_SPILL);
  g_assert_cmpstr (memory, ==, "11 MB");
}

/* The text format leaves out what is 0: of a plan that found nothing in memory, all that was hit.
 */
static void
test_cold_text (void)
{
  static const char *const timings[] = { "        I/O Timings: read=780.000\n", "" };

  for (guint i = 0; i < G_N_ELEMENTS (timings); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("Aggregate  (cost=10.00..1000.00 rows=1 width=8) (actual "
                             "time=900.000..900.000 rows=1 loops=1)\n"
                             "  Buffers: shared read=49000\n"
                             "  ->  Seq Scan on a  (cost=0.00..900.00 rows=100000 width=8) (actual "
                             "time=0.100..850.000 rows=100000 loops=1)\n"
                             "        Buffers: shared read=49000\n%s"
                             "  ->  Result  (cost=0.00..0.01 rows=1 width=8) (actual "
                             "time=0.001..0.001 rows=1 loops=1)\n"
                             "Execution Time: 901.000 ms\n",
                             timings[i]);
      g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);
      g_autoptr (JsonNode) json = opt_plan_to_json (plan);
      JsonArray *nodes = json_object_get_array_member (json_node_get_object (json), "nodes");
      JsonObject *buffers
          = json_object_get_object_member (json_array_get_object_element (nodes, 1), "buffers");
      g_autofree char *findings = findings_fixture_describe (plan);

      g_assert_cmpstr (findings, ==, i == 0 ? "slow-io:2" : "cold-cache:2");
      g_assert_cmpint (json_object_get_int_member (buffers, "shared_hit"), ==, 0);
      g_assert_cmpint (json_object_get_int_member (buffers, "shared_read"), ==, 49000);
      g_assert_true (
          json_object_get_null_member (json_array_get_object_element (nodes, 2), "buffers"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/finding-figures/heap-fetches", test_heap_fetches);
  g_test_add_func ("/plan/finding-figures/memory-of-hash", test_memory_of_hash);
  g_test_add_func ("/plan/finding-figures/memory-of-kept-rows", test_memory_of_kept_rows);
  g_test_add_func ("/plan/finding-figures/incremental-sort-of-workers",
                   test_incremental_sort_of_workers);
  g_test_add_func ("/plan/finding-figures/cold-text", test_cold_text);

  return g_test_run ();
}
