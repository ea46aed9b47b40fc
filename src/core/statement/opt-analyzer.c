/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-analyzer.h"

#include <glib/gi18n-lib.h>

/* The protocol's own limit of parameters. */
#define MAX_PARAMETERS 65535

/* More reasons than anybody reads. */
#define MAX_UNRESOLVED 100

/* Of one column: a join of two such columns is one of each pair of tables. */
#define MAX_SOURCES 200

/**
 * opt_analyzer_add_unresolved:
 * @self: the analyzer
 * @format: a translated reason
 *
 * Lists once what could not be resolved, the first hundred of them.
 */
void
opt_analyzer_add_unresolved (OptAnalyzer *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (self->info->unresolved->len >= MAX_UNRESOLVED)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (!g_ptr_array_find_with_equal_func (self->info->unresolved, text, g_str_equal, NULL))
    g_ptr_array_add (self->info->unresolved, g_steal_pointer (&text));
}

/**
 * opt_analyzer_get_parameter:
 * @self: the analyzer
 * @number: n of `$n`
 *
 * Returns: (nullable): what is known of it so far
 */
OptParameter *
opt_analyzer_get_parameter (OptAnalyzer *self, int number)
{
  GPtrArray *parameters = self->info->parameters;

  if (number < 1 || number > MAX_PARAMETERS)
    {
      opt_analyzer_add_unresolved (self, _ ("There is no parameter $%d"), number);
      return NULL;
    }
  while ((int) parameters->len < number)
    {
      OptParameter *parameter = g_new0 (OptParameter, 1);

      parameter->number = (int) parameters->len + 1;
      parameter->location = -1;
      g_ptr_array_add (parameters, parameter);
    }
  self->info->n_parameters = (int) parameters->len;
  return parameters->pdata[number - 1];
}

static OptItem *
analyze_cte_query (OptAnalyzer *self,
                   const PgQuery__CommonTableExpr *cte,
                   const PgQuery__WithClause *with,
                   OptScope *scope)
{
  OptScope *inner = opt_scope_new (self->names, scope->parent, scope, self->n_queries);

  self->recursive = with->recursive ? cte : NULL;
  return opt_analyze_statement (self, cte->ctequery, inner);
}

static OptItem *
name_cte (OptAnalyzer *self, const PgQuery__CommonTableExpr *cte, const OptItem *query)
{
  PgQuery__Alias alias = PG_QUERY__ALIAS__INIT;

  alias.aliasname = cte->ctename;
  alias.n_colnames = cte->n_aliascolnames;
  alias.colnames = cte->aliascolnames;
  return opt_item_new_alias (self->names, query, &alias);
}

/**
 * opt_analyze_with:
 * @self: the analyzer
 * @with: (nullable): a WITH clause
 * @scope: the query level it belongs to, where its names go
 */
void
opt_analyze_with (OptAnalyzer *self, const PgQuery__WithClause *with, OptScope *scope)
{
  for (size_t i = 0; with != NULL && i < with->n_ctes; i++)
    {
      const PgQuery__CommonTableExpr *cte = with->ctes[i]->common_table_expr;
      OptItem *query = analyze_cte_query (self, cte, with, scope);
      OptItem *item = name_cte (self, cte, query);

      if (cte->search_clause != NULL || cte->cycle_clause != NULL)
        item->opaque = TRUE;
      g_hash_table_replace (scope->ctes, (gpointer) item->alias, item);
    }
}

static const char *
output_name (const PgQuery__ResTarget *target)
{
  const PgQuery__Node *value = target->val;

  if (target->name != NULL && *target->name != '\0')
    return target->name;
  for (;;)
    {
      if (value == NULL)
        return NULL;
      if (value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST
          && value->type_cast->arg->node_case != PG_QUERY__NODE__NODE_A_CONST)
        value = value->type_cast->arg;
      else if (value->node_case == PG_QUERY__NODE__NODE_COLLATE_CLAUSE)
        value = value->collate_clause->arg;
      else
        break;
    }
  switch ((int) value->node_case)
    {
    case PG_QUERY__NODE__NODE_COLUMN_REF:
      return opt_node_get_string (value->column_ref->fields[value->column_ref->n_fields - 1]);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
      return opt_node_get_string (value->func_call->funcname[value->func_call->n_funcname - 1]);
    case PG_QUERY__NODE__NODE_TYPE_CAST:
      return opt_node_get_string (
          value->type_cast->type_name->names[value->type_cast->type_name->n_names - 1]);
    case PG_QUERY__NODE__NODE_CASE_EXPR:
      return "case";
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
      return "coalesce";
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
      return "array";
    case PG_QUERY__NODE__NODE_SUB_LINK:
      if (value->sub_link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK)
        return "exists";
      if (value->sub_link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK
          && value->sub_link->subselect->select_stmt->n_target_list == 1)
        return output_name (value->sub_link->subselect->select_stmt->target_list[0]->res_target);
      return NULL;
    default:
      return NULL;
    }
}

