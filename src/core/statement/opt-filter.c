/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-filter.h"

#include "opt-clause.h"
#include "opt-parse-tree.h"

#include <glib/gi18n-lib.h>
#include <pg_query.h>
#include <string.h>

#include "opt-error.h"

typedef struct
{
  const char *alias; /* (nullable) of the scan that has the condition */
  GPtrArray *terms;
} Reader;

/* What one side of a comparison is made of. */
typedef struct
{
  const char *alias;
  const PgQuery__Node *whole;
  const PgQuery__Node *node; /* without casts that may change nothing */
  gboolean has_parameter;
  gboolean has_subplan;
  gboolean has_system; /* "ctid" and its like */
  guint n_own;         /* references to the scan's columns */
  guint n_other;       /* references to columns of others */
} Side;

void
opt_filter_term_free (OptFilterTerm *self)
{
  g_free (self->column);
  g_free (self->expression);
  g_free (self->cast);
  g_free (self->wrapper);
  g_free (self);
}

/**
 * opt_filter_term_get_key:
 * @self: a term
 *
 * Returns: (nullable) (transfer none): what an index on it would hold: the column or the expression
 */
const char *
opt_filter_term_get_key (const OptFilterTerm *self)
{
  return self->column != NULL ? self->column : self->expression;
}

static gboolean
is_own (const PgQuery__ColumnRef *reference, const char *alias)
{
  return reference->n_fields < 2 || alias == NULL
         || g_strcmp0 (opt_node_get_string (reference->fields[reference->n_fields - 2]), alias)
                == 0;
}

/* Of these no index can be made. */
static gboolean
is_system_column (const char *name)
{
  static const char *const names[] = { "ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", NULL };

  return g_strv_contains (names, name);
}

static void
count_reference (Side *side, const PgQuery__ColumnRef *reference)
{
  const char *name = reference->n_fields > 0
                         ? opt_node_get_string (reference->fields[reference->n_fields - 1])
                         : NULL;

  if (name != NULL && opt_clause_is_guarded (name))
    side->has_subplan = TRUE;
  else if (name != NULL && is_system_column (name))
    side->has_system = TRUE;
  else if (is_own (reference, side->alias))
    side->n_own++;
  else
    side->n_other++;
}

static gboolean
count_references (const ProtobufCMessage *message, gpointer user_data)
{
  Side *side = user_data;

  if (message->descriptor == &pg_query__param_ref__descriptor)
    side->has_parameter = TRUE;
  if (message->descriptor != &pg_query__column_ref__descriptor)
    return TRUE;
  count_reference (side, (const PgQuery__ColumnRef *) message);

  return FALSE;
}

/*
 * A cast by which nothing changes is none for an index: varchar to text, cidr to inet. The plan
 * does not tell of which type the column is, so what only may be one is taken for one. See
 * pg_cast.castmethod.
 */
static gboolean
is_relabelling (const PgQuery__TypeCast *cast)
{
  static const char *const types[] = { "text", "varchar", "bpchar", "inet", "oid", "varbit", NULL };
  const PgQuery__TypeName *type = cast->type_name;
  const char *name
      = type->n_names > 0 ? opt_node_get_string (type->names[type->n_names - 1]) : NULL;

  return name != NULL && type->n_typmods == 0 && g_strv_contains (types, name);
}

static const PgQuery__Node *
strip_relabelling (const PgQuery__Node *node)
{
  while (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST && is_relabelling (node->type_cast))
    node = node->type_cast->arg;

  return node;
}

static void
side_init (Side *side, const PgQuery__Node *node, const char *alias)
{
  *side = (Side){ .alias = alias, .whole = node, .node = strip_relabelling (node) };
  opt_message_walk (&node->base, count_references, side);
}

