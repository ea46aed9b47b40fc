/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-graph-view.h"
#include "opt-plan-icicle-view.h"
#include "plan-fixture.h"

#define PLAN "087_cte_two_readers.json"

static GtkWidget *
show_view (PlanFixture *fixture)
{
  GtkWidget *view = plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_PLAN_GRAPH_VIEW);

  gtk_stack_set_visible_child (GTK_STACK (gtk_widget_get_parent (view)), view);
  ui_fixture_draw (fixture->window);

  return view;
}

static OptPlanGraph *
show_graph (PlanFixture *fixture)
{
  return opt_plan_graph_view_get_graph (OPT_PLAN_GRAPH_VIEW (show_view (fixture)));
}

static int
get_selected_id (OptPlanGraph *graph)
{
  OptPlanNode *node = opt_plan_graph_get_selected (graph);

  return node != NULL ? opt_plan_node_get_id (node) : 0;
}

/* Whichever is moved, the others follow. */
static void
test_linked (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, PLAN);
  OptPlanGraph *graph = show_graph (fixture);
  GtkWidget *icicle = plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_PLAN_ICICLE);

  g_assert_true (opt_plan_graph_get_selected (graph) == opt_plan_get_slowest (plan));
  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) id);

      opt_plan_tree_select (fixture->tree, node);
      g_assert_true (opt_plan_graph_get_selected (graph) == node);
      g_assert_true (opt_plan_icicle_get_selected (OPT_PLAN_ICICLE (icicle)) == node);
    }
  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) id);

      opt_plan_graph_select (graph, node);
      g_assert_true (opt_plan_tree_get_selected (fixture->tree) == node);
      g_assert_true (opt_plan_icicle_get_selected (OPT_PLAN_ICICLE (icicle)) == node);
    }
}

static void
test_keys (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, PLAN);
  OptPlanGraph *graph = show_graph (fixture);
  OptPlanNode *root = opt_plan_get_root (plan, 0);
  OptPlanNode *first = opt_plan_node_get_child (root, 0);
  OptPlanNode *second = opt_plan_node_get_child (root, 1);

  opt_plan_graph_select (graph, root);
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_Up, 0));
  g_assert_true (opt_plan_graph_get_selected (graph) == root);
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_Down, 0));
  g_assert_true (opt_plan_graph_get_selected (graph) == first);
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_Right, 0));
  g_assert_true (opt_plan_graph_get_selected (graph) == second);
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_Left, 0));
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_Left, 0));
  g_assert_true (opt_plan_graph_get_selected (graph) == first);
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_Up, 0));
  g_assert_true (opt_plan_graph_get_selected (graph) == root);

  opt_plan_graph_select (graph, opt_plan_get_node (plan, (int) opt_plan_get_n_nodes (plan)));
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_Down, 0));
  g_assert_cmpint (get_selected_id (graph), ==, (int) opt_plan_get_n_nodes (plan));
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_Home, 0));
  g_assert_true (opt_plan_graph_get_selected (graph) == root);
  g_assert_false (ui_fixture_press_key (graph, GDK_KEY_a, 0));
}

/* Enter brings the details of the node. */
static void
test_enter (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, PLAN);
  OptPlanGraph *graph = show_graph (fixture);

  opt_plan_graph_select (graph, opt_plan_get_root (plan, 0));
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_Return, 0));
  ui_fixture_draw (fixture->window);
  plan_fixture_assert_says (fixture->view, "Node 1 of ");
}

static void
test_zoom (PlanFixture *fixture, gconstpointer data)
{
  OptPlanGraph *graph;
  int width;

  plan_fixture_open (fixture, PLAN);
  graph = show_graph (fixture);
  width = gtk_widget_get_width (GTK_WIDGET (graph));
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_minus, 0));
  ui_fixture_draw (fixture->window);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (graph)), <, width);
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_plus, 0));
  ui_fixture_draw (fixture->window);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (graph)), ==, width);
  for (int i = 0; i < 20; i++)
    ui_fixture_press_key (graph, GDK_KEY_plus, 0);
  g_assert_cmpfloat (opt_plan_graph_get_scale (graph), <=, 2);
  ui_fixture_draw (fixture->window);
  g_assert_true (ui_fixture_press_key (graph, GDK_KEY_0, 0));
  g_assert_cmpfloat (opt_plan_graph_get_scale (graph), <=, 1);
}

