/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-blob.h"
#include "opt-history-private.h"

static OptSnapshot *
get_snapshot (OptHistory *self, gint64 id, const char *server_id, GError **error)
{
  OptStoreValue params[] = { opt_store_int (id) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "get-snapshot"), params, 1,
                              error);
  g_autoptr (OptSnapshot) snapshot = opt_snapshot_new ();

  if (rows == NULL)
    return NULL;

  snapshot->history_key = g_strdup (server_id);
  snapshot->system_identifier = g_strdup (server_id);
  snapshot->time = opt_store_result_get_int (rows, 0, "time");
  snapshot->start_time = opt_store_result_get_int (rows, 0, "start_time");
  snapshot->stats_reset = opt_store_result_get_int (rows, 0, "stats_reset");
  snapshot->dealloc = opt_store_result_get_int (rows, 0, "dealloc");
  if (!opt_history_blob_read (opt_store_result_get_blob (rows, 0, "counters"), snapshot, error))
    return NULL;

  return g_steal_pointer (&snapshot);
}

typedef struct
{
  OptHistory *history;
  const char *server_id;
  gint64 from;
  gint64 to;
  gint64 server;
  OptDelta *sum;
} Sum;

/* What two snapshots say of the time between them is exact to the moment, where nothing was lost.
 * Where something was, the minutes know more, if the time was watched. */
static gboolean
add_pair (Sum *sum, OptSnapshot *before, OptSnapshot *after, GError **error)
{
  g_autoptr (OptDelta) delta = opt_snapshot_subtract (before, after);
  g_autoptr (OptDelta) minutes = NULL;

  if (delta->flags != OPT_DELTA_NONE && sum->server > 0)
    {
      minutes = opt_delta_new ();
      if (!opt_history_add_up (sum->history, sum->server, before->time, after->time, minutes,
                               error))
        return FALSE;
      if (minutes->observed < delta->observed / 2 || minutes->observed == 0)
        g_clear_pointer (&minutes, opt_delta_unref);
    }
  opt_delta_add (sum->sum, minutes != NULL ? minutes : delta);

  return TRUE;
}

static gboolean
add_minutes (Sum *sum, gint64 from, gint64 to, GError **error)
{
  return sum->server == 0
         || opt_history_add_up (sum->history, sum->server, MAX (from, 0), to, sum->sum, error);
}

static gboolean
add_up (OptStore *store, gpointer data, GError **error)
{
  Sum *sum = data;
  OptStoreValue params[]
      = { opt_store_text (sum->server_id), opt_store_int (sum->from), opt_store_int (sum->to) };
  g_autoptr (OptSnapshot) last = NULL;
  g_autoptr (OptStoreResult) rows = NULL;

  sum->server = opt_history_find_server (sum->history, sum->server_id, error);
  if (sum->server < 0)
    return FALSE;
  rows
      = opt_store_query_sync (store, opt_store_sql ("monitor", "list-snapshots"), params, 3, error);
  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      g_autoptr (OptSnapshot) snapshot
          = get_snapshot (sum->history, opt_store_result_get_int (rows, row, "id"), sum->server_id,
                          error);

      if (snapshot == NULL
          || (last == NULL ? !add_minutes (sum, sum->from, snapshot->time, error)
                           : !add_pair (sum, last, snapshot, error)))
        return FALSE;
      g_clear_pointer (&last, opt_snapshot_unref);
      last = g_steal_pointer (&snapshot);
    }

  return add_minutes (sum, last != NULL ? last->time : sum->from, sum->to, error);
}

/**
 * opt_history_get_delta_sync:
 * @self: the history
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @from: microseconds since 1970, the server's clock
 * @to: likewise
 * @error: return location for an error
 *
 * Adds up what is known of that time: what lies between its snapshots, one pair after the other,
 * and before the first and behind the last of them the minutes that were recorded. A minute that is
 * only partly in that time is not in the sum: see opt_history_recorder_cut(). Where nothing is
 * known it is empty, and nothing was observed.
 *
 * Returns: (transfer full) (nullable): the sum
 */
OptDelta *
opt_history_get_delta_sync (OptHistory *self,
                            const char *server_id,
                            gint64 from,
                            gint64 to,
                            GError **error)
{
  g_autoptr (OptDelta) delta = opt_delta_new ();
  Sum sum = { .history = self, .server_id = server_id, .from = from, .to = to, .sum = delta };

  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);
  g_return_val_if_fail (server_id != NULL, NULL);

  return opt_store_reading_sync (self->store, add_up, &sum, error) ? g_steal_pointer (&delta)
                                                                   : NULL;
}
