/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history.h"

#include "opt-history-blob.h"
#include "opt-history-private.h"
#include "opt-paths.h"

/*
 * What the watched servers did, over months and over runs of the program, in two ways. Minutes, and
 * the hours and days that they add up to, are deltas: what OptHistoryRecorder saw. Snapshots are
 * the counters as they stood at the moments that a comparison begins or ends at: whatever was
 * counted between two of them can be subtracted by the same rules as when it was watched.
 */
G_DEFINE_FINAL_TYPE (OptHistory, opt_history, G_TYPE_OBJECT)

static void
opt_history_finalize (GObject *object)
{
  OptHistory *self = OPT_HISTORY (object);

  g_clear_object (&self->store);
  opt_history_forget_ids (self);

  G_OBJECT_CLASS (opt_history_parent_class)->finalize (object);
}

static void
opt_history_class_init (OptHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_history_finalize;
}

static void
opt_history_init (OptHistory *self)
{
}

static const char *const migrations[]
    = { "1-history", "2-layout",      "3-roles",      "4-first",       "5-blocking",
        "6-places",  "7-chain-order", "8-event-text", "9-plain-texts", "10-plain-events",
        NULL };
static const OptStoreSchema schema = { "monitor", migrations };

static char *
get_path (const char *path, GError **error)
{
  g_autofree char *folder = NULL;

  if (path != NULL)
    return g_strdup (path);

  folder = opt_paths_get_data_dir (error);

  return folder != NULL ? g_build_filename (folder, "history.db", NULL) : NULL;
}

static OptHistory *
open_sync (const char *path, OptStoreFlags flags, GError **error)
{
  g_autoptr (OptHistory) self = g_object_new (OPT_TYPE_HISTORY, NULL);
  g_autofree char *file = get_path (path, error);
  g_autoptr (OptStoreResult) secured = NULL;

  if (file != NULL)
    self->store = opt_store_open_sync (file, flags, &schema, 1, error);
  if (self->store == NULL)
    return NULL;

  /* What an older version kept with values in it is replaced, and must not stay behind in the file.
   */
  secured = opt_store_query_sync (self->store, opt_store_sql ("monitor", "secure"), NULL, 0, error);

  return secured != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * opt_history_open_sync:
 * @path: (nullable): the file, or %NULL for `history.db` in opt_paths_get_data_dir()
 * @error: return location for an error of opt_store_open_sync()
 *
 * Returns: (transfer full) (nullable): the history
 */
OptHistory *
opt_history_open_sync (const char *path, GError **error)
{
  return open_sync (path, OPT_STORE_FLAGS_NONE, error);
}

/**
 * opt_history_open_beside_writer_sync:
 * @path: (nullable): as for opt_history_open_sync()
 * @error: return location for an error of opt_store_open_sync()
 *
 * For who only reads what others may be recording: a damaged file stays where it is, and who
 * records keeps it beside a new one at the next start.
 *
 * Returns: (transfer full) (nullable): the history
 */
OptHistory *
opt_history_open_beside_writer_sync (const char *path, GError **error)
{
  return open_sync (path, OPT_STORE_BESIDE_WRITER, error);
}

/**
 * opt_history_is_there:
 *
 * Returns: whether this user has a history, which opt_history_open_sync() would make otherwise
 */
gboolean
opt_history_is_there (void)
{
  g_autofree char *file = get_path (NULL, NULL);

  return file != NULL && g_file_test (file, G_FILE_TEST_EXISTS);
}

/**
 * opt_history_get_set_aside:
 * @self: the history
 *
 * Returns: (nullable): under which name a damaged history was kept when this one was opened
 */
const char *
opt_history_get_set_aside (OptHistory *self)
{
  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);

  return opt_store_get_set_aside (self->store);
}

/**
 * opt_history_add_snapshot_sync:
 * @self: the history
 * @snapshot: a snapshot
 * @error: return location for an error
 *
 * Keeps a snapshot, about 50 bytes for each of its statements: at the moments that a comparison is
 * to begin or to end at. What counts is what lies between.
 *
 * Returns: whether it was kept
 */
gboolean
opt_history_add_snapshot_sync (OptHistory *self, OptSnapshot *snapshot, GError **error)
{
  g_autoptr (GBytes) blob = NULL;

  g_return_val_if_fail (OPT_IS_HISTORY (self), FALSE);
  g_return_val_if_fail (snapshot != NULL, FALSE);

  blob = opt_history_blob_new (snapshot, error);
  if (blob == NULL)
    return FALSE;

  OptStoreValue params[] = {
    opt_store_text (opt_snapshot_get_history_key (snapshot)),
    opt_store_int (snapshot->time),
    opt_store_int (snapshot->start_time),
    opt_store_int (snapshot->stats_reset),
    opt_store_int (snapshot->dealloc),
    opt_store_blob (blob),
  };

  /* Where nothing is recorded, and so nothing tidied, either. */
  OptStoreValue oldest[] = {
    opt_store_int (snapshot->time - OPT_HISTORY_DAYS_OF_SNAPSHOTS * OPT_HISTORY_ONE_DAY),
  };

  return opt_store_execute_sync (self->store, opt_store_sql ("monitor", "add-snapshot"), params,
                                 G_N_ELEMENTS (params), error)
         && opt_store_execute_sync (self->store, opt_store_sql ("monitor", "forget-snapshots"),
                                    oldest, 1, error);
}

