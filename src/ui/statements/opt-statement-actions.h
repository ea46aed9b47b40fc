/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-statement-item.h"

G_BEGIN_DECLS

/* What a widget that shows a statement can do with it, for the user who asked for it. */
void opt_statement_copy (GtkWidget *widget, const char *sql);
void opt_statement_copy_queryid (GtkWidget *widget, OptStatementItem *item);
void opt_statement_explain (GtkWidget *widget, OptStatementItem *item);

G_END_DECLS
