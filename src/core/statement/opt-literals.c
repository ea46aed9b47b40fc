/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-literals.h"

#include "opt-error.h"
#include "opt-parse-tree.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More statements in one text are a script. */
#define MAX_STATEMENTS 16

/* Two trees that are walked at once, and what stood in the one where the other has `$n`. */
typedef struct
{
  char *values[OPT_LITERALS_MAX];
  gboolean found[OPT_LITERALS_MAX];
  guint n;          /* the highest `$n` */
  const char *unit; /* (nullable) of the interval that is walked: `interval $1 day` */
  gboolean apart;   /* it has `$n` itself */
  gboolean too_large;
  gboolean unclear;
} Pair;

static gboolean pair_messages (Pair *pair, const ProtobufCMessage *a, const ProtobufCMessage *b);

static void
pair_reset (Pair *pair)
{
  for (guint i = 0; i < OPT_LITERALS_MAX; i++)
    g_free (pair->values[i]);
  memset (pair, 0, sizeof *pair);
}

/* `interval '3' day` -> "3 day": as a parameter it is the whole interval. */
static gboolean
add_unit (Pair *pair, char **text)
{
  gint64 number;
  char *whole;

  if (pair->unit == NULL || *text == NULL)
    return TRUE;
  if (*pair->unit == '\0'
      || !g_ascii_string_to_signed (*text, 10, -1000000, 1000000, &number, NULL))
    {
      pair->unclear = TRUE;
      return FALSE;
    }
  whole = g_strdup_printf ("%s %s", *text, pair->unit);
  g_free (*text);
  *text = whole;
  return TRUE;
}

static gboolean
take_value (Pair *pair, int number, const PgQuery__Node *node)
{
  g_autofree char *text = NULL;

  if (node->node_case == PG_QUERY__NODE__NODE_PARAM_REF)
    pair->apart = TRUE;
  if (node->node_case != PG_QUERY__NODE__NODE_A_CONST)
    return FALSE;
  if (number < 1 || number > OPT_LITERALS_MAX)
    {
      pair->too_large = TRUE;
      return FALSE;
    }
  /* The server numbers each constant anew. */
  if (pair->found[number - 1])
    return FALSE;

  text = opt_constant_to_text (node->a_const);
  if (!add_unit (pair, &text))
    return FALSE;
  if (text != NULL && strlen (text) > OPT_LITERAL_MAX_BYTES)
    {
      pair->too_large = TRUE;
      return FALSE;
    }
  /* What could not be read as UTF-8 was replaced: it is not what was sent. */
  if (text != NULL && strstr (text, "\357\277\275") != NULL)
    {
      pair->unclear = TRUE;
      return FALSE;
    }
  pair->values[number - 1] = g_steal_pointer (&text);
  pair->found[number - 1] = TRUE;
  pair->n = MAX (pair->n, (guint) number);
  return TRUE;
}

