/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "opt-cluster.h"
#include "opt-connection.h"
#include "opt-error.h"

#define PASSWORD "open sesame"

/* A server that listens on an address of the loopback range, with TLS and passwords. */
static OptCluster *cluster;
static char *address;
static char *folder;

static char *
write_private (const char *directory, const char *name, const char *text)
{
  char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);

  return path;
}

/* As the server's own, so that it takes it. */
static void
give_server (const char *name, const char *text)
{
  const char *data = opt_cluster_get_data_folder (cluster);
  g_autofree char *path = write_private (data, name, text);
  GStatBuf status;

  g_assert_cmpint (g_stat (data, &status), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (chown (path, status.st_uid, status.st_gid), ==, 0);
}

static void
start_server (void)
{
  g_autofree char *key = opt_test_read_data ("tls/server.key", NULL);
  g_autofree char *certificate = opt_test_read_data ("tls/server.crt", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptConnection) admin = NULL;

  address = g_strdup_printf ("127.%d.%d.%d", 64 + getpid () % 128, getpid () / 128 % 250, 7);
  folder = g_dir_make_tmp ("optischema-open-XXXXXX", &error);
  g_assert_no_error (error);

  cluster = opt_cluster_new ();
  opt_cluster_set_setting (cluster, "listen_addresses", address);
  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);

  conninfo = opt_cluster_get_conninfo (cluster, "postgres", "postgres");
  admin = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");
  opt_connection_open_sync (admin, NULL, &error);
  g_assert_no_error (error);
  opt_connection_execute_sync (admin, "CREATE ROLE ann LOGIN PASSWORD '" PASSWORD "'", NULL, NULL,
                               &error);
  g_assert_no_error (error);
  opt_connection_close (admin);

  give_server ("server.key", key);
  give_server ("server.crt", certificate);
  give_server ("pg_hba.conf", "local all postgres trust\nhost all ann 127.0.0.0/8 scram-sha-256\n");
  opt_cluster_set_setting (cluster, "ssl", "on");
  opt_cluster_restart_sync (cluster, NULL, &error);
  g_assert_no_error (error);
}

static void
stop_server (void)
{
  opt_cluster_close_sync (cluster, NULL);
  g_clear_object (&cluster);
  g_rmdir (folder);
  g_free (folder);
  g_free (address);
}

static OptConnection *
open_with (const char *keywords, GError **error)
{
  g_autofree char *text
      = g_strdup_printf ("hostaddr=%s dbname=postgres user=ann %s", address, keywords);
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (text, error);
  g_autoptr (OptConnection) connection = NULL;

  g_assert_nonnull (conninfo);
  connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "test");

  return opt_connection_open_sync (connection, NULL, error) ? g_steal_pointer (&connection) : NULL;
}

static void
assert_encrypted (OptConnection *connection, gboolean expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection,
                                   "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", NULL,
                                   OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_boolean (result, 0, "ssl"), ==, expected);
}

static void
test_tls (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *root = g_test_build_filename (G_TEST_DIST, "data", "tls", "server.crt", NULL);
  g_autofree char *verified
      = g_strdup_printf ("host=localhost sslmode=verify-full sslrootcert='%s' password='" PASSWORD
                         "'",
                         root);
  g_autofree char *wrong_name
      = g_strdup_printf ("host=example.org sslmode=verify-full sslrootcert='%s' password='" PASSWORD
                         "'",
                         root);
  g_autoptr (OptConnection) plain = open_with ("sslmode=disable password='" PASSWORD "'", &error);
  g_autoptr (OptConnection) required = NULL;
  g_autoptr (OptConnection) full = NULL;
  g_autoptr (OptConnection) refused = NULL;

  g_assert_no_error (error);
  assert_encrypted (plain, FALSE);
  required = open_with ("sslmode=require password='" PASSWORD "'", &error);
  g_assert_no_error (error);
  assert_encrypted (required, TRUE);
  full = open_with (verified, &error);
  g_assert_no_error (error);
  assert_encrypted (full, TRUE);

  refused = open_with (wrong_name, &error);
  g_assert_null (refused);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (opt_error_get_next_step (error), "sslmode"));
}

