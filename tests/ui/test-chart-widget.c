/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "chart-fixture.h"
#include "opt-chart-gaps.h"
#include "opt-chart-row.h"
#include "opt-chart-legend.h"
#include "opt-chart-table.h"
#include "opt-chart-tip.h"

/* Charts in a window: when they are drawn, what keys do, what they say. */

/* Only what changed is drawn anew. */
static void
test_layers (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (2, 101);
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *window = chart_fixture_show (chart);
  guint first = opt_chart_series_get_drawn (chart_fixture_get_series (chart, 0));
  guint second = opt_chart_series_get_drawn (chart_fixture_get_series (chart, 1));

  g_assert_cmpuint (first, >, 0);
  chart_fixture_set_value (model, 1, 50, 1.5);
  ui_fixture_draw (window);
  g_assert_cmpuint (opt_chart_series_get_drawn (chart_fixture_get_series (chart, 0)), ==, first);
  g_assert_cmpuint (opt_chart_series_get_drawn (chart_fixture_get_series (chart, 1)), ==,
                    second + 1);

  opt_chart_plot_set_active (chart_fixture_get_plot (chart), TRUE);
  for (int i = 0; i < 5; i++)
    {
      opt_chart_group_set_cursor (opt_chart_get_group (OPT_CHART (chart)),
                                  CHART_NOON + i * 10 * CHART_SECOND);
      ui_fixture_draw (window);
    }
  g_assert_cmpuint (opt_chart_series_get_drawn (chart_fixture_get_series (chart, 0)), ==, first);
  g_assert_cmpuint (opt_chart_series_get_drawn (chart_fixture_get_series (chart, 1)), ==,
                    second + 1);

  /* Another scale is another picture of both. */
  chart_fixture_set_value (model, 1, 50, 100);
  ui_fixture_draw (window);
  g_assert_cmpuint (opt_chart_series_get_drawn (chart_fixture_get_series (chart, 0)), ==,
                    first + 1);
  g_assert_cmpuint (opt_chart_series_get_drawn (chart_fixture_get_series (chart, 1)), ==,
                    second + 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
count_update (GdkFrameClock *clock, guint *n)
{
  (*n)++;
}

static void
test_unseen (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (1, 101);
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *window, *label;
  const OptChartView *view;
  guint drawn, n_frames = 0;
  gint64 until;

  gtk_stack_add_named (GTK_STACK (stack), chart, "chart");
  label = gtk_label_new ("Nothing");
  gtk_stack_add_named (GTK_STACK (stack), label, "other");
  window = chart_fixture_show (stack);
  drawn = opt_chart_series_get_drawn (chart_fixture_get_series (chart, 0));
  g_assert_cmpuint (drawn, >, 0);
  gtk_stack_set_visible_child (GTK_STACK (stack), label);
  ui_fixture_draw (label);

  g_signal_connect (gtk_widget_get_frame_clock (window), "paint", G_CALLBACK (count_update),
                    &n_frames);
  for (guint i = 0; i < 5; i++)
    chart_fixture_set_value (model, 0, i, 7);
  until = g_get_monotonic_time () + 200 * 1000;
  while (g_get_monotonic_time () < until)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpuint (n_frames, ==, 0);
  g_assert_cmpuint (opt_chart_series_get_drawn (chart_fixture_get_series (chart, 0)), ==, drawn);

  view = opt_chart_plot_get_view (chart_fixture_get_plot (chart));
  g_assert_cmpfloat (opt_chart_axis_get_upper (&view->axis), <, 7);

  /* It catches up when it is seen again. */
  gtk_stack_set_visible_child (GTK_STACK (stack), chart);
  ui_fixture_draw (chart);
  g_assert_cmpuint (opt_chart_series_get_drawn (chart_fixture_get_series (chart, 0)), >, drawn);
  g_assert_cmpfloat (opt_chart_axis_get_upper (&view->axis), >=, 7);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What it is compared with may be gone before the chart that draws it is told so. */
static void
test_before_gone (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (1, 101);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  const OptChartPoint before[] = { { CHART_NOON, 1 }, { CHART_NOON + CHART_SECOND, 1 } };
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *window = chart_fixture_show (chart);
  GtkWidget *layer;

  opt_chart_model_set_before (model, "A week before", before, G_N_ELEMENTS (before));
  opt_chart_model_commit (model);
  ui_fixture_draw (window);
  layer = GTK_WIDGET (chart_fixture_get_series (chart, 1));
  opt_chart_model_set_before (model, NULL, NULL, 0);
  GTK_WIDGET_GET_CLASS (layer)->snapshot (layer, snapshot);
  opt_chart_model_commit (model);
  layer = GTK_WIDGET (chart_fixture_get_series (chart, 0));
  g_assert_false (OPT_IS_CHART_SERIES (gtk_widget_get_next_sibling (layer)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Another earlier time has another name. */
static void
test_before_name (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (1, 101);
  const OptChartPoint before[] = { { CHART_NOON, 1 }, { CHART_NOON + CHART_SECOND, 1 } };
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *window = chart_fixture_show (chart);
  GtkWidget *legend = chart_fixture_find_child (chart, OPT_TYPE_CHART_LEGEND);
  GtkWidget *tip = chart_fixture_find_child (chart, OPT_TYPE_CHART_TIP);
  GtkWidget *chip, *label;

  opt_chart_model_set_before (model, "A day before", before, G_N_ELEMENTS (before));
  opt_chart_model_commit (model);
  opt_chart_tip_update (OPT_CHART_TIP (tip), CHART_NOON, 0);
  opt_chart_model_set_before (model, "A week before", before, G_N_ELEMENTS (before));
  opt_chart_model_commit (model);
  opt_chart_tip_update (OPT_CHART_TIP (tip), CHART_NOON, 0);
  chip = gtk_widget_get_last_child (legend);
  label = gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (chip)));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "A week before");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "A week before");
  label = gtk_grid_get_child_at (GTK_GRID (chart_fixture_find_child (tip, GTK_TYPE_GRID)), 1, 2);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "A week before");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_keyboard (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (1, 101);
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *window = chart_fixture_show (chart);
  GtkWidget *plot = GTK_WIDGET (chart_fixture_get_plot (chart));
  OptChartGroup *group = opt_chart_get_group (OPT_CHART (chart));
  gint64 from, to;

  g_assert_true (gtk_widget_get_focusable (plot));
  g_assert_false (ui_fixture_press_key (plot, GDK_KEY_Escape, 0));
  g_assert_true (ui_fixture_press_key (plot, GDK_KEY_Left, 0));
  g_assert_cmpint (opt_chart_group_get_cursor (group), ==, CHART_NOON + 100 * CHART_SECOND);
  ui_fixture_press_key (plot, GDK_KEY_Left, 0);
  g_assert_cmpint (opt_chart_group_get_cursor (group), ==, CHART_NOON + 99 * CHART_SECOND);
  ui_fixture_press_key (plot, GDK_KEY_Home, 0);
  g_assert_cmpint (opt_chart_group_get_cursor (group), ==, CHART_NOON);
  ui_fixture_press_key (plot, GDK_KEY_Left, 0);
  g_assert_cmpint (opt_chart_group_get_cursor (group), ==, CHART_NOON);
  ui_fixture_press_key (plot, GDK_KEY_Right, GDK_CONTROL_MASK);
  g_assert_cmpint (opt_chart_group_get_cursor (group), ==, CHART_NOON + 10 * CHART_SECOND);
  ui_fixture_draw (window);
  g_assert_true (gtk_widget_get_mapped (chart_fixture_find_child (chart, OPT_TYPE_CHART_TIP)));

  /* Zoomed, the cursor keeps its place, and the window follows it. */
  ui_fixture_press_key (plot, GDK_KEY_plus, 0);
  g_assert_true (opt_chart_group_get_zoomed (group));
  opt_chart_group_get_window (group, &from, &to);
  g_assert_cmpint (to - from, ==, 50 * CHART_SECOND);
  g_assert_cmpint (from, ==, CHART_NOON + 5 * CHART_SECOND);
  ui_fixture_press_key (plot, GDK_KEY_End, 0);
  ui_fixture_press_key (plot, GDK_KEY_Right, 0);
  g_assert_cmpint (opt_chart_group_get_cursor (group), ==, CHART_NOON + 56 * CHART_SECOND);
  opt_chart_group_get_window (group, &from, &to);
  g_assert_cmpint (to, ==, CHART_NOON + 56 * CHART_SECOND);
  ui_fixture_press_key (plot, GDK_KEY_Left, GDK_SHIFT_MASK);
  opt_chart_group_get_window (group, &from, &to);
  g_assert_cmpint (to, ==, CHART_NOON + 51 * CHART_SECOND);

  g_assert_true (ui_fixture_press_key (plot, GDK_KEY_Escape, 0));
  g_assert_false (opt_chart_group_get_zoomed (group));
  g_assert_cmpint (opt_chart_group_get_cursor (group), ==, OPT_CHART_NO_TIME);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_group (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (1, 101);
  g_autoptr (OptChartModel) other_model = chart_fixture_create_model (2, 101);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *other = opt_chart_new ("Both", other_model);
  OptChartGroup *group = opt_chart_group_new ();
  g_autofree char *text = NULL;
  GtkWidget *window;

  opt_chart_set_group (OPT_CHART (chart), group);
  opt_chart_set_group (OPT_CHART (other), group);
  gtk_box_append (GTK_BOX (box), chart);
  gtk_box_append (GTK_BOX (box), other);
  window = chart_fixture_show (box);
  ui_fixture_press_key (GTK_WIDGET (chart_fixture_get_plot (chart)), GDK_KEY_Home, 0);
  ui_fixture_draw (window);

  /* Both read there; the one that the user is at tells. */
  text = opt_chart_describe (OPT_CHART (other));
  g_assert_true (g_str_has_suffix (text, "Mean 2\u00a0ms, Median 2\u00a0ms"));
  g_assert_true (gtk_widget_get_visible (chart_fixture_find_child (chart, OPT_TYPE_CHART_TIP)));
  g_assert_false (gtk_widget_get_visible (chart_fixture_find_child (other, OPT_TYPE_CHART_TIP)));

  opt_chart_group_zoom (group, CHART_NOON + 20 * CHART_SECOND, CHART_NOON + 40 * CHART_SECOND);
  ui_fixture_draw (window);
  g_assert_cmpint (opt_chart_plot_get_view (chart_fixture_get_plot (chart))->from, ==,
                   CHART_NOON + 20 * CHART_SECOND);
  g_assert_cmpint (opt_chart_plot_get_view (chart_fixture_get_plot (other))->to, ==,
                   CHART_NOON + 40 * CHART_SECOND);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (group);
}

static void
test_description (void)
{
  OptChartModel *model = chart_fixture_create_model (1, 101);
  OptChartEvent event = { CHART_NOON + 50 * CHART_SECOND, (char *) "Index created" };
  GtkWidget *chart = opt_chart_new ("Latency", NULL);
  GtkWidget *window = chart_fixture_show (chart);
  OptChartGroup *group;
  char *text = opt_chart_describe (OPT_CHART (chart));

  g_assert_cmpstr (text, ==, "Latency: no values yet");
  g_free (text);
  chart_fixture_set_value (model, 0, 20, 0.5);
  opt_chart_model_set_events (model, &event, 1);
  opt_chart_model_commit (model);
  opt_chart_set_model (OPT_CHART (chart), model);
  ui_fixture_draw (window);
  text = opt_chart_describe (OPT_CHART (chart));
  g_assert_true (g_str_has_prefix (text, "Latency: 2\u00a0ms, between 500\u00a0µs and 2\u00a0ms "));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart_fixture_get_plot (chart)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, text);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (chart_fixture_get_plot (chart)),
                                   GTK_ACCESSIBLE_ROLE_IMG);
  g_free (text);

  group = opt_chart_get_group (OPT_CHART (chart));
  opt_chart_group_set_cursor (group, CHART_NOON + 50 * CHART_SECOND);
  text = opt_chart_describe (OPT_CHART (chart));
  g_assert_true (g_str_has_suffix (text, ": 2\u00a0ms; Index created"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart_fixture_get_plot (chart)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, text);
  g_free (text);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (model);
}

static void
test_legend (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (2, 101);
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *window = chart_fixture_show (chart);
  GtkWidget *legend = chart_fixture_find_child (chart, OPT_TYPE_CHART_LEGEND);
  GtkWidget *chip = chart_fixture_find_child (legend, GTK_TYPE_TOGGLE_BUTTON);
  double min, max;

  g_assert_true (gtk_widget_get_mapped (legend));
  chart_fixture_set_value (model, 0, 50, 1000);
  ui_fixture_draw (window);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), FALSE);
  g_assert_false (opt_chart_model_get_visible (model, 0));
  ui_fixture_draw (window);
  max = opt_chart_axis_get_upper (&opt_chart_plot_get_view (chart_fixture_get_plot (chart))->axis);
  g_assert_cmpfloat (max, <, 10);
  min = opt_chart_plot_get_view (chart_fixture_get_plot (chart))->axis.lower;
  g_assert_cmpfloat (min, ==, 0);
  opt_chart_model_set_visible (model, 0, TRUE);
  opt_chart_model_commit (model);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (chip)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_compact (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (2, 101);
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *window = chart_fixture_show (chart);
  GtkWidget *legend = chart_fixture_find_child (chart, OPT_TYPE_CHART_LEGEND);
  GtkWidget *layer = GTK_WIDGET (chart_fixture_get_series (chart, 0));

  g_assert_true (gtk_widget_get_mapped (legend));
  g_assert_cmpint (gtk_widget_get_width (layer), <, gtk_widget_get_width (chart));
  opt_chart_set_compact (OPT_CHART (chart), TRUE);
  opt_chart_model_set_visible (model, 1, FALSE);
  opt_chart_model_commit (model);
  ui_fixture_draw (window);
  g_assert_false (gtk_widget_get_mapped (legend));
  g_assert_cmpint (gtk_widget_get_width (layer), ==, gtk_widget_get_width (chart));
  opt_chart_set_compact (OPT_CHART (chart), FALSE);
  ui_fixture_draw (window);
  g_assert_true (gtk_widget_get_mapped (legend));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_table (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (2, 101);
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *window = chart_fixture_show (chart);
  GtkWidget *table = NULL;
  GtkWidget *view;
  gpointer weak;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (chart_fixture_get_plot (chart)),
                                             "chart.table", NULL));
  for (guint i = 0; i < g_list_model_get_n_items (gtk_window_get_toplevels ()); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (gtk_window_get_toplevels (), i);

      if (OPT_IS_CHART_TABLE (toplevel))
        table = toplevel;
    }
  g_assert_nonnull (table);
  ui_fixture_draw (table);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (table)), ==, "Latency");
  view = chart_fixture_find_child (table, GTK_TYPE_COLUMN_VIEW);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_column_view_get_columns (GTK_COLUMN_VIEW (view))),
                    ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (
                        G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)))),
                    ==, 101);
  weak = table;
  g_object_add_weak_pointer (G_OBJECT (table), &weak);
  gtk_window_destroy (GTK_WINDOW (table));
  ui_fixture_assert_gone (&weak);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A chart goes with its window, and nothing holds it: not the group, nor the model, nor the style.
 */
