/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-headers.h"

#include <glib/gi18n.h>

#include "opt-statement-column.h"

static gboolean
find_column (const char *title, OptStatementColumn *column)
{
  for (guint i = 0; i < OPT_N_STATEMENT_COLUMNS; i++)
    {
      *column = (OptStatementColumn) i;
      if (g_str_equal (opt_statement_column_get_title (*column), title))
        return TRUE;
    }

  return FALSE;
}

/* The view makes the headers, a box with a label each, and tells nobody of them. */
static void
dress_header (GtkWidget *title)
{
  GtkWidget *box = gtk_widget_get_first_child (title);
  GtkWidget *label = box != NULL ? gtk_widget_get_first_child (box) : NULL;
  OptStatementColumn column;

  if (!GTK_IS_LABEL (label) || !find_column (gtk_label_get_label (GTK_LABEL (label)), &column))
    return;

  gtk_widget_set_tooltip_text (title, opt_statement_column_get_description (column));
  gtk_accessible_update_property (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  opt_statement_column_get_title (column), -1);
  /* Over numbers and trends, which are at the end of their column. */
  if (column != OPT_STATEMENT_COLUMN_STATEMENT)
    gtk_widget_set_halign (box, GTK_ALIGN_END);
}

/**
 * opt_statement_headers_dress:
 * @view: a table of statements
 *
 * Gives the headers of its columns their tooltips and names, and puts them over their numbers: to
 * be called when there are others.
 */
void
opt_statement_headers_dress (GtkColumnView *view)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  for (; title != NULL; title = gtk_widget_get_next_sibling (title))
    dress_header (title);
  if (header != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (header), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Columns"), -1);
}
