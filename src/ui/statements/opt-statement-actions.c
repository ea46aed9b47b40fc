/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-actions.h"

#include <glib/gi18n.h>

#include "opt-page.h"

/**
 * opt_statement_copy:
 * @widget: where the user asked for it
 * @sql: (nullable): a statement
 *
 * Puts it into the clipboard.
 */
void
opt_statement_copy (GtkWidget *widget, const char *sql)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (sql == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), sql);
  opt_page_toast (widget, _ ("SQL copied"));
}

/**
 * opt_statement_copy_queryid:
 * @widget: where the user asked for it
 * @item: a statement
 *
 * Puts its queryid into the clipboard.
 */
void
opt_statement_copy_queryid (GtkWidget *widget, OptStatementItem *item)
{
  g_autofree char *queryid = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (OPT_IS_STATEMENT_ITEM (item));

  queryid = g_strdup_printf ("%" G_GINT64_FORMAT, opt_statement_item_get_key (item)->queryid);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), queryid);
  opt_page_toast (widget, _ ("queryid copied"));
}

/**
 * opt_statement_explain:
 * @widget: where the user asked for it
 * @item: a statement
 *
 * Shows its plan.
 */
void
opt_statement_explain (GtkWidget *widget, OptStatementItem *item)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (OPT_IS_STATEMENT_ITEM (item));

  if (opt_statement_item_get_text (item) != NULL)
    gtk_widget_activate_action (widget, "win.explain", "s", opt_statement_item_get_text (item));
}
