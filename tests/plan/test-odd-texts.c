/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <string.h>

#include "opt-error.h"
#include "opt-test.h"

/* Text plans that are damaged, wrapped, hostile, or no plans at all. */

#define FIGURES "  (cost=0.00..1.00 rows=1 width=4)"
#define SCAN "Seq Scan on orders" FIGURES

static OptPlan *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);

  if (g_utf8_validate (text, -1, NULL))
    g_test_message ("%.400s", text);
  g_assert_no_error (error);

  return plan;
}

/* "Gather > Seq Scan | Seq Scan": the nodes of each plan, in order. */
static void
assert_nodes (const char *text, const char *expected)
{
  g_autoptr (OptPlan) plan = read_text (text);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) i);
      const char *separator = opt_plan_node_get_parent (node) != NULL ? " > " : " | ";

      g_string_append_printf (found, "%s%s", i == 1 ? "" : separator,
                              opt_plan_node_get_node_type (node));
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
assert_refused (const char *text, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_null (plan);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (opt_error_get_next_step (error));
}

/* A line that calls itself as a part of the tree is called is no part of it. */
static void
test_names_of_the_tree (void)
{
  static const char *const names[]
      = { "Plan",          "Plans",        "Workers",   "Target Tables",
          "Grouping Sets", "Node Type",    "Triggers",  "Parent Relationship",
          "Subplan Name",  "Actual Loops", "Plan Rows", "Sort Key" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *below
          = g_strdup_printf ("%s\n%s: x\n%s:\n  ->  " SCAN "\nTrigger a: calls=1\n"
                             "Trigger a: calls=1\n",
                             SCAN, names[i], names[i]);
      g_autofree char *within = g_strdup_printf (
          "HashAggregate" FIGURES "\n  %s: x\n  Group Key: a\n  Group Key: b\n"
          "  Worker 0:  actual time=1.0..2.0 rows=1 loops=1\n    %s: x\n  ->  " SCAN "\n",
          names[i], names[i]);

      assert_nodes (below, "Seq Scan > Seq Scan");
      assert_nodes (within, "Aggregate > Seq Scan");
    }
}

/* Nothing hangs on a worker, however far it is indented. */
static void
test_below_worker (void)
{
  g_autoptr (GString) text = g_string_new ("Gather" FIGURES "\n");

  assert_nodes ("Gather" FIGURES "\n  Worker 0:  actual time=0.01..0.02 rows=1 loops=1\n"
                "      ->  " SCAN "\n        Worker 0:  actual time=0.01..0.02 rows=1 loops=1\n"
                "          Buffers: shared hit=3\n",
                "Gather > Seq Scan");
  for (int i = 1; i < 3000; i++)
    g_string_append_printf (text, "%*sWorker %d: actual rows=1 loops=1\n", i, "", i);
  assert_nodes (text->str, "Gather");
}

static void
test_too_deep (void)
{
  g_autoptr (GString) text = g_string_new (SCAN "\n");
  g_autoptr (GString) tags = g_string_new ("<explain><Query>");

  for (int i = 1; i < 2100; i++)
    g_string_append_printf (text, "%*s->  " SCAN "\n", i, "");
  assert_refused (text->str, "too deeply");

  for (int i = 0; i < 7000; i++)
    g_string_append (tags, "<Plan>");
  for (int i = 0; i < 7000; i++)
    g_string_append (tags, "</Plan>");
  g_string_append (tags, "</Query></explain>");
  assert_refused (tags->str, "too deeply");
}

/* SQL and prose have words in them that name nodes, too. */
static void
test_no_plan (void)
{
  assert_refused ("SELECT data\n->> 'id' FROM t\n", "no plan");
  assert_refused ("SELECT a -> 'b'\n  -> 'c'\nFROM t\nLimit 10\n", "no plan");
  assert_refused ("SELECT count(*) FROM t\nGroup By a\nSort By b\n", "no plan");
  assert_refused ("Sort of slow, see below:\nUpdate on all that, please\n", "no plan");

  assert_nodes ("Sort of slow, see below:\n\n" SCAN "\n", "Seq Scan");
  assert_nodes ("LOG:  duration: 3.1 ms  plan:\nQuery Text: SELECT data\n->> 'id'\n"
                "-> 'x' FROM t\nLimit 10\n" SCAN "\n",
                "Seq Scan");
  /* In a constant there is no head of a log. */
  assert_nodes (SCAN "\n  Filter: (line ~~ '%LOG:  duration%'::text)\n  ->  " SCAN "\n",
                "Seq Scan > Seq Scan");
  /* Those of extensions are not known. */
  assert_nodes ("Custom Scan (Citus Adaptive)" FIGURES "\n  Task Count: 1\n  ->  Task\n"
                "        Node: host=a\n        ->  " SCAN "\n",
                "Custom Scan > Task > Seq Scan");
}

