/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>

#include "opt-error.h"
#include "opt-server-list.h"
#include "opt-server-sandbox.h"

/* What libsecret and GIO leak, as tests/secrets/test-keyring.c says. */
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

#define PASSWORD "open sesame"

/* Run with a keyring of its own. The last test locks it. */
typedef struct
{
  char *folder;
  char *path;
  OptProfiles *profiles;
  OptKeyring *keyring;
  OptServerList *list;
  OptConninfo *conninfo; /* of a role that has a password */
} Fixture;

static void
make_role (void)
{
  g_autoptr (OptConnection) admin = opt_test_connect (NULL, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  static const char *const parts[] = {
    "CREATE ROLE ann LOGIN PASSWORD '" PASSWORD "' IN ROLE pg_monitor, pg_read_all_data",
    "CREATE EXTENSION pg_stat_statements",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      opt_connection_execute_sync (admin, parts[i], NULL, NULL, &error);
      g_assert_no_error (error);
    }
  opt_connection_close (admin);
  opt_test_set_hba ("local all ann scram-sha-256\nlocal all all trust\n");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (NULL);
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("optischema-list-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "connections.ini", NULL);
  fixture->profiles = opt_profiles_new (fixture->path, &error);
  g_assert_no_error (error);
  fixture->keyring = opt_keyring_new (OPT_KEYRING_TIMEOUT_MS);
  fixture->list = opt_server_list_new (fixture->profiles, fixture->keyring);
  fixture->conninfo = opt_conninfo_with (conninfo, "user", "ann");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  OptServerList *list = fixture->list;

  g_object_add_weak_pointer (G_OBJECT (list), (gpointer *) &list);
  g_object_unref (fixture->list);
  g_assert_null (list);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->profiles);
  g_object_unref (fixture->keyring);
  opt_conninfo_unref (fixture->conninfo);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static OptServer *
add (Fixture *fixture, const char *name, gboolean save)
{
  g_autoptr (GError) error = NULL;
  OptServer *server = opt_server_list_add (fixture->list, name, fixture->conninfo, save, &error);

  g_assert_no_error (error);

  return server;
}

static void
store (Fixture *fixture, const char *name, const char *password)
{
  g_autoptr (GError) error = NULL;

  opt_keyring_store_sync (fixture->keyring, name, password, NULL, &error);
  g_assert_no_error (error);
}

static void
wait_while_connecting (OptServer *server)
{
  while (opt_server_get_state (server) == OPT_SERVER_CONNECTING)
    g_main_context_iteration (NULL, TRUE);
}

/* ---- The list -------------------------------------------------------------------------------- */

static void
note_change (GListModel *model, guint position, guint removed, guint added, char **note)
{
  g_free (*note);
  *note = g_strdup_printf ("%u -%u +%u", position, removed, added);
}

static void
test_model (Fixture *fixture, gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (fixture->list);
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;
  OptServer *first, *second;

  g_signal_connect (model, "items-changed", G_CALLBACK (note_change), &note);
  g_assert_cmpuint (g_list_model_get_item_type (model), ==, OPT_TYPE_SERVER);
  first = add (fixture, "first", FALSE);
  g_assert_cmpstr (note, ==, "0 -0 +1");
  g_assert_false (opt_server_get_saved (first));
  g_assert_cmpint (opt_server_get_state (first), ==, OPT_SERVER_OFFLINE);
  second = add (fixture, "second", FALSE);
  g_assert_cmpstr (note, ==, "1 -0 +1");
  g_assert_true (opt_server_list_find (fixture->list, "second") == second);
  g_assert_null (opt_server_list_find (fixture->list, "third"));
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  g_assert_null (opt_server_list_add (fixture->list, "first", fixture->conninfo, TRUE, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (opt_error_get_next_step (error));

  opt_server_list_remove (fixture->list, first);
  g_assert_cmpstr (note, ==, "0 -1 +0");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 1);
  g_assert_null (g_list_model_get_item (model, 1));
  g_signal_handlers_disconnect_by_data (model, &note);
}

/* Saved ones are there in the next session, without their passwords, and are forgotten with them.
 */
static void
test_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptServerList) next = opt_server_list_new (fixture->profiles, fixture->keyring);
  g_autoptr (OptConninfo) conninfo
      = opt_conninfo_with (fixture->conninfo, "password", "tell-nobody");
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  OptServer *server;

  g_assert_nonnull (opt_server_list_add (fixture->list, "shop", conninfo, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (fixture->path, &contents, NULL, NULL));
  g_assert_null (strstr (contents, "tell-nobody"));
  g_assert_null (opt_server_list_add (fixture->list, "a=b", conninfo, TRUE, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (opt_server_list_load (next, &error));
  g_assert_no_error (error);
  /* Again: nothing is there twice. */
  g_assert_true (opt_server_list_load (next, &error));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (next)), ==, 1);
  server = opt_server_list_find (next, "shop");
  g_assert_true (opt_server_get_saved (server));
  g_assert_cmpstr (opt_conninfo_get (opt_server_get_conninfo (server), "user"), ==, "ann");

  store (fixture, "shop", "tell-nobody");
  opt_server_list_remove (next, server);
  g_assert_null (opt_profiles_find (fixture->profiles, "shop", &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  for (;;)
    {
      g_autoptr (GError) gone = NULL;
      char *password = opt_keyring_lookup_sync (fixture->keyring, "shop", NULL, &gone);

      opt_keyring_free_password (password);
      if (g_error_matches (gone, OPT_ERROR, OPT_ERROR_NOT_FOUND))
        break;
      g_assert_no_error (gone);
      g_main_context_iteration (NULL, FALSE);
    }
}

/* One that can't be understood does not hide the others. */
static void
test_broken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path,
                                      "[bad]\nconninfo=host\n[good]\nconninfo=host=h\n", -1, NULL));
  g_assert_false (opt_server_list_load (fixture->list, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_assert_nonnull (opt_server_list_find (fixture->list, "good"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 1);
}

static void
test_no_profiles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptServerList) list = opt_server_list_new (NULL, fixture->keyring);
  g_autoptr (GError) error = NULL;

  g_assert_true (opt_server_list_load (list, &error));
  g_assert_null (opt_server_list_add (list, "shop", fixture->conninfo, TRUE, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_assert_nonnull (opt_server_list_add (list, "shop", fixture->conninfo, FALSE, NULL));
}

/* ---- Passwords ------------------------------------------------------------------------------- */

static void
note_state (OptServer *server, GParamSpec *pspec, GString *states)
{
  g_string_append_printf (states, "%d", (int) opt_server_get_state (server));
}

static void
test_password (Fixture *fixture, gconstpointer data)
{
  OptServer *server = add (fixture, "with-password", TRUE);
  g_autoptr (GString) states = g_string_new (NULL);

  store (fixture, "with-password", PASSWORD);
  g_signal_connect (server, "notify::state", G_CALLBACK (note_state), states);
  opt_server_list_connect (fixture->list, server);
  /* The keyring has not been waited for. */
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_CONNECTING);
  wait_while_connecting (server);
  g_assert_no_error (opt_server_get_error (server));
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_ONLINE);

  /* Connecting, online: that it got another address in between is not to be seen. */
  while (states->len > 2 && states->str[0] == states->str[1])
    g_string_erase (states, 0, 1);
  g_assert_cmpstr (states->str, ==, "12");
  g_signal_handlers_disconnect_by_data (server, states);
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  OptServer *server = add (fixture, "wrong-password", TRUE);
  g_autoptr (OptConninfo) right
      = opt_conninfo_with (opt_server_get_conninfo (server), "password", PASSWORD);

  store (fixture, "wrong-password", "open barley");
  opt_server_list_connect (fixture->list, server);
  wait_while_connecting (server);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_LOST);
  g_assert_error (opt_server_get_error (server), OPT_ERROR, OPT_ERROR_AUTHENTICATION);
  g_assert_cmpstr (opt_error_get_sqlstate (opt_server_get_error (server)), ==, "28P01");
  g_assert_null (strstr (opt_server_get_error (server)->message, "barley"));

  /* What a person gives counts, as long as the session lasts. */
  opt_server_set_conninfo (server, right);
  opt_server_list_connect (fixture->list, server);
  wait_while_connecting (server);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_ONLINE);
}

