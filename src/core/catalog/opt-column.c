/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-column.h"

#include <math.h>

/**
 * opt_column_statistics_new:
 *
 * Returns: (transfer full): statistics that know nothing
 */
OptColumnStatistics *
opt_column_statistics_new (void)
{
  OptColumnStatistics *self = g_new0 (OptColumnStatistics, 1);

  self->correlation = NAN;

  return self;
}

/**
 * opt_column_statistics_free:
 * @self: (nullable): statistics
 *
 * Frees @self and its arrays.
 */
void
opt_column_statistics_free (OptColumnStatistics *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->most_common_values);
  g_free (self->most_common_frequencies);
  g_strfreev (self->histogram_bounds);
  g_free (self);
}

/**
 * opt_column_new:
 *
 * Returns: (transfer full): an empty column
 */
OptColumn *
opt_column_new (void)
{
  return g_new0 (OptColumn, 1);
}

/**
 * opt_column_free:
 * @self: (nullable): a column
 *
 * Frees @self and what it holds.
 */
void
opt_column_free (OptColumn *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->type);
  g_free (self->default_sql);
  g_free (self->generated_sql);
  g_free (self->collation);
  opt_column_statistics_free (self->statistics);
  g_free (self);
}

/**
 * opt_column_get_distinct:
 * @self: a column
 * @tuples: rows of its relation
 *
 * The number of distinct values, from pg_stats.n_distinct: a negative figure there is a share of
 * the rows.
 *
 * Returns: the number, at least 1; 0 where nobody knows it (no statistics, or pg_stats says 0)
 */
double
opt_column_get_distinct (const OptColumn *self, double tuples)
{
  double distinct;

  g_return_val_if_fail (self != NULL, 0);

  if (self->statistics == NULL || self->statistics->n_distinct == 0)
    return 0;

  distinct = self->statistics->n_distinct;
  if (distinct < 0)
    distinct = -distinct * MAX (tuples, 0);

  return MAX (distinct, 1);
}
