/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-keyring.h"

/* A context of its own, on which a request is made and waited for. */
static GMainContext *
push_context (void)
{
  GMainContext *context = g_main_context_new ();

  g_main_context_push_thread_default (context);

  return context;
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

static void
wait_and_pop (GMainContext *context, GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (context, TRUE);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
}

/**
 * opt_keyring_store_sync:
 * @self: a keyring
 * @connection: the saved connection's name
 * @password: its password
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * See opt_keyring_store_async().
 *
 * Returns: whether it is stored
 */
gboolean
opt_keyring_store_sync (OptKeyring *self,
                        const char *connection,
                        const char *password,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GMainContext *context;

  g_return_val_if_fail (OPT_IS_KEYRING (self), FALSE);
  g_return_val_if_fail (connection != NULL && password != NULL, FALSE);

  context = push_context ();
  opt_keyring_store_async (self, connection, password, cancellable, keep_result, &result);
  wait_and_pop (context, &result);

  return opt_keyring_store_finish (self, result, error);
}

/**
 * opt_keyring_lookup_sync:
 * @self: a keyring
 * @connection: the saved connection's name
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * See opt_keyring_lookup_async().
 *
 * Returns: (transfer full) (nullable): the password, for opt_keyring_free_password()
 */
char *
opt_keyring_lookup_sync (OptKeyring *self,
                         const char *connection,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GMainContext *context;

  g_return_val_if_fail (OPT_IS_KEYRING (self), NULL);
  g_return_val_if_fail (connection != NULL, NULL);

  context = push_context ();
  opt_keyring_lookup_async (self, connection, cancellable, keep_result, &result);
  wait_and_pop (context, &result);

  return opt_keyring_lookup_finish (self, result, error);
}

/**
 * opt_keyring_clear_sync:
 * @self: a keyring
 * @connection: the saved connection's name
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * See opt_keyring_clear_async().
 *
 * Returns: whether nothing is stored any more
 */
gboolean
opt_keyring_clear_sync (OptKeyring *self,
                        const char *connection,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GMainContext *context;

  g_return_val_if_fail (OPT_IS_KEYRING (self), FALSE);
  g_return_val_if_fail (connection != NULL, FALSE);

  context = push_context ();
  opt_keyring_clear_async (self, connection, cancellable, keep_result, &result);
  wait_and_pop (context, &result);

  return opt_keyring_clear_finish (self, result, error);
}
