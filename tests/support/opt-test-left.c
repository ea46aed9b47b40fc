/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test-left.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Nobody's whom a cluster may run as. */
#define STRANGER 54321

/**
 * opt_test_push_scratch:
 *
 * From here on clusters and their sockets are made, looked for and wiped in a folder of the test's
 * own: a wipe must never meet what others of this machine have. Before there are other threads.
 *
 * Returns: (transfer full): the folder, to be given to opt_test_pop_scratch()
 */
char *
opt_test_push_scratch (void)
{
  char *scratch = g_strdup ("/tmp/optischema-wiped-XXXXXX");

  g_assert_nonnull (g_mkdtemp (scratch));
  /* A cluster of root runs as another user, who must find the way in. */
  g_assert_cmpint (g_chmod (scratch, 0711), ==, 0);
  g_setenv ("OPTISCHEMA_SCRATCH_DIR", scratch, TRUE);
  g_setenv ("OPTISCHEMA_SOCKET_DIR", scratch, TRUE);

  return scratch;
}

/**
 * opt_test_pop_scratch:
 * @scratch: (transfer full): a folder of opt_test_push_scratch()
 *
 * Removes it with what is left in it.
 */
void
opt_test_pop_scratch (char *scratch)
{
  const char *open_up[] = { "chmod", "-R", "u+rwX", scratch, NULL };
  const char *remove[] = { "rm", "-rf", scratch, NULL };

  g_unsetenv ("OPTISCHEMA_SCRATCH_DIR");
  g_unsetenv ("OPTISCHEMA_SOCKET_DIR");
  g_assert_true (g_spawn_sync (NULL, (char **) open_up, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
  g_free (scratch);
}

/**
 * opt_test_make_old:
 * @folder: a folder
 *
 * As if it had been made long ago.
 */
void
opt_test_make_old (const char *folder)
{
  const struct timespec times[2] = { { .tv_sec = OPT_TEST_OLD }, { .tv_sec = OPT_TEST_OLD } };

  g_assert_cmpint (utimensat (AT_FDCWD, folder, times, 0), ==, 0);
}

/**
 * opt_test_leave_cluster:
 * @scratch: where
 * @name: of the folder
 *
 * Returns: (transfer full): a folder as a killed guard leaves it, made long ago
 */
char *
opt_test_leave_cluster (const char *scratch, const char *name)
{
  char *folder = g_build_filename (scratch, name, NULL);
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  g_autofree char *version = g_build_filename (data, "PG_VERSION", NULL);

  g_assert_cmpint (g_mkdir_with_parents (data, 0700), ==, 0);
  g_assert_true (g_file_set_contents (version, "15\n", -1, NULL));
  opt_test_make_old (folder);

  return folder;
}

/**
 * opt_test_leave_stubborn:
 * @scratch: where
 * @name: of the folder
 *
 * Returns: (transfer full): as opt_test_leave_cluster(), with a folder `data/kept` that must not be
 *   emptied, as it is another user's, or can't, and a file in it
 */
char *
opt_test_leave_stubborn (const char *scratch, const char *name)
{
  char *folder = opt_test_leave_cluster (scratch, name);
  g_autofree char *kept = g_build_filename (folder, "data", "kept", NULL);
  g_autofree char *file = g_build_filename (kept, "file", NULL);

  g_assert_cmpint (g_mkdir (kept, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "kept", -1, NULL));
  if (geteuid () == 0)
    g_assert_cmpint (chown (kept, STRANGER, (gid_t) -1), ==, 0);
  else
    g_assert_cmpint (g_chmod (kept, 0500), ==, 0);

  return folder;
}

/**
 * opt_test_free_stubborn:
 * @folder: a folder of opt_test_leave_stubborn()
 *
 * From here on it can be removed.
 */
void
opt_test_free_stubborn (const char *folder)
{
  g_autofree char *kept = g_build_filename (folder, "data", "kept", NULL);

  g_assert_cmpint (chown (kept, geteuid (), (gid_t) -1), ==, 0);
  g_assert_cmpint (g_chmod (kept, 0700), ==, 0);
}
