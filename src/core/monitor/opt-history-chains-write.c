/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-chains.h"

#include "opt-history-private.h"

typedef struct
{
  OptHistory *history;
  gint64 server;
  gint64 chain;
  GHashTable *texts; /* what a session executes -> id of it without its values, or 0 */
} Put;

/* 0 where there is none that may be kept; -1 with an error. */
static gint64
put_text (Put *put, const OptBackend *backend, GError **error)
{
  const char *query = backend->text != NULL ? backend->text : backend->query;
  g_autofree char *text = NULL;
  gpointer known;
  gint64 id = 0;

  if (query == NULL)
    return 0;
  if (g_hash_table_lookup_extended (put->texts, query, NULL, &known))
    return (gint64) GPOINTER_TO_SIZE (known);

  text = opt_backend_get_plain_query (backend);
  if (text != NULL && *text != '\0')
    {
      id = opt_history_ensure_text (put->history, text, error);
      if (id == 0)
        return -1;
    }
  g_hash_table_insert (put->texts, g_strdup (query), GSIZE_TO_POINTER ((gsize) id));

  return id;
}

static gboolean
put_session (Put *put,
             const OptBackend *backend,
             gboolean root,
             gint64 since,
             gint64 until,
             GError **error)
{
  gint64 text = put_text (put, backend, error);
  OptStoreValue params[] = {
    opt_store_int (put->chain),
    opt_store_int (root),
    opt_store_int (backend->pid),
    opt_store_int (backend->backend_start),
    opt_store_int (backend->query_start),
    opt_store_int (since),
    opt_store_int (until),
    opt_store_int (backend->datid),
    opt_store_text (backend->database),
    opt_store_text (backend->user),
    opt_store_text (backend->application),
    opt_store_text (backend->type),
    opt_store_int (backend->state),
    opt_store_int (backend->query_id),
    text > 0 ? opt_store_int (text) : opt_store_null (),
    opt_store_text (backend->lock_type),
    opt_store_text (backend->lock_mode),
    opt_store_text (backend->lock_object),
  };

  return text >= 0
         && opt_store_execute_sync (put->history->store,
                                    opt_store_sql ("monitor", "add-chain-session"), params,
                                    G_N_ELEMENTS (params), error);
}

/* -1 with an error; 0: it was not kept yet. One by the same session in the same time is the same,
 * whoever watched it. */
static gint64
find_chain (Put *put, OptBlockingChain *chain, GError **error)
{
  const OptBackend *root = opt_blocking_chain_get_root (chain);
  OptStoreValue params[] = {
    opt_store_int (put->server),
    opt_store_int (root->pid),
    opt_store_int (root->backend_start),
    opt_store_int (opt_blocking_chain_get_start (chain)),
    opt_store_int (opt_blocking_chain_get_end (chain)),
  };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (put->history->store, opt_store_sql ("monitor", "find-chain"), params,
                              G_N_ELEMENTS (params), error);

  if (rows == NULL)
    return -1;

  return opt_store_result_get_n_rows (rows) > 0 ? opt_store_result_get_int (rows, 0, "id") : 0;
}

/* Adds it, or where it is kept already what is more of it: @put says which. */
static gboolean
write_chain (Put *put, OptBlockingChain *chain, GError **error)
{
  const OptBackend *root = opt_blocking_chain_get_root (chain);
  gint64 start = opt_blocking_chain_get_start (chain);
  gint64 end = opt_blocking_chain_get_end (chain);
  OptStoreValue params[] = {
    put->chain != 0 ? opt_store_int (put->chain) : opt_store_null (),
    opt_store_int (put->server),
    opt_store_int (root->pid),
    opt_store_int (root->backend_start),
    opt_store_int (start),
    opt_store_int (end),
    opt_store_int (opt_blocking_chain_get_open (chain)),
    opt_store_int (opt_blocking_chain_get_longest (chain)),
    opt_store_int (opt_blocking_chain_get_max_blocked (chain)),
    opt_store_int (opt_blocking_chain_get_max_depth (chain)),
    opt_store_text (opt_blocking_chain_get_object (chain)),
  };
  gboolean known = put->chain != 0;
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (put->history->store, opt_store_sql ("monitor", "put-chain"), params,
                              G_N_ELEMENTS (params), error);

  if (rows == NULL)
    return FALSE;
  put->chain = opt_store_result_get_int (rows, 0, "id");

  return known || put_session (put, root, TRUE, start, end, error);
}

