/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-term-private.h"

#include <string.h>

#include "opt-clause.h"

static OptSpelling *
spelling_new (void)
{
  OptSpelling *self = g_new0 (OptSpelling, 1);

  self->key = g_string_new (NULL);
  self->shape = g_string_new (NULL);
  self->qualifiers = g_ptr_array_new_with_free_func (g_free);

  return self;
}

static void
spelling_free (OptSpelling *self)
{
  if (self == NULL)
    return;

  g_string_free (self->key, TRUE);
  g_string_free (self->shape, TRUE);
  g_ptr_array_unref (self->qualifiers);
  g_free (self);
}

void
opt_term_free (OptTerm *self)
{
  spelling_free (self->spellings[0]);
  spelling_free (self->spellings[1]);
  g_free (self->direction);
  g_clear_pointer (&self->other, opt_term_free);
  g_free (self);
}

/* ---- Reading ------------------------------------------------------------------------------------
 */

/* What an operator is with its sides swapped; NULL where nobody knows. */
static const char *
get_commutator (const char *name)
{
  static const char *const pairs[][2] = {
    { "=", "=" }, { "<>", "<>" }, { "<", ">" }, { ">", "<" }, { "<=", ">=" }, { ">=", "<=" },
  };

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (pairs); i++)
    {
      if (strcmp (name, pairs[i][0]) == 0)
        return pairs[i][1];
    }

  return NULL;
}

static OptTerm *
term_new_operation (const char *name, const PgQuery__Node *left, const PgQuery__Node *right)
{
  OptTerm *self = g_new0 (OptTerm, 1);
  const char *commutator = get_commutator (name);

  self->spellings[0] = spelling_new ();
  opt_term_write_operation (self, self->spellings[0], name, left, right);
  if (commutator != NULL)
    {
      self->spellings[1] = spelling_new ();
      opt_term_write_operation (self, self->spellings[1], commutator, right, left);
    }

  return self;
}

static OptTerm *
term_new (const PgQuery__Node *node)
{
  OptTerm *self;

  if (node->node_case == PG_QUERY__NODE__NODE_A_EXPR
      && node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP && node->a_expr->lexpr != NULL
      && get_commutator (opt_term_get_operator (node->a_expr)) != NULL)
    return term_new_operation (opt_term_get_operator (node->a_expr), node->a_expr->lexpr,
                               node->a_expr->rexpr);

  self = g_new0 (OptTerm, 1);
  self->spellings[0] = spelling_new ();
  opt_term_write (self, self->spellings[0], node);

  return self;
}

static void
add_terms (GPtrArray *terms, const PgQuery__Node *node)
{
  if (node->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR
      && node->bool_expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)
    {
      for (size_t i = 0; i < node->bool_expr->n_args; i++)
        add_terms (terms, node->bool_expr->args[i]);
      return;
    }
  /* A BETWEEN is printed as the two comparisons that it is. */
  if (node->node_case == PG_QUERY__NODE__NODE_A_EXPR
      && node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN
      && node->a_expr->rexpr->node_case == PG_QUERY__NODE__NODE_LIST
      && node->a_expr->rexpr->list->n_items == 2)
    {
      g_ptr_array_add (terms, term_new_operation (">=", node->a_expr->lexpr,
                                                  node->a_expr->rexpr->list->items[0]));
      g_ptr_array_add (terms, term_new_operation ("<=", node->a_expr->lexpr,
                                                  node->a_expr->rexpr->list->items[1]));
      return;
    }
  g_ptr_array_add (terms, term_new (node));
}

/* The tree is the caller's. */
static const PgQuery__SelectStmt *
parse_select (const char *sql, OptParseTree **tree)
{
  const PgQuery__SelectStmt *select;

  *tree = opt_parse_tree_new (sql, NULL);
  if (*tree == NULL || (*tree)->n_stmts != 1
      || (*tree)->stmts[0]->stmt->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
    return NULL;
  select = (*tree)->stmts[0]->stmt->select_stmt;

  return select->op == PG_QUERY__SET_OPERATION__SETOP_NONE ? select : NULL;
}

/**
 * opt_terms_read_condition:
 * @condition: a condition, as it is written or as EXPLAIN prints it
 *
 * Returns: (transfer full) (nullable) (element-type OptTerm): its terms that all must hold; %NULL
 *   where it is no condition that can be read
 */
GPtrArray *
opt_terms_read_condition (const char *condition)
{
  g_autofree char *sql = opt_clause_complete (OPT_CLAUSE_CONDITION, condition, NULL);
  OptParseTree *tree = NULL;
  const PgQuery__SelectStmt *select;
  GPtrArray *terms = NULL;

  g_return_val_if_fail (condition != NULL, NULL);

  select = parse_select (sql, &tree);
  /* "a = 1 ORDER BY b" is more than a condition. */
  if (select != NULL && select->where_clause != NULL && select->n_group_clause == 0
      && select->n_sort_clause == 0 && select->having_clause == NULL && select->limit_count == NULL
      && select->limit_offset == NULL)
    {
      terms = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_term_free);
      add_terms (terms, select->where_clause);
    }
  opt_parse_tree_free (tree);

  return terms;
}