/* Leaves of each reference the name of the column alone. */
static gboolean
strip_qualifiers (const ProtobufCMessage *message, gpointer user_data)
{
  PgQuery__ColumnRef *reference = (PgQuery__ColumnRef *) message;

  if (message->descriptor != &pg_query__column_ref__descriptor)
    return TRUE;
  if (reference->n_fields < 2)
    return FALSE;

  for (size_t i = 0; i + 1 < reference->n_fields; i++)
    pg_query__node__free_unpacked (reference->fields[i], NULL);
  reference->fields[0] = reference->fields[reference->n_fields - 1];
  reference->n_fields = 1;

  return FALSE;
}

static char *
deparse (const PgQuery__Node *node)
{
  PgQuery__Node *copy = opt_node_copy (node);
  char *sql;

  if (copy == NULL)
    return NULL;
  opt_message_walk (&copy->base, strip_qualifiers, NULL);
  sql = opt_node_deparse (copy);
  pg_query__node__free_unpacked (copy, NULL);

  return sql;
}

static char *
get_last_name (PgQuery__Node **names, size_t n)
{
  return n > 0 ? g_strdup (opt_node_get_string (names[n - 1])) : NULL;
}

static void
set_wrap (OptFilterTerm *term, const PgQuery__Node *node)
{
  switch ((int) node->node_case)
    {
    case PG_QUERY__NODE__NODE_FUNC_CALL:
      term->wrap = OPT_FILTER_WRAP_FUNCTION;
      term->wrapper = get_last_name (node->func_call->funcname, node->func_call->n_funcname);
      break;
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
      term->wrap = OPT_FILTER_WRAP_FUNCTION;
      term->wrapper = g_strdup ("coalesce");
      break;
    case PG_QUERY__NODE__NODE_TYPE_CAST:
      term->wrap = OPT_FILTER_WRAP_CAST;
      term->wrapper
          = get_last_name (node->type_cast->type_name->names, node->type_cast->type_name->n_names);
      break;
    case PG_QUERY__NODE__NODE_A_EXPR:
      term->wrap = OPT_FILTER_WRAP_OPERATOR;
      term->wrapper = get_last_name (node->a_expr->name, node->a_expr->n_name);
      break;
    default:
      break;
    }
}

static gboolean
is_of_row (const Side *side)
{
  return side->n_own > 0 && side->n_other == 0 && !side->has_subplan && !side->has_system;
}

/* Takes the column or the expression that @side is, if it is one of the scan's alone. */
static gboolean
set_key (OptFilterTerm *term, const Side *side)
{
  if (!is_of_row (side))
    return FALSE;
  if (side->node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF)
    {
      term->column = deparse (side->node);
      if (side->node != side->whole)
        term->cast = deparse (side->whole);
      return term->column != NULL;
    }

  set_wrap (term, side->node);
  if (term->wrap != OPT_FILTER_WRAP_NONE)
    term->expression = deparse (side->node);
  term->of_parameter = side->has_parameter;

  return term->expression != NULL;
}

static OptFilterTerm *
add_term (Reader *self, OptFilterTermKind kind, const PgQuery__Node *node)
{
  OptFilterTerm *term = g_new0 (OptFilterTerm, 1);
  Side whole;

  side_init (&whole, node, self->alias);
  term->kind = kind;
  term->of_row = whole.n_own > 0 && !whole.has_subplan && !whole.has_system;
  term->of_subplan = whole.has_subplan;
  g_ptr_array_add (self->terms, term);

  return term;
}

static void
add_test (Reader *self, OptFilterTermKind kind, const PgQuery__Node *node)
{
  Side side;
  OptFilterTerm *term = add_term (self, kind, node);

  side_init (&side, node, self->alias);
  if (!set_key (term, &side))
    term->kind = OPT_FILTER_TERM_OTHER;
}

static OptFilterTermKind
classify (const char *operator_name)
{
  static const char *const ranges[] = { "<", "<=", ">", ">=", NULL };

  if (g_strcmp0 (operator_name, "=") == 0)
    return OPT_FILTER_TERM_EQUAL;

  return operator_name != NULL && g_strv_contains (ranges, operator_name) ? OPT_FILTER_TERM_RANGE
                                                                          : OPT_FILTER_TERM_OTHER;
}

