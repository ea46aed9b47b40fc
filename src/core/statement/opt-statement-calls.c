/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-calls.h"

#include "opt-parse-tree.h"

/**
 * opt_statement_calls_new:
 *
 * Returns: (transfer full): no calls
 */
OptStatementCalls *
opt_statement_calls_new (void)
{
  OptStatementCalls *self = g_new0 (OptStatementCalls, 1);

  self->function_schemas = g_ptr_array_new_with_free_func (g_free);
  self->functions = g_ptr_array_new_with_free_func (g_free);
  self->operator_schemas = g_ptr_array_new_with_free_func (g_free);
  self->operators = g_ptr_array_new_with_free_func (g_free);
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->types = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * opt_statement_calls_free:
 * @self: calls
 */
void
opt_statement_calls_free (OptStatementCalls *self)
{
  g_ptr_array_unref (self->function_schemas);
  g_ptr_array_unref (self->functions);
  g_ptr_array_unref (self->operator_schemas);
  g_ptr_array_unref (self->operators);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->types);
  g_free (self);
}

static void
add (GPtrArray *schemas, GPtrArray *names, PgQuery__Node *const *parts, gsize n)
{
  const char *name = n > 0 ? opt_node_get_string (parts[n - 1]) : NULL;
  const char *schema = n > 1 ? opt_node_get_string (parts[n - 2]) : NULL;

  if (name == NULL)
    return;

  g_ptr_array_add (schemas, g_strdup (schema != NULL ? schema : ""));
  g_ptr_array_add (names, g_strdup (name));
}

static void
add_names (GPtrArray *names, PgQuery__Node *const *parts, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      const char *name = opt_node_get_string (parts[i]);

      if (name != NULL)
        g_ptr_array_add (names, g_strdup (name));
    }
}

static void
add_operator (OptStatementCalls *self, const char *name)
{
  g_ptr_array_add (self->operator_schemas, g_strdup (""));
  g_ptr_array_add (self->operators, g_strdup (name));
}

static gboolean
is_between (const PgQuery__AExpr *expression)
{
  return expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN
         || expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN
         || expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM
         || expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;
}

/* What a word stands for is looked up by name, as if it were written. */
static void
add_unwritten (OptStatementCalls *self, const ProtobufCMessage *message)
{
  static const char *const bounds[] = { "<", "<=", ">", ">=" };

  if (message->descriptor == &pg_query__a__expr__descriptor)
    {
      for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
        if (is_between ((const PgQuery__AExpr *) message))
          add_operator (self, bounds[i]);
    }
  else if (message->descriptor == &pg_query__case_expr__descriptor)
    {
      if (((const PgQuery__CaseExpr *) message)->arg != NULL)
        add_operator (self, "=");
    }
  else if (message->descriptor == &pg_query__join_expr__descriptor)
    {
      const PgQuery__JoinExpr *join = (const PgQuery__JoinExpr *) message;

      if (join->is_natural || join->n_using_clause > 0)
        add_operator (self, "=");
    }
  else if (message->descriptor == &pg_query__sub_link__descriptor)
    {
      const PgQuery__SubLink *link = (const PgQuery__SubLink *) message;

      if (link->testexpr != NULL && link->n_oper_name == 0) /* IN */
        add_operator (self, "=");
    }
}

static gboolean
visit (const ProtobufCMessage *message, gpointer data)
{
  OptStatementCalls *self = data;

  add_unwritten (self, message);
  if (message->descriptor == &pg_query__func_call__descriptor)
    {
      const PgQuery__FuncCall *call = (const PgQuery__FuncCall *) message;

      add (self->function_schemas, self->functions, call->funcname, call->n_funcname);
    }
  else if (message->descriptor == &pg_query__column_ref__descriptor)
    {
      const PgQuery__ColumnRef *column = (const PgQuery__ColumnRef *) message;

      /* `t.f` is f(t) where t has no column of that name, and `(t).f.x` is f(t).x. */
      add_names (self->columns, column->fields, column->n_fields);
    }
  else if (message->descriptor == &pg_query__a__indirection__descriptor)
    {
      const PgQuery__AIndirection *indirection = (const PgQuery__AIndirection *) message;

      add_names (self->columns, indirection->indirection, indirection->n_indirection);
    }
  else if (message->descriptor == &pg_query__type_name__descriptor)
    {
      const PgQuery__TypeName *type = (const PgQuery__TypeName *) message;

      add_names (self->types, type->names, type->n_names);
    }
  else if (message->descriptor == &pg_query__a__expr__descriptor)
    {
      const PgQuery__AExpr *expression = (const PgQuery__AExpr *) message;

      add (self->operator_schemas, self->operators, expression->name, expression->n_name);
    }
  else if (message->descriptor == &pg_query__sub_link__descriptor)
    {
      const PgQuery__SubLink *link = (const PgQuery__SubLink *) message;

      add (self->operator_schemas, self->operators, link->oper_name, link->n_oper_name);
    }
  else if (message->descriptor == &pg_query__sort_by__descriptor)
    {
      const PgQuery__SortBy *sort = (const PgQuery__SortBy *) message;

      add (self->operator_schemas, self->operators, sort->use_op, sort->n_use_op);
    }

  return TRUE;
}

/**
 * opt_statement_calls_add:
 * @self: calls
 * @sql: a statement, or the definition of a view
 * @error: return location for %OPT_ERROR_SYNTAX
 *
 * Adds what it calls, wherever that stands in it.
 *
 * Returns: whether it could be parsed
 */
gboolean
opt_statement_calls_add (OptStatementCalls *self, const char *sql, GError **error)
{
  g_autoptr (OptParseTree) tree = NULL;

  g_return_val_if_fail (self != NULL && sql != NULL, FALSE);

  tree = opt_parse_tree_new (sql, error);
  if (tree == NULL)
    return FALSE;
  for (size_t i = 0; i < tree->n_stmts; i++)
    opt_message_walk (&tree->stmts[i]->base, visit, self);

  return TRUE;
}
