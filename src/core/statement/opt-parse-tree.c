/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-parse-tree.h"

#include "opt-error.h"

#include <glib/gi18n-lib.h>
#include <pg_query.h>
#include <string.h>

/* libpg_query and protobuf-c walk the tree by recursion and do not guard their stack: 10,000 levels
 * end an 8 MB stack. Nobody writes 2,000. */
#define MAX_DEPTH 2000

typedef struct
{
  guint structure; /* joins and set operations, which nest to the left over the whole level */
  guint operators; /* of this operand list */
  guint deepest;   /* of all operand lists and parentheses of the level */
} Level;

/**
 * opt_statement_set_syntax_error:
 * @error: (out) (optional): where to put it
 * @position: the character it is at, from 1, or 0 where that is not known
 * @message: what is wrong
 *
 * Sets an %OPT_ERROR_SYNTAX with its position.
 */
void
opt_statement_set_syntax_error (GError **error, int position, const char *message)
{
  opt_set_error (error, OPT_ERROR_SYNTAX, _ ("Check the statement’s text."), "%s", message);
  if (error != NULL && position > 0)
    opt_error_set_server_fields (*error, "42601", NULL, NULL, position);
}

/**
 * opt_statement_check_text:
 * @sql: a text that claims to be SQL
 *
 * Checks what libpg_query takes for granted: a size that is sane, and valid UTF-8.
 */
gboolean
opt_statement_check_text (const char *sql, GError **error)
{
  const char *end = NULL;
  gsize length;

  length = strlen (sql);
  if (length > OPT_STATEMENT_MAX_BYTES)
    {
      opt_statement_set_syntax_error (error, 1, _ ("The text is larger than 1 MB"));
      return FALSE;
    }
  if (!g_utf8_validate (sql, (gssize) length, &end))
    {
      opt_statement_set_syntax_error (error, (int) g_utf8_strlen (sql, end - sql) + 1,
                                      _ ("The text is not valid UTF-8"));
      return FALSE;
    }
  return TRUE;
}

static void
set_parser_error (GError **error, const PgQueryError *failure)
{
  opt_statement_set_syntax_error (error, failure->cursorpos, failure->message);
}

/**
 * opt_tokens_new:
 * @sql: SQL, which need not be complete
 *
 * Splits @sql into the tokens of PostgreSQL's lexer, comments among them.
 *
 * Returns: (transfer full): the tokens, or %NULL
 */
OptTokens *
opt_tokens_new (const char *sql, GError **error)
{
  PgQueryScanResult result;
  OptTokens *tokens = NULL;

  if (!opt_statement_check_text (sql, error))
    return NULL;
  result = pg_query_scan (sql);
  if (result.error != NULL)
    set_parser_error (error, result.error);
  else
    tokens = pg_query__scan_result__unpack (NULL, result.pbuf.len, (guint8 *) result.pbuf.data);
  pg_query_free_scan_result (result);
  return tokens;
}

void
opt_tokens_free (OptTokens *self)
{
  if (self != NULL)
    pg_query__scan_result__free_unpacked (self, NULL);
}

static void
level_close_operands (Level *level)
{
  level->deepest = MAX (level->deepest, level->operators);
  level->operators = 0;
}

