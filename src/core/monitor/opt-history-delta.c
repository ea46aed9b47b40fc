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
  GPtrArray *pieces; /* (nullable) (element-type OptDelta): each for itself, then */
} Sum;

/* Into how many pieces the minutes between two snapshots are cut, at most about. */
#define MOST_PIECES 32

static void
take (Sum *sum, OptDelta *delta)
{
  if (sum->pieces == NULL)
    opt_delta_add (sum->sum, delta);
  else if (delta->observed > 0)
    g_ptr_array_add (sum->pieces, opt_delta_ref (delta));
}

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
  take (sum, minutes != NULL ? minutes : delta);

  return TRUE;
}

static gint64
get_piece_seconds (gint64 from, gint64 to)
{
  for (guint i = 0; i < OPT_HISTORY_N_STEPS; i++)
    if ((to - from) / (opt_history_steps[i].seconds * G_USEC_PER_SEC) <= MOST_PIECES)
      return opt_history_steps[i].seconds;

  return OPT_HISTORY_LONGEST;
}

/* What was recorded goes over the bounds of the minutes by a moment: each piece begins where what
 * the one before it has ended. */
static gboolean
add_pieces (Sum *sum, gint64 from, gint64 to, GError **error)
{
  gint64 seconds = get_piece_seconds (from, to);
  gint64 start = from;

  while (start < to)
    {
      gint64 end = opt_history_floor (start, seconds) + seconds * G_USEC_PER_SEC;
      g_autoptr (OptDelta) piece = opt_delta_new ();

      /* A moment that is left of a piece is the next one's. */
      if (end - start < seconds * G_USEC_PER_SEC / 10)
        end += seconds * G_USEC_PER_SEC;
      end = MIN (end, to);
      if (!opt_history_add_up (sum->history, sum->server, start, end, piece, error))
        return FALSE;
      take (sum, piece);
      start = piece->observed > 0 && piece->end > start ? piece->end : end;
      if (to - start < G_USEC_PER_SEC)
        break;
    }

  return TRUE;
}

/* Of the minutes: there is nothing before the first, and nothing after the last. */
static gboolean
clip (Sum *sum, gint64 *from, gint64 *to, GError **error)
{
  gint64 first = 0;
  gint64 last = 0;

  for (guint i = 0; i < OPT_HISTORY_N_STEPS; i++)
    {
      gint64 step_first = 0;
      gint64 step_last = 0;

      if (!opt_history_get_extent (sum->history, sum->server, opt_history_steps[i].seconds,
                                   &step_first, &step_last, error))
        return FALSE;
      if (step_first > 0)
        step_first = opt_history_get_bucket (step_first, opt_history_steps[i].seconds);
      if (step_first > 0 && (first == 0 || step_first < first))
        first = step_first;
      last = MAX (last, step_last);
    }
  *from = MAX (*from, first - OPT_HISTORY_MINUTE * G_USEC_PER_SEC);
  *to = MIN (*to, last);

  return TRUE;
}

static gboolean
add_minutes (Sum *sum, gint64 from, gint64 to, GError **error)
{
  g_autoptr (OptDelta) delta = NULL;

  if (sum->server == 0)
    return TRUE;

  from = MAX (from, 0);
  if (sum->pieces != NULL)
    return clip (sum, &from, &to, error) && add_pieces (sum, from, to, error);

  delta = opt_delta_new ();
  if (!opt_history_add_up (sum->history, sum->server, from, to, delta, error))
    return FALSE;
  opt_delta_add (sum->sum, delta);

  return TRUE;
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

/**
 * opt_history_list_deltas_sync:
 * @self: the history
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @from: microseconds since 1970, the server's clock
 * @to: likewise
 * @error: return location for an error
 *
 * As opt_history_get_delta_sync(), in the pieces that it adds up: what lies between each two
 * snapshots, and the recorded minutes in up to some thirty pieces.
 *
 * Returns: (transfer full) (nullable) (element-type OptDelta): them, the earliest first; empty
 * where nothing is known
 */
GPtrArray *
opt_history_list_deltas_sync (OptHistory *self,
                              const char *server_id,
                              gint64 from,
                              gint64 to,
                              GError **error)
{
  g_autoptr (GPtrArray) pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);
  Sum sum = { .history = self, .server_id = server_id, .from = from, .to = to, .pieces = pieces };

  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);
  g_return_val_if_fail (server_id != NULL, NULL);

  return opt_store_reading_sync (self->store, add_up, &sum, error) ? g_steal_pointer (&pieces)
                                                                   : NULL;
}
