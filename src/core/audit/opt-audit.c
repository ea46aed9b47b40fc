/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-audit.h"

#include <glib/gi18n-lib.h>

#include "opt-audit-chain.h"
#include "opt-audit-head.h"
#include "opt-audit-redact.h"
#include "opt-audit-writer.h"
#include "opt-error.h"
#include "opt-paths.h"
#include "opt-store.h"

/* The log of all changes: a file that is appended to and on the disk before a change runs. */
struct _OptAudit
{
  GObject parent_instance;

  OptStore *store;
  char *writer;
};

G_DEFINE_FINAL_TYPE (OptAudit, opt_audit, G_TYPE_OBJECT)

static void
opt_audit_finalize (GObject *object)
{
  OptAudit *self = OPT_AUDIT (object);

  g_clear_object (&self->store);
  g_free (self->writer);

  G_OBJECT_CLASS (opt_audit_parent_class)->finalize (object);
}

static void
opt_audit_class_init (OptAuditClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_audit_finalize;
}

static void
opt_audit_init (OptAudit *self)
{
  self->writer = opt_audit_writer_get_self ();
}

/* Whichever call found the damage: whoever asks for the log's state is to be told. */
static GMutex set_aside_mutex;
static GHashTable *set_aside_of; /* path -> name */

static void
note_set_aside (const char *path, const char *set_aside)
{
  if (set_aside == NULL)
    return;

  g_mutex_lock (&set_aside_mutex);
  if (set_aside_of == NULL)
    set_aside_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (set_aside_of, g_strdup (path), g_strdup (set_aside));
  g_mutex_unlock (&set_aside_mutex);
}

static char *
find_set_aside (const char *path)
{
  char *found = NULL;

  g_mutex_lock (&set_aside_mutex);
  if (set_aside_of != NULL)
    found = g_strdup (g_hash_table_lookup (set_aside_of, path));
  g_mutex_unlock (&set_aside_mutex);

  return found;
}

/**
 * opt_audit_open_sync:
 * @path: (nullable): the file, or %NULL for `audit.db` in opt_paths_get_data_dir()
 * @error: return location for an error of opt_store_open_sync()
 *
 * Returns: (transfer full) (nullable): the log
 */
OptAudit *
opt_audit_open_sync (const char *path, GError **error)
{
  static const char *const migrations[] = { "1-entries", "2-chain", NULL };
  static const OptStoreSchema schema = { "audit", migrations };
  g_autoptr (OptAudit) self = g_object_new (OPT_TYPE_AUDIT, NULL);
  g_autofree char *usual_path = NULL;
  gboolean begun = FALSE;

  if (path == NULL)
    {
      g_autofree char *folder = opt_paths_get_data_dir (error);

      if (folder == NULL)
        return NULL;
      usual_path = g_build_filename (folder, "audit.db", NULL);
      path = usual_path;
    }

  self->store = opt_store_open_sync (path, OPT_STORE_FULL_SYNC, &schema, 1, error);
  if (self->store == NULL)
    return NULL;
  note_set_aside (path, opt_store_get_set_aside (self->store));

  if (!opt_audit_chain_begin_sync (self->store, &begun, error))
    return NULL;
  /* One that is missing later is not replaced by whoever only reads. */
  if (begun)
    opt_audit_head_keep_sync (self->store);

  return g_steal_pointer (&self);
}

/**
 * opt_audit_get_set_aside:
 * @self: the log
 *
 * Returns: (nullable): under which name a damaged log was kept when this one was opened
 */
const char *
opt_audit_get_set_aside (OptAudit *self)
{
  g_return_val_if_fail (OPT_IS_AUDIT (self), NULL);

  return opt_store_get_set_aside (self->store);
}

/**
 * opt_audit_make_change_id:
 *
 * Returns: (transfer full): a new identifier, short enough to type: eight hexadecimal digits
 */
char *
opt_audit_make_change_id (void)
{
  g_autofree char *uuid = g_uuid_string_random ();

  return g_strndup (uuid, 8);
}