/* A person who gives the password while the keyring is asked is right. */
static void
test_given_meanwhile (Fixture *fixture, gconstpointer data)
{
  OptServer *server = add (fixture, "meanwhile", TRUE);
  g_autoptr (OptConninfo) right
      = opt_conninfo_with (opt_server_get_conninfo (server), "password", PASSWORD);

  store (fixture, "meanwhile", "open barley");
  opt_server_list_connect (fixture->list, server);
  opt_server_set_conninfo (server, right);
  opt_server_connect (server);
  wait_while_connecting (server);
  g_assert_no_error (opt_server_get_error (server));
  g_assert_cmpstr (opt_conninfo_get (opt_server_get_conninfo (server), "password"), ==, PASSWORD);
}

/* Disconnected, or removed, before the keyring has answered: then it is not connected to. */
static void
test_gone_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptServer) server = g_object_ref (add (fixture, "gone", TRUE));

  store (fixture, "gone", PASSWORD);
  opt_server_list_connect (fixture->list, server);
  opt_server_list_remove (fixture->list, server);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_OFFLINE);
  /* Until nobody but this test holds it. */
  while (G_OBJECT (server)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_OFFLINE);
}

/* One that is not saved has nothing in the keyring, whatever is there under its name. */
static void
test_not_saved (Fixture *fixture, gconstpointer data)
{
  OptServer *server = add (fixture, "with-password", FALSE);

  store (fixture, "with-password", PASSWORD);
  opt_server_list_connect (fixture->list, server);
  wait_while_connecting (server);
  g_assert_error (opt_server_get_error (server), OPT_ERROR, OPT_ERROR_AUTHENTICATION);
}

