/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "findings-fixture.h"

#include <string.h>

/* What is advised, and in which words, on plans that no server would make at will. */

/* What is advised on a sequential scan that drops nearly all rows by this filter. */
static char *
advise_on_filter (const char *filter, OptFindingKind kind, char **columns)
{
  g_autofree char *text = g_strdup_printf (
      "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Seq Scan\","
      " \"Relation Name\": \"orders\", \"Filter\": \"%s\", \"Rows Removed by Filter\": 99999,"
      " \"Actual Startup Time\": 1, \"Actual Total Time\": 990, \"Actual Rows\": 1,"
      " \"Actual Loops\": 1, \"Plan Rows\": 1}}]",
      filter);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  OptFinding *finding;

  g_assert_no_error (error);
  finding = findings_fixture_find (plan, kind);
  g_assert_nonnull (finding);
  *columns = g_strjoinv (" ", (char **) opt_finding_get_columns (finding));

  return g_strdup (opt_finding_get_advice (finding));
}

/* An index that can't be used, or can't be made, is not advised. */
static void
test_index_advice (void)
{
  static const struct
  {
    const char *filter;
    OptFindingKind kind;
    const char *advice;
    const char *not_advice;
    const char *columns;
  } cases[] = {
    { "((customer_id)::text = '42'::text)", OPT_FINDING_SEQ_SCAN,
      "compare it without the cast, or consider an index on the expression, orders "
      "((customer_id::text))",
      NULL, "customer_id" },
    { "(status = 'new'::text)", OPT_FINDING_SEQ_SCAN, "Consider an index on orders (status).",
      "cast", "status" },
    { "(date_trunc($2, created_at) = $3)", OPT_FINDING_FUNCTION_ON_COLUMN,
      "as a range of the column", "Consider", "" },
    { "((date_trunc($2, created_at) = $3) AND (status = $4))", OPT_FINDING_SEQ_SCAN,
      "orders (status)", "date_trunc", "status" },
    { "((name)::text ~~ '%corp%'::text)", OPT_FINDING_SEQ_SCAN,
      "pg_trgm: on orders USING gin (name gin_trgm_ops)", "filter", "" },
    { "(lower(name) ~~ '%corp%'::text)", OPT_FINDING_SEQ_SCAN, "gin ((lower(name)) gin_trgm_ops)",
      "filter", "" },
    { "(name ~~* 'corp%'::text)", OPT_FINDING_SEQ_SCAN, "gin_trgm_ops", "filter", "" },
    { "(name ~~ 'corp%'::text)", OPT_FINDING_SEQ_SCAN, "orders (name text_pattern_ops)", "trgm",
      "" },
    { "(lower(name) ~~ 'corp%'::text)", OPT_FINDING_SEQ_SCAN, "((lower(name)) text_pattern_ops)",
      "trgm", "" },
    { "(name ~~ $1)", OPT_FINDING_SEQ_SCAN, "for the filter", "trgm", "" },
    { "(tags @> '{x}'::text[])", OPT_FINDING_SEQ_SCAN, "an index for the filter", "No index", "" },
    { "(NOT (hashed SubPlan 1))", OPT_FINDING_SEQ_SCAN, "as NOT EXISTS", "Consider", "" },
    { "EXISTS(SubPlan 1)", OPT_FINDING_SEQ_SCAN, "as NOT EXISTS", "Consider", "" },
    { "(random() < '0.01'::double precision)", OPT_FINDING_SEQ_SCAN, "TABLESAMPLE", "Consider",
      "" },
    { "((NOT (hashed SubPlan 1)) AND (status = 'new'::text))", OPT_FINDING_SEQ_SCAN,
      "orders (status)", "No index", "status" },
    { "(a = (InitPlan 1).col1)", OPT_FINDING_SEQ_SCAN, "orders (a)", "filter", "a" },
    { "(a = $0)", OPT_FINDING_SEQ_SCAN, "orders (a)", "filter", "a" },
    { "(xmin = '1'::xid)", OPT_FINDING_SEQ_SCAN, "No index", "Consider", "" },
    { "((ctid > '(0,1)'::tid) AND (a = 1))", OPT_FINDING_SEQ_SCAN, "orders (a)", "ctid", "a" },
    { "(lower(email) = $1)", OPT_FINDING_FUNCTION_ON_COLUMN, "must be immutable", "parameter",
      "(lower(email))" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *columns = NULL;
      g_autofree char *advice = advise_on_filter (cases[i].filter, cases[i].kind, &columns);

      g_test_message ("%s: %s", cases[i].filter, advice);
      g_assert_nonnull (strstr (advice, cases[i].advice));
      if (cases[i].not_advice != NULL)
        g_assert_null (strstr (advice, cases[i].not_advice));
      g_assert_cmpstr (columns, ==, cases[i].columns);
    }
}

/* Of a nested loop over as many rows as were expected the estimate is not to blame. */
static void
test_nested_loop_advice (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Nested Loop\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 990, \"Actual Rows\": 50000,"
          " \"Actual Loops\": 1, \"Plan Rows\": 50000, \"Plans\": ["
          "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\","
          " \"Parent Relationship\": \"Outer\", \"Actual Startup Time\": 1,"
          " \"Actual Total Time\": 10, \"Actual Rows\": 50000, \"Actual Loops\": 1,"
          " \"Plan Rows\": %u},"
          "{\"Node Type\": \"Index Scan\", \"Relation Name\": \"b\","
          " \"Parent Relationship\": \"Inner\", \"Actual Startup Time\": 0.01,"
          " \"Actual Total Time\": 0.019, \"Actual Rows\": 1, \"Actual Loops\": 50000,"
          " \"Plan Rows\": 1}]}}]",
          i == 0 ? 30000 : 10000);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      OptFinding *finding;

      g_assert_no_error (error);
      finding = findings_fixture_find (plan, OPT_FINDING_NESTED_LOOP);
      g_assert_nonnull (finding);
      g_assert_nonnull (strstr (opt_finding_get_advice (finding),
                                i == 0 ? "an index serves" : "expected fewer rows"));
    }
}

