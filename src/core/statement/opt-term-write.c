/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-term-private.h"

#include <string.h>

typedef struct
{
  OptTerm *term;
  OptSpelling *spelling;
} Writer;

static void write_message (Writer *self, const ProtobufCMessage *message);

static void
put (Writer *self, const char *text)
{
  g_string_append (self->spelling->key, text);
  g_string_append (self->spelling->shape, text);
}

/* Quoted, so that no text can be taken for what stands around it. */
static void
put_name (Writer *self, const char *name)
{
  g_autofree char *quoted = g_strescape (name, NULL);

  put (self, "\"");
  put (self, quoted);
  put (self, "\"");
}

static void
put_value (Writer *self, const char *value)
{
  g_autofree char *quoted = g_strescape (value, NULL);

  g_string_append_printf (self->spelling->key, "'%s'", quoted);
  g_string_append_c (self->spelling->shape, '?');
}

static void
write_node (Writer *self, const PgQuery__Node *node)
{
  if (node != NULL)
    write_message (self, &node->base);
  else
    put (self, "-");
}

static void
write_column (Writer *self, const PgQuery__ColumnRef *reference)
{
  const char *name = reference->n_fields > 0
                         ? opt_node_get_string (reference->fields[reference->n_fields - 1])
                         : NULL;
  const char *qualifier = reference->n_fields > 1
                              ? opt_node_get_string (reference->fields[reference->n_fields - 2])
                              : NULL;

  put (self, "col");
  put_name (self, name != NULL ? name : "*");
  g_ptr_array_add (self->spelling->qualifiers, g_strdup (qualifier != NULL ? qualifier : ""));
}

/* A number is the same with quotes and a cast around it. */
static void
write_constant (Writer *self, const PgQuery__AConst *constant)
{
  g_autofree char *text = opt_constant_to_text (constant);

  if (text != NULL)
    put_value (self, text);
  else
    put (self, "null");
}

static void
write_parameter (Writer *self, const PgQuery__ParamRef *parameter)
{
  g_string_append_printf (self->spelling->key, "$%d", parameter->number);
  g_string_append_c (self->spelling->shape, '?');
  self->term->has_parameter = TRUE;
}

/*
 * opt_term_get_operator:
 *
 * Its name, without a schema.
 */
const char *
opt_term_get_operator (const PgQuery__AExpr *expression)
{
  return expression->n_name > 0 ? opt_node_get_string (expression->name[expression->n_name - 1])
                                : NULL;
}

/* The list of an IN as the array that EXPLAIN prints; NULL where it is none of constants. */
static char *
get_list (const PgQuery__Node *node)
{
  g_autoptr (GString) text = g_string_new ("{");

  if (node == NULL || node->node_case != PG_QUERY__NODE__NODE_LIST)
    return NULL;
  for (size_t i = 0; i < node->list->n_items; i++)
    {
      const PgQuery__Node *item = opt_node_strip_casts (node->list->items[i]);
      g_autofree char *value = item->node_case == PG_QUERY__NODE__NODE_A_CONST
                                   ? opt_constant_to_text (item->a_const)
                                   : NULL;

      if (value == NULL)
        return NULL;
      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", value);
    }
  g_string_append_c (text, '}');

  return g_strdup (text->str);
}

/* "a IN (1, 2)" is printed as "a = ANY ('{1,2}'::integer[])". */
static gboolean
write_list (Writer *self, const PgQuery__AExpr *expression)
{
  g_autofree char *list = get_list (expression->rexpr);

  if (expression->kind != PG_QUERY__A__EXPR__KIND__AEXPR_IN || list == NULL
      || g_strcmp0 (opt_term_get_operator (expression), "=") != 0)
    return FALSE;

  put (self, "any(=,");
  write_node (self, expression->lexpr);
  put (self, ",");
  put_value (self, list);
  put (self, ")");

  return TRUE;
}

static void
write_operation (Writer *self,
                 const char *form,
                 const char *name,
                 const PgQuery__Node *left,
                 const PgQuery__Node *right)
{
  put (self, form);
  put (self, "(");
  put (self, name);
  put (self, ",");
  write_node (self, left);
  put (self, ",");
  write_node (self, right);
  put (self, ")");
}