static gboolean
is_operator (int token)
{
  switch (token)
    {
    case PG_QUERY__TOKEN__ASCII_37:
    case PG_QUERY__TOKEN__ASCII_42:
    case PG_QUERY__TOKEN__ASCII_43:
    case PG_QUERY__TOKEN__ASCII_45:
    case PG_QUERY__TOKEN__ASCII_47:
    case PG_QUERY__TOKEN__ASCII_60:
    case PG_QUERY__TOKEN__ASCII_61:
    case PG_QUERY__TOKEN__ASCII_62:
    case PG_QUERY__TOKEN__ASCII_94:
    case PG_QUERY__TOKEN__Op:
    case PG_QUERY__TOKEN__OPERATOR:
    case PG_QUERY__TOKEN__TYPECAST:
    case PG_QUERY__TOKEN__LESS_EQUALS:
    case PG_QUERY__TOKEN__GREATER_EQUALS:
    case PG_QUERY__TOKEN__NOT_EQUALS:
    case PG_QUERY__TOKEN__NOT:
    case PG_QUERY__TOKEN__IS:
    case PG_QUERY__TOKEN__ISNULL:
    case PG_QUERY__TOKEN__NOTNULL:
    case PG_QUERY__TOKEN__LIKE:
    case PG_QUERY__TOKEN__ILIKE:
    case PG_QUERY__TOKEN__SIMILAR:
    case PG_QUERY__TOKEN__IN_P:
    case PG_QUERY__TOKEN__BETWEEN:
    case PG_QUERY__TOKEN__AT:
    case PG_QUERY__TOKEN__COLLATE:
      return TRUE;
    default:
      return FALSE;
    }
}

/* An upper bound of how deep the parse tree will be, from the tokens alone. */
static guint
estimate_depth (const OptTokens *tokens)
{
  g_autoptr (GArray) levels = g_array_new (FALSE, TRUE, sizeof (Level));
  guint open = 0;
  guint deepest = 0;

  g_array_set_size (levels, 1);
  for (size_t i = 0; i < tokens->n_tokens; i++)
    {
      int token = tokens->tokens[i]->token;
      Level *level = &g_array_index (levels, Level, levels->len - 1);

      if (token == PG_QUERY__TOKEN__ASCII_40 || token == PG_QUERY__TOKEN__ASCII_91
          || token == PG_QUERY__TOKEN__CASE)
        g_array_set_size (levels, levels->len + 1);
      else if ((token == PG_QUERY__TOKEN__ASCII_41 || token == PG_QUERY__TOKEN__ASCII_93
                || token == PG_QUERY__TOKEN__END_P)
               && levels->len > 1)
        {
          level_close_operands (level);
          open = level->deepest + level->structure + 1;
          g_array_set_size (levels, levels->len - 1);
          level = &g_array_index (levels, Level, levels->len - 1);
          level->deepest = MAX (level->deepest, level->operators + open);
        }
      else if (token == PG_QUERY__TOKEN__UNION || token == PG_QUERY__TOKEN__INTERSECT
               || token == PG_QUERY__TOKEN__EXCEPT || token == PG_QUERY__TOKEN__JOIN)
        level->structure++;
      else if (token == PG_QUERY__TOKEN__ASCII_44 || token == PG_QUERY__TOKEN__AND
               || token == PG_QUERY__TOKEN__OR || token == PG_QUERY__TOKEN__WHEN
               || token == PG_QUERY__TOKEN__THEN || token == PG_QUERY__TOKEN__ELSE
               || token == PG_QUERY__TOKEN__ASCII_59)
        level_close_operands (level);
      else if (is_operator (token))
        level->operators++;
      level = &g_array_index (levels, Level, levels->len - 1);
      deepest = MAX (deepest, level->operators + level->structure + level->deepest + levels->len);
    }
  return deepest;
}

/**
 * opt_statement_check_nesting:
 * @sql: a text that claims to be SQL
 *
 * Checks what libpg_query and protobuf-c take for granted: opt_statement_check_text(), and a
 * nesting that the stack can bear.
 */
gboolean
opt_statement_check_nesting (const char *sql, GError **error)
{
  g_autoptr (OptTokens) tokens = NULL;

  if (!opt_statement_check_text (sql, error))
    return FALSE;
  /* A level takes two bytes at least, so that a short text can't be too deep. */
  if (strlen (sql) <= 2 * MAX_DEPTH)
    return TRUE;
  tokens = opt_tokens_new (sql, error);
  if (tokens == NULL)
    return FALSE;
  if (estimate_depth (tokens) > MAX_DEPTH)
    {
      opt_statement_set_syntax_error (error, 1, _ ("The statement is nested too deeply"));
      return FALSE;
    }
  return TRUE;
}

