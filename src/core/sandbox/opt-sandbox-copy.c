/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-sandbox-copy.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-restore-extensions.h"
#include "opt-sandbox-copy-private.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

static OptParams *
make_oids (OptSandboxCopy *copy)
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
copy_statistics_targets (OptSandboxCopy *copy, GError **error)
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
copy_sequence_values (OptSandboxCopy *copy, GError **error)
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
vacuum_tables (OptSandboxCopy *copy, GError **error)
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

static gboolean
count_rows (OptSandboxCopy *copy, GError **error)
{
  g_autoptr (OptResult) rows
      = opt_connection_query_sync (copy->owner, opt_sandbox_get_sql (copy->owner, "copied-rows"),
                                   NULL, OPT_QUERY_NONE, copy->cancellable, error);

  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (rows); row++)
    {
      g_autofree char *name = opt_sql_quote_qualified (opt_result_get_text (rows, row, "schema"),
                                                       opt_result_get_text (rows, row, "name"));

      for (guint i = 0; i < copy->report->tables->len; i++)
        {
          OptCopiedTable *table = copy->report->tables->pdata[i];

          if (g_str_equal (table->name, name))
            table->tuples = opt_result_get_double (rows, row, "rows");
        }
    }

  return TRUE;
}

/* A trigger runs code that may reach for anything: none is restored. What a write costs there is
 * not in a copy. */
static gboolean
note_triggers (OptSandboxCopy *copy, GError **error)
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
check_tables (OptSandboxCopy *copy, guint n_limits_before, GError **error)
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
restore_extensions (OptSandboxCopy *copy, const char *database, GError **error)
{
  g_autoptr (OptConnection) admin = opt_sandbox_connect_sync (copy->sandbox, OPT_SANDBOX_USER_ADMIN,
                                                              database, copy->cancellable, error);

  return admin != NULL
         && opt_restore_extensions_sync (admin, copy->catalog, copy->limits, copy->cancellable,
                                         error);
}

static gboolean
fill (OptSandboxCopy *copy, const char *database, GError **error)
{
  guint n_limits = copy->limits->len;
  g_autoptr (OptRestore) restore
      = opt_restore_new (copy->owner, copy->catalog, copy->selection->oids, copy->limits,
                         copy->progress);

  return opt_restore_schemas_sync (restore, copy->cancellable, error)
         && restore_extensions (copy, database, error)
         && opt_restore_relations_sync (restore, copy->cancellable, error)
         && check_tables (copy, n_limits, error)
         && opt_sandbox_copy_rows_sync (copy, restore, error)
         && opt_restore_foreign_keys_sync (restore, copy->cancellable, error)
         && copy_statistics_targets (copy, error) && copy_sequence_values (copy, error)
         && note_triggers (copy, error) && vacuum_tables (copy, error) && count_rows (copy, error);
}

static char *
copy_into_new_database (OptSandboxCopy *copy, OptServerFacts *facts, GError **error)
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

/* Partitioned tables have no rows, but it is they that a statement names. */
static void
add_masked (OptSandboxCopy *copy)
{
  GPtrArray *relations = opt_catalog_get_relations (copy->catalog);

  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *relation = g_ptr_array_index (relations, i);

      if (g_hash_table_contains (copy->selection->oids, GUINT_TO_POINTER (relation->oid)))
        opt_copy_mask_add_names (copy->mask, relation, copy->report->masked);
    }
}

/* What is to be copied, how much that is, and whether it may. */
static gboolean
estimate (OptSandboxCopy *copy, GError **error)
{
  OptCopyReport *report = copy->report;
  const OptCopyOptions *options = copy->options;
  GPtrArray *tables = copy->selection->tables;
  const char *folder
      = opt_sandbox_provider_get_data_folder (opt_sandbox_get_provider (copy->sandbox));

  report->rate_limit = options->rate;
  report->measured_rate = options->measured_rate;
  report->measured_at = options->measured_at;
  report->sample = options->sample;
  report->seed = options->seed;
  for (guint i = 0; i < tables->len; i++)
    {
      const OptRelation *table = g_ptr_array_index (tables, i);

      opt_copy_report_add_table (report, table,
                                 copy->sample != NULL
                                     ? opt_copy_sample_get_part (copy->sample, table)
                                     : OPT_COPY_WHOLE);
    }
  add_masked (copy);

  for (guint i = 0; i < report->masked->len; i++)
    opt_sandbox_add_limit (
        copy->limits, g_ptr_array_index (report->masked, i),
        _ ("It is masked: its values and their statistics are not production's"));

  return opt_copy_selection_check_space (folder, options, report, error)
         && (options->ask == NULL || options->ask (report, options->ask_data, error));
}

/**
 * opt_sandbox_copy_tables_sync:
 * @self: a sandbox; it is started where it is not
 * @production: a connection to the production database
 * @catalog: the database's catalog
 * @facts: the server's facts
 * @relations: oids of the tables and views that are needed
 * @n_relations: how many
 * @options: (nullable): how much may be copied, and how; %NULL for all of it, as fast as it goes
 * @report: (nullable): a new one; gets what is copied
 * @limits: (element-type OptUnreadable): gets what is not as on production
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Copies the rows of whole tables, or a sample of them that is closed over their foreign keys, in
 * one read-only snapshot into a new database of the sandbox, then makes their indexes and
 * constraints and analyses them. opt_sandbox_copy_database_sync() makes a second one of it.
 *
 * Returns: (transfer full) (nullable): the database's name; %OPT_ERROR_DENIED,
 * %OPT_ERROR_TOO_LARGE, %OPT_ERROR_NO_SPACE
 */
char *
opt_sandbox_copy_tables_sync (OptSandbox *self,
                              OptConnection *production,
                              OptCatalog *catalog,
                              OptServerFacts *facts,
                              const guint32 *relations,
                              guint n_relations,
                              const OptCopyOptions *options,
                              OptCopyReport *report,
                              GPtrArray *limits,
                              const OptProgress *progress,
                              GCancellable *cancellable,
                              GError **error)
{
  static const OptCopyOptions unlimited = { 0 };
  g_autoptr (OptCopySelection) selection = NULL;
  g_autoptr (OptCopySample) sample = NULL;
  g_autoptr (OptCopyMask) mask = NULL;
  g_autoptr (OptCopyReport) own_report = opt_copy_report_new ();
  OptSandboxCopy copy = {
    .sandbox = self,
    .production = production,
    .catalog = catalog,
    .options = options != NULL ? options : &unlimited,
    .report = report != NULL ? report : own_report,
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
  if (selection == NULL || !opt_copy_selection_check_rights (selection, catalog, error))
    return NULL;
  copy.selection = selection;
  if (copy.options->masks != NULL)
    {
      mask = opt_copy_mask_new (catalog, opt_server_facts_get_encoding (facts),
                                (const char *const *) copy.options->masks, error);
      if (mask == NULL)
        return NULL;
      copy.mask = mask;
    }
  if (copy.options->sample > 0)
    copy.sample = sample
        = opt_copy_sample_new (catalog, selection, copy.options->sample, copy.options->seed);
  if (!estimate (&copy, error))
    return NULL;

  return copy_into_new_database (&copy, facts, error);
}
