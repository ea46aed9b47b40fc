/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-trend.h"

#include <math.h>

#include "opt-recent.h"

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
 * opt_statement_trend_list:
 * @item: a statement
 *
 * Returns: (transfer full) (element-type gdouble): how many sessions executed it in each piece of
 *   the time that it was watched, see opt_recent_fit(), the oldest first; NAN where that is not
 *   known
 */
GArray *
opt_statement_trend_list (OptStatementItem *item)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) points = NULL;
  gint64 first, last;
  guint n;

  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (item), values);

  points = opt_statement_item_get_trend (item);
  if (points->len == 0)
    return values;

  first = g_array_index (points, OptTrendPoint, 0).start;
  last = g_array_index (points, OptTrendPoint, points->len - 1).start;
  n = (guint) (opt_recent_fit (last + OPT_TREND_BUCKET - first) / OPT_TREND_BUCKET);
  g_array_set_size (values, n);
  for (guint i = 0; i < n; i++)
    g_array_index (values, double, i) = NAN;
  for (guint i = 0; i < points->len; i++)
    {
      const OptTrendPoint *point = &g_array_index (points, OptTrendPoint, i);
      gint64 age = (last - point->start) / OPT_TREND_BUCKET;

      if (age < n)
        g_array_index (values, double, n - 1 - (guint) age) = opt_trend_point_get_busy (point);
    }

  return values;
}
