/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>
#include <string.h>

#include "findings-fixture.h"
#include "opt-json.h"

/* What is said of real plans, and that nothing is said of those with nothing to say. */
static void
test_kinds (void)
{
  static const struct
  {
    const char *file;
    const char *findings;
  } cases[] = {
    { "001_seq_scan_filter.json", "seq-scan:1 settings" },
    { "016_hash_index.json", "" },
    { "018_jsonb_gin.json", "" },
    { "025_function_scan_ordinality_spill.json", "temporary-files:2 settings" },
    { "032_sort_quicksort.json", "slow-node:1" },
    { "036_incremental_sort_spill.json", "sort-spill:1 slow-node:2 large-result:1 settings" },
    { "040_agg_hashed_spill.json", "hash-aggregate-spill:1 large-result:1 settings" },
    { "086_cte_materialized_single.json", "hash-aggregate-spill:2 settings" },
    { "089_cte_limit_partial.json", "settings" },
    { "102_update_triggers_row.json", "slow-node:1 trigger" },
    { "120_parallel_nestloop_inner.json", "nested-loop:7 settings" },
    { "131_jit_heavy.json", "jit settings" },
    { "138_foreign_update_rowwise.json", "slow-node:1" },
    { "145_misestimate_zero_rows.json", "function-on-column:2 never-executed:2 settings" },
    { "149_timing_off.json", "high-cost-node:5" },
    { "findings/disabled-node-18.json", "seq-scan:2 disabled-node:2" },
    { "findings/function-on-column-cast.json", "function-on-column:1" },
    { "findings/generic-plan-init-plan.json", "slow-node:5" },
    { "findings/generic-plan-note.json", "generic-plan" },
    { "findings/large-result-18.json", "large-result:1 slow-node:1" },
    { "findings/never-executed-join.json", "seq-scan:2 never-executed:2" },
    { "findings/never-executed-planned.json", "never-executed:1" },
    { "findings/rows-removed-by-recheck-brin.json", "rows-removed-by-recheck:1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptPlan) plan = findings_fixture_read (cases[i].file);
      g_autofree char *findings = findings_fixture_describe (plan);

      g_test_message ("%s", cases[i].file);
      g_assert_cmpstr (findings, ==, cases[i].findings);
    }
}

/* Who reads the JSON finds each kind in the manual page. */
static void
test_documented (void)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "..", "data", "man", "optischema-cli.1", NULL);
  g_autofree char *manual = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &manual, NULL, &error);
  g_assert_no_error (error);
  for (OptFindingKind kind = 0; kind <= OPT_FINDING_DISABLED_NODE; kind++)
    {
      g_autoptr (GString) line = g_string_new (opt_finding_kind_get_nick (kind));

      g_string_replace (line, "-", "\\-", 0);
      g_string_prepend (line, "\n.B ");
      g_string_append_c (line, '\n');
      g_test_message ("%s", line->str);
      g_assert_nonnull (strstr (manual, line->str));
    }
}

/* Each kind has a plan of a real server that has it, at the node where it must be, and one that
 * nearly has it. */
static void
test_near_misses (void)
{
  static const int nodes[] = {
    [OPT_FINDING_SLOW_NODE] = 1,
    [OPT_FINDING_HIGH_COST_NODE] = 2,
    [OPT_FINDING_SEQ_SCAN] = 1,
    [OPT_FINDING_MULTI_COLUMN_INDEX] = 1,
    [OPT_FINDING_FUNCTION_ON_COLUMN] = 1,
    [OPT_FINDING_INEFFICIENT_INDEX] = 1,
    [OPT_FINDING_LIMIT_ORDER] = 2,
    [OPT_FINDING_ROWS_REMOVED_BY_FILTER] = 1,
    [OPT_FINDING_ROWS_REMOVED_BY_RECHECK] = 1,
    [OPT_FINDING_HEAP_FETCHES] = 2,
    [OPT_FINDING_PARTITIONS] = 1,
    [OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER] = 1,
    [OPT_FINDING_NESTED_LOOP] = 4,
    [OPT_FINDING_MEMOIZE] = 4,
    [OPT_FINDING_MISESTIMATE] = 3,
    [OPT_FINDING_CORRELATED_COLUMNS] = 3,
    [OPT_FINDING_STALE_STATISTICS] = 3,
    [OPT_FINDING_GENERIC_PLAN] = 3,
    [OPT_FINDING_SORT_SPILL] = 2,
    [OPT_FINDING_HASH_BATCHES] = 4,
    [OPT_FINDING_HASH_AGGREGATE_SPILL] = 2,
    [OPT_FINDING_TEMPORARY_FILES] = 3,
    [OPT_FINDING_LOSSY_BITMAP] = 2,
    [OPT_FINDING_SLOW_IO] = 2,
    [OPT_FINDING_COLD_CACHE] = 2,
    [OPT_FINDING_BUFFERS_PER_ROW] = 2,
    [OPT_FINDING_WORKERS] = 2,
    [OPT_FINDING_UNEVEN_WORKERS] = 2,
    [OPT_FINDING_JIT] = 0,
    [OPT_FINDING_PLANNING] = 0,
    [OPT_FINDING_TRIGGER] = 0,
    [OPT_FINDING_FOREIGN_KEY] = 0,
    [OPT_FINDING_LARGE_OFFSET] = 1,
    [OPT_FINDING_LARGE_RESULT] = 1,
    [OPT_FINDING_NEVER_EXECUTED] = 1,
    [OPT_FINDING_SETTINGS] = 0,
    [OPT_FINDING_DISABLED_NODE] = 2,
  };

  for (OptFindingKind kind = 0; kind <= OPT_FINDING_DISABLED_NODE; kind++)
    {
      const char *nick = opt_finding_kind_get_nick (kind);
      g_autofree char *file = g_strdup_printf ("findings/%s.json", nick);
      g_autofree char *near = g_strdup_printf ("findings/%s-near-miss.json", nick);
      g_autoptr (OptPlan) plan = findings_fixture_read (file);
      g_autoptr (OptPlan) near_plan = findings_fixture_read (near);
      OptFinding *finding = findings_fixture_find (plan, kind);
      OptPlanNode *node;

      g_test_message ("%s", nick);
      g_assert_nonnull (finding);
      node = opt_finding_get_node (finding);
      g_assert_cmpint (node != NULL ? opt_plan_node_get_id (node) : 0, ==, nodes[kind]);
      g_assert_null (findings_fixture_find (near_plan, kind));
    }
}

