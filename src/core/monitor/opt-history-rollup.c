/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-private.h"

static gboolean
see_statements (OptHistory *self, OptHistorySums *sums, gint64 seen, GError **error)
{
  OptStoreValue params[]
      = { opt_store_int (0), opt_store_int (opt_history_floor (seen, OPT_HISTORY_HOUR)) };

  for (gint64 id = 0; id < opt_history_sums_get_end (sums); id++)
    {
      params[0] = opt_store_int (id);
      if (opt_history_sums_get (sums, id, NULL)
          && !opt_store_execute_sync (self->store, opt_store_sql ("monitor", "see-statement"),
                                      params, 2, error))
        return FALSE;
    }

  return TRUE;
}

/* Sums up a step from those of the next finer one; in a transaction. */
gboolean
opt_history_roll (OptHistory *self, gint64 server, guint number, gint64 bucket, GError **error)
{
  gint64 step = opt_history_steps[number].seconds;
  gint64 finer = opt_history_steps[number - 1].seconds;
  OptHistorySpan parts = { server, finer, bucket, bucket + step * G_USEC_PER_SEC };
  OptHistorySpan whole = { server, step, parts.after, parts.until };
  g_autoptr (GPtrArray) deltas = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);
  g_autoptr (OptHistorySums) sums = opt_history_sums_new ();
  g_autoptr (OptDelta) sum = opt_delta_new ();
  gint64 epoch = 0;

  if (!opt_history_read_intervals (self, &parts, deltas, &epoch, error)
      || !opt_history_read_counters (self, &parts, sums, error)
      || !opt_history_forget_span (self, &whole, error))
    return FALSE;
  if (deltas->len == 0)
    return TRUE;

  for (guint i = 0; i < deltas->len; i++)
    opt_delta_add (sum, deltas->pdata[i]);

  OptStoreValue params[] = {
    opt_store_int (server),      opt_store_int (finer),       opt_store_int (step),
    opt_store_int (parts.after), opt_store_int (parts.until), opt_store_int (sum->end),
  };

  return opt_history_put_interval (self, server, step, epoch, sum, sums, error)
         && (step != OPT_HISTORY_HOUR || see_statements (self, sums, sum->end, error))
         && opt_store_execute_sync (self->store, opt_store_sql ("monitor", "roll-points"), params,
                                    G_N_ELEMENTS (params), error);
}

/* After a clock was set back a minute may come for what is summed up already; in a transaction. */
gboolean
opt_history_roll_again (OptHistory *self, gint64 server, gint64 ended, GError **error)
{
  for (guint i = 1; i < OPT_HISTORY_N_STEPS; i++)
    {
      gint64 seconds = opt_history_steps[i].seconds;
      gint64 first;
      gint64 last;

      if (!opt_history_get_extent (self, server, seconds, &first, &last, error))
        return FALSE;
      if (ended <= opt_history_get_bucket_end (last, seconds)
          && !opt_history_roll (self, server, i, opt_history_get_bucket (ended, seconds), error))
        return FALSE;
    }

  return TRUE;
}

typedef struct
{
  OptHistory *history;
  gint64 server;
  guint step;
  gboolean done;
} Next;

/* The first of a step that is over, and not summed up yet. */
static gboolean
roll_next (OptStore *store, gpointer data, GError **error)
{
  Next *next = data;
  OptHistory *self = next->history;
  gint64 seconds = opt_history_steps[next->step].seconds;
  gint64 finer = opt_history_steps[next->step - 1].seconds;
  gint64 first = 0;
  gint64 last = 0;
  gint64 newest = 0;
  gint64 ended = 0;

  if (!opt_history_get_extent (self, next->server, seconds, &first, &last, error)
      || !opt_history_get_extent (self, next->server, OPT_HISTORY_MINUTE, &first, &newest, error))
    return FALSE;

  OptStoreValue params[] = { opt_store_int (next->server), opt_store_int (finer),
                             opt_store_int (opt_history_get_bucket_end (last, seconds)) };

  if (!opt_history_get_time (self, "first-interval-after", params, 3, &ended, error))
    return FALSE;
  next->done = ended == 0 || opt_history_get_bucket_end (ended, seconds) >= newest;

  return next->done
         || opt_history_roll (self, next->server, next->step,
                              opt_history_get_bucket (ended, seconds), error);
}

/**
 * opt_history_roll_up_sync:
 * @self: the history
 * @server_id: whose
 * @error: return location for an error
 *
 * Sums up the minutes of ten, and so on up to days, when these are over. Each is a transaction:
 * what a run of the program did not come to, the next does.
 *
 * Returns: whether all is summed up
 */
gboolean
opt_history_roll_up_sync (OptHistory *self, const char *server_id, GError **error)
{
  gint64 server;

  g_return_val_if_fail (OPT_IS_HISTORY (self), FALSE);
  g_return_val_if_fail (server_id != NULL, FALSE);

  server = opt_history_find_server (self, server_id, error);
  if (server <= 0)
    return server == 0;

  for (guint i = 1; i < OPT_HISTORY_N_STEPS; i++)
    {
      Next next = { .history = self, .server = server, .step = i };

      while (!next.done)
        if (!opt_store_transaction_sync (self->store, roll_next, &next, error))
          return FALSE;
    }

  return TRUE;
}
