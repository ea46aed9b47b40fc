/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-analyzer.h"

/* Whether ORDER BY tells all rows of a query apart: only then is what LIMIT and DISTINCT ON choose
 * the query's doing, and not the plan's. It is said only of what the catalog proves. */

/* A key of ORDER BY or GROUP BY. */
typedef struct
{
  guint output; /* the position of the result's column that it is, from 1, or 0 */
  OptScan *scan;
  OptColumn *column; /* (nullable) where it is a table's column as it is */
  char *text;        /* (nullable) its SQL */
} Key;

/* What the rows of one query level are made of, and what is known of a row by its keys. */
typedef struct
{
  OptAnalyzer *analyzer;
  GPtrArray *scans;       /* (element-type OptScan) of FROM */
  GHashTable *nullable;   /* (element-type OptScan) on the side of an outer join that may be NULL */
  GHashTable *determined; /* (element-type OptScan) whose row the keys determine */
  GArray *known;          /* (element-type OptSource) columns that the keys determine */
  guint n_outer;
  gboolean subqueries; /* a predicate may be of one of them, and hold there alone */
  gboolean plain;      /* FROM has tables only */
} Level;

static void
key_clear (gpointer data)
{
  g_free (((Key *) data)->text);
}

static void
level_clear (Level *self)
{
  g_ptr_array_unref (self->scans);
  g_hash_table_unref (self->nullable);
  g_hash_table_unref (self->determined);
  g_array_unref (self->known);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Level, level_clear)

static guint
find_position (const OptItem *result, const OptOutput *output)
{
  guint position;

  return output != NULL && g_ptr_array_find (result->columns, output, &position) ? position + 1 : 0;
}

static gboolean
is_same_column (const OptOutput *output, const OptOutput *column)
{
  const OptSource *a, *b;

  if (output->sources->len != 1 || column->sources->len != 1)
    return FALSE;
  a = &g_array_index (output->sources, OptSource, 0);
  b = &g_array_index (column->sources, OptSource, 0);

  return a->scan == b->scan && a->column == b->column;
}

/* ORDER BY o.id sorts by the result's id where that is o.id as well. */
static guint
find_same (const OptItem *result, const OptOutput *column)
{
  for (guint i = 0; column != NULL && i < result->columns->len; i++)
    if (is_same_column (result->columns->pdata[i], column))
      return i + 1;

  return 0;
}

static void
add_key (GArray *keys,
         const PgQuery__Node *node,
         const OptScope *scope,
         const OptItem *result,
         gboolean outputs_first)
{
  const OptOutput *output = opt_analyzer_find_output (result, node);
  const OptOutput *column = opt_analyzer_get_plain_column (node, scope);
  Key key = { 0 };

  if (output != NULL && (outputs_first || column == NULL))
    {
      key.output = find_position (result, output);
      column = output->sources->len > 0 ? output : NULL;
      node = output->node;
    }
  else
    key.output = find_same (result, column);
  if (column != NULL && column->sources->len == 1)
    {
      key.scan = g_array_index (column->sources, OptSource, 0).scan;
      key.column = g_array_index (column->sources, OptSource, 0).column;
    }
  else if (node != NULL)
    key.text = opt_node_deparse ((PgQuery__Node *) node);
  g_array_append_val (keys, key);
}

/* What an operator of somebody's own takes for equal nobody knows. */
static GArray *
list_order (const PgQuery__SelectStmt *select, const OptScope *scope, const OptItem *result)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (Key));

  g_array_set_clear_func (keys, key_clear);
  for (size_t i = 0; i < select->n_sort_clause; i++)
    {
      const PgQuery__SortBy *sort = select->sort_clause[i]->sort_by;
      Key unknown = { 0 };

      if (sort->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_USING)
        g_array_append_val (keys, unknown);
      else
        add_key (keys, sort->node, scope, result, TRUE);
    }

  return keys;
}

