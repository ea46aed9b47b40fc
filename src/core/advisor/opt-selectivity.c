/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-selectivity.h"

#include <math.h>

/* What PostgreSQL assumes where it knows nothing (selfuncs.h: DEFAULT_NUM_DISTINCT,
   DEFAULT_INEQ_SEL, DEFAULT_MATCH_SEL). */
#define DEFAULT_DISTINCT 200.0
#define DEFAULT_RANGE (1.0 / 3.0)
#define DEFAULT_MATCH 0.005

/**
 * opt_selectivity_get_distinct:
 * @relation: a table
 * @column: (nullable): one of its columns; %NULL for an expression
 *
 * Returns: how many different values it holds by the statistics, at least 1; 200, as PostgreSQL
 *   assumes, where there are none
 */
double
opt_selectivity_get_distinct (const OptRelation *relation, const OptColumn *column)
{
  double distinct;

  if (column == NULL || column->statistics == NULL)
    return DEFAULT_DISTINCT;

  distinct = opt_column_get_distinct (column, opt_relation_get_tuples (relation));

  return isfinite (distinct) && distinct >= 1 ? distinct : DEFAULT_DISTINCT;
}

static double
get_frequency (const OptColumnStatistics *statistics, const char *value)
{
  for (guint i = 0; i < statistics->n_most_common; i++)
    if (g_str_equal (statistics->most_common_values[i], value))
      return statistics->most_common_frequencies[i];

  return NAN;
}

/* As var_eq_const() and var_eq_non_const() do: a value that is known to be none of the common ones
   shares what they leave; one that nobody knows is the average one. */
static double
estimate_equal (const OptRelation *relation, const OptColumn *column, const char *value)
{
  const OptColumnStatistics *statistics = column != NULL ? column->statistics : NULL;
  double distinct = opt_selectivity_get_distinct (relation, column);
  double rest;

  if (statistics == NULL)
    return 1 / distinct;

  rest = 1 - statistics->null_fraction;
  if (value != NULL)
    {
      double frequency = get_frequency (statistics, value);

      if (!isnan (frequency))
        return frequency;

      for (guint i = 0; i < statistics->n_most_common; i++)
        rest -= statistics->most_common_frequencies[i];
      distinct = MAX (distinct - statistics->n_most_common, 1);
    }

  return CLAMP (rest / distinct, 0, 1);
}

static double
estimate_boolean (const OptPredicate *predicate)
{
  const OptColumnStatistics *statistics
      = predicate->column != NULL ? predicate->column->statistics : NULL;
  double frequency;

  if (statistics == NULL)
    return 0.5;
  frequency = get_frequency (statistics, predicate->negated ? "f" : "t");
  if (!isnan (frequency))
    return frequency;
  /* Where values are known and this one is not among them, hardly a row has it. */
  return statistics->n_most_common > 0 ? 0 : 0.5;
}

static const char *
get_value (const OptPredicate *predicate, const OptParams *values)
{
  guint index = (guint) predicate->parameter - 1;

  if (predicate->operand == OPT_OPERAND_LITERAL)
    return predicate->text;
  if (predicate->operand == OPT_OPERAND_PARAMETER && values != NULL && predicate->parameter > 0
      && index < opt_params_get_length (values))
    return opt_params_get (values, index);

  return NULL;
}

/**
 * opt_selectivity_estimate:
 * @relation: the table that it is a condition on
 * @predicate: the condition
 * @values: (nullable): of the statement's parameters, where they are known
 *
 * Estimates, only to leave out candidates that are not worth asking the planner about.
 *
 * Returns: the share of the rows that pass: 0 … 1
 */
double
opt_selectivity_estimate (const OptRelation *relation,
                          const OptPredicate *predicate,
                          const OptParams *values)
{
  const OptColumnStatistics *statistics
      = predicate->column != NULL ? predicate->column->statistics : NULL;
  const char *value = get_value (predicate, values);

  switch (predicate->kind)
    {
    case OPT_PREDICATE_EQUAL:
      return estimate_equal (relation, predicate->column, value);
    case OPT_PREDICATE_JOIN:
      return estimate_equal (relation, predicate->column, NULL);
    case OPT_PREDICATE_IN:
      return MIN (1, MAX (predicate->n_values, 1)
                         * estimate_equal (relation, predicate->column, NULL));
    case OPT_PREDICATE_RANGE:
      return DEFAULT_RANGE;
    case OPT_PREDICATE_LIKE:
      return DEFAULT_MATCH;
    case OPT_PREDICATE_IS_NULL:
      return statistics != NULL ? statistics->null_fraction : DEFAULT_MATCH;
    case OPT_PREDICATE_IS_NOT_NULL:
      return statistics != NULL ? 1 - statistics->null_fraction : 1 - DEFAULT_MATCH;
    case OPT_PREDICATE_BOOLEAN:
      return estimate_boolean (predicate);
    case OPT_PREDICATE_OTHER:
    default:
      return 1;
    }
}