static void write_fields (Writer *self, const ProtobufCMessage *message);

static void
write_expression (Writer *self, const PgQuery__AExpr *expression)
{
  const char *name = opt_term_get_operator (expression);

  if (write_list (self, expression))
    return;
  /* LIKE is an operator that EXPLAIN prints as one. */
  if (name != NULL
      && (expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP
          || expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_LIKE
          || expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE))
    write_operation (self, "op", name, expression->lexpr, expression->rexpr);
  else if (name != NULL && expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY)
    write_operation (self, "any", name, expression->lexpr, expression->rexpr);
  else
    write_fields (self, &expression->base);
}

static void
write_scalar (Writer *self, const ProtobufCFieldDescriptor *field, const void *member)
{
  g_autofree char *number = NULL;

  if (field->type == PROTOBUF_C_TYPE_STRING)
    {
      const char *text = *(char *const *) member;

      put_name (self, text != NULL ? text : "");
      return;
    }
  /* What a parse tree has besides are enumerations, booleans and small numbers. */
  number = g_strdup_printf ("%d", *(const int *) member);
  put (self, number);
}

static void
write_field (Writer *self, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
  const void *member = G_STRUCT_MEMBER_P (message, field->offset);

  if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0
      && G_STRUCT_MEMBER (guint32, message, field->quantifier_offset) != field->id)
    return;

  put (self, field->name);
  put (self, "=");
  if (field->type != PROTOBUF_C_TYPE_MESSAGE)
    write_scalar (self, field, member);
  else if (field->label == PROTOBUF_C_LABEL_REPEATED)
    {
      ProtobufCMessage **children = *(ProtobufCMessage * *const *) member;

      for (size_t i = 0; i < G_STRUCT_MEMBER (size_t, message, field->quantifier_offset); i++)
        {
          put (self, ";");
          write_message (self, children[i]);
        }
    }
  else if (*(ProtobufCMessage *const *) member != NULL)
    write_message (self, *(ProtobufCMessage *const *) member);
  put (self, " ");
}

/* Whatever has no spelling of its own to be minded: all of it but where it stands. */
static void
write_fields (Writer *self, const ProtobufCMessage *message)
{
  put (self, message->descriptor->short_name);
  put (self, "(");
  for (unsigned i = 0; i < message->descriptor->n_fields; i++)
    {
      const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];

      if (strcmp (field->name, "location") != 0 && strcmp (field->name, "funcformat") != 0)
        write_field (self, message, field);
    }
  put (self, ")");
}

static void
write_message (Writer *self, const ProtobufCMessage *message)
{
  if (message->descriptor == &pg_query__node__descriptor)
    {
      const ProtobufCMessage *child = G_STRUCT_MEMBER (const ProtobufCMessage *, message,
                                                       pg_query__node__descriptor.fields[0].offset);

      if (child != NULL)
        write_message (self, child);
    }
  else if (message->descriptor == &pg_query__type_cast__descriptor)
    write_node (self, ((const PgQuery__TypeCast *) message)->arg);
  else if (message->descriptor == &pg_query__column_ref__descriptor)
    write_column (self, (const PgQuery__ColumnRef *) message);
  else if (message->descriptor == &pg_query__a__const__descriptor)
    write_constant (self, (const PgQuery__AConst *) message);
  else if (message->descriptor == &pg_query__param_ref__descriptor)
    write_parameter (self, (const PgQuery__ParamRef *) message);
  else if (message->descriptor == &pg_query__a__expr__descriptor)
    write_expression (self, (const PgQuery__AExpr *) message);
  else
    write_fields (self, message);
}

/*
 * opt_term_write:
 *
 * Adds the expression to a spelling of the term.
 */
void
opt_term_write (OptTerm *self, OptSpelling *spelling, const PgQuery__Node *node)
{
  Writer writer = { self, spelling };

  write_node (&writer, node);
}

/*
 * opt_term_write_operation:
 *
 * Adds an operation, which may be none that stands in a tree.
 */
void
opt_term_write_operation (OptTerm *self,
                          OptSpelling *spelling,
                          const char *name,
                          const PgQuery__Node *left,
                          const PgQuery__Node *right)
{
  Writer writer = { self, spelling };

  write_operation (&writer, "op", name, left, right);
}