static gboolean
has_key_output (const GArray *keys, guint output)
{
  for (guint i = 0; i < keys->len; i++)
    if (g_array_index (keys, Key, i).output == output)
      return TRUE;

  return FALSE;
}

/* Rows that sort as equals are equal, then, where that can be said of the columns' types. */
static gboolean
covers_result (const GArray *keys, const OptItem *result)
{
  for (guint i = 0; i < result->columns->len; i++)
    {
      const PgQuery__Node *node = ((const OptOutput *) result->columns->pdata[i])->node;

      if ((node == NULL || opt_node_strip_casts (node)->node_case != PG_QUERY__NODE__NODE_A_CONST)
          && !has_key_output (keys, i + 1))
        return FALSE;
    }

  return !result->opaque;
}

/* Of types whose values have the same text where they sort as equals. A part's result can't be
 * asked for its types. */
static gboolean
sort_by_text (const GArray *keys)
{
  /* pg_type.dat: bool, int8, int2, int4, text, oid, varchar, date, timestamp, timestamptz, uuid */
  static const guint32 types[] = { 16, 20, 21, 23, 25, 26, 1043, 1082, 1114, 1184, 2950 };

  for (guint i = 0; i < keys->len; i++)
    {
      const Key *key = &g_array_index (keys, Key, i);
      gboolean known = FALSE;

      if (key->output == 0)
        continue;
      for (gsize k = 0; key->column != NULL && k < G_N_ELEMENTS (types); k++)
        known |= key->column->type_oid == types[k];
      if (!known || key->column->collation != NULL)
        return FALSE;
    }

  return TRUE;
}

static void
collect_from (Level *self,
              const PgQuery__Node *node,
              const OptItem *item,
              guint query,
              gboolean nullable)
{
  if (node->node_case == PG_QUERY__NODE__NODE_JOIN_EXPR && item->children != NULL)
    {
      PgQuery__JoinType type = node->join_expr->jointype;
      gboolean left
          = type == PG_QUERY__JOIN_TYPE__JOIN_RIGHT || type == PG_QUERY__JOIN_TYPE__JOIN_FULL;
      gboolean right
          = type == PG_QUERY__JOIN_TYPE__JOIN_LEFT || type == PG_QUERY__JOIN_TYPE__JOIN_FULL;

      self->n_outer += left + right;
      collect_from (self, node->join_expr->larg, item->children->pdata[0], query, nullable || left);
      collect_from (self, node->join_expr->rarg, item->children->pdata[1], query,
                    nullable || right);
    }
  else if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR && item->columns->len > 0
           && ((const OptOutput *) item->columns->pdata[0])->sources->len == 1)
    {
      OptScan *scan
          = g_array_index (((const OptOutput *) item->columns->pdata[0])->sources, OptSource, 0)
                .scan;

      self->plain &= scan->query == query;
      g_ptr_array_add (self->scans, scan);
      if (nullable)
        g_hash_table_add (self->nullable, scan);
    }
  else
    self->plain = FALSE;
}

static gboolean
find_sublink (const ProtobufCMessage *message, gpointer user_data)
{
  if (message->descriptor == &pg_query__sub_link__descriptor)
    *(gboolean *) user_data = TRUE;

  return TRUE;
}

static void
level_init (Level *self,
            OptAnalyzer *analyzer,
            const PgQuery__SelectStmt *select,
            const OptScope *scope)
{
  *self = (Level){
    .analyzer = analyzer,
    .scans = g_ptr_array_new (),
    .nullable = g_hash_table_new (NULL, NULL),
    .determined = g_hash_table_new (NULL, NULL),
    .known = g_array_new (FALSE, FALSE, sizeof (OptSource)),
    .plain = scope->items->len == select->n_from_clause,
  };
  for (size_t i = 0; self->plain && i < select->n_from_clause; i++)
    collect_from (self, select->from_clause[i], scope->items->pdata[i], scope->query, FALSE);
  opt_message_walk (&select->base, find_sublink, &self->subqueries);
}

