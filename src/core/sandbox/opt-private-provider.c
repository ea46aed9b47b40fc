/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-private-provider.h"

#include <unistd.h>

#include "opt-sandbox-private.h"

#define PREFIX "optischema"

/**
 * OptPrivateProvider:
 *
 * A private cluster from the server programs of this machine, of production's major version where
 * they are installed. It is gone when its owner is.
 */
struct _OptPrivateProvider
{
  GObject parent_instance;

  OptCluster *cluster;
};

static void opt_private_provider_provide (OptSandboxProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OptPrivateProvider,
                               opt_private_provider,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OPT_TYPE_SANDBOX_PROVIDER,
                                                      opt_private_provider_provide))

/* With the usual 128 MB a scan of a larger table keeps none of it in memory, which a production
 * server mostly would. An eighth of the machine's, of which only what is used is taken. */
static char *
choose_shared_buffers (void)
{
  gint64 bytes = (gint64) sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGESIZE) / 8;

  return g_strdup_printf ("%dMB", (int) CLAMP (bytes >> 20, 128, 4096));
}

static OptConninfo *
get_conninfo (OptSandboxProvider *provider, OptSandboxUser user, const char *database)
{
  OptPrivateProvider *self = OPT_PRIVATE_PROVIDER (provider);
  g_autofree char *role
      = user == OPT_SANDBOX_USER_ADMIN ? NULL : opt_sandbox_provider_get_role (provider, user);

  return opt_cluster_get_conninfo (self->cluster, role, database);
}

static gboolean
make_roles (OptPrivateProvider *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptConnection) admin
      = opt_sandbox_open_sync (OPT_SANDBOX_PROVIDER (self), OPT_SANDBOX_USER_ADMIN, NULL, "sandbox",
                               cancellable, error);

  return admin != NULL
         && opt_sandbox_make_roles_sync (OPT_SANDBOX_PROVIDER (self), admin, NULL, NULL,
                                         cancellable, error)
         && opt_sandbox_run_script_sync (admin, "close-cluster", cancellable, error);
}

static gboolean
start (OptSandboxProvider *provider,
       OptServerFacts *production,
       GCancellable *cancellable,
       GError **error)
{
  OptPrivateProvider *self = OPT_PRIVATE_PROVIDER (provider);
  g_autoptr (OptCluster) cluster = NULL;
  g_autofree char *memory = NULL;
  g_autofree char *folder = NULL;
  int major;

  if (self->cluster != NULL)
    return opt_cluster_start_sync (self->cluster, cancellable, error);

  memory = choose_shared_buffers ();
  major = opt_server_facts_get_version (production) / 10000;
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
  if (!make_roles (self, cancellable, error))
    {
      g_clear_object (&self->cluster);
      return FALSE;
    }

  return TRUE;
}

static gboolean
close_cluster (OptSandboxProvider *provider, GError **error)
{
  OptPrivateProvider *self = OPT_PRIVATE_PROVIDER (provider);
  gboolean closed = self->cluster == NULL || opt_cluster_close_sync (self->cluster, error);

  g_clear_object (&self->cluster);

  return closed;
}

static gboolean
is_running (OptSandboxProvider *provider)
{
  OptPrivateProvider *self = OPT_PRIVATE_PROVIDER (provider);

  return self->cluster != NULL && opt_cluster_is_running (self->cluster);
}

static int
get_major (OptSandboxProvider *provider)
{
  return opt_cluster_get_major (OPT_PRIVATE_PROVIDER (provider)->cluster);
}

static const char *
get_prefix (OptSandboxProvider *provider)
{
  return PREFIX;
}

static const char *
get_data_folder (OptSandboxProvider *provider)
{
  return opt_cluster_get_data_folder (OPT_PRIVATE_PROVIDER (provider)->cluster);
}

static void
opt_private_provider_provide (OptSandboxProviderInterface *iface)
{
  iface->start = start;
  iface->close = close_cluster;
  iface->is_running = is_running;
  iface->get_major = get_major;
  iface->get_prefix = get_prefix;
  iface->get_conninfo = get_conninfo;
  iface->get_data_folder = get_data_folder;
}

static void
opt_private_provider_finalize (GObject *object)
{
  OptPrivateProvider *self = OPT_PRIVATE_PROVIDER (object);

  g_clear_object (&self->cluster);

  G_OBJECT_CLASS (opt_private_provider_parent_class)->finalize (object);
}

static void
opt_private_provider_class_init (OptPrivateProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_private_provider_finalize;
}

static void
opt_private_provider_init (OptPrivateProvider *self)
{
}

/**
 * opt_private_provider_new:
 *
 * Starting it gives %OPT_ERROR_UNSUPPORTED where this machine has no server programs. Where it has
 * none of production's major version the newest is taken, which is among the limits then.
 *
 * Returns: (transfer full): a private cluster that is not started yet
 */
OptSandboxProvider *
opt_private_provider_new (void)
{
  return g_object_new (OPT_TYPE_PRIVATE_PROVIDER, NULL);
}

/**
 * opt_private_provider_get_cluster:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): its cluster, once it is started
 */
OptCluster *
opt_private_provider_get_cluster (OptPrivateProvider *self)
{
  g_return_val_if_fail (OPT_IS_PRIVATE_PROVIDER (self), NULL);

  return self->cluster;
}
