/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-error.h"

#define UNIT_SPACE "\u00a0"
#define MINUS "\u2212"

/* Of a share less is told as less than that. */
#define LEAST_PERCENT 0.01

typedef struct
{
  const char *name;
  double size; /* in the first unit of its list */
} Unit;

static const Unit counts[] = {
  { "", 1 }, { "k", 1e3 }, { "M", 1e6 }, { "G", 1e9 }, { "T", 1e12 }, { "P", 1e15 },
};

static const Unit rates[] = {
  { "/s", 1 }, { "k/s", 1e3 }, { "M/s", 1e6 }, { "G/s", 1e9 }, { "T/s", 1e12 },
};

/* PostgreSQL's own units: named like the decimal ones, each 1024 of the one before. */
static const Unit sizes[] = {
  { "B", 1 }, { "kB", 0x1p10 }, { "MB", 0x1p20 }, { "GB", 0x1p30 }, { "TB", 0x1p40 },
};

static const Unit durations[] = {
  { "µs", 1 }, { "ms", 1e3 }, { "s", 1e6 }, { "min", 60e6 }, { "h", 3600e6 }, { "d", 86400e6 },
};

/* How many decimals show three significant digits of @size, which is not negative. */
static int
count_decimals (double size)
{
  int decimals;

  if (size == 0)
    return 0;

  decimals = CLAMP (2 - (int) floor (log10 (size)), 0, 12);
  /* 9.996 is written as 10. */
  if (decimals > 0 && round (size * pow (10, decimals)) >= 1000)
    decimals--;

  return decimals;
}

static double
round_to_shown (double size)
{
  double scale = pow (10, count_decimals (size));

  return round (size * scale) / scale;
}

/* Zeros that end a fraction are dropped. */
static char *
format_digits (double size)
{
  int decimals = count_decimals (size);
  char *text = g_strdup_printf ("%.*f", decimals, size);

  if (decimals > 0)
    {
      char *end = text + strlen (text);

      while (end[-1] == '0')
        end--;
      /* The separator is the locale's and may have more than one byte. */
      while (!g_ascii_isdigit (end[-1]))
        end--;
      *end = '\0';
    }

  return text;
}

static char *
format_with_units (double value, const Unit *units, gsize n_units)
{
  g_autofree char *digits = NULL;
  double size = fabs (value);
  gsize i = 0;

  if (!isfinite (value))
    return g_strdup (OPT_FORMAT_NONE);

  /* The next unit as soon as the digits would show one of it: 59.96 s is 1 min. */
  while (i + 1 < n_units
         && round_to_shown (size / units[i].size) * units[i].size >= units[i + 1].size)
    i++;

  digits = format_digits (i > 0 ? MAX (size / units[i].size, 1) : size);

  return g_strconcat (value < 0 && strcmp (digits, "0") != 0 ? MINUS : "", digits,
                      *units[i].name != '\0' ? UNIT_SPACE : "", units[i].name, NULL);
}

/**
 * opt_format_number:
 * @value: a number of no unit
 *
 * Like all of these, three significant digits in the locale's writing, a space before the unit
 * where no line breaks, and %OPT_FORMAT_NONE for what is not finite: "12.4 k".
 *
 * Returns: (transfer full): the text
 */
char *
opt_format_number (double value)
{
  return format_with_units (value, counts, G_N_ELEMENTS (counts));
}

/**
 * opt_format_count:
 * @value: how many
 *
 * Returns: (transfer full): "1.2 M"; numbers below a thousand are exact
 */
char *
opt_format_count (gint64 value)
{
  return format_with_units ((double) value, counts, G_N_ELEMENTS (counts));
}

/**
 * opt_format_duration:
 * @milliseconds: how long, in PostgreSQL's unit
 *
 * Returns: (transfer full): "2.91 ms", in µs, ms, s, min, h or d by its size
 */
char *
opt_format_duration (double milliseconds)
{
  if (milliseconds == 0)
    return g_strdup ("0" UNIT_SPACE "ms");

  return format_with_units (milliseconds * 1000, durations, G_N_ELEMENTS (durations));
}

/**
 * opt_format_bytes:
 * @bytes: how many
 *
 * Returns: (transfer full): "12.4 kB", in units of 1024 with PostgreSQL's names
 */
char *
opt_format_bytes (gint64 bytes)
{
  return format_with_units ((double) bytes, sizes, G_N_ELEMENTS (sizes));
}

/**
 * opt_format_percent:
 * @share: a part of 1
 *
 * Below one in a hundred to the hundredth: "0.12 %", and "< 0.01 %" where that is nearly nothing.
 *
 * Returns: (transfer full): "38 %"
 */
char *
opt_format_percent (double share)
{
  static const Unit percent = { "%", 1 };
  double value = share * 100;
  g_autofree char *least = NULL;

  if (!(fabs (value) < 1))
    return format_with_units (value, &percent, 1);
  if (value == 0 || fabs (value) >= LEAST_PERCENT / 2)
    return format_with_units (round (value / LEAST_PERCENT) * LEAST_PERCENT, &percent, 1);

  least = format_with_units (LEAST_PERCENT, &percent, 1);

  return g_strconcat (value < 0 ? "> " MINUS : "< ", least, NULL);
}

