/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-list.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-sample-places.h"
#include "opt-server-samples.h"
#include "opt-server-sandbox.h"

struct _OptServerList
{
  GObject parent_instance;

  OptProfiles *profiles; /* (nullable) where they can't be kept */
  OptKeyring *keyring;
  GPtrArray *servers; /* of OptServer */
  GCancellable *cancellable;
};

static void opt_server_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OptServerList,
                               opt_server_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      opt_server_list_model_init))

static GType
opt_server_list_get_item_type (GListModel *model)
{
  return OPT_TYPE_SERVER;
}

static guint
opt_server_list_get_n_items (GListModel *model)
{
  return OPT_SERVER_LIST (model)->servers->len;
}

static gpointer
opt_server_list_get_item (GListModel *model, guint position)
{
  GPtrArray *servers = OPT_SERVER_LIST (model)->servers;

  return position < servers->len ? g_object_ref (servers->pdata[position]) : NULL;
}

static void
opt_server_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = opt_server_list_get_item_type;
  iface->get_n_items = opt_server_list_get_n_items;
  iface->get_item = opt_server_list_get_item;
}

static void
opt_server_list_dispose (GObject *object)
{
  OptServerList *self = OPT_SERVER_LIST (object);

  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->servers->len; i++)
    opt_server_disconnect (self->servers->pdata[i]);
  g_ptr_array_set_size (self->servers, 0);
  g_clear_object (&self->profiles);
  g_clear_object (&self->keyring);

  G_OBJECT_CLASS (opt_server_list_parent_class)->dispose (object);
}

static void
opt_server_list_finalize (GObject *object)
{
  OptServerList *self = OPT_SERVER_LIST (object);

  g_ptr_array_unref (self->servers);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (opt_server_list_parent_class)->finalize (object);
}

static void
opt_server_list_class_init (OptServerListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_server_list_dispose;
  object_class->finalize = opt_server_list_finalize;
}

static void
opt_server_list_init (OptServerList *self)
{
  self->servers = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/**
 * opt_server_list_new:
 * @profiles: (nullable): the saved connections; %NULL where none can be kept
 * @keyring: where their passwords are
 *
 * Returns: (transfer full): an empty list
 */
OptServerList *
opt_server_list_new (OptProfiles *profiles, OptKeyring *keyring)
{
  OptServerList *self;

  g_return_val_if_fail (OPT_IS_KEYRING (keyring), NULL);

  self = g_object_new (OPT_TYPE_SERVER_LIST, NULL);
  g_set_object (&self->profiles, profiles);
  g_set_object (&self->keyring, keyring);

  return self;
}

static OptServer *
append (OptServerList *self, const char *name, OptConninfo *conninfo, gboolean saved)
{
  OptServer *server = opt_server_new (name, conninfo);
  g_autoptr (GError) error = NULL;
  gboolean keeps = FALSE;

  opt_server_set_saved (server, saved);
  if (!saved)
    opt_server_set_keeps_values (server, TRUE);
  else if (opt_profiles_get_keeps_values (self->profiles, name, &keeps, &error))
    opt_server_set_keeps_values (server, keeps);
  else
    opt_server_suspend_values (server, error);
  if (saved)
    {
      g_autofree char *sandbox = opt_profiles_get_sandbox (self->profiles, name);

      opt_server_set_rest (server, opt_profiles_get_rest (self->profiles, name));
      opt_server_set_sandbox_server (server, sandbox);
    }
  g_ptr_array_add (self->servers, server);
  g_list_model_items_changed (G_LIST_MODEL (self), self->servers->len - 1, 0, 1);

  return server;
}

/**
 * opt_server_list_load:
 * @self: a list
 * @error: return location for an error
 *
 * Adds the saved connections that are not in it yet. One that can't be understood is left out, and
 * @error set for the last such.
 *
 * Returns: whether all could be read
 */
gboolean
opt_server_list_load (OptServerList *self, GError **error)
{
  g_auto (GStrv)
    names = NULL;
  gboolean all = TRUE;
  gboolean there;

  g_return_val_if_fail (OPT_IS_SERVER_LIST (self), FALSE);

  if (self->profiles == NULL)
    return TRUE;
  there = opt_profiles_is_there (self->profiles);
  names = opt_profiles_list (self->profiles, error);
  if (names == NULL)
    return FALSE;
  if (there)
    opt_sample_places_keep_only ((const char *const *) names);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autoptr (OptConninfo) conninfo = NULL;
      g_autoptr (GError) failure = NULL;

      if (opt_server_list_find (self, names[i]) != NULL)
        continue;
      conninfo = opt_profiles_find (self->profiles, names[i], &failure);
      if (conninfo != NULL)
        {
          append (self, names[i], conninfo, TRUE);
          continue;
        }
      all = FALSE;
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&failure));
    }

  return all;
}

