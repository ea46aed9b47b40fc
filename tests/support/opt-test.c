/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

/**
 * opt_test_read_data:
 * @name: a file below tests/data
 * @length: (out) (optional): its length
 *
 * Returns: (transfer full): what is in it; a missing file ends the test
 */
char *
opt_test_read_data (const char *name, gsize *length)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);

  return text;
}

static OptCluster *cluster;

static void
close_cluster (void)
{
  opt_cluster_close_sync (cluster, NULL);
  g_clear_object (&cluster);
}

/**
 * opt_test_get_cluster:
 *
 * The private PostgreSQL of this test program: started when it is first asked for, gone when the
 * program ends, however it ends. pg_stat_statements is loaded; the extensions have still to be
 * created in a database.
 *
 * Returns: (transfer none): the running cluster; one that does not start ends the test
 */
OptCluster *
opt_test_get_cluster (void)
{
  g_autoptr (GError) error = NULL;

  if (cluster == NULL)
    {
      cluster = opt_cluster_new ();
      atexit (close_cluster);
      /* A test that measures nothing needs no autovacuum that wakes up in between. */
      opt_cluster_set_setting (cluster, "autovacuum", "off");
      opt_cluster_set_setting (cluster, "max_prepared_transactions", "5");
    }

  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);

  return cluster;
}

/**
 * opt_test_get_conninfo:
 * @database: (nullable): a database, `postgres` if %NULL
 *
 * Returns: (transfer full): where to connect as the superuser of opt_test_get_cluster()
 */
OptConninfo *
opt_test_get_conninfo (const char *database)
{
  return opt_cluster_get_conninfo (opt_test_get_cluster (), NULL, database);
}

/**
 * opt_test_create_database:
 *
 * Returns: (transfer full): the name of a new, empty database
 */
char *
opt_test_create_database (void)
{
  static int n_databases;
  g_autoptr (OptConnection) connection = opt_test_connect (NULL, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *name = g_strdup_printf ("test_%d", ++n_databases);
  g_autofree char *sql = g_strdup_printf ("CREATE DATABASE %s", name);
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, sql, NULL, NULL, &error);
  g_assert_no_error (error);
  opt_connection_close (connection);

  return g_steal_pointer (&name);
}

/**
 * opt_test_connect:
 * @database: (nullable): a database, `postgres` if %NULL
 * @role: what the session is for
 *
 * Returns: (transfer full): an open connection of the superuser
 */
OptConnection *
opt_test_connect (const char *database, OptConnectionRole role)
{
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (database);
  g_autoptr (OptConnection) connection = opt_connection_new (conninfo, role, "test");
  g_autoptr (GError) error = NULL;

  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&connection);
}

/**
 * opt_test_set_hba:
 * @text: lines of pg_hba.conf
 *
 * Lets in whom @text lets in, and nobody else, from the next connection to opt_test_get_cluster()
 * on.
 */
void
opt_test_set_hba (const char *text)
{
  const char *data = opt_cluster_get_data_folder (opt_test_get_cluster ());
  g_autofree char *path = g_build_filename (data, "pg_hba.conf", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (data, &status), ==, 0);
  /* As the server's own, so that it takes it. */
  if (geteuid () == 0)
    g_assert_cmpint (chown (path, status.st_uid, status.st_gid), ==, 0);
  opt_cluster_restart_sync (opt_test_get_cluster (), NULL, &error);
  g_assert_no_error (error);
}
