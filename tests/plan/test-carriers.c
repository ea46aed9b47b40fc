/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <string.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-test.h"

/* In what plans arrive that other programs handed on. */

#define TEXT_PLAN                            \
  "Sort  (cost=0.00..2.00 rows=1 width=4)\n" \
  "  Sort Key: a\n"                          \
  "  ->  Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)\n"
#define JSON_PLAN                                                                                      \
  "[\n  {\n    \"Plan\": {\n      \"Node Type\": \"Sort\",\n      \"Sort Key\": [\"a ] { \\\" b\"],\n" \
  "      \"Plans\": [{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"t\"}]\n    }\n  }\n]"

static void
assert_plans (const char *text, gssize length, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, length, &error);

  if (length < 0)
    g_test_message ("%s", text);
  g_assert_no_error (error);
  g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, n);
  g_assert_cmpuint (opt_plan_get_n_nodes (plan), ==, 2 * n);
  for (guint i = 0; i < n; i++)
    {
      OptPlanNode *scan = opt_plan_node_get_child (opt_plan_get_root (plan, i), 0);

      g_assert_cmpstr (opt_plan_node_get_text (scan, "Relation Name"), ==, "t");
    }
}

static char *
replace (const char *text, const char *what, const char *with)
{
  GString *replaced = g_string_new (text);

  g_string_replace (replaced, what, with, 0);

  return g_string_free (replaced, FALSE);
}

static char *
quote (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return opt_json_print (node, FALSE);
}

static void
test_around_json (void)
{
  assert_plans (JSON_PLAN "\n" JSON_PLAN "\n", -1, 2);
  assert_plans ("Here is my plan:\n```json\n" JSON_PLAN "\n```\nIt is slow.\n", -1, 1);
  assert_plans ("shop=# explain (format json) select 1;\n" JSON_PLAN "\n", -1, 1);
}

/* Of one that was cut nothing is taken for the whole. */
static void
test_cut (void)
{
  g_autofree char *cut = g_strndup (JSON_PLAN, strlen (JSON_PLAN) - 4);
  g_autofree char *after = g_strconcat ("```json\n", cut, "\n", NULL);
  const char *const texts[] = { cut, after };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (texts[i], -1, &error);

      g_assert_null (plan);
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
    }
}

static void
test_csv (void)
{
  g_autofree char *doubled = replace (JSON_PLAN, "\"", "\"\"");
  g_autofree char *csv = g_strdup_printf ("QUERY PLAN\n\"%s\"\n", doubled);
  g_autofree char *twice = g_strdup_printf ("%sQUERY PLAN\r\n\"%s\"\r\n", csv, doubled);

  assert_plans (csv, -1, 1);
  assert_plans (twice, -1, 2);
  assert_plans (
      "QUERY PLAN\n\"<explain xmlns=\"\"x\"\"><Query><Plan><Node-Type>Sort</Node-Type>\n"
      "<Plans><Plan><Node-Type>Seq Scan</Node-Type><Relation-Name>t</Relation-Name></Plan>"
      "</Plans></Plan></Query></explain>\"\n",
      -1, 1);
}

static void
test_rows (void)
{
  g_autofree char *text = quote (JSON_PLAN);
  g_autofree char *twice = quote (text);
  g_autofree char *row = g_strdup_printf ("[{\"QUERY PLAN\": %s}]", text);
  g_auto (GStrv)
    lines = g_strsplit (TEXT_PLAN, "\n", -1);
  g_autoptr (GString) rows = g_string_new ("[");

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = quote (lines[i]);

      g_string_append_printf (rows, "%s{\"query plan\": %s}", i > 0 ? ", " : "", line);
    }
  g_string_append (rows, "]");

  assert_plans (text, -1, 1);
  assert_plans (twice, -1, 1);
  assert_plans (row, -1, 1);
  assert_plans (rows->str, -1, 1);
  assert_plans ("[{\"QUERY PLAN\": " JSON_PLAN "}, {\"QUERY PLAN\": " JSON_PLAN "}]", -1, 2);
}

static void
test_encodings (void)
{
  static const char *const charsets[] = { "UTF-16LE", "UTF-16BE" };
  g_autofree char *page = replace (TEXT_PLAN, "  ", "\u00a0 ");
  g_autofree char *all = replace (TEXT_PLAN, " ", "\u00a0");

  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    {
      gsize length = 0;
      g_autoptr (GError) error = NULL;
      g_autofree char *text
          = g_convert ("\ufeff" TEXT_PLAN, -1, charsets[i], "UTF-8", NULL, &length, &error);

      g_assert_no_error (error);
      assert_plans (text, (gssize) length, 1);
    }
  assert_plans (page, -1, 1);
  assert_plans (all, -1, 1);
}

static void
test_utility (void)
{
  static const char *const texts[]
      = { "- \"Utility Statement\"\n", "- Utility Statement\n", "- \"Notify\"" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (texts[i], -1, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (opt_plan_get_n_utility_statements (plan), ==, 1);
    }
}

/* As pgAdmin copies lines, be that with its heading or without; the "\n" is the pattern's. */
static void
test_quoted_lines (void)
{
  static const char *const texts[]
      = { "\"Seq Scan on t  (cost=0.00..9.00 rows=1 width=4)\"\n\"  Filter: (a ~ '\\n'::text)\"\n",
          "\"QUERY PLAN\"\n\"Seq Scan on t  (cost=0.00..9.00 rows=1 width=4)\"\n"
          "\"  Filter: (a ~ '\\n'::text)\"" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (texts[i], -1, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (opt_plan_node_get_text (opt_plan_get_root (plan, 0), "Filter"), ==,
                       "(a ~ '\\n'::text)");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/carriers/around-json", test_around_json);
  g_test_add_func ("/plan/carriers/cut", test_cut);
  g_test_add_func ("/plan/carriers/csv", test_csv);
  g_test_add_func ("/plan/carriers/rows", test_rows);
  g_test_add_func ("/plan/carriers/encodings", test_encodings);
  g_test_add_func ("/plan/carriers/utility", test_utility);
  g_test_add_func ("/plan/carriers/quoted-lines", test_quoted_lines);

  return g_test_run ();
}
