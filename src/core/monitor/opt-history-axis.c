/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-axis.h"

#include <math.h>

/* Whether a step that is kept less long than the next one is still there since @start; what was
 * never recorded is not forgotten. */
static gboolean
is_kept (gint64 first, gint64 first_coarser, gint64 coarser, gint64 start)
{
  return first_coarser == 0 || first <= first_coarser
         || (first > 0 && first - coarser * G_USEC_PER_SEC <= start);
}

/* The finest that is kept since @start, and no more than @n_steps to read. */
static gboolean
choose_step (OptHistory *history,
             gint64 server,
             gint64 start,
             gint64 end,
             guint n_steps,
             gint64 *step,
             GError **error)
{
  gint64 firsts[OPT_HISTORY_N_STEPS];

  for (guint i = 0; i < OPT_HISTORY_N_STEPS; i++)
    {
      gint64 last;

      if (!opt_history_get_extent (history, server, opt_history_steps[i].seconds, &firsts[i], &last,
                                   error))
        return FALSE;
    }

  *step = OPT_HISTORY_LONGEST;
  for (guint i = OPT_HISTORY_N_STEPS - 1; i > 0; i--)
    {
      const OptHistoryStep *finer = &opt_history_steps[i - 1];

      if (!is_kept (firsts[i - 1], firsts[i], opt_history_steps[i].seconds, start))
        break;
      if ((end - start) / (finer->seconds * G_USEC_PER_SEC) > n_steps)
        break;
      *step = finer->seconds;
    }

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
          if (point->watched_until == 0 || delta->start < point->watched_from)
            point->watched_from = delta->start;
          point->watched_until = MAX (point->watched_until, delta->end);
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
 * @n_steps: from how many steps of the history they may be made: each has to be read
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
                       guint n_steps,
                       GArray *points,
                       GError **error)
{
  gint64 seconds;
  gint64 n_all;

  start = MAX (start, 0);
  if (!choose_step (history, server, start, end, n_steps, &seconds, error))
    return FALSE;

  self->step = seconds * G_USEC_PER_SEC;
  self->start = start - start % self->step;
  n_all = (end - self->start + self->step - 1) / self->step;
  self->width = self->step * ((n_all + n_points - 1) / n_points);
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