/* Who compares for equality already is not told to. */
static void
test_join_filter_advice (void)
{
  static const struct
  {
    const char *filter;
    const char *advice;
  } cases[] = {
    { "(t.id = u.id)", "enable_hashjoin" },
    { "((t.name)::text = lower(u.name))", "enable_hashjoin" },
    { "((t.a < u.b) AND (t.id = u.id))", "enable_hashjoin" },
    { "(t.a < u.b)", "an equality narrows it down" },
    { "((t.id = u.id) OR (t.a = u.a))", "an equality narrows it down" },
    { "((t.a + u.a) = 3)", "an equality narrows it down" },
    { "(u.a = 3)", "an equality narrows it down" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 5001, \"Plan\": {\"Node Type\": \"Nested Loop\","
          " \"Join Filter\": \"%s\", \"Rows Removed by Join Filter\": 50000000,"
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 5000, \"Actual Rows\": 10,"
          " \"Actual Loops\": 1, \"Plans\": [{\"Node Type\": \"Seq Scan\","
          " \"Parent Relationship\": \"Outer\", \"Relation Name\": \"t\", \"Alias\": \"t\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 1, \"Actual Rows\": 10000,"
          " \"Actual Loops\": 1}, {\"Node Type\": \"Seq Scan\","
          " \"Parent Relationship\": \"Inner\", \"Relation Name\": \"u\", \"Alias\": \"u\","
          " \"Actual Startup Time\": 0, \"Actual Total Time\": 0.1, \"Actual Rows\": 5000,"
          " \"Actual Loops\": 10000}]}}]",
          cases[i].filter);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      OptFinding *finding;

      g_assert_no_error (error);
      finding = findings_fixture_find (plan, OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER);
      g_assert_nonnull (finding);
      g_test_message ("%s: %s", cases[i].filter, opt_finding_get_advice (finding));
      g_assert_nonnull (strstr (opt_finding_get_advice (finding), cases[i].advice));
    }
}

