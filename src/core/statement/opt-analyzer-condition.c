/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-analyzer.h"

static void analyze_node (const OptCondition *context, const PgQuery__Node *node);

static void
analyze_boolean (const OptCondition *context, const PgQuery__BoolExpr *expression)
{
  OptCondition inner = *context;

  if (expression->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR)
    {
      inner.negated = !inner.negated;
      analyze_node (&inner, expression->args[0]);
      return;
    }
  /* NOT (a OR b) is NOT a AND NOT b. */
  if ((expression->boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR) != context->negated
      && inner.alternative == 0)
    inner.alternative = ++context->analyzer->n_alternatives;
  for (size_t i = 0; i < expression->n_args; i++)
    analyze_node (&inner, expression->args[i]);
}

static void
analyze_boolean_test (const OptCondition *context, const PgQuery__BooleanTest *test)
{
  opt_analyze_expression (context->analyzer, test->arg, context->scope);
  /* NOT (x IS TRUE) holds where x is NULL. */
  if (context->negated)
    opt_analyze_test (context, OPT_PREDICATE_OTHER, test->arg, FALSE);
  else if (test->booltesttype == PG_QUERY__BOOL_TEST_TYPE__IS_TRUE)
    opt_analyze_test (context, OPT_PREDICATE_BOOLEAN, test->arg, FALSE);
  else if (test->booltesttype == PG_QUERY__BOOL_TEST_TYPE__IS_FALSE)
    opt_analyze_test (context, OPT_PREDICATE_BOOLEAN, test->arg, TRUE);
  else
    opt_analyze_test (context, OPT_PREDICATE_OTHER, test->arg, FALSE);
}

/* `x IN (SELECT y …)` is a join of x and y. */
static void
analyze_subquery (const OptCondition *context, const PgQuery__SubLink *sublink)
{
  OptItem *result;
  const PgQuery__Node *test = sublink->testexpr;
  const char *operator_name
      = sublink->n_oper_name > 0
            ? opt_node_get_string (sublink->oper_name[sublink->n_oper_name - 1])
            : "=";

  opt_analyze_expression (context->analyzer, test, context->scope);
  result = opt_analyze_sublink (context->analyzer, sublink, context->scope);
  if (sublink->sub_link_type != PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK || test == NULL
      || context->negated || g_strcmp0 (operator_name, "=") != 0)
    return;
  for (guint i = 0; i < result->columns->len; i++)
    {
      const PgQuery__Node *node = test;
      const OptOutput *column;

      if (test->node_case == PG_QUERY__NODE__NODE_ROW_EXPR)
        node = i < test->row_expr->n_args ? test->row_expr->args[i] : NULL;
      column = opt_analyzer_get_plain_column (node, context->scope);
      if (column != NULL)
        opt_analyze_equal_columns (context->analyzer, column, result->columns->pdata[i]);
    }
}

static void
analyze_node (const OptCondition *context, const PgQuery__Node *node)
{
  switch ((int) node->node_case)
    {
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
      analyze_boolean (context, node->bool_expr);
      return;
    case PG_QUERY__NODE__NODE_SUB_LINK:
      analyze_subquery (context, node->sub_link);
      return;
    case PG_QUERY__NODE__NODE_A_EXPR:
      opt_analyze_expression (context->analyzer, node, context->scope);
      opt_analyze_comparison (context, node->a_expr);
      return;
    case PG_QUERY__NODE__NODE_BOOLEAN_TEST:
      analyze_boolean_test (context, node->boolean_test);
      return;
    case PG_QUERY__NODE__NODE_NULL_TEST:
      opt_analyze_expression (context->analyzer, node, context->scope);
      opt_analyze_test (context,
                        node->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL
                            ? OPT_PREDICATE_IS_NULL
                            : OPT_PREDICATE_IS_NOT_NULL,
                        node->null_test->arg, FALSE);
      return;
    case PG_QUERY__NODE__NODE_COLUMN_REF:
      opt_analyze_expression (context->analyzer, node, context->scope);
      opt_analyze_test (context, OPT_PREDICATE_BOOLEAN, node, FALSE);
      return;
    default:
      opt_analyze_expression (context->analyzer, node, context->scope);
      return;
    }
}

/**
 * opt_analyze_condition:
 * @self: the analyzer
 * @node: (nullable): WHERE, ON or HAVING
 * @scope: the names it sees
 *
 * Gives each scan the predicates on it.
 */
void
opt_analyze_condition (OptAnalyzer *self, const PgQuery__Node *node, OptScope *scope)
{
  OptCondition context = { self, scope, 0, FALSE };

  if (node != NULL)
    analyze_node (&context, node);
}
