/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-latest.h"

#include "opt-history-private.h"

typedef struct
{
  OptHistory *history;
  const char *server_id;
  guint32 database;
  const char *series;
  gint64 after;
  GPtrArray *latest;
} Get;

static void
latest_free (gpointer data)
{
  OptHistoryLatest *self = data;

  g_free (self->item);
  g_free (self);
}

static gboolean
get_latest (OptStore *store, gpointer data, GError **error)
{
  Get *get = data;
  gint64 server = opt_history_find_server (get->history, get->server_id, error);
  OptStoreValue params[] = {
    opt_store_int (server),     opt_store_text (get->series),  opt_store_int (OPT_HISTORY_MINUTE),
    opt_store_int (get->after), opt_store_int (get->database),
  };
  g_autoptr (OptStoreResult) rows = NULL;

  if (server <= 0)
    return server == 0;

  rows = opt_store_query_sync (store, opt_store_sql ("monitor", "list-latest"), params,
                               G_N_ELEMENTS (params), error);
  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      OptHistoryLatest *latest = g_new0 (OptHistoryLatest, 1);
      const char *item = opt_store_result_get_text (rows, row, "item");

      latest->item = *item != '\0' ? g_strdup (item) : NULL;
      latest->end = opt_store_result_get_int (rows, row, "ended");
      latest->mean = opt_store_result_get_double (rows, row, "mean");
      g_ptr_array_add (get->latest, latest);
    }

  return TRUE;
}

/**
 * opt_history_get_latest_sync:
 * @self: the history
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @database: OID
 * @series: a series' name
 * @after: minutes that ended later than this; the server's clock, microseconds since 1970
 * @error: return location for an error
 *
 * For who does not record a server and wants to know what the one found that does.
 *
 * Returns: (transfer full) (nullable) (element-type OptHistoryLatest): its minutes of the
 *   database and of the whole server, of each of its items, the oldest first
 */
GPtrArray *
opt_history_get_latest_sync (OptHistory *self,
                             const char *server_id,
                             guint32 database,
                             const char *series,
                             gint64 after,
                             GError **error)
{
  g_autoptr (GPtrArray) latest = g_ptr_array_new_with_free_func (latest_free);
  Get get = { self, server_id, database, series, after, latest };

  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);
  g_return_val_if_fail (server_id != NULL && series != NULL, NULL);

  return opt_store_reading_sync (self->store, get_latest, &get, error) ? g_steal_pointer (&latest)
                                                                       : NULL;
}
