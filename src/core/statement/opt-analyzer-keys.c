/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-analyzer.h"

#include <string.h>

/* What a key of ORDER BY, GROUP BY or DISTINCT turns out to be. */
typedef struct
{
  OptScan *scan; /* (nullable) the one scan it is of */
  OptScanKey *key;
} Key;

/**
 * opt_analyzer_find_output:
 * @result: the columns of a query's result
 * @node: a key of its ORDER BY, GROUP BY or DISTINCT ON
 *
 * Returns: (nullable): the column that it means by its number or its name
 */
const OptOutput *
opt_analyzer_find_output (const OptItem *result, const PgQuery__Node *node)
{
  if (node->node_case == PG_QUERY__NODE__NODE_A_CONST
      && node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL)
    {
      gint64 position = node->a_const->ival->ival;

      if (position >= 1 && position <= (gint64) result->columns->len)
        return result->columns->pdata[position - 1];
    }
  else if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields == 1)
    {
      const char *name = opt_node_get_string (node->column_ref->fields[0]);

      return name != NULL ? opt_item_find_column (result, name) : NULL;
    }
  return NULL;
}

static void
key_free (Key *key)
{
  g_clear_pointer (&key->key, opt_scan_key_free);
  g_free (key);
}

static Key *
key_new (const PgQuery__Node *node,
         const OptScope *scope,
         const OptItem *result,
         gboolean outputs_first,
         gboolean *is_output)
{
  const OptOutput *output = opt_analyzer_find_output (result, node);
  const OptOutput *column = opt_analyzer_get_plain_column (node, scope);
  Key *key = g_new0 (Key, 1);

  key->key = g_new0 (OptScanKey, 1);
  /* ORDER BY x means the result's x, GROUP BY x the table's. */
  *is_output = output != NULL && (outputs_first || column == NULL);
  if (*is_output)
    {
      column = output->sources->len > 0 ? output : NULL;
      node = output->node;
    }
  if (column != NULL)
    {
      const OptSource *source = &g_array_index (column->sources, OptSource, 0);

      if (column->sources->len == 1)
        {
          key->scan = source->scan;
          key->key->column = source->column;
        }
    }
  else if (node != NULL)
    {
      g_auto (OptExpressionFacts)
        facts = { 0 };

      opt_expression_facts_init (&facts, node, scope);
      if (facts.scans->len == 1 && facts.n_unknown + facts.n_computed == 0
          && facts.n_parameters == 0 && !facts.subquery && !facts.aggregate)
        {
          key->scan = facts.scans->pdata[0];
          key->key->expression = opt_analyzer_deparse_bare (node, scope);
        }
    }
  return key;
}

/* Gives the leading keys of one scan to it. */
static void
assign_keys (GPtrArray *keys, gsize list_offset, gsize complete_offset)
{
  const Key *first = keys->len > 0 ? keys->pdata[0] : NULL;
  GPtrArray *list;
  guint n = 0;

  if (first == NULL || first->scan == NULL)
    return;
  list = G_STRUCT_MEMBER (GPtrArray *, first->scan, list_offset);
  if (list->len > 0)
    return;
  for (; n < keys->len; n++)
    {
      Key *key = keys->pdata[n];

      if (key->scan != first->scan)
        break;
      g_ptr_array_add (list, g_steal_pointer (&key->key));
    }
  G_STRUCT_MEMBER (gboolean, first->scan, complete_offset) = n == keys->len;
}

static void
analyze_order (OptAnalyzer *self,
               const PgQuery__SelectStmt *select,
               OptScope *scope,
               const OptItem *result)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) key_free);

  for (size_t i = 0; i < select->n_sort_clause; i++)
    {
      const PgQuery__SortBy *sort = select->sort_clause[i]->sort_by;
      gboolean is_output = FALSE;
      Key *key = key_new (sort->node, scope, result, TRUE, &is_output);

      g_ptr_array_add (keys, key);
      key->key->descending = sort->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;
      key->key->nulls_first = sort->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST
                              || (sort->sortby_nulls != PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST
                                  && key->key->descending);
      if (sort->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_USING)
        key->scan = NULL;
      if (!is_output)
        opt_analyze_expression (self, sort->node, scope);
    }
  assign_keys (keys, G_STRUCT_OFFSET (OptScan, order), G_STRUCT_OFFSET (OptScan, order_complete));
}

