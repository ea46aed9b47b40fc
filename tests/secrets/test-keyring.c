/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsecret/secret.h>

#include "opt-error.h"
#include "opt-keyring.h"

/*
 * libsecret 0.20 leaks the reply to each password it stores, and an array with each locked keyring.
 * Without frame pointers in these libraries the slow unwinder is needed to know that it is they.
 */
#ifdef __SANITIZE_ADDRESS__
const char *__asan_default_options (void);
const char *__lsan_default_suppressions (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

const char *
__lsan_default_suppressions (void)
{
  return "leak:g_dbus_message_new_from_blob\nleak:libsecret-1.so\n";
}
#endif

/* Run by with-session, with a keyring of its own. The last test locks it. */

static void
test_store (void)
{
  g_autoptr (OptKeyring) keyring = opt_keyring_new (OPT_KEYRING_TIMEOUT_MS);
  g_autoptr (GError) error = NULL;
  char *password;

  g_assert_null (opt_keyring_lookup_sync (keyring, "shop", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_clear_error (&error);

  g_assert_true (opt_keyring_store_sync (keyring, "shop", "pä'ss wörd", NULL, &error));
  g_assert_no_error (error);
  g_assert_true (opt_keyring_store_sync (keyring, "other", "different", NULL, &error));
  g_assert_no_error (error);
  password = opt_keyring_lookup_sync (keyring, "shop", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, "pä'ss wörd");
  opt_keyring_free_password (password);

  g_assert_true (opt_keyring_store_sync (keyring, "shop", "", NULL, &error));
  g_assert_no_error (error);
  password = opt_keyring_lookup_sync (keyring, "shop", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, "");
  opt_keyring_free_password (password);

  g_assert_true (opt_keyring_clear_sync (keyring, "shop", NULL, &error));
  g_assert_no_error (error);
  g_assert_null (opt_keyring_lookup_sync (keyring, "shop", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (opt_keyring_clear_sync (keyring, "shop", NULL, &error));
  g_assert_no_error (error);

  password = opt_keyring_lookup_sync (keyring, "other", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, "different");
  opt_keyring_free_password (password);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **kept)
{
  while (*kept == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *kept;
}

static void
test_async (void)
{
  g_autoptr (OptKeyring) keyring = opt_keyring_new (OPT_KEYRING_TIMEOUT_MS);
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GAsyncResult) cleared = NULL;
  g_autoptr (GError) error = NULL;
  char *password;

  opt_keyring_store_async (keyring, "async", "secret", NULL, keep_result, &stored);
  g_assert_null (stored);
  g_assert_true (opt_keyring_store_finish (keyring, wait_for (&stored), &error));
  g_assert_no_error (error);
  opt_keyring_lookup_async (keyring, "async", NULL, keep_result, &found);
  password = opt_keyring_lookup_finish (keyring, wait_for (&found), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, "secret");
  opt_keyring_free_password (password);
  opt_keyring_clear_async (keyring, "async", NULL, keep_result, &cleared);
  g_assert_true (opt_keyring_clear_finish (keyring, wait_for (&cleared), &error));
  g_assert_no_error (error);
}

static void
test_cancelled (void)
{
  g_autoptr (OptKeyring) keyring = opt_keyring_new (OPT_KEYRING_TIMEOUT_MS);
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) during = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (before);
  g_assert_false (opt_keyring_store_sync (keyring, "never", "secret", before, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  opt_keyring_lookup_async (keyring, "other", during, keep_result, &result);
  g_cancellable_cancel (during);
  g_assert_null (opt_keyring_lookup_finish (keyring, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  g_assert_null (opt_keyring_lookup_sync (keyring, "never", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
}

static void
test_locked (void)
{
  g_autoptr (OptKeyring) keyring = opt_keyring_new (5000);
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  GList *collections = NULL;

  g_assert_true (opt_keyring_store_sync (keyring, "locked", "secret", NULL, &error));
  g_assert_no_error (error);
  service = secret_service_get_sync (SECRET_SERVICE_NONE, NULL, &error);
  g_assert_no_error (error);
  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT,
                                                 SECRET_COLLECTION_NONE, NULL, &error);
  g_assert_no_error (error);
  collections = g_list_append (NULL, collection);
  g_assert_cmpint (secret_service_lock_sync (service, collections, NULL, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_list_free (collections);

  g_assert_null (opt_keyring_lookup_sync (keyring, "locked", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DENIED);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_clear_error (&error);
  g_assert_false (opt_keyring_store_sync (keyring, "locked", "new", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_false (opt_keyring_clear_sync (keyring, "locked", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DENIED);
}

/* Of the whole process's only bus: each in a process of its own. */

static void
run_alone (void)
{
  /* GIO 2.74 leaks eight bytes with each proxy that it can't make. */
  g_setenv ("ASAN_OPTIONS", "detect_leaks=0", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_no_bus (void)
{
  g_autoptr (OptKeyring) keyring = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ())
    {
      run_alone ();
      return;
    }

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  keyring = opt_keyring_new (5000);
  g_assert_null (opt_keyring_lookup_sync (keyring, "shop", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_clear_error (&error);
  g_assert_false (opt_keyring_store_sync (keyring, "shop", "secret", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
}

/* Not waiting for every reference to the connection to go, as g_test_dbus_down() would, and so
 * would the last reference to the bus: the process ends with that. */
static void
stop (GTestDBus *bus)
{
  secret_service_disconnect ();
  g_test_dbus_stop (bus);
}

static void
test_no_service (void)
{
  GTestDBus *bus;
  g_autoptr (OptKeyring) keyring = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ())
    {
      run_alone ();
      return;
    }

  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  keyring = opt_keyring_new (5000);
  g_assert_null (opt_keyring_lookup_sync (keyring, "shop", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_clear_error (&error);
  g_assert_false (opt_keyring_store_sync (keyring, "shop", "secret", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (opt_keyring_clear_sync (keyring, "shop", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
  stop (bus);
}

static GDBusMessage *
swallow (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (incoming && g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    g_clear_object (&message);

  return message;
}

/* A service that never answers: the request ends by its own time. */
static void
test_silent_service (void)
{
  GTestDBus *bus;
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (OptKeyring) keyring = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ())
    {
      run_alone ();
      return;
    }

  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_add_filter (connection, swallow, NULL, NULL);
  reply = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.secrets", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);

  keyring = opt_keyring_new (200);
  g_assert_null (opt_keyring_lookup_sync (keyring, "shop", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_TIMEOUT);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_clear_error (&error);
  g_assert_false (opt_keyring_clear_sync (keyring, "shop", NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_TIMEOUT);
  stop (bus);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secrets/keyring/store", test_store);
  g_test_add_func ("/secrets/keyring/async", test_async);
  g_test_add_func ("/secrets/keyring/cancelled", test_cancelled);
  g_test_add_func ("/secrets/keyring/no-bus", test_no_bus);
  g_test_add_func ("/secrets/keyring/no-service", test_no_service);
  g_test_add_func ("/secrets/keyring/silent-service", test_silent_service);
  g_test_add_func ("/secrets/keyring/locked", test_locked);

  return g_test_run ();
}
