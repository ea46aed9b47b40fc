/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test-standby.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void
become_owner (gpointer data)
{
  const GStatBuf *status = data;

  if (geteuid () == 0 && (setgid (status->st_gid) != 0 || setuid (status->st_uid) != 0))
    _exit (1);
}

static void
copy_primary (OptCluster *primary, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bindir = opt_cluster_find_binaries (0, NULL, &error);
  g_autofree char *program = g_build_filename (bindir, "pg_basebackup", NULL);
  g_autofree char *target = g_build_filename (folder, "data", NULL);
  const char *const command[] = { program,     "-h",       opt_cluster_get_socket_folder (primary),
                                  "-U",        "postgres", "-D",
                                  target,      "-R",       "-X",
                                  "stream",    "-c",       "fast",
                                  "--no-sync", NULL };
  GStatBuf status;
  int code;

  g_assert_no_error (error);
  g_assert_cmpint (g_stat (opt_cluster_get_data_folder (primary), &status), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (chown (folder, status.st_uid, status.st_gid), ==, 0);
  g_spawn_sync ("/", (char **) command, NULL, G_SPAWN_DEFAULT, become_owner, &status, NULL, NULL,
                &code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (code, ==, 0);
}

/**
 * opt_test_start_standby:
 * @primary: a running cluster with `wal_level` "replica"
 * @folder: (out): where the standby is
 *
 * Returns: (transfer full): a physical standby of it, running; one that does not start ends the
 *   test. To be given to opt_test_remove_standby()
 */
OptCluster *
opt_test_start_standby (OptCluster *primary, char **folder)
{
  OptCluster *standby = opt_cluster_new ();
  g_autoptr (GError) error = NULL;

  *folder = g_strdup ("/tmp/optischema-standby-XXXXXX");
  g_assert_nonnull (g_mkdtemp (*folder));
  copy_primary (primary, *folder);
  opt_cluster_set_folder (standby, *folder);
  opt_cluster_start_sync (standby, NULL, &error);
  g_assert_no_error (error);

  return standby;
}

/**
 * opt_test_remove_standby:
 * @standby: (transfer full): of opt_test_start_standby()
 * @folder: (transfer full): where it is
 */
void
opt_test_remove_standby (OptCluster *standby, char *folder)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);

  opt_cluster_close_sync (standby, NULL);
  g_object_unref (standby);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (folder);
}