/* The numbers, and what to do about them. */
static void
test_words (void)
{
  static const struct
  {
    OptFindingKind kind;
    const char *seen;
    const char *advice;
    const char *columns;
  } cases[] = {
    { OPT_FINDING_SEQ_SCAN, "of 300 k rows (99.9 %) removed", "orders (status)", "status" },
    { OPT_FINDING_MULTI_COLUMN_INDEX, "of 300 k rows", "orders (customer_id, status, total)",
      "customer_id status total" },
    { OPT_FINDING_FUNCTION_ON_COLUMN, "by lower(email)", "orders ((lower(email)))",
      "(lower(email))" },
    { OPT_FINDING_INEFFICIENT_INDEX, "removed",
      "has customer_id beside the columns of orders_region", "customer_id" },
    { OPT_FINDING_LIMIT_ORDER, "of 297 k rows", "begins with status", "status" },
    { OPT_FINDING_PARTITIONS, "of 20 partitions", "partition key", "" },
    { OPT_FINDING_MEMOIZE, "thrown out", "Set work_mem to", "" },
    { OPT_FINDING_CORRELATED_COLUMNS, "off by",
      "CREATE STATISTICS visits_city_zip_stat (dependencies, mcv) ON city, zip FROM visits",
      "city zip" },
    { OPT_FINDING_STALE_STATISTICS, "off by", "ANALYZE queue", "" },
    { OPT_FINDING_GENERIC_PLAN, "off by", "force_custom_plan", "" },
    /* With these the near misses stay in memory. */
    { OPT_FINDING_SORT_SPILL, "in temporary files", "Set work_mem to 32 MB", "" },
    { OPT_FINDING_HASH_BATCHES, "batches",
      "Set work_mem to 15 MB or more for this statement where "
      "hash_mem_multiplier is 2",
      "" },
    { OPT_FINDING_HASH_AGGREGATE_SPILL, "in temporary files", "Set work_mem to 6 MB", "" },
    { OPT_FINDING_TEMPORARY_FILES, "in temporary files", "Set work_mem to 28 MB", "" },
    { OPT_FINDING_LOSSY_BITMAP, "pages lossy", "Set work_mem to 1 MB", "" },
    { OPT_FINDING_SLOW_IO, "each", "read fewer blocks", "" },
    { OPT_FINDING_COLD_CACHE, "track_io_timing was off", "track_io_timing on", "" },
    { OPT_FINDING_BUFFERS_PER_ROW, "for 600 rows", "VACUUM", "" },
    { OPT_FINDING_WORKERS, "1 of 2 workers", "max_parallel_workers", "" },
    { OPT_FINDING_UNEVEN_WORKERS, "rows of each", "Fewer workers", "" },
    { OPT_FINDING_PLANNING, "planning read", "Prepare", "" },
    { OPT_FINDING_FOREIGN_KEY, "100 calls", "children_parent_id_fkey", "" },
    { OPT_FINDING_LARGE_OFFSET, "250 k rows skipped, 20 returned", "LIMIT n", "" },
    { OPT_FINDING_SETTINGS, "enable_hashagg = off, max_parallel", "pg_settings", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *nick = opt_finding_kind_get_nick (cases[i].kind);
      g_autofree char *file = g_strdup_printf ("findings/%s.json", nick);
      g_autoptr (OptPlan) plan = findings_fixture_read (file);
      OptFinding *finding = findings_fixture_find (plan, cases[i].kind);
      g_autofree char *columns = g_strjoinv (" ", (char **) opt_finding_get_columns (finding));
      g_autofree char *seen = findings_fixture_to_plain (opt_finding_get_seen (finding));
      g_autofree char *advice = findings_fixture_to_plain (opt_finding_get_advice (finding));

      g_test_message ("%s: %s | %s", nick, seen, advice);
      g_assert_nonnull (strstr (seen, cases[i].seen));
      g_assert_nonnull (strstr (advice, cases[i].advice));
      g_assert_cmpstr (columns, ==, cases[i].columns);
    }
}

static void
assert_complete (OptPlan *plan, OptFinding *finding)
{
  g_assert_cmpstr (opt_finding_get_title (finding), !=, "");
  g_assert_cmpstr (opt_finding_get_seen (finding), !=, "");
  g_assert_cmpstr (opt_finding_get_why (finding), !=, "");
  g_assert_cmpstr (opt_finding_get_advice (finding), !=, "");
  g_assert_true (g_str_has_prefix (opt_finding_get_caveat (finding), "Not so if "));
  if (opt_finding_get_severity (finding) == OPT_FINDING_SEVERITY_NOTE)
    {
      g_assert_cmpfloat (opt_finding_get_share (finding), ==, 0);
      g_assert_true (isnan (opt_finding_get_explained_ms (finding)));
      return;
    }
  g_assert_cmpfloat (opt_finding_get_share (finding), >=, 0.05);
  g_assert_cmpfloat (opt_finding_get_share (finding), <=, 1);
  if (opt_plan_has_times (plan))
    g_assert_cmpfloat (opt_finding_get_explained_ms (finding), >=, 5);
}

/* Each says what it saw, why it matters, what to do and what would make it wrong, and stays above
 * the floor; the gravest come first and notes last. */
static void
test_complete (gconstpointer data)
{
  const char *name_of_folder = data;
  g_autofree char *folder
      = g_test_build_filename (G_TEST_DIST, "data", "plans", name_of_folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_findings = 0;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (name_of_folder, name, NULL);
      g_autoptr (OptPlan) plan
          = g_str_has_suffix (name, ".json") ? findings_fixture_read (path) : NULL;
      double share = 1;

      for (guint i = 0; plan != NULL && i < opt_plan_get_n_findings (plan); i++)
        {
          OptFinding *finding = opt_plan_get_finding (plan, i);

          assert_complete (plan, finding);
          g_assert_cmpfloat (opt_finding_get_share (finding), <=, share);
          share = opt_finding_get_share (finding);
          n_findings++;
        }
    }
  g_assert_cmpuint (n_findings, >, 10);
}

static void
test_json (void)
{
  g_autoptr (OptPlan) plan = findings_fixture_read ("093_modifying_cte_unread.json");
  g_autoptr (JsonNode) made = opt_plan_to_json (plan);
  g_autofree char *text = opt_json_print (made, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) json = opt_json_parse (text, -1, &error);
  JsonObject *object;
  JsonObject *node;

  g_assert_no_error (error);
  object = json_node_get_object (json);
  g_assert_cmpint (json_object_get_int_member (object, "slowest"), ==, 2);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (object, "outside_root_ms"), 75.306,
                                  1e-9);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "nodes")), ==, 4);
  node = json_array_get_object_element (json_object_get_array_member (object, "nodes"), 1);
  g_assert_cmpstr (json_object_get_string_member (node, "type"), ==, "ModifyTable");
  g_assert_cmpstr (json_object_get_string_member (node, "label"), ==, "Delete on order_line");
  g_assert_cmpint (json_object_get_int_member (node, "parent"), ==, 1);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (node, "exclusive_ms"), 44.99,
                                  1e-9);
  g_assert_false (json_object_get_boolean_member (node, "spilled"));
  g_assert_false (json_object_get_boolean_member (node, "never_executed"));
}

