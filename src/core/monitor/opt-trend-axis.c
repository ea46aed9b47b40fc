/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trend-axis.h"

#include <string.h>

/**
 * opt_trend_axis_new:
 *
 * Returns: (transfer full): an axis on which nothing is known
 */
OptTrendAxis *
opt_trend_axis_new (void)
{
  OptTrendAxis *self = g_new0 (OptTrendAxis, 1);

  g_ref_count_init (&self->ref_count);

  return self;
}

/**
 * opt_trend_axis_ref:
 * @self: an axis
 *
 * Returns: (transfer full): @self
 */
OptTrendAxis *
opt_trend_axis_ref (OptTrendAxis *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * opt_trend_axis_unref:
 * @self: (transfer full): an axis
 */
void
opt_trend_axis_unref (OptTrendAxis *self)
{
  g_return_if_fail (self != NULL);

  if (g_ref_count_dec (&self->ref_count))
    g_free (self);
}

/**
 * opt_trend_axis_clear:
 * @self: an axis
 *
 * Forgets what is known.
 */
void
opt_trend_axis_clear (OptTrendAxis *self)
{
  g_return_if_fail (self != NULL);

  memset (self->observed, 0, sizeof self->observed);
  self->newest = 0;
}

static void
move_to (OptTrendAxis *self, guint32 number)
{
  guint32 forgotten = MIN (number - self->newest, OPT_TREND_BUCKETS);

  for (guint32 i = 0; i < forgotten; i++)
    self->observed[(number - i) % OPT_TREND_BUCKETS] = 0;
  self->newest = number;
}

/**
 * opt_trend_axis_add:
 * @self: an axis
 * @start: when an interval began; the server's clock, microseconds since 1970
 * @end: when it ended
 *
 * The interval is known. It goes to the buckets that it touches.
 *
 * Returns: %FALSE where it begins before the newest one does: a clock was set back, and the axis
 *   can't be used any more until it is cleared
 */
gboolean
opt_trend_axis_add (OptTrendAxis *self, gint64 start, gint64 end)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (start >= 0 && start <= end, FALSE);

  if (start / OPT_TREND_BUCKET < self->newest)
    return FALSE;

  move_to (self, (guint32) (end / OPT_TREND_BUCKET));
  for (guint32 i = MAX (opt_trend_axis_get_oldest (self), (guint32) (start / OPT_TREND_BUCKET));
       i <= self->newest; i++)
    {
      gint64 begin = MAX (start, i * (gint64) OPT_TREND_BUCKET);

      self->observed[i % OPT_TREND_BUCKETS]
          += MIN (end, (i + 1) * (gint64) OPT_TREND_BUCKET) - begin;
    }

  return TRUE;
}

/**
 * opt_trend_axis_get_oldest:
 * @self: an axis
 *
 * Returns: number of the oldest bucket that is kept
 */
guint32
opt_trend_axis_get_oldest (const OptTrendAxis *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->newest >= OPT_TREND_BUCKETS ? self->newest - OPT_TREND_BUCKETS + 1 : 0;
}
