/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-sandbox-private.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-sql.h"

/**
 * OptSandbox:
 *
 * A private PostgreSQL in which what was taken from production is planned and run. It is gone when
 * its owner is. Methods block: for a worker's thread. One thread at a time may call them.
 */
struct _OptSandbox
{
  GObject parent_instance;

  OptCluster *cluster;
};

G_DEFINE_FINAL_TYPE (OptSandbox, opt_sandbox, G_TYPE_OBJECT)

static void
opt_sandbox_finalize (GObject *object)
{
  OptSandbox *self = OPT_SANDBOX (object);

  g_clear_object (&self->cluster);

  G_OBJECT_CLASS (opt_sandbox_parent_class)->finalize (object);
}

static void
opt_sandbox_class_init (OptSandboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_sandbox_finalize;
}

static void
opt_sandbox_init (OptSandbox *self)
{
}

/**
 * opt_sandbox_new:
 *
 * Returns: (transfer full): a sandbox that is not started yet
 */
OptSandbox *
opt_sandbox_new (void)
{
  return g_object_new (OPT_TYPE_SANDBOX, NULL);
}

/**
 * opt_sandbox_get_sql:
 * @connection: an open connection
 * @name: a file of the feature `sandbox`
 *
 * Returns: (transfer none): the SQL
 */
const char *
opt_sandbox_get_sql (OptConnection *connection, const char *name)
{
  return opt_sql_get ("sandbox", name, opt_connection_get_server_version (connection));
}

/**
 * opt_sandbox_run_script_sync:
 * @connection: an open connection
 * @name: a file of the feature `sandbox`, without places
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: %TRUE if all of it ran
 */
gboolean
opt_sandbox_run_script_sync (OptConnection *connection,
                             const char *name,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, opt_sandbox_get_sql (connection, name), NULL,
                                   OPT_QUERY_SCRIPT, cancellable, error);

  return result != NULL;
}

/**
 * opt_sandbox_add_limit:
 * @limits: (element-type OptUnreadable): what a sandbox could not take over
 * @name: what, as SQL names it
 * @reason: why
 *
 * Adds an entry.
 */
void
opt_sandbox_add_limit (GPtrArray *limits, const char *name, const char *reason)
{
  g_ptr_array_add (limits, opt_unreadable_new (name, reason, NULL));
}

static gboolean
create_roles (OptSandbox *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptConnection) admin
      = opt_sandbox_connect_sync (self, OPT_SANDBOX_USER_ADMIN, NULL, cancellable, error);

  return admin != NULL && opt_sandbox_run_script_sync (admin, "roles", cancellable, error);
}

/* With the usual 128 MB a scan of a larger table keeps none of it in memory, which a production
 * server mostly would. An eighth of the machine's, of which only what is used is taken. */
static char *
choose_shared_buffers (void)
{
  gint64 bytes = (gint64) sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGESIZE) / 8;

  return g_strdup_printf ("%dMB", (int) CLAMP (bytes >> 20, 128, 4096));
}

/**
 * opt_sandbox_start_sync:
 * @self: a sandbox
 * @facts: production's facts
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Starts the cluster where it does not run yet: of production's major version, or, where this
 * machine has none, of the newest that it has; opt_sandbox_create_database_sync() says so.
 *
 * Returns: %TRUE if it runs; %OPT_ERROR_UNSUPPORTED without server programs
 */
gboolean
opt_sandbox_start_sync (OptSandbox *self,
                        OptServerFacts *facts,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (OptCluster) cluster = NULL;
  g_autofree char *memory = NULL;
  g_autofree char *folder = NULL;
  int major;

  g_return_val_if_fail (OPT_IS_SANDBOX (self), FALSE);
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (facts), FALSE);

  if (self->cluster != NULL)
    return opt_cluster_start_sync (self->cluster, cancellable, error);

  memory = choose_shared_buffers ();
  major = opt_server_facts_get_version (facts) / 10000;
  folder = opt_cluster_find_binaries (major, NULL, NULL);
  cluster = opt_cluster_new ();
  opt_cluster_set_major (cluster, folder != NULL ? major : 0);
  /* It would undo what a shadow fakes, and disturb what a trial measures. */
  opt_cluster_set_setting (cluster, "autovacuum", "off");
  /* Indexes of copied tables are built sooner, and without a log that nobody will replay. */
  opt_cluster_set_setting (cluster, "maintenance_work_mem", "256MB");
  opt_cluster_set_setting (cluster, "wal_level", "minimal");
  opt_cluster_set_setting (cluster, "max_wal_senders", "0");
  opt_cluster_set_setting (cluster, "shared_buffers", memory);
  if (!opt_cluster_start_sync (cluster, cancellable, error))
    return FALSE;

  self->cluster = g_steal_pointer (&cluster);
  if (!create_roles (self, cancellable, error))
    {
      g_clear_object (&self->cluster);
      return FALSE;
    }

  return TRUE;
}

/**
 * opt_sandbox_close_sync:
 * @self: a sandbox
 * @error: return location for an error
 *
 * Stops the cluster, removes it and waits for that. It can be started again, empty.
 *
 * Returns: %TRUE if nothing is left
 */
gboolean
opt_sandbox_close_sync (OptSandbox *self, GError **error)
{
  gboolean closed;

  g_return_val_if_fail (OPT_IS_SANDBOX (self), FALSE);

  closed = self->cluster == NULL || opt_cluster_close_sync (self->cluster, error);
  g_clear_object (&self->cluster);

  return closed;
}

/**
 * opt_sandbox_get_cluster:
 * @self: a sandbox
 *
 * Returns: (transfer none) (nullable): its cluster, once it is started
 */
OptCluster *
opt_sandbox_get_cluster (OptSandbox *self)
{
  g_return_val_if_fail (OPT_IS_SANDBOX (self), NULL);

  return self->cluster;
}

/**
 * opt_sandbox_connect_sync:
 * @self: a started sandbox
 * @user: as whom
 * @database: (nullable): the database, `postgres` if %NULL
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Only pg_catalog is searched for unqualified names, so that nothing of production's stands in for
 * the system's own; who needs another path sets it.
 *
 * Returns: (transfer full) (nullable): an open connection on the thread's main context
 */
OptConnection *
opt_sandbox_connect_sync (OptSandbox *self,
                          OptSandboxUser user,
                          const char *database,
                          GCancellable *cancellable,
                          GError **error)
{
  static const char *const users[] = { NULL, "optischema_sandbox", "optischema_reader" };
  static const char *const options[] = {
    "-c search_path=pg_catalog",
    "-c search_path=pg_catalog -c check_function_bodies=off",
    "-c search_path=pg_catalog",
  };
  g_autoptr (OptConninfo) plain = NULL;
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptConnection) connection = NULL;

  g_return_val_if_fail (OPT_IS_SANDBOX (self), NULL);
  g_return_val_if_fail (self->cluster != NULL, NULL);

  plain = opt_cluster_get_conninfo (self->cluster, users[user], database);
  conninfo = opt_conninfo_with (plain, "options", options[user]);
  connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "sandbox");
  if (!opt_connection_open_sync (connection, cancellable, error))
    return NULL;

  return g_steal_pointer (&connection);
}
