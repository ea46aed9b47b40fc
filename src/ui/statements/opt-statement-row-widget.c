/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-row-widget.h"

#include "opt-statement-cell.h"

/**
 * opt_column_view_get_list_view:
 * @view: a column view
 *
 * Returns: (transfer none): what has its rows
 */
GtkWidget *
opt_column_view_get_list_view (GtkColumnView *view)
{
  GtkWidget *child;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), NULL);

  child = gtk_widget_get_first_child (GTK_WIDGET (view));
  while (child != NULL && !GTK_IS_LIST_VIEW (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

/**
 * opt_column_view_find_row_of:
 * @view: a column view
 * @widget: a widget
 *
 * Returns: (transfer none) (nullable): the row that @widget is, or is in
 */
GtkWidget *
opt_column_view_find_row_of (GtkColumnView *view, GtkWidget *widget)
{
  GtkWidget *list_view;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), NULL);

  list_view = opt_column_view_get_list_view (view);
  while (widget != NULL && gtk_widget_get_parent (widget) != list_view)
    widget = gtk_widget_get_parent (widget);

  return widget;
}

/**
 * opt_column_view_find_row_at:
 * @view: a column view
 * @position: of a row
 *
 * Returns: (transfer none) (nullable): its widget, if it has one
 */
GtkWidget *
opt_column_view_find_row_at (GtkColumnView *view, guint position)
{
  GtkWidget *child;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), NULL);

  child = gtk_widget_get_first_child (opt_column_view_get_list_view (view));
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      OptStatementRow *row = opt_column_view_get_row (child);

      if (row != NULL && opt_statement_row_get_position (row) == position)
        return child;
    }

  return NULL;
}

/**
 * opt_column_view_get_focused_row:
 * @view: a column view
 *
 * Returns: (transfer none) (nullable): the row that the keyboard is in
 */
GtkWidget *
opt_column_view_get_focused_row (GtkColumnView *view)
{
  GtkRoot *root;
  GtkWidget *focus;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), NULL);

  root = gtk_widget_get_root (GTK_WIDGET (view));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL ? opt_column_view_find_row_of (view, focus) : NULL;
}

/**
 * opt_column_view_get_row:
 * @row_widget: a row of a table of statements
 *
 * Returns: (transfer none) (nullable): what it shows
 */
OptStatementRow *
opt_column_view_get_row (GtkWidget *row_widget)
{
  GtkWidget *widget = row_widget;

  g_return_val_if_fail (GTK_IS_WIDGET (row_widget), NULL);

  while (widget != NULL && !OPT_IS_STATEMENT_CELL (widget))
    widget = gtk_widget_get_first_child (widget);

  return widget != NULL ? opt_statement_cell_get_row (OPT_STATEMENT_CELL (widget)) : NULL;
}
