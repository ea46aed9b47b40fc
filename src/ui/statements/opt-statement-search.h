/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-item.h"

G_BEGIN_DECLS

/**
 * OptStatementSearch:
 *
 * What a person looks for among statements.
 */
typedef struct _OptStatementSearch OptStatementSearch;

OptStatementSearch *opt_statement_search_new (const char *text);
void opt_statement_search_free (OptStatementSearch *self);
gboolean opt_statement_search_matches (const OptStatementSearch *self, OptStatementItem *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptStatementSearch, opt_statement_search_free)

G_END_DECLS