/* Whatever its lines look like. */
static void
test_query_text (void)
{
  static const char *const texts[] = {
    "SELECT data\n->> 'id' FROM t",
    "INSERT INTO t (a) VALUES\n(1),\n(2)",
    "SELECT a FROM t WHERE id IN\n(1)\nAND b = 2",
    "SELECT a\n/*\nTicket: 4711, run by batch\n*/\nFROM t\n\n--- and b\n  ORDER BY id",
    "SELECT '\n2026-05-31 is a day\n> 5\n\"a\"\nTime: 3 ms\n\ttabs' FROM t",
    "SELECT 1 -- Worker 0: none\nWorker 0: none",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (GStrv)
        lines = g_strsplit (texts[i], "\n", -1);
      g_autofree char *tabbed = g_strjoinv ("\n\t", lines);
      g_autofree char *entry
          = g_strdup_printf ("2026-05-31 12:00:00 UTC [42] LOG:  duration: 3.14 ms  plan:\n"
                             "\tQuery Text: %s\n\t" SCAN "\n",
                             tabbed);
      g_autofree char *bare = g_strdup_printf ("Query Text: %s\n" SCAN "\n", texts[i]);
      g_autofree char *indented = g_strdup_printf ("\tQuery Text: %s\n\t" SCAN "\n", tabbed);
      const char *const all[] = { entry, bare, indented };

      for (guint j = 0; j < G_N_ELEMENTS (all); j++)
        {
          g_autoptr (OptPlan) plan = read_text (all[j]);

          g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, 1);
          g_assert_cmpstr (opt_plan_get_query_text (plan, 0), ==, texts[i]);
        }
    }
}

static void
test_without_costs (void)
{
  assert_nodes ("Update on a\n  ->  Seq Scan on a\n", "ModifyTable > Seq Scan");
  assert_nodes ("Seq Scan on a\nDelete on b\n  Delete on b1\n  Delete on b2\n  ->  Append\n"
                "        ->  Seq Scan on b1\n        ->  Seq Scan on b2\n",
                "Seq Scan | ModifyTable > Append > Seq Scan > Seq Scan");
}

static void
test_frames (void)
{
  /* Wrapped before its figures. */
  g_autoptr (OptPlan) wrapped
      = read_text ("        QUERY PLAN\n--------------------\n Seq Scan on orders  (cost=0.00..9.50"
                   " rows=1 width=8)\n (actual time=0.010..0.020 rows=1 loops=1)\n   Filter: (a = "
                   "1)\n(2 rows)\n");
  g_autoptr (OptPlan) before_cost
      = read_text ("        QUERY PLAN\n--------------------\n Seq Scan on orders\n"
                   " (cost=0.00..9.50 rows=7 width=8)\n(1 row)\n");

  g_assert_true (opt_plan_has_times (wrapped));
  g_assert_nonnull (opt_plan_node_get_text (opt_plan_get_root (wrapped, 0), "Filter"));
  g_assert_cmpfloat (opt_plan_node_get_plan_rows (opt_plan_get_root (before_cost, 0)), ==, 7);

  /* One after another, be they text or not. */
  assert_nodes ("  QUERY PLAN\n-------\n " SCAN "\n(1 row)\n\nCREATE INDEX\n  QUERY PLAN\n-------\n"
                " Result" FIGURES "\n(1 row)\n",
                "Seq Scan | Result");
  assert_nodes (
      "  QUERY PLAN\n-------\n [ +\n {\"Plan\": {\"Node Type\": \"A\"}} +\n ]\n(1 row)\n\n"
      "  QUERY PLAN\n-------\n [{\"Plan\": {\"Node Type\": \"B\"}}]\n(1 row)\n",
      "A | B");
}

