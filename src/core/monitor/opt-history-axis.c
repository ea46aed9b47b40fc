/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-axis.h"

#include <math.h>

/* Up to here minutes are read. */
#define MINUTES_AT_MOST (OPT_HISTORY_ONE_DAY / 2)
/* Before a step is forgotten it is kept a little longer; a range may begin a little earlier. */
#define SLACK (OPT_HISTORY_ONE_DAY / 24)

/* The finest that is kept since @start, and not too much to read; what was never recorded is not
 * forgotten. */
static gboolean
choose_step (OptHistory *history,
             gint64 server,
             gint64 start,
             gint64 end,
             gint64 *step,
             GError **error)
{
  gint64 first_minute;
  gint64 first_hour;
  gint64 first_day;
  gint64 last;

  if (!opt_history_get_extent (history, server, OPT_HISTORY_MINUTE, &first_minute, &last, error)
      || !opt_history_get_extent (history, server, OPT_HISTORY_HOUR, &first_hour, &last, error)
      || !opt_history_get_extent (history, server, OPT_HISTORY_DAY, &first_day, &last, error))
    return FALSE;

  if (end - start <= MINUTES_AT_MOST
      && (first_hour == 0 || first_minute <= first_hour || first_minute - SLACK <= start))
    *step = OPT_HISTORY_MINUTE;
  else if (end - start <= OPT_HISTORY_DAYS_OF_HOURS * OPT_HISTORY_ONE_DAY
           && (first_day == 0 || first_hour <= first_day
               || first_hour - OPT_HISTORY_ONE_DAY <= start))
    *step = OPT_HISTORY_HOUR;
  else
    *step = OPT_HISTORY_DAY;

  return TRUE;
}

static gboolean
read_intervals (OptHistoryAxis *self, OptHistory *history, GArray *points, GError **error)
{
  for (guint i = 0; i < self->spans->len; i++)
    {
      const OptHistorySpan *span = &g_array_index (self->spans, OptHistorySpan, i);
      g_autoptr (GPtrArray) deltas
          = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);

      if (!opt_history_read_intervals (history, span, deltas, NULL, error))
        return FALSE;
      for (guint j = 0; j < deltas->len; j++)
        {
          const OptDelta *delta = deltas->pdata[j];
          guint at = opt_history_axis_find (self, delta->end);
          OptHistoryPoint *point;

          if (at >= points->len)
            continue;
          point = &g_array_index (points, OptHistoryPoint, at);
          point->observed += delta->observed;
          point->flags |= delta->flags;
          point->lost_share = isnan (point->lost_share) || isnan (delta->lost_share)
                                  ? NAN
                                  : MAX (point->lost_share, delta->lost_share);
        }
    }

  return TRUE;
}

/**
 * opt_history_axis_init:
 * @self: (out): an axis, for opt_history_axis_clear()
 * @history: the history
 * @server: of which server; 0: of none that is known
 * @start: microseconds since 1970, the server's clock
 * @end: likewise
 * @n_points: how many points there may be
 * @points: (element-type OptHistoryPoint): gets them
 * @error: return location for an error
 *
 * Returns: whether the history could be read
 */
gboolean
opt_history_axis_init (OptHistoryAxis *self,
                       OptHistory *history,
                       gint64 server,
                       gint64 start,
                       gint64 end,
                       guint n_points,
                       GArray *points,
                       GError **error)
{
  gint64 seconds;
  gint64 n_steps;

  start = MAX (start, 0);
  if (!choose_step (history, server, start, end, &seconds, error))
    return FALSE;

  self->step = seconds * G_USEC_PER_SEC;
  self->start = start - start % self->step;
  n_steps = (end - self->start + self->step - 1) / self->step;
  self->width = self->step * ((n_steps + n_points - 1) / n_points);
  self->spans = opt_history_cover (history, server, start, end, seconds, error);
  if (self->spans == NULL)
    return FALSE;

  for (gint64 at = self->start; at < end; at += self->width)
    {
      OptHistoryPoint point = { .start = at, .end = at + self->width };

      g_array_append_val (points, point);
    }
  if (read_intervals (self, history, points, error))
    return TRUE;

  opt_history_axis_clear (self);

  return FALSE;
}

/**
 * opt_history_axis_clear:
 * @self: an axis
 */
void
opt_history_axis_clear (OptHistoryAxis *self)
{
  g_clear_pointer (&self->spans, g_array_unref);
}

/**
 * opt_history_axis_find:
 * @self: an axis
 * @ended: when an interval ended
 *
 * Returns: the position of its point
 */
guint
opt_history_axis_find (const OptHistoryAxis *self, gint64 ended)
{
  return ended > self->start ? (guint) ((ended - 1 - self->start) / self->width) : G_MAXUINT;
}
