/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-newcomers.h"

#include "opt-history-private.h"

static OptStatementKey
read_key (OptStoreResult *rows, guint row)
{
  return (OptStatementKey){
    .userid = (guint32) opt_store_result_get_int (rows, row, "userid"),
    .dbid = (guint32) opt_store_result_get_int (rows, row, "dbid"),
    .queryid = opt_store_result_get_int (rows, row, "queryid"),
    .toplevel = opt_store_result_get_int (rows, row, "toplevel") != 0,
  };
}

/* What was watched of the time before. */
static gboolean
read_before (OptHistory *self, gint64 server, OptNewcomers *newcomers, GError **error)
{
  gint64 from = MAX (newcomers->start - opt_newcomers_get_lookback (newcomers), 0);
  g_autoptr (GArray) spans
      = opt_history_cover (self, server, from, newcomers->start, OPT_HISTORY_LONGEST, error);
  g_autoptr (GPtrArray) deltas = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);

  if (spans == NULL)
    return FALSE;

  for (guint i = 0; i < spans->len; i++)
    if (!opt_history_read_intervals (self, &g_array_index (spans, OptHistorySpan, i), deltas, NULL,
                                     error))
      return FALSE;
  for (guint i = 0; i < deltas->len; i++)
    {
      const OptDelta *delta = deltas->pdata[i];

      newcomers->watched += delta->observed;
      if (delta->observed > 0)
        newcomers->last = MAX (newcomers->last, delta->end);
    }

  return TRUE;
}

/* Reads what is new in the time that @newcomers are about; in a transaction. */
gboolean
opt_history_read_newcomers (OptHistory *self,
                            gint64 server,
                            OptNewcomers *newcomers,
                            GError **error)
{
  OptStoreValue params[] = {
    opt_store_int (server),
    opt_store_int (newcomers->start),
    opt_store_int (newcomers->end),
    opt_store_int (newcomers->start - opt_newcomers_get_tolerance (newcomers)),
  };
  g_autoptr (OptStoreResult) rows = NULL;

  if (!read_before (self, server, newcomers, error))
    return FALSE;
  if (!opt_newcomers_is_known (newcomers))
    return TRUE;

  rows = opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-newcomers"), params,
                               G_N_ELEMENTS (params), error);
  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      const OptStatementKey key = read_key (rows, row);

      opt_newcomers_add (newcomers, &key, opt_store_result_get_int (rows, row, "first_until"));
    }

  return TRUE;
}

typedef struct
{
  OptHistory *history;
  const char *server_id;
  OptNewcomers *newcomers;
} Reading;

static gboolean
read_newcomers (OptStore *store, gpointer data, GError **error)
{
  Reading *reading = data;
  gint64 server = opt_history_find_server (reading->history, reading->server_id, error);

  return server >= 0
         && (server == 0
             || opt_history_read_newcomers (reading->history, server, reading->newcomers, error));
}

/**
 * opt_history_get_newcomers_sync:
 * @self: the history
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @start: microseconds since 1970, the server's clock
 * @end: likewise
 * @error: return location for an error
 *
 * Which statements were called first in a time: those that were never recorded before, neither by
 * their queryid nor by their fingerprint, and were not counted already when the server was looked
 * at first. One that was evicted and came back, or got another queryid, is not new.
 *
 * Returns: (transfer full) (nullable): the new statements, or that they are not known
 */
OptNewcomers *
opt_history_get_newcomers_sync (OptHistory *self,
                                const char *server_id,
                                gint64 start,
                                gint64 end,
                                GError **error)
{
  g_autoptr (OptNewcomers) newcomers = NULL;
  Reading reading = { .history = self, .server_id = server_id };

  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);
  g_return_val_if_fail (server_id != NULL, NULL);
  g_return_val_if_fail (start < end, NULL);

  newcomers = opt_newcomers_new (start, end);
  reading.newcomers = newcomers;

  return opt_store_reading_sync (self->store, read_newcomers, &reading, error)
             ? g_steal_pointer (&newcomers)
             : NULL;
}

/* Without its text none is told from one that got another queryid. */
static gboolean
read_recorded (OptHistory *self, gint64 server, OptNewcomers *newcomers, GError **error)
{
  OptStoreValue params[] = { opt_store_int (server) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-statement-ids"), params,
                              G_N_ELEMENTS (params), error);

  if (rows == NULL)
    return FALSE;

  newcomers->recorded
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      OptStatementKey key = read_key (rows, row);

      if (opt_store_result_get_int (rows, row, "known") != 0)
        g_hash_table_add (newcomers->recorded, g_memdup2 (&key, sizeof key));
    }

  return TRUE;
}

static gboolean
read_all (OptStore *store, gpointer data, GError **error)
{
  Reading *reading = data;
  gint64 server = opt_history_find_server (reading->history, reading->server_id, error);

  return server >= 0
         && (server == 0
             || (opt_history_read_newcomers (reading->history, server, reading->newcomers, error)
                 && read_recorded (reading->history, server, reading->newcomers, error)));
}

/**
 * opt_history_look_for_newcomers_sync:
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @start: microseconds since 1970, the server's clock
 * @end: likewise
 * @error: return location for an error
 *
 * Likewise in the user's history, for who does not keep it, with the statements that are recorded.
 * Where there is none it is not made.
 *
 * Returns: (transfer full) (nullable): the new statements, or that they are not known
 */
OptNewcomers *
opt_history_look_for_newcomers_sync (const char *server_id,
                                     gint64 start,
                                     gint64 end,
                                     GError **error)
{
  g_autoptr (OptNewcomers) newcomers = NULL;
  g_autoptr (OptHistory) history = NULL;
  Reading reading = { .server_id = server_id };

  g_return_val_if_fail (server_id != NULL, NULL);
  g_return_val_if_fail (start < end, NULL);

  newcomers = opt_newcomers_new (start, end);
  if (!opt_history_is_there ())
    return g_steal_pointer (&newcomers);

  history = opt_history_open_beside_writer_sync (NULL, error);
  if (history == NULL)
    return NULL;
  reading.history = history;
  reading.newcomers = newcomers;

  return opt_store_reading_sync (history->store, read_all, &reading, error)
             ? g_steal_pointer (&newcomers)
             : NULL;
}
