/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sql-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-sql.h"
#include "opt-statement-info.h"
#include "opt-statement-text.h"
#include "opt-statements-extension.h"

/**
 * opt_sql_text_new:
 * @key: whose
 * @text: the statement
 *
 * Parses it, which can take milliseconds: not for the main thread.
 *
 * Returns: (transfer full): the text, with what it is
 */
OptSqlText *
opt_sql_text_new (const OptStatementKey *key, const char *text)
{
  OptSqlText *self;
  g_autofree char *fingerprint = NULL;

  g_return_val_if_fail (key != NULL && text != NULL, NULL);

  self = g_new0 (OptSqlText, 1);
  self->key = *key;
  self->text = g_ref_string_new (text);
  fingerprint = opt_statement_fingerprint (text, NULL);
  if (fingerprint != NULL)
    self->fingerprint = g_ascii_strtoull (fingerprint, NULL, 16);
  self->own = opt_sql_is_own (text);
  self->system = self->own || opt_statement_is_system (text);

  return self;
}

/**
 * opt_sql_text_copy:
 * @self: a statement's text
 *
 * Returns: (transfer full): another that shares the text itself
 */
OptSqlText *
opt_sql_text_copy (const OptSqlText *self)
{
  OptSqlText *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  g_ref_string_acquire (copy->text);
  if (copy->role != NULL)
    g_ref_string_acquire (copy->role);

  return copy;
}

/**
 * opt_sql_text_free:
 * @self: (nullable) (transfer full): a text
 */
void
opt_sql_text_free (OptSqlText *self)
{
  if (self == NULL)
    return;

  g_ref_string_release (self->text);
  g_clear_pointer (&self->role, g_ref_string_release);
  g_free (self);
}

typedef struct
{
  GHashTable *wanted; /* OptStatementKey -> itself */
  OptResult *rows;
  gint64 elapsed; /* what the server took … */
  gint64 bytes;   /* … and sent */
  GError *error;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_hash_table_unref (fetch->wanted);
  g_clear_pointer (&fetch->rows, opt_result_unref);
  g_clear_error (&fetch->error);
  g_free (fetch);
}

static OptSqlText *
make_text (const OptStatementKey *key, const char *text, const char *role)
{
  OptSqlText *self = opt_sql_text_new (key, text);

  if (role != NULL)
    self->role = g_ref_string_new_intern (role);

  return self;
}

static void
read_texts (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Fetch *fetch = data;
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);

  for (guint row = 0; row < opt_result_get_n_rows (fetch->rows); row++)
    {
      OptStatementKey key = {
        .userid = opt_result_get_oid (fetch->rows, row, "userid"),
        .dbid = opt_result_get_oid (fetch->rows, row, "dbid"),
        .queryid = opt_result_get_int (fetch->rows, row, "queryid"),
        .toplevel = opt_result_get_boolean (fetch->rows, row, "toplevel"),
      };
      /* NULL where the server has lost its file of texts. */
      const char *text = opt_result_get_text (fetch->rows, row, "query");

      if (text != NULL && g_hash_table_contains (fetch->wanted, &key))
        g_ptr_array_add (texts,
                         make_text (&key, text, opt_result_get_text (fetch->rows, row, "role")));
    }

  g_task_return_pointer (task, texts, (GDestroyNotify) g_ptr_array_unref);
}

/* BEGIN and the settings. Were they to fail, the texts would too, and say why. */
static void
before_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptResult) rows = opt_connection_query_finish (OPT_CONNECTION (object), result, NULL);
}

static void
texts_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);

  fetch->rows = opt_connection_query_finish (OPT_CONNECTION (object), result, &fetch->error);
}

static void
end_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);

  if (fetch->rows != NULL)
    {
      fetch->elapsed = opt_result_get_server_time (fetch->rows);
      fetch->bytes = opt_result_get_received_bytes (fetch->rows);
      g_task_run_in_thread (task, read_texts);
      return;
    }

  /* A cancelled query returns later than what came after it, where the connection was closed. */
  if (fetch->error == NULL)
    fetch->error = g_steal_pointer (&error);

  if (g_strcmp0 (opt_error_get_sqlstate (fetch->error), "22021") == 0
      || g_strcmp0 (opt_error_get_sqlstate (fetch->error), "22P05") == 0)
    opt_error_set_next_step (
        fetch->error,
        _ ("A statement of another database is not valid in this database's encoding, "
           "and the server then returns no text at all. Connect to that database."));
  opt_statements_extension_explain_error (fetch->error);
  g_task_return_error (task, g_steal_pointer (&fetch->error));
}