static void
analyze_list (OptAnalyzer *self,
              PgQuery__Node **nodes,
              size_t n,
              OptScope *scope,
              const OptItem *result,
              gboolean outputs_first,
              gsize list_offset,
              gsize complete_offset)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) key_free);
  gboolean grouping_sets = FALSE;

  for (size_t i = 0; i < n; i++)
    {
      gboolean is_output = FALSE;

      grouping_sets |= nodes[i]->node_case == PG_QUERY__NODE__NODE_GROUPING_SET;
      g_ptr_array_add (keys, key_new (nodes[i], scope, result, outputs_first, &is_output));
      if (!is_output)
        opt_analyze_expression (self, nodes[i], scope);
    }
  if (!grouping_sets)
    assign_keys (keys, list_offset, complete_offset);
}

static void
analyze_distinct (OptAnalyzer *self,
                  const PgQuery__SelectStmt *select,
                  OptScope *scope,
                  const OptItem *result)
{
  g_autoptr (GPtrArray) keys = NULL;

  /* A plain DISTINCT is a list with nothing in it. */
  if (select->n_distinct_clause == 0)
    return;
  if (select->distinct_clause[0]->node_case != PG_QUERY__NODE__NODE__NOT_SET)
    {
      self->info->limited = TRUE;
      analyze_list (self, select->distinct_clause, select->n_distinct_clause, scope, result, TRUE,
                    G_STRUCT_OFFSET (OptScan, distinct),
                    G_STRUCT_OFFSET (OptScan, distinct_complete));
      return;
    }
  keys = g_ptr_array_new_with_free_func ((GDestroyNotify) key_free);
  for (guint i = 0; i < result->columns->len; i++)
    {
      const OptOutput *output = result->columns->pdata[i];
      Key *key = g_new0 (Key, 1);

      key->key = g_new0 (OptScanKey, 1);
      if (output->sources->len == 1)
        {
          const OptSource *source = &g_array_index (output->sources, OptSource, 0);

          key->scan = source->scan;
          key->key->column = source->column;
        }
      g_ptr_array_add (keys, key);
    }
  assign_keys (keys, G_STRUCT_OFFSET (OptScan, distinct),
               G_STRUCT_OFFSET (OptScan, distinct_complete));
}

/**
 * opt_analyze_sort:
 * @self: the analyzer
 * @select: a SELECT
 * @scope: the names it sees
 * @result: the columns of its result
 *
 * Notes what ORDER BY, GROUP BY and DISTINCT ask of the scans.
 */
void
opt_analyze_sort (OptAnalyzer *self,
                  const PgQuery__SelectStmt *select,
                  OptScope *scope,
                  const OptItem *result)
{
  analyze_list (self, select->group_clause, select->n_group_clause, scope, result, FALSE,
                G_STRUCT_OFFSET (OptScan, group), G_STRUCT_OFFSET (OptScan, group_complete));
  analyze_order (self, select, scope, result);
  analyze_distinct (self, select, scope, result);
}

/**
 * opt_analyze_extremes:
 * @self: the analyzer
 * @select: a SELECT
 * @scope: the names it sees
 *
 * The server reads min (x) and max (x) of a whole table as ORDER BY x LIMIT 1.
 */
void
opt_analyze_extremes (OptAnalyzer *self, const PgQuery__SelectStmt *select, OptScope *scope)
{
  const PgQuery__Node *value;
  const PgQuery__FuncCall *call;
  const OptOutput *column;
  const OptSource *source;
  OptScanKey *key;
  const char *name;

  if (select->n_group_clause > 0 || select->having_clause != NULL || select->n_target_list != 1
      || scope->items->len != 1 || ((const OptItem *) scope->items->pdata[0])->children != NULL)
    return;
  value = select->target_list[0]->res_target->val;
  if (value == NULL || value->node_case != PG_QUERY__NODE__NODE_FUNC_CALL)
    return;
  call = value->func_call;
  name = opt_node_get_string (call->funcname[call->n_funcname - 1]);
  if (call->n_args != 1 || call->over != NULL || call->agg_filter != NULL
      || (g_strcmp0 (name, "min") != 0 && g_strcmp0 (name, "max") != 0))
    return;
  column = opt_analyzer_get_plain_column (call->args[0], scope);
  if (column == NULL || column->sources->len != 1)
    return;
  source = &g_array_index (column->sources, OptSource, 0);
  if (source->scan->order->len > 0)
    return;
  key = g_new0 (OptScanKey, 1);
  key->column = source->column;
  key->descending = g_strcmp0 (name, "max") == 0;
  key->nulls_first = key->descending;
  g_ptr_array_add (source->scan->order, key);
  source->scan->order_complete = TRUE;
  source->scan->limited = TRUE;
}
