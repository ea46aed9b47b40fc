/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void opt_row_order_begin (GtkListBox *list);
GtkListBoxRow *opt_row_order_next (GtkListBox *list, const char *id);
void opt_row_order_add (GtkListBox *list, GtkWidget *row, const char *id);
int opt_row_order_end (GtkListBox *list);

G_END_DECLS
