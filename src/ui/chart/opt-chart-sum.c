/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-sum.h"

#include <math.h>

#include "opt-chart-columns.h"

typedef struct
{
  const OptChartPoint *points;
  gsize next;
  gsize end;
} Part;

/* The next time that any part has, or G_MAXINT64. */
static gint64
find_next_time (const Part *parts, guint n)
{
  gint64 time = G_MAXINT64;

  for (guint i = 0; i < n; i++)
    {
      if (parts[i].next < parts[i].end)
        time = MIN (time, parts[i].points[parts[i].next].time);
    }

  return time;
}

static void
add_up (OptChartSum *sum, Part *parts)
{
  double total = 0;
  gboolean known = FALSE;

  for (guint i = 0; i < OPT_CHART_MAX_SERIES; i++)
    {
      Part *part = &parts[i];

      if (part->next < part->end && part->points[part->next].time == sum->time)
        {
          double value = part->points[part->next].value;

          part->next++;
          if (isfinite (value))
            {
              total += value;
              known = TRUE;
            }
        }
      sum->tops[i] = total;
    }
  for (guint i = 0; !known && i < OPT_CHART_MAX_SERIES; i++)
    sum->tops[i] = NAN;
}

/**
 * opt_chart_sums_new:
 * @model: a model
 * @from: where the window begins
 * @to: where it ends
 *
 * Returns: (transfer full) (element-type OptChartSum): the stack at each time of the window, and
 * one more at each side
 */
GArray *
opt_chart_sums_new (OptChartModel *model, gint64 from, gint64 to)
{
  GArray *sums = g_array_new (FALSE, FALSE, sizeof (OptChartSum));
  guint n_series = opt_chart_model_get_n_parts (model);
  Part parts[OPT_CHART_MAX_SERIES] = { 0 };
  gint64 time;

  for (guint i = 0; i < n_series; i++)
    {
      gsize n;

      if (!opt_chart_model_get_visible (model, i))
        continue;
      parts[i].points = opt_chart_model_get_points (model, i, &n);
      opt_chart_points_clip (parts[i].points, n, from, to, &parts[i].next, &parts[i].end);
    }

  while ((time = find_next_time (parts, n_series)) != G_MAXINT64)
    {
      OptChartSum sum = { .time = time };

      add_up (&sum, parts);
      g_array_append_val (sums, sum);
    }

  return sums;
}

static gboolean
is_gap (const OptChartSum *sum)
{
  return isnan (sum->tops[0]);
}

/* Of all moments within a column it shows that of the highest total: parts of different moments
 * would add up to what never was. */
static void
add_moment (OptChartSum *column, const OptChartSum *sum)
{
  if (is_gap (column)
      || column->tops[OPT_CHART_MAX_SERIES - 1] < sum->tops[OPT_CHART_MAX_SERIES - 1])
    *column = *sum;
}

/* What is added up are means over the time since the moment before, also where nothing is known of
 * that: there a time begins of which something is. */
static void
add_between (OptChartSum *columns,
             const OptChartFrame *frame,
             const OptChartSum *a,
             const OptChartSum *b)
{
  double x0 = ((double) a->time - frame->origin) / frame->step;
  double x1 = ((double) b->time - frame->origin) / frame->step;
  int first = (int) CLAMP (floor (x0) + (is_gap (a) ? 0 : 1), 0, frame->n_columns);
  int last = (int) CLAMP (floor (x1) - 1, -1, frame->n_columns - 1);

  for (int i = first; i <= last; i++)
    add_moment (&columns[i], b);
}

/**
 * opt_chart_sums_fill:
 * @columns: (out caller-allocates) (array): as many as @frame has
 * @frame: where they are drawn
 * @sums: (array length=n): a stack
 * @n: how many moments
 *
 * Reduces a stack to what can be seen of it: one moment a column of pixels.
 */
void
opt_chart_sums_fill (OptChartSum *columns,
                     const OptChartFrame *frame,
                     const OptChartSum *sums,
                     gsize n)
{
  for (int i = 0; i < frame->n_columns; i++)
    {
      for (guint j = 0; j < OPT_CHART_MAX_SERIES; j++)
        columns[i].tops[j] = NAN;
    }

  for (gsize i = 0; i < n; i++)
    {
      double x = floor (((double) sums[i].time - frame->origin) / frame->step);

      if (is_gap (&sums[i]))
        continue;
      if (x >= 0 && x < frame->n_columns)
        add_moment (&columns[(int) x], &sums[i]);
      if (i > 0)
        add_between (columns, frame, &sums[i - 1], &sums[i]);
    }
}
