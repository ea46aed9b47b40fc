/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-plan-change-row.h"
#include "opt-plan-dialog.h"
#include "opt-plan-node-cell.h"
#include "plan-fixture.h"

static gboolean
has_comparison (gpointer view)
{
  return opt_plan_comparison_view_get_comparison (view) != NULL;
}

static gboolean
has_none (gpointer view)
{
  return opt_plan_comparison_view_get_comparison (view) == NULL;
}

static gboolean
is_filled (gpointer tree)
{
  return opt_plan_tree_is_filled (tree);
}

static OptPlanComparisonView *
settle (PlanFixture *fixture)
{
  OptPlanComparisonView *view = opt_plan_page_get_comparison (fixture->page);

  ui_fixture_wait (has_comparison, view);
  for (guint side = 0; side < 2; side++)
    ui_fixture_wait (is_filled, opt_plan_comparison_view_get_tree (view, side));
  ui_fixture_draw (fixture->window);

  return view;
}

/* The plan that is open is the first. */
static OptPlanComparisonView *
compare (PlanFixture *fixture, const char *first, const char *second)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "comparison", second, NULL);
  g_autofree char *shown = g_build_filename ("..", "comparison", first, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  plan_fixture_open (fixture, shown);
  opt_plan_page_compare_file (fixture->page, file);

  return settle (fixture);
}

static int
get_selected (OptPlanComparisonView *view, guint side)
{
  OptPlanNode *node = opt_plan_tree_get_selected (opt_plan_comparison_view_get_tree (view, side));

  return node != NULL ? opt_plan_node_get_id (node) : 0;
}

static void
select_node (OptPlanComparisonView *view, guint side, int id)
{
  OptPlanDocument *document = opt_plan_comparison_view_get_document (view, side);

  opt_plan_tree_select (opt_plan_comparison_view_get_tree (view, side),
                        opt_plan_get_node (opt_plan_document_get_plan (document), id));
}

/* The sentence, the changes, and both trees, of which one follows the other. */
static void
test_view (PlanFixture *fixture, gconstpointer data)
{
  OptPlanComparisonView *view = compare (fixture, "top-1.json", "top-2.json");
  GtkListBox *changes = ui_fixture_get_child (view, "changes");
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (changes, 1);

  plan_fixture_assert_says (view, "instead of");
  plan_fixture_assert_says (view, "The Sort by placed, id is gone");
  plan_fixture_assert_says (view, "First:");
  g_assert_nonnull (row);
  g_assert_null (gtk_list_box_get_row_at_index (changes, 2));

  /* The change that moved most is gone to: in the first only. */
  g_assert_cmpint (get_selected (view, 0), ==, 2);

  g_signal_emit_by_name (row, "activate");
  ui_fixture_draw (fixture->window);
  g_assert_cmpint (get_selected (view, 0), ==, 3);
  g_assert_cmpint (get_selected (view, 1), ==, 2);

  select_node (view, 1, 1);
  g_assert_cmpint (get_selected (view, 0), ==, 1);
  plan_fixture_assert_says (view, "Does the same in both plans.");
  select_node (view, 0, 3);
  g_assert_cmpint (get_selected (view, 1), ==, 2);
  select_node (view, 0, 2);
  g_assert_cmpint (get_selected (view, 1), ==, 2);
}

static void
append_marks (GtkWidget *widget, GString *text)
{
  if (OPT_IS_PLAN_NODE_CELL (widget) && gtk_widget_get_mapped (widget))
    {
      GtkWidget *mark = gtk_widget_get_last_child (widget);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                              gtk_widget_get_visible (mark)
                                  ? gtk_image_get_icon_name (GTK_IMAGE (mark))
                                  : "-");
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    append_marks (child, text);
}

/* What differs is marked in the trees; of what is the same nothing is, whatever was found in it. */
static void
test_marks (PlanFixture *fixture, gconstpointer data)
{
  OptPlanComparisonView *view = compare (fixture, "top-1.json", "top-2.json");
  static const char *const marks[2]
      = { "- list-remove-symbolic document-edit-symbolic", "- document-edit-symbolic" };

  for (guint side = 0; side < 2; side++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      append_marks (GTK_WIDGET (opt_plan_comparison_view_get_tree (view, side)), text);
      g_assert_cmpstr (text->str, ==, marks[side]);
    }
}

