/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-test.h"

static OptPlan *
read_plan (const char *name)
{
  g_autofree char *path = g_build_filename ("plans", name, NULL);
  g_autofree char *text = opt_test_read_data (path, NULL);
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);

  return plan;
}

/* Numbers and their units stand together. */
static char *
to_plain (const char *text)
{
  GString *plain = g_string_new (text);

  g_string_replace (plain, "\u00a0", " ", 0);
  g_string_replace (plain, "\u202f", " ", 0);

  return g_string_free (plain, FALSE);
}

static char *
describe (OptPlan *plan)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    {
      OptFinding *finding = opt_plan_get_finding (plan, i);
      OptPlanNode *node = opt_finding_get_node (finding);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                              opt_finding_kind_get_nick (opt_finding_get_kind (finding)));
      if (node != NULL)
        g_string_append_printf (text, ":%d", opt_plan_node_get_id (node));
    }

  return g_string_free (text, FALSE);
}

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
      g_autoptr (OptPlan) plan = read_plan (cases[i].file);
      g_autofree char *findings = describe (plan);

      g_test_message ("%s", cases[i].file);
      g_assert_cmpstr (findings, ==, cases[i].findings);
    }
}

static OptFinding *
find_kind (OptPlan *plan, OptFindingKind kind)
{
  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    if (opt_finding_get_kind (opt_plan_get_finding (plan, i)) == kind)
      return opt_plan_get_finding (plan, i);

  return NULL;
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
      g_autoptr (OptPlan) plan = read_plan (file);
      g_autoptr (OptPlan) near_plan = read_plan (near);
      OptFinding *finding = find_kind (plan, kind);
      OptPlanNode *node;

      g_test_message ("%s", nick);
      g_assert_nonnull (finding);
      node = opt_finding_get_node (finding);
      g_assert_cmpint (node != NULL ? opt_plan_node_get_id (node) : 0, ==, nodes[kind]);
      g_assert_null (find_kind (near_plan, kind));
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
      "CREATE STATISTICS visits_columns (dependencies, mcv) ON city, zip FROM visits", "city zip" },
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
      g_autoptr (OptPlan) plan = read_plan (file);
      OptFinding *finding = find_kind (plan, cases[i].kind);
      g_autofree char *columns = g_strjoinv (" ", (char **) opt_finding_get_columns (finding));
      g_autofree char *seen = to_plain (opt_finding_get_seen (finding));
      g_autofree char *advice = to_plain (opt_finding_get_advice (finding));

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
      g_autoptr (OptPlan) plan = g_str_has_suffix (name, ".json") ? read_plan (path) : NULL;
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

/* An estimate of 1 row let the planner choose a nested loop that ran 5,000 times. */
static void
test_misestimate (void)
{
  static const char text[]
      = "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Nested Loop\","
        " \"Actual Startup Time\": 1, \"Actual Total Time\": 990, \"Actual Rows\": 5000,"
        " \"Actual Loops\": 1, \"Plan Rows\": 1, \"Plans\": ["
        "{\"Node Type\": \"Index Scan\", \"Relation Name\": \"a\","
        " \"Parent Relationship\": \"Outer\", \"Actual Startup Time\": 1,"
        " \"Actual Total Time\": 10, \"Actual Rows\": 5000, \"Actual Loops\": 1, \"Plan Rows\": 1},"
        "{\"Node Type\": \"Index Scan\", \"Relation Name\": \"b\","
        " \"Parent Relationship\": \"Inner\", \"Actual Startup Time\": 0.1,"
        " \"Actual Total Time\": 0.19, \"Actual Rows\": 1, \"Actual Loops\": 5000,"
        " \"Plan Rows\": 1}]}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  g_autofree char *findings = NULL;

  g_assert_no_error (error);
  findings = describe (plan);
  g_assert_cmpstr (findings, ==, "stale-statistics:2");
  g_assert_cmpfloat_with_epsilon (opt_finding_get_explained_ms (opt_plan_get_finding (plan, 0)),
                                  980, 1e-9);
}

/* With no condition in between the table itself has other rows than the planner thinks. */
static void
test_stale_table (void)
{
  static const char text[]
      = "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Sort\","
        " \"Actual Startup Time\": 1, \"Actual Total Time\": 990, \"Actual Rows\": 500000,"
        " \"Actual Loops\": 1, \"Plan Rows\": 10, \"Plans\": ["
        "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\","
        " \"Parent Relationship\": \"Outer\", \"Actual Startup Time\": 1,"
        " \"Actual Total Time\": 100, \"Actual Rows\": 500000, \"Actual Loops\": 1,"
        " \"Plan Rows\": 10}]}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  OptFinding *finding;

  g_assert_no_error (error);
  finding = find_kind (plan, OPT_FINDING_STALE_STATISTICS);
  g_assert_nonnull (finding);
  g_assert_nonnull (strstr (opt_finding_get_why (finding), "how many rows the table has"));
}

