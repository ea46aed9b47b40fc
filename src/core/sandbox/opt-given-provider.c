/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-given-provider.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-given-server.h"
#include "opt-password.h"
#include "opt-sandbox-private.h"

/**
 * OptGivenProvider:
 *
 * A server that the user gives, such as the service `sandbox` of docker-compose.yml. The sandbox
 * makes roles and databases in it whose names begin with a marker of its own, and removes them at
 * its end; what one left that was killed the next one removes. As long as it lives it keeps a
 * session open that bears the marker.
 */
struct _OptGivenProvider
{
  GObject parent_instance;

  OptConninfo *conninfo;
  OptConnection *keeper; /* (nullable) once it is started, as what follows */
  char *marker;
  OptServerFacts *facts;
  char *owner_password;
  char *reader_password;
};

static void opt_given_provider_provide (OptSandboxProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OptGivenProvider,
                               opt_given_provider,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OPT_TYPE_SANDBOX_PROVIDER,
                                                      opt_given_provider_provide))

static OptConninfo *
get_conninfo (OptSandboxProvider *provider, OptSandboxUser user, const char *database)
{
  OptGivenProvider *self = OPT_GIVEN_PROVIDER (provider);
  g_autoptr (OptConninfo) as = NULL;

  if (user == OPT_SANDBOX_USER_ADMIN)
    as = opt_conninfo_ref (self->conninfo);
  else
    {
      g_autofree char *role = opt_sandbox_provider_get_role (provider, user);

      as = opt_conninfo_as (self->conninfo, role,
                            user == OPT_SANDBOX_USER_OWNER ? self->owner_password
                                                           : self->reader_password);
    }

  return database != NULL ? opt_conninfo_with (as, "dbname", database) : g_steal_pointer (&as);
}

static void
forget (OptGivenProvider *self)
{
  if (self->keeper != NULL)
    opt_connection_close (self->keeper);
  g_clear_object (&self->keeper);
  g_clear_object (&self->facts);
  g_clear_pointer (&self->marker, g_free);
  g_clear_pointer (&self->owner_password, g_free);
  g_clear_pointer (&self->reader_password, g_free);
}

static gboolean
make_roles (OptGivenProvider *self, GCancellable *cancellable, GError **error)
{
  OptSandboxProvider *provider = OPT_SANDBOX_PROVIDER (self);
  g_autofree char *owner = opt_sandbox_provider_get_role (provider, OPT_SANDBOX_USER_OWNER);
  g_autofree char *reader = opt_sandbox_provider_get_role (provider, OPT_SANDBOX_USER_READER);
  g_autofree char *owner_secret = NULL;
  g_autofree char *reader_secret = NULL;

  self->owner_password = opt_password_make (error);
  self->reader_password = self->owner_password != NULL ? opt_password_make (error) : NULL;
  if (self->reader_password == NULL)
    return FALSE;
  owner_secret = opt_password_encrypt (self->keeper, owner, self->owner_password, error);
  if (owner_secret == NULL)
    return FALSE;
  reader_secret = opt_password_encrypt (self->keeper, reader, self->reader_password, error);

  return reader_secret != NULL
         && opt_sandbox_make_roles_sync (provider, self->keeper, owner_secret, reader_secret,
                                         cancellable, error);
}

