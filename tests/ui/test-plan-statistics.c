/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-share-cell.h"
#include "opt-plan-statistics-view.h"
#include "opt-plan-totals.h"
#include "plan-fixture.h"

static GtkWidget *
find_statistics (PlanFixture *fixture)
{
  GtkWidget *view = plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_PLAN_STATISTICS_VIEW);
  GtkWidget *stack = gtk_widget_get_parent (view);

  gtk_stack_set_visible_child (GTK_STACK (stack), view);
  ui_fixture_draw (fixture->window);

  return view;
}

static GListModel *
get_rows (GtkWidget *table)
{
  GtkWidget *view = plan_fixture_find (table, GTK_TYPE_COLUMN_VIEW);

  return G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)));
}

static void
test_rows (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "087_cte_two_readers.json");
  GtkWidget *view = find_statistics (fixture);
  GtkWidget *table = plan_fixture_find (view, OPT_TYPE_PLAN_TOTALS);
  GtkWidget *cell = plan_fixture_find (table, OPT_TYPE_PLAN_SHARE_CELL);
  GListModel *rows = get_rows (table);
  guint n_nodes = 0;

  g_assert_nonnull (cell);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (OptPlanTotal) total = g_list_model_get_item (rows, i);

      n_nodes += opt_plan_total_get_n_nodes (total);
    }
  g_assert_cmpuint (n_nodes, ==, opt_plan_get_n_nodes (plan));
}

static void
test_sorted (PlanFixture *fixture, gconstpointer data)
{
  GtkWidget *table;
  GtkColumnView *view;
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (OptPlanTotal) first = NULL;

  plan_fixture_open (fixture, "087_cte_two_readers.json");
  table = plan_fixture_find (find_statistics (fixture), OPT_TYPE_PLAN_TOTALS);
  view = GTK_COLUMN_VIEW (plan_fixture_find (table, GTK_TYPE_COLUMN_VIEW));
  column = g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  gtk_column_view_sort_by_column (view, column, GTK_SORT_DESCENDING);
  plan_fixture_settle (fixture);

  first = g_list_model_get_item (get_rows (table), 0);
  g_assert_cmpstr (opt_plan_total_get_name (first), ==, "Sort");
}

/* Enter on a row goes to the slowest of its nodes. */
static void
test_activated (PlanFixture *fixture, gconstpointer data)
{
  GtkWidget *table;
  GtkWidget *view;
  g_autoptr (OptPlanTotal) last = NULL;

  plan_fixture_open (fixture, "087_cte_two_readers.json");
  table = plan_fixture_find (find_statistics (fixture), OPT_TYPE_PLAN_TOTALS);
  view = plan_fixture_find (table, GTK_TYPE_COLUMN_VIEW);
  last = g_list_model_get_item (get_rows (table), g_list_model_get_n_items (get_rows (table)) - 1);
  g_signal_emit_by_name (view, "activate", g_list_model_get_n_items (get_rows (table)) - 1);
  plan_fixture_settle (fixture);

  g_assert_true (opt_plan_tree_get_selected (fixture->tree) == opt_plan_total_get_slowest (last));
}

/* Of a plan without any table there is but one thing to sum up by. */
static void
test_without_tables (PlanFixture *fixture, gconstpointer data)
{
  GtkWidget *stack;
  g_autoptr (GtkSelectionModel) pages = NULL;

  plan_fixture_show_text (fixture, "Result  (cost=0.00..0.01 rows=1 width=4)");
  stack = plan_fixture_find (find_statistics (fixture), GTK_TYPE_STACK);
  pages = gtk_stack_get_pages (GTK_STACK (stack));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (GObject) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      g_assert_cmpint (gtk_stack_page_get_visible (GTK_STACK_PAGE (page)), ==, i == 0);
    }
}

#define ADD(path, func) \
  g_test_add (path, PlanFixture, NULL, plan_fixture_set_up, func, plan_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  ADD ("/ui/plan-statistics/rows", test_rows);
  ADD ("/ui/plan-statistics/sorted", test_sorted);
  ADD ("/ui/plan-statistics/activated", test_activated);
  ADD ("/ui/plan-statistics/without-tables", test_without_tables);

  return g_test_run ();
}
