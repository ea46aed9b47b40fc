/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-keyring.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "opt-error.h"
#include "opt-keyring-operation.h"

/* Passwords of saved connections, in the desktop's Secret Service. */
struct _OptKeyring
{
  GObject parent_instance;

  guint timeout_ms;
};

G_DEFINE_FINAL_TYPE (OptKeyring, opt_keyring, G_TYPE_OBJECT)

static const SecretSchema schema = {
  .name = OPT_APPLICATION_ID,
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "connection", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static void
opt_keyring_class_init (OptKeyringClass *klass)
{
}

static void
opt_keyring_init (OptKeyring *self)
{
}

/**
 * opt_keyring_new:
 * @timeout_ms: how long one request may take, a person's answer to the keyring's dialog included;
 *   usually %OPT_KEYRING_TIMEOUT_MS
 *
 * The errors of all requests: %OPT_ERROR_DENIED if the keyring is locked and was not unlocked,
 * %OPT_ERROR_UNSUPPORTED where there is no keyring or no session bus, %OPT_ERROR_TIMEOUT, and
 * %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): access to the keyring
 */
OptKeyring *
opt_keyring_new (guint timeout_ms)
{
  OptKeyring *self = g_object_new (OPT_TYPE_KEYRING, NULL);

  self->timeout_ms = timeout_ms;

  return self;
}

static GError *
make_locked_error (void)
{
  GError *error = NULL;

  opt_set_error (&error, OPT_ERROR_DENIED,
                 _ ("Unlock the keyring, for example in Passwords and Keys, and try again."),
                 _ ("The keyring is locked"));

  return error;
}

/* What libsecret says, in the terms of the core. */
static GError *
make_error (const GError *error)
{
  GError *made = NULL;

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return make_locked_error ();

  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND))
    opt_set_error (&made, OPT_ERROR_UNSUPPORTED,
                   _ ("Install and start GNOME Keyring or KWallet, or give the password each "
                      "time, or keep it in ~/.pgpass."),
                   _ ("No keyring service runs in this session"));
  else if (error->domain == G_IO_ERROR)
    opt_set_error (&made, OPT_ERROR_UNSUPPORTED,
                   _ ("Start this from a desktop session, or give the password each time, or "
                      "keep it in ~/.pgpass."),
                   _ ("The session bus, through which the keyring is reached, can't be used: %s"),
                   error->message);
  else
    opt_set_error (&made, OPT_ERROR_FAILED, NULL, _ ("The keyring: %s"), error->message);

  return made;
}

/* Ends @operation with an error; what libsecret says after that is of no interest. */
static void
return_error (OptKeyringOperation *operation, GError *error)
{
  g_autoptr (GTask) task = opt_keyring_operation_end (operation);

  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

/* Whether @task may go on to ask the service. */
static OptKeyringOperation *
start (OptKeyring *self, GTask *task, const char *connection)
{
  if (g_task_return_error_if_cancelled (task))
    return NULL;

  return opt_keyring_operation_new (task, connection, self->timeout_ms);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptKeyringOperation) operation = data;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    {
      return_error (operation, make_error (error));
      return;
    }

  task = opt_keyring_operation_end (operation);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

/**
 * opt_keyring_store_async:
 * @self: a keyring
 * @connection: the saved connection's name
 * @password: its password
 * @cancellable: (nullable): to give up
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Stores the password of a connection, in place of one that was stored for it before.
 */
void
opt_keyring_store_async (OptKeyring *self,
                         const char *connection,
                         const char *password,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *label = NULL;
  OptKeyringOperation *operation;

  g_return_if_fail (OPT_IS_KEYRING (self));
  g_return_if_fail (connection != NULL && password != NULL);

  g_task_set_source_tag (task, opt_keyring_store_async);
  operation = start (self, task, connection);
  if (operation == NULL)
    return;

  label = g_strdup_printf (_ ("Password of the PostgreSQL connection “%s”"), connection);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, password, operation->call,
                         on_stored, operation, "connection", connection, NULL);
}

/**
 * opt_keyring_store_finish:
 * @self: a keyring
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is stored
 */