/**
 * opt_parse_tree_new:
 * @sql: any number of statements
 *
 * Parses @sql. Besides PostgreSQL's grammar, what pg_stat_statements makes of it is accepted, such
 * as `date $1`.
 *
 * Returns: (transfer full): the tree, or %NULL with an %OPT_ERROR_SYNTAX that knows its position
 */
OptParseTree *
opt_parse_tree_new (const char *sql, GError **error)
{
  PgQueryProtobufParseResult result;
  OptParseTree *tree = NULL;

  if (!opt_statement_check_nesting (sql, error))
    return NULL;
  result = pg_query_parse_protobuf (sql);
  if (result.error != NULL)
    set_parser_error (error, result.error);
  else
    {
      tree = pg_query__parse_result__unpack (NULL, result.parse_tree.len,
                                             (guint8 *) result.parse_tree.data);
      if (tree == NULL)
        opt_statement_set_syntax_error (error, 0, _ ("The parse tree could not be read"));
    }
  pg_query_free_protobuf_parse_result (result);
  return tree;
}

void
opt_parse_tree_free (OptParseTree *self)
{
  if (self != NULL)
    pg_query__parse_result__free_unpacked (self, NULL);
}

/**
 * opt_message_foreach_child:
 * @message: a node of a parse tree
 * @func: (scope call): called for each message directly in it; returning %FALSE ends the iteration
 */
void
opt_message_foreach_child (const ProtobufCMessage *message, OptMessageFunc func, gpointer user_data)
{
  /* A node is one of hundreds of messages, each a field of its own, all in the same place. */
  if (message->descriptor == &pg_query__node__descriptor)
    {
      const ProtobufCMessage *child = G_STRUCT_MEMBER (const ProtobufCMessage *, message,
                                                       pg_query__node__descriptor.fields[0].offset);

      if (child != NULL)
        func (child, user_data);
      return;
    }

  for (unsigned i = 0; i < message->descriptor->n_fields; i++)
    {
      const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
      const void *member = G_STRUCT_MEMBER_P (message, field->offset);

      if (field->type != PROTOBUF_C_TYPE_MESSAGE)
        continue;
      if (field->label == PROTOBUF_C_LABEL_REPEATED)
        {
          size_t n = G_STRUCT_MEMBER (size_t, message, field->quantifier_offset);
          ProtobufCMessage **children = *(ProtobufCMessage * *const *) member;

          for (size_t j = 0; j < n; j++)
            if (!func (children[j], user_data))
              return;
        }
      else
        {
          const ProtobufCMessage *child = *(ProtobufCMessage *const *) member;

          if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0
              && G_STRUCT_MEMBER (guint32, message, field->quantifier_offset) != field->id)
            continue;
          if (child != NULL && !func (child, user_data))
            return;
        }
    }
}

typedef struct
{
  OptMessageFunc func;
  gpointer user_data;
} Walk;

static gboolean
walk_child (const ProtobufCMessage *message, gpointer user_data)
{
  Walk *walk = user_data;

  opt_message_walk (message, walk->func, walk->user_data);
  return TRUE;
}

/**
 * opt_message_walk:
 * @message: a node of a parse tree
 * @func: (scope call): called for it and each message below it; returning %FALSE skips what is
 * below
 */
void
opt_message_walk (const ProtobufCMessage *message, OptMessageFunc func, gpointer user_data)
{
  Walk walk = { func, user_data };

  if (func (message, user_data))
    opt_message_foreach_child (message, walk_child, &walk);
}

/**
 * opt_node_copy:
 * @node: a node
 *
 * Returns: (transfer full): a deep copy, to be freed with pg_query__node__free_unpacked()
 */