static void
test_password (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConnection) wrong = open_with ("password='open barley'", &error);
  g_autoptr (OptConnection) none = NULL;

  g_assert_null (wrong);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_AUTHENTICATION);
  g_assert_cmpstr (opt_error_get_sqlstate (error), ==, "28P01");
  g_assert_null (strstr (error->message, "barley"));
  g_clear_error (&error);

  none = open_with ("passfile=/nonexistent", &error);
  g_assert_null (none);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_AUTHENTICATION);
  g_assert_nonnull (strstr (opt_error_get_next_step (error), ".pgpass"));
}

static void
test_password_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_private (folder, "passwords", "*:*:postgres:ann:" PASSWORD "\n");
  g_autofree char *keywords = g_strdup_printf ("passfile='%s'", path);
  g_autoptr (OptConnection) connection = open_with (keywords, &error);

  g_assert_no_error (error);
  g_unlink (path);
}

static void
test_service (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text
      = g_strdup_printf ("[shop]\nhostaddr=%s\ndbname=postgres\nuser=ann\npassword=" PASSWORD "\n",
                         address);
  g_autofree char *path = write_private (folder, "services", text);
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new ("service=shop", &error);
  g_autoptr (OptConninfo) unknown = opt_conninfo_new ("service=none", NULL);
  g_autoptr (OptConnection) connection = NULL;
  g_autoptr (OptConnection) refused = NULL;

  g_setenv ("PGSERVICEFILE", path, TRUE);
  connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "test");
  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);

  refused = opt_connection_new (unknown, OPT_CONNECTION_ROLE_MONITOR, "test");
  g_assert_false (opt_connection_open_sync (refused, NULL, &error));
  g_assert_nonnull (strstr (error->message, "none"));
  g_unsetenv ("PGSERVICEFILE");
  g_unlink (path);
}

/* Names of no host are passed over where another one answers. */
static void
test_several_hosts (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("host=no.such.host.invalid,%s dbname=postgres user=ann "
                                           "password='" PASSWORD "'",
                                           address);
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (text, &error);
  g_autoptr (OptConnection) connection
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "test");

  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);
}

static void
test_hidden (void)
{
  static const char *const texts[] = {
    "postgresql://ann:hush@host/db",
    "host=h password=hush dbname=d",
    "host=h password = 'hu sh' dbname=d",
    "host=h password='hu\\'sh'",
    "postgres://h/db?password=hush&sslmode=require",
    "sslpassword=hush",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *hidden = opt_conninfo_hide_secrets (texts[i]);

      g_assert_null (strstr (hidden, "hu"));
    }
}

static void
test_conninfo (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConninfo) uri
      = opt_conninfo_new ("postgresql://ann:hush@db.example.org:5433/shop", &error);
  g_autoptr (OptConninfo) bad = NULL;
  g_autofree char *display = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_true (opt_conninfo_has_password (uri));
  display = opt_conninfo_to_display (uri);
  g_assert_cmpstr (display, ==, "shop on db.example.org:5433 as ann");
  text = opt_conninfo_to_string (uri);
  g_assert_cmpstr (text, ==, "dbname='shop' host='db.example.org' port='5433' user='ann'");

  bad = opt_conninfo_new ("host=h pasword=hush", &error);
  g_assert_null (bad);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_assert_nonnull (opt_error_get_next_step (error));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  start_server ();

  g_test_add_func ("/open/tls", test_tls);
  g_test_add_func ("/open/password", test_password);
  g_test_add_func ("/open/password-file", test_password_file);
  g_test_add_func ("/open/service", test_service);
  g_test_add_func ("/open/several-hosts", test_several_hosts);
  g_test_add_func ("/open/hidden", test_hidden);
  g_test_add_func ("/open/conninfo", test_conninfo);

  status = g_test_run ();
  stop_server ();

  return status;
}
