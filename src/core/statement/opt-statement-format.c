/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-parse-tree.h"
#include "opt-statement-text.h"

#include <string.h>

#define INDENT 2

/* A parenthesis that is open, or the statement itself. */
typedef struct
{
  gboolean query;   /* it holds a query: its clauses get lines of their own */
  guint indent;     /* of its clauses, in columns */
  guint cases;      /* CASE that are open in it */
  gboolean list;    /* in a select list: a line an item */
  gboolean between; /* an AND belongs to BETWEEN */
} Level;

typedef struct
{
  const char *sql;
  const OptTokens *tokens;
  GString *text;
  GArray *levels; /* (element-type Level) */
} Formatter;

static int
token_at (const Formatter *self, size_t i)
{
  return i < self->tokens->n_tokens ? (int) self->tokens->tokens[i]->token : PG_QUERY__TOKEN__NUL;
}

static Level *
top (Formatter *self)
{
  return &g_array_index (self->levels, Level, self->levels->len - 1);
}

static void
break_line (Formatter *self, guint indent)
{
  if (self->text->len == 0)
    return;
  while (self->text->len > 0 && self->text->str[self->text->len - 1] == ' ')
    g_string_truncate (self->text, self->text->len - 1);
  if (self->text->str[self->text->len - 1] != '\n')
    g_string_append_c (self->text, '\n');
  for (guint i = 0; i < indent; i++)
    g_string_append_c (self->text, ' ');
}

static gboolean
starts_query (int token)
{
  return token == PG_QUERY__TOKEN__SELECT || token == PG_QUERY__TOKEN__WITH
         || token == PG_QUERY__TOKEN__VALUES || token == PG_QUERY__TOKEN__INSERT
         || token == PG_QUERY__TOKEN__UPDATE || token == PG_QUERY__TOKEN__DELETE_P;
}

static gboolean
starts_join (const Formatter *self, size_t i)
{
  int token = token_at (self, i);

  if (token == PG_QUERY__TOKEN__NATURAL || token == PG_QUERY__TOKEN__LEFT
      || token == PG_QUERY__TOKEN__RIGHT || token == PG_QUERY__TOKEN__FULL
      || token == PG_QUERY__TOKEN__INNER_P || token == PG_QUERY__TOKEN__CROSS
      || token == PG_QUERY__TOKEN__OUTER_P)
    return starts_join (self, i + 1);
  return token == PG_QUERY__TOKEN__JOIN;
}

static gboolean
is_join_word (int token)
{
  return token == PG_QUERY__TOKEN__NATURAL || token == PG_QUERY__TOKEN__LEFT
         || token == PG_QUERY__TOKEN__RIGHT || token == PG_QUERY__TOKEN__FULL
         || token == PG_QUERY__TOKEN__INNER_P || token == PG_QUERY__TOKEN__CROSS
         || token == PG_QUERY__TOKEN__OUTER_P;
}

/* Whether a main clause starts here. */
static gboolean
starts_clause (const Formatter *self, size_t i)
{
  int token = token_at (self, i);
  int before = i > 0 ? token_at (self, i - 1) : PG_QUERY__TOKEN__NUL;
  int after = token_at (self, i + 1);

  switch (token)
    {
    case PG_QUERY__TOKEN__FROM:
      return before != PG_QUERY__TOKEN__DISTINCT && before != PG_QUERY__TOKEN__DELETE_P;
    case PG_QUERY__TOKEN__GROUP_P:
    case PG_QUERY__TOKEN__ORDER:
      return after == PG_QUERY__TOKEN__BY;
    case PG_QUERY__TOKEN__SELECT:
    case PG_QUERY__TOKEN__WHERE:
    case PG_QUERY__TOKEN__HAVING:
    case PG_QUERY__TOKEN__LIMIT:
    case PG_QUERY__TOKEN__UNION:
    case PG_QUERY__TOKEN__INTERSECT:
    case PG_QUERY__TOKEN__EXCEPT:
    case PG_QUERY__TOKEN__RETURNING:
    case PG_QUERY__TOKEN__WINDOW:
    case PG_QUERY__TOKEN__FETCH:
      return TRUE;
    case PG_QUERY__TOKEN__OFFSET:
    case PG_QUERY__TOKEN__VALUES:
    case PG_QUERY__TOKEN__USING:
      return after != PG_QUERY__TOKEN__ASCII_46;
    case PG_QUERY__TOKEN__SET:
      return before != PG_QUERY__TOKEN__UPDATE;
    case PG_QUERY__TOKEN__INSERT:
    case PG_QUERY__TOKEN__DELETE_P:
      return before == PG_QUERY__TOKEN__ASCII_41;
    case PG_QUERY__TOKEN__UPDATE:
      return before == PG_QUERY__TOKEN__ASCII_41;
    case PG_QUERY__TOKEN__FOR:
      return after == PG_QUERY__TOKEN__UPDATE || after == PG_QUERY__TOKEN__SHARE
             || after == PG_QUERY__TOKEN__NO || after == PG_QUERY__TOKEN__KEY;
    case PG_QUERY__TOKEN__ON:
      return after == PG_QUERY__TOKEN__CONFLICT;
    default:
      return FALSE;
    }
}