/* What "2" or "total" stands for in the list of what is selected. */
static const PgQuery__Node *
find_target (const PgQuery__SelectStmt *select, const PgQuery__Node *key)
{
  const char *name = NULL;

  if (key->node_case == PG_QUERY__NODE__NODE_A_CONST
      && key->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL)
    {
      int number = key->a_const->ival->ival;

      return number >= 1 && number <= (int) select->n_target_list
                 ? select->target_list[number - 1]->res_target->val
                 : NULL;
    }
  if (key->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && key->column_ref->n_fields == 1)
    name = opt_node_get_string (key->column_ref->fields[0]);
  for (size_t i = 0; name != NULL && i < select->n_target_list; i++)
    {
      const PgQuery__ResTarget *target = select->target_list[i]->res_target;

      if (g_strcmp0 (target->name, name) == 0)
        return target->val;
    }

  return NULL;
}

static void
add_key (GPtrArray *terms, const PgQuery__SelectStmt *select, const PgQuery__Node *node)
{
  const PgQuery__SortBy *sort
      = node->node_case == PG_QUERY__NODE__NODE_SORT_BY ? node->sort_by : NULL;
  const PgQuery__Node *key = sort != NULL ? sort->node : node;
  const PgQuery__Node *target = find_target (select, key);
  OptTerm *term = term_new (key);

  if (target != NULL)
    term->other = term_new (target);
  if (sort != NULL)
    {
      gboolean descending = sort->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;
      gboolean nulls_first
          = sort->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_DEFAULT
                ? descending
                : sort->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST;

      term->direction = g_strdup_printf ("%d%d", descending, nulls_first);
    }
  g_ptr_array_add (terms, term);
}

/**
 * opt_terms_read_keys:
 * @keys: with the words before them: "ORDER BY placed DESC, id" or "GROUP BY 1"
 * @targets: (nullable): what is selected, which keys may name
 *
 * Returns: (transfer full) (nullable) (element-type OptTerm): the keys; %NULL where they can't be
 * read
 */
GPtrArray *
opt_terms_read_keys (const char *keys, const char *targets)
{
  g_autofree char *sql = opt_clause_complete_selection (targets, keys);
  OptParseTree *tree = NULL;
  const PgQuery__SelectStmt *select;
  GPtrArray *terms = NULL;

  g_return_val_if_fail (keys != NULL, NULL);

  select = parse_select (sql, &tree);
  if (select != NULL)
    {
      terms = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_term_free);
      for (size_t i = 0; i < select->n_group_clause; i++)
        add_key (terms, select, select->group_clause[i]);
      for (size_t i = 0; i < select->n_sort_clause; i++)
        add_key (terms, select, select->sort_clause[i]);
    }
  opt_parse_tree_free (tree);

  return terms;
}

/* ---- Comparing ----------------------------------------------------------------------------------
 */

/* A column that is written without its table may be of any. */
static gboolean
may_be_same_columns (const OptSpelling *printed, const OptSpelling *written, const char *alias)
{
  if (printed->qualifiers->len != written->qualifiers->len)
    return FALSE;

  for (guint i = 0; i < printed->qualifiers->len; i++)
    {
      const char *one = printed->qualifiers->pdata[i];
      const char *other = written->qualifiers->pdata[i];

      if (*one == '\0' && alias != NULL)
        one = alias;
      if (*one != '\0' && *other != '\0' && strcmp (one, other) != 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * opt_term_is_of:
 * @self: a term as EXPLAIN prints it
 * @written: a term of the statement
 * @alias: (nullable): whose the columns are that @self has without qualifier
 *
 * A parameter stands for whatever value there is in its place.
 *
 * Returns: whether the one is the other, as far as can be seen
 */
gboolean
opt_term_is_of (const OptTerm *self, const OptTerm *written, const char *alias)
{
  const OptSpelling *other = written->spellings[0];

  if (self->direction != NULL && g_strcmp0 (self->direction, written->direction) != 0)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (self->spellings) && self->spellings[i] != NULL; i++)
    {
      const OptSpelling *one = self->spellings[i];
      gboolean same = written->has_parameter ? strcmp (one->shape->str, other->shape->str) == 0
                                             : strcmp (one->key->str, other->key->str) == 0;

      if (same && may_be_same_columns (one, other, alias))
        return TRUE;
    }
  if (written->other == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (self->spellings) && self->spellings[i] != NULL; i++)
    {
      const OptSpelling *one = self->spellings[i];

      if (strcmp (one->key->str, written->other->spellings[0]->key->str) == 0
          && may_be_same_columns (one, written->other->spellings[0], alias))
        return TRUE;
    }

  return FALSE;
}
