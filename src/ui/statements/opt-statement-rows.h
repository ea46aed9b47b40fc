/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-column.h"
#include "opt-statement-list.h"
#include "opt-statement-past.h"
#include "opt-statement-row.h"
#include "opt-statement-search.h"

G_BEGIN_DECLS

/**
 * OptStatementRows:
 *
 * The statements of a list that match a search, in order: a #GListModel of #OptStatementRow. A row
 * is a place; when the order changes statements change places, so that a table neither scrolls nor
 * makes anything anew. What is not known is last, whichever the direction.
 *
 * Those that are alike can be one, and that split into its members, which then follow it.
 *
 * ::arranged is emitted when statements may have changed places.
 */
#define OPT_TYPE_STATEMENT_ROWS (opt_statement_rows_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementRows, opt_statement_rows, OPT, STATEMENT_ROWS, GObject)

OptStatementRows *opt_statement_rows_new (void);

OptStatementList *opt_statement_rows_get_list (OptStatementRows *self);
void opt_statement_rows_set_list (OptStatementRows *self, OptStatementList *list);
OptStatementPast *opt_statement_rows_get_past (OptStatementRows *self);
void opt_statement_rows_set_past (OptStatementRows *self, OptStatementPast *past);
void opt_statement_rows_set_active (OptStatementRows *self, gboolean active);
void opt_statement_rows_set_limit (OptStatementRows *self, guint limit);
void opt_statement_rows_set_search (OptStatementRows *self, OptStatementSearch *search);
void opt_statement_rows_set_share (OptStatementRows *self, OptWorkloadShare share);
OptWorkloadShare opt_statement_rows_get_share (OptStatementRows *self);
void opt_statement_rows_set_order (OptStatementRows *self,
                                   OptStatementColumn column,
                                   gboolean descending);
void opt_statement_rows_set_grouped (OptStatementRows *self, gboolean grouped);
gboolean opt_statement_rows_set_split (OptStatementRows *self, guint position, gboolean split);
void opt_statement_rows_hold (OptStatementRows *self, gint64 microseconds);

gboolean opt_statement_rows_get_arranging (OptStatementRows *self);
guint opt_statement_rows_get_n_statements (OptStatementRows *self);
OptStatementItem *opt_statement_rows_get_statement (OptStatementRows *self, guint position);
guint opt_statement_rows_find (OptStatementRows *self, OptStatementItem *item);

G_END_DECLS