/* The other way round, and back. */
static void
test_actions (PlanFixture *fixture, gconstpointer data)
{
  OptPlanComparisonView *view = compare (fixture, "index-1.json", "index-2.json");
  g_autoptr (OptPlanComparison) before
      = g_object_ref (opt_plan_comparison_view_get_comparison (view));
  OptPlan *second = opt_plan_comparison_get_plan (before, 1);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (view), "plan.swap", NULL));
  while (opt_plan_comparison_view_get_comparison (view) == before)
    g_main_context_iteration (NULL, TRUE);
  settle (fixture);
  g_assert_true (opt_plan_comparison_get_plan (opt_plan_comparison_view_get_comparison (view), 0)
                 == second);
  plan_fixture_assert_says (view, "a sequential scan instead of");

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (view), "plan.close-comparison", NULL));
  ui_fixture_wait (has_none, view);
  ui_fixture_draw (fixture->window);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (view)));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (fixture->view)));
}

/* A plan that was shown before is offered by its name. */
static void
test_earlier (PlanFixture *fixture, gconstpointer data)
{
  GMenuModel *menu = G_MENU_MODEL (opt_plan_view_get_earlier_menu (fixture->view));
  OptPlanComparisonView *view = opt_plan_page_get_comparison (fixture->page);
  g_autofree char *label = NULL;
  g_autofree char *action = NULL;
  g_autoptr (GVariant) target = NULL;

  plan_fixture_open (fixture, "../comparison/index-1.json");
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 0);
  plan_fixture_open (fixture, "../comparison/index-2.json");
  while (g_menu_model_get_n_items (menu) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_menu_model_get_item_attribute (menu, 0, "label", "s", &label));
  g_assert_nonnull (strstr (label, "index-1.json"));

  g_assert_true (g_menu_model_get_item_attribute (menu, 0, "action", "s", &action));
  target = g_menu_model_get_item_attribute_value (menu, 0, "target", G_VARIANT_TYPE_UINT32);
  g_assert_nonnull (target);
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (fixture->page), action, target));
  settle (fixture);
  plan_fixture_assert_says (view, "instead of a sequential scan");
}

/* As wide as a hand: one of the three, and the row of a change leads to the tree. */
static void
test_narrow (PlanFixture *fixture, gconstpointer data)
{
  OptPlanComparisonView *view;
  GtkListBox *changes;
  GtkWidget *switch_box;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 700);
  ui_fixture_draw (fixture->window);
  view = compare (fixture, "top-1.json", "top-2.json");
  changes = ui_fixture_get_child (view, "changes");
  switch_box = ui_fixture_get_child (view, "switch_box");
  ui_fixture_draw (fixture->window);

  g_assert_cmpint (gtk_widget_get_width (fixture->window), <=, 360);
  g_assert_true (gtk_widget_get_mapped (switch_box));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (changes)));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (opt_plan_comparison_view_get_tree (view, 0))));

  g_signal_emit_by_name (gtk_list_box_get_row_at_index (changes, 0), "activate");
  ui_fixture_draw (fixture->window);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (opt_plan_comparison_view_get_tree (view, 0))));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (opt_plan_comparison_view_get_tree (view, 1))));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (changes)));
}

/* Nothing to tell, and what is to be kept in mind. */
static void
test_same (PlanFixture *fixture, gconstpointer data)
{
  OptPlanComparisonView *view = compare (fixture, "index-1.json", "index-1.json");

  plan_fixture_assert_says (view, "with the same plan.");
  g_assert_false (gtk_widget_get_mapped (ui_fixture_get_child (view, "changes")));

  view = compare (fixture, "cost-1.json", "pruning-1.json");
  plan_fixture_assert_says (view, "they read different relations");
}

/* What can't be read leaves the plan where it was. */
static void
test_broken (PlanFixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/plan.json");

  plan_fixture_open (fixture, "../comparison/index-1.json");
  opt_plan_page_compare_file (fixture->page, file);
  for (guint i = 0; i < 50; i++)
    ui_fixture_draw (fixture->window);
  plan_fixture_assert_says (fixture->page, "failed");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (fixture->view)));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (PlanFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/ui/plan-comparison/view", test_view },
    { "/ui/plan-comparison/marks", test_marks },
    { "/ui/plan-comparison/actions", test_actions },
    { "/ui/plan-comparison/earlier", test_earlier },
    { "/ui/plan-comparison/narrow", test_narrow },
    { "/ui/plan-comparison/same", test_same },
    { "/ui/plan-comparison/broken", test_broken },
  };

  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, PlanFixture, NULL, plan_fixture_set_up, tests[i].test,
                plan_fixture_tear_down);

  return g_test_run ();
}
