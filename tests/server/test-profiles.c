/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "opt-error.h"
#include "opt-profiles.h"

typedef struct
{
  char *folder;
  char *path;
  OptProfiles *profiles;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("optischema-profiles-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "connections.ini", NULL);
  fixture->profiles = opt_profiles_new (fixture->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->profiles);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static gboolean
save (Fixture *fixture, const char *name, const char *address, GError **error)
{
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (address, NULL);

  g_assert_nonnull (conninfo);

  return opt_profiles_save (fixture->profiles, name, conninfo, error);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConninfo) found = NULL;
  g_autofree char *contents = NULL;
  g_auto (GStrv)
    none = NULL;
  g_auto (GStrv)
    names = NULL;
  g_auto (GStrv)
    left = NULL;
  GStatBuf status;

  none = opt_profiles_list (fixture->profiles, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (none), ==, 0);

  g_assert_true (save (fixture, "shop ö", "postgresql://ann:tell-nobody@db:5433/shop", &error));
  g_assert_no_error (error);
  g_assert_true (save (fixture, "a b", "host=x dbname='it\\'s' user=bob", &error));
  g_assert_no_error (error);

  names = opt_profiles_list (fixture->profiles, &error);
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpstr (names[0], ==, "a b");
  g_assert_cmpstr (names[1], ==, "shop ö");

  found = opt_profiles_find (fixture->profiles, "shop ö", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (opt_conninfo_get (found, "host"), ==, "db");
  g_assert_cmpstr (opt_conninfo_get (found, "port"), ==, "5433");
  g_assert_cmpstr (opt_conninfo_get (found, "dbname"), ==, "shop");
  g_assert_cmpstr (opt_conninfo_get (found, "user"), ==, "ann");
  g_assert_false (opt_conninfo_has_password (found));
  g_clear_pointer (&found, opt_conninfo_unref);
  found = opt_profiles_find (fixture->profiles, "a b", &error);
  g_assert_cmpstr (opt_conninfo_get (found, "dbname"), ==, "it's");

  g_file_get_contents (fixture->path, &contents, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (contents, "tell-nobody"));

  /* Whoever made it readable for others: it is not after the next save. */
  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  g_assert_true (opt_profiles_remove (fixture->profiles, "a b", &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  left = opt_profiles_list (fixture->profiles, &error);
  g_assert_cmpuint (g_strv_length (left), ==, 1);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "", "a]b", "host=x", "postgresql://x", "a\nb", "a\xff" };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_false (save (fixture, names[i], "host=x", &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
      g_clear_error (&error);
    }
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  g_assert_null (opt_profiles_find (fixture->profiles, "nobody", &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (opt_profiles_remove (fixture->profiles, "nobody", &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
}

/* A broken file is said to be broken, and is not written over. */
static void
test_broken_file (Fixture *fixture, gconstpointer data)
{
  static const char broken[] = "conninfo without a group\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;

  g_assert_true (g_file_set_contents (fixture->path, broken, -1, NULL));
  g_assert_null (opt_profiles_list (fixture->profiles, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (save (fixture, "shop", "host=x", &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_assert_true (g_file_get_contents (fixture->path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, broken);
}

/* Without a bus there is no password, and the connection is tried without one. */
static void
test_no_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptKeyring) keyring = opt_keyring_new (5000);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConninfo) found = NULL;

  g_assert_true (save (fixture, "shop", "host=x", &error));
  found = opt_profiles_find_with_password_sync (fixture->profiles, "shop", keyring, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (opt_conninfo_get (found, "host"), ==, "x");
  g_assert_false (opt_conninfo_has_password (found));
}

static void
test_rest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;

  g_assert_false (opt_profiles_set_rest (fixture->profiles, "shop", OPT_REST_ALWAYS, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (save (fixture, "shop", "host=x", &error));
  g_assert_cmpint (opt_profiles_get_rest (fixture->profiles, "shop"), ==,
                   OPT_REST_WHERE_IT_SUSPENDS);
  g_assert_true (opt_profiles_set_rest (fixture->profiles, "shop", OPT_REST_ALWAYS, &error));
  g_assert_cmpint (opt_profiles_get_rest (fixture->profiles, "shop"), ==, OPT_REST_ALWAYS);
  g_assert_true (opt_profiles_set_rest (fixture->profiles, "shop", OPT_REST_NEVER, &error));
  g_assert_cmpint (opt_profiles_get_rest (fixture->profiles, "shop"), ==, OPT_REST_NEVER);

  /* With the connection edited by hand it is as good. */
  g_assert_true (g_file_get_contents (fixture->path, &contents, NULL, NULL));
  g_assert_nonnull (strstr (contents, "rest=never"));
  g_assert_true (
      g_file_set_contents (fixture->path, "[shop]\nconninfo=host=x\nrest=sometimes\n", -1, NULL));
  g_assert_cmpint (opt_profiles_get_rest (fixture->profiles, "shop"), ==,
                   OPT_REST_WHERE_IT_SUSPENDS);
}

#define add(name, func) \
  g_test_add ("/server/profiles/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (&argc, &argv, NULL);
  add ("save", test_save);
  add ("refused", test_refused);
  add ("broken-file", test_broken_file);
  add ("no-keyring", test_no_keyring);
  add ("rest", test_rest);

  return g_test_run ();
}
