/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-range.h"
#include "opt-statement-columns.h"
#include "opt-statement-list.h"
#include "opt-statement-rows.h"
#include "opt-statement-search.h"

G_BEGIN_DECLS

/**
 * OptStatementTable:
 *
 * A table of statements: live, sorted by a click on a header, with the columns that were chosen or
 * find room, all by keyboard too. ::open is emitted when the user wants to see all of one.
 */
#define OPT_TYPE_STATEMENT_TABLE (opt_statement_table_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementTable, opt_statement_table, OPT, STATEMENT_TABLE, GtkWidget)

GtkWidget *opt_statement_table_new (void);

void opt_statement_table_set_list (OptStatementTable *self, OptStatementList *list);
void opt_statement_table_set_range (OptStatementTable *self, OptRange *range);
void opt_statement_table_set_active (OptStatementTable *self, gboolean active);
void opt_statement_table_set_limit (OptStatementTable *self, guint limit);
void opt_statement_table_set_search (OptStatementTable *self, OptStatementSearch *search);

OptStatementRows *opt_statement_table_get_rows (OptStatementTable *self);
OptStatementItem *opt_statement_table_get_selected (OptStatementTable *self);
void opt_statement_table_select (OptStatementTable *self, OptStatementItem *item);

OptStatementColumns *opt_statement_table_get_columns (OptStatementTable *self);

G_END_DECLS
