/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-item.h"

G_BEGIN_DECLS

/**
 * OptStatementRow:
 *
 * A place in an ordered table, and the statement that takes it for now. ::changed is emitted when
 * it is another.
 */
#define OPT_TYPE_STATEMENT_ROW (opt_statement_row_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementRow, opt_statement_row, OPT, STATEMENT_ROW, GObject)

OptStatementRow *opt_statement_row_new (guint position, OptStatementItem *item);

guint opt_statement_row_get_position (OptStatementRow *self);
OptStatementItem *opt_statement_row_get_item (OptStatementRow *self);
void opt_statement_row_set_item (OptStatementRow *self, OptStatementItem *item);

G_END_DECLS
