/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-series.h"

#include <math.h>

struct _OptSeries
{
  OptSeriesInfo info; /* its texts are owned */
  GArray *points;     /* (element-type OptSeriesPoint), the oldest first */
  gint64 gap;         /* time of the last point that stands for a gap, or 0 */
};

/**
 * opt_series_new:
 * @info: what it is of; copied
 *
 * Returns: (transfer full): an empty series
 */
OptSeries *
opt_series_new (const OptSeriesInfo *info)
{
  OptSeries *self;

  g_return_val_if_fail (info != NULL && info->name != NULL, NULL);

  self = g_new0 (OptSeries, 1);
  self->info.name = g_intern_string (info->name);
  self->info.item = g_strdup (info->item);
  self->info.label = g_strdup (info->label);
  self->info.unit = info->unit;
  self->points = g_array_new (FALSE, FALSE, sizeof (OptSeriesPoint));

  return self;
}

/**
 * opt_series_free:
 * @self: (nullable) (transfer full): a series
 */
void
opt_series_free (OptSeries *self)
{
  if (self == NULL)
    return;

  g_free ((char *) self->info.item);
  g_free ((char *) self->info.label);
  g_array_unref (self->points);
  g_free (self);
}

/**
 * opt_series_add:
 * @self: a series
 * @start: since when it is known: the time of the point before, where nothing came between
 * @time: when, later than all that it has
 * @value: its value; NAN: not known
 *
 * Adds a point, and a gap before it where it does not follow the one before.
 */
void
opt_series_add (OptSeries *self, gint64 start, gint64 time, double value)
{
  const OptSeriesPoint *last;
  OptSeriesPoint gap = { MIN (start, time - 1), NAN };
  OptSeriesPoint point = { time, value };

  g_return_if_fail (self != NULL);

  last = opt_series_get_last (self);
  g_return_if_fail (last == NULL || last->time < time);

  if (last != NULL && last->time < start && last->time < gap.time)
    {
      g_array_append_val (self->points, gap);
      self->gap = gap.time;
    }
  g_array_append_val (self->points, point);
}

/**
 * opt_series_forget_until:
 * @self: a series
 * @time: the server's clock
 *
 * Forgets what is as old as that, or older.
 */
void
opt_series_forget_until (OptSeries *self, gint64 time)
{
  guint n = 0;

  g_return_if_fail (self != NULL);

  while (n < self->points->len && g_array_index (self->points, OptSeriesPoint, n).time <= time)
    n++;
  if (n > 0)
    g_array_remove_range (self->points, 0, n);
}

/**
 * opt_series_forget_since:
 * @self: a series
 * @time: the server's clock
 *
 * Forgets that time and what is later: of a clock that was set back.
 */
void
opt_series_forget_since (OptSeries *self, gint64 time)
{
  g_return_if_fail (self != NULL);

  while (self->points->len > 0 && opt_series_get_last (self)->time >= time)
    g_array_set_size (self->points, self->points->len - 1);
}

/**
 * opt_series_get_info:
 * @self: a series
 *
 * Returns: (transfer none): what it is of
 */
const OptSeriesInfo *
opt_series_get_info (const OptSeries *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->info;
}

/**
 * opt_series_get_points:
 * @self: a series
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): its points, the oldest first, until it is added to
 */
const OptSeriesPoint *
opt_series_get_points (const OptSeries *self, guint *n)
{
  g_return_val_if_fail (self != NULL && n != NULL, NULL);

  *n = self->points->len;

  return (const OptSeriesPoint *) (gpointer) self->points->data;
}

/**
 * opt_series_follows_gap:
 * @self: a series
 *
 * Returns: whether nobody looked for a while before its latest point
 */
gboolean
opt_series_follows_gap (const OptSeries *self)
{
  guint n;

  g_return_val_if_fail (self != NULL, FALSE);

  n = self->points->len;

  return n > 1 && self->gap != 0
         && g_array_index (self->points, OptSeriesPoint, n - 2).time == self->gap;
}

/**
 * opt_series_get_last:
 * @self: a series
 *
 * Returns: (transfer none) (nullable): its latest point, until it is added to
 */
const OptSeriesPoint *
opt_series_get_last (const OptSeries *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->points->len == 0)
    return NULL;

  return &g_array_index (self->points, OptSeriesPoint, self->points->len - 1);
}
