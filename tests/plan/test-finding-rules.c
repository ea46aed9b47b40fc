/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "findings-fixture.h"

#include <math.h>
#include <string.h>

#include "opt-test.h"

/* Rules, tried on plans that no server would make at will. */

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
  findings = findings_fixture_describe (plan);
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
  finding = findings_fixture_find (plan, OPT_FINDING_STALE_STATISTICS);
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
  finding = findings_fixture_find (plan, OPT_FINDING_HASH_BATCHES);
  advice = findings_fixture_to_plain (opt_finding_get_advice (finding));
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
            " \"Relation Name\": \"p%u\", \"Alias\": \"p_%u\", \"Filter\": \"(a = 1)\","
            " \"Total Cost\": 0.5, \"Plan Rows\": 1}",
            i > 0 ? "," : "", i, i + 1);
      g_string_append (text, "]}}]");
      plan = opt_plan_new_from_text (text->str, -1, &error);
      g_assert_no_error (error);
      findings = findings_fixture_describe (plan);
      g_assert_cmpstr (findings, ==, n < 100 ? "" : "partitions:1");
    }
}

/* @name: a pattern for the number of a table */
static void
append_name (GString *text, const char *key, const char *name, guint number)
{
  g_autofree char *plain = g_strdup_printf ("%u", number);
  g_autofree char *padded = g_strdup_printf ("%02u", number);
  g_autofree char *sparse = g_strdup_printf ("%u", 3 * number);
  g_autoptr (GString) filled = g_string_new (name);

  g_string_replace (filled, "<1>", plain, 0);
  g_string_replace (filled, "<01>", padded, 0);
  g_string_replace (filled, "<3>", sparse, 0);
  g_string_append_printf (text, " \"%s\": \"%s\",", key, filled->str);
}