static void
add_star (OptItem *result, const OptItem *item)
{
  result->opaque |= item->opaque;
  for (guint i = 0; i < item->columns->len; i++)
    {
      opt_analyzer_use_output (item->columns->pdata[i]);
      g_ptr_array_add (result->columns, item->columns->pdata[i]);
    }
}

static gboolean
add_stars (OptAnalyzer *self, const PgQuery__Node *value, OptScope *scope, OptItem *result)
{
  const PgQuery__ColumnRef *reference;
  OptItem *item;

  if (value->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
    return FALSE;
  reference = value->column_ref;
  if (reference->fields[reference->n_fields - 1]->node_case != PG_QUERY__NODE__NODE_A_STAR)
    return FALSE;
  if (reference->n_fields == 1)
    {
      for (guint i = 0; i < scope->items->len; i++)
        add_star (result, scope->items->pdata[i]);
      return TRUE;
    }
  item = opt_scope_find_item (scope, NULL,
                              opt_node_get_string (reference->fields[reference->n_fields - 2]));
  if (item != NULL)
    add_star (result, item);
  else
    {
      opt_analyze_expression (self, value, scope);
      result->opaque = TRUE;
    }
  return TRUE;
}

/**
 * opt_analyze_targets:
 * @self: the analyzer
 * @targets: a select list, or RETURNING
 * @n: their number
 * @scope: the names they see
 * @result: where their columns go
 */
void
opt_analyze_targets (OptAnalyzer *self,
                     PgQuery__Node **targets,
                     size_t n,
                     OptScope *scope,
                     OptItem *result)
{
  for (size_t i = 0; i < n; i++)
    {
      const PgQuery__ResTarget *target = targets[i]->res_target;
      const OptOutput *column;
      OptOutput *output;

      if (target->val == NULL || add_stars (self, target->val, scope, result))
        continue;
      opt_analyze_expression (self, target->val, scope);
      output = opt_output_new (self->names, output_name (target), target->val);
      column = opt_analyzer_get_plain_column (target->val, scope);
      if (column != NULL)
        opt_output_add_sources (output, column);
      g_ptr_array_add (result->columns, output);
    }
}

static void
analyze_values (OptAnalyzer *self,
                const PgQuery__SelectStmt *select,
                OptScope *scope,
                OptItem *result)
{
  for (size_t i = 0; i < select->n_values_lists; i++)
    {
      const PgQuery__List *row = select->values_lists[i]->list;

      for (size_t j = 0; j < row->n_items; j++)
        {
          opt_analyze_expression (self, row->items[j], scope);
          if (i == 0)
            {
              g_autofree char *name = g_strdup_printf ("column%" G_GSIZE_FORMAT, j + 1);

              g_ptr_array_add (result->columns, opt_output_new (self->names, name, NULL));
            }
        }
    }
}

static void
analyze_limit (OptAnalyzer *self, const PgQuery__Node *node, OptParameterRole role, OptScope *scope)
{
  const PgQuery__Node *inner = opt_node_strip_casts (node);

  opt_analyze_expression (self, node, scope);
  if (inner != NULL && inner->node_case == PG_QUERY__NODE__NODE_PARAM_REF)
    {
      OptParameter *parameter = opt_analyzer_get_parameter (self, inner->param_ref->number);

      if (parameter != NULL)
        parameter->role = role;
    }
}

static void
analyze_set_operation (OptAnalyzer *self,
                       const PgQuery__SelectStmt *select,
                       OptScope *scope,
                       const PgQuery__CommonTableExpr *recursive,
                       OptItem *result)
{
  OptItem *left = opt_analyze_select (self, select->larg, scope->parent, scope);
  OptItem *right;

  /* The second term of a recursive query sees the first one under the query's name. */
  if (recursive != NULL)
    {
      OptItem *item = name_cte (self, recursive, left);

      g_hash_table_replace (scope->ctes, (gpointer) item->alias, item);
    }
  right = opt_analyze_select (self, select->rarg, scope->parent, scope);
  result->opaque = left->opaque || right->opaque;
  for (guint i = 0; i < left->columns->len; i++)
    {
      const OptOutput *column = left->columns->pdata[i];
      OptOutput *output = opt_output_new (self->names, column->name, NULL);

      opt_output_add_sources (output, column);
      if (i < right->columns->len && recursive == NULL)
        opt_output_add_sources (output, right->columns->pdata[i]);
      if (output->sources->len > MAX_SOURCES)
        {
          g_array_set_size (output->sources, 0);
          opt_analyzer_add_unresolved (self, _ ("Column %s comes from more than %d tables"),
                                       output->name, MAX_SOURCES);
        }
      g_ptr_array_add (result->columns, output);
    }
  for (size_t i = 0; i < select->n_sort_clause; i++)
    {
      const PgQuery__Node *key = select->sort_clause[i]->sort_by->node;

      if (key->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        opt_analyze_expression (self, key, scope);
    }
}

static void
analyze_plain_select (OptAnalyzer *self,
                      const PgQuery__SelectStmt *select,
                      OptScope *scope,
                      OptItem *result)
{
  for (size_t i = 0; i < select->n_from_clause; i++)
    g_ptr_array_add (scope->items, opt_analyze_from (self, select->from_clause[i], scope));
  analyze_values (self, select, scope, result);
  opt_analyze_targets (self, select->target_list, select->n_target_list, scope, result);
  opt_analyze_condition (self, select->where_clause, scope);
  opt_analyze_condition (self, select->having_clause, scope);
  opt_analyze_sort (self, select, scope, result);
  opt_analyze_extremes (self, select, scope);
  for (size_t i = 0; i < select->n_window_clause; i++)
    opt_analyze_expression (self, select->window_clause[i], scope);
}

/**
 * opt_analyze_select:
 * @self: the analyzer
 * @select: a SELECT, VALUES or set operation
 * @parent: (nullable): where it looks names up next: %NULL for one in FROM without LATERAL
 * @cte_parent: (nullable): where it looks names of WITH up next
 *
 * Returns: the columns of its result
 */
OptItem *
opt_analyze_select (OptAnalyzer *self,
                    const PgQuery__SelectStmt *select,
                    OptScope *parent,
                    OptScope *cte_parent)
{
  const PgQuery__CommonTableExpr *recursive = self->recursive;
  OptScope *scope = opt_scope_new (self->names, parent, cte_parent, ++self->n_queries);
  OptItem *result = opt_item_new (self->names, NULL);

  self->recursive = NULL;
  opt_analyze_with (self, select->with_clause, scope);
  if (select->op == PG_QUERY__SET_OPERATION__SETOP_NONE)
    analyze_plain_select (self, select, scope, result);
  else
    analyze_set_operation (self, select, scope, recursive, result);
  self->info->limited |= select->limit_count != NULL || select->limit_offset != NULL;
  analyze_limit (self, select->limit_count, OPT_PARAMETER_LIMIT, scope);
  analyze_limit (self, select->limit_offset, OPT_PARAMETER_OFFSET, scope);
  opt_analyze_choice (self, select, scope, result);
  opt_analyze_steadiness (self, select, scope);
  for (guint i = 0; select->limit_count != NULL && i < self->info->scans->len; i++)
    {
      OptScan *scan = self->info->scans->pdata[i];

      scan->limited |= scan->query == scope->query;
    }
  if (select->n_locking_clause > 0)
    self->info->locks_rows = self->info->writes = TRUE;
  if (select->into_clause != NULL)
    self->info->writes = TRUE;
  return result;
}

/**
 * opt_analyze_statement:
 * @self: the analyzer
 * @node: SELECT, INSERT, UPDATE, DELETE or MERGE
 * @scope: (nullable): what surrounds it
 *
 * Returns: the columns of its result
 */
OptItem *
opt_analyze_statement (OptAnalyzer *self, const PgQuery__Node *node, OptScope *scope)
{
  switch ((int) node->node_case)
    {
    case PG_QUERY__NODE__NODE_SELECT_STMT:
      return opt_analyze_select (self, node->select_stmt, scope != NULL ? scope->parent : NULL,
                                 scope);
    case PG_QUERY__NODE__NODE_INSERT_STMT:
      return opt_analyze_insert (self, node->insert_stmt, scope);
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
      return opt_analyze_update (self, node->update_stmt, scope);
    case PG_QUERY__NODE__NODE_DELETE_STMT:
      return opt_analyze_delete (self, node->delete_stmt, scope);
    case PG_QUERY__NODE__NODE_MERGE_STMT:
      return opt_analyze_merge (self, node->merge_stmt, scope);
    default:
      return opt_item_new (self->names, NULL);
    }
}