static gboolean
is_known (const Level *self, const OptScan *scan, const OptColumn *column)
{
  if (g_hash_table_contains (self->determined, scan))
    return TRUE;
  for (guint i = 0; i < self->known->len; i++)
    {
      const OptSource *source = &g_array_index (self->known, OptSource, i);

      if (source->scan == scan && source->column == column)
        return TRUE;
    }

  return FALSE;
}

static gboolean
add_known (Level *self, OptScan *scan, OptColumn *column)
{
  OptSource source = { scan, column };

  if (is_known (self, scan, column))
    return FALSE;
  g_array_append_val (self->known, source);

  return TRUE;
}

/* A unique index is of one table, and not of those that inherit from it. */
static gboolean
is_inherited (const Level *self, const OptRelation *relation)
{
  GPtrArray *relations = opt_catalog_get_relations (self->analyzer->catalog);

  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *child = relations->pdata[i];

      for (guint k = 0; k < child->n_inherits; k++)
        if (child->inherits[k] == relation->oid)
          return TRUE;
    }

  return FALSE;
}

static gboolean
has_known_key (const Level *self, const OptScan *scan)
{
  const OptRelation *relation = scan->relation;

  for (guint i = 0; i < relation->indexes->len; i++)
    {
      const OptIndex *index = relation->indexes->pdata[i];
      gboolean known = index->unique && index->valid && index->predicate == NULL;

      for (guint k = 0; known && k < index->n_keys; k++)
        {
          const OptColumn *column = opt_relation_get_column (relation, index->keys[k].column);

          known = column != NULL && column->not_null && is_known (self, scan, column);
        }
      if (known && !is_inherited (self, relation))
        return TRUE;
    }

  return FALSE;
}

/* Of what an outer join may have left out nothing follows, but what it left out follows from the
 * row on its other side. */
static gboolean
carries (const Level *self, const OptScan *from, const OptScan *to)
{
  if (self->n_outer == 0)
    return TRUE;

  return self->n_outer == 1 && g_hash_table_contains (self->determined, from)
         && !g_hash_table_contains (self->nullable, from)
         && g_hash_table_contains (self->nullable, to);
}

static gboolean
learn (Level *self, OptScan *scan, const OptPredicate *predicate)
{
  if (predicate->alternative != 0 || predicate->column == NULL
      || g_strcmp0 (predicate->operator_name, "=") != 0)
    return FALSE;
  if (predicate->kind == OPT_PREDICATE_EQUAL && self->n_outer == 0
      && (predicate->operand == OPT_OPERAND_LITERAL || predicate->operand == OPT_OPERAND_PARAMETER))
    return add_known (self, scan, predicate->column);
  if (predicate->kind == OPT_PREDICATE_JOIN && predicate->other_column != NULL
      && g_ptr_array_find (self->scans, predicate->other, NULL)
      && is_known (self, predicate->other, predicate->other_column)
      && carries (self, predicate->other, scan))
    return add_known (self, scan, predicate->column);

  return FALSE;
}

/* What follows from the keys, until nothing more does. */
static void
learn_all (Level *self)
{
  gboolean learnt = TRUE;

  while (learnt)
    {
      learnt = FALSE;
      for (guint i = 0; i < self->scans->len; i++)
        {
          OptScan *scan = self->scans->pdata[i];

          for (guint k = 0; !self->subqueries && k < scan->predicates->len; k++)
            learnt |= learn (self, scan, scan->predicates->pdata[k]);
          if (!g_hash_table_contains (self->determined, scan) && has_known_key (self, scan))
            learnt |= g_hash_table_add (self->determined, scan);
        }
    }
}

static gboolean
has_key_text (const GArray *keys, const char *text)
{
  for (guint i = 0; text != NULL && i < keys->len; i++)
    if (g_strcmp0 (g_array_index (keys, Key, i).text, text) == 0)
      return TRUE;

  return FALSE;
}

