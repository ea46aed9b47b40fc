/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-anonymize.h"

#include <math.h>
#include <string.h>

#include "opt-builtin-names.h"
#include "opt-json.h"
#include "opt-test-plan.h"

/* Keywords that stand in conditions, outputs and statements that foreign servers are sent. */
static const char *const keywords[] = {
  "all",       "and",    "any",        "array",    "as",       "asc",   "between",  "by",
  "case",      "cast",   "character",  "collate",  "cte",      "desc",  "distinct", "double",
  "else",      "end",    "epoch",      "exists",   "extract",  "false", "filter",   "first",
  "for",       "from",   "group",      "hashed",   "initplan", "in",    "is",       "last",
  "limit",     "not",    "null",       "nulls",    "or",       "order", "over",     "partition",
  "precision", "public", "returns",    "row",      "select",   "set",   "subplan",  "then",
  "time",      "true",   "update",     "using",    "varying",  "when",  "where",    "with",
  "without",   "zone",   "ordinality", "coalesce", "greatest", "least", "nullif",   NULL
};

/* The texts under these are PostgreSQL's own words. */
static const char *const words[] = { "Node Type",         "Parent Relationship",
                                     "Join Type",         "Strategy",
                                     "Partial Mode",      "Operation",
                                     "Command",           "Sort Method",
                                     "Sort Space Type",   "Cache Mode",
                                     "Scan Direction",    "Conflict Resolution",
                                     "Storage",           "Settings",
                                     "Trigger Name",      "Params Evaluated",
                                     "Sort Methods Used", NULL };

static gboolean
is_new_name (const char *word)
{
  return strchr ("tcifyskg", *word) != NULL && word[1] != '\0'
         && strspn (word + 1, "0123456789") == strlen (word + 1);
}

static void
check_word (const char *word, const char *text)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);

  if (!is_new_name (word) && !g_strv_contains (keywords, lower)
      && !opt_name_is_builtin_function (lower) && !opt_name_is_builtin_type (lower))
    g_error ("“%s” is left in “%s”", word, text);
}

/* Each word is a new name or one that any PostgreSQL knows, and what is in quotes a question mark.
 */
static void
check_text (const char *text)
{
  g_autoptr (GRegex) literal = g_regex_new ("'([^']*)'", 0, 0, NULL);
  g_autoptr (GRegex) word = g_regex_new ("[\\p{L}_][\\p{L}\\p{N}_]*", 0, 0, NULL);
  g_autoptr (GMatchInfo) literals = NULL;
  g_autoptr (GMatchInfo) found = NULL;

  g_regex_match (literal, text, 0, &literals);
  for (; g_match_info_matches (literals); g_match_info_next (literals, NULL))
    {
      g_autofree char *value = g_match_info_fetch (literals, 1);

      g_assert_cmpstr (value, ==, "?");
    }
  g_regex_match (word, text, 0, &found);
  for (; g_match_info_matches (found); g_match_info_next (found, NULL))
    {
      g_autofree char *matched = g_match_info_fetch (found, 0);

      check_word (matched, text);
    }
}

static void
check_node (const char *key, JsonNode *value)
{
  JsonObjectIter iter;
  JsonNode *member;

  if (g_strv_contains (words, key))
    return;
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (array); i++)
        check_node (key, json_array_get_element (array, i));
    }
  else if (JSON_NODE_HOLDS_OBJECT (value))
    {
      json_object_iter_init (&iter, json_node_get_object (value));
      while (json_object_iter_next (&iter, &key, &member))
        check_node (key, member);
    }
  else if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
    check_text (json_node_get_string (value));
}

static void
check_figure (double figure, double expected)
{
  if (isnan (expected))
    g_assert_true (isnan (figure));
  else
    g_assert_cmpfloat_with_epsilon (figure, expected, 1e-6);
}

static void
check_same (OptPlan *plan, OptPlan *other)
{
  g_assert_cmpuint (opt_plan_get_n_nodes (other), ==, opt_plan_get_n_nodes (plan));
  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) id);
      OptPlanNode *same = opt_plan_get_node (other, (int) id);

      g_assert_cmpstr (opt_plan_node_get_node_type (same), ==, opt_plan_node_get_node_type (node));
      check_figure (opt_plan_node_get_exclusive_ms (same), opt_plan_node_get_exclusive_ms (node));
      check_figure (opt_plan_node_get_inclusive_ms (same), opt_plan_node_get_inclusive_ms (node));
      check_figure (opt_plan_node_get_exclusive_cost (same),
                    opt_plan_node_get_exclusive_cost (node));
      check_figure (opt_plan_node_get_rows (same), opt_plan_node_get_rows (node));
      g_assert_cmpint (opt_plan_node_get_spill (same), ==, opt_plan_node_get_spill (node));
    }
  check_figure (opt_plan_get_execution_ms (other), opt_plan_get_execution_ms (plan));
  check_figure (opt_plan_get_trigger_ms (other), opt_plan_get_trigger_ms (plan));
  g_assert_cmpuint (opt_plan_get_n_findings (other), ==, opt_plan_get_n_findings (plan));
  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    g_assert_cmpstr (opt_finding_kind_get_nick (
                         opt_finding_get_kind (opt_plan_get_finding (other, i))),
                     ==,
                     opt_finding_kind_get_nick (
                         opt_finding_get_kind (opt_plan_get_finding (plan, i))));
}