/* A screen reader hears which node it is, and what the tree says of it. */
static void
test_told (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "057_nestloop_many_loops_rounding.json");
  OptPlanGraph *graph = show_graph (fixture);

  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) id);
      g_autofree char *label = opt_plan_node_get_label (node);
      g_autofree char *pattern = g_strdup_printf ("Graph of the plan: *%s*", label);
      g_autofree char *property = NULL;

      opt_plan_graph_select (graph, node);
      property
          = gtk_test_accessible_check_property (GTK_ACCESSIBLE (graph),
                                                GTK_ACCESSIBLE_PROPERTY_LABEL, "nothing like it");
      g_assert_true (g_pattern_match_simple (pattern, property));
      g_assert_true ((opt_plan_node_get_loops (node) > 1)
                     == g_pattern_match_simple ("* per loop*loops, *in all*", property));
    }
}

static char *
make_plan (guint n_leaves)
{
  GString *text = g_string_new ("[{\"Plan\": {\"Node Type\": \"Append\", \"Total Cost\": 1,"
                                " \"Plan Rows\": 1, \"Plans\": [");

  for (guint i = 0; i < n_leaves; i++)
    g_string_append_printf (text,
                            "%s{\"Node Type\": \"Result\", \"Total Cost\": 1, \"Plan Rows\": 1}",
                            i > 0 ? ", " : "");
  g_string_append (text, "]}}]");

  return g_string_free (text, FALSE);
}

/* The largest that there is a graph of, and one that says why there is none. */
static void
test_large (PlanFixture *fixture, gconstpointer data)
{
  g_autofree char *small = make_plan (OPT_PLAN_GRAPH_NODES_AT_MOST - 1);
  g_autofree char *large = make_plan (OPT_PLAN_GRAPH_NODES_AT_MOST);
  OptPlan *plan = plan_fixture_show_text (fixture, small);
  OptPlanGraph *graph = show_graph (fixture);
  GtkWidget *icicle;

  opt_plan_graph_select (graph, opt_plan_get_node (plan, OPT_PLAN_GRAPH_NODES_AT_MOST));
  g_assert_cmpint (get_selected_id (graph), ==, OPT_PLAN_GRAPH_NODES_AT_MOST);

  opt_plan_page_show_text (fixture->page, large);
  while (
      opt_plan_get_n_nodes (opt_plan_document_get_plan (opt_plan_view_get_document (fixture->view)))
      == OPT_PLAN_GRAPH_NODES_AT_MOST)
    g_main_context_iteration (NULL, TRUE);
  plan_fixture_settle (fixture);
  plan_fixture_assert_says (show_view (fixture), "Too Large for a Graph");
  g_assert_cmpint (get_selected_id (graph), ==, 0);

  gtk_widget_activate_action (GTK_WIDGET (graph), "view.show", "s", "icicle");
  icicle = plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_PLAN_ICICLE);
  g_assert_true (gtk_widget_get_mapped (icicle));
}

/* What has neither times nor costs nor rows has a shape all the same. */
static void
test_bare (PlanFixture *fixture, gconstpointer data)
{
  OptPlanGraph *graph;

  plan_fixture_show_text (fixture, "[{\"Plan\": {\"Node Type\": \"Append\", \"Plans\": ["
                                   "{\"Node Type\": \"Result\"}]}}]");
  graph = show_graph (fixture);
  ui_fixture_draw (fixture->window);
  ui_fixture_press_key (graph, GDK_KEY_Home, 0);
  g_assert_cmpint (get_selected_id (graph), ==, 1);
}

#define ADD(path, func) \
  g_test_add (path, PlanFixture, NULL, plan_fixture_set_up, func, plan_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  ADD ("/ui/plan-graph/linked", test_linked);
  ADD ("/ui/plan-graph/keys", test_keys);
  ADD ("/ui/plan-graph/enter", test_enter);
  ADD ("/ui/plan-graph/zoom", test_zoom);
  ADD ("/ui/plan-graph/told", test_told);
  ADD ("/ui/plan-graph/large", test_large);
  ADD ("/ui/plan-graph/bare", test_bare);

  return g_test_run ();
}
