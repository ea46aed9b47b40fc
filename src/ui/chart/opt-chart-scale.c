/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-scale.h"

/* The part of the window's span that has to pass before it shrinks by a little, and at most how
 * long, so that it does not go to and fro with each value. */
#define SHRINK_AFTER 30
#define SHRINK_AT_MOST (30 * G_USEC_PER_SEC)

/* What is so many times as large as it has to be shrinks at once: a peak that has left. Another one
 * would have to come for it to grow again, and stay for as long as the window is. */
#define FAR_TOO_LARGE 2

/**
 * opt_chart_scale_reset:
 * @self: a scale
 *
 * Has it fit the next values as they are.
 */
void
opt_chart_scale_reset (OptChartScale *self)
{
  *self = (OptChartScale){ .smaller_since = OPT_CHART_NO_TIME };
}

static double
get_length (const OptChartAxis *axis)
{
  return opt_chart_axis_get_upper (axis) - axis->lower;
}

/* Whether it has been too large for long enough. */
static gboolean
is_due (OptChartScale *self, const OptChartAxis *wanted, gint64 span, gint64 now)
{
  return FAR_TOO_LARGE * get_length (wanted) <= get_length (&self->axis)
         || (self->smaller_since != OPT_CHART_NO_TIME
             && now - self->smaller_since >= MIN (span / SHRINK_AFTER, SHRINK_AT_MOST));
}

/**
 * opt_chart_scale_update:
 * @self: a scale
 * @wanted: the axis that fits best
 * @known: whether that comes from a value
 * @from: where the window begins
 * @to: where it ends
 *
 * Its only clock is the end of the window.
 */
void
opt_chart_scale_update (OptChartScale *self,
                        const OptChartAxis *wanted,
                        gboolean known,
                        gint64 from,
                        gint64 to)
{
  gboolean grows = wanted->lower < self->axis.lower
                   || opt_chart_axis_get_upper (wanted) > opt_chart_axis_get_upper (&self->axis);

  /* With no value in the window there is nothing to fit to. */
  if (self->known && !known)
    return;

  if (!self->known || grows || is_due (self, wanted, to - from, to))
    {
      self->axis = *wanted;
      self->smaller_since = OPT_CHART_NO_TIME;
    }
  else if (wanted->lower == self->axis.lower
           && opt_chart_axis_get_upper (wanted) == opt_chart_axis_get_upper (&self->axis))
    self->smaller_since = OPT_CHART_NO_TIME;
  else if (self->smaller_since == OPT_CHART_NO_TIME)
    self->smaller_since = to;
  self->known = self->known || known;
}
