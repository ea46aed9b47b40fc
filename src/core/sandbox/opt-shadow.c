/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-shadow-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

/**
 * OptShadow:
 *
 * A statistics-only twin of a production database: it has its structure, its statistics and the
 * sizes of its files, and no row; of what was in indexes, the smallest and the largest value. Its
 * planner gives production's plans. Only EXPLAIN without ANALYZE and hypothetical indexes make
 * sense on it, and its session may do no more than read: an executed statement would return a
 * plausible nothing, and CREATE INDEX, ANALYZE or VACUUM would undo what it fakes.
 */
G_DEFINE_FINAL_TYPE (OptShadow, opt_shadow, G_TYPE_OBJECT)

static void
opt_shadow_finalize (GObject *object)
{
  OptShadow *self = OPT_SHADOW (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->sandbox);
  g_free (self->database);
  g_free (self->search_path);
  g_ptr_array_unref (self->limits);

  G_OBJECT_CLASS (opt_shadow_parent_class)->finalize (object);
}

static void
opt_shadow_class_init (OptShadowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_shadow_finalize;
}

static void
opt_shadow_init (OptShadow *self)
{
  self->limits = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
}

/**
 * opt_shadow_open_sync:
 * @self: a shadow
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Opens the shadow's session anew, on the thread's main context: for who goes on with a shadow in
 * another thread than the one that built it. Hypothetical indexes are gone then.
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_shadow_open_sync (OptShadow *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptConnection) connection = NULL;
  g_autoptr (OptParams) params = NULL;

  g_return_val_if_fail (OPT_IS_SHADOW (self), FALSE);

  connection = opt_sandbox_connect_sync (self->sandbox, OPT_SANDBOX_USER_READER, self->database,
                                         cancellable, error);
  if (connection == NULL)
    return FALSE;
  params = opt_params_new_text (self->search_path, NULL);
  if (!opt_connection_execute_sync (connection, opt_sandbox_get_sql (connection, "search-path"),
                                    params, cancellable, error))
    return FALSE;

  g_set_object (&self->connection, connection);

  return TRUE;
}

/**
 * opt_shadow_drop_sync:
 * @self: a shadow
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Drops its database. A shadow that is not dropped is gone with its sandbox.
 *
 * Returns: %TRUE if it is gone
 */
gboolean
opt_shadow_drop_sync (OptShadow *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (OPT_IS_SHADOW (self), FALSE);

  if (self->connection != NULL)
    opt_connection_close (self->connection);
  g_clear_object (&self->connection);

  return opt_sandbox_drop_database_sync (self->sandbox, self->database, cancellable, error);
}

/**
 * opt_shadow_get_connection:
 * @self: a shadow
 *
 * The session to plan on: its role may read only, in read-only transactions, and its search path
 * and planner settings are production's.
 *
 * Returns: (transfer none): an open connection of the thread that built or opened @self
 */
OptConnection *
opt_shadow_get_connection (OptShadow *self)
{
  g_return_val_if_fail (OPT_IS_SHADOW (self), NULL);

  return self->connection;
}

/**
 * opt_shadow_get_database:
 * @self: a shadow
 *
 * Returns: (transfer none): its database's name in the sandbox
 */
const char *
opt_shadow_get_database (OptShadow *self)
{
  g_return_val_if_fail (OPT_IS_SHADOW (self), NULL);

  return self->database;
}

/**
 * opt_shadow_get_limits:
 * @self: a shadow
 *
 * Returns: (transfer none) (element-type OptUnreadable): what is not as on production; statements
 *   that need it can't be planned here, or not alike
 */
GPtrArray *
opt_shadow_get_limits (OptShadow *self)
{
  g_return_val_if_fail (OPT_IS_SHADOW (self), NULL);

  return self->limits;
}

/**
 * opt_shadow_get_modelled_bytes:
 * @self: a shadow
 *
 * Returns: how large its tables and indexes look
 */
gint64
opt_shadow_get_modelled_bytes (OptShadow *self)
{
  g_return_val_if_fail (OPT_IS_SHADOW (self), 0);

  return self->modelled_bytes;
}

/**
 * opt_shadow_get_disk_bytes:
 * @self: a shadow
 *
 * Returns: what its tables and indexes take on the disk
 */
gint64
opt_shadow_get_disk_bytes (OptShadow *self)
{
  g_return_val_if_fail (OPT_IS_SHADOW (self), 0);

  return self->disk_bytes;
}

/**
 * opt_shadow_add_hypothetical_sync:
 * @self: a shadow
 * @create_index_sql: `CREATE INDEX …`, without CONCURRENTLY
 * @name: (out) (optional) (transfer full): the name that plans show
 * @bytes: (out) (optional): the size that HypoPG expects; it knows no deduplication, and so says
 * too much where values repeat
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Adds an index that only the planner sees, in this session.
 *
 * Returns: its handle, or 0; %OPT_ERROR_UNSUPPORTED for an access method that HypoPG does not know
 */
guint32
opt_shadow_add_hypothetical_sync (OptShadow *self,
                                  const char *create_index_sql,
                                  char **name,
                                  gint64 *bytes,
                                  GCancellable *cancellable,
                                  GError **error)
{
  g_autoptr (OptParams) params = NULL;
  g_autoptr (OptResult) result = NULL;

  g_return_val_if_fail (OPT_IS_SHADOW (self) && create_index_sql != NULL, 0);
  g_return_val_if_fail (self->connection != NULL, 0);

  params = opt_params_new_text (create_index_sql, NULL);
  result = opt_connection_query_sync (self->connection,
                                      opt_sandbox_get_sql (self->connection, "hypothetical-add"),
                                      params, OPT_QUERY_NONE, cancellable, error);
  if (result == NULL)
    return 0;
  if (opt_result_get_n_rows (result) != 1)
    {
      opt_set_error (error, OPT_ERROR_INVALID, NULL, _ ("This makes no index: %s"),
                     create_index_sql);
      return 0;
    }

  if (name != NULL)
    *name = g_strdup (opt_result_get_text (result, 0, "name"));
  if (bytes != NULL)
    *bytes = opt_result_get_int (result, 0, "bytes");

  return opt_result_get_oid (result, 0, "handle");
}

/**
 * opt_shadow_remove_hypothetical_sync:
 * @self: a shadow
 * @handle: what opt_shadow_add_hypothetical_sync() gave
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: %TRUE if it is gone
 */
gboolean
opt_shadow_remove_hypothetical_sync (OptShadow *self,
                                     guint32 handle,
                                     GCancellable *cancellable,
                                     GError **error)
{
  g_autoptr (OptParams) params = opt_params_new ();

  g_return_val_if_fail (OPT_IS_SHADOW (self) && self->connection != NULL, FALSE);

  opt_params_add_int (params, handle);

  return opt_connection_execute_sync (self->connection,
                                      opt_sandbox_get_sql (self->connection, "hypothetical-remove"),
                                      params, cancellable, error);
}

/**
 * opt_shadow_reset_hypothetical_sync:
 * @self: a shadow
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Removes all hypothetical indexes.
 *
 * Returns: %TRUE if they are gone
 */
gboolean
opt_shadow_reset_hypothetical_sync (OptShadow *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (OPT_IS_SHADOW (self) && self->connection != NULL, FALSE);

  return opt_connection_execute_sync (self->connection,
                                      opt_sandbox_get_sql (self->connection, "hypothetical-reset"),
                                      NULL, cancellable, error);
}
