/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-table-private.h"

#include "opt-statement-row-widget.h"

/* Rows stay where they are for as long as somebody may read the menu. */
#define MENU_HOLD (60 * G_USEC_PER_SEC)

static gboolean
take_focus_back (gpointer data)
{
  OptStatementTable *self = data;

  self->focus_source = 0;
  gtk_widget_grab_focus (GTK_WIDGET (self));

  return G_SOURCE_REMOVE;
}

/* The keyboard would go to whatever follows the table. */
static void
menu_closed (OptStatementTable *self)
{
  opt_statement_rows_hold (self->rows, OPT_STATEMENT_TABLE_HOLD);
  if (self->focus_source == 0)
    self->focus_source = g_idle_add (take_focus_back, self);
}

static void
pop_up (OptStatementTable *self, const GdkRectangle *place)
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

  opt_statement_rows_hold (self->rows, MENU_HOLD);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/**
 * opt_statement_table_right_pressed:
 * @self: a table
 * @n_press: how often
 * @x: where
 * @y: where
 * @gesture: by what
 *
 * Selects the statement there, and offers what can be done with it.
 */
void
opt_statement_table_right_pressed (OptStatementTable *self,
                                   int n_press,
                                   double x,
                                   double y,
                                   GtkGestureClick *gesture)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *row_widget = picked != NULL ? opt_column_view_find_row_of (self->view, picked) : NULL;
  OptStatementRow *row = row_widget != NULL ? opt_column_view_get_row (row_widget) : NULL;

  if (row == NULL)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_single_selection_set_selected (self->selection, opt_statement_row_get_position (row));
  gtk_widget_grab_focus (row_widget);
  pop_up (self, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
}

/**
 * opt_statement_table_show_menu:
 * @widget: a table
 * @action: the action's name
 * @parameter: (nullable): nothing
 *
 * Offers what can be done with the statement that is selected, at its row.
 */
void
opt_statement_table_show_menu (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (widget);
  guint position = gtk_single_selection_get_selected (self->selection);
  GtkWidget *row_widget
      = self->selected != NULL ? opt_column_view_find_row_at (self->view, position) : NULL;
  graphene_rect_t bounds;

  if (row_widget == NULL || !gtk_widget_compute_bounds (row_widget, widget, &bounds))
    return;

  pop_up (self, &(GdkRectangle){ (int) bounds.origin.x + 24,
                                 (int) (bounds.origin.y + bounds.size.height / 2), 1, 1 });
}
