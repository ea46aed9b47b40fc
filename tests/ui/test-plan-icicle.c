/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-box.h"
#include "opt-plan-icicle-view.h"
#include "plan-fixture.h"

/* A frame at 60 Hz is 17 ms; machines that run tests do other things, too. */
#define DRAW_MS 60
#define MANY_NODES 10000
/* About as deep as a plan may be. */
#define DEPTH 1990

#define TIMES \
  "\"Actual Startup Time\": 0, \"Actual Total Time\": %.3f, \"Actual Rows\": 1, \"Actual Loops\": 1"

static OptPlanIcicle *
show_icicle (PlanFixture *fixture)
{
  GtkWidget *view = plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_PLAN_ICICLE_VIEW);

  gtk_stack_set_visible_child (GTK_STACK (gtk_widget_get_parent (view)), view);
  ui_fixture_draw (fixture->window);

  return opt_plan_icicle_view_get_icicle (OPT_PLAN_ICICLE_VIEW (view));
}

static int
get_selected_id (OptPlanIcicle *icicle)
{
  OptPlanNode *node = opt_plan_icicle_get_selected (icicle);

  return node != NULL ? opt_plan_node_get_id (node) : 0;
}

/* Whichever is moved, the other follows. */
static void
test_linked (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "087_cte_two_readers.json");
  OptPlanIcicle *icicle = show_icicle (fixture);

  g_assert_true (opt_plan_icicle_get_selected (icicle) == opt_plan_get_slowest (plan));
  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      opt_plan_tree_select (fixture->tree, opt_plan_get_node (plan, (int) id));
      g_assert_cmpint (get_selected_id (icicle), ==, (int) id);
    }
  opt_plan_icicle_select (icicle, opt_plan_get_node (plan, 1));
  g_assert_true (opt_plan_tree_get_selected (fixture->tree) == opt_plan_get_node (plan, 1));
}

static void
test_keys (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "087_cte_two_readers.json");
  OptPlanIcicle *icicle = show_icicle (fixture);
  int below;

  opt_plan_icicle_select (icicle, opt_plan_get_node (plan, 1));
  g_assert_true (ui_fixture_press_key (icicle, GDK_KEY_Down, 0));
  below = get_selected_id (icicle);
  g_assert_cmpint (below, !=, 1);
  g_assert_true (ui_fixture_press_key (icicle, GDK_KEY_Up, 0));
  g_assert_cmpint (get_selected_id (icicle), ==, 1);
  g_assert_true (ui_fixture_press_key (icicle, GDK_KEY_Left, 0));
  g_assert_cmpint (get_selected_id (icicle), ==, 1);

  ui_fixture_press_key (icicle, GDK_KEY_Down, 0);
  ui_fixture_press_key (icicle, GDK_KEY_Down, 0);
  below = get_selected_id (icicle);
  ui_fixture_press_key (icicle, GDK_KEY_Right, 0);
  g_assert_cmpint (get_selected_id (icicle), !=, below);
  ui_fixture_press_key (icicle, GDK_KEY_Left, 0);
  g_assert_cmpint (get_selected_id (icicle), ==, below);
  g_assert_true (ui_fixture_press_key (icicle, GDK_KEY_Home, 0));
  g_assert_cmpint (get_selected_id (icicle), ==, 1);
  /* To wherever the keyboard goes next. */
  g_assert_false (ui_fixture_press_key (icicle, GDK_KEY_Tab, 0));
}

static void
test_zoom (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "087_cte_two_readers.json");
  OptPlanIcicle *icicle = show_icicle (fixture);

  /* With nothing to go back to, Escape is for whoever is around. */
  g_assert_false (ui_fixture_press_key (icicle, GDK_KEY_Escape, 0));

  opt_plan_icicle_select (icicle, opt_plan_get_node (plan, 5));
  g_assert_true (ui_fixture_press_key (icicle, GDK_KEY_Return, 0));
  g_assert_true (opt_plan_icicle_get_top (icicle) == opt_plan_get_node (plan, 5));
  g_assert_cmpint (get_selected_id (icicle), ==, 5);
  plan_fixture_assert_says (fixture->view, "The width is all of Sort");
  ui_fixture_press_key (icicle, GDK_KEY_Down, 0);
  ui_fixture_press_key (icicle, GDK_KEY_Return, 0);
  g_assert_true (ui_fixture_press_key (icicle, GDK_KEY_BackSpace, 0));
  g_assert_true (opt_plan_icicle_get_top (icicle) == opt_plan_get_node (plan, 5));
  g_assert_true (ui_fixture_press_key (icicle, GDK_KEY_Escape, 0));
  g_assert_null (opt_plan_icicle_get_top (icicle));

  /* What is elsewhere can be seen only in the whole plan. */
  opt_plan_icicle_select (icicle, opt_plan_get_node (plan, 5));
  opt_plan_icicle_zoom_in (icicle);
  opt_plan_tree_select (fixture->tree, opt_plan_get_node (plan, 1));
  g_assert_null (opt_plan_icicle_get_top (icicle));
  g_assert_cmpint (get_selected_id (icicle), ==, 1);
}

