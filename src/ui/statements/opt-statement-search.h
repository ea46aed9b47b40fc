/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server-tables.h"

G_BEGIN_DECLS

/**
 * OptStatementSearch:
 *
 * What a person looks for among statements.
 */
typedef struct _OptStatementSearch OptStatementSearch;

OptStatementSearch *opt_statement_search_new (const char *text, OptServerTables *tables);
void opt_statement_search_free (OptStatementSearch *self);
gboolean opt_statement_search_matches (const OptStatementSearch *self, OptStatementItem *item);

gboolean opt_statement_search_has_tables (const OptStatementSearch *self);
gboolean opt_statement_search_has_new (const OptStatementSearch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptStatementSearch, opt_statement_search_free)

G_END_DECLS
