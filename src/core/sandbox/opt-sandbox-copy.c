/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-sandbox-copy.h"

#include <glib/gi18n-lib.h>

#include "opt-copy-mask.h"
#include "opt-copy-sample.h"
#include "opt-copy-selection.h"
#include "opt-copy.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-restore-extensions.h"
#include "opt-restore.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

/* A session that is still idle so long after its time was up is nobody's any more. */
#define GRACE_TIME (60 * G_USEC_PER_SEC)

/* What the steps of one copy share. */
typedef struct
{
  OptSandbox *sandbox;
  OptConnection *production;
  OptConnection *owner;
  OptCatalog *catalog;
  OptCopySelection *selection;
  OptCopySample *sample; /* (nullable) whole tables without one */
  OptCopyMask *mask;     /* (nullable) */
  const OptCopyOptions *options;
  OptCopyReport *report;
  OptCopyPace pace;
  gint64 done_bytes; /* of the tables that are copied, on production */
  gint64 began;      /* monotonic: when the rows that are being read were asked for */
  gint64 read_us;    /* how long it took to read those before */
  const char *table; /* (nullable) the one that is being copied */
  GPtrArray *limits;
  const OptProgress *progress;
  GCancellable *cancellable;
} Copy;

/* Numbers of the columns that are stored. */
static GArray *
get_columns (const OptRelation *table)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (gint16));

  for (guint i = 0; i < table->columns->len; i++)
    {
      const OptColumn *column = g_ptr_array_index (table->columns, i);

      if (column->generated_sql == NULL)
        g_array_append_val (columns, column->number);
    }

  return columns;
}

/* How fast it is, in the words of the step; what is done counts by the tables' sizes there, as the
 * rows' text has another one. */
static void
tell_rows (const char *step, gint64 done, gint64 total, gpointer data)
{
  Copy *copy = data;
  gint64 took = copy->read_us + g_get_monotonic_time () - copy->began;
  g_autofree char *read = opt_format_bytes (copy->pace.bytes);
  g_autofree char *rate
      = opt_format_bytes (took > 0 ? copy->pace.bytes * G_USEC_PER_SEC / took : 0);

  opt_progress_report (copy->progress, copy->done_bytes, copy->report->table_bytes,
                       _ ("Copying %s: %s read, %s/s"), copy->table, read, rate);
}

/* COPY of a table's name is read as it comes, a query is not. */
static char *
make_copy_out (Copy *copy, const OptRelation *table, const GArray *columns, const char *source)
{
  const gint16 *numbers = (const gint16 *) (gconstpointer) columns->data;
  g_autofree char *name = opt_relation_get_quoted_name (table);
  g_autofree char *list
      = opt_copy_mask_list (copy->mask, copy->production, table, numbers, columns->len);

  if (source == NULL && !opt_copy_mask_has_table (copy->mask, table))
    return opt_sql_fill (opt_sandbox_get_sql (copy->production, "copy-out"), "table", name,
                         "columns", list, NULL);

  return opt_sql_fill (opt_sandbox_get_sql (copy->production,
                                            source != NULL ? "sample-out" : "mask-out"),
                       "columns", list, "source", source != NULL ? source : name, NULL);
}

/* As OptCopyFunc; @source may be NULL for the whole table. What is done between two of these, as
 * making indexes, is no time that reading takes. */
static gint64
copy_rows_of (const OptRelation *table, const char *source, gpointer data, GError **error)
{
  Copy *copy = data;
  OptProgress progress = { tell_rows, copy };
  g_autoptr (GArray) columns = get_columns (table);
  g_autofree char *name = opt_relation_get_quoted_name (table);
  g_autofree char *list
      = opt_copy_mask_list (NULL, copy->owner, table,
                            (const gint16 *) (gconstpointer) columns->data, columns->len);
  g_autofree char *in = opt_sql_fill (opt_sandbox_get_sql (copy->owner, "copy-in"), "table", name,
                                      "columns", list, NULL);
  g_autofree char *out = NULL;
  gint64 copied;

  if (columns->len == 0)
    return 0;
  if (!opt_copy_check_deadline (copy->pace.deadline, error))
    return -1;

  out = make_copy_out (copy, table, columns, source);
  copy->table = name;
  copy->began = g_get_monotonic_time ();
  copied = opt_copy_at_pace_sync (copy->production, out, copy->owner, in, &copy->pace, &progress,
                                  copy->cancellable, error);
  copy->read_us += g_get_monotonic_time () - copy->began;
  copy->table = NULL;

  return copied;
}

static gboolean
copy_table (Copy *copy, const OptRelation *table, GError **error)
{
  g_autofree char *name = opt_relation_get_quoted_name (table);
  g_autofree char *source = NULL;
  g_autofree char *unbound = NULL;
  gboolean copied;

  if (copy->sample != NULL && opt_copy_sample_get_part (copy->sample, table) != OPT_COPY_WHOLE)
    {
      source = opt_copy_sample_make_source (copy->sample, copy->production, table);
      unbound = opt_copy_sample_make_unbound_source (copy->sample, copy->production, table);
    }
  opt_progress_report (copy->progress, copy->done_bytes, copy->report->table_bytes,
                       _ ("Copying %s"), name);
  copied = copy_rows_of (table, source, copy, error) >= 0
           && (unbound == NULL || copy_rows_of (table, unbound, copy, error) >= 0);
  copy->done_bytes += table->bytes;

  return copied;
}