static void
test_finalise (void)
{
  OptChartModel *model = chart_fixture_create_model (2, 101);
  OptChartGroup *group = opt_chart_group_new ();
  GtkWidget *chart = opt_chart_new ("Latency", model);
  gpointer weak = chart;
  GtkWidget *window;

  g_object_add_weak_pointer (G_OBJECT (chart), &weak);
  opt_chart_set_group (OPT_CHART (chart), group);
  window = chart_fixture_show (chart);
  ui_fixture_press_key (GTK_WIDGET (chart_fixture_get_plot (chart)), GDK_KEY_Left, 0);
  ui_fixture_press_key (GTK_WIDGET (chart_fixture_get_plot (chart)), GDK_KEY_plus, 0);
  ui_fixture_draw (window);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_fixture_assert_gone (&weak);
  opt_chart_model_clear (model);
  opt_chart_model_commit (model);
  opt_chart_group_set_cursor (group, CHART_NOON);
  opt_chart_group_go_live (group);
  g_assert_finalize_object (group);
  g_assert_finalize_object (model);
}

/* The gap before the first value is no row; one between values is. */
static void
test_rows_begin (void)
{
  g_autoptr (OptChartModel) model = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);
  const OptChartPoint first[] = { { CHART_NOON, NAN },
                                  { CHART_NOON + CHART_SECOND, 1 },
                                  { CHART_NOON + 2 * CHART_SECOND, NAN },
                                  { CHART_NOON + 3 * CHART_SECOND, 2 } };
  const OptChartPoint second[] = { { CHART_NOON, NAN },
                                   { CHART_NOON + CHART_SECOND, NAN },
                                   { CHART_NOON + 2 * CHART_SECOND, NAN } };
  g_autoptr (GListModel) rows = NULL;
  g_autoptr (GListModel) none = NULL;
  g_autoptr (OptChartRow) row = NULL;

  opt_chart_model_add_series (model, "One", OPT_CHART_COLOUR_BLUE);
  opt_chart_model_add_series (model, "Other", OPT_CHART_COLOUR_GREEN);
  opt_chart_model_set_points (model, 0, first, G_N_ELEMENTS (first));
  opt_chart_model_set_points (model, 1, second, G_N_ELEMENTS (second));
  rows = opt_chart_row_list_new (model, CHART_NOON, CHART_NOON + 3 * CHART_SECOND);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 3);
  row = g_list_model_get_item (rows, 0);
  g_assert_cmpint (opt_chart_row_get_time (row), ==, CHART_NOON + CHART_SECOND);

  opt_chart_model_set_points (model, 0, NULL, 0);
  none = opt_chart_row_list_new (model, CHART_NOON, CHART_NOON + 3 * CHART_SECOND);
  g_assert_cmpuint (g_list_model_get_n_items (none), ==, 0);
}

