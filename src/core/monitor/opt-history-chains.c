/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-chains.h"

#include <string.h>

#include "opt-history-private.h"
#include "opt-history-varint.h"
#include "opt-statement-text.h"

/* As much as is read of what a session executes. */
#define CHARACTERS_OF_TEXT 200

/**
 * opt_history_chains_new:
 *
 * Returns: (transfer full): none
 */
OptHistoryChains *
opt_history_chains_new (void)
{
  OptHistoryChains *self = g_new0 (OptHistoryChains, 1);

  self->chains = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

/**
 * opt_history_chains_free:
 * @self: (nullable) (transfer full): chains
 */
void
opt_history_chains_free (OptHistoryChains *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->chains);
  g_free (self);
}

typedef struct
{
  OptHistory *history;
  const char *server_id;
  gint64 server;
  gint64 start;
  gint64 end;
  OptHistoryChains *chains;
  GHashTable *texts; /* id -> Text */
} Get;

typedef struct
{
  char *head; /* how it begins; "" where it is not there */
  gboolean several;
} Text;

static void
text_free (gpointer data)
{
  Text *text = data;

  g_free (text->head);
  g_free (text);
}

/* Sent at once, as "UPDATE …; COMMIT": the server knows the number of the last alone. */
static gboolean
has_several (const char *sql)
{
  g_autoptr (GPtrArray) spans = strchr (sql, ';') != NULL ? opt_statement_split (sql, NULL) : NULL;

  return spans != NULL && spans->len > 1;
}

/* %NULL with an error. */
static const Text *
get_text (Get *get, gint64 id, GError **error)
{
  gpointer key = GSIZE_TO_POINTER ((gsize) id);
  const Text *known = g_hash_table_lookup (get->texts, key);
  OptStoreValue params[] = { opt_store_int (id) };
  g_autoptr (OptStoreResult) rows = NULL;
  g_autofree char *text = NULL;
  Text *begin;

  if (known != NULL)
    return known;

  rows = opt_store_query_sync (get->history->store, opt_store_sql ("monitor", "get-text"), params,
                               1, error);
  if (rows == NULL)
    return NULL;
  if (opt_store_result_get_n_rows (rows) > 0)
    text = opt_history_read_text (rows, 0);
  if (text == NULL)
    text = g_strdup ("");
  begin = g_new0 (Text, 1);
  begin->head = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), CHARACTERS_OF_TEXT));
  begin->several = has_several (text);
  g_hash_table_insert (get->texts, key, begin);

  return begin;
}

/* The text of the statement is better than that of the session, which the server may have cut; but
 * where that has several statements it is of the last of them alone. */
static const char *
choose_text (Get *get, const OptStoreResult *rows, guint row, GError **error)
{
  const gint64 ids[] = { opt_store_result_get_int (rows, row, "text"),
                         opt_store_result_get_int (rows, row, "statement") };
  const Text *texts[G_N_ELEMENTS (ids)] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (ids[i] != 0 && (texts[i] = get_text (get, ids[i], error)) == NULL)
      return NULL;

  if (texts[0] != NULL && (texts[1] == NULL || texts[0]->several))
    return texts[0]->head;

  return texts[1] != NULL ? texts[1]->head : "";
}

static OptBackend *
read_session (Get *get, const OptStoreResult *rows, guint row, GError **error)
{
  const char *query = choose_text (get, rows, row, error);
  OptBackend *backend;

  if (query == NULL)
    return NULL;

  backend = opt_backend_new ((int) opt_store_result_get_int (rows, row, "pid"),
                             opt_store_result_get_int (rows, row, "backend_start"),
                             (OptBackendState) opt_store_result_get_int (rows, row, "state"));
  backend->query_start = opt_store_result_get_int (rows, row, "query_start");
  backend->datid = (guint32) opt_store_result_get_int (rows, row, "dbid");
  backend->database = g_strdup (opt_store_result_get_text (rows, row, "database"));
  backend->user = g_strdup (opt_store_result_get_text (rows, row, "role"));
  backend->application = g_strdup (opt_store_result_get_text (rows, row, "application"));
  backend->type = g_intern_string (opt_store_result_get_text (rows, row, "type"));
  backend->query_id = opt_store_result_get_int (rows, row, "queryid");
  backend->query = *query != '\0' ? g_strdup (query) : NULL;
  backend->lock_type = g_strdup (opt_store_result_get_text (rows, row, "lock_type"));
  backend->lock_mode = g_strdup (opt_store_result_get_text (rows, row, "lock_mode"));
  backend->lock_object = g_strdup (opt_store_result_get_text (rows, row, "lock_object"));

  return backend;
}