/* Each set of columns has statistics of another name. */
static void
test_statistics_advice (void)
{
  static const char *const cases[][2] = {
    { "((a = 1) AND (b = 2))", "CREATE STATISTICS t_a_b_stat (dependencies, mcv) ON a, b FROM t" },
    { "((a = 1) AND (\\\"B\\\" = 2))",
      "CREATE STATISTICS \"t_a_B_stat\" (dependencies, mcv) ON a, \"B\" FROM t" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Sort\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 990, \"Actual Rows\": 500000,"
          " \"Actual Loops\": 1, \"Plan Rows\": 10, \"Plans\": [{\"Node Type\": \"Seq Scan\","
          " \"Relation Name\": \"t\", \"Parent Relationship\": \"Outer\", \"Filter\": \"%s\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 100, \"Actual Rows\": 500000,"
          " \"Actual Loops\": 1, \"Plan Rows\": 10}]}}]",
          cases[i][0]);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      OptFinding *finding;

      g_assert_no_error (error);
      finding = findings_fixture_find (plan, OPT_FINDING_CORRELATED_COLUMNS);
      g_assert_nonnull (finding);
      g_assert_true (g_str_has_prefix (opt_finding_get_advice (finding), cases[i][1]));
    }
}

/* An index that is read far for few rows is no bloated table. */
static void
test_blocks_of_index (void)
{
  static const char text[]
      = "[{\"Execution Time\": 100, \"Plan\": {\"Node Type\": \"Index Scan\","
        " \"Relation Name\": \"a\", \"Index Name\": \"a_b_c\", \"Index Cond\": \"(c = 1)\","
        " \"Actual Startup Time\": 1, \"Actual Total Time\": 90, \"Actual Rows\": 1,"
        " \"Actual Loops\": 1, \"Plan Rows\": 1, \"Shared Hit Blocks\": 5000,"
        " \"Shared Read Blocks\": 0}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  OptFinding *finding;

  g_assert_no_error (error);
  finding = findings_fixture_find (plan, OPT_FINDING_BUFFERS_PER_ROW);
  g_assert_nonnull (finding);
  g_assert_true (g_str_has_suffix (opt_finding_get_seen (finding), "for 1 row"));
  g_assert_nonnull (strstr (opt_finding_get_why (finding), "condition not on the leading column"));
  g_assert_nonnull (strstr (opt_finding_get_advice (finding), "leading column of a_b_c"));
  g_assert_null (strstr (opt_finding_get_advice (finding), "FULL"));
}

/* Nor is a table bloated of which each row has a function read others. */
static void
test_blocks_of_function (void)
{
  static const struct
  {
    const char *rest;
    const char *advice;
  } cases[] = {
    { "\"Filter\": \"(spent(id) > 100)\",", "what spent() reads" },
    { "\"Filter\": \"((NOT (hashed SubPlan 1)) AND (spent(id) > 100))\",", "what spent() reads" },
    { "\"Output\": [\"id\", \"lower(name)\", \"shop.spent(id)\"],", "what spent() reads" },
    { "\"Filter\": \"(lower(name) = 'x'::text)\",", "VACUUM FULL" },
    { "", "VACUUM FULL" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 100, \"Plan\": {\"Node Type\": \"Seq Scan\", %s"
          " \"Relation Name\": \"a\", \"Alias\": \"a\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 90, \"Actual Rows\": 10,"
          " \"Actual Loops\": 1, \"Plan Rows\": 1, \"Shared Hit Blocks\": 5000,"
          " \"Shared Read Blocks\": 0}}]",
          cases[i].rest);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      OptFinding *finding;

      g_assert_no_error (error);
      finding = findings_fixture_find (plan, OPT_FINDING_BUFFERS_PER_ROW);
      g_assert_nonnull (finding);
      g_test_message ("%s: %s", cases[i].rest, opt_finding_get_advice (finding));
      g_assert_nonnull (strstr (opt_finding_get_advice (finding), cases[i].advice));
    }
}

