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

char *opt_clause_guard (const char *text);
char *opt_clause_unguard (const char *text);
char *opt_clause_name_subplans (const char *text);
gboolean opt_clause_is_guarded (const char *name);

G_END_DECLS
