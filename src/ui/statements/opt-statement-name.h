/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-statement-row.h"

G_BEGIN_DECLS

/**
 * OptStatementName:
 *
 * What names a row of statements: the SQL, and of those that are alike also in what they differ, on
 * a button that splits them; of one of these who runs it where, further in.
 */
#define OPT_TYPE_STATEMENT_NAME (opt_statement_name_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementName, opt_statement_name, OPT, STATEMENT_NAME, GtkWidget)

GtkWidget *opt_statement_name_new (void);

char *opt_statement_name_show (OptStatementName *self, OptStatementRow *row);
void opt_statement_name_tell (GtkWidget *row_widget, OptStatementRow *row, const char *words);

G_END_DECLS
