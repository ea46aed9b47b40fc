/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-hot-by.h"
#include "opt-statement-column.h"

G_BEGIN_DECLS

/**
 * OptStatementColumns:
 *
 * The columns of a table of statements: which are shown, and by which the user wants it sorted.
 * Unless the user chose, those are shown that find room. ::order-changed is emitted when the user
 * wants another order.
 */
#define OPT_TYPE_STATEMENT_COLUMNS (opt_statement_columns_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementColumns, opt_statement_columns, OPT, STATEMENT_COLUMNS, GObject)

OptStatementColumns *opt_statement_columns_new (GtkColumnView *view);

void opt_statement_columns_set_settings (OptStatementColumns *self, GSettings *settings);
void opt_statement_columns_set_width (OptStatementColumns *self, int width);
void opt_statement_columns_set_missing (OptStatementColumns *self,
                                        OptStatementColumn column,
                                        const char *why);
void opt_statement_columns_set_comparing (OptStatementColumns *self, gboolean comparing);
void opt_statement_columns_get_order (OptStatementColumns *self,
                                      OptStatementColumn *column,
                                      gboolean *descending);

OptHotBy *opt_statement_columns_get_hot_by (OptStatementColumns *self);
GMenuModel *opt_statement_columns_get_menu (OptStatementColumns *self);
GActionGroup *opt_statement_columns_get_actions (OptStatementColumns *self);

G_END_DECLS
