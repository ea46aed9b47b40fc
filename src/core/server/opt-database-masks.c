/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-masks.h"

#include <glib/gi18n-lib.h>

#include "opt-sql.h"
#include "opt-statement-info.h"

/* (nullable): the first masked column that is read or set there */
static const char *
find_masked (const OptScan *scan, GPtrArray *masked)
{
  g_autofree char *table = opt_relation_get_quoted_name (scan->relation);

  for (guint i = 0; i < scan->relation->columns->len; i++)
    {
      const OptColumn *column = scan->relation->columns->pdata[i];
      g_autofree char *quoted = opt_sql_quote_identifier (column->name);
      g_autofree char *name = g_strconcat (table, ".", quoted, NULL);
      guint index;

      if (g_ptr_array_find_with_equal_func (masked, name, g_str_equal, &index)
          && (opt_scan_needs (scan, column) || g_ptr_array_find (scan->set_columns, column, NULL)))
        return masked->pdata[index];
    }

  return NULL;
}

static gboolean
note_masks (OptTrialStatement *statement, OptCatalog *catalog, GPtrArray *masked)
{
  g_autoptr (OptStatementInfo) info = opt_statement_info_new (statement->sql, catalog, NULL, NULL);

  for (guint i = 0; info != NULL && i < info->scans->len; i++)
    {
      const char *name = find_masked (info->scans->pdata[i], masked);

      if (name == NULL)
        continue;
      statement->production_note = g_strdup_printf (_ ("it uses %s, which is masked"), name);
      return TRUE;
    }

  return FALSE;
}

/**
 * opt_database_note_masks:
 * @self: a database
 * @trial: a trial whose copies were made
 * @error: return location for an error
 *
 * A statement that uses a masked column finds other rows by it, or none: what it measures is not
 * production's.
 *
 * Returns: %TRUE if it is noted where that is so
 */
gboolean
opt_database_note_masks (OptDatabase *self, OptTrial *trial, GError **error)
{
  GPtrArray *statements = opt_trial_get_statements (trial);
  GPtrArray *masked = opt_trial_get_copy (trial)->masked;
  OptCatalog *catalog;

  g_return_val_if_fail (OPT_IS_DATABASE (self), FALSE);

  if (masked->len == 0)
    return TRUE;
  catalog = opt_database_load_catalog_sync (self, NULL, error);
  if (catalog == NULL)
    return FALSE;

  for (guint i = 0; i < statements->len; i++)
    {
      OptTrialStatement *statement = statements->pdata[i];

      if (statement->error == NULL && statement->production_note == NULL)
        note_masks (statement, catalog, masked);
    }

  return TRUE;
}
