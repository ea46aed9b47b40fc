/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-focus.h"

/**
 * opt_focus_is_in:
 * @widget: a widget
 *
 * For who is about to hide it or to make it insensitive: GTK then takes the keyboard away, or gives
 * it to whatever comes next.
 *
 * Returns: whether @widget or something in it has the keyboard of its window
 */
gboolean
opt_focus_is_in (GtkWidget *widget)
{
  GtkRoot *root;
  GtkWidget *focus;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  root = gtk_widget_get_root (widget);
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* What comes before or after the whole table. */
static gboolean
leave_table (GtkWidget *table, GVariant *direction, gpointer data)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (table));
  gboolean moved;

  /* It passes over what can't have the focus. */
  gtk_widget_set_can_focus (table, FALSE);
  moved = gtk_widget_child_focus (root, g_variant_get_int32 (direction));
  gtk_widget_set_can_focus (table, TRUE);

  return moved;
}

/**
 * opt_focus_install:
 *
 * From now on Tab leaves a table, whose rows are for the arrows. GTK 4.8 goes through all rows with
 * it, and with Shift never out of the first. Once a process.
 */
void
opt_focus_install (void)
{
  static const guint keys[] = { GDK_KEY_Tab, GDK_KEY_KP_Tab };
  static gsize done;
  GtkWidgetClass *table_class;

  if (!g_once_init_enter (&done))
    return;

  table_class = g_type_class_ref (GTK_TYPE_COLUMN_VIEW);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (table_class, keys[i], 0, leave_table, "i", GTK_DIR_TAB_FORWARD);
      gtk_widget_class_add_binding (table_class, keys[i], GDK_SHIFT_MASK, leave_table, "i",
                                    GTK_DIR_TAB_BACKWARD);
    }
  g_type_class_unref (table_class);
  g_once_init_leave (&done, 1);
}
