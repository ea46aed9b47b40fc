/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-catalog-load.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-sql.h"

static const char *
get_sql (OptCatalogLoad *load, const char *name)
{
  return opt_sql_get ("catalog", name, opt_connection_get_server_version (load->connection));
}

/**
 * opt_catalog_load_query:
 * @load: the loading
 * @name: a file of the feature `catalog`
 * @skips_locked: whether its $1 is the relations to leave out
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the rows
 */
OptResult *
opt_catalog_load_query (OptCatalogLoad *load,
                        const char *name,
                        gboolean skips_locked,
                        GError **error)
{
  return opt_connection_query_sync (load->connection, get_sql (load, name),
                                    skips_locked ? load->locked : NULL, OPT_QUERY_NONE,
                                    load->cancellable, error);
}

static gboolean
load_session (OptCatalogLoad *load, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "session", FALSE, error);
  g_auto (GStrv)
    search_path = NULL;

  if (result == NULL)
    return FALSE;

  search_path = opt_result_get_text_array (result, 0, "search_path");
  load->catalog = opt_catalog_new (opt_result_get_text (result, 0, "database"),
                                   (const char *const *) search_path);
  load->role = g_strdup (opt_result_get_text (result, 0, "role"));

  return TRUE;
}

static gboolean
load_locked (OptCatalogLoad *load, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "locked", FALSE, error);
  g_autoptr (GArray) oids = NULL;

  if (result == NULL)
    return FALSE;

  oids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      gint64 oid = opt_result_get_oid (result, row, "oid");
      g_autofree char *name = opt_sql_quote_qualified (opt_result_get_text (result, row, "schema"),
                                                       opt_result_get_text (result, row, "name"));
      g_autofree char *reason
          = g_strdup_printf (_ ("Process %" G_GINT64_FORMAT " locks it exclusively at the moment"),
                             opt_result_get_int (result, row, "pid"));

      g_array_append_val (oids, oid);
      opt_catalog_add_unreadable (load->catalog, opt_unreadable_new (name, reason, NULL));
    }

  load->locked = opt_params_new ();
  opt_params_add_int_array (load->locked, (const gint64 *) oids->data, oids->len);

  return TRUE;
}

static gboolean
load_system_relations (OptCatalogLoad *load, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "system-relations", FALSE, error);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    opt_catalog_add_system_relation (load->catalog, opt_result_get_text (result, row, "name"));

  return TRUE;
}

static gboolean
load_in_transaction (OptCatalogLoad *load, GError **error)
{
  g_autofree char *digest = NULL;

  if (!load_system_relations (load, error) || !load_locked (load, error)
      || !opt_catalog_load_relations (load, error) || !opt_catalog_load_indexes (load, error)
      || !opt_catalog_load_objects (load, error))
    return FALSE;

  digest = opt_catalog_compute_digest (load->catalog);
  opt_catalog_set_digest (load->catalog, digest);

  return TRUE;
}

static gboolean
load_all (OptCatalogLoad *load, GError **error)
{
  g_autoptr (OptResult) begun = NULL;
  g_autoptr (GError) load_error = NULL;
  gboolean ended;

  /* The session's own search path is asked for before the transaction sets another. */
  if (!load_session (load, error))
    return FALSE;
  begun = opt_connection_query_sync (load->connection, get_sql (load, "begin"), NULL,
                                     OPT_QUERY_SCRIPT, load->cancellable, error);
  if (begun == NULL)
    return FALSE;

  load_in_transaction (load, &load_error);
  /* Also after a failure or a cancel: the connection is somebody's who goes on. */
  ended = opt_connection_execute_sync (load->connection, get_sql (load, "end"), NULL, NULL,
                                       load_error == NULL ? error : NULL);
  if (load_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&load_error));
      return FALSE;
    }

  return ended;
}

/**
 * opt_catalog_load_sync:
 * @connection: an open connection to the database
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Reads the database's relations, what hangs on them and what they need, and their statistics, in
 * one snapshot and in the same number of queries for any number of tables. System schemas are left
 * out. Nothing waits for a lock longer than the session's lock_timeout; relations that somebody
 * holds exclusively are left out and named in opt_catalog_get_unreadable(), as is everything that
 * the role may not read.
 *
 * Returns: (transfer full) (nullable): the catalog
 */
OptCatalog *
opt_catalog_load_sync (OptConnection *connection, GCancellable *cancellable, GError **error)
{
  OptCatalogLoad load = { .connection = connection, .cancellable = cancellable };
  gboolean loaded;

  g_return_val_if_fail (OPT_IS_CONNECTION (connection), NULL);

  loaded = load_all (&load, error);
  g_clear_pointer (&load.locked, opt_params_free);
  g_free (load.role);
  if (!loaded)
    g_clear_object (&load.catalog);

  return load.catalog;
}