/* A row of a grouped query is a group, and its grouping keys tell it from the others. */
static gboolean
determines_groups (const Level *self,
                   const GArray *order,
                   const PgQuery__SelectStmt *select,
                   const OptScope *scope,
                   const OptItem *result)
{
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (Key));

  g_array_set_clear_func (groups, key_clear);
  for (size_t i = 0; i < select->n_group_clause; i++)
    {
      if (select->group_clause[i]->node_case == PG_QUERY__NODE__NODE_GROUPING_SET)
        return FALSE;
      add_key (groups, select->group_clause[i], scope, result, FALSE);
    }
  for (guint i = 0; i < groups->len; i++)
    {
      const Key *key = &g_array_index (groups, Key, i);

      if (!(key->column != NULL && is_known (self, key->scan, key->column))
          && !(key->output > 0 && has_key_output (order, key->output))
          && !has_key_text (order, key->text))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_aggregate (const PgQuery__SelectStmt *select, const OptScope *scope)
{
  for (size_t i = 0; i < select->n_target_list; i++)
    {
      g_auto (OptExpressionFacts)
        facts = { 0 };

      if (select->target_list[i]->res_target->val == NULL)
        continue;
      opt_expression_facts_init (&facts, select->target_list[i]->res_target->val, scope);
      if (facts.folds)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_total (OptAnalyzer *self,
          const PgQuery__SelectStmt *select,
          const OptScope *scope,
          const OptItem *result,
          const GArray *order)
{
  g_auto (Level)
    level = { 0 };

  level_init (&level, self, select, scope);
  if (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE || select->n_values_lists > 0)
    return FALSE;
  if (select->n_group_clause == 0 && has_aggregate (select, scope))
    return TRUE; /* one row */

  for (guint i = 0; i < order->len; i++)
    {
      const Key *key = &g_array_index (order, Key, i);

      if (key->column != NULL)
        add_known (&level, key->scan, key->column);
    }
  if (level.plain)
    learn_all (&level);
  if (select->n_group_clause > 0)
    return determines_groups (&level, order, select, scope, result);

  return level.plain && g_hash_table_size (level.determined) == level.scans->len;
}

static gboolean
chooses_rows (const PgQuery__SelectStmt *select)
{
  return select->limit_count != NULL || select->limit_offset != NULL
         || (select->n_distinct_clause > 0
             && select->distinct_clause[0]->node_case != PG_QUERY__NODE__NODE__NOT_SET);
}

/**
 * opt_analyze_choice:
 * @self: the analyzer
 * @select: a SELECT, VALUES or set operation that was analysed
 * @scope: the names it sees
 * @result: the columns of its result
 *
 * Notes whether its order is total: whether no two of its rows that differ sort as equals. A row is
 * told by its whole self (of which only the types of the result's columns say whether it does), or
 * by a unique key without NULLs of each table, as far as that follows
 * from the keys of ORDER BY, from constants and from joins; a group by its grouping keys.
 */
void
opt_analyze_choice (OptAnalyzer *self,
                    const PgQuery__SelectStmt *select,
                    const OptScope *scope,
                    const OptItem *result)
{
  gboolean outermost = self->info->kind == OPT_STATEMENT_SELECT && scope->query == 1;
  gboolean chooses = chooses_rows (select) && select != self->exists;
  g_autoptr (GArray) order = NULL;
  gboolean total, covers;

  if (!chooses && !(outermost && select->n_sort_clause > 0))
    return;

  order = list_order (select, scope, result);
  total = is_total (self, select, scope, result, order);
  covers = !total && covers_result (order, result);
  if (outermost)
    {
      total |= covers;
      self->info->ordered = order->len > 0;
      self->info->order_total = total;
      self->info->covers_result = covers;
      self->info->chooses = chooses && !total;
      for (guint i = 0; i < order->len; i++)
        g_array_append_val (self->info->order_outputs, g_array_index (order, Key, i).output);
    }
  else
    self->info->chooses_inside |= chooses && !total && !(covers && sort_by_text (order));
}
