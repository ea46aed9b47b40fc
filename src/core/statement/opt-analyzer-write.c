/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-analyzer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static OptScope *
open_scope (OptAnalyzer *self, OptScope *parent, const PgQuery__WithClause *with)
{
  OptScope *scope = opt_scope_new (self->names, parent != NULL ? parent->parent : NULL, parent,
                                   ++self->n_queries);

  self->recursive = NULL;
  self->info->writes = self->info->changes_rows = TRUE;
  opt_analyze_with (self, with, scope);
  /* The queries of WITH have numbers of their own. */
  scope->query = ++self->n_queries;
  return scope;
}

static OptColumn *
find_column (OptAnalyzer *self, OptRelation *relation, const char *name)
{
  OptColumn *column = relation != NULL ? opt_relation_find_column (relation, name) : NULL;

  if (relation != NULL && column == NULL)
    opt_analyzer_add_unresolved (self, _ ("Column %s was not found in the catalog"), name);
  return column;
}

/* The value of one of `SET (a, b) = (x, y)`, or %NULL where the row is not spelt out. */
static const PgQuery__Node *
assigned_value (const PgQuery__Node *value)
{
  const PgQuery__MultiAssignRef *part;

  if (value == NULL || value->node_case != PG_QUERY__NODE__NODE_MULTI_ASSIGN_REF)
    return value;
  part = value->multi_assign_ref;
  if (part->source->node_case == PG_QUERY__NODE__NODE_ROW_EXPR && part->colno >= 1
      && (size_t) part->colno <= part->source->row_expr->n_args)
    return part->source->row_expr->args[part->colno - 1];
  return part->colno == 1 ? part->source : NULL;
}

static void
analyze_set_list (OptAnalyzer *self,
                  PgQuery__Node **targets,
                  size_t n,
                  OptScope *scope,
                  OptRelation *relation,
                  OptScan *scan)
{
  for (size_t i = 0; i < n; i++)
    {
      const PgQuery__ResTarget *target = targets[i]->res_target;
      OptColumn *column = find_column (self, relation, target->name);

      if (column != NULL && scan != NULL && !g_ptr_array_find (scan->set_columns, column, NULL))
        g_ptr_array_add (scan->set_columns, column);
      opt_analyzer_assign (self, assigned_value (target->val), scope, relation, column);
    }
}

/**
 * opt_analyze_update:
 * @self: the analyzer
 * @update: an UPDATE
 * @parent: (nullable): what surrounds it
 *
 * Returns: the columns of RETURNING
 */
OptItem *
opt_analyze_update (OptAnalyzer *self, const PgQuery__UpdateStmt *update, OptScope *parent)
{
  OptScope *scope = open_scope (self, parent, update->with_clause);
  OptItem *result = opt_item_new (self->names, NULL);
  OptRelation *relation = NULL;
  OptScan *scan = NULL;

  g_ptr_array_add (scope->items,
                   opt_analyze_target_table (self, update->relation, TRUE, &relation, &scan));
  for (size_t i = 0; i < update->n_from_clause; i++)
    g_ptr_array_add (scope->items, opt_analyze_from (self, update->from_clause[i], scope));
  analyze_set_list (self, update->target_list, update->n_target_list, scope, relation, scan);
  opt_analyze_condition (self, update->where_clause, scope);
  opt_analyze_targets (self, update->returning_list, update->n_returning_list, scope, result);
  return result;
}

/**
 * opt_analyze_delete:
 * @self: the analyzer
 * @statement: a DELETE
 * @parent: (nullable): what surrounds it
 *
 * Returns: the columns of RETURNING
 */
OptItem *
opt_analyze_delete (OptAnalyzer *self, const PgQuery__DeleteStmt *statement, OptScope *parent)
{
  OptScope *scope = open_scope (self, parent, statement->with_clause);
  OptItem *result = opt_item_new (self->names, NULL);

  g_ptr_array_add (scope->items,
                   opt_analyze_target_table (self, statement->relation, TRUE, NULL, NULL));
  for (size_t i = 0; i < statement->n_using_clause; i++)
    g_ptr_array_add (scope->items, opt_analyze_from (self, statement->using_clause[i], scope));
  opt_analyze_condition (self, statement->where_clause, scope);
  opt_analyze_targets (self, statement->returning_list, statement->n_returning_list, scope, result);
  return result;
}

/* The n-th column that an INSERT stores in. */
static OptColumn *
insert_column (OptAnalyzer *self,
               PgQuery__Node **columns,
               size_t n_columns,
               OptRelation *relation,
               size_t n)
{
  if (relation == NULL)
    return NULL;
  if (n_columns > 0)
    return n < n_columns ? find_column (self, relation, columns[n]->res_target->name) : NULL;
  return n < relation->columns->len ? relation->columns->pdata[n] : NULL;
}