/**
 * opt_format_factor:
 * @factor: how many times
 *
 * Returns: (transfer full): "12×"
 */
char *
opt_format_factor (double factor)
{
  static const Unit plain = { "", 1 };
  g_autofree char *digits = format_with_units (factor, &plain, 1);

  return isfinite (factor) ? g_strconcat (digits, "×", NULL) : g_steal_pointer (&digits);
}

/**
 * opt_format_rate:
 * @per_second: how many in a second
 *
 * Returns: (transfer full): "1.2 k/s"
 */
char *
opt_format_rate (double per_second)
{
  return format_with_units (per_second, rates, G_N_ELEMENTS (rates));
}

/**
 * opt_format_time:
 * @real_time: microseconds since 1970, UTC
 *
 * Returns: (transfer full): date and time of day of this machine's time zone, in ISO 8601's order:
 *   "2024-05-31 14:02:11"; %OPT_FORMAT_NONE outside the years 1 to 9999
 */
char *
opt_format_time (gint64 real_time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (real_time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  if (local == NULL)
    return g_strdup (OPT_FORMAT_NONE);

  return g_date_time_format (local, "%Y-%m-%d %H:%M:%S");
}

/* Reads "<digits>[.<digits>][ ]<unit>", the unit in any case; @size gets the unit's. */
static gboolean
parse_with_units (const char *text, const Unit *units, gsize n_units, double *number, double *size)
{
  gsize length = strspn (text, "0123456789.");
  const char *unit = text + length;
  char *end = NULL;

  if (!g_ascii_isdigit (text[0]))
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  if (end != unit)
    return FALSE;
  while (*unit == ' ')
    unit++;

  for (gsize i = 0; i < n_units; i++)
    {
      if (g_ascii_strcasecmp (unit, units[i].name) == 0)
        {
          *size = units[i].size;
          return TRUE;
        }
    }

  return FALSE;
}

/* Whether a terminal might take it for a command, or show the line in another order. */
static gboolean
is_command (gunichar c)
{
  return (g_unichar_iscntrl (c) && c != '\n' && c != '\t') || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c;
}

/**
 * opt_format_plain:
 * @text: what is to be shown on a terminal, whoever wrote it
 *
 * What a server is asked for may say anything: names of roles and databases, statements. Lines and
 * tabs stay; each other control character, and what turns the order of writing, is a blank.
 *
 * Returns: (transfer full): @text as valid UTF-8, in which nothing is a command
 */
char *
opt_format_plain (const char *text)
{
  g_autofree char *valid = NULL;
  GString *plain;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  plain = g_string_sized_new (strlen (valid));
  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      g_string_append_unichar (plain, is_command (character) ? ' ' : character);
    }

  return g_string_free (plain, FALSE);
}

/**
 * opt_parse_duration:
 * @text: "10s", "500ms", "2min", "1.5 h", "30d", or seconds without a unit
 * @microseconds: (out): how long
 * @error: return location for %OPT_ERROR_INVALID
 *
 * Returns: whether it is a duration
 */
gboolean
opt_parse_duration (const char *text, gint64 *microseconds, GError **error)
{
  static const Unit units[] = {
    { "", 1e6 },     { "us", 1 },        { "µs", 1 },      { "ms", 1e3 },
    { "s", 1e6 },    { "sec", 1e6 },     { "m", 60e6 },    { "min", 60e6 },
    { "h", 3600e6 }, { "hour", 3600e6 }, { "d", 86400e6 },
  };
  double number, size;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (microseconds != NULL, FALSE);

  if (!parse_with_units (text, units, G_N_ELEMENTS (units), &number, &size)
      || number * size >= (double) G_MAXINT64)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Write it as 500ms, 10s, 2min, 1h or 30d."),
                     _ ("\u201c%s\u201d is not a duration"), text);
      return FALSE;
    }

  *microseconds = llround (number * size);

  return TRUE;
}

/**
 * opt_parse_bytes:
 * @text: "100MB", "1.5 GB", or bytes without a unit; units of 1024, as opt_format_bytes() writes
 * @bytes: (out): how many
 * @error: return location for %OPT_ERROR_INVALID
 *
 * Returns: whether it is a size
 */
gboolean
opt_parse_bytes (const char *text, gint64 *bytes, GError **error)
{
  static const Unit units[] = {
    { "", 1 }, { "B", 1 }, { "kB", 0x1p10 }, { "MB", 0x1p20 }, { "GB", 0x1p30 }, { "TB", 0x1p40 },
  };
  double number, size;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);

  if (!parse_with_units (text, units, G_N_ELEMENTS (units), &number, &size)
      || number * size >= (double) G_MAXINT64)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Write it as 512kB, 100MB or 2GB."),
                     _ ("\u201c%s\u201d is not a size"), text);
      return FALSE;
    }

  *bytes = llround (number * size);

  return TRUE;
}
