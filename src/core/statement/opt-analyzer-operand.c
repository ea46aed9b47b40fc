/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-analyzer.h"

static char *
type_name_to_text (const PgQuery__TypeName *type)
{
  const char *name
      = type->n_names > 0 ? opt_node_get_string (type->names[type->n_names - 1]) : NULL;

  return g_strconcat (name != NULL ? name : "", type->n_array_bounds > 0 ? "[]" : "", NULL);
}

/* The text of a LIKE pattern before its first wildcard. */
static char *
pattern_prefix (const char *pattern)
{
  g_autoptr (GString) prefix = g_string_new (NULL);

  for (const char *p = pattern; *p != '\0' && *p != '%' && *p != '_'; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        p++;
      g_string_append_c (prefix, *p);
    }
  return g_string_free (g_steal_pointer (&prefix), FALSE);
}

/**
 * opt_analyzer_set_operand:
 * @predicate: a predicate
 * @node: what its column is compared with
 * @facts: what that is made of
 *
 * Notes the operand: a literal's value, a parameter, an expression's SQL.
 */
void
opt_analyzer_set_operand (OptPredicate *predicate,
                          const PgQuery__Node *node,
                          const OptExpressionFacts *facts)
{
  const PgQuery__Node *inner = opt_node_strip_casts (node);

  if (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
    predicate->cast = type_name_to_text (node->type_cast->type_name);
  if (facts->n_parameters > 0)
    predicate->parameter = facts->parameter;
  if (inner->node_case == PG_QUERY__NODE__NODE_A_CONST)
    {
      predicate->operand = OPT_OPERAND_LITERAL;
      predicate->text = opt_constant_to_text (inner->a_const);
      if (predicate->kind == OPT_PREDICATE_LIKE && predicate->text != NULL)
        predicate->prefix = pattern_prefix (predicate->text);
    }
  else if (inner->node_case == PG_QUERY__NODE__NODE_PARAM_REF)
    predicate->operand = OPT_OPERAND_PARAMETER;
  else if (facts->subquery)
    predicate->operand = OPT_OPERAND_SUBQUERY;
  else
    {
      predicate->operand = OPT_OPERAND_EXPRESSION;
      predicate->text = opt_node_deparse ((PgQuery__Node *) node);
    }
}
