/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"

G_BEGIN_DECLS

/* Private to this folder: the columns of what is compared, and how a value of each is. */

/**
 * OptRowsColumnKind:
 * @OPT_ROWS_COLUMN_EXACT: by its text
 * @OPT_ROWS_COLUMN_FLOAT4: a float4, within a tolerance
 * @OPT_ROWS_COLUMN_FLOAT8: a float8, within a tolerance
 * @OPT_ROWS_COLUMN_TRIMMED: a numeric, by its text without the zeros at its end
 * @OPT_ROWS_COLUMN_INSTANT: a timestamptz: that of the transaction is the same on both sides
 * @OPT_ROWS_COLUMN_LOCAL: a timestamp, likewise
 *
 * How the values of a column are compared.
 */
typedef enum
{
  OPT_ROWS_COLUMN_EXACT,
  OPT_ROWS_COLUMN_FLOAT4,
  OPT_ROWS_COLUMN_FLOAT8,
  OPT_ROWS_COLUMN_TRIMMED,
  OPT_ROWS_COLUMN_INSTANT,
  OPT_ROWS_COLUMN_LOCAL,
} OptRowsColumnKind;

typedef struct
{
  guint n;
  char **names;
  guint32 *types;
  guint n_floats;
  gboolean trims; /* numerics are the same whatever number of zeros they end in */
} OptRowsColumns;

OptRowsColumns *opt_rows_columns_new (OptResult *result);
void opt_rows_columns_free (OptRowsColumns *self);

OptRowsColumnKind opt_rows_columns_get_kind (const OptRowsColumns *self, guint column);
gboolean opt_rows_columns_is_float (const OptRowsColumns *self, guint column);
gboolean opt_rows_columns_is_numeric (const OptRowsColumns *self, guint column);
gboolean opt_rows_columns_sorts_by_text (const OptRowsColumns *self, guint column, gboolean texts);
char *opt_rows_columns_describe_difference (const OptRowsColumns *self,
                                            const OptRowsColumns *other);
char *opt_rows_columns_get_names_sql (const OptRowsColumns *self);
char *opt_rows_columns_get_row_sql (const OptRowsColumns *self, gboolean with_floats);
char *opt_rows_columns_get_list_sql (const OptRowsColumns *self, gboolean floats_only);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptRowsColumns, opt_rows_columns_free)

G_END_DECLS
