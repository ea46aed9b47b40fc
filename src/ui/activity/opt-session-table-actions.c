/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-table-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-page.h"
#include "opt-session-cell.h"
#include "opt-session-signal.h"
#include "opt-statement-row-widget.h"

/* What can be done with the selected one. */
void
opt_session_table_update_actions (OptSessionTable *self)
{
  const OptBackend *backend
      = self->selected != NULL ? opt_session_get_backend (self->selected) : NULL;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "session.open", backend != NULL);
  gtk_widget_action_set_enabled (widget, "session.copy", backend != NULL && backend->query != NULL);
  gtk_widget_action_set_enabled (widget, "session.copy-pid", backend != NULL);
  gtk_widget_action_set_enabled (widget, "session.statement",
                                 backend != NULL && backend->query_id != 0);
  gtk_widget_action_set_enabled (widget, "session.cancel",
                                 backend != NULL
                                     && opt_session_signal_is_possible (backend,
                                                                        OPT_SESSION_CANCEL));
  gtk_widget_action_set_enabled (widget, "session.terminate",
                                 backend != NULL
                                     && opt_session_signal_is_possible (backend,
                                                                        OPT_SESSION_TERMINATE));
}

/* ---- What can be done with one --------------------------------------------------------------- */

static void
open_session (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptSessionTable *self = OPT_SESSION_TABLE (widget);

  if (self->selected != NULL)
    g_signal_emit_by_name (self, "open", self->selected);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptSessionTable *self = OPT_SESSION_TABLE (widget);
  const OptBackend *backend
      = self->selected != NULL ? opt_session_get_backend (self->selected) : NULL;

  if (backend == NULL || backend->query == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), backend->query);
  opt_page_toast (widget, _ ("SQL copied"));
}

static void
copy_pid (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptSessionTable *self = OPT_SESSION_TABLE (widget);
  g_autofree char *pid = NULL;

  if (self->selected == NULL)
    return;
  pid = g_strdup_printf ("%d", opt_session_get_pid (self->selected));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), pid);
  opt_page_toast (widget, _ ("Process id copied"));
}

/* "session.cancel" of the selected one is "activity.cancel" of its process. */
static void
pass_on (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptSessionTable *self = OPT_SESSION_TABLE (widget);
  g_autofree char *name = g_strconcat ("activity.", strchr (action, '.') + 1, NULL);

  if (self->selected != NULL)
    gtk_widget_activate_action (widget, name, "i", opt_session_get_pid (self->selected));
}

/* ---- The menu of a row ----------------------------------------------------------------------- */

static gboolean
take_focus_back (gpointer data)
{
  OptSessionTable *self = data;

  self->focus_source = 0;
  gtk_widget_grab_focus (GTK_WIDGET (self));

  return G_SOURCE_REMOVE;
}

/* The keyboard would go to whatever follows the table. */
static void
menu_closed (OptSessionTable *self)
{
  if (self->focus_source == 0)
    self->focus_source = g_idle_add (take_focus_back, self);
}

static void
pop_up (OptSessionTable *self, const GdkRectangle *place)
{
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (self->row_menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      g_signal_connect_object (self->menu, "closed", G_CALLBACK (menu_closed), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static OptSession *
find_session_in (GtkWidget *widget)
{
  if (OPT_IS_SESSION_CELL (widget))
    return opt_session_cell_get_session (OPT_SESSION_CELL (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      OptSession *session = find_session_in (child);

      if (session != NULL)
        return session;
    }

  return NULL;
}

static void
right_pressed (OptSessionTable *self, int n_press, double x, double y, GtkGestureClick *gesture)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = picked != NULL ? opt_column_view_find_row_of (self->view, picked) : NULL;
  OptSession *session = row != NULL ? find_session_in (row) : NULL;

  if (session == NULL)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  opt_session_table_select (self, session);
  gtk_widget_grab_focus (row);
  pop_up (self, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
}

static void
show_menu (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptSessionTable *self = OPT_SESSION_TABLE (widget);
  GtkWidget *row = opt_column_view_get_focused_row (self->view);
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_compute_bounds (row, widget, &bounds))
    return;

  if (find_session_in (row) != NULL)
    opt_session_table_select (self, find_session_in (row));
  pop_up (self, &(GdkRectangle){ (int) bounds.origin.x + 24,
                                 (int) (bounds.origin.y + bounds.size.height / 2), 1, 1 });
}

static gboolean
move (GtkWidget *widget, GVariant *args, gpointer data)
{
  OptSessionTable *self = OPT_SESSION_TABLE (widget);
  GtkDirectionType direction = g_variant_get_int32 (args) > 0 ? GTK_DIR_DOWN : GTK_DIR_UP;
  GtkWidget *row;

  if (opt_column_view_get_focused_row (self->view) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
  else
    gtk_widget_child_focus (opt_column_view_get_list_view (self->view), direction);
  row = opt_column_view_get_focused_row (self->view);
  if (row != NULL && find_session_in (row) != NULL)
    opt_session_table_select (self, find_session_in (row));

  return TRUE;
}

void
opt_session_table_add_menu (OptSessionTable *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (right_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

void
opt_session_table_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "session.open", NULL, open_session);
  gtk_widget_class_install_action (widget_class, "session.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "session.copy-pid", NULL, copy_pid);
  gtk_widget_class_install_action (widget_class, "session.statement", NULL, pass_on);
  gtk_widget_class_install_action (widget_class, "session.cancel", NULL, pass_on);
  gtk_widget_class_install_action (widget_class, "session.terminate", NULL, pass_on);
  gtk_widget_class_install_action (widget_class, "session.menu", NULL, show_menu);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "session.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "session.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "session.menu",
                                       NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_j, 0, move, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_k, 0, move, "i", -1);
}
