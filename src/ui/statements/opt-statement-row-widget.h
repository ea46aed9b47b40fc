/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-statement-row.h"

G_BEGIN_DECLS

/* The widgets that a column view makes for its rows: what GTK does not tell of them. */
GtkWidget *opt_column_view_get_list_view (GtkColumnView *view);
GtkWidget *opt_column_view_find_row_of (GtkColumnView *view, GtkWidget *widget);
GtkWidget *opt_column_view_find_row_at (GtkColumnView *view, guint position);
GtkWidget *opt_column_view_get_focused_row (GtkColumnView *view);
OptStatementRow *opt_column_view_get_row (GtkWidget *row_widget);

G_END_DECLS
