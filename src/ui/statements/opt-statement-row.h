/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-past.h"

G_BEGIN_DECLS

/**
 * OptStatementRowKind:
 * @OPT_STATEMENT_ROW_ALONE: one like any
 * @OPT_STATEMENT_ROW_GROUP: the sum of several that are alike
 * @OPT_STATEMENT_ROW_SPLIT: likewise, with its members below
 * @OPT_STATEMENT_ROW_MEMBER: one of those
 *
 * What a row shows.
 */
typedef enum
{
  OPT_STATEMENT_ROW_ALONE,
  OPT_STATEMENT_ROW_GROUP,
  OPT_STATEMENT_ROW_SPLIT,
  OPT_STATEMENT_ROW_MEMBER,
} OptStatementRowKind;

/**
 * OptStatementRow:
 *
 * A place in an ordered table, and the statement that takes it for now. ::changed is emitted when
 * it is another, or is shown as something else, or compared with another time.
 */
#define OPT_TYPE_STATEMENT_ROW (opt_statement_row_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementRow, opt_statement_row, OPT, STATEMENT_ROW, GObject)

OptStatementRow *opt_statement_row_new (guint position,
                                        OptStatementItem *item,
                                        OptStatementRowKind kind);

guint opt_statement_row_get_position (OptStatementRow *self);
OptStatementItem *opt_statement_row_get_item (OptStatementRow *self);
OptStatementRowKind opt_statement_row_get_kind (OptStatementRow *self);
OptStatementPast *opt_statement_row_get_past (OptStatementRow *self);
void opt_statement_row_set_past (OptStatementRow *self, OptStatementPast *past);
void opt_statement_row_set_item (OptStatementRow *self,
                                 OptStatementItem *item,
                                 OptStatementRowKind kind);

G_END_DECLS