typedef struct
{
  OptHistory *history;
  OptSnapshot *snapshot;
  GPtrArray *texts; /* (element-type OptSqlText) borrowed */
} Texts;

static gboolean
add_texts (OptStore *store, gpointer data, GError **error)
{
  Texts *texts = data;
  const char *server_id = opt_snapshot_get_history_key (texts->snapshot);
  gint64 server;

  return opt_history_ensure_server (texts->history, server_id, &server, error)
         && opt_history_put_texts (texts->history, server_id, server, texts->texts,
                                   texts->snapshot->time, error);
}

/**
 * opt_history_add_texts_sync:
 * @self: the history
 * @snapshot: in which they were seen
 * @texts: (element-type OptSqlText): what statements say
 * @error: return location for an error
 *
 * Returns: whether they were kept
 */
gboolean
opt_history_add_texts_sync (OptHistory *self,
                            OptSnapshot *snapshot,
                            GPtrArray *texts,
                            GError **error)
{
  Texts list = { .history = self, .snapshot = snapshot, .texts = texts };

  g_return_val_if_fail (OPT_IS_HISTORY (self), FALSE);
  g_return_val_if_fail (snapshot != NULL && texts != NULL, FALSE);

  if (texts->len == 0)
    return TRUE;
  if (opt_store_transaction_sync (self->store, add_texts, &list, error))
    return TRUE;

  opt_history_forget_ids (self);

  return FALSE;
}

/**
 * opt_history_add_workload_sync:
 * @self: the history
 * @workload: what was watched
 * @error: return location for an error
 *
 * Keeps the first and the last snapshot of a watch, and the texts of what was called in it.
 *
 * Returns: whether all was kept
 */
gboolean
opt_history_add_workload_sync (OptHistory *self, OptWorkload *workload, GError **error)
{
  OptSnapshot *first = opt_workload_get_first_snapshot (workload);
  OptSnapshot *last = opt_workload_get_last_snapshot (workload);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  GHashTableIter iter;
  const OptStatementKey *key;

  g_return_val_if_fail (OPT_IS_HISTORY (self), FALSE);
  g_return_val_if_fail (OPT_IS_WORKLOAD (workload) && last != NULL, FALSE);

  g_hash_table_iter_init (&iter, opt_workload_get_delta (workload)->statements);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, NULL))
    {
      const OptSqlText *text = opt_workload_get_text (workload, key);

      if (text != NULL)
        g_ptr_array_add (texts, (gpointer) text);
    }

  return opt_history_add_snapshot_sync (self, first, error)
         && (first == last || opt_history_add_snapshot_sync (self, last, error))
         && opt_history_add_texts_sync (self, last, texts, error);
}

static void
statement_free (gpointer data)
{
  OptHistoryStatement *statement = data;

  g_free (statement->text);
  g_free (statement->fingerprint);
  g_free (statement);
}

/**
 * opt_history_get_statements_sync:
 * @self: the history
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptStatementKey OptHistoryStatement): all that
 * is known of its statements
 */
GHashTable *
opt_history_get_statements_sync (OptHistory *self, const char *server_id, GError **error)
{
  OptStoreValue params[1];
  g_autoptr (OptStoreResult) rows = NULL;
  GHashTable *statements;
  gint64 server;

  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);
  g_return_val_if_fail (server_id != NULL, NULL);

  server = opt_history_find_server (self, server_id, error);
  if (server < 0)
    return NULL;
  params[0] = opt_store_int (server);
  rows = opt_store_query_sync (self->store, opt_store_sql ("monitor", "known-statements"), params,
                               1, error);
  if (rows == NULL)
    return NULL;

  statements = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, NULL,
                                      statement_free);
  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      OptHistoryStatement *statement = g_new0 (OptHistoryStatement, 1);

      statement->key.userid = (guint32) opt_store_result_get_int (rows, row, "userid");
      statement->key.dbid = (guint32) opt_store_result_get_int (rows, row, "dbid");
      statement->key.queryid = opt_store_result_get_int (rows, row, "queryid");
      statement->key.toplevel = opt_store_result_get_int (rows, row, "toplevel") != 0;
      statement->text = opt_history_read_text (rows, row);
      statement->fingerprint = g_strdup (opt_store_result_get_text (rows, row, "fingerprint"));
      statement->system = opt_store_result_get_int (rows, row, "system") != 0;
      g_hash_table_replace (statements, &statement->key, statement);
    }

  return statements;
}
