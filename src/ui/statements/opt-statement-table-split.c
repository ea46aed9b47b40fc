/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-table-private.h"

/* Splits what is selected into its members, or joins these again. */

static void
select_row (OptStatementTable *self, guint position)
{
  if (gtk_single_selection_get_selected (self->selection) != position)
    gtk_single_selection_set_selected (self->selection, position);
}

static gboolean
set_split (OptStatementTable *self, guint position, gboolean split)
{
  if (!opt_statement_rows_set_split (self->rows, position, split))
    return FALSE;

  opt_statement_table_update_split (self);

  return TRUE;
}

/* Of a member, the group that it is shown below. */
static guint
find_group (OptStatementTable *self, OptStatementItem *item)
{
  OptStatementGroup *group = item != NULL ? opt_statement_item_get_group (item) : NULL;

  return group != NULL ? opt_statement_rows_find (self->rows, opt_statement_group_get_item (group))
                       : G_MAXUINT;
}

static void
split (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (widget);

  set_split (self, find_group (self, self->selected), TRUE);
}

static void
join (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (widget);
  guint position = find_group (self, self->selected);

  if (position == G_MAXUINT)
    return;
  select_row (self, position);
  set_split (self, position, FALSE);
}

/* By the button in a row. */
static void
toggle_split (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (widget);
  guint position = g_variant_get_uint32 (parameter);

  opt_statement_rows_hold (self->rows, OPT_STATEMENT_TABLE_HOLD);
  select_row (self, position);
  if (!set_split (self, position, TRUE))
    set_split (self, position, FALSE);
}

/**
 * opt_statement_table_split_key:
 * @self: a table
 * @keyval: a key …
 * @state: … and what was held with it
 *
 * Right splits what is selected and Left joins it again, or goes from a member to its group.
 *
 * Returns: whether it did anything
 */
gboolean
opt_statement_table_split_key (OptStatementTable *self, guint keyval, GdkModifierType state)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  gboolean right = keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right;
  gboolean left = keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left;
  guint position = find_group (self, self->selected);

  if (!(right || left) || (state & gtk_accelerator_get_default_mod_mask ()) != 0
      || position == G_MAXUINT)
    return FALSE;

  if (right != rtl)
    return opt_statement_item_is_group (self->selected) && set_split (self, position, TRUE);
  if (opt_statement_item_is_group (self->selected))
    return set_split (self, position, FALSE);

  select_row (self, position);
  gtk_widget_grab_focus (GTK_WIDGET (self));

  return TRUE;
}

/**
 * opt_statement_table_update_split:
 * @self: a table
 *
 * Offers what can be done with what is selected.
 */
void
opt_statement_table_update_split (OptStatementTable *self)
{
  guint position = find_group (self, self->selected);
  OptStatementRowKind kind = OPT_STATEMENT_ROW_ALONE;

  if (position != G_MAXUINT)
    {
      g_autoptr (OptStatementRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

      kind = opt_statement_row_get_kind (row);
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "statement.split",
                                 kind == OPT_STATEMENT_ROW_GROUP);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "statement.join",
                                 kind == OPT_STATEMENT_ROW_SPLIT);
}

/* opt_statement_table_install_split: the actions */
void
opt_statement_table_install_split (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "statement.split", NULL, split);
  gtk_widget_class_install_action (widget_class, "statement.join", NULL, join);
  gtk_widget_class_install_action (widget_class, "statement.toggle-split", "u", toggle_split);
}