/* A B-tree knows how texts begin, and a pattern that minds no case has no certain beginning. */
static void
set_start (OptFilterTerm *term, const char *operator_name, const PgQuery__Node *pattern)
{
  g_autofree char *text = NULL;

  if (g_strcmp0 (operator_name, "~~*") == 0)
    term->of_any_start = TRUE;
  pattern = opt_node_strip_casts (pattern);
  if (g_strcmp0 (operator_name, "~~") != 0 || pattern->node_case != PG_QUERY__NODE__NODE_A_CONST)
    return;
  text = opt_constant_to_text (pattern->a_const);
  if (text == NULL || *text == '\0')
    return;

  term->of_any_start = *text == '%' || *text == '_';
  term->of_start = !term->of_any_start;
}

static void
add_comparison (Reader *self, const PgQuery__Node *node)
{
  const PgQuery__AExpr *expression = node->a_expr;
  g_autofree char *name = get_last_name (expression->name, expression->n_name);
  gboolean list = expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY;
  OptFilterTerm *term = add_term (self, OPT_FILTER_TERM_OTHER, node);
  Side left;
  Side right;

  if ((!list && expression->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP) || expression->lexpr == NULL
      || expression->rexpr == NULL)
    return;

  side_init (&left, expression->lexpr, self->alias);
  side_init (&right, expression->rexpr, self->alias);
  /* Two columns of one row: no index finds these; nor what is asked anew for each row. */
  if ((left.n_own > 0 && right.n_own > 0) || left.has_subplan || right.has_subplan)
    return;

  term->list = list;
  if (set_key (term, &left))
    {
      term->joined = right.n_other > 0;
      if (!list)
        set_start (term, name, expression->rexpr);
    }
  else if (!list && set_key (term, &right))
    term->joined = left.n_other > 0;
  else
    return;
  term->kind = classify (name);
}

static void add_boolean (Reader *self, const PgQuery__Node *node);

static void
add_node (Reader *self, const PgQuery__Node *node)
{
  switch ((int) node->node_case)
    {
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
      add_boolean (self, node);
      break;
    case PG_QUERY__NODE__NODE_A_EXPR:
      add_comparison (self, node);
      break;
    case PG_QUERY__NODE__NODE_NULL_TEST:
      add_test (self,
                node->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL
                    ? OPT_FILTER_TERM_EQUAL
                    : OPT_FILTER_TERM_NOT_NULL,
                node->null_test->arg);
      break;
    case PG_QUERY__NODE__NODE_COLUMN_REF:
      add_test (self, OPT_FILTER_TERM_EQUAL, node);
      break;
    default:
      add_term (self, OPT_FILTER_TERM_OTHER, node);
      break;
    }
}

static void
add_boolean (Reader *self, const PgQuery__Node *node)
{
  const PgQuery__BoolExpr *expression = node->bool_expr;

  if (expression->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)
    for (size_t i = 0; i < expression->n_args; i++)
      add_node (self, expression->args[i]);
  else if (expression->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR
           && expression->args[0]->node_case == PG_QUERY__NODE__NODE_COLUMN_REF)
    add_node (self, expression->args[0]);
  else
    add_term (self, OPT_FILTER_TERM_OTHER, node);
}

/* @condition as the one that a statement has. */
static OptParseTree *
parse (const char *condition, GError **error)
{
  g_autofree char *named = opt_clause_name_subplans (condition);
  g_autofree char *sql = opt_clause_complete (OPT_CLAUSE_CONDITION, named, NULL);

  return opt_parse_tree_new (sql, error);
}

static const PgQuery__Node *
set_not_a_condition (GError **error)
{
  opt_statement_set_syntax_error (error, 0, _ ("The text is not one condition"));

  return NULL;
}

