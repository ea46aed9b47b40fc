/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptDataKind:
 * @OPT_DATA_TEXT: text
 * @OPT_DATA_NUMBER: a number
 * @OPT_DATA_TIME: a point in time
 *
 * What the cells of a column are.
 */
typedef enum
{
  OPT_DATA_TEXT,
  OPT_DATA_NUMBER,
  OPT_DATA_TIME,
} OptDataKind;

/**
 * OptDataColumn:
 * @name: what it is called, in English; marked with N_(), and translated in the table
 * @kind: what its cells are
 * @unit: (nullable): of its numbers; %NULL where they have none
 *
 * A column of a table of which all columns are known beforehand.
 */
typedef struct
{
  const char *name;
  OptDataKind kind;
  const char *unit;
} OptDataColumn;

/**
 * OptDataTable:
 *
 * A table as other programs take it: values in full and in one unit for each column.
 */
typedef struct _OptDataTable OptDataTable;

OptDataTable *opt_data_table_new (const char *title);
OptDataTable *opt_data_table_new_with_columns (const char *title,
                                               const OptDataColumn *columns,
                                               guint n_columns);
void opt_data_table_free (OptDataTable *self);

void opt_data_table_set_window (OptDataTable *self, gint64 from, gint64 to);
guint opt_data_table_add_column (OptDataTable *self,
                                 const char *name,
                                 OptDataKind kind,
                                 const char *unit);
void opt_data_table_add_row (OptDataTable *self);
void opt_data_table_set_text (OptDataTable *self, guint column, const char *text);
void opt_data_table_set_number (OptDataTable *self, guint column, double number);
void opt_data_table_set_time (OptDataTable *self, guint column, gint64 real_time);

const char *opt_data_table_get_title (OptDataTable *self);
guint opt_data_table_get_n_rows (OptDataTable *self);
char *opt_data_table_to_csv (OptDataTable *self);
char *opt_data_table_to_json (OptDataTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptDataTable, opt_data_table_free)

G_END_DECLS
