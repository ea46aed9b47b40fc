/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-columns.h"

#include <math.h>

static void
extend (OptChartColumn *column, double value)
{
  if (!(column->low <= value))
    column->low = value;
  if (!(column->high >= value))
    column->high = value;
}

/* The line between two points, cut at the edges of the pixels: neighbours touch by themselves. */
static void
add_line (OptChartColumn *columns, int n_columns, double x0, double y0, double x1, double y1)
{
  double slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
  int first = (int) CLAMP (floor (x0), 0, n_columns);
  int last = (int) CLAMP (floor (x1), -1, n_columns - 1);

  for (int i = first; i <= last; i++)
    {
      extend (&columns[i], i > x0 ? y0 + (i - x0) * slope : y0);
      extend (&columns[i], i + 1 < x1 ? y0 + (i + 1 - x0) * slope : y1);
    }
}

static void
add_point (OptChartColumn *columns, int n_columns, double x, double y)
{
  int i = (int) CLAMP (floor (x), -1, n_columns);

  if (i >= 0 && i < n_columns)
    extend (&columns[i], y);
}

/**
 * opt_chart_columns_fill:
 * @columns: (out caller-allocates) (array): as many as @frame has
 * @frame: where they are drawn
 * @points: (array length=n): a series
 * @n: how many points
 *
 * Reduces a series to what can be seen of it. No value is lost: each is within its column. Next to
 * a gap the line ends with its last point.
 */
void
opt_chart_columns_fill (OptChartColumn *columns,
                        const OptChartFrame *frame,
                        const OptChartPoint *points,
                        gsize n)
{
  double last_x = NAN;
  double last_y = NAN;

  for (int i = 0; i < frame->n_columns; i++)
    columns[i] = (OptChartColumn){ NAN, NAN };

  for (gsize i = 0; i < n; i++)
    {
      double x = ((double) points[i].time - frame->origin) / frame->step;
      double y = points[i].value;

      if (isfinite (y))
        {
          if (isfinite (last_y))
            add_line (columns, frame->n_columns, last_x, last_y, x, y);
          else
            add_point (columns, frame->n_columns, x, y);
        }
      last_x = x;
      last_y = y;
    }
}

static gsize
find_first_after (const OptChartPoint *points, gsize n, gint64 time)
{
  gsize low = 0;
  gsize high = n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (points[middle].time > time)
        high = middle;
      else
        low = middle + 1;
    }

  return low;
}

/**
 * opt_chart_points_clip:
 * @points: (array length=n): points by time
 * @n: how many
 * @from: where the window begins
 * @to: where it ends
 * @first: (out): the first point that matters
 * @end: (out): the one after the last
 *
 * Finds the points of a window and one more at each side, where lines come in and go out.
 */
void
opt_chart_points_clip (const OptChartPoint *points,
                       gsize n,
                       gint64 from,
                       gint64 to,
                       gsize *first,
                       gsize *end)
{
  gsize inside = find_first_after (points, n, from - 1);

  *first = inside > 0 ? inside - 1 : 0;
  *end = MIN (find_first_after (points, n, to) + 1, n);
  if (*end < *first)
    *end = *first;
}
