/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-private.h"

typedef struct
{
  OptHistory *history;
  OptHistoryMinute *minute;
  gint64 server;
  gint64 seen;
} Write;

/* What is called for the first time since it is watched was counted before, unless its entry was
 * made since. The server may tell when that was; where it was reset or evicted then, it was not the
 * first. */
static OptHistoryFirst
find_first (const OptHistoryMinute *minute, const OptStatementCounters *counters)
{
  const OptStatementCounters *before;

  if (minute->known == NULL
      || !g_str_equal (opt_snapshot_get_history_key (minute->known), minute->server_id))
    return (OptHistoryFirst){ 0 };

  before = g_hash_table_lookup (minute->known->statements, &counters->key);

  return before != NULL ? (OptHistoryFirst){ before->since, before->since }
                        : (OptHistoryFirst){ minute->delta->start, minute->delta->end };
}

static gboolean
put_delta (Write *write, GError **error)
{
  const OptHistoryMinute *minute = write->minute;
  g_autoptr (OptHistorySums) sums = opt_history_sums_new ();
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_hash_table_iter_init (&iter, minute->delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      const OptHistoryFirst first = find_first (minute, counters);
      gint64 id = opt_history_ensure_statement (write->history, minute->server_id, write->server,
                                                &counters->key, write->seen, &first, error);

      if (id == 0)
        return FALSE;
      opt_history_sums_add (sums, id, counters);
    }

  return opt_history_put_interval (write->history, write->server, OPT_HISTORY_MINUTE,
                                   minute->start_time, minute->delta, sums, error)
         && opt_history_roll_again (write->history, write->server, minute->delta->end, error);
}

static gboolean
put_database (Write *write, guint32 oid, const char *name, GError **error)
{
  OptStoreValue params[]
      = { opt_store_int (write->server), opt_store_int (oid), opt_store_text (name) };

  return opt_store_execute_sync (write->history->store, opt_store_sql ("monitor", "add-database"),
                                 params, G_N_ELEMENTS (params), error);
}

static gboolean
put_databases (Write *write, GError **error)
{
  GHashTableIter iter;
  gpointer oid;
  const char *name;
  const OptDatabaseCounters *counters;

  g_hash_table_iter_init (&iter, write->minute->databases);
  while (g_hash_table_iter_next (&iter, &oid, (gpointer *) &name))
    if (!put_database (write, GPOINTER_TO_UINT (oid), name, error))
      return FALSE;

  g_hash_table_iter_init (&iter, write->minute->delta->databases);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    if (counters->name != NULL && !put_database (write, counters->oid, counters->name, error))
      return FALSE;

  return TRUE;
}

static gboolean
put_value (Write *write, const OptHistoryValue *value, GError **error)
{
  OptStoreValue key[] = { opt_store_int (write->server), opt_store_int (value->database),
                          opt_store_text (value->series), opt_store_text (value->item) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (write->history->store, opt_store_sql ("monitor", "add-series"), key,
                              4, error);

  if (rows == NULL)
    return FALSE;

  OptStoreValue params[] = {
    opt_store_int (opt_store_result_get_int (rows, 0, "id")),
    opt_store_int (OPT_HISTORY_MINUTE),
    opt_store_int (write->minute->delta->end),
    opt_store_double (value->sum / (double) value->observed),
    opt_store_double (value->peak),
    opt_store_int (value->observed),
  };

  return opt_store_execute_sync (write->history->store, opt_store_sql ("monitor", "add-point"),
                                 params, G_N_ELEMENTS (params), error);
}

static gboolean
put_event (Write *write, const OptHistoryNote *note, GError **error)
{
  OptStoreValue params[] = {
    opt_store_int (write->server),     opt_store_int (note->event.time),
    opt_store_text (note->event.kind), opt_store_int (note->database),
    opt_store_text (note->event.text),
  };

  return opt_store_execute_sync (write->history->store, opt_store_sql ("monitor", "add-event"),
                                 params, G_N_ELEMENTS (params), error);
}

static gboolean
write_minute (OptStore *store, gpointer data, GError **error)
{
  Write *write = data;
  OptHistoryMinute *minute = write->minute;

  if (!opt_history_ensure_server (write->history, minute->server_id, &write->server, error)
      || !put_databases (write, error)
      /* Before the texts: it knows when a statement was called first. */
      || (minute->end != 0 && !put_delta (write, error))
      || !opt_history_put_texts (write->history, minute->server_id, write->server, minute->texts,
                                 write->seen, error))
    return FALSE;

  for (guint i = 0; i < minute->places->len; i++)
    if (!opt_history_put_place (write->history, write->server, minute->places->pdata[i],
                                g_get_real_time (), error))
      return FALSE;
  if (!opt_history_put_chains (write->history, write->server, minute->chains, error))
    return FALSE;
  for (guint i = 0; i < minute->events->len; i++)
    if (!put_event (write, minute->events->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < minute->values->len; i++)
    if (!put_value (write, &g_array_index (minute->values, OptHistoryValue, i), error))
      return FALSE;

  return TRUE;
}

/**
 * opt_history_write_sync:
 * @self: the history
 * @minute: what to keep
 * @error: return location for an error of the store
 *
 * Keeps a minute, whole or not at all.
 *
 * Returns: whether it was kept
 */
gboolean
opt_history_write_sync (OptHistory *self, OptHistoryMinute *minute, GError **error)
{
  Write write = { .history = self, .minute = minute };

  g_return_val_if_fail (OPT_IS_HISTORY (self), FALSE);
  g_return_val_if_fail (minute != NULL, FALSE);

  write.seen = minute->end != 0 ? minute->end : g_get_real_time ();
  /* Where statements aren't counted there still are figures. That none was observed says it: the
   * server was there all the time. */
  if (minute->delta->end == 0)
    {
      minute->delta->start = minute->start;
      minute->delta->end = minute->end;
    }
  if (opt_store_transaction_sync (self->store, write_minute, &write, error))
    return TRUE;

  opt_history_forget_ids (self);

  return FALSE;
}
