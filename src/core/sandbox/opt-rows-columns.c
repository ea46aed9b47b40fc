/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-rows-columns.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* OIDs of the server's own types, which are the same in each version (pg_type.dat). */
#define OID_BOOL 16
#define OID_BYTEA 17
#define OID_CHAR 18
#define OID_NAME 19
#define OID_INT8 20
#define OID_INT2 21
#define OID_INT4 23
#define OID_TEXT 25
#define OID_OID 26
#define OID_FLOAT4 700
#define OID_FLOAT8 701
#define OID_VARCHAR 1043
#define OID_DATE 1082
#define OID_TIMESTAMP 1114
#define OID_TIMESTAMPTZ 1184
#define OID_NUMERIC 1700
#define OID_UUID 2950

OptRowsColumns *
opt_rows_columns_new (OptResult *result)
{
  OptRowsColumns *self = g_new0 (OptRowsColumns, 1);

  self->n = opt_result_get_n_columns (result);
  self->names = g_new0 (char *, self->n + 1);
  self->types = g_new0 (guint32, self->n + 1);
  for (guint i = 0; i < self->n; i++)
    {
      self->names[i] = g_strdup (opt_result_get_column_name (result, i));
      self->types[i] = opt_result_get_column_type (result, i);
      self->n_floats += opt_rows_columns_is_float (self, i);
    }

  return self;
}

void
opt_rows_columns_free (OptRowsColumns *self)
{
  g_strfreev (self->names);
  g_free (self->types);
  g_free (self);
}

OptRowsColumnKind
opt_rows_columns_get_kind (const OptRowsColumns *self, guint column)
{
  switch (self->types[column])
    {
    case OID_FLOAT4:
      return OPT_ROWS_COLUMN_FLOAT4;
    case OID_FLOAT8:
      return OPT_ROWS_COLUMN_FLOAT8;
    case OID_TIMESTAMPTZ:
      return OPT_ROWS_COLUMN_INSTANT;
    case OID_TIMESTAMP:
      return OPT_ROWS_COLUMN_LOCAL;
    case OID_NUMERIC:
      return self->trims ? OPT_ROWS_COLUMN_TRIMMED : OPT_ROWS_COLUMN_EXACT;
    default:
      return OPT_ROWS_COLUMN_EXACT;
    }
}

gboolean
opt_rows_columns_is_float (const OptRowsColumns *self, guint column)
{
  OptRowsColumnKind kind = opt_rows_columns_get_kind (self, column);

  return kind == OPT_ROWS_COLUMN_FLOAT4 || kind == OPT_ROWS_COLUMN_FLOAT8;
}

gboolean
opt_rows_columns_is_numeric (const OptRowsColumns *self, guint column)
{
  return self->types[column] == OID_NUMERIC;
}

/* opt_rows_columns_sorts_by_text: whether values that sort as equals have the same text, which
 * 1.0 and 1.00 do not; @texts: whether texts do */
gboolean
opt_rows_columns_sorts_by_text (const OptRowsColumns *self, guint column, gboolean texts)
{
  static const guint32 types[]
      = { OID_BOOL, OID_BYTEA, OID_CHAR,      OID_INT8,        OID_INT2, OID_INT4,
          OID_OID,  OID_DATE,  OID_TIMESTAMP, OID_TIMESTAMPTZ, OID_UUID };
  guint32 type = self->types[column];

  if (type == OID_TEXT || type == OID_VARCHAR || type == OID_NAME)
    return texts;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i] == type)
      return TRUE;

  return FALSE;
}

/* opt_rows_columns_describe_difference: (transfer full) (nullable): what tells the columns of the
 * variant, @other, from those of the baseline: their number, names and base types, without a length
 * or scale that is declared of them */
char *
opt_rows_columns_describe_difference (const OptRowsColumns *self, const OptRowsColumns *other)
{
  if (self->n != other->n)
    return g_strdup_printf (_ ("It has %u columns without the change and %u with it."), self->n,
                            other->n);
  for (guint i = 0; i < self->n; i++)
    {
      if (strcmp (self->names[i], other->names[i]) != 0)
        return g_strdup_printf (_ ("Column %u is named %s without the change and %s with it."),
                                i + 1, self->names[i], other->names[i]);
      if (self->types[i] != other->types[i])
        return g_strdup_printf (
            _ ("Column %s is of another type without the change (%u) than with it (%u)."),
            self->names[i], self->types[i], other->types[i]);
    }

  return NULL;
}

/* opt_rows_columns_get_names_sql: (transfer full): "(c1, c2)", what an alias calls them; nothing
 * where there is none */
char *
opt_rows_columns_get_names_sql (const OptRowsColumns *self)
{
  GString *sql = g_string_new (NULL);

  for (guint i = 0; i < self->n; i++)
    g_string_append_printf (sql, "%sc%u", i == 0 ? "(" : ", ", i + 1);
  if (self->n > 0)
    g_string_append_c (sql, ')');

  return g_string_free (sql, FALSE);
}

static void
append_value (GString *sql, OptRowsColumnKind kind, guint column)
{
  if (kind == OPT_ROWS_COLUMN_INSTANT)
    g_string_append_printf (sql, "CASE c%u WHEN pg_catalog.now() THEN 'now' ELSE c%u::text END",
                            column + 1, column + 1);
  else if (kind == OPT_ROWS_COLUMN_LOCAL)
    g_string_append_printf (sql, "CASE c%u WHEN LOCALTIMESTAMP THEN 'now' ELSE c%u::text END",
                            column + 1, column + 1);
  else if (kind == OPT_ROWS_COLUMN_TRIMMED)
    g_string_append_printf (sql, "pg_catalog.trim_scale(c%u)", column + 1);
  else
    g_string_append_printf (sql, "c%u", column + 1);
}

/* opt_rows_columns_get_row_sql: (transfer full): a row of their values, with or without those that
 * have a tolerance */
char *
opt_rows_columns_get_row_sql (const OptRowsColumns *self, gboolean with_floats)
{
  GString *sql = g_string_new ("ROW(");
  gboolean first = TRUE;

  for (guint i = 0; i < self->n; i++)
    {
      if (!with_floats && opt_rows_columns_is_float (self, i))
        continue;
      if (!first)
        g_string_append (sql, ", ");
      append_value (sql, opt_rows_columns_get_kind (self, i), i);
      first = FALSE;
    }
  g_string_append_c (sql, ')');

  return g_string_free (sql, FALSE);
}

/* opt_rows_columns_get_list_sql: (transfer full): ", c1, c2" */
char *
opt_rows_columns_get_list_sql (const OptRowsColumns *self, gboolean floats_only)
{
  GString *sql = g_string_new (NULL);

  for (guint i = 0; i < self->n; i++)
    if (!floats_only || opt_rows_columns_is_float (self, i))
      g_string_append_printf (sql, ", c%u", i + 1);

  return g_string_free (sql, FALSE);
}
