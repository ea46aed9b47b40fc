/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-hot-by.h"
#include "opt-statement-column.h"
#include "opt-statement-row.h"

G_BEGIN_DECLS

/**
 * OptStatementCell:
 *
 * What one column tells of the statement in a row, up to date while it is seen.
 */
#define OPT_TYPE_STATEMENT_CELL (opt_statement_cell_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementCell, opt_statement_cell, OPT, STATEMENT_CELL, GtkWidget)

GtkWidget *opt_statement_cell_new (OptStatementColumn column);

OptStatementRow *opt_statement_cell_get_row (OptStatementCell *self);
void opt_statement_cell_set_hot_by (OptStatementCell *self, OptHotBy *hot_by);
void opt_statement_cell_set_row (OptStatementCell *self, OptStatementRow *row);

G_END_DECLS
