/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-page.h"

G_BEGIN_DECLS

/**
 * OptStatementsPage:
 *
 * What a server's database is asked: a table of all statements, and all about one.
 */
#define OPT_TYPE_STATEMENTS_PAGE (opt_statements_page_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementsPage, opt_statements_page, OPT, STATEMENTS_PAGE, OptPage)

void opt_statements_page_show_statement (OptStatementsPage *self, const char *id);

G_END_DECLS