/**
 * opt_server_list_find:
 * @self: a list
 * @name: a server's name
 *
 * Returns: (nullable) (transfer none): the server
 */
OptServer *
opt_server_list_find (OptServerList *self, const char *name)
{
  g_return_val_if_fail (OPT_IS_SERVER_LIST (self) && name != NULL, NULL);

  for (guint i = 0; i < self->servers->len; i++)
    if (g_strcmp0 (opt_server_get_name (self->servers->pdata[i]), name) == 0)
      return self->servers->pdata[i];

  return NULL;
}

/**
 * opt_server_list_add:
 * @self: a list
 * @name: what to call it
 * @conninfo: where to connect, with its password where one is known
 * @save: whether to keep it for later sessions; its password is for the keyring to keep
 * @error: return location for an error: %OPT_ERROR_CONFLICT for a name that is taken
 *
 * Returns: (transfer none) (nullable): the server, not connected to yet
 */
OptServer *
opt_server_list_add (OptServerList *self,
                     const char *name,
                     OptConninfo *conninfo,
                     gboolean save,
                     GError **error)
{
  g_return_val_if_fail (OPT_IS_SERVER_LIST (self), NULL);
  g_return_val_if_fail (name != NULL && conninfo != NULL, NULL);

  if (opt_server_list_find (self, name) != NULL)
    {
      opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Choose another name."),
                     _ ("There is a connection named “%s” already."), name);
      return NULL;
    }
  if (save && self->profiles == NULL)
    {
      opt_set_error (error, OPT_ERROR_FAILED, _ ("Connect for this session only."),
                     _ ("Connections can't be kept: the settings' folder can't be used."));
      return NULL;
    }
  if (save && !opt_profiles_save (self->profiles, name, conninfo, error))
    return NULL;

  return append (self, name, conninfo, save);
}

/**
 * opt_server_list_set_keeps_values:
 * @self: a list
 * @server: a server in it
 * @keeps: whether the values that its sessions send are kept
 * @error: return location for an error
 *
 * As opt_server_set_keeps_values(), and remembers it for a saved connection. Where that fails it
 * holds for this session.
 *
 * Returns: whether it will be remembered, or need not be
 */
gboolean
opt_server_list_set_keeps_values (OptServerList *self,
                                  OptServer *server,
                                  gboolean keeps,
                                  GError **error)
{
  g_return_val_if_fail (OPT_IS_SERVER_LIST (self), FALSE);
  g_return_val_if_fail (OPT_IS_SERVER (server), FALSE);

  opt_server_set_keeps_values (server, keeps);
  if (!opt_server_get_saved (server) || self->profiles == NULL)
    return TRUE;

  return opt_profiles_set_keeps_values (self->profiles, opt_server_get_name (server), keeps, error);
}

/**
 * opt_server_list_set_rest:
 * @self: a list
 * @server: a server in it
 * @policy: whether it is left alone while nobody uses it
 * @error: return location for an error
 *
 * As opt_server_set_rest(), and remembers it for a saved connection. Where that fails it holds for
 * this session.
 *
 * Returns: whether it will be remembered, or need not be
 */
gboolean
opt_server_list_set_rest (OptServerList *self,
                          OptServer *server,
                          OptRestPolicy policy,
                          GError **error)
{
  g_return_val_if_fail (OPT_IS_SERVER_LIST (self), FALSE);
  g_return_val_if_fail (OPT_IS_SERVER (server), FALSE);

  opt_server_set_rest (server, policy);
  if (!opt_server_get_saved (server) || self->profiles == NULL)
    return TRUE;

  return opt_profiles_set_rest (self->profiles, opt_server_get_name (server), policy, error);
}