/* A quote within a name opens nothing, and a constant of many lines is read once. */
static void
test_quotes (void)
{
  g_autoptr (GString) text = g_string_new (SCAN "\n  Filter: (a = '");
  g_autoptr (OptPlan) plan = NULL;

  assert_nodes ("Nested Loop" FIGURES "\n  Output: \"it's\".a, \"Bob's\".b\n  ->  " SCAN
                "\n        Output: \"it's\".a\n  ->  " SCAN "\n",
                "Nested Loop > Seq Scan > Seq Scan");

  for (guint i = 0; i < 300000; i++)
    g_string_append (text, "x\n");
  g_string_append (text, "'::text)\n");
  plan = read_text (text->str);
  g_assert_cmpuint (strlen (opt_plan_node_get_text (opt_plan_get_root (plan, 0), "Filter")), >,
                    600000);
}

/* Whatever encoding the database had that wrote into the log. */
static void
test_encoding (void)
{
  assert_nodes ("2026-05-31 12:00:00 UTC [42] LOG:  duration: 3.14 ms  plan:\n"
                "\tQuery Text: SELECT 'caf\xe9'\n\t" SCAN "\n",
                "Seq Scan");
}

static void
test_too_long (void)
{
  g_autofree char *text = g_strnfill (65 * 1024 * 1024, ' ');
  g_autoptr (GString) lines = g_string_new (SCAN "\n");

  memcpy (text, SCAN, strlen (SCAN));
  assert_refused (text, "64 MB");
  while (lines->len < 16 * 1024 * 1024)
    g_string_append (lines, "A:\nB:\nC:\nD:\n");
  assert_refused (lines->str, "lines");
}

/* Of a plan that is cut it is said where. */
static void
test_cut (void)
{
  assert_refused ("Sort  (cost=0.00..1.00 rows=1 width=4)\n  Sort Key: a\n"
                  "  ->  Seq Scan on t  (cost=0.00..1.00 rows=1 wid",
                  "line 3, column 22");
  assert_refused ("Hash Join  (cost=0.00..9.00 rows=1 width=4)\n  Hash Cond: (t.a = u.a)\n"
                  "  ->  Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)\n",
                  "line 3, column 53, and below “Hash Join”");
  assert_refused ("  ->  Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)\n", "line 1, column 3");
  assert_refused ("Sort  (cost=0.00..1.00 rows=1 width=4)\n"
                  "Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)\n",
                  "below “Sort”");
}

/* Of a kind that only an extension knows; its statement ends there. */
static void
test_unknown_root (void)
{
#define ENTRY                                                         \
  "2026-05-31 12:00:00 UTC [42] LOG:  duration: 3.14 ms  plan:\n"     \
  "\tQuery Text: select *\n\tFROM t\n\tYB Seq Scan on t" FIGURES "\n" \
  "\t  Filter: (a = 1)\n\t  ->  " SCAN "\n"
  g_autoptr (OptPlan) plan = read_text (ENTRY);

  g_assert_cmpstr (opt_plan_get_query_text (plan, 0), ==, "select *\nFROM t");
  assert_nodes (ENTRY, "YB Seq Scan > Seq Scan");
  assert_nodes (ENTRY "2026-05-31 12:00:01 UTC [42] LOG:  duration: 3.14 ms  plan:\n"
                      "\tQuery Text: select 2\n\tResult" FIGURES "\n",
                "YB Seq Scan > Seq Scan | Result");
  assert_nodes ("  QUERY PLAN\n-------\n YB Batched Join" FIGURES "\n   ->  " SCAN "\n   ->  " SCAN
                "\n(3 rows)\n",
                "YB Batched Join > Seq Scan > Seq Scan");
  /* Wrapped within a name. */
  assert_nodes ("Sort" FIGURES "\n  ->  Index Scan using \"An\n Index\" on t" FIGURES "\n",
                "Sort > Index Scan");
}

/* Greenplum tells more of a node before its figures. */
static void
test_other_groups (void)
{
  assert_nodes ("Limit" FIGURES "\n  ->  Gather Motion 3:1  (slice1; segments: 3)" FIGURES
                "\n        ->  " SCAN "\n",
                "Limit > Gather > Seq Scan");
  assert_refused ("Limit" FIGURES "\n  ->  Gather Motion 3:1  (slice1; segments: 3)  (co "
                  "st=0.00..1.00 rows=1 width=4) (actual time=0.1..0.2 rows=1 loops=1)\n",
                  "co st=");
}

