/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-masks.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-sql.h"
#include "opt-statement-calls.h"

/**
 * opt_database_load_mask_sync:
 * @self: a database
 * @mask: (out) (optional) (nullable) (transfer full): what opt_database_set_copy_options() has
 *   masked; %NULL where that is nothing
 * @error: return location for an error: %OPT_ERROR_NOT_FOUND, %OPT_ERROR_UNSUPPORTED,
 *   %OPT_ERROR_INVALID
 *
 * Returns: %TRUE if it is known
 */
gboolean
opt_database_load_mask_sync (OptDatabase *self, OptCopyMask **mask, GError **error)
{
  const OptCopyOptions *options;
  OptCatalog *catalog;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && mask != NULL, FALSE);

  *mask = NULL;
  options = opt_database_get_copy_options (self);
  if (options == NULL || options->masks == NULL)
    return TRUE;
  catalog = opt_database_load_catalog_sync (self, NULL, error);
  if (catalog == NULL)
    return FALSE;
  *mask = opt_copy_mask_new (catalog, opt_server_facts_get_encoding (opt_database_get_facts (self)),
                             (const char *const *) options->masks, error);

  return *mask != NULL;
}

static gboolean
refuse (GError **error, const char *format, const char *name)
{
  g_autoptr (GString) reason = g_string_new (format);

  g_string_replace (reason, "%s", name, 1);
  opt_set_error (error, OPT_ERROR_REFUSED,
                 _ ("Try it without the mask, or statements that don’t use what is masked."),
                 _ ("It is not run in a masked copy: %s"), reason->str);

  return FALSE;
}

/* What is computed from a masked column is made from other values, too. */
static gboolean
is_masked (OptCopyMask *mask, const OptRelation *relation, const OptColumn *column)
{
  return opt_copy_mask_has (mask, relation, column->number)
         || (column->generated_sql != NULL && opt_copy_mask_has_table (mask, relation));
}

static gboolean
check_scan (OptCopyMask *mask, const OptScan *scan, GError **error)
{
  for (guint i = 0; i < scan->relation->columns->len; i++)
    {
      const OptColumn *column = scan->relation->columns->pdata[i];
      g_autofree char *table = NULL;
      g_autofree char *quoted = NULL;
      g_autofree char *name = NULL;

      if (!is_masked (mask, scan->relation, column)
          || (!opt_scan_needs (scan, column)
              && !g_ptr_array_find (scan->set_columns, column, NULL)))
        continue;
      table = opt_relation_get_quoted_name (scan->relation);
      quoted = opt_sql_quote_identifier (column->name);
      name = g_strconcat (table, ".", quoted, NULL);
      return refuse (error, _ ("it uses %s, which is masked"), name);
    }

  return TRUE;
}

/* Where rows are changed, no scan says what is put into the columns of a new one. */
static gboolean
check_tables (OptCopyMask *mask, const OptStatementInfo *info, GError **error)
{
  for (guint i = 0; i < info->tables->len; i++)
    {
      const OptRelation *relation = info->tables->pdata[i];
      g_autofree char *name = opt_relation_get_quoted_name (relation);

      if (relation->kind == 'm' || relation->kind == 'f')
        return refuse (error, _ ("%s may hold what is masked elsewhere"), name);
      if (info->changes_rows && opt_copy_mask_has_table (mask, relation))
        return refuse (error, _ ("it changes rows, and %s has a masked column"), name);
    }

  return TRUE;
}

static gboolean
check_understood (const OptStatementInfo *info, GError **error)
{
  if (info->kind == OPT_STATEMENT_UTILITY)
    return refuse (error, "%s", _ ("what it uses is not known, as it is no query"));
  if (info->missing->len > 0)
    return refuse (error, _ ("%s is not in the catalog"), info->missing->pdata[0]);
  if (info->unresolved->len > 0)
    return refuse (error, "%s", info->unresolved->pdata[0]);

  return TRUE;
}

static void
add_names (OptParams *params, GPtrArray *names)
{
  g_ptr_array_add (names, NULL);
  opt_params_add_text_array (params, (const char *const *) names->pdata);
}

