/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-analyzer.h"

#include <string.h>

/* One side of a comparison. */
typedef struct
{
  const PgQuery__Node *node;
  const OptOutput *column; /* (nullable) it is a plain column */
  OptExpressionFacts facts;
} Side;

static void
side_init (Side *side, const PgQuery__Node *node, const OptScope *scope)
{
  side->node = node;
  side->column = opt_analyzer_get_plain_column (node, scope);
  opt_expression_facts_init (&side->facts, node, scope);
}

static void
side_clear (Side *side)
{
  opt_expression_facts_clear (&side->facts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

/* An expression over one scan alone, which an index could hold. */
static OptScan *
side_get_expression_scan (const Side *side)
{
  if (side->column == NULL && side->facts.scans->len == 1
      && side->facts.n_unknown + side->facts.n_computed == 0 && side->facts.n_parameters == 0
      && !side->facts.subquery && !side->facts.aggregate)
    return side->facts.scans->pdata[0];
  return NULL;
}

/* The column in `lower (x)` or `x::date`: its values are likely ones for what the whole is compared
 * with. */
static OptColumn *
get_wrapped_column (const Side *side)
{
  if (side->facts.n_columns != 1)
    return NULL;
  if (side->node->node_case != PG_QUERY__NODE__NODE_FUNC_CALL
      && side->node->node_case != PG_QUERY__NODE__NODE_TYPE_CAST
      && side->node->node_case != PG_QUERY__NODE__NODE_COALESCE_EXPR)
    return NULL;
  return side->facts.column;
}

static const char *
commute (const char *operator_name)
{
  static const char *const pairs[][2] = {
    { "<", ">" },   { ">", "<" },   { "<=", ">=" }, { ">=", "<=" },
    { "@>", "<@" }, { "<@", "@>" }, { "=", "=" },   { "<>", "<>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (strcmp (operator_name, pairs[i][0]) == 0)
      return pairs[i][1];
  return NULL;
}

static OptPredicateKind
classify (const char *operator_name)
{
  if (strcmp (operator_name, "=") == 0)
    return OPT_PREDICATE_EQUAL;
  if (strcmp (operator_name, "<") == 0 || strcmp (operator_name, "<=") == 0
      || strcmp (operator_name, ">") == 0 || strcmp (operator_name, ">=") == 0)
    return OPT_PREDICATE_RANGE;
  if (strcmp (operator_name, "~~") == 0 || strcmp (operator_name, "~~*") == 0)
    return OPT_PREDICATE_LIKE;
  return OPT_PREDICATE_OTHER;
}

static OptPredicate *
predicate_new (const OptCondition *context,
               OptPredicateKind kind,
               const char *operator_name,
               OptColumn *column,
               const Side *side)
{
  OptPredicate *predicate = opt_predicate_new (context->negated ? OPT_PREDICATE_OTHER : kind);

  predicate->operator_name = g_strdup (operator_name);
  predicate->column = column;
  predicate->alternative = context->alternative;
  predicate->negated = context->negated;
  if (column == NULL)
    {
      predicate->expression = opt_analyzer_deparse_bare (side->node, context->scope);
      if (side->facts.functions->len > 0)
        {
          predicate->functions = g_new0 (char *, side->facts.functions->len + 1);
          for (guint i = 0; i < side->facts.functions->len; i++)
            predicate->functions[i] = g_strdup (side->facts.functions->pdata[i]);
        }
    }
  return predicate;
}

/* Notes which column the parameters of an operand are compared with. */
static void
compare_parameters (const OptCondition *context,
                    const PgQuery__Node *node,
                    const OptExpressionFacts *facts,
                    OptRelation *relation,
                    OptColumn *column,
                    const char *operator_name,
                    gboolean array)
{
  const PgQuery__Node *inner = opt_node_strip_casts (node);
  OptParameter *parameter;

  if (facts->n_parameters == 0 || facts->subquery
      || facts->n_columns + facts->n_computed + facts->n_unknown > 0)
    return;
  parameter = opt_analyzer_get_parameter (context->analyzer, facts->parameter);
  if (parameter == NULL || parameter->role == OPT_PARAMETER_COMPARED)
    return;
  parameter->role = OPT_PARAMETER_COMPARED;
  parameter->relation = relation;
  parameter->column = column;
  parameter->operator_name = g_strdup (operator_name);
  parameter->exact = inner->node_case == PG_QUERY__NODE__NODE_PARAM_REF;
  parameter->array = array;
}

static gboolean
is_parameter (const PgQuery__Node *node)
{
  return node != NULL && node->node_case == PG_QUERY__NODE__NODE_PARAM_REF;
}

/* `$1 - $2` has no type that the server could know; it is one of the column's. */
static void
want_operand_type (const OptCondition *context, const PgQuery__Node *node, const OptColumn *column)
{
  const PgQuery__AExpr *expression;
  OptParameter *parameter;
  const char *type = column->type;

  if (node->node_case != PG_QUERY__NODE__NODE_A_EXPR)
    return;
  expression = node->a_expr;
  if (expression->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || expression->lexpr == NULL)
    return;
  want_operand_type (context, expression->lexpr, column);
  if (!is_parameter (expression->lexpr) || !is_parameter (expression->rexpr))
    return;
  parameter = opt_analyzer_get_parameter (context->analyzer, expression->lexpr->param_ref->number);
  if (parameter == NULL || parameter->wanted_type != NULL)
    return;
  /* An integer column may be compared with a fraction. */
  if (column->type_category == 'N')
    type = "numeric";
  parameter->wanted_type = g_strdup (type);
  if (context->analyzer->view_depth == 0)
    parameter->location = expression->lexpr->param_ref->location;
}

static void
add_join (const OptCondition *context,
          OptPredicateKind kind,
          const char *operator_name,
          OptScan *scan,
          OptColumn *column,
          const Side *side,
          const Side *other,
          OptScan *other_scan,
          OptColumn *other_column)
{
  OptPredicate *predicate;

  if (scan == other_scan)
    return;
  predicate = predicate_new (context, kind == OPT_PREDICATE_EQUAL ? OPT_PREDICATE_JOIN : kind,
                             operator_name, column, side);
  predicate->operand = other_column != NULL ? OPT_OPERAND_COLUMN : OPT_OPERAND_EXPRESSION;
  predicate->other = other_scan;
  predicate->other_column = other_column;
  if (other_column == NULL)
    predicate->text = opt_node_deparse ((PgQuery__Node *) other->node);
  g_ptr_array_add (scan->predicates, predicate);
}

/* One comparison as one scan sees it: its column (or expression) on the left. */
static void
add_comparison (const OptCondition *context,
                OptPredicateKind kind,
                const char *operator_name,
                OptScan *scan,
                OptColumn *column,
                const Side *side,
                const Side *other)
{
  OptPredicate *predicate;

  if (other->column != NULL)
    {
      for (guint i = 0; i < other->column->sources->len; i++)
        {
          const OptSource *source = &g_array_index (other->column->sources, OptSource, i);

          add_join (context, kind, operator_name, scan, column, side, other, source->scan,
                    source->column);
        }
      return;
    }
  if (other->facts.n_unknown > 0)
    return;
  if (other->facts.n_columns + other->facts.n_computed > 0)
    {
      if (!other->facts.aggregate && !g_ptr_array_find (other->facts.scans, scan, NULL))
        add_join (context, kind, operator_name, scan, column, side, other,
                  other->facts.scans->len == 1 ? other->facts.scans->pdata[0] : NULL, NULL);
      return;
    }
  predicate = predicate_new (context, kind, operator_name, column, side);
  opt_analyzer_set_operand (predicate, other->node, &other->facts);
  g_ptr_array_add (scan->predicates, predicate);
  if (column != NULL)
    want_operand_type (context, other->node, column);
  else
    column = get_wrapped_column (side);
  if (column != NULL)
    compare_parameters (context, other->node, &other->facts, scan->relation, column, operator_name,
                        kind == OPT_PREDICATE_IN);
}

static void
add_side (const OptCondition *context,
          OptPredicateKind kind,
          const char *operator_name,
          const Side *side,
          const Side *other)
{
  OptScan *scan = side_get_expression_scan (side);

  for (guint i = 0; side->column != NULL && i < side->column->sources->len; i++)
    {
      const OptSource *source = &g_array_index (side->column->sources, OptSource, i);

      add_comparison (context, kind, operator_name, source->scan, source->column, side, other);
    }
  if (scan != NULL)
    add_comparison (context, kind, operator_name, scan, NULL, side, other);
}

static void
compare_nodes (const OptCondition *context,
               OptPredicateKind kind,
               const char *operator_name,
               const PgQuery__Node *left,
               const PgQuery__Node *right)
{
  g_auto (Side)
    l = { 0 };
  g_auto (Side)
    r = { 0 };

  side_init (&l, left, context->scope);
  side_init (&r, right, context->scope);
  add_side (context, kind, operator_name, &l, &r);
  if (kind != OPT_PREDICATE_IN && commute (operator_name) != NULL)
    add_side (context, kind, commute (operator_name), &r, &l);
}

/* Row values are compared column by column: `(a, b) > ($1, $2)` bounds a, and b within it. */
static void
compare (const OptCondition *context,
         OptPredicateKind kind,
         const char *operator_name,
         const PgQuery__Node *left,
         const PgQuery__Node *right)
{
  if (left->node_case == PG_QUERY__NODE__NODE_ROW_EXPR
      && right->node_case == PG_QUERY__NODE__NODE_ROW_EXPR)
    {
      size_t n = MIN (left->row_expr->n_args, right->row_expr->n_args);

      for (size_t i = 0; i < n; i++)
        compare_nodes (context, kind, operator_name, left->row_expr->args[i],
                       right->row_expr->args[i]);
      return;
    }
  compare_nodes (context, kind, operator_name, left, right);
}

/* `x IN (…)`: a predicate that stands for the list's first value, and each value's parameter. */
static void
analyze_in_list (const OptCondition *context,
                 const PgQuery__Node *left,
                 const PgQuery__List *list,
                 const char *operator_name)
{
  OptPredicateKind kind = strcmp (operator_name, "=") == 0 ? OPT_PREDICATE_IN : OPT_PREDICATE_OTHER;
  g_auto (Side)
    side = { 0 };

  if (list->n_items == 0)
    return;
  if (left->node_case == PG_QUERY__NODE__NODE_ROW_EXPR)
    {
      compare (context, kind, operator_name, left, list->items[0]);
      return;
    }
  side_init (&side, left, context->scope);
  for (size_t i = 0; i < list->n_items; i++)
    {
      g_auto (Side)
        item = { 0 };
      OptScan *scan = side_get_expression_scan (&side);

      side_init (&item, list->items[i], context->scope);
      if (i == 0)
        add_side (context, kind, operator_name, &side, &item);
      for (guint j = 0; side.column != NULL && j < side.column->sources->len; j++)
        {
          const OptSource *source = &g_array_index (side.column->sources, OptSource, j);

          compare_parameters (context, item.node, &item.facts, source->scan->relation,
                              source->column, operator_name, FALSE);
          scan = source->scan;
        }
      if (i == 0 && scan != NULL && scan->predicates->len > 0)
        ((OptPredicate *) scan->predicates->pdata[scan->predicates->len - 1])->n_values
            = (guint) list->n_items;
    }
}

static void
set_array_parameter (const OptCondition *context, const PgQuery__Node *node)
{
  const PgQuery__Node *inner = opt_node_strip_casts (node);
  OptParameter *parameter;

  if (!is_parameter (inner))
    return;
  parameter = opt_analyzer_get_parameter (context->analyzer, inner->param_ref->number);
  if (parameter != NULL)
    parameter->array = TRUE;
}

static void
analyze_between (const OptCondition *context, const PgQuery__AExpr *expression)
{
  OptCondition inner = *context;
  const PgQuery__List *bounds;

  if (expression->rexpr->node_case != PG_QUERY__NODE__NODE_LIST
      || expression->rexpr->list->n_items != 2)
    return;
  bounds = expression->rexpr->list;
  inner.negated |= expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN
                   || expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;
  compare (&inner, OPT_PREDICATE_RANGE, ">=", expression->lexpr, bounds->items[0]);
  compare (&inner, OPT_PREDICATE_RANGE, "<=", expression->lexpr, bounds->items[1]);
}

/**
 * opt_analyze_comparison:
 * @context: where it stands
 * @expression: an operator with its operands
 *
 * Gives the scans on both sides of a comparison their predicates.
 */
void
opt_analyze_comparison (const OptCondition *context, const PgQuery__AExpr *expression)
{
  const PgQuery__Node *left = expression->lexpr;
  const PgQuery__Node *right = expression->rexpr;
  const char *operator_name = expression->n_name > 0
                                  ? opt_node_get_string (expression->name[expression->n_name - 1])
                                  : NULL;

  if (left == NULL || right == NULL || operator_name == NULL)
    return;
  switch ((int) expression->kind)
    {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
      compare (context, classify (operator_name), operator_name, left, right);
      break;
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
      compare (context, strcmp (operator_name, "=") == 0 ? OPT_PREDICATE_IN : OPT_PREDICATE_OTHER,
               operator_name, left, right);
      set_array_parameter (context, right);
      break;
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL:
      compare (context, OPT_PREDICATE_OTHER, operator_name, left, right);
      set_array_parameter (context, right);
      break;
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
      if (right->node_case == PG_QUERY__NODE__NODE_LIST)
        analyze_in_list (context, left, right->list, operator_name);
      break;
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM:
      analyze_between (context, expression);
      break;
    case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
      compare (context, OPT_PREDICATE_OTHER, "IS DISTINCT FROM", left, right);
      break;
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
      compare (context, OPT_PREDICATE_OTHER, "IS NOT DISTINCT FROM", left, right);
      break;
    default:
      break;
    }
}

/**
 * opt_analyze_test:
 * @context: where it stands
 * @kind: what it is
 * @node: the one operand
 * @negated: whether it must be false
 *
 * Gives the scan of @node a test: IS NULL, or a boolean itself. Unlike a comparison, a test below
 * NOT is still one that an index serves.
 */
void
opt_analyze_test (const OptCondition *context,
                  OptPredicateKind kind,
                  const PgQuery__Node *node,
                  gboolean negated)
{
  OptCondition plain = *context;
  g_auto (Side)
    side = { 0 };
  OptScan *scan;
  OptPredicate *predicate;

  plain.negated = FALSE;
  if (context->negated && kind == OPT_PREDICATE_IS_NULL)
    kind = OPT_PREDICATE_IS_NOT_NULL;
  else if (context->negated && kind == OPT_PREDICATE_IS_NOT_NULL)
    kind = OPT_PREDICATE_IS_NULL;
  else
    negated = negated != context->negated;
  side_init (&side, node, context->scope);
  scan = side_get_expression_scan (&side);
  for (guint i = 0; side.column != NULL && i < side.column->sources->len; i++)
    {
      const OptSource *source = &g_array_index (side.column->sources, OptSource, i);

      predicate = predicate_new (&plain, kind, NULL, source->column, &side);
      predicate->negated = negated;
      g_ptr_array_add (source->scan->predicates, predicate);
    }
  if (scan != NULL)
    {
      predicate = predicate_new (&plain, kind, NULL, NULL, &side);
      predicate->negated = negated;
      g_ptr_array_add (scan->predicates, predicate);
    }
}

/**
 * opt_analyze_equal_columns:
 * @self: the analyzer
 * @left: a column
 * @right: a column that equals it
 *
 * Gives the scans of both their join, as USING and IN (SELECT …) ask for it.
 */
void
opt_analyze_equal_columns (OptAnalyzer *self, const OptOutput *left, const OptOutput *right)
{
  OptCondition context = { self, NULL, 0, FALSE };

  opt_analyzer_use_output (left);
  opt_analyzer_use_output (right);
  for (guint i = 0; i < left->sources->len; i++)
    for (guint j = 0; j < right->sources->len; j++)
      {
        const OptSource *l = &g_array_index (left->sources, OptSource, i);
        const OptSource *r = &g_array_index (right->sources, OptSource, j);

        add_join (&context, OPT_PREDICATE_EQUAL, "=", l->scan, l->column, NULL, NULL, r->scan,
                  r->column);
        add_join (&context, OPT_PREDICATE_EQUAL, "=", r->scan, r->column, NULL, NULL, l->scan,
                  l->column);
      }
}