/* As a terminal that is so wide shows it, and as it is copied from there. */
static char *
cut_lines (const char *text, gsize width)
{
  GString *cut = g_string_new (NULL);
  g_auto (GStrv)
    lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    for (const char *at = lines[i]; *at != '\0';)
      {
        gsize length = strnlen (at, width);

        g_string_append_len (cut, at, (gssize) length);
        g_string_append_c (cut, '\n');
        at += length;
      }

  return g_string_free (cut, FALSE);
}

static void
test_cut_lines (void)
{
  static const char text[]
      = "                                  QUERY PLAN\n"
        "-----------------------------------------------------------------------------\n"
        " Limit  (cost=10.00..20.00 rows=10 width=40) (actual time=5.100..12.300 rows=10.00 "
        "loops=1)\n"
        "   Buffers: shared hit=100 read=50 dirtied=2, temp read=10 written=20\n"
        "   I/O Timings: shared read=3.500 write=0.100, temp read=0.200 write=0.300\n"
        "   ->  Nested Loop Left Join  (cost=0.29..80.00 rows=100 width=32) (actual time=0.050.."
        "3.000 rows=1500.00 loops=1)\n"
        "         ->  Seq Scan on orders o  (cost=0.00..10.00 rows=100 width=32) (actual "
        "time=0.010..0.500 rows=1500.00 loops=1)\n"
        "               Filter: ((note = 'a long constant'::text) AND (another IS NOT NULL))\n"
        "         ->  Index Only Scan Backward using \"Customers Pkey\" on public.\"Customers\" c"
        "  (cost=0.29..0.49 rows=1 width=8) (actual time=0.004..0.004 rows=0.75 loops=1500)\n"
        "               Heap Fetches: 7\n"
        " Execution Time: 14.000 ms\n(10 rows)\n";
  g_autoptr (OptPlan) whole = read_text (text);
  g_autofree char *expected = opt_plan_to_text (whole);

  for (gsize width = 78; width < 140; width++)
    {
      g_autofree char *cut = cut_lines (text, width);
      g_autoptr (OptPlan) plan = read_text (cut);
      g_autofree char *found = opt_plan_to_text (plan);

      g_assert_cmpstr (found, ==, expected);
    }

  assert_refused (
      "Seq Scan on t  (cost=0.00..1.00 rows=1 width=4) (actual time=0.1..0.2 rows=0. 75 "
      "loops=1)\n",
      "line 1, column 49");
  assert_refused ("Seq Scan on t  (cost=0.00..1.00 rows=1 width=4) (actual time=0.1..0.2 rows=0 lo "
                  "ops=1)\n",
                  "lo ops=1");
}

/* Told, not judged: a case that takes too long fails by the test's own limit. */
static OptPlan *
read_timed (const char *text)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);
  g_test_message ("%" G_GSIZE_FORMAT " bytes in %.2f s", strlen (text),
                  g_timer_elapsed (timer, NULL));

  return plan;
}

/* A list of millions of numbers, in pieces as wide as a terminal. */
static void
test_many_pieces (void)
{
  g_autoptr (GString) line = g_string_new ("Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)\n"
                                           "  Filter: (id = ANY ('{1");
  g_autofree char *cut = NULL;
  g_autoptr (OptPlan) plan = NULL;
  const char *filter;

  for (guint i = 0; i < 1500000; i++)
    g_string_append_printf (line, ",%u", i);
  g_string_append (line, "}'::integer[]))\n");
  cut = cut_lines (line->str, 45);
  plan = read_timed (cut);

  filter = opt_plan_node_get_text (opt_plan_get_root (plan, 0), "Filter");
  g_assert_cmpstr (filter, ==, g_strchomp (strstr (line->str, "(id")));
}

/* The same, as psql wraps it: dots on both sides of a break. */
static void
test_many_cells (void)
{
  g_autoptr (GString) frame = g_string_new ("                  QUERY PLAN                  \n"
                                            "----------------------------------------------\n"
                                            " Seq Scan on t  (cost=0.00..1.00 rows=1 width=.\n"
                                            ".4)                                            \n"
                                            "   Filter: (id = ANY ('{1");
  g_autoptr (OptPlan) plan = NULL;

  for (guint i = 0; i < 400000; i++)
    g_string_append_printf (frame, ",2222222222222222222222222222222222222222.\n.");
  g_string_append (frame, ",3}'::integer[]))\n(3 rows)\n");
  plan = read_timed (frame->str);

  g_assert_cmpuint (strlen (opt_plan_node_get_text (opt_plan_get_root (plan, 0), "Filter")), ==,
                    strlen ("(id = ANY ('{1") + 400000 * 41 + strlen (",3}'::integer[]))"));
}

