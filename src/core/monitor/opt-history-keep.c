/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-private.h"

/* An older version's file can give room back only when it is packed anew, which takes as long as
 * copying what is in it: that pays when most of it is free. */
#define PAGES_WORTH_PACKING 4096

/* What was recorded for less than that after a hole of … */
#define TRIAL_DAYS 1
/* … so much more may be of a clock that is wrong. */
#define HOLE_DAYS 30

typedef struct
{
  OptHistory *history;
  gint64 now; /* by which things are old; 0: nothing is */
  gint64 server;
  guint done; /* pieces of work */
} Tidy;

/* The minutes of one hour, the hours of one day, or one day: never less, so that what is left
 * begins where the next coarser step does. */
static gboolean
forget_step (Tidy *tidy, guint i, GError **error)
{
  const OptHistoryStep *step = &opt_history_steps[i];
  gint64 coarser = opt_history_steps[MIN (i + 1, OPT_HISTORY_N_STEPS - 1)].seconds;
  gint64 limit = tidy->now - step->days * OPT_HISTORY_ONE_DAY;
  OptHistorySpan span = { .server = tidy->server, .step = step->seconds };
  gint64 first;
  gint64 last;
  gint64 coarser_last;

  if (!opt_history_get_extent (tidy->history, tidy->server, step->seconds, &first, &last, error))
    return FALSE;
  if (first == 0)
    return TRUE;

  span.after = opt_history_get_bucket (first, coarser);
  span.until = span.after + coarser * G_USEC_PER_SEC;
  if (span.until > limit)
    return TRUE;
  if (!opt_history_get_extent (tidy->history, tidy->server, coarser, &first, &coarser_last, error))
    return FALSE;
  /* Of a server that is not watched any more the last of it was not over yet. */
  if (coarser_last <= span.after && i + 1 < OPT_HISTORY_N_STEPS
      && !opt_history_roll (tidy->history, tidy->server, i + 1, span.after, error))
    return FALSE;

  tidy->done++;

  return opt_history_forget_span (tidy->history, &span, error);
}

static gboolean
forget_statements (Tidy *tidy, GError **error)
{
  OptStore *store = tidy->history->store;
  gint64 oldest = tidy->now - opt_history_steps[OPT_HISTORY_N_STEPS - 1].days * OPT_HISTORY_ONE_DAY;
  OptStoreValue params[] = { opt_store_int (tidy->server), opt_store_int (oldest) };
  g_autoptr (OptStoreResult) changes = NULL;

  if (!opt_store_execute_sync (store, opt_store_sql ("monitor", "forget-events"), params, 2, error)
      || !opt_store_execute_sync (store, opt_store_sql ("monitor", "forget-statements"), params, 2,
                                  error)
      || !(changes = opt_store_query_sync (store, opt_store_sql ("monitor", "get-changes"), NULL, 0,
                                           error)))
    return FALSE;
  if (opt_store_result_get_int (changes, 0, "changes") == 0)
    return TRUE;

  tidy->done++;
  opt_history_forget_ids (tidy->history);

  return opt_store_execute_sync (store, opt_store_sql ("monitor", "forget-texts"), NULL, 0, error);
}

/* One of which nothing is left: a slot that was dropped, a statement that got slower once. */
static gboolean
forget_series (Tidy *tidy, GError **error)
{
  OptStore *store = tidy->history->store;
  OptStoreValue params[] = { opt_store_int (tidy->server) };
  g_autoptr (OptStoreResult) changes = NULL;

  if (!opt_store_execute_sync (store, opt_store_sql ("monitor", "forget-series"), params, 1, error)
      || !(changes = opt_store_query_sync (store, opt_store_sql ("monitor", "get-changes"), NULL, 0,
                                           error)))
    return FALSE;

  tidy->done += opt_store_result_get_int (changes, 0, "changes") > 0;

  return TRUE;
}

static gboolean
tidy_server (OptStore *store, gpointer data, GError **error)
{
  Tidy *tidy = data;

  for (guint i = 0; i < OPT_HISTORY_N_STEPS; i++)
    if (!forget_step (tidy, i, error))
      return FALSE;

  return opt_history_forget_chains (tidy->history, tidy->server, tidy->now, &tidy->done, error)
         && forget_series (tidy, error) && forget_statements (tidy, error);
}

