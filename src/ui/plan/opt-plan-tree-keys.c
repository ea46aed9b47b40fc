/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-tree-private.h"

#include <glib/gi18n.h>

#include "opt-plan-copy.h"

static GtkTreeListRow *
get_selected_row (OptPlanTree *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

static void
move_to (OptPlanTree *self, OptPlanNode *node)
{
  opt_plan_tree_select (self, node);
  opt_plan_tree_focus_selected (self);
}

static void
move_by (OptPlanTree *self, int by)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint selected = gtk_single_selection_get_selected (self->selection);
  g_autoptr (GtkTreeListRow) row = NULL;
  g_autoptr (OptPlanNode) node = NULL;

  if (n == 0)
    return;
  if (selected == GTK_INVALID_LIST_POSITION)
    selected = 0;
  else if ((by < 0 && selected > 0) || (by > 0 && selected + 1 < n))
    selected = (guint) ((int) selected + by);

  row = g_list_model_get_item (G_LIST_MODEL (self->model), selected);
  node = gtk_tree_list_row_get_item (row);
  move_to (self, node);
}

/* Folds the node; one that is folded already hands over to what it hangs on. */
static void
fold (OptPlanTree *self)
{
  GtkTreeListRow *row = get_selected_row (self);
  OptPlanNode *node = opt_plan_tree_get_selected (self);

  if (row == NULL)
    return;
  if (gtk_tree_list_row_get_expanded (row))
    gtk_tree_list_row_set_expanded (row, FALSE);
  else if (opt_plan_node_get_parent (node) != NULL)
    move_to (self, opt_plan_node_get_parent (node));
}

static void
unfold (OptPlanTree *self)
{
  GtkTreeListRow *row = get_selected_row (self);
  OptPlanNode *node = opt_plan_tree_get_selected (self);

  if (row == NULL || !gtk_tree_list_row_is_expandable (row))
    return;
  if (!gtk_tree_list_row_get_expanded (row))
    gtk_tree_list_row_set_expanded (row, TRUE);
  else
    move_to (self, opt_plan_node_get_child (node, 0));
}

static gboolean
key_pressed (OptPlanTree *self, guint key, guint code, GdkModifierType modifiers)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (self->model == NULL || (modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_j:
      move_by (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_k:
      move_by (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      (rtl ? unfold : fold) (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      (rtl ? fold : unfold) (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      fold (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      unfold (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_slash:
      gtk_widget_activate_action (GTK_WIDGET (self), "view.find", NULL);
      return GDK_EVENT_STOP;
    case GDK_KEY_Menu:
      gtk_widget_activate_action (GTK_WIDGET (self), "tree.menu", NULL);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
show_menu_at (OptPlanTree *self, double x, double y)
{
  if (gtk_widget_get_parent (GTK_WIDGET (self->menu)) == NULL)
    gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(const GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* The row below the pointer is what the menu is about. */
static void
secondary_pressed (OptPlanTree *self, int n_press, double x, double y)
{
  GtkWidget *focused;

  for (focused = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT); focused != NULL;
       focused = gtk_widget_get_parent (focused))
    {
      if (gtk_widget_get_focusable (focused) && GTK_IS_LIST_VIEW (gtk_widget_get_parent (focused)))
        break;
    }
  if (focused == NULL)
    return;

  gtk_widget_grab_focus (focused);
  gtk_widget_activate_action (focused, "listitem.select", "(bb)", FALSE, FALSE);
  show_menu_at (self, x, y);
}

static void
menu_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanTree *self = OPT_PLAN_TREE (widget);

  if (get_selected_row (self) != NULL)
    show_menu_at (self, 24, 48);
}

static void
copy_row (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanTree *self = OPT_PLAN_TREE (widget);
  OptPlanNode *node = opt_plan_tree_get_selected (self);
  g_autoptr (GString) text = g_string_new (NULL);

  if (node == NULL)
    return;

  for (OptPlanColumn column = 0; column < OPT_PLAN_N_COLUMNS; column++)
    {
      g_autofree char *cell = opt_plan_column_to_cell (column, self->document, node);

      if (!opt_plan_column_is_told (column, self->document))
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\t');
      g_string_append (text, cell);
    }
  opt_plan_copy_text (widget, text->str, _ ("Row copied"));
}

static void
copy_node (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanNode *node = opt_plan_tree_get_selected (OPT_PLAN_TREE (widget));
  g_autoptr (JsonNode) json = NULL;

  if (node == NULL)
    return;

  json = json_node_init_object (json_node_alloc (), opt_plan_node_get_json (node));
  opt_plan_copy_json (widget, json, _ ("Node copied as JSON"));
}

static void
expand_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_tree_expand_all (OPT_PLAN_TREE (widget));
}

static void
collapse_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_tree_collapse_all (OPT_PLAN_TREE (widget));
}

/*
 * opt_plan_tree_install_actions:
 *
 * Installs what can be done with a row, for the menu and the keyboard.
 */
void
opt_plan_tree_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "tree.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "tree.copy-row", NULL, copy_row);
  gtk_widget_class_install_action (widget_class, "tree.copy-node", NULL, copy_node);
  gtk_widget_class_install_action (widget_class, "tree.expand-all", NULL, expand_all);
  gtk_widget_class_install_action (widget_class, "tree.collapse-all", NULL, collapse_all);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "tree.copy-row",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "tree.menu",
                                       NULL);
}

/*
 * opt_plan_tree_add_controllers:
 *
 * Makes it answer to keys and to the secondary button.
 */
void
opt_plan_tree_add_controllers (OptPlanTree *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *press = gtk_gesture_click_new ();

  /* Before the list takes Left and Right for moving from cell to cell. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (secondary_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}