/* 18 tells what is switched off in words, and a cost as high is real then. */
static void
test_disabled (void)
{
#define HUGE "Seq Scan on t  (cost=20000000000.00..20000000001.00 rows=1 width=4)"
  static const struct
  {
    const char *text;
    guint n;
  } cases[] = {
    { HUGE "\n", 1 },
    { "Seq Scan on t  (cost=0.00..20000000001.00 rows=1 width=4)\n", 0 },
    { HUGE " (actual time=0.01..0.02 rows=1 loops=1)\n", 1 },
    { HUGE " (actual time=0.01..0.02 rows=1.00 loops=1)\n", 0 },
    { HUGE " (actual time=0.01..0.02 rows=1.00 loops=1)\n  Disabled: true\n", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptPlan) plan = read_text (cases[i].text);
      guint n = 0;

      for (guint j = 0; j < opt_plan_get_n_findings (plan); j++)
        n += opt_finding_get_kind (opt_plan_get_finding (plan, j)) == OPT_FINDING_DISABLED_NODE;
      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (n, ==, cases[i].n);
    }
}

/* Of several inputs the first is the outer one, whatever hangs before it. */
static void
test_inputs (void)
{
  static const struct
  {
    const char *node;
    const char *relationships[4];
  } cases[] = {
    { "Nested Loop", { "InitPlan", "Outer", "Inner", "Inner" } },
    { "Update on a", { "InitPlan", "Outer", "Member", "Member" } },
    { "Append", { "InitPlan", "Member", "Member", "Member" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("%s  (cost=0.00..9.50 rows=1 width=8)\n"
                             "  InitPlan 1 (returns $0)\n"
                             "    ->  Result  (cost=0.00..9.50 rows=1 width=8)\n"
                             "  ->  Seq Scan on a  (cost=0.00..9.50 rows=1 width=8)\n"
                             "        ->  Seq Scan on d  (cost=0.00..9.50 rows=1 width=8)\n"
                             "  ->  Seq Scan on b  (cost=0.00..9.50 rows=1 width=8)\n"
                             "  ->  Seq Scan on c  (cost=0.00..9.50 rows=1 width=8)\n",
                             cases[i].node);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
      OptPlanNode *root;

      g_assert_no_error (error);
      root = opt_plan_get_root (plan, 0);
      for (guint j = 0; j < 4; j++)
        g_assert_cmpstr (opt_plan_node_get_text (opt_plan_node_get_child (root, j),
                                                 "Parent Relationship"),
                         ==, cases[i].relationships[j]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/odd-texts/names-of-the-tree", test_names_of_the_tree);
  g_test_add_func ("/plan/odd-texts/below-worker", test_below_worker);
  g_test_add_func ("/plan/odd-texts/inputs", test_inputs);
  g_test_add_func ("/plan/odd-texts/too-deep", test_too_deep);
  g_test_add_func ("/plan/odd-texts/no-plan", test_no_plan);
  g_test_add_func ("/plan/odd-texts/query-text", test_query_text);
  g_test_add_func ("/plan/odd-texts/without-costs", test_without_costs);
  g_test_add_func ("/plan/odd-texts/frames", test_frames);
  g_test_add_func ("/plan/odd-texts/quotes", test_quotes);
  g_test_add_func ("/plan/odd-texts/encoding", test_encoding);
  g_test_add_func ("/plan/odd-texts/too-long", test_too_long);
  g_test_add_func ("/plan/odd-texts/cut", test_cut);
  g_test_add_func ("/plan/odd-texts/unknown-root", test_unknown_root);
  g_test_add_func ("/plan/odd-texts/other-groups", test_other_groups);
  g_test_add_func ("/plan/odd-texts/cut-lines", test_cut_lines);
  g_test_add_func ("/plan/odd-texts/many-pieces", test_many_pieces);
  g_test_add_func ("/plan/odd-texts/many-cells", test_many_cells);
  g_test_add_func ("/plan/odd-texts/disabled", test_disabled);

  return g_test_run ();
}