static void
check_plan (OptPlan *plan)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) other = opt_plan_anonymize (plan, &error);

  g_assert_no_error (error);
  check_node ("", opt_plan_get_source (other));
  check_same (plan, other);
}

static void
test_file (gconstpointer data)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plans", data);

  check_plan (plan);
}

static void
test_attributed (gconstpointer data)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plan", data);

  check_plan (plan);
}

static OptPlan *
anonymize_text (const char *text, const char *sql, char **renamed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  OptPlan *other;

  g_assert_no_error (error);
  other = opt_plan_anonymize_with_sql (plan, sql, renamed, &error);
  g_assert_no_error (error);

  return other;
}

/* One name is the same in the node, in a condition and in the statement. */
static void
test_consistent (void)
{
  g_autofree char *sql = NULL;
  g_autoptr (OptPlan) plan = anonymize_text (
      "[{\"Query Text\": \"SELECT * FROM secret_table s WHERE s.salary = 99000\","
      " \"Plan\": {\"Node Type\": \"Seq Scan\", \"Relation Name\": \"secret_table\","
      " \"Schema\": \"hr\", \"Alias\": \"s\", \"Output\": [\"s.salary\", \"hr.grade(s.level)\"],"
      " \"Filter\": \"((s.salary = 99000) AND ((s.\\\"Name\\\")::text ~~ 'Smith%'::text) AND"
      " (lower((s.code)::character varying(20)) = $1) AND s.mail__opt_in)\"},"
      " \"Settings\": {\"search_path\": \"hr\", \"work_mem\": \"64kB\"}}]",
      "SELECT s.salary FROM hr.secret_table s -- for Ann\n WHERE s.\"Name\" = 'Ann'", &sql);
  OptPlanNode *node = opt_plan_get_node (plan, 1);

  g_assert_cmpstr (opt_plan_node_get_text (node, "Relation Name"), ==, "t1");
  g_assert_cmpstr (opt_plan_node_get_text (node, "Schema"), ==, "s1");
  g_assert_cmpstr (opt_plan_node_get_text (node, "Alias"), ==, "t2");
  g_assert_cmpstr (opt_plan_get_query_text (plan, 0), ==, "SELECT * FROM t1 t2 WHERE t2.c1 = '?'");
  g_assert_cmpstr (json_array_get_string_element (opt_json_get_array (opt_plan_node_get_json (node),
                                                                      "Output"),
                                                  1),
                   ==, "s1.f1(t2.c2)");
  g_assert_cmpstr (opt_plan_node_get_text (node, "Filter"), ==,
                   "((t2.c1 = '?') AND ((t2.c3)::text ~~ '?'::text) AND"
                   " (lower((t2.c4)::character varying(20)) = $1) AND t2.c5)");
  g_assert_cmpstr (sql, ==, "SELECT t2.c1 FROM s1.t1 t2 \n WHERE t2.c3 = '?'");
  g_assert_cmpstr (opt_json_get_string (opt_plan_get_settings (plan, 0), "search_path"), ==, "?");
  g_assert_cmpstr (opt_json_get_string (opt_plan_get_settings (plan, 0), "work_mem"), ==, "64kB");
}

/* What can't be parsed is gone, but for what time is attributed by. */
static void
test_not_parsed (void)
{
  g_autofree char *sql = NULL;
  g_autoptr (OptPlan) plan = anonymize_text (
      "[{\"Plan\": {\"Node Type\": \"Foreign Scan\", \"Relations\": \"(hr.staff) INNER JOIN (x)\","
      " \"Filter\": \"(hashed SubPlan 1) ) secret = 'x $0' $0 $4242 InitPlan 77\","
      " \"Hash Cond\": \"secret ) '$0' = \\\"$0\\\"\", \"Merge Cond\": \"secret 'x $4242\","
      " \"Anything\": \"secret 'x\", \"Plans\": ["
      "{\"Node Type\": \"Result\", \"Parent Relationship\": \"InitPlan\","
      " \"Subplan Name\": \"InitPlan 2 (returns $0)\"},"
      "{\"Node Type\": \"Result\", \"Parent Relationship\": \"SubPlan\","
      " \"Subplan Name\": \"SubPlan 1\"}]}}]",
      "SELECT secret FROM", &sql);
  OptPlanNode *node = opt_plan_get_node (plan, 1);

  g_assert_cmpstr (opt_plan_node_get_text (node, "Relations"), ==, "?");
  g_assert_null (opt_plan_node_get_text (node, "Anything"));
  g_assert_cmpstr (opt_plan_node_get_text (node, "Filter"), ==, "? hashed SubPlan 1 $0");
  g_assert_cmpstr (opt_plan_node_get_text (node, "Hash Cond"), ==, "?");
  g_assert_cmpstr (opt_plan_node_get_text (node, "Merge Cond"), ==, "?");
  g_assert_cmpstr (sql, ==, "?");
}

