/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-rename.h"

#include "opt-parse-tree.h"

#include <string.h>

/* What stands where a literal was: still a literal, so that it can be parsed again. */
#define LITERAL "'?'"
/* Words of EXTRACT() that are no keywords. */
static const char *const fields[] = {
  "epoch",      "dow",          "isodow",        "week",
  "quarter",    "doy",          "century",       "decade",
  "millennium", "isoyear",      "julian",        "milliseconds",
  "timezone",   "microseconds", "timezone_hour", "timezone_minute",
  NULL,
};

typedef struct
{
  GHashTable *chains; /* where a name begins, and what is the last part of it: OptNameKind + 1 */
  GHashTable *kept;   /* set: where a literal stands that is part of a type */
} Places;

static void
note_chain (Places *places, int location, OptNameKind kind)
{
  if (location >= 0)
    g_hash_table_insert (places->chains, GINT_TO_POINTER (location), GUINT_TO_POINTER (kind + 1));
}

static gboolean
note_modifier (const ProtobufCMessage *message, gpointer data)
{
  Places *places = data;

  if (message->descriptor == &pg_query__a__const__descriptor)
    g_hash_table_add (places->kept,
                      GINT_TO_POINTER (((const PgQuery__AConst *) message)->location));

  return TRUE;
}

static gboolean
note_place (const ProtobufCMessage *message, gpointer data)
{
  Places *places = data;

  if (message->descriptor == &pg_query__column_ref__descriptor)
    note_chain (places, ((const PgQuery__ColumnRef *) message)->location, OPT_NAME_COLUMN);
  else if (message->descriptor == &pg_query__func_call__descriptor)
    note_chain (places, ((const PgQuery__FuncCall *) message)->location, OPT_NAME_FUNCTION);
  else if (message->descriptor == &pg_query__range_var__descriptor)
    note_chain (places, ((const PgQuery__RangeVar *) message)->location, OPT_NAME_QUALIFIER);
  else if (message->descriptor == &pg_query__type_name__descriptor)
    {
      const PgQuery__TypeName *type = (const PgQuery__TypeName *) message;

      note_chain (places, type->location, OPT_NAME_TYPE);
      for (size_t i = 0; i < type->n_typmods; i++)
        opt_message_walk (&type->typmods[i]->base, note_modifier, places);
    }

  return TRUE;
}

static gboolean
is_literal (int token)
{
  switch (token)
    {
    case PG_QUERY__TOKEN__SCONST:
    case PG_QUERY__TOKEN__USCONST:
    case PG_QUERY__TOKEN__BCONST:
    case PG_QUERY__TOKEN__XCONST:
    case PG_QUERY__TOKEN__FCONST:
    case PG_QUERY__TOKEN__ICONST:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_dot (const PgQuery__ScanToken *token)
{
  return token->token == PG_QUERY__TOKEN__ASCII_46;
}

static gboolean
is_name (const PgQuery__ScanToken *token)
{
  return token->token == PG_QUERY__TOKEN__IDENT || token->token == PG_QUERY__TOKEN__UIDENT;
}

/* As the server reads it: in lower case, unless it is in quotes. */
static char *
read_name (const char *sql, const PgQuery__ScanToken *token)
{
  const char *start = sql + token->start;
  gsize length = (gsize) (token->end - token->start);
  g_autoptr (GString) name = NULL;

  if (*start != '"')
    {
      g_autofree char *plain = g_strndup (start, length);

      return g_ascii_strdown (plain, -1);
    }

  name = g_string_new_len (start + 1, (gssize) MAX (length, 2) - 2);
  g_string_replace (name, "\"\"", "\"", 0);

  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* A name alone, or one of several with dots between. @last is what the last part of them is. */
static OptNameKind
get_kind (OptTokens *tokens, size_t index, OptNameKind last)
{
  return index + 1 < tokens->n_tokens && is_dot (tokens->tokens[index + 1]) ? OPT_NAME_QUALIFIER
                                                                            : last;
}

static char *
write_token (const char *sql,
             OptTokens *tokens,
             size_t index,
             Places *places,
             OptNameKind *last,
             OptRenameFunc func,
             gpointer user_data)
{
  const PgQuery__ScanToken *token = tokens->tokens[index];
  gpointer chain = g_hash_table_lookup (places->chains, GINT_TO_POINTER (token->start));
  gboolean in_chain = index > 0 && is_dot (tokens->tokens[index - 1]);
  /* A keyword can be the name of a column, and of nothing else that is not the server's own. */
  gboolean keyword = token->keyword_kind != PG_QUERY__KEYWORD_KIND__NO_KEYWORD;
  g_autofree char *name = NULL;

  if (is_literal (token->token)
      && !g_hash_table_contains (places->kept, GINT_TO_POINTER (token->start)))
    return g_strdup (LITERAL);
  if (!in_chain && !is_dot (token))
    *last = chain != NULL ? (OptNameKind) (GPOINTER_TO_UINT (chain) - 1) : OPT_NAME_COLUMN;
  if (!is_name (token)
      && (!keyword || (chain == NULL && !in_chain) || *last == OPT_NAME_FUNCTION
          || *last == OPT_NAME_TYPE))
    return g_strndup (sql + token->start, (gsize) (token->end - token->start));

  name = read_name (sql, token);
  if (chain == NULL && !in_chain && g_strv_contains (fields, name))
    return g_steal_pointer (&name);

  return func (get_kind (tokens, index, *last), name, user_data);
}

/**
 * opt_sql_rename:
 * @sql: one statement
 * @prefix: so many bytes of it stay as they are, and are left out of what is returned
 * @func: (scope call): called for each name in it
 * @user_data: for @func
 * @error: return location for an %OPT_ERROR_SYNTAX
 *
 * Writes SQL with other names, and with `'?'` where literals are. Comments are left out. It is
 * parsed for that: which name is a function's and which a type's no lexer knows. Keywords,
 * operators, parameters and the lengths of types stay.
 *
 * Returns: (transfer full) (nullable): the SQL
 */
char *
opt_sql_rename (const char *sql,
                gsize prefix,
                OptRenameFunc func,
                gpointer user_data,
                GError **error)
{
  g_autoptr (OptParseTree) tree = NULL;
  g_autoptr (OptTokens) tokens = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  Places places;
  OptNameKind last = OPT_NAME_COLUMN;
  int end = (int) prefix;

  g_return_val_if_fail (sql != NULL && func != NULL, NULL);

  tree = opt_parse_tree_new (sql, error);
  tokens = tree != NULL ? opt_tokens_new (sql, error) : NULL;
  if (tokens == NULL)
    return NULL;

  places.chains = g_hash_table_new (NULL, NULL);
  places.kept = g_hash_table_new (NULL, NULL);
  opt_message_walk (&tree->base, note_place, &places);
  for (size_t i = 0; i < tokens->n_tokens; i++)
    {
      const PgQuery__ScanToken *token = tokens->tokens[i];
      g_autofree char *written = NULL;

      if (token->start < (int) prefix)
        continue;
      g_string_append_len (text, sql + end, token->start - end);
      end = token->end;
      if (token->token == PG_QUERY__TOKEN__SQL_COMMENT
          || token->token == PG_QUERY__TOKEN__C_COMMENT)
        continue;
      written = write_token (sql, tokens, i, &places, &last, func, user_data);
      g_string_append (text, written);
    }
  g_hash_table_unref (places.chains);
  g_hash_table_unref (places.kept);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