gboolean
opt_keyring_store_finish (OptKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
any_locked (GList *items)
{
  for (GList *l = items; l != NULL; l = l->next)
    {
      if (SECRET_IS_ITEM (l->data) && secret_item_get_locked (l->data))
        return TRUE;
    }

  return FALSE;
}

/*
 * A locked item is looked up, and cleared, like one that is not there: without an error. The search
 * tells them apart.
 */
static void
on_searched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptKeyringOperation) operation = data;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *connection = g_strdup (operation->connection);
  g_autolist (GObject) items = secret_password_search_finish (result, &error);

  if (error != NULL)
    {
      return_error (operation, make_error (error));
      return;
    }
  if (any_locked (items))
    {
      return_error (operation, make_locked_error ());
      return;
    }

  task = opt_keyring_operation_end (operation);
  if (task == NULL)
    return;
  if (g_task_get_source_tag (task) == opt_keyring_clear_async)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  opt_set_error (&error, OPT_ERROR_NOT_FOUND, _ ("Give the password, and have it stored."),
                 _ ("The keyring holds no password for “%s”"), connection);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
search (OptKeyringOperation *operation)
{
  secret_password_search (&schema, SECRET_SEARCH_ALL, operation->call, on_searched,
                          opt_keyring_operation_ref (operation), "connection",
                          operation->connection, NULL);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptKeyringOperation) operation = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;
  char *password = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    {
      return_error (operation, make_error (error));
      return;
    }
  if (password == NULL)
    {
      if (operation->task != NULL)
        search (operation);
      return;
    }

  task = opt_keyring_operation_end (operation);
  if (task != NULL)
    g_task_return_pointer (task, g_strdup (password), (GDestroyNotify) opt_keyring_free_password);
  secret_password_free (password);
}

/**
 * opt_keyring_lookup_async:
 * @self: a keyring
 * @connection: the saved connection's name
 * @cancellable: (nullable): to give up
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Looks up the password of a connection; %OPT_ERROR_NOT_FOUND if none is stored.
 */
void
opt_keyring_lookup_async (OptKeyring *self,
                          const char *connection,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  OptKeyringOperation *operation;

  g_return_if_fail (OPT_IS_KEYRING (self));
  g_return_if_fail (connection != NULL);

  g_task_set_source_tag (task, opt_keyring_lookup_async);
  operation = start (self, task, connection);
  if (operation != NULL)
    secret_password_lookup (&schema, operation->call, on_looked_up, operation, "connection",
                            connection, NULL);
}

/**
 * opt_keyring_lookup_finish:
 * @self: a keyring
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the password, for opt_keyring_free_password()
 */
char *
opt_keyring_lookup_finish (OptKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptKeyringOperation) operation = data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    return_error (operation, make_error (error));
  else if (operation->task != NULL)
    search (operation);
}

/**
 * opt_keyring_clear_async:
 * @self: a keyring
 * @connection: the saved connection's name
 * @cancellable: (nullable): to give up
 * @callback: called when nothing is stored any more
 * @user_data: for @callback
 *
 * Removes the password of a connection. That none was stored is no error.
 */
void
opt_keyring_clear_async (OptKeyring *self,
                         const char *connection,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  OptKeyringOperation *operation;

  g_return_if_fail (OPT_IS_KEYRING (self));
  g_return_if_fail (connection != NULL);

  g_task_set_source_tag (task, opt_keyring_clear_async);
  operation = start (self, task, connection);
  /* Not with the operation's own cancellable: libsecret 0.20 returns twice when it is cancelled in
   * the midst of that. What it still removes then is what was to be removed. */
  if (operation != NULL)
    secret_password_clear (&schema, NULL, on_cleared, operation, "connection", connection, NULL);
}

/**
 * opt_keyring_clear_finish:
 * @self: a keyring
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether nothing is stored any more
 */
gboolean
opt_keyring_clear_finish (OptKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * opt_keyring_free_password:
 * @password: (nullable): a password
 *
 * Overwrites it, then frees it.
 */
void
opt_keyring_free_password (char *password)
{
  if (password == NULL)
    return;

  explicit_bzero (password, strlen (password));
  g_free (password);
}
