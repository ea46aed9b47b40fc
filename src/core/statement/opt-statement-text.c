/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-statement-text.h"

#include "opt-parse-tree.h"

#include <pg_query.h>
#include <string.h>

void
opt_statement_span_free (OptStatementSpan *self)
{
  g_clear_pointer (&self->comments, g_ptr_array_unref);
  g_free (self->sql);
  g_free (self);
}

/**
 * opt_statement_fingerprint:
 * @sql: a statement
 *
 * Names a statement by its shape: the same for other constants, white space and comments. It is
 * libpg_query's fingerprint, not the server's queryid.
 *
 * Returns: (transfer full): 16 hexadecimal digits, or %NULL with an %OPT_ERROR_SYNTAX
 */
char *
opt_statement_fingerprint (const char *sql, GError **error)
{
  PgQueryFingerprintResult result;
  char *fingerprint = NULL;

  g_return_val_if_fail (sql != NULL, NULL);

  if (!opt_statement_check_nesting (sql, error))
    return NULL;
  result = pg_query_fingerprint (sql);
  if (result.error != NULL)
    opt_statement_set_syntax_error (error, result.error->cursorpos, result.error->message);
  else
    fingerprint = g_strdup (result.fingerprint_str);
  pg_query_free_fingerprint_result (result);
  return fingerprint;
}

/**
 * opt_statement_normalize:
 * @sql: a statement
 *
 * Puts `$n` where the constants are, as pg_stat_statements does. Parameters that are there keep
 * their numbers.
 *
 * Returns: (transfer full): the normalised text, or %NULL with an %OPT_ERROR_SYNTAX
 */
char *
opt_statement_normalize (const char *sql, GError **error)
{
  PgQueryNormalizeResult result;
  char *normalized = NULL;

  g_return_val_if_fail (sql != NULL, NULL);

  if (!opt_statement_check_nesting (sql, error))
    return NULL;
  result = pg_query_normalize (sql);
  if (result.error != NULL)
    opt_statement_set_syntax_error (error, result.error->cursorpos, result.error->message);
  else
    normalized = g_strdup (result.normalized_query);
  pg_query_free_normalize_result (result);
  return normalized;
}

static gboolean
is_literal (int token)
{
  return token == PG_QUERY__TOKEN__SCONST || token == PG_QUERY__TOKEN__USCONST
         || token == PG_QUERY__TOKEN__BCONST || token == PG_QUERY__TOKEN__XCONST
         || token == PG_QUERY__TOKEN__ICONST || token == PG_QUERY__TOKEN__FCONST;
}

static gboolean
is_comment (int token)
{
  return token == PG_QUERY__TOKEN__SQL_COMMENT || token == PG_QUERY__TOKEN__C_COMMENT;
}

/**
 * opt_statement_redact_literals:
 * @sql: SQL, which need not be complete
 *
 * Puts `?` where constants are and leaves comments out, so that no value is shown. Only the lexer
 * is asked: it works for what the parser does not know.
 *
 * Returns: (transfer full): the text without its values, or %NULL with an %OPT_ERROR_SYNTAX
 */
char *
opt_statement_redact_literals (const char *sql, GError **error)
{
  g_autoptr (OptTokens) tokens = NULL;
  g_autoptr (GString) text = NULL;
  int end = 0;

  g_return_val_if_fail (sql != NULL, NULL);

  tokens = opt_tokens_new (sql, error);
  if (tokens == NULL)
    return NULL;
  text = g_string_sized_new (strlen (sql));
  for (size_t i = 0; i < tokens->n_tokens; i++)
    {
      const PgQuery__ScanToken *token = tokens->tokens[i];

      g_string_append_len (text, sql + end, token->start - end);
      if (is_literal (token->token))
        g_string_append_c (text, '?');
      else if (!is_comment (token->token))
        g_string_append_len (text, sql + token->start, token->end - token->start);
      end = token->end;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static OptStatementSpan *
span_new (const char *script, int start, int end, guint line, GPtrArray *comments)
{
  OptStatementSpan *span = g_new0 (OptStatementSpan, 1);

  span->sql = g_strndup (script + start, (gsize) (end - start));
  span->offset = (gsize) start;
  span->length = (gsize) (end - start);
  span->line = line;
  span->comments = comments;
  return span;
}

/**
 * opt_statement_split:
 * @script: statements separated by `;`
 *
 * Splits a script by PostgreSQL's lexer: a `;` in a string, a comment or parentheses separates
 * nothing. The statements are not parsed. Empty ones are left out.
 *
 * Returns: (transfer full) (element-type OptStatementSpan): the statements in order, or %NULL with
 * an %OPT_ERROR_SYNTAX (an open quote, say)
 */
GPtrArray *
opt_statement_split (const char *script, GError **error)
{
  g_autoptr (OptTokens) tokens = NULL;
  g_autoptr (GPtrArray) spans = NULL;
  g_autoptr (GPtrArray) comments = NULL;
  int start = -1;
  int end = 0;
  int counted = 0;
  int depth = 0;
  guint line = 1;
  guint start_line = 1;

  g_return_val_if_fail (script != NULL, NULL);

  tokens = opt_tokens_new (script, error);
  if (tokens == NULL)
    return NULL;
  spans = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_statement_span_free);
  comments = g_ptr_array_new_with_free_func (g_free);
  for (size_t i = 0; i < tokens->n_tokens; i++)
    {
      const PgQuery__ScanToken *token = tokens->tokens[i];

      for (; counted < token->start; counted++)
        line += script[counted] == '\n';
      if (is_comment (token->token))
        {
          if (start < 0)
            g_ptr_array_add (comments, g_strndup (script + token->start,
                                                  (gsize) (token->end - token->start)));
          continue;
        }
      if (token->token == PG_QUERY__TOKEN__ASCII_59 && depth <= 0)
        {
          if (start >= 0)
            {
              g_ptr_array_add (spans, span_new (script, start, end, start_line,
                                                g_steal_pointer (&comments)));
              comments = g_ptr_array_new_with_free_func (g_free);
            }
          start = -1;
          depth = 0;
          continue;
        }
      depth += token->token == PG_QUERY__TOKEN__ASCII_40;
      depth -= token->token == PG_QUERY__TOKEN__ASCII_41;
      if (start < 0)
        {
          start = token->start;
          start_line = line;
        }
      end = token->end;
    }
  if (start >= 0)
    g_ptr_array_add (spans, span_new (script, start, end, start_line, g_steal_pointer (&comments)));
  return g_steal_pointer (&spans);
}