static OptParams *
make_params (const OptStatementKey *keys, gsize n_keys)
{
  OptParams *params = opt_params_new ();
  g_autofree gint64 *queryids = g_new (gint64, n_keys);

  for (gsize i = 0; i < n_keys; i++)
    queryids[i] = keys[i].queryid;
  opt_params_add_int_array (params, queryids, n_keys);

  return params;
}

static GHashTable *
make_wanted (const OptStatementKey *keys, gsize n_keys)
{
  GHashTable *wanted
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);

  for (gsize i = 0; i < n_keys; i++)
    g_hash_table_add (wanted, g_memdup2 (&keys[i], sizeof keys[i]));

  return wanted;
}

/**
 * opt_sql_texts_fetch_async:
 * @connection: an open connection
 * @facts: of its session
 * @keys: (array length=n_keys): whose texts; at most %OPT_SQL_TEXTS_AT_ONCE
 * @n_keys: how many
 * @cancellable: (nullable): cancels it
 * @callback: called when they have come or failed
 * @user_data: for @callback
 *
 * Asks for the texts of some statements, in a transaction with a work_mem in which the server needs
 * no temporary file for them, and a longer timeout.
 */
void
opt_sql_texts_fetch_async (OptConnection *connection,
                           OptServerFacts *facts,
                           const OptStatementKey *keys,
                           gsize n_keys,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (OptParams) params = NULL;
  g_autofree char *sql = NULL;
  GError *error = NULL;
  Fetch *fetch;
  int version;

  g_return_if_fail (OPT_IS_CONNECTION (connection));
  g_return_if_fail (OPT_IS_SERVER_FACTS (facts));
  g_return_if_fail (keys != NULL && n_keys > 0 && n_keys <= OPT_SQL_TEXTS_AT_ONCE);

  task = g_task_new (connection, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_sql_texts_fetch_async);
  g_task_set_check_cancellable (task, FALSE);
  sql = opt_statements_extension_get_sql (facts, "texts", &error);
  if (sql == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  fetch = g_new0 (Fetch, 1);
  fetch->wanted = make_wanted (keys, n_keys);
  g_task_set_task_data (task, fetch, fetch_free);
  params = make_params (keys, n_keys);

  /* The connection runs them one after the other; the end also ends what failed. */
  version = opt_server_facts_get_version (facts);
  opt_connection_query_async (connection, opt_sql_get ("monitor", "begin", version), NULL,
                              OPT_QUERY_BEGINS, NULL, before_done, NULL);
  opt_connection_query_async (connection, opt_sql_get ("monitor", "texts-session", version), NULL,
                              OPT_QUERY_NONE, NULL, before_done, NULL);
  opt_connection_query_async (connection, sql, params, OPT_QUERY_BINARY, cancellable, texts_done,
                              g_object_ref (task));
  opt_connection_query_async (connection, opt_sql_get ("monitor", "end", version), NULL,
                              OPT_QUERY_ENDS, NULL, end_done, g_object_ref (task));
}

/**
 * opt_sql_texts_fetch_finish:
 * @connection: the connection
 * @result: from the callback
 * @elapsed: (out) (optional): for how many microseconds the server was at work, at most
 * @bytes: (out) (optional): how much it sent
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptSqlText): the texts; those that the server
 * does not have any more are not among them
 */
GPtrArray *
opt_sql_texts_fetch_finish (OptConnection *connection,
                            GAsyncResult *result,
                            gint64 *elapsed,
                            gint64 *bytes,
                            GError **error)
{
  const Fetch *fetch;

  g_return_val_if_fail (g_task_is_valid (result, connection), NULL);

  fetch = g_task_get_task_data (G_TASK (result));
  if (elapsed != NULL)
    *elapsed = fetch != NULL ? fetch->elapsed : 0;
  if (bytes != NULL)
    *bytes = fetch != NULL ? fetch->bytes : 0;

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/**
 * opt_sql_texts_fetch_sync:
 * @connection: an open connection of this thread
 * @facts: of its session
 * @keys: (array length=n_keys): whose texts; at most %OPT_SQL_TEXTS_AT_ONCE
 * @n_keys: how many
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * As opt_sql_texts_fetch_async(), iterating the thread's default context meanwhile.
 *
 * Returns: (transfer full) (nullable) (element-type OptSqlText): the texts
 */
GPtrArray *
opt_sql_texts_fetch_sync (OptConnection *connection,
                          OptServerFacts *facts,
                          const OptStatementKey *keys,
                          gsize n_keys,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (GAsyncResult) result = NULL;

  opt_sql_texts_fetch_async (connection, facts, keys, n_keys, cancellable, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);

  return opt_sql_texts_fetch_finish (connection, result, NULL, NULL, error);
}
