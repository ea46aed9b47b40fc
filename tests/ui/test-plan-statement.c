/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-plan-statement-view.h"
#include "opt-sql-view.h"
#include "plan-fixture.h"

/* With letters of several bytes before what is looked for, and the same condition for two nodes. */
#define SQL                                                                       \
  "SELECT 'é—ü', o.id FROM orders o JOIN customer c ON c.id = o.customer_id " \
  "WHERE o.status = 'ö' ORDER BY o.id LIMIT 3"
#define PLAN                                                                           \
  "[{\"Query Text\": \"" SQL "\", \"Plan\": {\"Node Type\": \"Limit\", \"Plans\": ["   \
  "{\"Node Type\": \"Sort\", \"Sort Key\": [\"o.id\"], \"Plans\": ["                   \
  "{\"Node Type\": \"Nested Loop\", \"Plans\": ["                                      \
  "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"orders\", \"Alias\": \"o\","     \
  " \"Filter\": \"(o.status = 'ö'::text)\"},"                                         \
  "{\"Node Type\": \"Index Scan\", \"Relation Name\": \"customer\", \"Alias\": \"c\"," \
  " \"Index Cond\": \"(id = o.customer_id)\", \"Filter\": \"(id = o.customer_id)\"}]}]}]}}]"

typedef struct
{
  PlanFixture plan;
  OptPlanStatementView *view;
  OptSqlView *sql;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  plan_fixture_set_up (&fixture->plan, data);
  plan_fixture_show_text (&fixture->plan, data);
  fixture->view = OPT_PLAN_STATEMENT_VIEW (
      plan_fixture_find (GTK_WIDGET (fixture->plan.view), OPT_TYPE_PLAN_STATEMENT_VIEW));
  fixture->sql = OPT_SQL_VIEW (plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_SQL_VIEW));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  plan_fixture_tear_down (&fixture->plan, data);
}

static gboolean
has_tag (const GtkTextIter *iter, const char *property)
{
  GSList *tags = gtk_text_iter_get_tags (iter);
  gboolean has = FALSE;

  for (GSList *l = tags; l != NULL; l = l->next)
    {
      gboolean set;

      g_object_get (l->data, property, &set, NULL);
      has = has || set;
    }
  g_slist_free (tags);

  return has;
}

/* The parts that are drawn so, with a bar between them. */
static char *
read_parts (Fixture *fixture, const char *property)
{
  GtkTextView *text
      = GTK_TEXT_VIEW (plan_fixture_find (GTK_WIDGET (fixture->sql), GTK_TYPE_TEXT_VIEW));
  GString *parts = g_string_new (NULL);
  gboolean before = FALSE;
  GtkTextIter iter;

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (text), &iter);
  for (; !gtk_text_iter_is_end (&iter); gtk_text_iter_forward_char (&iter))
    {
      gboolean now = has_tag (&iter, property);

      if (now && !before && parts->len > 0)
        g_string_append_c (parts, '|');
      if (now)
        g_string_append_unichar (parts, gtk_text_iter_get_char (&iter));
      before = now;
    }

  return g_string_free (parts, FALSE);
}

static void
assert_marked (Fixture *fixture, int id, const char *expected)
{
  OptPlan *plan = opt_plan_document_get_plan (opt_plan_view_get_document (fixture->plan.view));
  g_autofree char *marked = NULL;

  opt_plan_tree_select (fixture->plan.tree, opt_plan_get_node (plan, id));
  marked = read_parts (fixture, "background-set");
  g_assert_cmpstr (marked, ==, expected);
}

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  g_autofree char *links = read_parts (fixture, "underline-set");

  g_assert_cmpstr (links, ==,
                   "orders o|customer c|c.id = o.customer_id|o.status = 'ö'|ORDER BY o.id|LIMIT 3");
  assert_marked (fixture, 1, "LIMIT 3");
  assert_marked (fixture, 2, "ORDER BY o.id");
  assert_marked (fixture, 3, "");
  assert_marked (fixture, 4, "orders o|o.status = 'ö'");
  assert_marked (fixture, 5, "customer c|c.id = o.customer_id");
}

static int
go (Fixture *fixture, const char *part)
{
  const char *sql = opt_sql_view_get_sql (fixture->sql);
  const char *place = strstr (sql, part);

  g_assert_nonnull (place);
  g_signal_emit_by_name (fixture->sql, "link-activated", (guint64) (place - sql));

  return opt_plan_node_get_id (opt_plan_tree_get_selected (fixture->plan.tree));
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (go (fixture, "LIMIT"), ==, 1);
  g_assert_cmpint (go (fixture, "customer c"), ==, 5);
  g_assert_cmpint (go (fixture, "ORDER"), ==, 2);
  g_assert_cmpint (go (fixture, "'ö'"), ==, 4);
  /* Nothing comes from it. */
  g_assert_cmpint (go (fixture, "SELECT"), ==, 4);
}

/* In the statement one stays there. */
static void
test_stays (Fixture *fixture, gconstpointer data)
{
  GtkStack *stack = GTK_STACK (gtk_widget_get_parent (GTK_WIDGET (fixture->view)));

  gtk_stack_set_visible_child (stack, GTK_WIDGET (fixture->view));
  assert_marked (fixture, 1, "LIMIT 3");
  g_assert_true (gtk_stack_get_visible_child (stack) == GTK_WIDGET (fixture->view));
  go (fixture, "ORDER");
  g_assert_true (gtk_stack_get_visible_child (stack) == GTK_WIDGET (fixture->view));
}

/* Another plan comes, without a statement. */
static void
test_none (Fixture *fixture, gconstpointer data)
{
  OptPlanDocument *before = opt_plan_view_get_document (fixture->plan.view);

  opt_plan_page_show_text (fixture->plan.page, "[{\"Plan\": {\"Node Type\": \"Result\"}}]");
  while (opt_plan_view_get_document (fixture->plan.view) == before)
    g_main_context_iteration (NULL, TRUE);
  plan_fixture_settle (&fixture->plan);
  g_assert_null (opt_sql_view_get_sql (fixture->sql));
  assert_marked (fixture, 1, "");
}

#define ADD(path, func) g_test_add (path, Fixture, PLAN, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  ADD ("/ui/plan-statement/marks", test_marks);
  ADD ("/ui/plan-statement/links", test_links);
  ADD ("/ui/plan-statement/stays", test_stays);
  ADD ("/ui/plan-statement/none", test_none);

  return g_test_run ();
}
