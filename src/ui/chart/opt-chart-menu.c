/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-chart-menu.h"

#include <glib/gi18n.h>

#include "opt-chart-export.h"
#include "opt-chart-input.h"
#include "opt-chart-table.h"
#include "opt-export.h"

#define KEY "opt-chart-menu"

typedef struct
{
  OptChartPlot *plot; /* borrowed, of the same chart */
  GSimpleActionGroup *actions;
  GtkWidget *popover; /* (nullable) */
} Menu;

static Menu *
get_menu (gpointer chart)
{
  return g_object_get_data (chart, KEY);
}

static void
free_menu (gpointer data)
{
  Menu *menu = data;

  g_clear_pointer (&menu->popover, gtk_widget_unparent);
  g_clear_object (&menu->actions);
  g_free (menu);
}

static GtkWidget *
create_popover (GtkWidget *chart)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) zoom = g_menu_new ();
  GtkWidget *popover;

  g_menu_append (menu, _ ("Show as table"), "chart.table");
  g_menu_append (menu, _ ("Export…"), "chart.export");
  g_menu_append (zoom, _ ("Zoom in"), "chart.zoom-in");
  g_menu_append (zoom, _ ("Zoom out"), "chart.zoom-out");
  g_menu_append (zoom, _ ("Back to live data"), "chart.live");
  g_menu_append (zoom, _ ("Show this range"), "chart.show-range");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (zoom));

  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_parent (popover, chart);

  return popover;
}

static void
set_enabled (Menu *menu, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (menu->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
pop_up (GtkWidget *chart, double x, double y)
{
  Menu *menu = get_menu (chart);
  OptChartGroup *group = opt_chart_plot_get_group (menu->plot);

  set_enabled (menu, "table", opt_chart_plot_get_model (menu->plot) != NULL);
  set_enabled (menu, "export", opt_chart_plot_get_model (menu->plot) != NULL);
  set_enabled (menu, "zoom-out", opt_chart_group_get_zoomed (group));
  set_enabled (menu, "live", opt_chart_group_get_zoomed (group));
  set_enabled (menu, "show-range", opt_chart_group_get_zoomed (group));
  if (menu->popover == NULL)
    menu->popover = create_popover (chart);
  gtk_popover_set_pointing_to (GTK_POPOVER (menu->popover),
                               &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (menu->popover));
}

static void
clicked (GtkGestureClick *gesture, int n_press, double x, double y, GtkWidget *chart)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up (chart, x, y);
}

static void
held (GtkGestureLongPress *gesture, double x, double y, GtkWidget *chart)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up (chart, x, y);
}

static gboolean
key_asked (GtkWidget *chart, GVariant *parameters, gpointer data)
{
  pop_up (chart, gtk_widget_get_width (chart) / 2.0, gtk_widget_get_height (chart) / 2.0);

  return TRUE;
}

static void
add_key (GtkEventController *controller, guint key, GdkModifierType modifiers)
{
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (key, modifiers),
                                                          gtk_callback_action_new (key_asked, NULL,
                                                                                   NULL)));
}

static void
zoom_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  opt_chart_input_zoom_by (data, 0.5);
}

static void
zoom_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  opt_chart_input_zoom_by (data, 2);
}

static void
go_live (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  opt_chart_group_go_live (opt_chart_plot_get_group (data));
}

static void
show_range (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  opt_chart_input_show_range (data);
}

static void
show_table (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OptChart *chart = OPT_CHART (gtk_widget_get_ancestor (data, OPT_TYPE_CHART));
  const OptChartView *view = opt_chart_plot_get_view (data);
  OptChartModel *model = opt_chart_plot_get_model (data);
  GtkRoot *root = gtk_widget_get_root (data);
  GtkWidget *table;

  if (model == NULL)
    return;

  table = opt_chart_table_new (opt_chart_get_title (chart), model, view->from, view->to);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (table), GTK_WINDOW (root));
  gtk_window_set_modal (GTK_WINDOW (table), TRUE);
  gtk_window_present (GTK_WINDOW (table));
}

static void
export_chart (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OptChart *chart = OPT_CHART (gtk_widget_get_ancestor (data, OPT_TYPE_CHART));
  const OptChartView *view = opt_chart_plot_get_view (data);
  OptChartModel *model = opt_chart_plot_get_model (data);

  if (model != NULL)
    opt_export_ask (GTK_WIDGET (chart),
                    opt_chart_export_table (opt_chart_get_title (chart), model, view->from,
                                            view->to),
                    opt_chart_export_picture (chart));
}

static void
add_actions (OptChart *chart, OptChartPlot *plot)
{
  static const GActionEntry entries[] = {
    { "table", show_table },  { "export", export_chart }, { "zoom-in", zoom_in },
    { "zoom-out", zoom_out }, { "live", go_live },        { "show-range", show_range },
  };
  Menu *menu = g_new0 (Menu, 1);

  menu->plot = plot;
  menu->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (menu->actions), entries, G_N_ELEMENTS (entries),
                                   plot);
  gtk_widget_insert_action_group (GTK_WIDGET (chart), "chart", G_ACTION_GROUP (menu->actions));
  g_object_set_data_full (G_OBJECT (chart), KEY, menu, free_menu);
}

/**
 * opt_chart_menu_attach:
 * @chart: a chart
 * @plot: its plot
 *
 * Gives it a menu.
 */
void
opt_chart_menu_attach (OptChart *chart, OptChartPlot *plot)
{
  GtkWidget *widget = GTK_WIDGET (chart);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_return_if_fail (OPT_IS_CHART (chart));

  add_actions (chart, plot);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (clicked), chart);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (held), chart);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (press));
  add_key (keys, GDK_KEY_Menu, 0);
  add_key (keys, GDK_KEY_F10, GDK_SHIFT_MASK);
  gtk_widget_add_controller (widget, keys);
}

/**
 * opt_chart_menu_clear:
 * @chart: a chart
 *
 * Takes the menu away.
 */
void
opt_chart_menu_clear (OptChart *chart)
{
  g_object_set_data (G_OBJECT (chart), KEY, NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (chart), "chart", NULL);
}
