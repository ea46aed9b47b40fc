/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-series-unit.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-error.h"
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
  g_autofree char *duration = NULL;

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
    case OPT_SERIES_UNIT_FACTOR:
      return opt_format_factor (value);
    case OPT_SERIES_UNIT_DURATION_RATE:
      duration = opt_format_duration (value);
      return g_strconcat (duration, "/s", NULL);
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
    [OPT_SERIES_UNIT_FACTOR] = "factor", [OPT_SERIES_UNIT_DURATION_RATE] = "ms_per_second",
  };

  g_return_val_if_fail ((guint) self < G_N_ELEMENTS (nicks), NULL);

  return nicks[self];
}

/* ---- As it is typed -------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  double size;
} InputUnit;

static const InputUnit durations[]
    = { { "h", 3600e3 }, { "min", 60e3 }, { "s", 1e3 }, { "ms", 1 }, { NULL, 1 } };
static const InputUnit sizes[] = { { "TB", 0x1p40 }, { "GB", 0x1p30 }, { "MB", 0x1p20 },
                                   { "kB", 0x1p10 }, { "B", 1 },       { NULL, 1 } };
static const InputUnit shares[] = { { "%", 0.01 }, { NULL, 1 } };
static const InputUnit factors[] = { { "×", 1 }, { NULL, 1 } };
static const InputUnit numbers[] = { { "", 1 }, { NULL, 1 } };

static const InputUnit *
get_input_units (OptSeriesUnit self)
{
  switch (self)
    {
    case OPT_SERIES_UNIT_DURATION:
    case OPT_SERIES_UNIT_DURATION_RATE:
      return durations;
    case OPT_SERIES_UNIT_BYTES:
    case OPT_SERIES_UNIT_BYTES_RATE:
      return sizes;
    case OPT_SERIES_UNIT_SHARE:
      return shares;
    case OPT_SERIES_UNIT_FACTOR:
      return factors;
    case OPT_SERIES_UNIT_NUMBER:
    case OPT_SERIES_UNIT_RATE:
    default:
      return numbers;
    }
}

/**
 * opt_series_unit_to_input:
 * @self: a unit
 * @value: a finite value in it
 *
 * Returns: (transfer full): the value as a person would type it, with all its digits:
 *   opt_series_unit_parse() gives it back
 */
char *
opt_series_unit_to_input (OptSeriesUnit self, double value)
{
  const InputUnit *unit = get_input_units (self);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_val_if_fail (isfinite (value), g_strdup (""));

  /* The largest that it is a whole number of. */
  while (unit[1].name != NULL && (value == 0 || fmod (value, unit->size) != 0))
    unit++;
  g_ascii_formatd (number, sizeof number, "%.15g", value / unit->size);

  return *unit->name != '\0' ? g_strconcat (number, " ", unit->name, NULL) : g_strdup (number);
}

/* In milliseconds, or in bytes. */
static gboolean
parse_with_core (OptSeriesUnit self, const char *text, double *value, GError **error)
{
  gint64 read;

  if (self == OPT_SERIES_UNIT_DURATION || self == OPT_SERIES_UNIT_DURATION_RATE)
    {
      if (!opt_parse_duration (text, &read, error))
        return FALSE;
      *value = (double) read / 1000.0;
      return TRUE;
    }

  if (!opt_parse_bytes (text, &read, error))
    return FALSE;
  *value = (double) read;

  return TRUE;
}

/**
 * opt_series_unit_parse:
 * @self: a unit
 * @text: "90 %", "30 s", "10 GB", "1.5"
 * @value: (out): in the unit
 * @error: return location for %OPT_ERROR_INVALID
 *
 * Returns: whether that is a value of this unit
 */
gboolean
opt_series_unit_parse (OptSeriesUnit self, const char *text, double *value, GError **error)
{
  g_autofree char *stripped = NULL;
  gboolean share = self == OPT_SERIES_UNIT_SHARE;
  double number;
  char *end = NULL;

  g_return_val_if_fail (text != NULL && value != NULL, FALSE);

  stripped = g_strstrip (g_strdup (text));
  if (g_str_has_suffix (stripped, "/s"))
    stripped[strlen (stripped) - 2] = '\0';
  if (self == OPT_SERIES_UNIT_DURATION || self == OPT_SERIES_UNIT_DURATION_RATE
      || self == OPT_SERIES_UNIT_BYTES || self == OPT_SERIES_UNIT_BYTES_RATE)
    return parse_with_core (self, stripped, value, error);

  number = g_ascii_strtod (stripped, &end);
  while (*end == ' ')
    end++;
  if (share && *end == '%')
    end++;
  if (self == OPT_SERIES_UNIT_FACTOR && g_str_has_prefix (end, "×"))
    end += strlen ("×");
  if (end == stripped || *end != '\0' || !isfinite (number))
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     share ? _ ("Write it as 90 %.") : _ ("Write it as 1.5 or 1000."),
                     _ ("“%s” is not a number"), text);
      return FALSE;
    }
  *value = share ? number / 100.0 : number;

  return TRUE;
}