/* Tables of a UNION ALL are no partitions, but of one table; each has its own alias. */
static void
test_union_all (void)
{
  static const struct
  {
    const char *relation;
    const char *alias;
    const char *rest;
    gboolean partitions;
  } cases[] = {
    { "log<1>", "logs_<1>", "", TRUE },
    { "log<1>", "log<1>", "", FALSE },
    { "log<1>", "log_<1>_x", "", FALSE },
    { "log<1>", "log<1>", "\"Subplans Removed\": 3, ", TRUE },
    { "log_2023_<01>", "log_2023_<1>", "", TRUE },
    { "log_2023_<01>", "log_2023_<01>", "", FALSE },
    { "log_2023_<1>", "log_2023_<1>", "", FALSE },
    { "log<1>", "log_<01>", "", FALSE },
    { "log<1>", "logs_<3>", "", FALSE },
    { "log_<3>", "log_<3>", "\"Subplans Removed\": 3, ", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = NULL;

      g_string_printf (text,
                       "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Append\", %s"
                       " \"Actual Startup Time\": 1, \"Actual Total Time\": 990,"
                       " \"Actual Rows\": 0, \"Actual Loops\": 1, \"Plans\": [",
                       cases[i].rest);
      for (guint k = 1; k <= 12; k++)
        {
          g_string_append_printf (text,
                                  "%s{\"Node Type\": \"Seq Scan\","
                                  " \"Parent Relationship\": \"Member\", \"Filter\": \"(a = 1)\",",
                                  k > 1 ? "," : "");
          /* They may be started in another order. */
          append_name (text, "Relation Name", cases[i].relation, 13 - k);
          append_name (text, "Alias", cases[i].alias, 13 - k);
          g_string_append (text, " \"Actual Startup Time\": 1, \"Actual Total Time\": 80,"
                                 " \"Actual Rows\": 0, \"Actual Loops\": 1}");
        }
      g_string_append (text, "]}}]");
      plan = opt_plan_new_from_text (text->str, -1, &error);
      g_assert_no_error (error);
      g_test_message ("%s %s", cases[i].relation, cases[i].alias);
      g_assert_cmpint (findings_fixture_find (plan, OPT_FINDING_PARTITIONS) != NULL, ==,
                       cases[i].partitions);
    }
}

/* A scan that stopped has not read all of its table. */
static void
test_stopped_scan (void)
{
  static const char *const parents[] = { "Limit", "Sort" };

  for (guint i = 0; i < G_N_ELEMENTS (parents); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 501, \"Plan\": {\"Node Type\": \"%s\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 500, \"Actual Rows\": 10,"
          " \"Actual Loops\": 1, \"Plan Rows\": 10, \"Plans\": [{\"Node Type\": \"Seq Scan\","
          " \"Relation Name\": \"t\", \"Parent Relationship\": \"Outer\", \"Filter\": \"(a = 1)\","
          " \"Rows Removed by Filter\": 50000, \"Actual Startup Time\": 1,"
          " \"Actual Total Time\": 500, \"Actual Rows\": 10, \"Actual Loops\": 1,"
          " \"Plan Rows\": 10}]}}]",
          parents[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      OptFinding *finding;

      g_assert_no_error (error);
      finding = findings_fixture_find (plan, OPT_FINDING_SEQ_SCAN);
      g_assert_nonnull (finding);
      g_assert_cmpstr (opt_finding_get_title (finding), ==,
                       i == 0 ? "Reads t row by row to find a few rows"
                              : "Reads all of t to keep a few rows");
      g_assert_cmpint (strstr (opt_finding_get_why (finding), "every row") == NULL, ==, i == 0);
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
  g_assert_nonnull (findings_fixture_find (plan, OPT_FINDING_SORT_SPILL));
  g_assert_nonnull (findings_fixture_find (plan, OPT_FINDING_LARGE_RESULT));
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
  findings = findings_fixture_describe (plan);
  g_assert_cmpstr (findings, ==, "cold-cache:2 slow-node:3");
}

/* What was found in a plan after @from in it was replaced by @to. */
static char *
describe_edited (const char *name, const char *from, const char *to)
{
  g_autofree char *path = g_build_filename ("plans", "findings", name, NULL);
  g_autofree char *text = opt_test_read_data (path, NULL);
  g_autoptr (GString) edited = g_string_new (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = NULL;

  g_assert_cmpuint (g_string_replace (edited, from, to, 0), >, 0);
  plan = opt_plan_new_from_text (edited->str, -1, &error);
  g_assert_no_error (error);

  return findings_fixture_describe (plan);
}

/* The same thing, or nearly, as other versions print it. */
static void
test_versions (void)
{
  static const struct
  {
    const char *file;
    const char *from;
    const char *to;
    const char *findings;
  } cases[] = {
    /* 17 names whose blocks were read. */
    { "slow-io.json", "\"I/O Read Time\"", "\"Shared I/O Read Time\"", "slow-io:2" },
    /* The cost alone tells it up to 17; from 18 on it tells nothing. */
    { "disabled-node-18.json", "2135.00", "10000002135.00", "seq-scan:2 disabled-node:2" },
    { "disabled-node-18.json", "\"Disabled\": true", "\"Disabled\": false", "seq-scan:2" },
    { "disabled-node.json", "\"Node Type\": \"Seq Scan\"",
      "\"Disabled\": false, \"Node Type\": \"Seq Scan\"", "seq-scan:2" },
    /* That the referenced row is there is looked up by its key; without VERBOSE the text format
     * does not tell which it was. */
    { "foreign-key.json", "RI_ConstraintTrigger_a_", "RI_ConstraintTrigger_c_", "trigger" },
    { "foreign-key.json", "\"Trigger Name\"", "\"Other Name\"", "foreign-key" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *findings = describe_edited (cases[i].file, cases[i].from, cases[i].to);

      g_test_message ("%s: %s", cases[i].file, cases[i].to);
      g_assert_cmpstr (findings, ==, cases[i].findings);
    }
}

/* An InitPlan's blocks are not those of the scan that ran it, though it hangs elsewhere. */
static void
test_init_plan_blocks (void)
{
  static const char *const cases[] = {
    /* What the scan has with the InitPlan's 8,000 blocks; then with no other. */
    "13000",
    "8000",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Aggregate\","
          " \"Actual Startup Time\": 990, \"Actual Total Time\": 990, \"Actual Rows\": 1,"
          " \"Actual Loops\": 1, \"Shared Hit Blocks\": 0, \"Shared Read Blocks\": %s, \"Plans\": ["
          "{\"Node Type\": \"Aggregate\", \"Parent Relationship\": \"InitPlan\","
          " \"Subplan Name\": \"InitPlan 1 (returns $0)\", \"Actual Startup Time\": 100,"
          " \"Actual Total Time\": 100, \"Actual Rows\": 1, \"Actual Loops\": 1,"
          " \"Shared Hit Blocks\": 0, \"Shared Read Blocks\": 8000, \"Plans\": ["
          "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"b\","
          " \"Parent Relationship\": \"Outer\", \"Actual Startup Time\": 1,"
          " \"Actual Total Time\": 4, \"Actual Rows\": 100000, \"Actual Loops\": 1,"
          " \"Shared Hit Blocks\": 0, \"Shared Read Blocks\": 8000}]},"
          "{\"Node Type\": \"Append\", \"Parent Relationship\": \"Outer\","
          " \"Actual Startup Time\": 101, \"Actual Total Time\": 985,"
          " \"Actual Rows\": 100000, \"Actual Loops\": 1, \"Shared Hit Blocks\": 0,"
          " \"Shared Read Blocks\": %s, \"Plans\": ["
          "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\","
          " \"Parent Relationship\": \"Member\", \"Filter\": \"(x > $0)\","
          " \"Actual Startup Time\": 101, \"Actual Total Time\": 980,"
          " \"Actual Rows\": 100000, \"Actual Loops\": 1, \"Shared Hit Blocks\": 0,"
          " \"Shared Read Blocks\": %s}]}]}}]",
          cases[i], cases[i], cases[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      OptFinding *finding;

      g_assert_no_error (error);
      finding = findings_fixture_find (plan, OPT_FINDING_COLD_CACHE);
      g_assert_cmpint (finding != NULL, ==, i == 0);
      if (finding != NULL)
        g_assert_cmpint (opt_plan_node_get_id (opt_finding_get_node (finding)), ==, 5);
    }
}

/* A join with nothing does not run its other side; pruned partitions have nothing to do with it. */
static void
test_empty_side (void)
{
  static const struct
  {
    const char *type;
    const char *findings;
  } cases[] = {
    { "Nested Loop", "never-executed:2" },
    { "Hash Join", "never-executed:2" },
    { "Append", "" },
    { "BitmapAnd", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1, \"Plan\": {\"Node Type\": \"%s\","
          " \"Actual Startup Time\": 0.5, \"Actual Total Time\": 0.9, \"Actual Rows\": 0,"
          " \"Actual Loops\": 1, \"Plans\": [{\"Node Type\": \"Seq Scan\","
          " \"Relation Name\": \"a\", \"Parent Relationship\": \"Outer\","
          " \"Actual Startup Time\": 0.5, \"Actual Total Time\": 0.6, \"Actual Rows\": 0,"
          " \"Actual Loops\": 1}, {\"Node Type\": \"Seq Scan\", \"Relation Name\": \"b\","
          " \"Parent Relationship\": \"Inner\", \"Actual Startup Time\": 0,"
          " \"Actual Total Time\": 0, \"Actual Rows\": 0, \"Actual Loops\": 0}]}}]",
          cases[i].type);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      g_autofree char *findings = NULL;

      g_assert_no_error (error);
      findings = findings_fixture_describe (plan);
      g_test_message ("%s", cases[i].type);
      g_assert_cmpstr (findings, ==, cases[i].findings);
    }
}

/* Who checks a constraint is told by the trigger's name, or by what the statement does. */
static void
test_triggers (void)
{
  static const struct
  {
    const char *operation;
    const char *trigger; /* (nullable) */
    guint calls;
    const char *finding;
    const char *words;
  } cases[] = {
    { "Delete", "RI_ConstraintTrigger_a_1", 10, "foreign-key", "The foreign key c looks" },
    { "Delete", "RI_ConstraintTrigger_a_1", 9000, "trigger", "have an index" },
    { "Insert", "RI_ConstraintTrigger_c_1", 10, "trigger", "looks up a row of the other table" },
    { "Insert", "check_balance", 10, "trigger", "The constraint trigger c" },
    { "Insert", "PK_ConstraintTrigger_1", 10, "trigger", "can be deferred is checked again" },
    { "Update", "Unique_ConstraintTrigger_1", 10, "trigger", "can be deferred is checked again" },
    { "Insert", NULL, 10, "trigger", "the plan does not tell which" },
    { "Update", NULL, 10, "foreign-key", "as if it looked for referencing rows" },
    { "Update", NULL, 9000, "trigger", "the plan does not tell which" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = cases[i].trigger != NULL
                                  ? g_strdup_printf ("\"Trigger Name\": \"%s\",", cases[i].trigger)
                                  : g_strdup ("");
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"ModifyTable\","
          " \"Operation\": \"%s\", \"Actual Startup Time\": 2, \"Actual Total Time\": 2,"
          " \"Actual Rows\": 0, \"Actual Loops\": 1}, \"Triggers\": [{%s"
          " \"Constraint Name\": \"c\", \"Time\": 900, \"Calls\": %u}]}]",
          cases[i].operation, name, cases[i].calls);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      g_autofree char *findings = NULL;
      g_autofree char *words = NULL;
      OptFinding *finding;

      g_assert_no_error (error);
      findings = findings_fixture_describe (plan);
      finding = opt_plan_get_finding (plan, 0);
      words = g_strjoin (" ", opt_finding_get_title (finding), opt_finding_get_why (finding),
                         opt_finding_get_advice (finding), NULL);
      g_test_message ("%s %s: %s", cases[i].operation, name, words);
      g_assert_cmpstr (findings, ==, cases[i].finding);
      g_assert_nonnull (strstr (words, cases[i].words));
    }
}

/* Compilation is told as the sum over the processes, which do it at the same time. */
static void
test_jit_processes (void)
{
  static const struct
  {
    guint workers;
    double jit_ms;
    const char *findings;
    double explained_ms;
  } cases[] = {
    { 3, 1200, "slow-node:2 jit", 300 },
    { 3, 600, "slow-node:2", NAN },
    { 0, 600, "jit slow-node:2", 600 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1000, \"JIT\": {\"Timing\": {\"Total\": %g}},"
          " \"Plan\": {\"Node Type\": \"Gather\", \"Workers Planned\": %u,"
          " \"Workers Launched\": %u, \"Actual Startup Time\": 1, \"Actual Total Time\": 990,"
          " \"Actual Rows\": 5, \"Actual Loops\": 1, \"Plans\": [{\"Node Type\": \"Seq Scan\","
          " \"Relation Name\": \"a\", \"Parent Relationship\": \"Outer\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 980, \"Actual Rows\": 5,"
          " \"Actual Loops\": %u}]}}]",
          cases[i].jit_ms, cases[i].workers, cases[i].workers, cases[i].workers + 1);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      g_autofree char *findings = NULL;
      OptFinding *jit;

      g_assert_no_error (error);
      findings = findings_fixture_describe (plan);
      g_assert_cmpstr (findings, ==, cases[i].findings);
      jit = findings_fixture_find (plan, OPT_FINDING_JIT);
      if (jit == NULL)
        continue;
      g_assert_cmpfloat_with_epsilon (opt_finding_get_explained_ms (jit), cases[i].explained_ms,
                                      1e-9);
      g_assert_cmpint (strstr (opt_finding_get_seen (jit), "in 4 processes") != NULL, ==,
                       cases[i].workers == 3);
    }
}

/* Planning is a part of planning and execution. */
static void
test_planning_share (void)
{
  static const char text[]
      = "[{\"Planning Time\": 60, \"Execution Time\": 40, \"Plan\": {\"Node Type\": \"Seq Scan\","
        " \"Relation Name\": \"a\", \"Actual Startup Time\": 0, \"Actual Total Time\": 36,"
        " \"Actual Rows\": 5, \"Actual Loops\": 1}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  g_autofree char *findings = NULL;
  OptFinding *planning;

  g_assert_no_error (error);
  findings = findings_fixture_describe (plan);
  g_assert_cmpstr (findings, ==, "slow-node:1 planning");
  planning = findings_fixture_find (plan, OPT_FINDING_PLANNING);
  g_assert_cmpfloat_with_epsilon (opt_finding_get_share (planning), 0.6, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_finding_get_explained_ms (planning), 60, 1e-9);
}

/* What a merge join reads again of its inner side is counted again, up to where it is kept. */
static void
test_merge_join (void)
{
  static const struct
  {
    const char *side;
    const char *type;
    guint below;
    const char *findings;
  } cases[] = {
    { "Inner", "Sort", 1000, "" },
    { "Inner", "Materialize", 1000, "" },
    { "Inner", "Index Scan", 1000, "" },
    { "Outer", "Sort", 1000, "misestimate:2" },
    { "Inner", "Sort", 90000, "stale-statistics:3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Merge Join\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 990, \"Actual Rows\": 90000,"
          " \"Actual Loops\": 1, \"Plan Rows\": 90000, \"Plans\": ["
          "{\"Node Type\": \"%s\", \"Parent Relationship\": \"%s\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 100, \"Actual Rows\": 90000,"
          " \"Actual Loops\": 1, \"Plan Rows\": 1000, \"Plans\": [{\"Node Type\": \"Seq Scan\","
          " \"Relation Name\": \"a\", \"Parent Relationship\": \"Outer\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 90, \"Actual Rows\": %u,"
          " \"Actual Loops\": 1, \"Plan Rows\": 1000}]}]}}]",
          cases[i].type, cases[i].side, cases[i].below);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      g_autoptr (GString) found = g_string_new (NULL);

      g_assert_no_error (error);
      for (guint k = 0; k < opt_plan_get_n_findings (plan); k++)
        {
          OptFinding *finding = opt_plan_get_finding (plan, k);
          OptFindingKind kind = opt_finding_get_kind (finding);

          if (opt_finding_kind_get_theme (kind) == OPT_FINDING_THEME_ESTIMATE)
            g_string_append_printf (found, "%s:%d", opt_finding_kind_get_nick (kind),
                                    opt_plan_node_get_id (opt_finding_get_node (finding)));
        }
      g_test_message ("%s %s", cases[i].side, cases[i].type);
      g_assert_cmpstr (found->str, ==, cases[i].findings);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/finding-rules/init-plan-blocks", test_init_plan_blocks);
  g_test_add_func ("/plan/finding-rules/versions", test_versions);
  g_test_add_func ("/plan/finding-rules/misestimate", test_misestimate);
  g_test_add_func ("/plan/finding-rules/stale-table", test_stale_table);
  g_test_add_func ("/plan/finding-rules/hash-mem-multiplier", test_hash_mem_multiplier);
  g_test_add_func ("/plan/finding-rules/many-partitions", test_many_partitions);
  g_test_add_func ("/plan/finding-rules/hostile-figures", test_hostile_figures);
  g_test_add_func ("/plan/finding-rules/blocks-of-others", test_blocks_of_others);
  g_test_add_func ("/plan/finding-rules/empty-side", test_empty_side);
  g_test_add_func ("/plan/finding-rules/jit-processes", test_jit_processes);
  g_test_add_func ("/plan/finding-rules/triggers", test_triggers);
  g_test_add_func ("/plan/finding-rules/union-all", test_union_all);
  g_test_add_func ("/plan/finding-rules/stopped-scan", test_stopped_scan);
  g_test_add_func ("/plan/finding-rules/planning-share", test_planning_share);
  g_test_add_func ("/plan/finding-rules/merge-join", test_merge_join);

  return g_test_run ();
}