/* Its sessions begin in @row, the root first. */
static OptBlockingChain *
read_chain (Get *get,
            const OptStoreResult *chains,
            guint number,
            const OptStoreResult *sessions,
            guint row,
            GError **error)
{
  gint64 id = opt_store_result_get_int (chains, number, "id");
  g_autoptr (OptBackend) root = read_session (get, sessions, row, error);
  g_autoptr (OptBlockingChain) chain = NULL;

  if (root == NULL)
    return NULL;

  chain
      = opt_blocking_chain_new_recorded (root, opt_store_result_get_int (chains, number, "started"),
                                         opt_store_result_get_int (chains, number, "ended"),
                                         opt_store_result_get_int (chains, number, "open") != 0);
  while (++row < opt_store_result_get_n_rows (sessions)
         && opt_store_result_get_int (sessions, row, "chain") == id)
    {
      g_autoptr (OptBackend) backend = read_session (get, sessions, row, error);

      if (backend == NULL)
        return NULL;
      opt_blocking_chain_add_recorded (chain, backend,
                                       opt_store_result_get_int (sessions, row, "since"),
                                       opt_store_result_get_int (sessions, row, "until"));
    }
  opt_blocking_chain_set_recorded (chain, opt_store_result_get_text (chains, number, "object"),
                                   (guint) opt_store_result_get_int (chains, number, "blocked"),
                                   (guint) opt_store_result_get_int (chains, number, "depth"),
                                   opt_store_result_get_int (chains, number, "longest"));

  return g_steal_pointer (&chain);
}

/* The first row of each chain's sessions. */
static GHashTable *
find_sessions (const OptStoreResult *sessions)
{
  GHashTable *first = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gint64 last = -1;

  for (guint row = 0; row < opt_store_result_get_n_rows (sessions); row++)
    {
      gint64 id = opt_store_result_get_int (sessions, row, "chain");

      if (id != last)
        g_hash_table_insert (first, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (row));
      last = id;
    }

  return first;
}

static gboolean
read_chains (Get *get,
             const OptStoreResult *rows,
             const OptStoreResult *sessions,
             OptHistoryChains *chains,
             GError **error)
{
  g_autoptr (GHashTable) first = find_sessions (sessions);

  for (guint number = 0; number < opt_store_result_get_n_rows (rows); number++)
    {
      gint64 id = opt_store_result_get_int (rows, number, "id");
      OptBlockingChain *chain;
      gpointer row;

      if (!g_hash_table_lookup_extended (first, &id, NULL, &row))
        {
          opt_history_set_damaged (error);
          return FALSE;
        }
      chain = read_chain (get, rows, number, sessions, GPOINTER_TO_UINT (row), error);
      if (chain == NULL)
        return FALSE;
      g_ptr_array_add (chains->chains, chain);
    }

  return TRUE;
}

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  gint64 one = opt_blocking_chain_get_start (*(OptBlockingChain *const *) a);
  gint64 other = opt_blocking_chain_get_start (*(OptBlockingChain *const *) b);

  return (one < other) - (one > other);
}

gboolean
opt_history_read_chains (OptHistory *self,
                         gint64 server,
                         gint64 start,
                         gint64 end,
                         OptHistoryChains *chains,
                         GError **error)
{
  OptStoreValue params[] = { opt_store_int (server), opt_store_int (start), opt_store_int (end),
                             opt_store_int (OPT_HISTORY_CHAINS_READ) };
  OptStoreValue days[] = { opt_store_int (server),
                           opt_store_int (opt_history_floor (MAX (start, 0), OPT_HISTORY_DAY)),
                           opt_store_int (end) };
  g_autoptr (GHashTable) texts = g_hash_table_new_full (NULL, NULL, NULL, text_free);
  Get get = { .history = self, .texts = texts };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-chains"), params,
                              G_N_ELEMENTS (params), error);
  g_autoptr (OptStoreResult) sessions
      = rows != NULL
            ? opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-chain-sessions"),
                                    params, G_N_ELEMENTS (params), error)
            : NULL;
  g_autoptr (OptStoreResult) cut = NULL;
  guint n = rows != NULL ? opt_store_result_get_n_rows (rows) : 0;

  if (sessions == NULL || !read_chains (&get, rows, sessions, chains, error))
    return FALSE;
  chains->n_left_out = n > 0 ? (guint) opt_store_result_get_int (rows, 0, "n") - n : 0;
  g_ptr_array_sort (chains->chains, compare_newest);

  cut = opt_store_query_sync (self->store, opt_store_sql ("monitor", "get-cut-chains"), days, 3,
                              error);
  if (cut == NULL)
    return FALSE;
  chains->n_not_kept = (guint) opt_store_result_get_int (cut, 0, "n");

  return TRUE;
}

static gboolean
read_all (OptStore *store, gpointer data, GError **error)
{
  Get *get = data;

  get->server = opt_history_find_server (get->history, get->server_id, error);

  return get->server == 0
         || (get->server > 0
             && opt_history_get_recorded_until (get->history, get->server,
                                                &get->chains->recorded_until, error)
             && opt_history_read_chains (get->history, get->server, get->start, get->end,
                                         get->chains, error));
}

/**
 * opt_history_get_chains_sync:
 * @self: the history
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @start: microseconds since 1970, the server's clock
 * @end: likewise
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): who held whom up then
 */
OptHistoryChains *
opt_history_get_chains_sync (OptHistory *self,
                             const char *server_id,
                             gint64 start,
                             gint64 end,
                             GError **error)
{
  g_autoptr (OptHistoryChains) chains = opt_history_chains_new ();
  Get get
      = { .history = self, .server_id = server_id, .start = start, .end = end, .chains = chains };

  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);
  g_return_val_if_fail (server_id != NULL, NULL);

  return opt_store_reading_sync (self->store, read_all, &get, error) ? g_steal_pointer (&chains)
                                                                     : NULL;
}
