/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptSqlRow:
 *
 * SQL for somebody else to run, in full, and a word on who can.
 */
#define OPT_TYPE_SQL_ROW (opt_sql_row_get_type ())
G_DECLARE_FINAL_TYPE (OptSqlRow, opt_sql_row, OPT, SQL_ROW, AdwPreferencesRow)

GtkWidget *opt_sql_row_new (const char *caption, const char *sql);

G_END_DECLS
