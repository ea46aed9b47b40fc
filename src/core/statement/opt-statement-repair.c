/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-statement-repair.h"

#include "opt-error.h"
#include "opt-parse-tree.h"
#include "opt-statement-info.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A piece of the text and what goes in its place. */
typedef struct
{
  int start;
  int end;
  char *text;
} Edit;

typedef struct
{
  const char *sql;
  const OptTokens *tokens;
  GArray *edits; /* (element-type Edit) */
} Repair;

static void
edit_clear (Edit *edit)
{
  g_free (edit->text);
}

static void
add_edit (Repair *repair, int start, int end, char *text)
{
  Edit edit = { start, end, text };

  g_array_append_val (repair->edits, edit);
}

static size_t
find_token (const OptTokens *tokens, int location)
{
  size_t low = 0;
  size_t high = tokens->n_tokens;

  while (low < high)
    {
      size_t middle = low + (high - low) / 2;

      if (tokens->tokens[middle]->start < location)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static int
token_at (const OptTokens *tokens, size_t i)
{
  return i < tokens->n_tokens ? (int) tokens->tokens[i]->token : PG_QUERY__TOKEN__NUL;
}

static gboolean
is_interval_field (int token)
{
  return token == PG_QUERY__TOKEN__YEAR_P || token == PG_QUERY__TOKEN__MONTH_P
         || token == PG_QUERY__TOKEN__DAY_P || token == PG_QUERY__TOKEN__HOUR_P
         || token == PG_QUERY__TOKEN__MINUTE_P || token == PG_QUERY__TOKEN__SECOND_P;
}

/* The token after `$1 day to second (3)`. */
static size_t
skip_interval_fields (const OptTokens *tokens, size_t i)
{
  if (!is_interval_field (token_at (tokens, i)))
    return i;
  i++;
  if (token_at (tokens, i) == PG_QUERY__TOKEN__TO && is_interval_field (token_at (tokens, i + 1)))
    i += 2;
  if (token_at (tokens, i - 1) == PG_QUERY__TOKEN__SECOND_P
      && token_at (tokens, i) == PG_QUERY__TOKEN__ASCII_40
      && token_at (tokens, i + 1) == PG_QUERY__TOKEN__ICONST
      && token_at (tokens, i + 2) == PG_QUERY__TOKEN__ASCII_41)
    i += 3;
  return i;
}

/* `date $1` -> `CAST($1 AS date)`. The fields of `interval $1 day` go: the parameter holds an
 * interval of its own. */
static void
repair_cast (Repair *repair, const PgQuery__TypeCast *cast)
{
  const PgQuery__TypeName *type = cast->type_name;
  const PgQuery__ParamRef *parameter;
  g_autofree char *type_text = NULL;
  size_t next;

  if (cast->arg == NULL || cast->arg->node_case != PG_QUERY__NODE__NODE_PARAM_REF || type == NULL)
    return;
  parameter = cast->arg->param_ref;
  if (type->location < 0 || type->location >= parameter->location || cast->location >= 0)
    return;
  type_text
      = g_strndup (repair->sql + type->location, (gsize) (parameter->location - type->location));
  g_strchomp (type_text);
  next = find_token (repair->tokens, parameter->location) + 1;
  if (type->n_names > 0
      && g_strcmp0 (opt_node_get_string (type->names[type->n_names - 1]), "interval") == 0)
    next = skip_interval_fields (repair->tokens, next);
  add_edit (repair, type->location, repair->tokens->tokens[next - 1]->end,
            g_strdup_printf ("CAST($%d AS %s)", parameter->number, type_text));
}

/* `extract($1 from x)` -> `date_part($1, x)`, which every supported version has. */
static void
repair_extract (Repair *repair, const PgQuery__FuncCall *call)
{
  size_t i;

  if (call->n_funcname == 0 || call->n_args != 2
      || g_strcmp0 (opt_node_get_string (call->funcname[call->n_funcname - 1]), "extract") != 0
      || call->funcformat != PG_QUERY__COERCION_FORM__COERCE_SQL_SYNTAX
      || call->args[0]->node_case != PG_QUERY__NODE__NODE_PARAM_REF)
    return;
  i = find_token (repair->tokens, call->location);
  if (token_at (repair->tokens, i) == PG_QUERY__TOKEN__EXTRACT
      && token_at (repair->tokens, i + 1) == PG_QUERY__TOKEN__ASCII_40
      && token_at (repair->tokens, i + 2) == PG_QUERY__TOKEN__PARAM
      && token_at (repair->tokens, i + 3) == PG_QUERY__TOKEN__FROM)
    add_edit (repair, call->location, repair->tokens->tokens[i + 3]->end,
              g_strdup_printf ("date_part($%d,", call->args[0]->param_ref->number));
}

static gboolean
visit (const ProtobufCMessage *message, gpointer user_data)
{
  if (message->descriptor == &pg_query__type_cast__descriptor)
    repair_cast (user_data, (const PgQuery__TypeCast *) message);
  else if (message->descriptor == &pg_query__func_call__descriptor)
    repair_extract (user_data, (const PgQuery__FuncCall *) message);
  return TRUE;
}

static int
compare_edits (gconstpointer a, gconstpointer b)
{
  return ((const Edit *) a)->start - ((const Edit *) b)->start;
}

static char *
apply_edits (const char *sql, GArray *edits)
{
  g_autoptr (GString) text = g_string_sized_new (strlen (sql));
  int end = 0;

  g_array_sort (edits, compare_edits);
  for (guint i = 0; i < edits->len; i++)
    {
      const Edit *edit = &g_array_index (edits, Edit, i);

      if (edit->start < end)
        continue;
      g_string_append_len (text, sql + end, edit->start - end);
      g_string_append (text, edit->text);
      end = edit->end;
    }
  g_string_append (text, sql + end);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static Repair *
repair_new (const char *sql, const OptTokens *tokens)
{
  Repair *repair = g_new0 (Repair, 1);

  repair->sql = sql;
  repair->tokens = tokens;
  repair->edits = g_array_new (FALSE, FALSE, sizeof (Edit));
  g_array_set_clear_func (repair->edits, (GDestroyNotify) edit_clear);
  return repair;
}

static void
repair_free (Repair *repair)
{
  g_array_unref (repair->edits);
  g_free (repair);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Repair, repair_free)

/* Casts of parameters whose type the server can't tell by itself. */
static char *
add_types (const char *sql, const OptStatementInfo *info)
{
  g_autoptr (OptTokens) tokens = opt_tokens_new (sql, NULL);
  g_autoptr (Repair) repair = NULL;

  if (tokens == NULL)
    return NULL;
  repair = repair_new (sql, tokens);
  for (guint i = 0; i < info->parameters->len; i++)
    {
      const OptParameter *parameter = info->parameters->pdata[i];
      size_t token;

      if (parameter->wanted_type == NULL || parameter->location < 0)
        continue;
      token = find_token (tokens, parameter->location);
      if (token_at (tokens, token) == PG_QUERY__TOKEN__PARAM)
        add_edit (repair, parameter->location, tokens->tokens[token]->end,
                  g_strdup_printf ("CAST($%d AS %s)", parameter->number, parameter->wanted_type));
    }
  return apply_edits (sql, repair->edits);
}

/**
 * opt_statement_repair:
 * @sql: one statement, as pg_stat_statements stores it
 * @catalog: (nullable): the catalog of its database, which tells types of parameters
 * @search_path: (nullable) (array zero-terminated=1): as for opt_statement_info_new()
 *
 * Makes a normalised text one that PREPARE takes: `date $1` becomes `CAST($1 AS date)`, `interval
 * $1 day` a cast to interval (the parameter then holds the whole interval), `extract($1 from x)`
 * becomes `date_part($1, x)`, and a parameter whose type the server could not tell gets a cast (`$1
 * - $2` compared with a column, `sum(CASE … THEN $1 ELSE $2 END)`, `substring(x from $1 for $2)`).
 * Parameters keep their numbers. A text that needs nothing comes back as it is.
 *
 * Returns: (transfer full): the text, or %NULL with an %OPT_ERROR_SYNTAX where it does not parse,
 * or %OPT_ERROR_UNSUPPORTED where it is no query
 */
char *
opt_statement_repair (const char *sql,
                      OptCatalog *catalog,
                      const char *const *search_path,
                      GError **error)
{
  g_autoptr (OptParseTree) tree = NULL;
  g_autoptr (OptTokens) tokens = NULL;
  g_autoptr (OptStatementInfo) info = NULL;
  g_autoptr (Repair) repair = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (sql != NULL, NULL);

  tree = opt_parse_tree_new (sql, error);
  tokens = tree != NULL ? opt_tokens_new (sql, error) : NULL;
  if (tokens == NULL)
    return NULL;
  repair = repair_new (sql, tokens);
  for (size_t i = 0; i < tree->n_stmts; i++)
    opt_message_walk (&tree->stmts[i]->base, visit, repair);
  text = apply_edits (sql, repair->edits);
  info = opt_statement_info_new (text, catalog, search_path, error);
  if (info == NULL)
    return NULL;
  if (info->kind == OPT_STATEMENT_UTILITY)
    {
      if (info->n_parameters == 0)
        return g_steal_pointer (&text);
      opt_set_error (error, OPT_ERROR_UNSUPPORTED, _ ("Choose a query instead."),
                     _ ("A utility statement has no plan, and takes no parameters"));
      return NULL;
    }
  return add_types (text, info);
}

/* A bare `$1` in a SELECT list. */
static void
repair_output (Repair *repair, const PgQuery__Node *node)
{
  const PgQuery__ParamRef *parameter;
  size_t token;

  if (node->node_case != PG_QUERY__NODE__NODE_RES_TARGET || node->res_target->val == NULL
      || node->res_target->val->node_case != PG_QUERY__NODE__NODE_PARAM_REF)
    return;

  parameter = node->res_target->val->param_ref;
  token = find_token (repair->tokens, parameter->location);
  if (token_at (repair->tokens, token) == PG_QUERY__TOKEN__PARAM)
    add_edit (repair, parameter->location, repair->tokens->tokens[token]->end,
              g_strdup_printf ("CAST($%d AS integer)", parameter->number));
}

static gboolean
visit_select (const ProtobufCMessage *message, gpointer user_data)
{
  if (message->descriptor == &pg_query__select_stmt__descriptor)
    {
      const PgQuery__SelectStmt *select = (const PgQuery__SelectStmt *) message;

      for (size_t i = 0; i < select->n_target_list; i++)
        repair_output (user_data, select->target_list[i]);
    }

  return TRUE;
}

/**
 * opt_statement_repair_outputs:
 * @sql: a statement that the server could not type, after opt_statement_repair()
 * @error: return location for an error
 *
 * The server takes a bare parameter of a SELECT list for text, and then finds no operator where a
 * number was meant: `SELECT $1 AS depth … UNION ALL SELECT depth + $2`. Constants that stand there
 * alone are mostly numbers; it is a guess, for a second try.
 *
 * Returns: (transfer full) (nullable): the text with such parameters cast to integer, or %NULL
 *   without an error where there are none
 */
char *
opt_statement_repair_outputs (const char *sql, GError **error)
{
  g_autoptr (OptParseTree) tree = NULL;
  g_autoptr (OptTokens) tokens = NULL;
  g_autoptr (Repair) repair = NULL;

  g_return_val_if_fail (sql != NULL, NULL);

  tree = opt_parse_tree_new (sql, error);
  tokens = tree != NULL ? opt_tokens_new (sql, error) : NULL;
  if (tokens == NULL)
    return NULL;
  repair = repair_new (sql, tokens);
  for (size_t i = 0; i < tree->n_stmts; i++)
    opt_message_walk (&tree->stmts[i]->base, visit_select, repair);

  return repair->edits->len > 0 ? apply_edits (sql, repair->edits) : NULL;
}