/* Line breaks before a token, where its level is a query. */
static void
break_before (Formatter *self, size_t i)
{
  Level *level = top (self);
  int token = token_at (self, i);
  int before = i > 0 ? token_at (self, i - 1) : PG_QUERY__TOKEN__NUL;

  if (!level->query || level->cases > 0)
    return;
  if (starts_clause (self, i))
    {
      level->list = token == PG_QUERY__TOKEN__SELECT;
      level->between = FALSE;
      /* USING of a join stays with it; the one of DELETE is rare. */
      if (token != PG_QUERY__TOKEN__USING)
        break_line (self, level->indent);
    }
  else if (starts_join (self, i) && !is_join_word (before))
    break_line (self, level->indent + INDENT);
  else if (token == PG_QUERY__TOKEN__BETWEEN)
    level->between = TRUE;
  else if (token == PG_QUERY__TOKEN__AND && level->between)
    level->between = FALSE;
  else if (token == PG_QUERY__TOKEN__AND || token == PG_QUERY__TOKEN__OR)
    break_line (self, level->indent + INDENT);
  else if (level->list && before == PG_QUERY__TOKEN__ASCII_44)
    break_line (self, level->indent + INDENT);
}

static void
open_level (Formatter *self, size_t i)
{
  Level level = { 0 };
  const Level *outer = top (self);

  level.query = starts_query (token_at (self, i + 1));
  level.indent = outer->indent + (outer->query ? 2 * INDENT : INDENT);
  g_array_append_val (self->levels, level);
}

static void
append_token (Formatter *self, size_t i)
{
  const PgQuery__ScanToken *token = self->tokens->tokens[i];

  g_string_append_len (self->text, self->sql + token->start, token->end - token->start);
  switch ((int) token->token)
    {
    case PG_QUERY__TOKEN__ASCII_40:
      open_level (self, i);
      if (top (self)->query)
        break_line (self, top (self)->indent);
      break;
    case PG_QUERY__TOKEN__SQL_COMMENT:
      break_line (self, top (self)->indent);
      break;
    case PG_QUERY__TOKEN__CASE:
      top (self)->cases++;
      break;
    case PG_QUERY__TOKEN__END_P:
      top (self)->cases -= top (self)->cases > 0;
      break;
    default:
      break;
    }
}

static void
format_tokens (Formatter *self)
{
  for (size_t i = 0; i < self->tokens->n_tokens; i++)
    {
      const PgQuery__ScanToken *token = self->tokens->tokens[i];
      gboolean spaced = i > 0 && self->tokens->tokens[i - 1]->end < token->start;

      if (token->token == PG_QUERY__TOKEN__ASCII_41 && self->levels->len > 1)
        {
          Level closed = *top (self);

          g_array_set_size (self->levels, self->levels->len - 1);
          if (closed.query)
            {
              break_line (self, closed.indent - MIN (closed.indent, INDENT));
              spaced = FALSE;
            }
        }
      break_before (self, i);
      if (spaced && self->text->len > 0 && self->text->str[self->text->len - 1] != ' '
          && self->text->str[self->text->len - 1] != '\n')
        g_string_append_c (self->text, ' ');
      append_token (self, i);
    }
}

static gboolean
same_statement (const char *a, const char *b)
{
  g_autofree char *first = opt_statement_fingerprint (a, NULL);
  g_autofree char *second = opt_statement_fingerprint (b, NULL);

  return first != NULL && g_strcmp0 (first, second) == 0;
}

/**
 * opt_statement_format:
 * @sql: a statement
 *
 * Lays a statement out to be read: a line for each main clause, join, condition and item of the
 * select list, subqueries indented. Words, literals and comments stay as they are written. The
 * result is checked to be the same statement; otherwise, or where @sql does not parse, it is
 * returned as it is.
 *
 * Returns: (transfer full): the text
 */
char *
opt_statement_format (const char *sql)
{
  g_autoptr (OptTokens) tokens = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (GArray) levels = NULL;
  Formatter self;
  Level level = { .query = TRUE };

  g_return_val_if_fail (sql != NULL, NULL);

  tokens = opt_tokens_new (sql, NULL);
  if (tokens == NULL || tokens->n_tokens == 0 || !opt_statement_check_nesting (sql, NULL))
    return g_strdup (sql);
  text = g_string_sized_new (2 * strlen (sql));
  levels = g_array_new (FALSE, FALSE, sizeof (Level));
  g_array_append_val (levels, level);
  self = (Formatter){ sql, tokens, text, levels };
  if (starts_query (tokens->tokens[0]->token)
      || tokens->tokens[0]->token == PG_QUERY__TOKEN__ASCII_40
      || tokens->tokens[0]->token == PG_QUERY__TOKEN__SQL_COMMENT
      || tokens->tokens[0]->token == PG_QUERY__TOKEN__C_COMMENT)
    format_tokens (&self);
  if (text->len == 0 || !same_statement (sql, text->str))
    return g_strdup (sql);
  g_strchomp (text->str);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
