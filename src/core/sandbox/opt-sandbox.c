/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-sandbox-private.h"

#include "opt-error.h"
#include "opt-private-provider.h"
#include "opt-sql.h"

/**
 * OptSandbox:
 *
 * A PostgreSQL in which what was taken from production is planned and run: a private one, unless
 * another provider gives it. What was made there is gone when its owner is. Methods block: for a
 * worker's thread. One thread at a time may call them.
 */
struct _OptSandbox
{
  GObject parent_instance;

  OptSandboxProvider *provider;
};

G_DEFINE_FINAL_TYPE (OptSandbox, opt_sandbox, G_TYPE_OBJECT)

static void
opt_sandbox_finalize (GObject *object)
{
  OptSandbox *self = OPT_SANDBOX (object);

  g_clear_object (&self->provider);

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
 * Returns: (transfer full): a sandbox in a private cluster that is not started yet
 */
OptSandbox *
opt_sandbox_new (void)
{
  g_autoptr (OptSandboxProvider) provider = opt_private_provider_new ();

  return opt_sandbox_new_with_provider (provider);
}

/**
 * opt_sandbox_new_with_provider:
 * @provider: who has the server
 *
 * Returns: (transfer full): a sandbox that is not started yet
 */
OptSandbox *
opt_sandbox_new_with_provider (OptSandboxProvider *provider)
{
  OptSandbox *self;

  g_return_val_if_fail (OPT_IS_SANDBOX_PROVIDER (provider), NULL);

  self = g_object_new (OPT_TYPE_SANDBOX, NULL);
  self->provider = g_object_ref (provider);

  return self;
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

/**
 * opt_sandbox_may_go_on:
 * @error: what became of one statement of many
 *
 * Returns: whether it only leaves out what the statement would have made
 */
gboolean
opt_sandbox_may_go_on (const GError *error)
{
  return error->domain == OPT_ERROR && error->code != OPT_ERROR_UNREACHABLE
         && error->code != OPT_ERROR_NO_SPACE;
}

/**
 * opt_sandbox_limit_time_sync:
 * @connection: a connection to the sandbox
 * @deadline: monotonic microseconds; 0: none
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Has each statement of the session from now on end within the time that is left now.
 *
 * Returns: %TRUE if it is so
 */
gboolean
opt_sandbox_limit_time_sync (OptConnection *connection,
                             gint64 deadline,
                             GCancellable *cancellable,
                             GError **error)
{
  gint64 left = (deadline - g_get_monotonic_time ()) / 1000;
  g_autofree char *text
      = g_strdup_printf ("%d", deadline > 0 ? (int) CLAMP (left, 1, G_MAXINT) : 0);
  g_autoptr (OptParams) params = opt_params_new_text (text, NULL);

  return opt_connection_execute_sync (connection, opt_sandbox_get_sql (connection, "limit-time"),
                                      params, cancellable, error);
}

/**
 * opt_sandbox_fill_roles:
 * @self: a started sandbox
 * @sql: SQL of ours
 *
 * Returns: (transfer full): @sql with the names of the owner and the reader in their places
 */
char *
opt_sandbox_fill_roles (OptSandbox *self, const char *sql)
{
  g_autofree char *owner = opt_sandbox_provider_get_role (self->provider, OPT_SANDBOX_USER_OWNER);
  g_autofree char *reader = opt_sandbox_provider_get_role (self->provider, OPT_SANDBOX_USER_READER);

  return opt_sql_fill (sql, "owner", owner, "reader", reader, NULL);
}

/**
 * opt_sandbox_run_own_script_sync:
 * @self: a started sandbox
 * @connection: an open connection to it
 * @name: a file of the feature `sandbox`, with places for its roles alone
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: %TRUE if all of it ran
 */
gboolean
opt_sandbox_run_own_script_sync (OptSandbox *self,
                                 OptConnection *connection,
                                 const char *name,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autofree char *sql = opt_sandbox_fill_roles (self, opt_sandbox_get_sql (connection, name));
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, cancellable, error);

  return result != NULL;
}

static char *
quote_secret (const char *secret)
{
  return secret != NULL ? opt_sql_quote_literal (secret) : g_strdup ("NULL");
}

/**
 * opt_sandbox_make_roles_sync:
 * @provider: a provider
 * @admin: the superuser's connection to its server
 * @owner_secret: (nullable): the owner's password, encrypted; %NULL for none
 * @reader_secret: (nullable): the reader's
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Makes the roles as which a sandbox is worked in.
 *
 * Returns: %TRUE if they are there
 */
gboolean
opt_sandbox_make_roles_sync (OptSandboxProvider *provider,
                             OptConnection *admin,
                             const char *owner_secret,
                             const char *reader_secret,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autofree char *owner = opt_sandbox_provider_get_role (provider, OPT_SANDBOX_USER_OWNER);
  g_autofree char *reader = opt_sandbox_provider_get_role (provider, OPT_SANDBOX_USER_READER);
  g_autofree char *owner_password = quote_secret (owner_secret);
  g_autofree char *reader_password = quote_secret (reader_secret);
  g_autofree char *sql
      = opt_sql_fill (opt_sandbox_get_sql (admin, "roles"), "owner", owner, "reader", reader,
                      "owner_password", owner_password, "reader_password", reader_password, NULL);
  g_autoptr (OptResult) result
      = opt_connection_query_sync (admin, sql, NULL, OPT_QUERY_SCRIPT, cancellable, error);

  return result != NULL;
}

/**
 * opt_sandbox_start_sync:
 * @self: a sandbox
 * @facts: production's facts
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Has the server started, or connected to, where it is not yet.
 *
 * Returns: %TRUE if it runs; what else the provider says: opt_private_provider_new(),
 *   opt_given_provider_new()
 */
gboolean
opt_sandbox_start_sync (OptSandbox *self,
                        OptServerFacts *facts,
                        GCancellable *cancellable,
                        GError **error)
{
  g_return_val_if_fail (OPT_IS_SANDBOX (self), FALSE);

  return opt_sandbox_provider_start_sync (self->provider, facts, cancellable, error);
}

/**
 * opt_sandbox_close_sync:
 * @self: a sandbox
 * @error: return location for an error
 *
 * Removes what was made for it and waits for that. It can be started again, empty.
 *
 * Returns: %TRUE if nothing is left
 */
gboolean
opt_sandbox_close_sync (OptSandbox *self, GError **error)
{
  g_return_val_if_fail (OPT_IS_SANDBOX (self), FALSE);

  return opt_sandbox_provider_close_sync (self->provider, error);
}

/**
 * opt_sandbox_is_running:
 * @self: a sandbox
 *
 * Returns: whether it was started and its server still answers
 */
gboolean
opt_sandbox_is_running (OptSandbox *self)
{
  g_return_val_if_fail (OPT_IS_SANDBOX (self), FALSE);

  return opt_sandbox_provider_is_running (self->provider);
}

/**
 * opt_sandbox_get_major:
 * @self: a started sandbox
 *
 * Returns: the major version of its server
 */
int
opt_sandbox_get_major (OptSandbox *self)
{
  g_return_val_if_fail (OPT_IS_SANDBOX (self), 0);

  return opt_sandbox_provider_get_major (self->provider);
}

/**
 * opt_sandbox_get_provider:
 * @self: a sandbox
 *
 * Returns: (transfer none): who has its server
 */
OptSandboxProvider *
opt_sandbox_get_provider (OptSandbox *self)
{
  g_return_val_if_fail (OPT_IS_SANDBOX (self), NULL);

  return self->provider;
}

/**
 * opt_sandbox_get_cluster:
 * @self: a sandbox
 *
 * Returns: (transfer none) (nullable): its private cluster, once it is started; %NULL where another
 *   server serves
 */
OptCluster *
opt_sandbox_get_cluster (OptSandbox *self)
{
  g_return_val_if_fail (OPT_IS_SANDBOX (self), NULL);

  return OPT_IS_PRIVATE_PROVIDER (self->provider)
             ? opt_private_provider_get_cluster (OPT_PRIVATE_PROVIDER (self->provider))
             : NULL;
}

/**
 * opt_sandbox_open_sync:
 * @provider: a provider
 * @user: as whom
 * @database: (nullable): the database; %NULL for one that is always there
 * @lane: the session's name in pg_stat_activity, after "optischema/"
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Only pg_catalog is searched for unqualified names, so that nothing of production's stands in for
 * the system's own; who needs another path sets it. A superuser's session is on the server that was
 * started, or is given up.
 *
 * Returns: (transfer full) (nullable): an open connection on the thread's main context
 */
OptConnection *
opt_sandbox_open_sync (OptSandboxProvider *provider,
                       OptSandboxUser user,
                       const char *database,
                       const char *lane,
                       GCancellable *cancellable,
                       GError **error)
{
  static const char *const options[] = {
    "-c search_path=pg_catalog",
    "-c search_path=pg_catalog -c check_function_bodies=off",
    "-c search_path=pg_catalog",
  };
  g_autoptr (OptConninfo) plain = opt_sandbox_provider_get_conninfo (provider, user, database);
  const char *said = opt_conninfo_get (plain, "options");
  /* The last one counts. */
  g_autofree char *all = g_strjoin (" ", said != NULL ? said : "", options[user], NULL);
  g_autoptr (OptConninfo) conninfo = opt_conninfo_with (plain, "options", all);
  g_autoptr (OptConnection) connection
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, lane);

  if (!opt_connection_open_sync (connection, cancellable, error))
    return NULL;
  if (user == OPT_SANDBOX_USER_ADMIN
      && !opt_sandbox_provider_check_session_sync (provider, connection, cancellable, error))
    {
      opt_connection_close (connection);
      return NULL;
    }

  return g_steal_pointer (&connection);
}

/**
 * opt_sandbox_connect_sync:
 * @self: a started sandbox
 * @user: as whom
 * @database: (nullable): the database; %NULL for one that is always there
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * As opt_sandbox_open_sync().
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
  g_return_val_if_fail (OPT_IS_SANDBOX (self), NULL);

  return opt_sandbox_open_sync (self->provider, user, database, "sandbox", cancellable, error);
}