static const PgQuery__Node *
get_condition (const OptParseTree *tree, GError **error)
{
  const PgQuery__Node *statement = tree->n_stmts == 1 ? tree->stmts[0]->stmt : NULL;
  const PgQuery__SelectStmt *select;

  if (statement == NULL || statement->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
    return set_not_a_condition (error);
  select = statement->select_stmt;
  /* "a = 1 ORDER BY b" is more than a condition. */
  if (select->where_clause == NULL || select->n_group_clause + select->n_sort_clause > 0
      || select->having_clause != NULL || select->limit_count != NULL
      || select->op != PG_QUERY__SET_OPERATION__SETOP_NONE)
    return set_not_a_condition (error);

  return select->where_clause;
}

/**
 * opt_filter_read:
 * @condition: a condition as EXPLAIN prints it: "((status = 'new'::text) AND (lower(email) = $1))"
 * @alias: (nullable): by which the scan's own columns are qualified there; %NULL where all are its
 *   own
 *
 * Takes a condition apart into the terms that all must hold.
 *
 * Returns: (transfer full) (element-type OptFilterTerm): the terms, or %NULL with an
 *   %OPT_ERROR_SYNTAX
 */
GPtrArray *
opt_filter_read (const char *condition, const char *alias, GError **error)
{
  g_autoptr (GPtrArray) terms
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_filter_term_free);
  Reader reader = { alias, terms };
  const PgQuery__Node *node;
  OptParseTree *tree;

  g_return_val_if_fail (condition != NULL, NULL);

  tree = parse (condition, error);
  if (tree == NULL)
    return NULL;
  node = get_condition (tree, error);
  if (node != NULL)
    add_node (&reader, node);
  opt_parse_tree_free (tree);

  return node != NULL ? g_steal_pointer (&terms) : NULL;
}

static gboolean
find_alias (const ProtobufCMessage *message, gpointer user_data)
{
  const PgQuery__ColumnRef *reference = (const PgQuery__ColumnRef *) message;
  const char **alias = user_data;

  if (message->descriptor != &pg_query__column_ref__descriptor)
    return *alias == NULL;
  if (*alias == NULL && reference->n_fields >= 2)
    *alias = opt_node_get_string (reference->fields[reference->n_fields - 2]);

  return FALSE;
}

/* Whether @side, alone of one of @aliases, is compared for equality with what is of others. */
static gboolean
joins_from (const PgQuery__Node *node, const PgQuery__Node *side, GHashTable *aliases)
{
  g_autoptr (GPtrArray) terms
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_filter_term_free);
  const OptFilterTerm *term;
  Reader reader = { NULL, terms };

  if (side == NULL)
    return FALSE;
  opt_message_walk (&side->base, find_alias, &reader.alias);
  if (reader.alias == NULL || !g_hash_table_contains (aliases, reader.alias))
    return FALSE;
  add_comparison (&reader, node);
  term = terms->pdata[0];

  return term->kind == OPT_FILTER_TERM_EQUAL && term->joined && !term->list;
}

static gboolean
has_join_equality (const PgQuery__Node *node, GHashTable *aliases)
{
  const PgQuery__BoolExpr *expression
      = node->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR ? node->bool_expr : NULL;

  if (node->node_case == PG_QUERY__NODE__NODE_A_EXPR)
    return joins_from (node, node->a_expr->lexpr, aliases)
           || joins_from (node, node->a_expr->rexpr, aliases);
  if (expression == NULL || expression->boolop != PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)
    return FALSE;
  for (size_t i = 0; i < expression->n_args; i++)
    if (has_join_equality (expression->args[i], aliases))
      return TRUE;

  return FALSE;
}

/**
 * opt_filter_has_join_equality:
 * @condition: as of opt_filter_read()
 * @aliases: (element-type utf8 utf8): a set of names of relations
 *
 * Reads the condition once, however many relations there are.
 *
 * Returns: whether a term that must hold is an equality of what is of one of @aliases and what is
 *   of another relation
 */
gboolean
opt_filter_has_join_equality (const char *condition, GHashTable *aliases)
{
  const PgQuery__Node *node;
  OptParseTree *tree;
  gboolean found;

  g_return_val_if_fail (condition != NULL && aliases != NULL, FALSE);

  tree = parse (condition, NULL);
  if (tree == NULL)
    return FALSE;
  node = get_condition (tree, NULL);
  found = node != NULL && has_join_equality (node, aliases);
  opt_parse_tree_free (tree);

  return found;
}