static void
test_text (void)
{
  g_autoptr (OptPlan) plan = findings_fixture_read ("145_misestimate_zero_rows.json");
  g_autofree char *printed = opt_plan_to_text (plan);
  g_autofree char *text = findings_fixture_to_plain (printed);

  g_assert_nonnull (strstr (text, "└ Seq Scan on customer c"));
  g_assert_nonnull (strstr (text, "never executed"));
  g_assert_nonnull (strstr (text, "Seq Scan on orders o filters by what it computes"));
  g_assert_nonnull (strstr (text, "up to 100 % of the time"));
  g_assert_nonnull (strstr (text, "\n  ? Not so if "));
  /* Of a note no time is told. */
  g_assert_nonnull (strstr (text, "\n  2 nodes were never executed\n"));
  g_assert_null (strstr (text, "nan"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/findings/kinds", test_kinds);
  g_test_add_func ("/plan/findings/near-misses", test_near_misses);
  g_test_add_func ("/plan/findings/documented", test_documented);
  g_test_add_func ("/plan/findings/words", test_words);
  g_test_add_data_func ("/plan/findings/complete", "", test_complete);
  g_test_add_data_func ("/plan/findings/complete-by-kind", "findings", test_complete);
  g_test_add_func ("/plan/findings/json", test_json);
  g_test_add_func ("/plan/findings/text", test_text);

  return g_test_run ();
}