static void
test_told (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "001_seq_scan_filter.json");
  OptPlanIcicle *icicle = show_icicle (fixture);
  g_autofree char *label = opt_plan_node_get_label (opt_plan_get_node (plan, 1));
  g_autofree char *name = g_strdup_printf ("Icicle of the plan: %s", label);
  g_autofree char *mismatch = NULL;

  opt_plan_icicle_select (icicle, opt_plan_get_node (plan, 1));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (icicle), GTK_ACCESSIBLE_ROLE_IMG);
  mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (icicle),
                                                 GTK_ACCESSIBLE_PROPERTY_LABEL, name);
  /* It says more than the name: what it took. */
  g_assert_nonnull (mismatch);
  g_assert_nonnull (g_strstr_len (mismatch, -1, name));
  g_assert_nonnull (g_strstr_len (mismatch, -1, "Own time"));
}

static void
test_nothing (PlanFixture *fixture, gconstpointer data)
{
  plan_fixture_show_text (fixture, "[{\"Plan\": {\"Node Type\": \"Result\"}}]");
  show_icicle (fixture);
  plan_fixture_assert_says (fixture->view, "The plan tells neither times nor costs.");
}

static double
draw (OptPlanIcicle *icicle)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gint64 start = g_get_monotonic_time ();

  GTK_WIDGET_GET_CLASS (icicle)->snapshot (GTK_WIDGET (icicle), snapshot);
  g_clear_pointer (&snapshot, g_object_unref);

  return (double) (g_get_monotonic_time () - start) / 1000;
}

static void
test_many_nodes (PlanFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("[{\"Plan\": {\"Node Type\": \"Append\", ");
  OptPlanIcicle *icicle;
  double ms = G_MAXDOUBLE;

  g_string_append_printf (text, TIMES ", \"Plans\": [", 1.1 * MANY_NODES);
  for (int i = 0; i < MANY_NODES; i++)
    g_string_append_printf (text,
                            "%s{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"t%d\","
                            " \"Parent Relationship\": \"Member\", " TIMES "}",
                            i > 0 ? ", " : "", i, i % 500 == 0 ? 200.0 : 0.5);
  g_string_append (text, "]}}]");
  plan_fixture_show_text (fixture, text->str);
  icicle = show_icicle (fixture);

  for (int i = 0; i < 5; i++)
    ms = MIN (ms, draw (icicle));
  g_test_message ("%.1f ms", ms);
  g_assert_cmpfloat (ms, <, DRAW_MS);
}

static char *
make_deep (void)
{
  GString *text = g_string_new ("[{\"Plan\": ");

  for (int i = 0; i < DEPTH; i++)
    g_string_append_printf (text, "{\"Node Type\": \"Materialize\"%s, " TIMES "%s",
                            i > 0 ? ", \"Parent Relationship\": \"Outer\"" : "", 100.0 + DEPTH - i,
                            i < DEPTH - 1 ? ", \"Plans\": [" : "}");
  for (int i = 0; i < DEPTH - 1; i++)
    g_string_append (text, "]}");
  g_string_append (text, "}]");

  return g_string_free (text, FALSE);
}

/* Nearly two thousand rows scroll to what is selected, and only what is seen is drawn. */
static void
test_deep (PlanFixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_deep ();
  OptPlan *plan;
  OptPlanIcicle *icicle;
  GtkWidget *scroller;
  GtkAdjustment *adjustment;

  plan = plan_fixture_show_text (fixture, text);
  icicle = show_icicle (fixture);
  scroller = gtk_widget_get_ancestor (GTK_WIDGET (icicle), GTK_TYPE_SCROLLED_WINDOW);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));

  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), >, DEPTH * 20);
  opt_plan_icicle_select (icicle, opt_plan_get_node (plan, (int) opt_plan_get_n_nodes (plan)));
  ui_fixture_draw (fixture->window);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >,
                     gtk_adjustment_get_upper (adjustment) / 2);
  g_assert_cmpfloat (draw (icicle), <, DRAW_MS);
}

/* Where the view says that it is, there it is: what is to be seen of it is drawn. */
static void
test_deep_from_start (PlanFixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_deep ();
  OptPlan *plan = plan_fixture_show_text (fixture, text);
  OptPlanIcicle *icicle;
  GtkWidget *scroller;
  graphene_point_t place;

  opt_plan_tree_select (fixture->tree, opt_plan_get_node (plan, DEPTH / 2));
  icicle = show_icicle (fixture);
  scroller = gtk_widget_get_ancestor (GTK_WIDGET (icicle), GTK_TYPE_SCROLLED_WINDOW);
  ui_fixture_draw (fixture->window);
  ui_fixture_draw (fixture->window);
  g_assert_true (gtk_widget_compute_point (GTK_WIDGET (icicle), scroller,
                                           &GRAPHENE_POINT_INIT (0, 0), &place));
  g_assert_cmpfloat (place.y, <, -1000);
  g_assert_cmpfloat_with_epsilon (place.y,
                                  -gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (
                                      GTK_SCROLLED_WINDOW (scroller))),
                                  1);
}

#define ADD(path, func) \
  g_test_add (path, PlanFixture, NULL, plan_fixture_set_up, func, plan_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  ADD ("/ui/plan-icicle/linked", test_linked);
  ADD ("/ui/plan-icicle/keys", test_keys);
  ADD ("/ui/plan-icicle/zoom", test_zoom);
  ADD ("/ui/plan-icicle/told", test_told);
  ADD ("/ui/plan-icicle/nothing", test_nothing);
  ADD ("/ui/plan-icicle/many-nodes", test_many_nodes);
  ADD ("/ui/plan-icicle/deep", test_deep);
  ADD ("/ui/plan-icicle/deep-from-start", test_deep_from_start);

  return g_test_run ();
}
