/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-scale.h"

/* The part of the window's span that has to pass before it shrinks. */
#define SHRINK_AFTER 30

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

  if (!self->known || grows)
    {
      self->axis = *wanted;
      self->smaller_since = OPT_CHART_NO_TIME;
    }
  else if (wanted->lower == self->axis.lower
           && opt_chart_axis_get_upper (wanted) == opt_chart_axis_get_upper (&self->axis))
    self->smaller_since = OPT_CHART_NO_TIME;
  else if (self->smaller_since == OPT_CHART_NO_TIME)
    self->smaller_since = to;
  else if (to - self->smaller_since >= (to - from) / SHRINK_AFTER)
    {
      self->axis = *wanted;
      self->smaller_since = OPT_CHART_NO_TIME;
    }
  self->known = self->known || known;
}
