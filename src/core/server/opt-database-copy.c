/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-copy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-copy-rates.h"
#include "opt-sandbox-copy.h"
#include "opt-sql.h"

/* More would take minutes and much of a disk. */
#define COPY_LIMIT_MB (20 * 1024)
/* Production's rows are read in one snapshot, which keeps VACUUM from cleaning up. */
#define COPY_TIME (30 * 60 * G_USEC_PER_SEC)
/* What a disk and a network of any server can spare. */
#define COPY_RATE (100 << 20)

/* As the user set it, or as it is else. */
static gint64
get_limit_bytes (void)
{
  const char *text = g_getenv ("OPTISCHEMA_COPY_LIMIT_MB");
  guint64 megabytes = COPY_LIMIT_MB;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT32, &megabytes, NULL))
    {
      g_message (_ ("OPTISCHEMA_COPY_LIMIT_MB is no number of megabytes: %s"), text);
      megabytes = COPY_LIMIT_MB;
    }

  return (gint64) megabytes << 20;
}

/**
 * opt_database_default_copy_options:
 *
 * Returns: (transfer full): whole tables of 20 GB at most, or what OPTISCHEMA_COPY_LIMIT_MB says,
 * read at 100 MB a second in half an hour at most
 */
OptCopyOptions *
opt_database_default_copy_options (void)
{
  const OptCopyOptions options = {
    .max_bytes = get_limit_bytes (),
    .max_time = COPY_TIME,
    .rate = COPY_RATE,
  };

  return opt_copy_options_copy (&options);
}

/**
 * opt_database_copy_tables_sync:
 * @self: a database
 * @relations: a set of OIDs, as pointers
 * @report: (nullable): a new one; gets what is copied
 * @limits: (element-type OptUnreadable): gets what the copy lacks
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Copies the rows of these tables, as of one moment, into a new database of the sandbox: as
 * opt_database_set_copy_options() says, or else opt_database_default_copy_options(). How fast that
 * was is remembered, for the next estimate.
 *
 * Returns: (transfer full) (nullable): that database's name
 */
char *
opt_database_copy_tables_sync (OptDatabase *self,
                               GHashTable *relations,
                               OptCopyReport *report,
                               GPtrArray *limits,
                               const OptProgress *progress,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autofree gpointer *keys = NULL;
  g_autofree guint32 *oids = NULL;
  g_autoptr (OptCopyOptions) options = NULL;
  g_autoptr (OptCopyReport) own_report = opt_copy_report_new ();
  OptCopyReport *filled = report != NULL ? report : own_report;
  OptCatalog *catalog;
  OptSandbox *sandbox;
  char *copy;
  guint n = 0;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && relations != NULL && limits != NULL, NULL);

  catalog = opt_database_load_catalog_sync (self, cancellable, error);
  if (catalog == NULL)
    return NULL;
  opt_progress_report (progress, -1, -1, "%s", _ ("Starting the sandbox"));
  sandbox = opt_database_start_sandbox_sync (self, cancellable, error);
  if (sandbox == NULL)
    return NULL;

  keys = g_hash_table_get_keys_as_array (relations, &n);
  oids = g_new (guint32, n + 1);
  for (guint i = 0; i < n; i++)
    oids[i] = GPOINTER_TO_UINT (keys[i]);

  options = opt_database_get_copy_options (self) != NULL
                ? opt_copy_options_copy (opt_database_get_copy_options (self))
                : opt_database_default_copy_options ();
  opt_copy_rates_load (opt_database_get_server_id (self), &options->measured_rate,
                       &options->measured_at);
  copy = opt_sandbox_copy_tables_sync (sandbox, opt_database_get_connection (self), catalog,
                                       opt_database_get_facts (self), oids, n, options, filled,
                                       limits, progress, cancellable, error);
  if (copy != NULL)
    opt_copy_rates_keep (opt_database_get_server_id (self), opt_copy_report_get_rate (filled));

  return copy;
}

/* The server's own schema is looked up first where it is not named; where it is, it would be the
 * one in which a name without a schema is made, and nobody may do that. */
#define SYSTEM_FIRST "pg_catalog, "

/* Names are to mean there what they mean on the watched server. */
static gboolean
set_search_path (OptDatabase *self,
                 OptConnection *connection,
                 GCancellable *cancellable,
                 GError **error)
{
  OptCatalog *catalog = opt_database_load_catalog_sync (self, cancellable, error);
  g_autofree char *path = NULL;
  g_autoptr (OptParams) params = NULL;

  if (catalog == NULL)
    return FALSE;
  path = opt_catalog_get_search_path_sql (catalog);
  params = opt_params_new_text (g_str_has_prefix (path, SYSTEM_FIRST) ? path + strlen (SYSTEM_FIRST)
                                                                      : path,
                                NULL);

  return opt_connection_execute_sync (connection,
                                      opt_sql_get ("sandbox", "search-path",
                                                   opt_connection_get_server_version (connection)),
                                      params, cancellable, error);
}

/**
 * opt_database_connect_copy_sync:
 * @self: a database
 * @copy: the name of a copy in its sandbox
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a connection to it as the owner of what was restored, with
 * the watched session's search path
 */
OptConnection *
opt_database_connect_copy_sync (OptDatabase *self,
                                const char *copy,
                                GCancellable *cancellable,
                                GError **error)
{
  OptSandbox *sandbox;
  g_autoptr (OptConnection) connection = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && copy != NULL, NULL);

  sandbox = opt_database_start_sandbox_sync (self, cancellable, error);
  if (sandbox == NULL)
    return NULL;
  connection = opt_sandbox_connect_sync (sandbox, OPT_SANDBOX_USER_OWNER, copy, cancellable, error);
  if (connection == NULL || !set_search_path (self, connection, cancellable, error))
    return NULL;

  return g_steal_pointer (&connection);
}