static gboolean
put_chain (Put *put, OptBlockingChain *chain, GError **error)
{
  put->chain = find_chain (put, chain, error);
  if (put->chain < 0 || !write_chain (put, chain, error))
    return FALSE;

  for (guint i = 0; i < opt_blocking_chain_get_n_victims (chain); i++)
    {
      const OptBlockingVictim *victim = opt_blocking_chain_get_victim (chain, i);

      if (!put_session (put, victim->backend, FALSE, victim->since, victim->until, error))
        return FALSE;
    }

  return TRUE;
}

/* Of a day those with the longest waits, so that a storm of locks fills no disk. */
static gboolean
cut_day (OptHistory *self, gint64 server, gint64 day, GError **error)
{
  OptStoreValue params[] = {
    opt_store_int (server),
    opt_store_int (day),
    opt_store_int (day + OPT_HISTORY_ONE_DAY),
    opt_store_int (OPT_HISTORY_CHAINS_A_DAY),
  };
  OptStoreValue count[] = { opt_store_int (server), opt_store_int (day), opt_store_int (0) };
  g_autoptr (OptStoreResult) changes = NULL;
  gint64 n;

  if (!opt_store_execute_sync (self->store, opt_store_sql ("monitor", "cut-chains"), params,
                               G_N_ELEMENTS (params), error)
      || !(changes = opt_store_query_sync (self->store, opt_store_sql ("monitor", "get-changes"),
                                           NULL, 0, error)))
    return FALSE;
  n = opt_store_result_get_int (changes, 0, "changes");
  if (n == 0)
    return TRUE;

  count[2] = opt_store_int (n);

  return opt_store_execute_sync (self->store, opt_store_sql ("monitor", "count-cut-chains"), count,
                                 G_N_ELEMENTS (count), error);
}

gboolean
opt_history_put_chains (OptHistory *self, gint64 server, GPtrArray *chains, GError **error)
{
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Put put = { .history = self, .server = server, .texts = texts };
  gint64 last = -1;

  for (guint i = 0; i < chains->len; i++)
    if (!put_chain (&put, chains->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < chains->len; i++)
    {
      gint64 day
          = opt_history_floor (opt_blocking_chain_get_end (chains->pdata[i]), OPT_HISTORY_DAY);

      if (day != last && !cut_day (self, server, day, error))
        return FALSE;
      last = day;
    }

  return TRUE;
}

/* As long as hours are kept. A piece of them at a time. */
gboolean
opt_history_forget_chains (OptHistory *self, gint64 server, gint64 now, guint *done, GError **error)
{
  gint64 days = 0;
  OptStoreValue params[2];
  g_autoptr (OptStoreResult) changes = NULL;

  for (guint i = 0; i < OPT_HISTORY_N_STEPS; i++)
    if (opt_history_steps[i].seconds == OPT_HISTORY_HOUR)
      days = opt_history_steps[i].days;
  params[0] = opt_store_int (server);
  params[1] = opt_store_int (now - days * OPT_HISTORY_ONE_DAY);

  if (!opt_store_execute_sync (self->store, opt_store_sql ("monitor", "forget-cut-chains"), params,
                               2, error)
      || !opt_store_execute_sync (self->store, opt_store_sql ("monitor", "forget-chains"), params,
                                  2, error)
      || !(changes = opt_store_query_sync (self->store, opt_store_sql ("monitor", "get-changes"),
                                           NULL, 0, error)))
    return FALSE;
  if (opt_store_result_get_int (changes, 0, "changes") == 0)
    return TRUE;

  (*done)++;

  return opt_store_execute_sync (self->store, opt_store_sql ("monitor", "forget-texts"), NULL, 0,
                                 error);
}
