/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-statement-plain.h"

#include "opt-parse-tree.h"
#include "opt-statement-info.h"
#include "opt-statement-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Statements as the server tells them, without the values that may be left in them. It takes these
 * out of queries alone, and not of SELECT INTO before version 16, nor where it evicted the
 * statement while that ran. */

static gboolean
is_name (char byte)
{
  return g_ascii_isalnum (byte) || byte == '_' || byte == '$' || (guchar) byte >= 0x80;
}

/* Where something begins that may be a value. Of thousands of texts most have none, and need not be
 * parsed for that. */
static const char *
find_value (const char *sql)
{
  const char *next = sql;

  for (; *next != '\0'; next++)
    {
      gboolean in_name = next > sql && is_name (next[-1]);

      if (*next == '\'' || (!in_name && g_ascii_isdigit (*next))
          || (!in_name && *next == '$' && !g_ascii_isdigit (next[1])))
        break;
    }

  return next;
}

/**
 * opt_statement_may_be_misread:
 * @sql: a statement
 *
 * With standard_conforming_strings off a quote after a backslash ends no string.
 *
 * Returns: whether a value may begin or end elsewhere than it seems to
 */
gboolean
opt_statement_may_be_misread (const char *sql)
{
  g_autoptr (OptTokens) tokens = NULL;

  g_return_val_if_fail (sql != NULL, TRUE);

  if (strstr (sql, "\\'") == NULL)
    return FALSE;

  tokens = opt_tokens_new (sql, NULL);
  for (size_t i = 0; tokens != NULL && i < tokens->n_tokens; i++)
    {
      const PgQuery__ScanToken *token = tokens->tokens[i];

      if (token->token == PG_QUERY__TOKEN__SCONST && sql[token->start] == '\''
          && token->end - token->start > 2 && sql[token->end - 2] == '\\')
        return TRUE;
    }

  return FALSE;
}

/**
 * opt_statement_make_plain:
 * @sql: a statement as the server has it
 *
 * Takes the values out that the server may have left in it: of a query, where it has any, by its
 * parse tree, so that it can be planned, and else as opt_statement_redact_literals() does.
 *
 * Returns: (transfer full) (nullable): the statement without its values; %NULL where they can't be
 *   told from the rest
 */
char *
opt_statement_make_plain (const char *sql)
{
  gboolean query;
  char *plain = NULL;

  g_return_val_if_fail (sql != NULL, NULL);

  query = !opt_statement_may_keep_literals (sql);
  if (query && *find_value (sql) == '\0')
    return g_strdup (sql);
  if (opt_statement_may_be_misread (sql))
    return NULL;

  if (query)
    plain = opt_statement_normalize (sql, NULL);

  return plain != NULL ? plain : opt_statement_redact_literals (sql, NULL);
}

/* How it begins: up to the first quote, number or comment. */
static gsize
get_head_length (const char *sql)
{
  gsize length = (gsize) (find_value (sql) - sql);
  const char *stops[] = { "\"", "--", "/*" };

  for (gsize i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      const char *stop = g_strstr_len (sql, (gssize) length, stops[i]);

      if (stop != NULL)
        length = (gsize) (stop - sql);
    }

  return length;
}

/**
 * opt_statement_make_plain_head:
 * @sql: a statement as the server has it
 *
 * As opt_statement_make_plain(), for what is kept for long: where the values can't be told from the
 * rest there is only how it begins, and a comment that says so.
 *
 * Returns: (transfer full): the statement without its values
 */
char *
opt_statement_make_plain_head (const char *sql)
{
  char *plain;
  g_autofree char *head = NULL;

  g_return_val_if_fail (sql != NULL, NULL);

  plain = opt_statement_make_plain (sql);
  if (plain != NULL)
    return plain;

  head = g_strchomp (g_strndup (sql, get_head_length (sql)));

  /* Translators: it stands in a comment of SQL */
  return g_strdup_printf ("%s … /* %s */", head,
                          _ ("The rest is not kept: it can’t be read without its values."));
}
