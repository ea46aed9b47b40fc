/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptClause:
 * @OPT_CLAUSE_CONDITION: what may follow WHERE
 * @OPT_CLAUSE_KEYS: what may follow ORDER BY: expressions, each with a direction or without
 *
 * A part of a statement that stands by itself, as EXPLAIN prints them.
 */
typedef enum
{
  OPT_CLAUSE_CONDITION,
  OPT_CLAUSE_KEYS,
} OptClause;

char *opt_clause_complete (OptClause clause, const char *text, gsize *prefix);
char *opt_clause_complete_selection (const char *targets, const char *rest);

G_END_DECLS