/* Where hash_mem_multiplier was set, the memory is told for that. */
static void
test_hash_mem_multiplier (void)
{
  g_autofree char *text = opt_test_read_data ("plans/findings/hash-batches.json", NULL);
  g_autoptr (GString) edited = g_string_new (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = NULL;
  g_autofree char *advice = NULL;
  OptFinding *finding;

  g_string_replace (edited, "\"Plan\": {",
                    "\"Settings\": {\"hash_mem_multiplier\": \"4\"}, \"Plan\": {", 1);
  plan = opt_plan_new_from_text (edited->str, -1, &error);
  g_assert_no_error (error);
  finding = find_kind (plan, OPT_FINDING_HASH_BATCHES);
  advice = to_plain (opt_finding_get_advice (finding));
  g_assert_cmpstr (advice, ==,
                   "Set work_mem to 8 MB or more for this statement. Or let it carry fewer or "
                   "narrower rows.");
}

/* Of a plan that was not run it is not known which partitions have rows, but how many are left. */
static void
test_many_partitions (void)
{
  for (guint n = 99; n <= 100; n++)
    {
      g_autoptr (GString) text = g_string_new (
          "[{\"Plan\": {\"Node Type\": \"Append\", \"Total Cost\": 50, \"Plan Rows\": 5, \"Plans\": [");
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = NULL;
      g_autofree char *findings = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append_printf (
            text,
            "%s{\"Node Type\": \"Seq Scan\", \"Parent Relationship\": \"Member\","
            " \"Relation Name\": \"p%u\", \"Filter\": \"(a = 1)\","
            " \"Total Cost\": 0.5, \"Plan Rows\": 1}",
            i > 0 ? "," : "", i);
      g_string_append (text, "]}}]");
      plan = opt_plan_new_from_text (text->str, -1, &error);
      g_assert_no_error (error);
      findings = describe (plan);
      g_assert_cmpstr (findings, ==, n < 100 ? "" : "partitions:1");
    }
}

/* A file may claim anything: whatever is found, nothing is looped or reckoned beyond measure. */
static void
test_hostile_figures (void)
{
  static const char text[]
      = "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Gather\","
        " \"Workers Planned\": 1e300, \"Workers Launched\": 1e200, \"Actual Startup Time\": 1,"
        " \"Actual Total Time\": 990, \"Actual Rows\": 1e300, \"Actual Loops\": 1,"
        " \"Plan Width\": 1e300, \"Plans\": [{\"Node Type\": \"Sort\","
        " \"Parent Relationship\": \"Outer\", \"Actual Startup Time\": 1,"
        " \"Actual Total Time\": 900, \"Actual Rows\": 1e300, \"Actual Loops\": 1,"
        " \"Sort Space Type\": \"Disk\", \"Sort Space Used\": 1e15,"
        " \"Shared Hit Blocks\": 1e300, \"Shared Read Blocks\": 1e300,"
        " \"Workers\": [{\"Actual Loops\": 1, \"Actual Rows\": 1, \"Actual Total Time\": 900}, 5,"
        " null]}]}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  g_autofree char *printed = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (find_kind (plan, OPT_FINDING_SORT_SPILL));
  g_assert_nonnull (find_kind (plan, OPT_FINDING_LARGE_RESULT));
  printed = opt_plan_to_text (plan);
  g_assert_true (g_utf8_validate (printed, -1, NULL));
}

/* What an InitPlan or a WITH query read counts with who ran it, which is not to blame. */
static void
test_blocks_of_others (void)
{
  static const char text[]
      = "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Aggregate\","
        " \"Actual Startup Time\": 1, \"Actual Total Time\": 990, \"Actual Rows\": 1,"
        " \"Actual Loops\": 1, \"Shared Hit Blocks\": 10, \"Shared Read Blocks\": 90000, \"Plans\": ["
        "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\","
        " \"Parent Relationship\": \"InitPlan\", \"Subplan Name\": \"CTE w\","
        " \"Actual Startup Time\": 1, \"Actual Total Time\": 500, \"Actual Rows\": 9000000,"
        " \"Actual Loops\": 1, \"Shared Hit Blocks\": 10, \"Shared Read Blocks\": 90000},"
        "{\"Node Type\": \"CTE Scan\", \"CTE Name\": \"w\","
        " \"Parent Relationship\": \"Outer\", \"Actual Startup Time\": 1,"
        " \"Actual Total Time\": 980, \"Actual Rows\": 9000000, \"Actual Loops\": 1,"
        " \"Shared Hit Blocks\": 10, \"Shared Read Blocks\": 90000}]}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  g_autofree char *findings = NULL;

  g_assert_no_error (error);
  findings = describe (plan);
  g_assert_cmpstr (findings, ==, "cold-cache:2 slow-node:3");
}

static void
test_json (void)
{
  g_autoptr (OptPlan) plan = read_plan ("093_modifying_cte_unread.json");
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
  g_autoptr (OptPlan) plan = read_plan ("145_misestimate_zero_rows.json");
  g_autofree char *printed = opt_plan_to_text (plan);
  g_autofree char *text = to_plain (printed);

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
  g_test_add_func ("/plan/findings/misestimate", test_misestimate);
  g_test_add_func ("/plan/findings/stale-table", test_stale_table);
  g_test_add_func ("/plan/findings/hash-mem-multiplier", test_hash_mem_multiplier);
  g_test_add_func ("/plan/findings/many-partitions", test_many_partitions);
  g_test_add_func ("/plan/findings/hostile-figures", test_hostile_figures);
  g_test_add_func ("/plan/findings/blocks-of-others", test_blocks_of_others);
  g_test_add_func ("/plan/findings/json", test_json);
  g_test_add_func ("/plan/findings/text", test_text);

  return g_test_run ();
}
