/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-analyzer.h"
#include "opt-sql.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_VIEW_DEPTH 32

/* A view that reads another one twice, and so on, grows without end. */
#define MAX_QUERIES 2000

static const char *
given (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

/**
 * opt_analyzer_find_relation:
 * @self: the analyzer
 * @schema: (nullable): its schema, where the statement says it
 * @name: its name
 *
 * Returns: (nullable): the relation, looked up along the search path
 */
OptRelation *
opt_analyzer_find_relation (OptAnalyzer *self, const char *schema, const char *name)
{
  if (self->catalog == NULL)
    return NULL;
  if (schema != NULL)
    return opt_catalog_find_relation (self->catalog, schema, name);
  for (guint i = 0; self->search_path != NULL && self->search_path[i] != NULL; i++)
    {
      OptRelation *relation = opt_catalog_find_relation (self->catalog, self->search_path[i], name);

      if (relation != NULL)
        return relation;
    }
  return NULL;
}

static void
add_table (OptAnalyzer *self, OptRelation *relation)
{
  if (!g_ptr_array_find (self->info->tables, relation, NULL))
    g_ptr_array_add (self->info->tables, relation);
}

static void
add_unknown (OptAnalyzer *self, const char *schema, const char *name)
{
  gboolean system
      = self->catalog != NULL && opt_catalog_is_system_name (self->catalog, schema, name);
  GPtrArray *names = system ? self->info->system : self->info->missing;
  g_autofree char *quoted
      = schema != NULL ? opt_sql_quote_qualified (schema, name) : opt_sql_quote_identifier (name);

  if (!g_ptr_array_find_with_equal_func (names, quoted, g_str_equal, NULL))
    g_ptr_array_add (names, g_steal_pointer (&quoted));
}

/* The columns of a view, traced to the tables that its definition reads. */
static void
expand_view (OptAnalyzer *self, OptRelation *view, OptItem *item)
{
  g_autoptr (OptParseTree) tree = NULL;
  const char *const *search_path = self->search_path;
  const PgQuery__Node *node = NULL;
  OptItem *result = NULL;

  if (view->view_definition != NULL && self->view_depth < MAX_VIEW_DEPTH
      && self->n_queries < MAX_QUERIES)
    tree = opt_parse_tree_new (view->view_definition, NULL);
  if (tree != NULL && tree->n_stmts == 1)
    node = tree->stmts[0]->stmt;
  if (node == NULL || node->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
    {
      opt_analyzer_add_unresolved (self, _ ("The definition of view %s.%s could not be read"),
                                   view->schema, view->name);
      item->opaque = TRUE;
      return;
    }
  /* pg_get_viewdef() leaves out the schemas that the catalog's own session saw. */
  self->search_path = opt_catalog_get_search_path (self->catalog);
  self->view_depth++;
  result = opt_analyze_select (self, node->select_stmt, NULL, NULL);
  self->view_depth--;
  self->search_path = search_path;
  for (guint i = 0; i < view->columns->len; i++)
    {
      const OptColumn *column = view->columns->pdata[i];
      OptOutput *output = opt_output_new (self->names, column->name, NULL);

      if (i < result->columns->len)
        opt_output_add_sources (output, result->columns->pdata[i]);
      g_ptr_array_add (item->columns, output);
    }
}

static OptScan *
add_scan (OptAnalyzer *self, OptRelation *relation, const char *alias, guint query)
{
  OptScan *scan = opt_scan_new (relation, alias);

  scan->query = query;
  g_ptr_array_add (self->info->scans, scan);
  return scan;
}

static void
fill_columns (OptAnalyzer *self, OptItem *item, OptRelation *relation, OptScan *scan)
{
  for (guint i = 0; i < relation->columns->len; i++)
    {
      OptColumn *column = relation->columns->pdata[i];
      OptOutput *output = opt_output_new (self->names, column->name, NULL);

      if (scan != NULL)
        opt_output_add_source (output, scan, column);
      g_ptr_array_add (item->columns, output);
    }
}

static OptItem *
relation_item (OptAnalyzer *self,
               const PgQuery__RangeVar *table,
               gboolean scanned,
               guint query,
               OptRelation **found,
               OptScan **scan)
{
  const char *schema = given (table->schemaname);
  const char *alias = table->alias != NULL ? table->alias->aliasname : table->relname;
  OptRelation *relation = opt_analyzer_find_relation (self, schema, table->relname);
  OptItem *item = opt_item_new (self->names, alias);

  if (found != NULL)
    *found = relation;
  if (relation == NULL)
    {
      opt_analyzer_add_unresolved (self, _ ("Relation %s%s%s is not in the catalog"),
                                   schema != NULL ? schema : "", schema != NULL ? "." : "",
                                   table->relname);
      add_unknown (self, schema, table->relname);
      item->opaque = TRUE;
      return item;
    }
  if (table->alias == NULL)
    item->schema = relation->schema;
  add_table (self, relation);
  if (relation->kind == 'v' && scanned)
    expand_view (self, relation, item);
  else
    {
      OptScan *added = scanned ? add_scan (self, relation, alias, query) : NULL;

      fill_columns (self, item, relation, added);
      if (scan != NULL)
        *scan = added;
    }
  if (table->alias != NULL && table->alias->n_colnames > 0)
    return opt_item_new_alias (self->names, item, table->alias);
  return item;
}

/**
 * opt_analyze_target_table:
 * @self: the analyzer
 * @table: what INSERT, UPDATE, DELETE or MERGE changes
 * @scanned: whether it is read to find the rows
 * @relation: (out) (optional) (nullable): the relation
 * @scan: (out) (optional) (nullable): its scan
 *
 * Returns: the table as an item of FROM
 */
OptItem *
opt_analyze_target_table (OptAnalyzer *self,
                          const PgQuery__RangeVar *table,
                          gboolean scanned,
                          OptRelation **relation,
                          OptScan **scan)
{
  OptScan *added = NULL;
  OptItem *item = relation_item (self, table, scanned, self->n_queries, relation, &added);

  if (added != NULL)
    added->target = TRUE;
  if (scan != NULL)
    *scan = added;
  return item;
}

static OptItem *
range_var_item (OptAnalyzer *self, const PgQuery__RangeVar *table, OptScope *scope)
{
  OptItem *cte = NULL;

  if (given (table->schemaname) == NULL)
    cte = opt_scope_find_cte (scope, table->relname);
  if (cte != NULL)
    {
      OptItem *item = opt_item_new_alias (self->names, cte, table->alias);

      if (table->alias == NULL)
        item->alias = cte->alias;
      return item;
    }
  return relation_item (self, table, TRUE, scope->query, NULL, NULL);
}

/* Whether the server's own function of that name returns one column, called as the function is. */
static gboolean
returns_one_column (const char *name)
{
  static const char *const names[] = {
    "generate_series",       "generate_subscripts", "unnest",
    "regexp_split_to_table", "string_to_table",     NULL,
  };

  return name != NULL && g_strv_contains (names, name);
}

/* A function in FROM has the columns that its alias says, or one of its own name, or ones that only
 * the server knows. */
static OptItem *
function_item (OptAnalyzer *self, const PgQuery__RangeFunction *function, OptScope *scope)
{
  const PgQuery__Alias *alias = function->alias;
  const char *name = alias != NULL ? alias->aliasname : NULL;
  const char *function_name = NULL;
  OptItem *item;

  for (size_t i = 0; i < function->n_functions; i++)
    opt_analyze_expression (self, function->functions[i], scope);
  if (function->n_functions == 1 && function->functions[0]->node_case == PG_QUERY__NODE__NODE_LIST
      && function->functions[0]->list->n_items > 0
      && function->functions[0]->list->items[0]->node_case == PG_QUERY__NODE__NODE_FUNC_CALL)
    {
      const PgQuery__FuncCall *call = function->functions[0]->list->items[0]->func_call;

      function_name = opt_node_get_string (call->funcname[call->n_funcname - 1]);
    }
  if (name == NULL)
    name = function_name;
  item = opt_item_new (self->names, name);
  item->opaque = TRUE;
  for (size_t i = 0; i < function->n_coldeflist; i++)
    if (function->coldeflist[i]->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF)
      {
        const char *column = function->coldeflist[i]->column_def->colname;

        item->opaque = FALSE;
        g_ptr_array_add (item->columns, opt_output_new (self->names, column, NULL));
      }
  if (alias != NULL && alias->n_colnames > 0)
    {
      item->opaque = FALSE;
      return opt_item_new_alias (self->names, item, alias);
    }
  if (item->opaque && name != NULL)
    g_ptr_array_add (item->columns, opt_output_new (self->names, name, NULL));
  if (item->opaque && function->ordinality)
    g_ptr_array_add (item->columns, opt_output_new (self->names, "ordinality", NULL));
  if (returns_one_column (function_name))
    item->opaque = FALSE;
  return item;
}

static gboolean
is_merged (const PgQuery__JoinExpr *join,
           const OptItem *left,
           const OptItem *right,
           const char *name)
{
  if (join->is_natural)
    return opt_item_find_column (left, name) != NULL && opt_item_find_column (right, name) != NULL;
  for (size_t i = 0; i < join->n_using_clause; i++)
    if (g_strcmp0 (opt_node_get_string (join->using_clause[i]), name) == 0)
      return TRUE;
  return FALSE;
}

/* USING and NATURAL: an equality, and one column in the place of two. */
static void
merge_column (OptAnalyzer *self,
              const char *name,
              const OptItem *left,
              const OptItem *right,
              OptItem *item)
{
  const OptOutput *l = opt_item_find_column (left, name);
  const OptOutput *r = opt_item_find_column (right, name);
  OptOutput *merged = opt_output_new (self->names, name, NULL);

  if ((l == NULL && !left->opaque) || (r == NULL && !right->opaque))
    opt_analyzer_add_unresolved (self, _ ("Column %s was not found in the catalog"), name);
  if (l != NULL && r != NULL)
    opt_analyze_equal_columns (self, l, r);
  if (l != NULL)
    opt_output_add_sources (merged, l);
  else if (r != NULL)
    opt_output_add_sources (merged, r);
  g_ptr_array_add (item->columns, merged);
}

static void
merge_columns (OptAnalyzer *self,
               const PgQuery__JoinExpr *join,
               OptItem *left,
               OptItem *right,
               OptItem *item)
{
  for (size_t i = 0; i < join->n_using_clause; i++)
    merge_column (self, opt_node_get_string (join->using_clause[i]), left, right, item);
  for (guint i = 0; join->is_natural && i < left->columns->len; i++)
    {
      const OptOutput *column = left->columns->pdata[i];

      if (opt_item_find_column (right, column->name) != NULL)
        merge_column (self, column->name, left, right, item);
    }
  if (join->join_using_alias != NULL)
    {
      OptItem *named = opt_item_new (self->names, join->join_using_alias->aliasname);

      for (guint i = 0; i < item->columns->len; i++)
        g_ptr_array_add (named->columns, item->columns->pdata[i]);
      g_ptr_array_add (item->children, named);
    }
  for (guint i = 0; i < left->columns->len; i++)
    if (!is_merged (join, left, right, ((OptOutput *) left->columns->pdata[i])->name))
      g_ptr_array_add (item->columns, left->columns->pdata[i]);
  for (guint i = 0; i < right->columns->len; i++)
    if (!is_merged (join, left, right, ((OptOutput *) right->columns->pdata[i])->name))
      g_ptr_array_add (item->columns, right->columns->pdata[i]);
}

static OptItem *
join_item (OptAnalyzer *self, const PgQuery__JoinExpr *join, OptScope *scope)
{
  OptItem *item = opt_item_new (self->names, NULL);
  GPtrArray *outer_items;
  g_autoptr (GPtrArray) own_items = g_ptr_array_new ();
  OptItem *left;
  OptItem *right;

  left = opt_analyze_from (self, join->larg, scope);
  /* A LATERAL on the right side sees the left one. */
  g_ptr_array_add (scope->items, left);
  right = opt_analyze_from (self, join->rarg, scope);
  g_ptr_array_remove_index (scope->items, scope->items->len - 1);

  item->opaque = left->opaque || right->opaque;
  item->children = g_ptr_array_new ();
  g_ptr_array_add (item->children, left);
  g_ptr_array_add (item->children, right);
  merge_columns (self, join, left, right, item);

  /* ON sees the two sides of its join alone. */
  outer_items = scope->items;
  scope->items = own_items;
  g_ptr_array_add (own_items, left);
  g_ptr_array_add (own_items, right);
  opt_analyze_condition (self, join->quals, scope);
  scope->items = outer_items;

  if (join->alias != NULL)
    return opt_item_new_alias (self->names, item, join->alias);
  return item;
}

static OptItem *
subselect_item (OptAnalyzer *self, const PgQuery__RangeSubselect *subselect, OptScope *scope)
{
  OptItem *result;

  if (subselect->subquery == NULL
      || subselect->subquery->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
    return opt_item_new (self->names, NULL);
  result = opt_analyze_select (self, subselect->subquery->select_stmt,
                               subselect->lateral ? scope : scope->parent, scope);
  return opt_item_new_alias (self->names, result, subselect->alias);
}

/**
 * opt_analyze_from:
 * @self: the analyzer
 * @node: an item of FROM
 * @scope: the query level it stands in, with the items before it
 *
 * Returns: the item with its columns
 */
OptItem *
opt_analyze_from (OptAnalyzer *self, const PgQuery__Node *node, OptScope *scope)
{
  OptItem *item;

  switch ((int) node->node_case)
    {
    case PG_QUERY__NODE__NODE_RANGE_VAR:
      return range_var_item (self, node->range_var, scope);
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT:
      return subselect_item (self, node->range_subselect, scope);
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION:
      return function_item (self, node->range_function, scope);
    case PG_QUERY__NODE__NODE_JOIN_EXPR:
      return join_item (self, node->join_expr, scope);
    case PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE:
      self->info->samples = TRUE;
      return opt_analyze_from (self, node->range_table_sample->relation, scope);
    default:
      opt_analyze_expression (self, node, scope);
      item = opt_item_new (self->names, NULL);
      if (node->node_case == PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC
          && node->range_table_func->alias != NULL)
        item = opt_item_new (self->names, node->range_table_func->alias->aliasname);
      item->opaque = TRUE;
      return item;
    }
}
