/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history.h"

#include "opt-history-blob.h"
#include "opt-paths.h"
#include "opt-statement-text.h"
#include "opt-store.h"

/* How long a before and after can be compared. */
#define KEPT_DAYS 30
#define DAY (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)

/*
 * Snapshots of the watched servers over days and over runs of the program. It keeps the counters as
 * they stood, not deltas: whatever was read between two dates can be subtracted by the same rules
 * as when it was watched.
 */
struct _OptHistory
{
  GObject parent_instance;

  OptStore *store;
};

G_DEFINE_FINAL_TYPE (OptHistory, opt_history, G_TYPE_OBJECT)

static void
opt_history_finalize (GObject *object)
{
  OptHistory *self = OPT_HISTORY (object);

  g_clear_object (&self->store);

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
  static const char *const migrations[] = { "1-history", NULL };
  static const OptStoreSchema schema = { "monitor", migrations };
  g_autoptr (OptHistory) self = g_object_new (OPT_TYPE_HISTORY, NULL);
  g_autofree char *usual_path = NULL;

  if (path == NULL)
    {
      g_autofree char *folder = opt_paths_get_data_dir (error);

      if (folder == NULL)
        return NULL;
      usual_path = g_build_filename (folder, "history.db", NULL);
      path = usual_path;
    }

  self->store = opt_store_open_sync (path, OPT_STORE_FLAGS_NONE, &schema, 1, error);

  return self->store != NULL ? g_steal_pointer (&self) : NULL;
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

static const char *
get_server_id (const OptSnapshot *snapshot)
{
  return snapshot->system_identifier != NULL ? snapshot->system_identifier : "";
}

static gboolean
forget_old (OptStore *store, gint64 now, GError **error)
{
  OptStoreValue oldest[] = { opt_store_int (now - KEPT_DAYS * DAY) };

  return opt_store_execute_sync (store, opt_store_sql ("monitor", "forget-snapshots"), oldest, 1,
                                 error)
         && opt_store_execute_sync (store, opt_store_sql ("monitor", "forget-statements"), oldest,
                                    1, error);
}

/**
 * opt_history_add_snapshot_sync:
 * @self: the history
 * @snapshot: a snapshot
 * @error: return location for an error
 *
 * Keeps a snapshot, about 50 bytes for each of its statements. One at the beginning and the end of
 * a watch, and now and then during it, is enough: what counts is what lies between.
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
    opt_store_text (get_server_id (snapshot)), opt_store_int (snapshot->time),
    opt_store_int (snapshot->start_time),      opt_store_int (snapshot->stats_reset),
    opt_store_int (snapshot->dealloc),         opt_store_blob (blob),
  };

  return opt_store_execute_sync (self->store, opt_store_sql ("monitor", "add-snapshot"), params,
                                 G_N_ELEMENTS (params), error)
         && forget_old (self->store, snapshot->time, error);
}

typedef struct
{
  OptSnapshot *snapshot;
  GPtrArray *texts; /* (element-type OptSqlText) borrowed */
  GHashTable *known;
} Texts;

static gboolean
add_texts (OptStore *store, gpointer data, GError **error)
{
  Texts *texts = data;

  for (guint i = 0; i < texts->texts->len; i++)
    {
      const OptSqlText *text = texts->texts->pdata[i];
      const OptHistoryStatement *known = g_hash_table_lookup (texts->known, &text->key);
      /* What is known is not parsed again. */
      g_autofree char *fingerprint
          = known == NULL ? opt_statement_fingerprint (text->text, NULL) : NULL;
      OptStoreValue params[] = {
        opt_store_text (get_server_id (texts->snapshot)),
        opt_store_int (text->key.userid),
        opt_store_int (text->key.dbid),
        opt_store_int (text->key.queryid),
        opt_store_int (text->key.toplevel),
        opt_store_text (fingerprint),
        opt_store_int (text->system),
        opt_store_text (text->text),
        opt_store_int (texts->snapshot->time),
      };

      if (!opt_store_execute_sync (store, opt_store_sql ("monitor", "add-statement"), params,
                                   G_N_ELEMENTS (params), error))
        return FALSE;
    }

  return TRUE;
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
  g_autoptr (GHashTable) known = NULL;
  Texts list = { .snapshot = snapshot, .texts = texts };

  g_return_val_if_fail (OPT_IS_HISTORY (self), FALSE);
  g_return_val_if_fail (snapshot != NULL && texts != NULL, FALSE);

  if (texts->len == 0)
    return TRUE;
  known = opt_history_get_statements_sync (self, get_server_id (snapshot), error);
  if (known == NULL)
    return FALSE;
  list.known = known;

  return opt_store_transaction_sync (self->store, add_texts, &list, error);
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

  snapshot->system_identifier = g_strdup (server_id);
  snapshot->time = opt_store_result_get_int (rows, 0, "time");
  snapshot->start_time = opt_store_result_get_int (rows, 0, "start_time");
  snapshot->stats_reset = opt_store_result_get_int (rows, 0, "stats_reset");
  snapshot->dealloc = opt_store_result_get_int (rows, 0, "dealloc");
  if (!opt_history_blob_read (opt_store_result_get_blob (rows, 0, "counters"), snapshot, error))
    return NULL;

  return g_steal_pointer (&snapshot);
}

/**
 * opt_history_get_delta_sync:
 * @self: the history
 * @server_id: the server's system identifier, or "" where it can't be read
 * @from: microseconds since 1970, the server's clock
 * @to: likewise
 * @error: return location for an error
 *
 * Adds up what lies between the snapshots of that time, one pair after the other; what lies between
 * @from and the first of them, or the last and @to, is not in it. With less than two snapshots it
 * is empty, and nothing was observed.
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
  OptStoreValue params[] = { opt_store_text (server_id), opt_store_int (from), opt_store_int (to) };
  g_autoptr (OptDelta) sum = opt_delta_new ();
  g_autoptr (OptSnapshot) last = NULL;
  g_autoptr (OptStoreResult) rows = NULL;

  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);
  g_return_val_if_fail (server_id != NULL, NULL);

  rows = opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-snapshots"), params, 3,
                               error);
  if (rows == NULL)
    return NULL;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      g_autoptr (OptSnapshot) snapshot
          = get_snapshot (self, opt_store_result_get_int (rows, row, "id"), server_id, error);

      if (snapshot == NULL)
        return NULL;
      if (last != NULL)
        {
          g_autoptr (OptDelta) delta = opt_snapshot_subtract (last, snapshot);

          opt_delta_add (sum, delta);
        }
      g_clear_pointer (&last, opt_snapshot_unref);
      last = g_steal_pointer (&snapshot);
    }

  return g_steal_pointer (&sum);
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
 * @server_id: the server's system identifier, or "" where it can't be read
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptStatementKey OptHistoryStatement): all that
 * is known of its statements
 */
GHashTable *
opt_history_get_statements_sync (OptHistory *self, const char *server_id, GError **error)
{
  OptStoreValue params[] = { opt_store_text (server_id) };
  g_autoptr (OptStoreResult) rows = NULL;
  GHashTable *statements;

  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);
  g_return_val_if_fail (server_id != NULL, NULL);

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
      statement->text = g_strdup (opt_store_result_get_text (rows, row, "text"));
      statement->fingerprint = g_strdup (opt_store_result_get_text (rows, row, "fingerprint"));
      statement->system = opt_store_result_get_int (rows, row, "system") != 0;
      g_hash_table_replace (statements, &statement->key, statement);
    }

  return statements;
}
