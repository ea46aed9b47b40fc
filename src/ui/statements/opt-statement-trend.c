/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-trend.h"

#include <math.h>

/**
 * opt_trend_point_get_busy:
 * @self: a piece of a statement's past
 *
 * Returns: how many sessions executed the statement, on average; NAN where that is not known
 */
double
opt_trend_point_get_busy (const OptTrendPoint *self)
{
  g_return_val_if_fail (self != NULL, NAN);

  return self->observed > 0 ? self->total_ms * 1000 / (double) self->observed : NAN;
}

/**
 * opt_statement_trend_fill:
 * @item: a statement
 * @values: (out caller-allocates): how many sessions executed it in each piece of the last 15
 *   minutes, the oldest first; NAN where that is not known
 */
void
opt_statement_trend_fill (OptStatementItem *item, double values[OPT_STATEMENT_TREND_LENGTH])
{
  g_autoptr (GArray) points = NULL;
  gint64 last;

  g_return_if_fail (OPT_IS_STATEMENT_ITEM (item));

  for (guint i = 0; i < OPT_STATEMENT_TREND_LENGTH; i++)
    values[i] = NAN;

  points = opt_statement_item_get_trend (item);
  if (points->len == 0)
    return;

  last = g_array_index (points, OptTrendPoint, points->len - 1).start;
  for (guint i = 0; i < points->len; i++)
    {
      const OptTrendPoint *point = &g_array_index (points, OptTrendPoint, i);
      gint64 age = (last - point->start) / OPT_TREND_BUCKET;

      if (age >= 0 && age < OPT_STATEMENT_TREND_LENGTH)
        values[OPT_STATEMENT_TREND_LENGTH - 1 - age] = opt_trend_point_get_busy (point);
    }
}