/* %NULL: no field was named; "": not one that an interval's text could tell. */
static const char *
get_interval_unit (const PgQuery__TypeCast *cast)
{
  static const struct
  {
    int mask;
    const char *unit;
  } units[] = {
    { 1 << 2, "year" },  { 1 << 1, "month" },   { 1 << 3, "day" },
    { 1 << 10, "hour" }, { 1 << 11, "minute" }, { 1 << 12, "second" },
  };
  const PgQuery__TypeName *type = cast->type_name;
  const PgQuery__Node *mask;

  if (type == NULL || type->n_names == 0 || type->n_typmods == 0
      || g_strcmp0 (opt_node_get_string (type->names[type->n_names - 1]), "interval") != 0)
    return NULL;
  mask = type->typmods[0];
  if (type->n_typmods > 1 || mask->node_case != PG_QUERY__NODE__NODE_A_CONST
      || mask->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
    return "";
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (mask->a_const->ival->ival == units[i].mask)
      return units[i].unit;
  return "";
}

static gboolean
is_place (const ProtobufCFieldDescriptor *field)
{
  return g_str_has_suffix (field->name, "location") || strcmp (field->name, "stmt_len") == 0;
}

static gboolean
same_scalars (const ProtobufCFieldDescriptor *field, const void *a, const void *b)
{
  switch (field->type)
    {
    case PROTOBUF_C_TYPE_STRING:
      return g_strcmp0 (*(char *const *) a, *(char *const *) b) == 0;
    case PROTOBUF_C_TYPE_BOOL:
      return *(const protobuf_c_boolean *) a == *(const protobuf_c_boolean *) b;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
      return memcmp (a, b, sizeof (gint64)) == 0;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_ENUM:
      return memcmp (a, b, sizeof (gint32)) == 0;
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
    default:
      return FALSE;
    }
}

static gboolean
pair_children (Pair *pair, const ProtobufCMessage *a, const ProtobufCMessage *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return pair_messages (pair, a, b);
}

/* Messages or scalars that are repeated: lists of other length are other statements. */
static gboolean
pair_lists (Pair *pair,
            const ProtobufCFieldDescriptor *field,
            const ProtobufCMessage *a,
            const ProtobufCMessage *b)
{
  size_t n = G_STRUCT_MEMBER (size_t, a, field->quantifier_offset);
  ProtobufCMessage **as = G_STRUCT_MEMBER (ProtobufCMessage **, a, field->offset);
  ProtobufCMessage **bs = G_STRUCT_MEMBER (ProtobufCMessage **, b, field->offset);

  if (n != G_STRUCT_MEMBER (size_t, b, field->quantifier_offset))
    return FALSE;
  if (field->type != PROTOBUF_C_TYPE_MESSAGE)
    return n == 0;
  for (size_t i = 0; i < n; i++)
    if (!pair_children (pair, as[i], bs[i]))
      return FALSE;
  return TRUE;
}

static gboolean
pair_fields (Pair *pair,
             const ProtobufCFieldDescriptor *field,
             const ProtobufCMessage *a,
             const ProtobufCMessage *b)
{
  if (is_place (field))
    return TRUE;
  if (field->label == PROTOBUF_C_LABEL_REPEATED)
    return pair_lists (pair, field, a, b);
  if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
    {
      guint32 chosen = G_STRUCT_MEMBER (guint32, a, field->quantifier_offset);

      if (chosen != G_STRUCT_MEMBER (guint32, b, field->quantifier_offset))
        return FALSE;
      if (chosen != field->id)
        return TRUE;
    }
  if (field->type == PROTOBUF_C_TYPE_MESSAGE)
    return pair_children (pair, G_STRUCT_MEMBER (ProtobufCMessage *, a, field->offset),
                          G_STRUCT_MEMBER (ProtobufCMessage *, b, field->offset));
  return same_scalars (field, G_STRUCT_MEMBER_P (a, field->offset),
                       G_STRUCT_MEMBER_P (b, field->offset));
}

/* A node is one of hundreds of messages, each a field of its own, all in the same place. */
static gboolean
pair_nodes (Pair *pair, const PgQuery__Node *a, const PgQuery__Node *b)
{
  const char *outer = pair->unit;
  gboolean same;

  if (a->node_case == PG_QUERY__NODE__NODE_PARAM_REF)
    return take_value (pair, a->param_ref->number, b);
  if (a->node_case != b->node_case)
    return FALSE;
  pair->unit
      = a->node_case == PG_QUERY__NODE__NODE_TYPE_CAST ? get_interval_unit (a->type_cast) : NULL;
  same = pair_children (pair, (const ProtobufCMessage *) a->alias,
                        (const ProtobufCMessage *) b->alias);
  pair->unit = outer;
  return same;
}

static gboolean
pair_messages (Pair *pair, const ProtobufCMessage *a, const ProtobufCMessage *b)
{
  if (a->descriptor != b->descriptor)
    return FALSE;
  if (a->descriptor == &pg_query__node__descriptor)
    return pair_nodes (pair, (const PgQuery__Node *) a, (const PgQuery__Node *) b);
  for (unsigned i = 0; i < a->descriptor->n_fields; i++)
    if (!pair_fields (pair, &a->descriptor->fields[i], a, b))
      return FALSE;
  return TRUE;
}

static gboolean
is_complete (const Pair *pair)
{
  for (guint i = 0; i < pair->n; i++)
    if (!pair->found[i])
      return FALSE;
  return pair->n > 0;
}

static void
set_pair_error (const Pair *pair, GError **error)
{
  if (pair->apart)
    opt_set_error (error, OPT_ERROR_NOT_FOUND, NULL,
                   _ ("Its values were sent apart from the text (extended protocol)"));
  else if (pair->too_large)
    opt_set_error (error, OPT_ERROR_UNSUPPORTED, NULL,
                   _ ("It has too many values, or too large ones"));
  else if (pair->unclear)
    opt_set_error (error, OPT_ERROR_UNSUPPORTED, NULL,
                   _ ("It has a value that can’t be given as a parameter"));
  else
    opt_set_error (error, OPT_ERROR_NOT_FOUND, NULL, _ ("The text is of another statement"));
}

static OptParams *
pair_to_params (const Pair *pair)
{
  OptParams *params = opt_params_new ();

  for (guint i = 0; i < pair->n; i++)
    opt_params_add_text (params, pair->values[i]);
  return params;
}

/**
 * opt_literals_pair:
 * @normalized: one statement, as pg_stat_statements stores it
 * @sql: what a session sent: with literals, and maybe with other statements around
 * @error: return location for an error
 *
 * Finds the literal that @sql has for each `$n` of @normalized, by walking both parse trees at
 * once: they have to be the same in all but white space, comments, and literals where there is a
 * `$n`. Nothing is guessed: a list of other length, a `$n` in @sql, a value of more than
 * %OPT_LITERAL_MAX_BYTES or one that would mean something else as a parameter give no values at
 * all.
 *
 * Returns: (transfer full): a value for each parameter, %NULL among them; or %NULL with an error
 *   that tells no value
 */
OptParams *
opt_literals_pair (const char *normalized, const char *sql, GError **error)
{
  g_autoptr (OptParseTree) shape = NULL;
  g_autoptr (OptParseTree) tree = NULL;
  g_autoptr (OptParams) params = NULL;
  Pair pair = { 0 };
  guint n_found = 0;

  g_return_val_if_fail (normalized != NULL && sql != NULL, NULL);

  shape = opt_parse_tree_new (normalized, error);
  tree = shape != NULL ? opt_parse_tree_new (sql, error) : NULL;
  if (tree == NULL)
    return NULL;
  if (shape->n_stmts != 1 || tree->n_stmts > MAX_STATEMENTS)
    {
      set_pair_error (&pair, error);
      return NULL;
    }

  for (size_t i = 0; i < tree->n_stmts; i++)
    {
      pair_reset (&pair);
      if (pair_children (&pair, (const ProtobufCMessage *) shape->stmts[0]->stmt,
                         (const ProtobufCMessage *) tree->stmts[i]->stmt)
          && is_complete (&pair) && n_found++ == 0)
        params = pair_to_params (&pair);
    }
  /* The same statement twice in one text: nobody knows which of them runs. */
  if (n_found != 1)
    {
      g_clear_pointer (&params, opt_params_free);
      set_pair_error (&pair, error);
    }
  pair_reset (&pair);
  return g_steal_pointer (&params);
}

/**
 * opt_literals_get_shape:
 * @normalized: a statement, as pg_stat_statements stores it
 * @error: return location for an %OPT_ERROR_SYNTAX
 *
 * Names a statement together with the places of its parameters: the same for other white space,
 * comments and letters of keywords alone. Values that were paired with one text fit each other text
 * of the same shape.
 *
 * Returns: (transfer full): hexadecimal digits, or %NULL
 */
char *
opt_literals_get_shape (const char *normalized, GError **error)
{
  g_autoptr (OptTokens) tokens = NULL;
  g_autoptr (GChecksum) checksum = NULL;

  g_return_val_if_fail (normalized != NULL, NULL);

  tokens = opt_tokens_new (normalized, error);
  if (tokens == NULL)
    return NULL;
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  for (size_t i = 0; i < tokens->n_tokens; i++)
    {
      const PgQuery__ScanToken *token = tokens->tokens[i];
      g_autofree char *text
          = g_strndup (normalized + token->start, (gsize) (token->end - token->start));

      if (token->token == PG_QUERY__TOKEN__SQL_COMMENT || token->token == PG_QUERY__TOKEN__C_COMMENT
          || (token->token == PG_QUERY__TOKEN__ASCII_59 && i + 1 == tokens->n_tokens))
        continue;
      if (token->keyword_kind != PG_QUERY__KEYWORD_KIND__NO_KEYWORD)
        for (char *c = text; *c != '\0'; c++)
          *c = g_ascii_tolower (*c);
      g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text) + 1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}
