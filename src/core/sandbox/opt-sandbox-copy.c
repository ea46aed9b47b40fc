/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-sandbox-copy.h"

#include <glib/gi18n-lib.h>

#include "opt-copy-selection.h"
#include "opt-copy.h"
#include "opt-error.h"
#include "opt-restore-extensions.h"
#include "opt-restore.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

/* What the steps of one copy share. */
typedef struct
{
  OptSandbox *sandbox;
  OptConnection *production;
  OptConnection *owner;
  OptCatalog *catalog;
  OptCopySelection *selection;
  GPtrArray *limits;
  const OptProgress *progress;
  GCancellable *cancellable;
} Copy;

static char *
join_columns (const OptRelation *table)
{
  GString *columns = g_string_new (NULL);

  for (guint i = 0; i < table->columns->len; i++)
    {
      const OptColumn *column = g_ptr_array_index (table->columns, i);
      g_autofree char *quoted = opt_sql_quote_identifier (column->name);

      if (column->generated_sql == NULL)
        g_string_append_printf (columns, "%s%s", columns->len > 0 ? ", " : "", quoted);
    }

  return g_string_free (columns, FALSE);
}

static gboolean
copy_table (Copy *copy, const OptRelation *table, GError **error)
{
  g_autofree char *name = opt_relation_get_quoted_name (table);
  g_autofree char *columns = join_columns (table);
  g_autofree char *out = opt_sql_fill (opt_sandbox_get_sql (copy->production, "copy-out"), "table",
                                       name, "columns", columns, NULL);
  g_autofree char *in = opt_sql_fill (opt_sandbox_get_sql (copy->owner, "copy-in"), "table", name,
                                      "columns", columns, NULL);

  if (*columns == '\0')
    return TRUE;

  opt_progress_report (copy->progress, 0, table->bytes, _ ("Copying %s"), name);

  return opt_copy_between_sync (copy->production, out, copy->owner, in, 0, copy->progress,
                                copy->cancellable, error)
         >= 0;
}

static gboolean
copy_rows (Copy *copy, GError **error)
{
  int version = opt_connection_get_server_version (copy->production);
  g_autoptr (OptResult) begun
      = opt_connection_query_sync (copy->production,
                                   opt_sandbox_get_sql (copy->production, "copy-begin"), NULL,
                                   OPT_QUERY_SCRIPT, copy->cancellable, error);
  gboolean copied = TRUE;

  if (begun == NULL)
    return FALSE;

  for (guint i = 0; copied && i < copy->selection->tables->len; i++)
    copied = copy_table (copy, g_ptr_array_index (copy->selection->tables, i), error);

  return opt_connection_execute_sync (copy->production, opt_sql_get ("catalog", "end", version),
                                      NULL, NULL, copied ? error : NULL)
         && copied;
}

static OptParams *
make_oids (Copy *copy)
{
  g_autoptr (GArray) oids = g_array_new (FALSE, FALSE, sizeof (gint64));
  OptParams *params = opt_params_new ();

  for (guint i = 0; i < copy->selection->tables->len; i++)
    {
      gint64 oid = ((const OptRelation *) g_ptr_array_index (copy->selection->tables, i))->oid;

      g_array_append_val (oids, oid);
    }
  opt_params_add_int_array (params, (const gint64 *) oids->data, oids->len);

  return params;
}