PgQuery__Node *
opt_node_copy (const PgQuery__Node *node)
{
  gsize size = pg_query__node__get_packed_size (node);
  g_autofree guint8 *data = g_malloc (MAX (size, 1));

  pg_query__node__pack (node, data);
  return pg_query__node__unpack (NULL, size, data);
}

/**
 * opt_node_deparse:
 * @expression: an expression
 *
 * Returns: (transfer full) (nullable): its SQL
 */
char *
opt_node_deparse (PgQuery__Node *expression)
{
  PgQuery__ResTarget target = PG_QUERY__RES_TARGET__INIT;
  PgQuery__Node target_node = PG_QUERY__NODE__INIT;
  PgQuery__Node *targets[] = { &target_node };
  PgQuery__SelectStmt select = PG_QUERY__SELECT_STMT__INIT;
  PgQuery__Node select_node = PG_QUERY__NODE__INIT;
  PgQuery__RawStmt raw = PG_QUERY__RAW_STMT__INIT;
  PgQuery__RawStmt *statements[] = { &raw };
  PgQuery__ParseResult tree = PG_QUERY__PARSE_RESULT__INIT;
  PgQueryDeparseResult result;
  PgQueryProtobuf packed;
  g_autofree guint8 *data = NULL;
  char *sql = NULL;

  target.val = expression;
  target_node.node_case = PG_QUERY__NODE__NODE_RES_TARGET;
  target_node.res_target = &target;
  select.n_target_list = 1;
  select.target_list = targets;
  select.op = PG_QUERY__SET_OPERATION__SETOP_NONE;
  select.limit_option = PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_DEFAULT;
  select_node.node_case = PG_QUERY__NODE__NODE_SELECT_STMT;
  select_node.select_stmt = &select;
  raw.stmt = &select_node;
  tree.version = PG_VERSION_NUM;
  tree.n_stmts = 1;
  tree.stmts = statements;

  packed.len = pg_query__parse_result__get_packed_size (&tree);
  data = g_malloc (packed.len);
  pg_query__parse_result__pack (&tree, data);
  packed.data = (char *) data;
  result = pg_query_deparse_protobuf (packed);
  if (result.error == NULL && g_str_has_prefix (result.query, "SELECT "))
    sql = g_strdup (result.query + strlen ("SELECT "));
  pg_query_free_deparse_result (result);
  return sql;
}

/**
 * opt_node_get_string:
 * @node: (nullable): a node
 *
 * Returns: (nullable): the string it is, if it is one
 */
const char *
opt_node_get_string (const PgQuery__Node *node)
{
  if (node == NULL || node->node_case != PG_QUERY__NODE__NODE_STRING)
    return NULL;
  return node->string->sval;
}

/**
 * opt_constant_to_text:
 * @constant: a literal
 *
 * Returns: (transfer full) (nullable): the text that the server reads as the same value; %NULL for
 *   NULL
 */
char *
opt_constant_to_text (const PgQuery__AConst *constant)
{
  if (constant->isnull)
    return NULL;

  switch ((int) constant->val_case)
    {
    case PG_QUERY__A__CONST__VAL_IVAL:
      return g_strdup_printf ("%d", constant->ival->ival);
    case PG_QUERY__A__CONST__VAL_FVAL:
      return g_strdup (constant->fval->fval);
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
      return g_strdup (constant->boolval->boolval ? "true" : "false");
    case PG_QUERY__A__CONST__VAL_SVAL:
      return g_strdup (constant->sval->sval);
    case PG_QUERY__A__CONST__VAL_BSVAL:
      return g_strdup (constant->bsval->bsval);
    default:
      /* A zero may be written as nothing at all. */
      return g_strdup ("0");
    }
}

/**
 * opt_node_strip_casts:
 * @node: (nullable): an expression
 *
 * Returns: (nullable): what is inside its casts
 */
const PgQuery__Node *
opt_node_strip_casts (const PgQuery__Node *node)
{
  while (node != NULL && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
    node = node->type_cast->arg;
  return node;
}