/* What PostgreSQL itself does not print may have names in it anywhere. */
static void
test_not_known (void)
{
  g_autoptr (OptPlan) plan = anonymize_text (
      "Nested Loop  (cost=0.00..10.00 rows=1 width=4)\n"
      "  ->  YB Seq Scan on public.secret_table s  (cost=0.00..5.00 rows=2 width=4)\n"
      "        Storage Filter: (secretcol = 'secret'::text)\n"
      "        Secret Key: secret\n"
      "  ->  YB Index Scan using secret_index on secret_table  (cost=0.00..5.00 rows=2 width=4)\n"
      "        ->  Secret  (cost=0.00..5.00 rows=2 width=4)\n"
      "Settings: work_mem = '1MB', secret.app = 'secret'\n",
      NULL, NULL);
  g_autofree char *source = opt_json_print (opt_plan_get_source (plan), FALSE);
  g_autofree char *lower = g_utf8_strdown (source, -1);
  OptPlanNode *scan = opt_plan_get_node (plan, 2);

  g_assert_null (strstr (lower, "secret"));
  g_assert_cmpstr (opt_plan_node_get_node_type (scan), ==, "? Seq Scan");
  g_assert_cmpstr (opt_plan_node_get_text (scan, "Relation Name"), ==, "t1");
  g_assert_cmpstr (opt_plan_node_get_text (scan, "Schema"), ==, "public");
  g_assert_cmpstr (opt_plan_node_get_text (scan, "Storage Filter"), ==, "(c1 = '?'::text)");
  g_assert_cmpstr (opt_plan_node_get_text (opt_plan_get_node (plan, 3), "Index Name"), ==, "i1");
  g_assert_cmpstr (opt_plan_node_get_node_type (opt_plan_get_node (plan, 4)), ==, "?");
  g_assert_cmpstr (opt_json_get_string (opt_plan_get_settings (plan, 0), "work_mem"), ==, "1MB");
}

/* A value that is a word may be one of an extension, or a line of a mail that stands below it. */
static void
test_words (void)
{
  g_autoptr (OptPlan) plan = anonymize_text (
      "Nested Loop  (cost=0.00..10.00 rows=1 width=4)\n"
      "  ->  YB Seq Scan on secret_table s  (cost=0.00..5.00 rows=2 width=4)\n"
      "        Storage: secretstore  Maximum Storage: 17kB\n"
      "        Conflict Resolution: secretres\n"
      "        Command: secretcmd\n"
      "        Join Type: secretjt\n"
      "        Params Evaluated: $0, secretparam\n"
      "        Custom Plan Provider: secret\n"
      "  ->  Memoize  (cost=0.00..5.00 rows=1 width=4)\n"
      "        Cache Key: s.a\n"
      "        Cache Mode: logical\n"
      "        secretnote about ACME\n"
      "        ->  Sort  (cost=0.00..5.00 rows=1 width=4)\n"
      "              Sort Key: s.a\n"
      "              Sort Method: top-N heapsort  Memory: 25kB\n"
      "secret note\n"
      "              InitPlan 1 (returns $0)\n"
      "secret\n"
      "                ->  Result  (cost=0.00..5.00 rows=2 width=4)\n"
      "              ->  Custom Scan (AcmeSecretScan) on secret_table  (cost=0.00..5.00 rows=2 "
      "width=4)\n"
      "Trigger RI_ConstraintTrigger_secret on secret_table: time=1.0 calls=1\n",
      NULL, NULL);
  g_autofree char *source = opt_json_print (opt_plan_get_source (plan), FALSE);
  g_autofree char *lower = g_utf8_strdown (source, -1);

  g_test_message ("%s", source);
  g_assert_null (strstr (lower, "secret"));
  g_assert_null (strstr (lower, "acme"));
  g_assert_nonnull (strstr (source, "logical"));
  g_assert_nonnull (strstr (source, "top-N heapsort"));
  g_assert_cmpstr (opt_plan_node_get_text (opt_plan_get_node (plan, 6), "Custom Plan Provider"), ==,
                   "?");
}

int
main (int argc, char **argv)
{
  static const char *const attributed[]
      = { "cte-read-by-init-plan.json", "cte-shut-down-by-limit.json",
          "modifying-cte-half-read.json", "init-plan-not-mentioned.json",
          "init-plan-evaluated-by-gather.json" };

  g_test_init (&argc, &argv, NULL);

  opt_test_add_plans ("/plan/anonymize", test_file);
  for (gsize i = 0; i < G_N_ELEMENTS (attributed); i++)
    {
      g_autofree char *path = g_strdup_printf ("/plan/anonymize/%s", attributed[i]);

      g_test_add_data_func (path, attributed[i], test_attributed);
    }
  g_test_add_func ("/plan/anonymize/consistent", test_consistent);
  g_test_add_func ("/plan/anonymize/not-parsed", test_not_parsed);
  g_test_add_func ("/plan/anonymize/not-known", test_not_known);
  g_test_add_func ("/plan/anonymize/words", test_words);

  return g_test_run ();
}
