/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "opt-rows-source.h"

/*
 * Sums of floats depend on the order of their rows, which another plan may change. With a unit
 * roundoff u, two sums of n values of one sign differ by 2 (n - 1) u at most, relatively (Higham,
 * Accuracy and Stability of Numerical Algorithms, 4.2): u is 1.1e-16 for float8, whose tolerance
 * allows for 4,500 values with the worst of all roundings, and 6e-8 for float4, which is summed as
 * such. It is narrow, as it can't tell sums from floats that are stored; where one text gives
 * floats beyond it, that proves nothing either way. Integers up to the float's precision are exact:
 * two that differ are not one that was rounded.
 */
#define FLOAT8_TOLERANCE 1e-12
#define FLOAT4_TOLERANCE 1e-5
#define FLOAT8_EXACT 0x1p53
#define FLOAT4_EXACT 0x1p24

#define VALUE_MAX_CHARACTERS 60
#define ROW_MAX_CHARACTERS 400

void
opt_row_free (OptRow *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n; i++)
    g_free (self->values[i]);
  g_free (self->values);
  g_free (self->key);
  g_free (self);
}

static double
get_tolerance (OptRowsColumnKind kind)
{
  return kind == OPT_ROWS_COLUMN_FLOAT4 ? FLOAT4_TOLERANCE : FLOAT8_TOLERANCE;
}

static gboolean
is_integer (double value, OptRowsColumnKind kind)
{
  double exact = kind == OPT_ROWS_COLUMN_FLOAT4 ? FLOAT4_EXACT : FLOAT8_EXACT;

  return fabs (value) < exact && trunc (value) == value;
}

static gboolean
floats_match (const char *a, const char *b, OptRowsColumnKind kind)
{
  double tolerance = get_tolerance (kind);
  double x, y;

  if (a == NULL || b == NULL)
    return a == b;
  if (strcmp (a, b) == 0)
    return TRUE;
  x = g_ascii_strtod (a, NULL);
  y = g_ascii_strtod (b, NULL);
  if (is_integer (x, kind) && is_integer (y, kind))
    return x == y;

  return isfinite (x) && isfinite (y) && fabs (x - y) <= tolerance * fmax (fabs (x), fabs (y));
}

/* opt_row_matches: whether both are the same row, floats within their tolerance */
gboolean
opt_row_matches (const OptRow *a, const OptRow *b, const OptRowsColumns *columns)
{
  if (strcmp (a->key, b->key) != 0)
    return FALSE;
  for (guint i = 0; columns->n_floats > 0 && i < columns->n; i++)
    if (opt_rows_columns_is_float (columns, i)
        && !floats_match (a->values[i], b->values[i], opt_rows_columns_get_kind (columns, i)))
      return FALSE;

  return TRUE;
}

/* As the server sorts: NULL last, NaN above all else. */
static int
compare_floats (const char *a, const char *b)
{
  double x, y;

  if (a == NULL || b == NULL)
    return (a == NULL) - (b == NULL);
  x = g_ascii_strtod (a, NULL);
  y = g_ascii_strtod (b, NULL);
  if (isnan (x) || isnan (y))
    return !!isnan (x) - !!isnan (y);

  return (x > y) - (x < y);
}

/* opt_row_compare: the order of sorted rows: by their keys, bytewise, then by their floats */
int
opt_row_compare (const OptRow *a, const OptRow *b, const OptRowsColumns *columns)
{
  int order = strcmp (a->key, b->key);

  for (guint i = 0; order == 0 && columns->n_floats > 0 && i < columns->n; i++)
    if (opt_rows_columns_is_float (columns, i))
      order = compare_floats (a->values[i], b->values[i]);

  return order;
}

static char *
cut (const char *text, glong characters)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (valid, -1) <= characters)
    return g_steal_pointer (&valid);
  start = g_utf8_substring (valid, 0, characters - 1);

  return g_strconcat (start, "…", NULL);
}

/* opt_row_describe: (transfer full): "(id: 7, name: NULL)", cut to what can be read */
char *
opt_row_describe (const OptRow *self, const OptRowsColumns *columns)
{
  g_autoptr (GString) text = g_string_new ("(");
  g_autofree char *whole = NULL;

  for (guint i = 0; i < self->n && text->len <= ROW_MAX_CHARACTERS; i++)
    {
      g_autofree char *value
          = cut (self->values[i] != NULL ? self->values[i] : "NULL", VALUE_MAX_CHARACTERS);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? ", " : "", columns->names[i], value);
    }
  g_string_append_c (text, ')');
  whole = g_strdelimit (g_string_free (g_steal_pointer (&text), FALSE), "\n\r\t", ' ');

  return cut (whole, ROW_MAX_CHARACTERS);
}
