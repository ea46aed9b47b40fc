/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-range.h"
#include "opt-statement-table.h"
#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptStatementBrowser:
 *
 * All statements of a server's database: the table, a search, and what it is about. ::open is
 * emitted when the user wants to see all of one.
 */
#define OPT_TYPE_STATEMENT_BROWSER (opt_statement_browser_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementBrowser, opt_statement_browser, OPT, STATEMENT_BROWSER, GtkWidget)

GtkWidget *opt_statement_browser_new (void);

void opt_statement_browser_set_server (OptStatementBrowser *self, OptServer *server);
void opt_statement_browser_set_settings (OptStatementBrowser *self, GSettings *settings);
void opt_statement_browser_set_range (OptStatementBrowser *self, OptRange *range);
void opt_statement_browser_set_active (OptStatementBrowser *self, gboolean active);
void opt_statement_browser_find (OptStatementBrowser *self);
OptStatementTable *opt_statement_browser_get_table (OptStatementBrowser *self);

G_END_DECLS