/* One is no plural. */
static void
test_one_row (void)
{
  static const char text[] = "[{\"Plan\": {\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\","
                             " \"Filter\": \"(b = 1)\", \"Startup Cost\": 0, \"Total Cost\": 5000,"
                             " \"Plan Rows\": 1, \"Plan Width\": 8}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  OptFinding *finding;

  g_assert_no_error (error);
  finding = findings_fixture_find (plan, OPT_FINDING_SEQ_SCAN);
  g_assert_nonnull (finding);
  g_assert_true (g_str_has_suffix (opt_finding_get_seen (finding), "an expected 1 row"));
}

/* A sort that keeps the first rows has a LIMIT already, and gives no fewer than it was asked for.
 */
static void
test_top_n_sort (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Limit\","
          " \"Actual Startup Time\": 900, \"Actual Total Time\": 990, \"Actual Rows\": 10,"
          " \"Actual Loops\": 1, \"Plan Rows\": 10, \"Plans\": [{\"Node Type\": \"Sort\","
          " \"Parent Relationship\": \"Outer\", \"Sort Method\": \"%s\","
          " \"Actual Startup Time\": 900, \"Actual Total Time\": 980, \"Actual Rows\": 10,"
          " \"Actual Loops\": 1, \"Plan Rows\": 90000, \"Plans\": [{\"Node Type\": \"Seq Scan\","
          " \"Relation Name\": \"a\", \"Parent Relationship\": \"Outer\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 90, \"Actual Rows\": 90000,"
          " \"Actual Loops\": 1, \"Plan Rows\": 90000}]}]}}]",
          i == 0 ? "top-N heapsort" : "quicksort");
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      g_autofree char *findings = NULL;
      OptFinding *finding;

      g_assert_no_error (error);
      findings = findings_fixture_describe (plan);
      g_assert_cmpstr (findings, ==, "slow-node:2");
      finding = opt_plan_get_finding (plan, 0);
      g_assert_cmpint (strstr (opt_finding_get_why (finding), "first rows for the LIMIT") != NULL,
                       ==, i == 0);
      g_assert_cmpint (strstr (opt_finding_get_advice (finding), "a LIMIT needs") != NULL, ==,
                       i == 1);
    }
}

/* No index has more than 32 columns. */
static void
test_many_columns (void)
{
  g_autoptr (GString) filter = g_string_new ("((a0 = 0)");
  g_autofree char *columns = NULL;
  g_autofree char *advice = NULL;

  for (guint i = 1; i < 100; i++)
    g_string_append_printf (filter, " AND (a%u = 0)", i);
  g_string_append (filter, " AND (b > 0))");
  advice = advise_on_filter (filter->str, OPT_FINDING_MULTI_COLUMN_INDEX, &columns);

  g_assert_true (g_str_has_suffix (columns, " a30 a31"));
  g_assert_null (strstr (advice, "a32"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/finding-advice/many-columns", test_many_columns);
  g_test_add_func ("/plan/finding-advice/index", test_index_advice);
  g_test_add_func ("/plan/finding-advice/nested-loop", test_nested_loop_advice);
  g_test_add_func ("/plan/finding-advice/join-filter", test_join_filter_advice);
  g_test_add_func ("/plan/finding-advice/statistics", test_statistics_advice);
  g_test_add_func ("/plan/finding-advice/blocks-of-index", test_blocks_of_index);
  g_test_add_func ("/plan/finding-advice/blocks-of-function", test_blocks_of_function);
  g_test_add_func ("/plan/finding-advice/one-row", test_one_row);
  g_test_add_func ("/plan/finding-advice/top-n-sort", test_top_n_sort);

  return g_test_run ();
}
