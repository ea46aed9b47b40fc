/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-sandbox-copy-private.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

/* A session that is still idle so long after its time was up is nobody's any more. */
#define GRACE_TIME (60 * G_USEC_PER_SEC)

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
  OptSandboxCopy *copy = data;
  gint64 took = copy->read_us + g_get_monotonic_time () - copy->began;
  g_autofree char *read = opt_format_bytes (copy->pace.bytes);
  g_autofree char *rate
      = opt_format_bytes (took > 0 ? copy->pace.bytes * G_USEC_PER_SEC / took : 0);

  opt_progress_report (copy->progress, copy->done_bytes, copy->report->table_bytes,
                       _ ("Copying %s: %s read, %s/s"), copy->table, read, rate);
}

/* COPY of a table's name is read as it comes, a query is not. */
static char *
make_copy_out (OptSandboxCopy *copy,
               const OptRelation *table,
               const GArray *columns,
               const char *source)
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
  OptSandboxCopy *copy = data;
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
copy_table (OptSandboxCopy *copy, const OptRelation *table, GError **error)
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
note_pace (OptSandboxCopy *copy)
{
  copy->report->read_bytes = copy->pace.bytes;
  copy->report->read_us = copy->read_us;
  copy->report->waited_us = copy->pace.waited;
}

/* So much text at most: the two copies and the log take about three times what one does. */
static gint64
get_limit_bytes (OptSandboxCopy *copy)
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
limit_idle_time (OptSandboxCopy *copy, GError **error)
{
  gint64 time = copy->options->max_time > 0 ? copy->options->max_time + GRACE_TIME : 0;
  g_autofree char *left = g_strdup_printf ("%d", (int) CLAMP (time / 1000, 0, G_MAXINT));
  g_autoptr (OptParams) params = opt_params_new_text (left, NULL);

  return opt_connection_execute_sync (copy->production,
                                      opt_sandbox_get_sql (copy->production, "copy-time"), params,
                                      copy->cancellable, error);
}

static gboolean
begin (OptSandboxCopy *copy, GError **error)
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
end (OptSandboxCopy *copy, GError **error)
{
  int version = opt_connection_get_server_version (copy->production);

  note_pace (copy);

  return opt_connection_execute_sync (copy->production, opt_sql_get ("catalog", "end", version),
                                      NULL, NULL, error);
}

static gboolean
copy_tables (OptSandboxCopy *copy, GError **error)
{
  for (guint i = 0; i < copy->selection->tables->len; i++)
    if (!copy_table (copy, g_ptr_array_index (copy->selection->tables, i), error))
      return FALSE;

  return TRUE;
}

/* Rows that belong together are found by keys, which the indexes find. The snapshot is held
 * meanwhile, and so the time for reading is for that as well. */
static gboolean
copy_sample (OptSandboxCopy *copy, OptRestore *restore, GError **error)
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
  if (!copied && !g_cancellable_is_cancelled (copy->cancellable)
      && !opt_copy_check_deadline (deadline, NULL))
    {
      g_clear_error (error);
      opt_copy_check_deadline (deadline, error);
    }

  return copied
         && opt_connection_execute_sync (copy->owner,
                                         opt_sandbox_get_sql (copy->owner, "unlimit-time"), NULL,
                                         copy->cancellable, error);
}

/* opt_sandbox_copy_rows_sync: with indexes and partitions; whole tables lack nothing: the snapshot
 * need not wait for their indexes */
gboolean
opt_sandbox_copy_rows_sync (OptSandboxCopy *copy, OptRestore *restore, GError **error)
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
