/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptSeriesUnit:
 * @OPT_SERIES_UNIT_NUMBER: a number of no unit
 * @OPT_SERIES_UNIT_RATE: so many in a second
 * @OPT_SERIES_UNIT_DURATION: milliseconds
 * @OPT_SERIES_UNIT_SHARE: a part of 1
 * @OPT_SERIES_UNIT_BYTES: bytes
 * @OPT_SERIES_UNIT_BYTES_RATE: bytes in a second
 * @OPT_SERIES_UNIT_FACTOR: so many times as much
 * @OPT_SERIES_UNIT_DURATION_RATE: milliseconds in a second, of all processes together
 *
 * What the values of a series are.
 */
typedef enum
{
  OPT_SERIES_UNIT_NUMBER,
  OPT_SERIES_UNIT_RATE,
  OPT_SERIES_UNIT_DURATION,
  OPT_SERIES_UNIT_SHARE,
  OPT_SERIES_UNIT_BYTES,
  OPT_SERIES_UNIT_BYTES_RATE,
  OPT_SERIES_UNIT_FACTOR,
  OPT_SERIES_UNIT_DURATION_RATE,
} OptSeriesUnit;

char *opt_series_unit_format (OptSeriesUnit self, double value);
char *opt_series_unit_to_input (OptSeriesUnit self, double value);
gboolean opt_series_unit_parse (OptSeriesUnit self,
                                const char *text,
                                double *value,
                                GError **error);
const char *opt_series_unit_get_nick (OptSeriesUnit self);

G_END_DECLS