static char *
redact (const char *text, char *(*hide) (const char *text), gboolean *redacted)
{
  char *hidden = text != NULL ? hide (text) : NULL;

  *redacted = *redacted || g_strcmp0 (text, hidden) != 0;

  return hidden;
}

/**
 * opt_audit_append_sync:
 * @self: the log
 * @entry: what happened; not its id, redacted, writer and hashes
 * @error: return location for an error of opt_store_execute_sync()
 *
 * Adds an entry, without the secrets that its texts hold, and chains it to the one before. It is on
 * the disk when this returns. A change can be prepared only once.
 *
 * Returns: whether it was added; if not, what it announces must not be done
 */
gboolean
opt_audit_append_sync (OptAudit *self, const OptAuditEntry *entry, GError **error)
{
  gboolean redacted = FALSE;
  gboolean other = FALSE;
  g_autofree char *sql = NULL;
  g_autofree char *undo_sql = NULL;
  g_autofree char *server_name = NULL;
  g_autofree char *title = NULL;
  g_autofree char *detail = NULL;

  g_return_val_if_fail (OPT_IS_AUDIT (self), FALSE);
  g_return_val_if_fail (entry != NULL && entry->change_id != NULL, FALSE);

  sql = redact (entry->sql, opt_audit_redact_sql, &redacted);
  undo_sql = redact (entry->undo_sql, opt_audit_redact_sql, &redacted);
  server_name = redact (entry->server_name, opt_audit_redact_text, &other);
  title = redact (entry->title, opt_audit_redact_text, &other);
  detail = redact (entry->detail, opt_audit_redact_text, &other);

  /* As append.sql has them, and the chain. */
  OptStoreValue fields[OPT_AUDIT_CHAIN_FIELDS] = {
    opt_store_int (entry->time != 0 ? entry->time : g_get_real_time ()),
    opt_store_text (entry->change_id),
    opt_store_text (opt_audit_event_get_nick (entry->event)),
    opt_store_text (entry->server_id),
    opt_store_text (server_name),
    opt_store_text (entry->database),
    opt_store_text (entry->user),
    opt_store_text (entry->kind),
    opt_store_text (title),
    opt_store_text (sql),
    opt_store_text (undo_sql),
    opt_store_int (redacted),
    opt_store_text (entry->recommendation_id),
    opt_store_text (detail),
    opt_store_text (self->writer),
  };

  if (!opt_audit_chain_append_sync (self->store, fields, error))
    return FALSE;
  opt_audit_head_keep_sync (self->store);

  return TRUE;
}

static OptAuditEntry *
read_entry (const OptStoreResult *rows, guint row)
{
  OptAuditEntry *entry = g_new0 (OptAuditEntry, 1);

  entry->id = opt_store_result_get_int (rows, row, "id");
  entry->time = opt_store_result_get_int (rows, row, "time");
  entry->change_id = g_strdup (opt_store_result_get_text (rows, row, "change_id"));
  /* A newer version's event is nothing that this one could act on. */
  if (!opt_audit_event_from_nick (opt_store_result_get_text (rows, row, "event"), &entry->event))
    entry->event = OPT_AUDIT_NOTE;
  entry->server_id = g_strdup (opt_store_result_get_text (rows, row, "server_id"));
  entry->server_name = g_strdup (opt_store_result_get_text (rows, row, "server_name"));
  entry->database = g_strdup (opt_store_result_get_text (rows, row, "database_name"));
  entry->user = g_strdup (opt_store_result_get_text (rows, row, "user_name"));
  entry->kind = g_strdup (opt_store_result_get_text (rows, row, "kind"));
  entry->title = g_strdup (opt_store_result_get_text (rows, row, "title"));
  entry->sql = g_strdup (opt_store_result_get_text (rows, row, "sql"));
  entry->undo_sql = g_strdup (opt_store_result_get_text (rows, row, "undo_sql"));
  entry->redacted = opt_store_result_get_int (rows, row, "redacted") != 0;
  entry->recommendation_id = g_strdup (opt_store_result_get_text (rows, row, "recommendation_id"));
  entry->detail = g_strdup (opt_store_result_get_text (rows, row, "detail"));
  entry->writer = g_strdup (opt_store_result_get_text (rows, row, "writer"));
  entry->prev_hash = g_strdup (opt_store_result_get_text (rows, row, "prev_hash"));
  entry->hash = g_strdup (opt_store_result_get_text (rows, row, "hash"));

  return entry;
}

