/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-clause.h"

#include <string.h>

/* The parser reads whole statements only. These are parsed, and never sent to a server. */
static const char *const beginnings[] = {
  [OPT_CLAUSE_CONDITION] = "SELECT WHERE ",
  [OPT_CLAUSE_KEYS] = "SELECT ORDER BY ",
};

/**
 * opt_clause_complete:
 * @clause: what @text is
 * @text: a part of a statement
 * @prefix: (out) (optional): how many bytes stand before @text in what is returned
 *
 * Makes a statement of a part of one, for the parser.
 *
 * Returns: (transfer full): a statement, which is not meant to be run
 */
char *
opt_clause_complete (OptClause clause, const char *text, gsize *prefix)
{
  g_return_val_if_fail (clause < G_N_ELEMENTS (beginnings), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  if (prefix != NULL)
    *prefix = strlen (beginnings[clause]);

  return g_strconcat (beginnings[clause], text, NULL);
}

/**
 * opt_clause_complete_selection:
 * @targets: (nullable): what is selected
 * @rest: what follows it, with its words: "ORDER BY placed DESC"
 *
 * Returns: (transfer full): a statement for the parser, as of opt_clause_complete()
 */
char *
opt_clause_complete_selection (const char *targets, const char *rest)
{
  g_return_val_if_fail (rest != NULL, NULL);

  return g_strdup_printf ("SELECT %s %s", targets != NULL ? targets : "NULL", rest);
}
