/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-sandbox-provider.h"

#include <glib/gi18n-lib.h>

#include "opt-sandbox-private.h"

G_DEFINE_INTERFACE (OptSandboxProvider, opt_sandbox_provider, G_TYPE_OBJECT)

static void
opt_sandbox_provider_default_init (OptSandboxProviderInterface *iface)
{
}

/**
 * opt_sandbox_provider_start_sync:
 * @self: a provider
 * @production: the facts of the server that the sandbox is to stand for
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Has the server, and makes the two roles without rights in it; where it runs already, nothing.
 *
 * Returns: %TRUE if it runs
 */
gboolean
opt_sandbox_provider_start_sync (OptSandboxProvider *self,
                                 OptServerFacts *production,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_return_val_if_fail (OPT_IS_SANDBOX_PROVIDER (self), FALSE);
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (production), FALSE);

  return OPT_SANDBOX_PROVIDER_GET_IFACE (self)->start (self, production, cancellable, error);
}

/**
 * opt_sandbox_provider_close_sync:
 * @self: a provider
 * @error: return location for an error
 *
 * Removes what was made. It can be started again, empty. Without it the last reference does so.
 *
 * Returns: %TRUE if nothing is left
 */
gboolean
opt_sandbox_provider_close_sync (OptSandboxProvider *self, GError **error)
{
  g_return_val_if_fail (OPT_IS_SANDBOX_PROVIDER (self), FALSE);

  return OPT_SANDBOX_PROVIDER_GET_IFACE (self)->close (self, error);
}

/**
 * opt_sandbox_provider_is_running:
 * @self: a provider
 *
 * Returns: whether it was started and its server still answers
 */
gboolean
opt_sandbox_provider_is_running (OptSandboxProvider *self)
{
  g_return_val_if_fail (OPT_IS_SANDBOX_PROVIDER (self), FALSE);

  return OPT_SANDBOX_PROVIDER_GET_IFACE (self)->is_running (self);
}

/**
 * opt_sandbox_provider_get_major:
 * @self: a started provider
 *
 * Returns: the major version of its server
 */
int
opt_sandbox_provider_get_major (OptSandboxProvider *self)
{
  g_return_val_if_fail (OPT_IS_SANDBOX_PROVIDER (self), 0);

  return OPT_SANDBOX_PROVIDER_GET_IFACE (self)->get_major (self);
}

/**
 * opt_sandbox_provider_get_role:
 * @self: a started provider
 * @user: the owner or the reader
 *
 * Returns: (transfer full): its role's name, of letters, digits and "_"
 */
char *
opt_sandbox_provider_get_role (OptSandboxProvider *self, OptSandboxUser user)
{
  g_return_val_if_fail (OPT_IS_SANDBOX_PROVIDER (self), NULL);
  g_return_val_if_fail (user != OPT_SANDBOX_USER_ADMIN, NULL);

  return g_strconcat (OPT_SANDBOX_PROVIDER_GET_IFACE (self)->get_prefix (self),
                      user == OPT_SANDBOX_USER_OWNER ? "_sandbox" : "_reader", NULL);
}

/**
 * opt_sandbox_provider_make_database_name:
 * @self: a started provider
 *
 * Returns: (transfer full): a name that this process has not given yet
 */
char *
opt_sandbox_provider_make_database_name (OptSandboxProvider *self)
{
  static gint n_names;

  g_return_val_if_fail (OPT_IS_SANDBOX_PROVIDER (self), NULL);

  return g_strdup_printf ("%s_%d", OPT_SANDBOX_PROVIDER_GET_IFACE (self)->get_prefix (self),
                          g_atomic_int_add (&n_names, 1) + 1);
}

/**
 * opt_sandbox_provider_get_conninfo:
 * @self: a started provider
 * @user: as whom
 * @database: (nullable): the database; %NULL for one that is always there
 *
 * Returns: (transfer full): how to connect
 */
OptConninfo *
opt_sandbox_provider_get_conninfo (OptSandboxProvider *self,
                                   OptSandboxUser user,
                                   const char *database)
{
  g_return_val_if_fail (OPT_IS_SANDBOX_PROVIDER (self), NULL);

  return OPT_SANDBOX_PROVIDER_GET_IFACE (self)->get_conninfo (self, user, database);
}

/**
 * opt_sandbox_provider_get_data_folder:
 * @self: a started provider
 *
 * Returns: (transfer none) (nullable): the server's data folder, where it is this machine's and
 *   ours; %NULL where files are only reached through the server
 */
const char *
opt_sandbox_provider_get_data_folder (OptSandboxProvider *self)
{
  g_return_val_if_fail (OPT_IS_SANDBOX_PROVIDER (self), NULL);

  return OPT_SANDBOX_PROVIDER_GET_IFACE (self)->get_data_folder (self);
}

/**
 * opt_sandbox_provider_check_session_sync:
 * @self: a provider
 * @admin: a superuser's session that was just opened
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: %TRUE if it is on the server that was started, or none was yet
 */
gboolean
opt_sandbox_provider_check_session_sync (OptSandboxProvider *self,
                                         OptConnection *admin,
                                         GCancellable *cancellable,
                                         GError **error)
{
  g_return_val_if_fail (OPT_IS_SANDBOX_PROVIDER (self), FALSE);

  return OPT_SANDBOX_PROVIDER_GET_IFACE (self)->check_session == NULL
         || OPT_SANDBOX_PROVIDER_GET_IFACE (self)->check_session (self, admin, cancellable, error);
}

/**
 * opt_sandbox_provider_add_limits:
 * @self: a started provider
 * @production: production's facts
 * @limits: (element-type OptUnreadable): gets what is not as on production
 *
 * Says what the server itself has otherwise.
 */
void
opt_sandbox_provider_add_limits (OptSandboxProvider *self,
                                 OptServerFacts *production,
                                 GPtrArray *limits)
{
  int there = opt_server_facts_get_version (production) / 10000;
  int here = opt_sandbox_provider_get_major (self);

  g_return_if_fail (OPT_IS_SANDBOX_PROVIDER (self));
  g_return_if_fail (limits != NULL);

  if (there != here)
    {
      g_autofree char *reason
          = g_strdup_printf (_ ("Production runs PostgreSQL %d, the sandbox %d: their planners "
                                "differ, and plans can"),
                             there, here);

      opt_sandbox_add_limit (limits, "PostgreSQL", reason);
    }
  if (OPT_SANDBOX_PROVIDER_GET_IFACE (self)->add_limits != NULL)
    OPT_SANDBOX_PROVIDER_GET_IFACE (self)->add_limits (self, production, limits);
}
