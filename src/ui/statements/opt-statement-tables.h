/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptStatementTables:
 *
 * The tables that one statement uses, and the names that are none.
 */
#define OPT_TYPE_STATEMENT_TABLES (opt_statement_tables_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementTables, opt_statement_tables, OPT, STATEMENT_TABLES, AdwBin)

GtkWidget *opt_statement_tables_new (void);

void opt_statement_tables_show (OptStatementTables *self, OptServer *server, const char *sql);

G_END_DECLS