/* What a function reads is in no text: it may take a masked column's value. */
static gboolean
check_calls (OptDatabase *self,
             const char *sql,
             const OptStatementInfo *info,
             GCancellable *cancellable,
             GError **error)
{
  OptConnection *connection = opt_database_get_connection (self);
  g_autoptr (OptStatementCalls) calls = opt_statement_calls_new ();
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) result = NULL;

  if (!opt_statement_calls_add (calls, sql, error))
    return FALSE;
  for (guint i = 0; i < info->tables->len; i++)
    {
      const OptRelation *relation = info->tables->pdata[i];

      if (relation->kind == 'v' && relation->view_definition != NULL
          && !opt_statement_calls_add (calls, relation->view_definition, error))
        return FALSE;
    }
  add_names (params, calls->function_schemas);
  add_names (params, calls->functions);
  add_names (params, calls->operator_schemas);
  add_names (params, calls->operators);
  add_names (params, calls->columns);
  result = opt_connection_query_sync (connection,
                                      opt_sql_get ("trial", "foreign-calls",
                                                   opt_connection_get_server_version (connection)),
                                      params, OPT_QUERY_NONE, cancellable, error);
  if (result == NULL)
    return FALSE;

  return opt_result_get_n_rows (result) == 0
         || refuse (error, _ ("it calls %s, and what that reads is not known"),
                    opt_result_get_text (result, 0, "name"));
}

/**
 * opt_database_check_masks_sync:
 * @self: a database
 * @mask: (nullable): what is masked in the copies
 * @sql: a statement
 * @info: what it asks of the tables
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_REFUSED with the reason
 *
 * A statement that uses a masked column finds other rows by it, or none: it measures nothing, and
 * its text and its values are what was to be masked. So it does not go into a masked copy, nor does
 * one of which it is not known whether it does.
 *
 * Returns: whether it may be run there
 */
gboolean
opt_database_check_masks_sync (OptDatabase *self,
                               OptCopyMask *mask,
                               const char *sql,
                               const OptStatementInfo *info,
                               GCancellable *cancellable,
                               GError **error)
{
  g_return_val_if_fail (OPT_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (sql != NULL && info != NULL, FALSE);

  if (mask == NULL)
    return TRUE;
  if (!check_understood (info, error) || !check_tables (mask, info, error))
    return FALSE;
  for (guint i = 0; i < info->scans->len; i++)
    if (!check_scan (mask, info->scans->pdata[i], error))
      return FALSE;

  return check_calls (self, sql, info, cancellable, error);
}

static gboolean
names_masked (OptCopyMask *mask, OptCatalog *catalog, const char *name)
{
  GPtrArray *relations = opt_catalog_get_relations (catalog);

  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *relation = relations->pdata[i];
      const OptColumn *column = opt_relation_find_column (relation, name);

      if (column != NULL && is_masked (mask, relation, column))
        return TRUE;
    }

  return FALSE;
}

/**
 * opt_database_check_masked_change:
 * @self: a database
 * @mask: (nullable): what is masked in the copies
 * @sql: a change
 * @error: return location for an error: %OPT_ERROR_REFUSED with the reason
 *
 * What a masked column is compared with in a change, as in the condition of an index, is what was
 * to be masked. Judged by the column's name, as which table's it is no query says; the columns of
 * an index are no such use.
 *
 * Returns: whether it may be made there
 */
gboolean
opt_database_check_masked_change (OptDatabase *self,
                                  OptCopyMask *mask,
                                  const char *sql,
                                  GError **error)
{
  g_autoptr (OptStatementCalls) calls = opt_statement_calls_new ();
  g_autoptr (OptStatementInfo) info = NULL;
  OptCatalog *catalog;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && sql != NULL, FALSE);

  if (mask == NULL)
    return TRUE;
  catalog = opt_database_load_catalog_sync (self, NULL, error);
  if (catalog == NULL)
    return FALSE;
  info = opt_statement_info_new (sql, catalog, NULL, error);
  if (info == NULL || !opt_statement_calls_add (calls, sql, error))
    return FALSE;
  if (info->kind != OPT_STATEMENT_UTILITY)
    return refuse (error, "%s", _ ("the change changes rows"));
  for (guint i = 0; i < calls->columns->len; i++)
    if (names_masked (mask, catalog, calls->columns->pdata[i]))
      return refuse (error, _ ("the change uses %s, which is masked"), calls->columns->pdata[i]);

  return TRUE;
}
