/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-workload.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-history.h"
#include "opt-workload-file.h"

/* What is evicted between two polls is lost. */
#define POLL_INTERVAL (5 * G_USEC_PER_SEC)

/* The history serves later comparisons; that it can't be kept is said and stops nothing. */
static void
remember (OptWorkload *workload)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (NULL, &error);

  if (history == NULL || !opt_history_add_workload_sync (history, workload, &error))
    g_message (_ ("The history was not kept: %s"), error->message);
}

/**
 * opt_database_watch_sync:
 * @self: a database
 * @interval: for how many microseconds
 * @progress: (nullable): told how much of it is over
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Watches the whole server on a connection of its own, and keeps what was seen in the history.
 *
 * Returns: (transfer full) (nullable): what was called meanwhile
 */
OptWorkload *
opt_database_watch_sync (OptDatabase *self,
                         gint64 interval,
                         const OptProgress *progress,
                         GCancellable *cancellable,
                         GError **error)
{
  gint64 step = MIN (POLL_INTERVAL, interval);
  guint polls = (guint) MAX (1, (interval + step - 1) / step);
  g_autoptr (OptConnection) connection = NULL;
  OptWorkload *workload;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && interval > 0, NULL);

  connection = opt_database_connect_lane_sync (self, "poll", cancellable, error);
  if (connection == NULL)
    return NULL;
  workload = opt_workload_watch_sync (connection, opt_database_get_facts (self), step, polls,
                                      progress, cancellable, error);
  if (workload != NULL)
    remember (workload);

  return workload;
}

/**
 * opt_database_since_reset_sync:
 * @self: a database
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what was called since the statistics were last reset
 */
OptWorkload *
opt_database_since_reset_sync (OptDatabase *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptConnection) connection = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  connection = opt_database_connect_lane_sync (self, "poll", cancellable, error);
  if (connection == NULL)
    return NULL;

  return opt_workload_since_reset_sync (connection, opt_database_get_facts (self), cancellable,
                                        error);
}

/**
 * opt_database_find_text_sync:
 * @self: a database
 * @queryid: of a statement
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the statement's text, as the server keeps it
 */
char *
opt_database_find_text_sync (OptDatabase *self,
                             gint64 queryid,
                             GCancellable *cancellable,
                             GError **error)
{
  guint32 oid;
  g_autoptr (OptWorkload) workload = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  workload = opt_database_since_reset_sync (self, cancellable, error);
  if (workload == NULL)
    return NULL;

  oid = opt_server_facts_get_database_oid (opt_database_get_facts (self));
  entries = opt_workload_get_entries (workload, OPT_WORKLOAD_SORT_TOTAL, TRUE, NULL);
  for (guint i = 0; i < entries->len; i++)
    {
      const OptWorkloadEntry *entry = entries->pdata[i];

      if (entry->key.queryid == queryid && entry->key.dbid == oid && entry->text != NULL)
        return g_strdup (entry->text);
    }

  opt_set_error (error, OPT_ERROR_NOT_FOUND,
                 _ ("“optischema-cli top --since-reset” lists those that there are."),
                 _ ("The server knows no statement with the queryid %" G_GINT64_FORMAT
                    " in this database."),
                 queryid);

  return NULL;
}

/**
 * opt_workload_take_statements:
 * @workload: what was called
 * @database: the oid of a database
 *
 * Returns: (transfer full) (element-type OptAdvisorStatement): this database's own statements: what
 *   other databases and system statements did is left out; the same statement of several users is
 *   one
 */
GPtrArray *
opt_workload_take_statements (OptWorkload *workload, guint32 database)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);

  g_return_val_if_fail (OPT_IS_WORKLOAD (workload), statements);

  entries = opt_workload_get_entries (workload, OPT_WORKLOAD_SORT_TOTAL, FALSE, NULL);
  for (guint i = 0; i < entries->len; i++)
    {
      const OptWorkloadEntry *entry = entries->pdata[i];
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, entry->key.queryid);
      OptAdvisorStatement *known = g_hash_table_lookup (by_id, id);
      OptAdvisorStatement *statement;

      if (entry->key.dbid != database || entry->text == NULL)
        continue;
      if (known != NULL)
        {
          known->calls += entry->counters.calls;
          known->weight += (double) entry->counters.calls;
          known->total_ms += entry->counters.total_exec_ms;
          known->mean_ms = known->total_ms / (double) MAX (1, known->calls);
          continue;
        }
      statement = opt_advisor_statement_new_measured (id, entry->text, entry->counters.calls,
                                                      entry->counters.total_exec_ms);
      g_ptr_array_add (statements, statement);
      g_hash_table_insert (by_id, statement->id, statement);
    }

  return statements;
}

/**
 * opt_database_take_statements:
 * @self: a database
 * @workload: what was called
 *
 * Returns: (transfer full) (element-type OptAdvisorStatement): as opt_workload_take_statements(),
 * of this database
 */
GPtrArray *
opt_database_take_statements (OptDatabase *self, OptWorkload *workload)
{
  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  return opt_workload_take_statements (workload, opt_server_facts_get_database_oid (
                                                     opt_database_get_facts (self)));
}

/**
 * opt_database_load_statements:
 * @path: a workload file
 * @error: return location for an error, with the line
 *
 * Returns: (transfer full) (nullable) (element-type OptAdvisorStatement): its statements, by their
 *   index, from 0
 */
GPtrArray *
opt_database_load_statements (const char *path, GError **error)
{
  g_autoptr (OptWorkloadFile) file = NULL;
  GPtrArray *statements;

  g_return_val_if_fail (path != NULL, NULL);

  file = opt_workload_file_load (path, error);
  if (file == NULL)
    return NULL;

  statements = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);
  for (guint i = 0; i < file->statements->len; i++)
    {
      const OptWorkloadStatement *statement = file->statements->pdata[i];
      g_autofree char *id = g_strdup_printf ("%u", i);

      g_ptr_array_add (statements,
                       opt_advisor_statement_new (id, statement->sql, statement->weight));
    }

  return statements;
}