/* The changes in the order in which they were first spoken of. */
static GPtrArray *
fold (const OptStoreResult *rows)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) entries_of
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  for (guint i = 0; i < opt_store_result_get_n_rows (rows); i++)
    {
      OptAuditEntry *entry = read_entry (rows, i);
      GPtrArray *entries = g_hash_table_lookup (entries_of, entry->change_id);

      if (entries == NULL)
        {
          entries = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_audit_entry_free);
          g_hash_table_insert (entries_of, entry->change_id, entries);
          g_ptr_array_add (order, entries);
        }
      g_ptr_array_add (entries, entry);
    }
  for (guint i = 0; i < order->len; i++)
    g_ptr_array_add (changes, opt_audit_change_new (g_ptr_array_index (order, i)));

  return changes;
}

/**
 * opt_audit_list_sync:
 * @self: the log
 * @server_id: (nullable): a system_identifier, for the changes of that server alone
 * @error: return location for an error of opt_store_query_sync()
 *
 * Returns: (transfer full) (nullable) (element-type OptAuditChange): the changes, oldest first
 */
GPtrArray *
opt_audit_list_sync (OptAudit *self, const char *server_id, GError **error)
{
  g_autoptr (OptStoreResult) rows = NULL;
  OptStoreValue params[] = { opt_store_text (server_id) };

  g_return_val_if_fail (OPT_IS_AUDIT (self), NULL);

  rows = opt_store_query_sync (self->store,
                               opt_store_sql ("audit", server_id != NULL ? "list-server" : "list"),
                               params, server_id != NULL ? 1 : 0, error);

  return rows != NULL ? fold (rows) : NULL;
}

/**
 * opt_audit_get_change_sync:
 * @self: the log
 * @change_id: which change
 * @error: return location for %OPT_ERROR_NOT_FOUND, or an error of opt_store_query_sync()
 *
 * Returns: (transfer full) (nullable): the change
 */
OptAuditChange *
opt_audit_get_change_sync (OptAudit *self, const char *change_id, GError **error)
{
  g_autoptr (OptStoreResult) rows = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  OptStoreValue params[] = { opt_store_text (change_id) };

  g_return_val_if_fail (OPT_IS_AUDIT (self), NULL);
  g_return_val_if_fail (change_id != NULL, NULL);

  rows = opt_store_query_sync (self->store, opt_store_sql ("audit", "change"), params, 1, error);
  if (rows == NULL)
    return NULL;

  changes = fold (rows);
  if (changes->len == 0)
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND,
                     _ ("The history lists the changes that there are."),
                     _ ("There is no change %s in the log"), change_id);
      return NULL;
    }

  return g_object_ref (g_ptr_array_index (changes, 0));
}

/**
 * opt_audit_check_sync:
 * @self: the log
 * @head: (nullable): a head that was kept elsewhere, or %NULL for the one beside the log
 * @error: return location for an error of opt_store_query_sync()
 *
 * Looks whether every entry is what it was when it was written, and whether all are there.
 *
 * Returns: (transfer full) (nullable): what was found
 */
OptAuditCheck *
opt_audit_check_sync (OptAudit *self, const OptAuditHead *head, GError **error)
{
  OptAuditCheck *check;

  g_return_val_if_fail (OPT_IS_AUDIT (self), NULL);

  check = opt_audit_check_store_sync (self->store, head, error);
  if (check != NULL)
    check->set_aside = find_set_aside (opt_store_get_path (self->store));

  return check;
}
