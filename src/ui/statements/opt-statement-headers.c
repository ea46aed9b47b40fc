/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-headers.h"

#include <glib/gi18n.h>

#include "opt-statement-column.h"

static gboolean
find_column (const char *title, OptWorkloadShare share, OptStatementColumn *column)
{
  for (guint i = 0; i < OPT_N_STATEMENT_COLUMNS; i++)
    {
      *column = (OptStatementColumn) i;
      if (g_str_equal (opt_statement_column_get_title (*column, share), title))
        return TRUE;
    }

  return FALSE;
}

/* Of shares that there are none of also why. */
static char *
describe (OptStatementColumn column, OptHotBy *hot_by)
{
  const char *why = column == OPT_STATEMENT_COLUMN_SHARE ? opt_hot_by_explain (hot_by) : NULL;

  return g_strjoin ("\n",
                    opt_statement_column_get_description (column, opt_hot_by_get_share (hot_by)),
                    why, NULL);
}

/* The view makes the headers, a box with a label each, and tells nobody of them. */
static void
dress_header (GtkWidget *title, OptHotBy *hot_by)
{
  OptWorkloadShare share = opt_hot_by_get_share (hot_by);
  GtkWidget *box = gtk_widget_get_first_child (title);
  GtkWidget *label = box != NULL ? gtk_widget_get_first_child (box) : NULL;
  OptStatementColumn column;
  g_autofree char *tooltip = NULL;

  if (!GTK_IS_LABEL (label)
      || !find_column (gtk_label_get_label (GTK_LABEL (label)), share, &column))
    return;

  tooltip = describe (column, hot_by);
  gtk_widget_set_tooltip_text (title, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  opt_statement_column_get_title (column, share), -1);
  /* Over numbers and trends, which are at the end of their column. */
  if (column != OPT_STATEMENT_COLUMN_STATEMENT)
    gtk_widget_set_halign (box, GTK_ALIGN_END);
}

/**
 * opt_statement_headers_dress:
 * @view: a table of statements
 * @hot_by: what their shares are of
 *
 * Gives the headers of its columns their tooltips and names, and puts them over their numbers: to
 * be called when there are others.
 */
void
opt_statement_headers_dress (GtkColumnView *view, OptHotBy *hot_by)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  for (; title != NULL; title = gtk_widget_get_next_sibling (title))
    dress_header (title, hot_by);
  if (header != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (header), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Columns"), -1);
}