static gboolean
copy_statistics_targets (Copy *copy, GError **error)
{
  g_autoptr (OptParams) params = make_oids (copy);
  g_autoptr (OptResult) targets
      = opt_connection_query_sync (copy->production,
                                   opt_sandbox_get_sql (copy->production, "statistics-targets"),
                                   params, OPT_QUERY_NONE, copy->cancellable, error);

  if (targets == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (targets); row++)
    {
      g_autofree char *table
          = opt_sql_quote_qualified (opt_result_get_text (targets, row, "schema"),
                                     opt_result_get_text (targets, row, "name"));
      g_autofree char *column
          = opt_sql_quote_identifier (opt_result_get_text (targets, row, "column_name"));
      g_autofree char *sql
          = opt_sql_fill (opt_sandbox_get_sql (copy->owner, "set-statistics-target"), "table",
                          table, "column", column, "target",
                          opt_result_get_text (targets, row, "target"), NULL);

      if (!opt_connection_execute_sync (copy->owner, sql, NULL, copy->cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/* So that an INSERT takes the next number, as on production. */
static gboolean
copy_sequence_values (Copy *copy, GError **error)
{
  g_autoptr (OptResult) values
      = opt_connection_query_sync (copy->production,
                                   opt_sandbox_get_sql (copy->production, "sequence-values"), NULL,
                                   OPT_QUERY_NONE, copy->cancellable, error);
  g_autoptr (GPtrArray) schemas = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (OptParams) params = opt_params_new ();

  if (values == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (values); row++)
    {
      gint64 number = opt_result_get_int (values, row, "value");

      g_ptr_array_add (schemas, (gpointer) opt_result_get_text (values, row, "schema"));
      g_ptr_array_add (names, (gpointer) opt_result_get_text (values, row, "name"));
      g_array_append_val (numbers, number);
    }
  g_ptr_array_add (schemas, NULL);
  g_ptr_array_add (names, NULL);
  opt_params_add_text_array (params, (const char *const *) schemas->pdata);
  opt_params_add_text_array (params, (const char *const *) names->pdata);
  opt_params_add_int_array (params, (const gint64 *) numbers->data, numbers->len);

  return opt_connection_execute_sync (copy->owner,
                                      opt_sandbox_get_sql (copy->owner, "set-sequences"), params,
                                      copy->cancellable, error);
}

/* Statistics as ANALYZE makes them, and the visibility map that index-only scans need. */
static gboolean
vacuum_tables (Copy *copy, GError **error)
{
  for (guint i = 0; i < copy->selection->tables->len; i++)
    {
      g_autofree char *name
          = opt_relation_get_quoted_name (g_ptr_array_index (copy->selection->tables, i));
      g_autofree char *sql
          = opt_sql_fill (opt_sandbox_get_sql (copy->owner, "vacuum-analyze"), "table", name, NULL);

      opt_progress_report (copy->progress, i, copy->selection->tables->len, _ ("Analysing %s"),
                           name);
      if (!opt_connection_execute_sync (copy->owner, sql, NULL, copy->cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/* A trigger runs code that may reach for anything: none is restored. What a write costs there is
 * not in a copy. */
static gboolean
note_triggers (Copy *copy, GError **error)
{
  g_autoptr (OptParams) params = make_oids (copy);
  g_autoptr (OptResult) triggers
      = opt_connection_query_sync (copy->production,
                                   opt_sandbox_get_sql (copy->production, "triggers"), params,
                                   OPT_QUERY_NONE, copy->cancellable, error);

  if (triggers == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (triggers); row++)
    {
      g_autofree char *table
          = opt_sql_quote_qualified (opt_result_get_text (triggers, row, "schema"),
                                     opt_result_get_text (triggers, row, "name"));
      g_autofree char *trigger
          = opt_sql_quote_identifier (opt_result_get_text (triggers, row, "trigger_name"));
      g_autofree char *name = g_strconcat (table, " ", trigger, NULL);

      opt_sandbox_add_limit (copy->limits, name,
                             _ ("A trigger is not restored: what it costs a write is not seen"));
    }

  return TRUE;
}

/* A table that could not be made can't be filled; what else is missing is listed. */
static gboolean
check_tables (Copy *copy, guint n_limits_before, GError **error)
{
  for (guint i = 0; i < copy->selection->tables->len; i++)
    {
      g_autofree char *name
          = opt_relation_get_quoted_name (g_ptr_array_index (copy->selection->tables, i));

      for (guint k = n_limits_before; k < copy->limits->len; k++)
        {
          const OptUnreadable *limit = g_ptr_array_index (copy->limits, k);

          if (!g_str_equal (limit->name, name)
              || ((const OptRelation *) g_ptr_array_index (copy->selection->tables, i))
                     ->row_security)
            continue;
          opt_set_error (error, OPT_ERROR_UNSUPPORTED, NULL,
                         _ ("%s could not be made in the sandbox: %s"), name, limit->reason);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
restore_extensions (Copy *copy, const char *database, GError **error)
{
  g_autoptr (OptConnection) admin = opt_sandbox_connect_sync (copy->sandbox, OPT_SANDBOX_USER_ADMIN,
                                                              database, copy->cancellable, error);

  return admin != NULL
         && opt_restore_extensions_sync (admin, copy->catalog, copy->limits, copy->cancellable,
                                         error);
}

static gboolean
fill (Copy *copy, const char *database, GError **error)
{
  guint n_limits = copy->limits->len;
  g_autoptr (OptRestore) restore
      = opt_restore_new (copy->owner, copy->catalog, copy->selection->oids, copy->limits,
                         copy->progress);

  return opt_restore_schemas_sync (restore, copy->cancellable, error)
         && restore_extensions (copy, database, error)
         && opt_restore_relations_sync (restore, copy->cancellable, error)
         && check_tables (copy, n_limits, error) && copy_rows (copy, error)
         && opt_restore_indexes_sync (restore, copy->cancellable, error)
         && opt_restore_partitions_sync (restore, copy->cancellable, error)
         && opt_restore_foreign_keys_sync (restore, copy->cancellable, error)
         && copy_statistics_targets (copy, error) && copy_sequence_values (copy, error)
         && note_triggers (copy, error) && vacuum_tables (copy, error);
}

static char *
copy_into_new_database (Copy *copy, OptServerFacts *facts, GError **error)
{
  g_autofree char *database = opt_sandbox_create_database_sync (copy->sandbox, facts, copy->limits,
                                                                copy->cancellable, error);
  gboolean filled;

  if (database == NULL)
    return NULL;

  filled = opt_sandbox_copy_settings_sync (copy->sandbox, copy->production, database, copy->limits,
                                           copy->cancellable, error);
  if (filled)
    copy->owner = opt_sandbox_connect_sync (copy->sandbox, OPT_SANDBOX_USER_OWNER, database,
                                            copy->cancellable, error);
  filled = copy->owner != NULL && fill (copy, database, error);
  if (copy->owner != NULL)
    opt_connection_close (copy->owner);
  g_clear_object (&copy->owner);

  if (!filled)
    {
      opt_sandbox_drop_database_sync (copy->sandbox, database, NULL, NULL);
      return NULL;
    }

  return g_steal_pointer (&database);
}

/**
 * opt_sandbox_copy_tables_sync:
 * @self: a sandbox; it is started where it is not
 * @production: a connection to the production database
 * @catalog: the database's catalog
 * @facts: the server's facts
 * @relations: oids of the tables and views that are needed
 * @n_relations: how many
 * @limit_bytes: how large the tables may be with their indexes; 0 for no limit
 * @limits: (element-type OptUnreadable): gets what is not as on production
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Copies the rows of whole tables in one snapshot into a new database of the sandbox, then makes
 * their indexes and constraints and analyses them. opt_sandbox_copy_database_sync() makes a second
 * one of it.
 *
 * Returns: (transfer full) (nullable): the database's name; %OPT_ERROR_DENIED, %OPT_ERROR_REFUSED,
 *   %OPT_ERROR_NO_SPACE
 */
char *
opt_sandbox_copy_tables_sync (OptSandbox *self,
                              OptConnection *production,
                              OptCatalog *catalog,
                              OptServerFacts *facts,
                              const guint32 *relations,
                              guint n_relations,
                              gint64 limit_bytes,
                              GPtrArray *limits,
                              const OptProgress *progress,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (OptCopySelection) selection = NULL;
  Copy copy = {
    .sandbox = self,
    .production = production,
    .catalog = catalog,
    .limits = limits,
    .progress = progress,
    .cancellable = cancellable,
  };

  g_return_val_if_fail (OPT_IS_SANDBOX (self) && OPT_IS_CONNECTION (production), NULL);
  g_return_val_if_fail (OPT_IS_CATALOG (catalog) && limits != NULL, NULL);

  opt_progress_report (progress, -1, 0, _ ("Starting the sandbox"));
  if (!opt_sandbox_start_sync (self, facts, cancellable, error))
    return NULL;

  selection = opt_copy_selection_new_sync (production, catalog, relations, n_relations, limits,
                                           cancellable, error);
  if (selection == NULL || !opt_copy_selection_check_rights (selection, catalog, error)
      || !opt_copy_selection_check_space (selection,
                                          opt_sandbox_provider_get_data_folder (
                                              opt_sandbox_get_provider (self)),
                                          limit_bytes, error))
    return NULL;
  copy.selection = selection;

  return copy_into_new_database (&copy, facts, error);
}
