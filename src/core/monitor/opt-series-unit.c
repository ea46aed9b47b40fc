/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-series-unit.h"

#include <math.h>

#include "opt-format.h"

/**
 * opt_series_unit_format:
 * @self: a unit
 * @value: a value in it; NAN: not known
 *
 * Returns: (transfer full): the value with its unit
 */
char *
opt_series_unit_format (OptSeriesUnit self, double value)
{
  g_autofree char *bytes = NULL;

  if (!isfinite (value))
    return g_strdup (OPT_FORMAT_NONE);

  switch (self)
    {
    case OPT_SERIES_UNIT_RATE:
      return opt_format_rate (value);
    case OPT_SERIES_UNIT_DURATION:
      return opt_format_duration (value);
    case OPT_SERIES_UNIT_SHARE:
      return opt_format_percent (value);
    case OPT_SERIES_UNIT_BYTES:
      return opt_format_bytes (llround (value));
    case OPT_SERIES_UNIT_BYTES_RATE:
      bytes = opt_format_bytes (llround (value));
      return g_strconcat (bytes, "/s", NULL);
    case OPT_SERIES_UNIT_NUMBER:
    default:
      return opt_format_number (value);
    }
}

/**
 * opt_series_unit_get_nick:
 * @self: a unit
 *
 * Returns: (transfer none): its name for machines
 */
const char *
opt_series_unit_get_nick (OptSeriesUnit self)
{
  static const char *const nicks[] = {
    [OPT_SERIES_UNIT_NUMBER] = "number", [OPT_SERIES_UNIT_RATE] = "per_second",
    [OPT_SERIES_UNIT_DURATION] = "ms",   [OPT_SERIES_UNIT_SHARE] = "share",
    [OPT_SERIES_UNIT_BYTES] = "bytes",   [OPT_SERIES_UNIT_BYTES_RATE] = "bytes_per_second",
  };

  g_return_val_if_fail ((guint) self < G_N_ELEMENTS (nicks), NULL);

  return nicks[self];
}
