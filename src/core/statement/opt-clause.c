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

static char *
replace (const char *pattern, const char *text, const char *with)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_RAW, 0, NULL);
  char *replaced = g_regex_replace (regex, text, -1, 0, with, G_REGEX_MATCH_DEFAULT, NULL);

  return replaced != NULL ? replaced : g_strdup (text);
}

/**
 * opt_clause_guard:
 * @text: an expression as EXPLAIN prints it
 *
 * "hashed SubPlan 1" is no SQL: here it is a name, for the parser.
 *
 * Returns: (transfer full): the expression, to be given to opt_clause_unguard()
 */
char *
opt_clause_guard (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return replace ("\\b((?:hashed |rescan )?)(InitPlan|SubPlan) (\\d+)", text, "\"\\1\\2__opt\\3\"");
}

/**
 * opt_clause_unguard:
 * @text: what became of what opt_clause_guard() returned
 *
 * Returns: (transfer full): the expression as EXPLAIN prints it
 */
char *
opt_clause_unguard (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return replace ("\"((?:hashed |rescan )?)(InitPlan|SubPlan)__opt(\\d+)\"", text, "\\1\\2 \\3");
}

/**
 * opt_clause_is_guarded:
 * @name: a name, without its quotes
 *
 * Returns: whether it stands for an InitPlan or a SubPlan
 */
gboolean
opt_clause_is_guarded (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return g_regex_match_simple ("^(hashed |rescan )?(InitPlan|SubPlan)__opt\\d+$", name, G_REGEX_RAW,
                               0);
}

/**
 * opt_clause_name_subplans:
 * @text: an expression as EXPLAIN prints it
 *
 * Makes SQL of it, though another: what an InitPlan found is the parameter that it is up to
 * PostgreSQL 16, and what is asked of a SubPlan is a column: opt_clause_is_guarded().
 *
 * Returns: (transfer full): the expression
 */
char *
opt_clause_name_subplans (const char *text)
{
  static const char *const patterns[][2] = {
    { "\\(\"InitPlan__opt\\d+\"\\)\\.\\w+", "$0" },
    { "\\bEXISTS ?\\((\"[\\w ]+__opt\\d+\")\\)", "\\1" },
    { "alternatives: (\"[\\w ]+__opt\\d+\") or \"[\\w ]+__opt\\d+\"", "\\1" },
    /* "(ANY (a = (hashed SubPlan 1).col1))" */
    { "\\((ANY|ALL) \\(", "((" },
  };
  char *sql;

  g_return_val_if_fail (text != NULL, NULL);

  sql = opt_clause_guard (text);
  for (gsize i = 0; i < G_N_ELEMENTS (patterns) && strstr (sql, "Plan__opt") != NULL; i++)
    {
      g_autofree char *before = sql;

      sql = replace (patterns[i][0], before, patterns[i][1]);
    }

  return sql;
}
