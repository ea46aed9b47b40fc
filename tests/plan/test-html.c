/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-html.h"

#include <string.h>

#include "opt-test-plan.h"

/* Each element that begins ends, in order. */
static void
check_elements (const char *html)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func (g_free);

  for (const char *at = strchr (html, '<'); at != NULL; at = strchr (at + 1, '<'))
    {
      gboolean ends = at[1] == '/';
      const char *name = at + (ends ? 2 : 1);
      g_autofree char *tag = g_strndup (name, strcspn (name, " >"));

      if (*tag == '!' || strcmp (tag, "meta") == 0)
        continue;
      if (!ends)
        {
          g_ptr_array_add (open, g_steal_pointer (&tag));
          continue;
        }
      g_assert_cmpuint (open->len, >, 0);
      g_assert_cmpstr (g_ptr_array_index (open, open->len - 1), ==, tag);
      g_ptr_array_set_size (open, (int) open->len - 1);
    }
  g_assert_cmpuint (open->len, ==, 0);
}

static void
assert_has (const char *html, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (strstr (html, escaped) == NULL)
    g_error ("“%s” is not in the page", escaped);
}

static void
test_file (gconstpointer data)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plans", data);
  g_autofree char *html = opt_plan_to_html (plan, NULL, NULL);

  check_elements (html);
  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) id);
      g_autofree char *label = opt_plan_node_get_label (node);
      const char *filter = opt_plan_node_get_text (node, "Filter");

      assert_has (html, label);
      if (filter != NULL)
        assert_has (html, filter);
    }
  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    assert_has (html, opt_finding_get_title (opt_plan_get_finding (plan, i)));
  g_assert_null (strstr (html, "<script"));
}

/* Whatever stands in a plan is text. */
static void
test_hostile (void)
{
  static const char *const bad = "<script>alert(1)</script>\"'><img src=x onerror=y>";
  g_autofree char *text = g_strdup_printf (
      "[{\"Query Text\": \"%1$s\", \"Plan\": {\"Node Type\": \"%1$s\", \"Relation Name\": \"%1$s\","
      " \"%1$s\": \"%1$s\", \"Output\": [\"%1$s\"], \"Total Cost\": 1, \"Plan Rows\": 1,"
      " \"Startup Cost\": 0}}]",
      "<script>alert(1)</script>\\\"'><img src=x onerror=y>");
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  g_autofree char *html = NULL;

  g_assert_no_error (error);
  html = opt_plan_to_html (plan, bad, bad);
  check_elements (html);
  g_assert_null (strstr (html, "<script"));
  g_assert_null (strstr (html, "<img"));
  assert_has (html, bad);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  opt_test_add_plans ("/plan/html", test_file);
  g_test_add_func ("/plan/html/hostile", test_hostile);

  return g_test_run ();
}