static void
cleared (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!opt_keyring_clear_finish (OPT_KEYRING (object), result, &error)
      && !g_error_matches (error, OPT_ERROR, OPT_ERROR_NOT_FOUND)
      && !g_error_matches (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message (_ ("The password was not removed from the keyring: %s"), error->message);
}

/**
 * opt_server_list_remove:
 * @self: a list
 * @server: a server in it
 *
 * Disconnects it and forgets it, with its saved connection and password, and the values that were
 * seen there.
 */
void
opt_server_list_remove (OptServerList *self, OptServer *server)
{
  g_autoptr (OptServer) kept = NULL;
  g_autoptr (GError) error = NULL;
  guint position;

  g_return_if_fail (OPT_IS_SERVER_LIST (self));
  g_return_if_fail (OPT_IS_SERVER (server));

  if (!g_ptr_array_find (self->servers, server, &position))
    return;

  kept = g_object_ref (server);
  opt_server_set_keeps_values (server, FALSE);
  opt_server_disconnect (server);
  g_ptr_array_remove_index (self->servers, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  if (!opt_server_get_saved (server) || self->profiles == NULL)
    return;

  if (!opt_profiles_remove (self->profiles, opt_server_get_name (server), &error))
    g_message ("%s", error->message);
  opt_keyring_clear_async (self->keyring, opt_server_get_name (server), self->cancellable, cleared,
                           NULL);
}

/**
 * opt_server_list_get_profiles:
 * @self: a list
 *
 * Returns: (nullable) (transfer none): the saved connections
 */
OptProfiles *
opt_server_list_get_profiles (OptServerList *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_LIST (self), NULL);

  return self->profiles;
}

/**
 * opt_server_list_get_keyring:
 * @self: a list
 *
 * Returns: (transfer none): where the passwords are
 */
OptKeyring *
opt_server_list_get_keyring (OptServerList *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_LIST (self), NULL);

  return self->keyring;
}

static void
connect_with_password (OptServer *server, const char *password)
{
  g_autoptr (OptConninfo) conninfo
      = opt_conninfo_with (opt_server_get_conninfo (server), "password", password);

  /* That it is offline in between is nobody's concern. */
  g_object_freeze_notify (G_OBJECT (server));
  opt_server_set_conninfo (server, conninfo);
  opt_server_connect (server);
  g_object_thaw_notify (G_OBJECT (server));
}

static void
looked_up (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptServer) server = data;
  g_autoptr (GError) error = NULL;
  char *password = opt_keyring_lookup_finish (OPT_KEYRING (object), result, &error);

  /* Meanwhile it was disconnected, or a person gave the password. */
  if (opt_server_get_state (server) == OPT_SERVER_CONNECTING
      && !opt_conninfo_has_password (opt_server_get_conninfo (server)))
    {
      if (password != NULL)
        connect_with_password (server, password);
      /* The server may not ask for one, and libpq has sources of its own. */
      else if (g_error_matches (error, OPT_ERROR, OPT_ERROR_NOT_FOUND)
               || g_error_matches (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED))
        opt_server_connect (server);
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        opt_server_fail (server, error);
    }
  opt_keyring_free_password (password);
}

/**
 * opt_server_list_connect:
 * @self: a list
 * @server: a server in it
 *
 * Connects to it, a saved one with its password from the keyring. A keyring that is locked and is
 * not unlocked is told by the server's error.
 */
void
opt_server_list_connect (OptServerList *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_SERVER_LIST (self));
  g_return_if_fail (OPT_IS_SERVER (server));

  if (opt_server_get_state (server) == OPT_SERVER_ONLINE
      || opt_server_get_state (server) == OPT_SERVER_CONNECTING)
    return;
  if (opt_server_get_state (server) == OPT_SERVER_RESTING)
    {
      opt_server_poll_now (server);
      return;
    }
  if (!opt_server_get_saved (server)
      || opt_conninfo_has_password (opt_server_get_conninfo (server)))
    {
      opt_server_connect (server);
      return;
    }

  opt_server_prepare (server);
  opt_keyring_lookup_async (self->keyring, opt_server_get_name (server), self->cancellable,
                            looked_up, g_object_ref (server));
}
