/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <string.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-plan-anonymize.h"
#include "opt-plan-comparison.h"
#include "opt-plan-html.h"
#include "opt-plan-shape.h"
#include "opt-plan-source.h"
#include "opt-plan-statistics.h"
#include "opt-test.h"

/* Plans of a thousand levels and more, in each format. */

#define LEVELS 1000

typedef char *(*Make) (guint levels);

static void
append_spaces (GString *text, guint n)
{
  g_string_append_printf (text, "%*s", (int) n, "");
}

static char *
make_json (guint levels)
{
  GString *text = g_string_new ("[{\"Plan\": ");

  for (guint i = 1; i < levels; i++)
    g_string_append (text, "{\"Node Type\": \"Subquery Scan\", \"Total Cost\": 9.50,"
                           " \"Output\": [\"a.b\"], \"Plans\": [");
  g_string_append (text, "{\"Node Type\": \"Result\", \"Output\": [\"1\"]}");
  for (guint i = 1; i < levels; i++)
    g_string_append (text, "]}");
  g_string_append (text, "}]");

  return g_string_free (text, FALSE);
}

static char *
make_yaml (guint levels)
{
  GString *text = g_string_new ("- Plan: \n");

  for (guint i = 1; i <= levels; i++)
    {
      append_spaces (text, 4 * i - (i > 1 ? 2 : 0));
      g_string_append_printf (text, "%sNode Type: \"%s\"\n", i > 1 ? "- " : "",
                              i < levels ? "Subquery Scan" : "Result");
      append_spaces (text, 4 * i);
      g_string_append (text, "Total Cost: 9.50\n");
      if (i == levels)
        break;
      append_spaces (text, 4 * i);
      g_string_append (text, "Plans: \n");
    }

  return g_string_free (text, FALSE);
}

static char *
make_xml (guint levels)
{
  GString *text
      = g_string_new ("<explain xmlns=\"http://www.postgresql.org/2009/explain\"><Query>");

  for (guint i = 1; i < levels; i++)
    g_string_append (text, "<Plan><Node-Type>Subquery Scan</Node-Type><Total-Cost>9.50</Total-Cost>"
                           "<Plans>");
  g_string_append (text, "<Plan><Node-Type>Result</Node-Type></Plan>");
  for (guint i = 1; i < levels; i++)
    g_string_append (text, "</Plans></Plan>");
  g_string_append (text, "</Query></explain>");

  return g_string_free (text, FALSE);
}

static char *
make_text (guint levels)
{
  GString *text = g_string_new ("Subquery Scan on a  (cost=0.00..9.50 rows=1 width=8)\n");

  for (guint i = 1; i < levels; i++)
    {
      append_spaces (text, 6 * i - 4);
      g_string_append_printf (text, "->  %s  (cost=0.00..9.50 rows=1 width=8)\n",
                              i + 1 < levels ? "Subquery Scan on a" : "Result");
    }

  return g_string_free (text, FALSE);
}

static const struct
{
  const char *name;
  Make make;
} formats[] = {
  { "json", make_json },
  { "yaml", make_yaml },
  { "xml", make_xml },
  { "text", make_text },
};

static OptPlan *
read_plan (guint format, guint levels)
{
  g_autofree char *text = formats[format].make (levels);
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (opt_plan_get_n_nodes (plan), ==, levels);
  g_assert_cmpuint (opt_plan_node_get_depth (opt_plan_get_node (plan, (int) levels)), ==,
                    levels - 1);

  return plan;
}

/* All that is made of a plan. */
static void
use (OptPlan *plan)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) anonymous = opt_plan_anonymize (plan, &error);
  g_autoptr (OptPlanComparison) comparison = NULL;
  g_autoptr (OptPlanStatistics) statistics = opt_plan_statistics_new (plan);
  g_autoptr (JsonNode) json = opt_plan_to_json (plan);
  g_autoptr (JsonNode) shape = opt_plan_without_values (plan);
  g_autofree char *printed = opt_json_print (shape, FALSE);
  g_autofree char *digest = opt_plan_get_shape_digest (plan);
  g_autofree char *text = opt_plan_to_text (plan);
  g_autofree char *html = opt_plan_to_html (plan, NULL, NULL);
  g_autoptr (OptPlan) again = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (opt_plan_get_n_nodes (anonymous), ==, opt_plan_get_n_nodes (plan));
  comparison = opt_plan_comparison_new (plan, NULL, anonymous, NULL);
  g_assert_true (opt_plan_comparison_has_same_shape (comparison));
  g_assert_cmpuint (opt_plan_comparison_get_n_changes (comparison), ==, 0);
  g_assert_cmpuint (opt_plan_comparison_get_n_pairs (comparison), ==, opt_plan_get_n_nodes (plan));
  again = opt_plan_new_from_text (printed, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (opt_plan_get_n_nodes (again), ==, opt_plan_get_n_nodes (plan));
  g_assert_nonnull (statistics);
  g_assert_nonnull (json);
  g_assert_nonnull (text);
  g_assert_nonnull (html);
}

static gpointer
read_deepest (gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    g_object_unref (read_plan (i, OPT_PLAN_DEPTH));

  return NULL;
}

static void
test_levels (gconstpointer data)
{
  g_autoptr (OptPlan) plan = read_plan (GPOINTER_TO_UINT (data), LEVELS);

  use (plan);
}

/* Also on the stack of a thread. */
static void
test_deepest (void)
{
  g_autoptr (OptPlan) plan = read_plan (0, OPT_PLAN_DEPTH);

  use (plan);
  g_thread_join (g_thread_new ("deep", read_deepest, NULL));
}

static void
test_too_deep (gconstpointer data)
{
  static const guint levels[] = { OPT_PLAN_DEPTH + 1, OPT_PLAN_DEPTH + 100 };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autofree char *text = formats[GPOINTER_TO_UINT (data)].make (levels[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);

      g_assert_null (plan);
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "nested too deeply"));
      g_assert_nonnull (opt_error_get_next_step (error));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *levels = g_strdup_printf ("/plan/deep/levels/%s", formats[i].name);
      g_autofree char *too_deep = g_strdup_printf ("/plan/deep/too-deep/%s", formats[i].name);

      g_test_add_data_func (levels, GUINT_TO_POINTER (i), test_levels);
      g_test_add_data_func (too_deep, GUINT_TO_POINTER (i), test_too_deep);
    }
  g_test_add_func ("/plan/deep/deepest", test_deepest);

  return g_test_run ();
}
