/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-export.h"

#include <glib/gi18n.h>

#include "opt-change-words.h"

/* In the order in which they stand. */
enum
{
  COLUMN_PREPARED,
  COLUMN_APPLIED,
  COLUMN_UNDONE,
  COLUMN_STATE,
  COLUMN_TITLE,
  COLUMN_SERVER,
  COLUMN_DATABASE,
  COLUMN_USER,
  COLUMN_SQL,
  COLUMN_UNDO_SQL,
  COLUMN_ID,
};

static const OptDataColumn columns[] = {
  [COLUMN_PREPARED] = { N_ ("Prepared"), OPT_DATA_TIME, NULL },
  [COLUMN_APPLIED] = { N_ ("Applied"), OPT_DATA_TIME, NULL },
  [COLUMN_UNDONE] = { N_ ("Undone"), OPT_DATA_TIME, NULL },
  [COLUMN_STATE] = { N_ ("State"), OPT_DATA_TEXT, NULL },
  [COLUMN_TITLE] = { N_ ("Change"), OPT_DATA_TEXT, NULL },
  [COLUMN_SERVER] = { N_ ("Server"), OPT_DATA_TEXT, NULL },
  [COLUMN_DATABASE] = { N_ ("Database"), OPT_DATA_TEXT, NULL },
  [COLUMN_USER] = { N_ ("User"), OPT_DATA_TEXT, NULL },
  [COLUMN_SQL] = { N_ ("SQL"), OPT_DATA_TEXT, NULL },
  [COLUMN_UNDO_SQL] = { N_ ("SQL of the undo"), OPT_DATA_TEXT, NULL },
  [COLUMN_ID] = { N_ ("ID"), OPT_DATA_TEXT, NULL },
};

/**
 * opt_change_export_table:
 * @changes: (element-type OptAuditChange): changes
 *
 * Returns: (transfer full): a row for each, in their order
 */
OptDataTable *
opt_change_export_table (GPtrArray *changes)
{
  OptDataTable *table
      = opt_data_table_new_with_columns (_ ("Changes"), columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < changes->len; i++)
    {
      OptAuditChange *change = changes->pdata[i];
      g_autofree char *state = opt_change_describe_state (change);

      opt_data_table_add_row (table);
      opt_data_table_set_time (table, COLUMN_PREPARED,
                               opt_audit_change_get_time (change, OPT_AUDIT_PREPARED));
      opt_data_table_set_time (table, COLUMN_APPLIED,
                               opt_audit_change_get_time (change, OPT_AUDIT_DONE));
      opt_data_table_set_time (table, COLUMN_UNDONE,
                               opt_audit_change_get_time (change, OPT_AUDIT_UNDONE));
      opt_data_table_set_text (table, COLUMN_STATE, state);
      opt_data_table_set_text (table, COLUMN_TITLE, opt_audit_change_get_title (change));
      opt_data_table_set_text (table, COLUMN_SERVER, opt_audit_change_get_server_name (change));
      opt_data_table_set_text (table, COLUMN_DATABASE, opt_audit_change_get_database (change));
      opt_data_table_set_text (table, COLUMN_USER, opt_audit_change_get_user (change));
      opt_data_table_set_text (table, COLUMN_SQL, opt_audit_change_get_sql (change));
      opt_data_table_set_text (table, COLUMN_UNDO_SQL, opt_audit_change_get_undo_sql (change));
      opt_data_table_set_text (table, COLUMN_ID, opt_audit_change_get_id (change));
    }

  return table;
}