/* Where nothing is known it says so, and draws it otherwise than a zero; what is old is not told as
 * if it were of now. */
static void
test_gap (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (2, 101);
  GtkWidget *chart = opt_chart_new ("Load", model);
  OptChartGroup *group = opt_chart_get_group (OPT_CHART (chart));
  GtkWidget *window = chart_fixture_show (chart);
  g_autofree gboolean *known = NULL;
  g_autofree char *words = NULL;
  g_autofree char *old = NULL;
  g_autofree char *fresh = NULL;
  OptChartFrame frame;

  for (guint i = 40; i < 60; i++)
    for (guint j = 0; j < 2; j++)
      chart_fixture_set_value (model, j, i, NAN);
  ui_fixture_draw (window);

  opt_chart_frame_init (&frame, opt_chart_plot_get_view (chart_fixture_get_plot (chart)), 100, 50,
                        1);
  known = g_new (gboolean, (gsize) frame.n_columns);
  opt_chart_gaps_find (known, &frame, model);
  g_assert_true (known[20]);
  g_assert_false (known[50]);
  g_assert_true (known[80]);

  opt_chart_group_set_cursor (group, CHART_NOON + 50 * CHART_SECOND);
  words = opt_chart_describe (OPT_CHART (chart));
  g_assert_nonnull (strstr (words, "no data"));
  opt_chart_group_set_cursor (group, OPT_CHART_NO_TIME);

  opt_chart_group_set_clock (group, CHART_NOON + 101 * CHART_SECOND);
  fresh = opt_chart_describe (OPT_CHART (chart));
  g_assert_null (strstr (fresh, "ago"));
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (chart, "age")));
  opt_chart_group_set_clock (group, CHART_NOON + 133 * CHART_SECOND);
  old = opt_chart_describe (OPT_CHART (chart));
  g_assert_nonnull (strstr (old, "33 s ago"));
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (chart, "age")));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();

  g_test_add_func ("/ui/chart-widget/layers", test_layers);
  g_test_add_func ("/ui/chart-widget/unseen", test_unseen);
  g_test_add_func ("/ui/chart-widget/before-gone", test_before_gone);
  g_test_add_func ("/ui/chart-widget/before-name", test_before_name);
  g_test_add_func ("/ui/chart-widget/keyboard", test_keyboard);
  g_test_add_func ("/ui/chart-widget/group", test_group);
  g_test_add_func ("/ui/chart-widget/description", test_description);
  g_test_add_func ("/ui/chart-widget/legend", test_legend);
  g_test_add_func ("/ui/chart-widget/compact", test_compact);
  g_test_add_func ("/ui/chart-widget/table", test_table);
  g_test_add_func ("/ui/chart-widget/rows-begin", test_rows_begin);
  g_test_add_func ("/ui/chart-widget/gap", test_gap);
  g_test_add_func ("/ui/chart-widget/finalise", test_finalise);

  return g_test_run ();
}
