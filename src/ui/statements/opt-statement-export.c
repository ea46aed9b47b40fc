/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-export.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-statement-change.h"

static const char *
get_unit (OptStatementColumn column)
{
  switch (column)
    {
    case OPT_STATEMENT_COLUMN_SHARE:
    case OPT_STATEMENT_COLUMN_BLEND:
    case OPT_STATEMENT_COLUMN_HITS:
      return "of 1";
    case OPT_STATEMENT_COLUMN_TOTAL:
    case OPT_STATEMENT_COLUMN_MEAN:
    case OPT_STATEMENT_COLUMN_BEFORE:
    case OPT_STATEMENT_COLUMN_STDDEV:
      return "ms";
    case OPT_STATEMENT_COLUMN_IO:
    case OPT_STATEMENT_COLUMN_TEMP:
    case OPT_STATEMENT_COLUMN_WAL:
      return "bytes";
    case OPT_STATEMENT_COLUMN_RATE:
    case OPT_STATEMENT_COLUMN_CALLS:
    case OPT_STATEMENT_COLUMN_ROWS:
    case OPT_STATEMENT_COLUMN_CHANGE:
    case OPT_STATEMENT_COLUMN_STATEMENT:
    case OPT_STATEMENT_COLUMN_TREND:
    default:
      return NULL;
    }
}

/* What is compared is there while it is. */
static gboolean
is_figure (OptStatementColumn column, OptStatementPast *past)
{
  return opt_statement_column_is_number (column)
         && (past != NULL || !opt_statement_column_is_compared (column));
}

static void
add_figures (OptDataTable *table,
             OptStatementPast *past,
             OptWorkloadShare share,
             OptStatementItem *item)
{
  guint column = 0;

  for (guint i = 0; i < OPT_N_STATEMENT_COLUMNS; i++)
    if (is_figure ((OptStatementColumn) i, past))
      opt_data_table_set_number (table, column++,
                                 opt_statement_change_get_value (past, (OptStatementColumn) i,
                                                                 share, item));
}

static void
add_columns (OptDataTable *table, OptStatementPast *past, OptWorkloadShare share)
{
  for (guint i = 0; i < OPT_N_STATEMENT_COLUMNS; i++)
    if (is_figure ((OptStatementColumn) i, past))
      opt_data_table_add_column (table,
                                 opt_statement_column_get_title ((OptStatementColumn) i, share),
                                 OPT_DATA_NUMBER, get_unit ((OptStatementColumn) i));
}

/**
 * opt_statement_export_table:
 * @rows: statements
 *
 * Those that are alike are a row, unless they are split: then each of them is, and nothing is
 * counted twice.
 *
 * Returns: (transfer full): a row for each, in their order: all figures that a table can show,
 *   whether it does or not, then what identifies the statement, and its text
 */
OptDataTable *
opt_statement_export_table (OptStatementRows *rows)
{
  OptDataTable *table = opt_data_table_new (_ ("Statements"));
  OptStatementPast *past = opt_statement_rows_get_past (rows);
  OptWorkloadShare share = opt_statement_rows_get_share (rows);
  guint n_alike, queryid, user, role, database, nested, text;

  add_columns (table, past, share);
  n_alike = opt_data_table_add_column (table, _ ("Alike"), OPT_DATA_NUMBER, NULL);
  /* Sixty-four bits are more than a number of JSON or a spreadsheet has. */
  queryid = opt_data_table_add_column (table, _ ("queryid"), OPT_DATA_TEXT, NULL);
  user = opt_data_table_add_column (table, _ ("Role OID"), OPT_DATA_NUMBER, NULL);
  role = opt_data_table_add_column (table, _ ("Role"), OPT_DATA_TEXT, NULL);
  database = opt_data_table_add_column (table, _ ("Database"), OPT_DATA_TEXT, NULL);
  nested = opt_data_table_add_column (table, _ ("Nested"), OPT_DATA_TEXT, NULL);
  text = opt_data_table_add_column (table, _ ("Statement"), OPT_DATA_TEXT, NULL);

  for (guint i = 0; i < opt_statement_rows_get_n_statements (rows); i++)
    {
      g_autoptr (OptStatementRow) row = g_list_model_get_item (G_LIST_MODEL (rows), i);
      OptStatementItem *item = opt_statement_row_get_item (row);
      const OptStatementKey *key = opt_statement_item_get_key (item);
      OptStatementKinds kinds = { 1, 1, 1, 1, FALSE };
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, key->queryid);

      if (opt_statement_row_get_kind (row) == OPT_STATEMENT_ROW_SPLIT)
        continue;
      if (opt_statement_item_is_group (item))
        kinds = *opt_statement_group_get_kinds (opt_statement_item_get_group (item));

      opt_data_table_add_row (table);
      opt_data_table_set_number (table, n_alike, kinds.n_members);
      add_figures (table, past, share, item);
      /* What differs among them is left open. */
      opt_data_table_set_text (table, queryid, kinds.n_queryids == 1 ? id : NULL);
      opt_data_table_set_number (table, user, kinds.n_roles == 1 ? key->userid : NAN);
      opt_data_table_set_text (table, nested,
                               kinds.mixed     ? NULL
                               : key->toplevel ? _ ("no")
                                               : _ ("yes"));
      opt_data_table_set_text (table, role, opt_statement_item_get_role (item));
      opt_data_table_set_text (table, database, opt_statement_item_get_database (item));
      opt_data_table_set_text (table, text, opt_statement_item_get_text (item));
    }

  return table;
}