static gboolean
tidy_rest (OptStore *store, gpointer data, GError **error)
{
  Tidy *tidy = data;
  OptStoreValue oldest[]
      = { opt_store_int (tidy->now - OPT_HISTORY_DAYS_OF_SNAPSHOTS * OPT_HISTORY_ONE_DAY) };
  g_autoptr (OptStoreResult) changes = NULL;
  guint n_packed = 0;

  if (!opt_store_execute_sync (store, opt_store_sql ("monitor", "forget-snapshots"), oldest, 1,
                               error)
      || !(changes
           = opt_store_query_sync (store, opt_store_sql ("monitor", "get-changes"), NULL, 0, error))
      || !opt_history_pack_texts (tidy->history, &n_packed, error))
    return FALSE;

  tidy->done += n_packed > 0 || opt_store_result_get_int (changes, 0, "changes") > 0;

  return TRUE;
}

static gboolean
give_room_back (Tidy *tidy, GError **error)
{
  OptStore *store = tidy->history->store;
  g_autoptr (OptStoreResult) space
      = opt_store_query_sync (store, opt_store_sql ("monitor", "get-space"), NULL, 0, error);
  gint64 n_free;
  gint64 n_pages;

  if (space == NULL)
    return FALSE;

  n_free = opt_store_result_get_int (space, 0, "free");
  n_pages = opt_store_result_get_int (space, 0, "pages");
  if (n_free == 0)
    return TRUE;
  if (opt_store_result_get_int (space, 0, "auto_vacuum") != 0)
    {
      tidy->done++;
      return opt_store_execute_sync (store, opt_store_sql ("monitor", "release-space"), NULL, 0,
                                     error);
    }
  if (n_free < PAGES_WORTH_PACKING || n_free < n_pages / 2)
    return TRUE;

  return opt_store_execute_sync (store, opt_store_sql ("monitor", "pack-file"), NULL, 0, error);
}

/* A clock that is years ahead makes everything old. This machine's is believed no further than a
 * server's, by which things are recorded, and neither where all of a day and more before is a hole:
 * either nothing was watched for long, or both are wrong, as on one machine. What is too old then
 * has time: in a day of recording it is known. */
static gboolean
find_now (OptHistory *self, gint64 clock, gint64 *now, GError **error)
{
  OptStoreValue params[] = { opt_store_int (clock), opt_store_int (opt_history_steps[0].seconds) };
  g_autoptr (OptStoreResult) newest
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "get-newest"), params, 2,
                              error);
  g_autoptr (OptStoreResult) before = NULL;
  OptStoreValue span[2];

  if (newest == NULL)
    return FALSE;

  *now = opt_store_result_get_int (newest, 0, "newest");
  span[0] = opt_store_int (*now - HOLE_DAYS * OPT_HISTORY_ONE_DAY);
  span[1] = opt_store_int (*now - TRIAL_DAYS * OPT_HISTORY_ONE_DAY);
  before = opt_store_query_sync (self->store, opt_store_sql ("monitor", "has-between"), span, 2,
                                 error);
  if (before == NULL)
    return FALSE;
  if (opt_store_result_get_int (before, 0, "has") == 0)
    *now = 0;

  return TRUE;
}

/**
 * opt_history_tidy_sync:
 * @self: the history
 * @now: this machine's clock, microseconds since 1970
 * @more: (out): whether there is more to do
 * @error: return location for an error
 *
 * Forgets a little of what is too old, by what was recorded since, and gives a little of the room
 * back: nobody waits for long.
 *
 * Returns: whether it went well
 */
gboolean
opt_history_tidy_sync (OptHistory *self, gint64 now, gboolean *more, GError **error)
{
  Tidy tidy = { .history = self };
  g_autoptr (OptStoreResult) servers = NULL;

  g_return_val_if_fail (OPT_IS_HISTORY (self), FALSE);

  servers = opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-servers"), NULL, 0,
                                  error);
  if (servers == NULL || !find_now (self, now, &tidy.now, error))
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (servers); row++)
    {
      tidy.server = opt_store_result_get_int (servers, row, "id");
      if (!opt_store_transaction_sync (self->store, tidy_server, &tidy, error))
        return FALSE;
    }
  if (!opt_store_transaction_sync (self->store, tidy_rest, &tidy, error)
      || !give_room_back (&tidy, error))
    return FALSE;
  if (more != NULL)
    *more = tidy.done > 0;

  return TRUE;
}
