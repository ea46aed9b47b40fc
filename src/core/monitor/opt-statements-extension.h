/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server-facts.h"

G_BEGIN_DECLS

/**
 * OptStatementsLack:
 * @found: what is missing, a sentence
 * @note: (nullable): what else is to be done than to execute @sql, a sentence
 * @sql: what mends it
 *
 * Why pg_stat_statements does not collect.
 */
typedef struct
{
  char *found;
  char *note;
  char *sql;
} OptStatementsLack;

OptStatementsLack *opt_statements_extension_find_lack (OptServerFacts *facts);
void opt_statements_lack_free (OptStatementsLack *self);

gboolean opt_statements_extension_check (OptServerFacts *facts, GError **error);
char *opt_statements_extension_get_sql (OptServerFacts *facts, const char *name, GError **error);
void opt_statements_extension_explain_error (GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptStatementsLack, opt_statements_lack_free)

G_END_DECLS
