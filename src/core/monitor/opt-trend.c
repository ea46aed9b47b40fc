/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trend.h"

#include <string.h>

typedef struct _OptTrendCalls OptTrendCalls;

/* Thousands of statements keep up to 91 of them each: they are small. */
struct _OptTrendCalls
{
  guint32 number; /* of the bucket */
  float calls;    /* with fractions: those of an interval are spread */
  double total_ms;
  double rows;
};

/**
 * opt_trend_clear:
 * @self: a trend
 *
 * Forgets all, and frees what it holds.
 */
void
opt_trend_clear (OptTrend *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->calls, g_free);
  self->n_calls = 0;
  self->n_allocated = 0;
}

static guint
count_outdated (const OptTrend *self, const OptTrendAxis *axis)
{
  guint32 oldest = opt_trend_axis_get_oldest (axis);
  guint n = 0;

  while (n < self->n_calls && self->calls[n].number < oldest)
    n++;

  return n;
}

static void
make_room (OptTrend *self, const OptTrendAxis *axis)
{
  guint n_outdated;

  if (self->n_calls < self->n_allocated)
    return;

  n_outdated = count_outdated (self, axis);
  if (n_outdated > 0)
    {
      self->n_calls -= n_outdated;
      memmove (self->calls, self->calls + n_outdated, self->n_calls * sizeof *self->calls);
      return;
    }
  self->n_allocated = CLAMP (self->n_allocated * 2, 4, OPT_TREND_BUCKETS);
  self->calls = g_renew (OptTrendCalls, self->calls, self->n_allocated);
}

static gint64
get_start (guint32 number)
{
  return (gint64) number * OPT_TREND_BUCKET;
}

static void
add_share (OptTrend *self,
           const OptTrendAxis *axis,
           guint32 number,
           const OptStatementCounters *counters,
           double share)
{
  OptTrendCalls *last = self->n_calls > 0 ? &self->calls[self->n_calls - 1] : NULL;

  if (last == NULL || last->number != number)
    {
      make_room (self, axis);
      g_assert (self->n_calls < self->n_allocated);
      last = &self->calls[self->n_calls++];
      *last = (OptTrendCalls){ .number = number };
    }
  last->calls += (float) ((double) counters->calls * share);
  last->total_ms += counters->total_exec_ms * share;
  last->rows += (double) MAX (counters->rows, 0) * share;
}

/**
 * opt_trend_add:
 * @self: a trend
 * @axis: its axis, to which the interval was added already
 * @start: when an interval began
 * @end: when it ended
 * @counters: what the statement did in it
 *
 * When in the interval it was called is not known: its calls are spread evenly over the buckets
 * that the interval touches, with their time and rows. Whole calls would make much of a bucket of
 * which only a moment is known: one call in a twentieth of a second is twenty a second.
 */
void
opt_trend_add (OptTrend *self,
               const OptTrendAxis *axis,
               gint64 start,
               gint64 end,
               const OptStatementCounters *counters)
{
  guint32 first;

  g_return_if_fail (self != NULL && axis != NULL && counters != NULL);

  if (counters->calls <= 0)
    return;
  if (start == end)
    {
      add_share (self, axis, axis->newest, counters, 1);
      return;
    }

  first = MAX ((guint32) (start / OPT_TREND_BUCKET), opt_trend_axis_get_oldest (axis));
  for (guint32 i = first; i <= axis->newest; i++)
    {
      gint64 within = MIN (get_start (i + 1), end) - MAX (get_start (i), start);

      if (within > 0)
        add_share (self, axis, i, counters, (double) within / (double) (end - start));
    }
}

/**
 * opt_trend_is_empty:
 * @self: a trend
 * @axis: its axis
 *
 * Returns: whether there was no call in all the time that the axis goes back
 */
gboolean
opt_trend_is_empty (const OptTrend *self, const OptTrendAxis *axis)
{
  g_return_val_if_fail (self != NULL && axis != NULL, TRUE);

  return count_outdated (self, axis) == self->n_calls;
}

/**
 * opt_trend_get_points:
 * @self: a trend
 * @axis: its axis
 *
 * Returns: (transfer full) (element-type OptTrendPoint): the buckets of which something is known,
 *   the oldest first
 */
GArray *
opt_trend_get_points (const OptTrend *self, const OptTrendAxis *axis)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (OptTrendPoint));
  guint next;

  g_return_val_if_fail (self != NULL && axis != NULL, points);

  next = count_outdated (self, axis);
  for (guint32 i = opt_trend_axis_get_oldest (axis); i <= axis->newest; i++)
    {
      OptTrendPoint point = {
        .start = get_start (i),
        .observed = axis->observed[i % OPT_TREND_BUCKETS],
      };

      if (next < self->n_calls && self->calls[next].number == i)
        {
          point.calls = (double) self->calls[next].calls;
          point.total_ms = self->calls[next].total_ms;
          point.rows = self->calls[next].rows;
          next++;
        }
      if (point.observed > 0)
        g_array_append_val (points, point);
    }

  return points;
}
