/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-json-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-json.h"

/*
 * JsonParser recurses without a limit, takes comments, hexadecimal numbers and single quotes, ends
 * a string at \u0000, and turns a whole number that does not fit into 64 bits into another one. So
 * the text is held against the grammar of RFC 8259 first, and whole numbers that do not fit are
 * handed on with a fraction, which makes them doubles.
 */
typedef struct
{
  const char *at;
  const char *end;
  guint depth;
  const char *problem;
  GArray *wide_integers; /* of const char *: where each ends */
} Scanner;

static gboolean scan_value (Scanner *scanner);

static gboolean
fail (Scanner *scanner, const char *problem)
{
  if (scanner->problem == NULL)
    scanner->problem = problem;

  return FALSE;
}

static void
skip_space (Scanner *scanner)
{
  while (scanner->at < scanner->end && memchr (" \t\n\r", *scanner->at, 4) != NULL)
    scanner->at++;
}

static gboolean
accept (Scanner *scanner, char c)
{
  if (scanner->at == scanner->end || *scanner->at != c)
    return FALSE;
  scanner->at++;

  return TRUE;
}

static gboolean
scan_unit (Scanner *scanner, guint *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++, scanner->at++)
    {
      if (scanner->at == scanner->end || !g_ascii_isxdigit (*scanner->at))
        return fail (scanner, N_ ("expected four hexadecimal digits"));
      *unit = *unit * 16 + (guint) g_ascii_xdigit_value (*scanner->at);
    }

  return TRUE;
}

/* After the backslash. */
static gboolean
scan_escape (Scanner *scanner)
{
  guint unit;

  if (!accept (scanner, 'u'))
    {
      if (scanner->at == scanner->end || memchr ("\"\\/bfnrt", *scanner->at, 8) == NULL)
        return fail (scanner, N_ ("unknown escape"));
      scanner->at++;
      return TRUE;
    }

  if (!scan_unit (scanner, &unit))
    return FALSE;
  if (unit == 0)
    return fail (scanner, N_ ("a text can't hold the character NUL"));
  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      if (!accept (scanner, '\\') || !accept (scanner, 'u'))
        return fail (scanner, N_ ("half of a surrogate pair"));
      if (!scan_unit (scanner, &unit))
        return FALSE;
      if (unit < 0xdc00 || unit > 0xdfff)
        return fail (scanner, N_ ("half of a surrogate pair"));
    }
  else if (unit >= 0xdc00 && unit <= 0xdfff)
    return fail (scanner, N_ ("half of a surrogate pair"));

  return TRUE;
}

static gboolean
scan_string (Scanner *scanner)
{
  if (!accept (scanner, '"'))
    return fail (scanner, N_ ("expected a text in double quotes"));

  while (scanner->at < scanner->end && *scanner->at != '"')
    {
      if ((guchar) *scanner->at < 0x20)
        return fail (scanner, N_ ("control character in a text"));
      if (*scanner->at++ == '\\' && !scan_escape (scanner))
        return FALSE;
    }

  return accept (scanner, '"') || fail (scanner, N_ ("the text does not end"));
}

static gboolean
scan_digits (Scanner *scanner)
{
  const char *start = scanner->at;

  while (scanner->at < scanner->end && g_ascii_isdigit (*scanner->at))
    scanner->at++;

  return scanner->at > start || fail (scanner, N_ ("expected a digit"));
}

static gboolean
scan_number (Scanner *scanner)
{
  const char *start = scanner->at;
  gboolean whole = TRUE;
  g_autofree char *text = NULL;

  accept (scanner, '-');
  if (!accept (scanner, '0') && !scan_digits (scanner))
    return FALSE;
  if (accept (scanner, '.'))
    {
      whole = FALSE;
      if (!scan_digits (scanner))
        return FALSE;
    }
  if (accept (scanner, 'e') || accept (scanner, 'E'))
    {
      whole = FALSE;
      if (!accept (scanner, '+'))
        accept (scanner, '-');
      if (!scan_digits (scanner))
        return FALSE;
    }

  /* Fewer digits fit, whatever they are. */
  if (whole && scanner->at - start < 19)
    return TRUE;

  text = g_strndup (start, scanner->at - start);
  if (!isfinite (g_ascii_strtod (text, NULL)))
    {
      scanner->at = start;
      return fail (scanner, N_ ("the number is too large"));
    }
  if (whole && !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, NULL, NULL))
    g_array_append_val (scanner->wide_integers, scanner->at);

  return TRUE;
}

static gboolean
scan_word (Scanner *scanner)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize) (scanner->end - scanner->at) >= length
          && memcmp (scanner->at, words[i], length) == 0)
        {
          scanner->at += length;
          return TRUE;
        }
    }

  return fail (scanner, N_ ("expected a value"));
}

static gboolean
scan_members (Scanner *scanner, char closing)
{
  skip_space (scanner);
  if (accept (scanner, closing))
    return TRUE;

  do
    {
      if (closing == '}')
        {
          skip_space (scanner);
          if (!scan_string (scanner))
            return FALSE;
          skip_space (scanner);
          if (!accept (scanner, ':'))
            return fail (scanner, N_ ("expected \u201c:\u201d"));
        }
      if (!scan_value (scanner))
        return FALSE;
      skip_space (scanner);
    }
  while (accept (scanner, ','));

  return accept (scanner, closing)
         || fail (scanner, closing == '}' ? N_ ("expected \u201c,\u201d or \u201c}\u201d")
                                          : N_ ("expected \u201c,\u201d or \u201c]\u201d"));
}

static gboolean
scan_value (Scanner *scanner)
{
  char first;

  skip_space (scanner);
  first = scanner->at < scanner->end ? *scanner->at : '\0';

  if (first == '{' || first == '[')
    {
      if (scanner->depth == OPT_JSON_DEPTH)
        return fail (scanner, N_ ("nested too deeply, in more than 4,100 levels"));
      scanner->at++;
      scanner->depth++;
      if (!scan_members (scanner, first == '{' ? '}' : ']'))
        return FALSE;
      scanner->depth--;
      return TRUE;
    }
  if (first == '"')
    return scan_string (scanner);
  if (first == '-' || g_ascii_isdigit (first))
    return scan_number (scanner);

  return scan_word (scanner);
}

/**
 * opt_json_check:
 * @text: UTF-8
 * @length: its length in bytes
 * @wide_integers: (element-type utf8): gets where each whole number ends that does not fit into 64
 *   bits
 * @at: (out): where the problem is
 *
 * Holds a text against the grammar of RFC 8259, up to %OPT_JSON_DEPTH levels.
 *
 * Returns: (transfer none) (nullable): what is wrong, untranslated; %NULL if it is JSON
 */
const char *
opt_json_check (const char *text, gsize length, GArray *wide_integers, const char **at)
{
  Scanner scanner = { .at = text, .end = text + length, .wide_integers = wide_integers };

  if (scan_value (&scanner))
    {
      skip_space (&scanner);
      if (scanner.at < scanner.end)
        fail (&scanner, N_ ("something follows the value"));
    }
  *at = scanner.at;

  return scanner.problem;
}