static void
note_pace (Copy *copy)
{
  copy->report->read_bytes = copy->pace.bytes;
  copy->report->read_us = copy->read_us;
  copy->report->waited_us = copy->pace.waited;
}

/* So much text at most: the two copies and the log take about three times what one does. */
static gint64
get_limit_bytes (Copy *copy)
{
  gint64 limit = copy->options->max_bytes;
  gint64 room = copy->report->free_bytes / 3;

  if (copy->report->free_bytes < 0)
    return limit;

  return MAX (limit > 0 ? MIN (limit, room) : room, 1);
}

/* Between two statements of its transaction others are made in the copy, which is given up before
 * the server ends the session. */
static gboolean
limit_idle_time (Copy *copy, GError **error)
{
  gint64 time = copy->options->max_time > 0 ? copy->options->max_time + GRACE_TIME : 0;
  g_autofree char *left = g_strdup_printf ("%d", (int) CLAMP (time / 1000, 0, G_MAXINT));
  g_autoptr (OptParams) params = opt_params_new_text (left, NULL);

  return opt_connection_execute_sync (copy->production,
                                      opt_sandbox_get_sql (copy->production, "copy-time"), params,
                                      copy->cancellable, error);
}

static gboolean
begin (Copy *copy, GError **error)
{
  g_autoptr (OptResult) begun
      = opt_connection_query_sync (copy->production,
                                   opt_sandbox_get_sql (copy->production, "copy-begin"), NULL,
                                   OPT_QUERY_SCRIPT, copy->cancellable, error);

  if (begun == NULL)
    return FALSE;
  copy->pace.rate = copy->options->rate;
  if (copy->options->max_time > 0)
    copy->pace.deadline = g_get_monotonic_time () + copy->options->max_time;
  /* What a sample drags along is known only then. */
  copy->pace.limit_bytes = copy->sample != NULL ? get_limit_bytes (copy) : 0;

  return (copy->sample == NULL || limit_idle_time (copy, error))
         && opt_copy_mask_begin_sync (copy->mask, copy->production, copy->cancellable, error);
}

/* The snapshot ends as soon as it is not needed: it keeps VACUUM from cleaning up. */
static gboolean
end (Copy *copy, GError **error)
{
  int version = opt_connection_get_server_version (copy->production);

  note_pace (copy);

  return opt_connection_execute_sync (copy->production, opt_sql_get ("catalog", "end", version),
                                      NULL, NULL, error);
}

static gboolean
copy_tables (Copy *copy, GError **error)
{
  for (guint i = 0; i < copy->selection->tables->len; i++)
    if (!copy_table (copy, g_ptr_array_index (copy->selection->tables, i), error))
      return FALSE;

  return TRUE;
}

/* Rows that belong together are found by keys, which the indexes find. The snapshot is held
 * meanwhile, and so the time for reading is for that as well. */
static gboolean
copy_sample (Copy *copy, OptRestore *restore, GError **error)
{
  gint64 deadline = copy->pace.deadline;
  gboolean copied;

  opt_restore_set_deadline (restore, deadline);
  copied = copy_tables (copy, error) && opt_restore_indexes_sync (restore, copy->cancellable, error)
           && opt_restore_partitions_sync (restore, copy->cancellable, error)
           && opt_copy_check_deadline (deadline, error)
           && opt_sandbox_limit_time_sync (copy->owner, deadline, copy->cancellable, error)
           && opt_copy_sample_close_sync (copy->sample, copy->production, copy->owner, copy->mask,
                                          copy_rows_of, copy, copy->cancellable, error);
  opt_restore_set_deadline (restore, 0);

  /* However a statement that ran into it says so. */
  if (!copied && !opt_copy_check_deadline (deadline, NULL))
    {
      g_clear_error (error);
      opt_copy_check_deadline (deadline, error);
    }

  return copied
         && opt_connection_execute_sync (copy->owner,
                                         opt_sandbox_get_sql (copy->owner, "unlimit-time"), NULL,
                                         copy->cancellable, error);
}

/* Whole tables lack nothing: the snapshot need not wait for their indexes. */
static gboolean
copy_rows (Copy *copy, OptRestore *restore, GError **error)
{
  gboolean copied;

  if (!begin (copy, error))
    {
      end (copy, NULL);
      return FALSE;
    }
  copied = copy->sample != NULL ? copy_sample (copy, restore, error) : copy_tables (copy, error);
  if (!end (copy, copied ? error : NULL) || !copied)
    return FALSE;

  return copy->sample != NULL
         || (opt_restore_indexes_sync (restore, copy->cancellable, error)
             && opt_restore_partitions_sync (restore, copy->cancellable, error));
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

static gboolean
count_rows (Copy *copy, GError **error)
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
         && check_tables (copy, n_limits, error) && copy_rows (copy, restore, error)
         && opt_restore_foreign_keys_sync (restore, copy->cancellable, error)
         && copy_statistics_targets (copy, error) && copy_sequence_values (copy, error)
         && note_triggers (copy, error) && vacuum_tables (copy, error) && count_rows (copy, error);
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

/* Partitioned tables have no rows, but it is they that a statement names. */
static void
add_masked (Copy *copy)
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
estimate (Copy *copy, GError **error)
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
  Copy copy = {
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