static void
lock_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_NONE, NULL, &error);
  g_autoptr (SecretCollection) collection = NULL;
  GList collections = { NULL, NULL, NULL };

  g_assert_no_error (error);
  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT,
                                                 SECRET_COLLECTION_NONE, NULL, &error);
  g_assert_no_error (error);
  collections.data = collection;
  g_assert_cmpint (secret_service_lock_sync (service, &collections, NULL, NULL, &error), ==, 1);
  g_assert_no_error (error);
}

/* It is said, and not waited for; a password that is given helps. */
static void
test_locked (Fixture *fixture, gconstpointer data)
{
  OptServer *server = add (fixture, "locked", TRUE);
  g_autoptr (OptConninfo) right
      = opt_conninfo_with (opt_server_get_conninfo (server), "password", PASSWORD);

  store (fixture, "locked", PASSWORD);
  lock_keyring ();
  opt_server_list_connect (fixture->list, server);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_CONNECTING);
  wait_while_connecting (server);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_LOST);
  g_assert_error (opt_server_get_error (server), OPT_ERROR, OPT_ERROR_DENIED);
  g_assert_nonnull (strstr (opt_server_get_error (server)->message, "locked"));
  g_assert_nonnull (opt_error_get_next_step (opt_server_get_error (server)));

  opt_server_set_conninfo (server, right);
  opt_server_list_connect (fixture->list, server);
  wait_while_connecting (server);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_ONLINE);
}

/* Without a keyring it is connected to without a password: the server may not ask for one. */
static void
test_no_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) trusted = NULL;
  g_autoptr (GError) error = NULL;
  OptServer *server;

  if (!g_test_subprocess ())
    {
      /* GIO 2.74 leaks eight bytes with each proxy that it can't make. */
      g_setenv ("ASAN_OPTIONS", "detect_leaks=0", TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  trusted = opt_test_get_conninfo (NULL);
  server = opt_server_list_add (fixture->list, "trusted", trusted, TRUE, &error);
  g_assert_no_error (error);
  opt_server_list_connect (fixture->list, server);
  wait_while_connecting (server);
  g_assert_no_error (opt_server_get_error (server));
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_ONLINE);
}

static void
add_test (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

static void
keep_error (GObject *object, GAsyncResult *result, gpointer data)
{
  GError **error = data;

  g_assert_false (opt_server_build_shadow_finish (OPT_SERVER (object), result, error));
}

/* What is saved with a connection says where its sandbox is to be, and that is not this server. */
static void
test_sandbox (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (OptServer) server = NULL;

  g_assert_true (opt_profiles_save (fixture->profiles, "shop", conninfo, &error));
  g_assert_no_error (error);
  g_key_file_load_from_file (file, fixture->path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  {
    g_autofree char *address = g_key_file_get_string (file, "shop", "conninfo", NULL);

    g_key_file_set_string (file, "shop", "sandbox", address);
  }
  g_key_file_save_to_file (file, fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (opt_server_list_load (fixture->list, &error));
  g_assert_no_error (error);

  server = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  opt_server_build_shadow_async (server, NULL, keep_error, &refusal);
  while (refusal == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (refusal, OPT_ERROR, OPT_ERROR_REFUSED);
  g_assert_nonnull (strstr (refusal->message, "is the watched one"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_role ();

  add_test ("/server-list/model", test_model);
  add_test ("/server-list/saved", test_saved);
  add_test ("/server-list/broken", test_broken);
  add_test ("/server-list/sandbox", test_sandbox);
  add_test ("/server-list/no-profiles", test_no_profiles);
  add_test ("/server-list/password", test_password);
  add_test ("/server-list/wrong-password", test_wrong_password);
  add_test ("/server-list/given-meanwhile", test_given_meanwhile);
  add_test ("/server-list/gone-meanwhile", test_gone_meanwhile);
  add_test ("/server-list/not-saved", test_not_saved);
  add_test ("/server-list/no-keyring", test_no_keyring);
  add_test ("/server-list/locked", test_locked);

  return g_test_run ();
}
