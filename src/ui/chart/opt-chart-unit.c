/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-unit.h"

#include <math.h>

#include "opt-format.h"

static char *
format_bytes (double value)
{
  return isfinite (value) ? opt_format_bytes (llround (value)) : g_strdup (OPT_FORMAT_NONE);
}

/**
 * opt_chart_unit_format:
 * @self: a unit
 * @value: a value, or NAN
 *
 * Returns: (transfer full): the text, as everywhere in the program; %OPT_FORMAT_NONE for NAN
 */
char *
opt_chart_unit_format (OptChartUnit self, double value)
{
  g_autofree char *bytes = NULL;

  switch (self)
    {
    case OPT_CHART_UNIT_NUMBER:
      return opt_format_number (value);
    case OPT_CHART_UNIT_RATE:
      return opt_format_rate (value);
    case OPT_CHART_UNIT_DURATION:
      return opt_format_duration (value);
    case OPT_CHART_UNIT_SHARE:
      return opt_format_percent (value);
    case OPT_CHART_UNIT_BYTES:
      return format_bytes (value);
    case OPT_CHART_UNIT_BYTES_RATE:
      bytes = format_bytes (value);
      return isfinite (value) ? g_strconcat (bytes, "/s", NULL) : g_steal_pointer (&bytes);
    default:
      g_return_val_if_reached (NULL);
    }
}