static void
assign_row (OptAnalyzer *self,
            PgQuery__Node **values,
            size_t n_values,
            PgQuery__Node **columns,
            size_t n_columns,
            OptScope *scope,
            OptRelation *relation)
{
  for (size_t i = 0; i < n_values; i++)
    {
      const PgQuery__Node *value = values[i];

      if (value->node_case == PG_QUERY__NODE__NODE_RES_TARGET)
        value = value->res_target->val;
      opt_analyzer_assign (self, value, scope, relation,
                           insert_column (self, columns, n_columns, relation, i));
    }
}

static void
analyze_insert_source (OptAnalyzer *self,
                       const PgQuery__InsertStmt *insert,
                       OptScope *scope,
                       OptRelation *relation)
{
  const PgQuery__SelectStmt *source;
  size_t n_rows;

  if (insert->select_stmt == NULL
      || insert->select_stmt->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
    return;
  source = insert->select_stmt->select_stmt;
  opt_analyze_select (self, source, scope->parent, scope);
  /* Parameters in the place of a column's value are of that column. */
  n_rows = source->n_values_lists;
  for (size_t i = 0; i < n_rows; i++)
    {
      const PgQuery__List *row = source->values_lists[i]->list;

      for (size_t j = 0; j < row->n_items; j++)
        if (opt_node_strip_casts (row->items[j])->node_case == PG_QUERY__NODE__NODE_PARAM_REF)
          opt_analyzer_assign (self, row->items[j], scope, relation,
                               insert_column (self, insert->cols, insert->n_cols, relation, j));
    }
  for (size_t j = 0; j < source->n_target_list; j++)
    {
      const PgQuery__Node *value = opt_node_strip_casts (source->target_list[j]->res_target->val);

      if (value != NULL && value->node_case == PG_QUERY__NODE__NODE_PARAM_REF)
        opt_analyzer_assign (self, value, scope, relation,
                             insert_column (self, insert->cols, insert->n_cols, relation, j));
    }
}

/**
 * opt_analyze_insert:
 * @self: the analyzer
 * @insert: an INSERT
 * @parent: (nullable): what surrounds it
 *
 * Returns: the columns of RETURNING
 */
OptItem *
opt_analyze_insert (OptAnalyzer *self, const PgQuery__InsertStmt *insert, OptScope *parent)
{
  OptScope *scope = open_scope (self, parent, insert->with_clause);
  OptItem *result = opt_item_new (self->names, NULL);
  const PgQuery__OnConflictClause *conflict = insert->on_conflict_clause;
  OptRelation *relation = NULL;
  OptItem *target;

  target = opt_analyze_target_table (self, insert->relation, FALSE, &relation, NULL);
  for (size_t i = 0; i < insert->n_cols; i++)
    find_column (self, relation, insert->cols[i]->res_target->name);
  analyze_insert_source (self, insert, scope, relation);
  g_ptr_array_add (scope->items, target);
  opt_analyze_targets (self, insert->returning_list, insert->n_returning_list, scope, result);
  if (conflict != NULL)
    {
      PgQuery__Alias alias = PG_QUERY__ALIAS__INIT;
      OptScope *inner = opt_scope_new (self->names, NULL, scope, scope->query);
      OptItem *excluded;

      alias.aliasname = (char *) "excluded";
      excluded = opt_item_new_alias (self->names, target, &alias);
      /* The proposed row is known by its qualified names alone. */
      g_ptr_array_add (inner->items, target);
      inner->parent = opt_scope_new (self->names, NULL, NULL, scope->query);
      g_ptr_array_add (inner->parent->items, excluded);
      analyze_set_list (self, conflict->target_list, conflict->n_target_list, inner, relation,
                        NULL);
      opt_analyze_condition (self, conflict->where_clause, inner);
    }
  return result;
}

/**
 * opt_analyze_merge:
 * @self: the analyzer
 * @merge: a MERGE
 * @parent: (nullable): what surrounds it
 *
 * Returns: a result without columns
 */
OptItem *
opt_analyze_merge (OptAnalyzer *self, const PgQuery__MergeStmt *merge, OptScope *parent)
{
  OptScope *scope = open_scope (self, parent, merge->with_clause);
  OptRelation *relation = NULL;
  OptScan *scan = NULL;

  g_ptr_array_add (scope->items,
                   opt_analyze_target_table (self, merge->relation, TRUE, &relation, &scan));
  g_ptr_array_add (scope->items, opt_analyze_from (self, merge->source_relation, scope));
  opt_analyze_condition (self, merge->join_condition, scope);
  for (size_t i = 0; i < merge->n_merge_when_clauses; i++)
    {
      const PgQuery__MergeWhenClause *when = merge->merge_when_clauses[i]->merge_when_clause;

      opt_analyze_expression (self, when->condition, scope);
      if (when->command_type == PG_QUERY__CMD_TYPE__CMD_INSERT)
        assign_row (self, when->values, when->n_values, when->target_list, when->n_target_list,
                    scope, relation);
      else
        analyze_set_list (self, when->target_list, when->n_target_list, scope, relation, scan);
    }
  return opt_item_new (self->names, NULL);
}