/* What others left and can't be removed is in nobody's way. */
static gboolean
clear_left (OptGivenProvider *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (opt_given_server_clear_sync (self->keeper, "", cancellable, &failure))
    return TRUE;
  if (opt_sandbox_may_go_on (failure))
    {
      g_message ("%s", failure->message);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

static void
tell_left (const GError *error)
{
  g_message (_ ("The sandbox's server may still have what was made there: %s"), error->message);
}

/* The marker's session is there before anything that bears its name. */
static gboolean
prepare (OptGivenProvider *self,
         OptServerFacts *production,
         GCancellable *cancellable,
         GError **error)
{
  self->keeper = opt_sandbox_open_sync (OPT_SANDBOX_PROVIDER (self), OPT_SANDBOX_USER_ADMIN, NULL,
                                        self->marker, cancellable, error);
  if (self->keeper == NULL)
    return FALSE;
  self->facts = opt_given_server_check_sync (self->keeper, production, cancellable, error);

  return self->facts != NULL
         && opt_sandbox_run_script_sync (self->keeper, "given-keep", cancellable, error)
         && clear_left (self, cancellable, error) && make_roles (self, cancellable, error);
}

static gboolean
start (OptSandboxProvider *provider,
       OptServerFacts *production,
       GCancellable *cancellable,
       GError **error)
{
  OptGivenProvider *self = OPT_GIVEN_PROVIDER (provider);

  if (opt_sandbox_provider_is_running (provider))
    return TRUE;

  forget (self);
  if (!opt_given_server_check_address (self->conninfo, error))
    return FALSE;
  self->marker = opt_given_server_make_marker (error);
  if (self->marker == NULL)
    return FALSE;
  if (!prepare (self, production, cancellable, error))
    {
      g_autoptr (GError) failure = NULL;

      if (self->facts != NULL
          && !opt_given_server_clear_sync (self->keeper, self->marker, NULL, &failure))
        tell_left (failure);
      forget (self);
      return FALSE;
    }

  return TRUE;
}

static gboolean
close_given (OptSandboxProvider *provider, GError **error)
{
  OptGivenProvider *self = OPT_GIVEN_PROVIDER (provider);
  gboolean closed = TRUE;

  if (self->keeper != NULL)
    {
      g_autoptr (OptConnection) admin = opt_sandbox_open_sync (provider, OPT_SANDBOX_USER_ADMIN,
                                                               NULL, self->marker, NULL, error);

      closed = admin != NULL && opt_given_server_clear_sync (admin, self->marker, NULL, error);
      if (admin != NULL)
        opt_connection_close (admin);
    }
  forget (self);

  return closed;
}

/* Whoever ended it, nothing tells but a question. */
static gboolean
is_running (OptSandboxProvider *provider)
{
  OptGivenProvider *self = OPT_GIVEN_PROVIDER (provider);

  return self->keeper != NULL
         && opt_connection_get_state (self->keeper) == OPT_CONNECTION_STATE_OPEN
         && opt_sandbox_run_script_sync (self->keeper, "given-session", NULL, NULL);
}

static int
get_major (OptSandboxProvider *provider)
{
  return opt_server_facts_get_version (OPT_GIVEN_PROVIDER (provider)->facts) / 10000;
}

static const char *
get_prefix (OptSandboxProvider *provider)
{
  return OPT_GIVEN_PROVIDER (provider)->marker;
}

static const char *
get_data_folder (OptSandboxProvider *provider)
{
  return NULL;
}

/* The first session has nothing to be compared with: it is checked itself. */
static gboolean
check_session (OptSandboxProvider *provider,
               OptConnection *admin,
               GCancellable *cancellable,
               GError **error)
{
  OptGivenProvider *self = OPT_GIVEN_PROVIDER (provider);

  return self->facts == NULL
         || opt_given_server_check_same_sync (admin, self->facts, cancellable, error);
}

static void
add_limits (OptSandboxProvider *provider, OptServerFacts *production, GPtrArray *limits)
{
  OptGivenProvider *self = OPT_GIVEN_PROVIDER (provider);

  opt_given_server_add_limits (self->keeper, limits);
}

static void
opt_given_provider_provide (OptSandboxProviderInterface *iface)
{
  iface->start = start;
  iface->close = close_given;
  iface->is_running = is_running;
  iface->get_major = get_major;
  iface->get_prefix = get_prefix;
  iface->get_conninfo = get_conninfo;
  iface->get_data_folder = get_data_folder;
  iface->check_session = check_session;
  iface->add_limits = add_limits;
}

static void
opt_given_provider_dispose (GObject *object)
{
  g_autoptr (GError) error = NULL;

  if (!close_given (OPT_SANDBOX_PROVIDER (object), &error))
    tell_left (error);

  G_OBJECT_CLASS (opt_given_provider_parent_class)->dispose (object);
}

static void
opt_given_provider_finalize (GObject *object)
{
  OptGivenProvider *self = OPT_GIVEN_PROVIDER (object);

  g_clear_pointer (&self->conninfo, opt_conninfo_unref);

  G_OBJECT_CLASS (opt_given_provider_parent_class)->finalize (object);
}

static void
opt_given_provider_class_init (OptGivenProviderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_given_provider_dispose;
  object_class->finalize = opt_given_provider_finalize;
}

static void
opt_given_provider_init (OptGivenProvider *self)
{
}

/**
 * opt_given_provider_new:
 * @conninfo: a superuser's way to a server that is no production
 *
 * Starting it gives %OPT_ERROR_REFUSED where the server is the one that the sandbox is to stand
 * for, a standby or a copy of it, or @conninfo names several, and %OPT_ERROR_DENIED without a
 * superuser's rights there.
 *
 * Returns: (transfer full): the server as a provider, not connected to yet
 */
OptSandboxProvider *
opt_given_provider_new (OptConninfo *conninfo)
{
  OptGivenProvider *self;

  g_return_val_if_fail (conninfo != NULL, NULL);

  self = g_object_new (OPT_TYPE_GIVEN_PROVIDER, NULL);
  self->conninfo = opt_conninfo_ref (conninfo);

  return OPT_SANDBOX_PROVIDER (self);
}
