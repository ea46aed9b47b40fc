/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-left-cluster.h"
#include "opt-test-left.h"

/* Longer than anything here takes: a limit for what would never come, not a measurement. */
#define PATIENCE_SECONDS 60
/* Removing these takes long enough for another thread to get a word in, in one of the rounds. */
#define N_FILES 300
#define ROUNDS 30

static char *scratch;

static GPtrArray *
list_left (void)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *clusters = opt_left_clusters_list (&error);

  g_assert_no_error (error);

  return clusters;
}

static OptLeftCluster *
find_left (GPtrArray *clusters, const char *folder)
{
  for (guint i = 0; i < clusters->len; i++)
    if (g_str_equal (((OptLeftCluster *) clusters->pdata[i])->folder, folder))
      return clusters->pdata[i];

  return NULL;
}

static gboolean
is_there (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_SYMLINK) || g_file_test (path, G_FILE_TEST_EXISTS);
}

static int
get_parent (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  const char *end;
  int parent = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  end = strrchr (text, ')');
  g_assert_cmpint (sscanf (end, ") %*c %d", &parent), ==, 1);

  return parent;
}

static void
wait_until_ended (int pid)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  g_autofree char *stat_path = g_strdup_printf ("/proc/%d/stat", pid);

  for (;;)
    {
      g_autofree char *text = NULL;

      /* What nobody has waited for yet has ended all the same. */
      if (!g_file_get_contents (stat_path, &text, NULL, NULL) || strstr (text, ") Z") != NULL)
        return;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (20000);
    }
}

/* Whether it is listed as in use, and not removed either where it was listed before somebody took
   it. */
static gboolean
is_in_use (const char *folder)
{
  g_autoptr (GPtrArray) clusters = NULL;
  g_autoptr (GError) error = NULL;
  OptLeftCluster *cluster;
  gboolean listed;

  opt_test_make_old (folder);
  clusters = list_left ();
  cluster = find_left (clusters, folder);
  listed = cluster != NULL && cluster->in_use && cluster->bytes == -1;
  if (!listed)
    return FALSE;

  cluster->in_use = FALSE;

  return !opt_left_cluster_remove (cluster, &error)
         && g_error_matches (error, OPT_ERROR, OPT_ERROR_CONFLICT);
}

/* Where the guard itself was killed nobody removes the folder; what somebody uses stays, by
   whatever path it is looked at: here a link leads there. */
static void
test_server (void)
{
  g_autofree char *link = g_build_filename (scratch, "link", NULL);
  g_autofree char *real = g_build_filename (scratch, "real", NULL);
  g_autoptr (OptCluster) cluster = opt_cluster_new ();
  g_autofree char *folder = NULL;
  g_autofree char *socket = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;
  gboolean with_socket;
  gboolean without_socket;
  int pid;

  g_assert_cmpint (g_mkdir (real, 0711), ==, 0);
  g_assert_cmpint (symlink (real, link), ==, 0);
  g_setenv ("OPTISCHEMA_SCRATCH_DIR", link, TRUE);
  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  folder = g_path_get_dirname (opt_cluster_get_data_folder (cluster));
  g_assert_true (g_str_has_prefix (folder, link));
  socket = g_build_filename (folder, ".s.PGSQL.5432", NULL);
  pid = opt_cluster_get_postmaster_pid (cluster);
  g_assert_true (is_in_use (folder));

  /* A server that does not get to its end: it has no guard and no lock, and in the end no socket.
   */
  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  g_assert_cmpint (kill (get_parent (pid), SIGKILL), ==, 0);
  g_assert_false (opt_cluster_close_sync (cluster, &error));
  g_clear_error (&error);
  with_socket = is_in_use (folder);
  g_assert_cmpint (g_unlink (socket), ==, 0);
  without_socket = is_in_use (folder);
  g_assert_cmpint (kill (pid, SIGCONT), ==, 0);
  wait_until_ended (pid);
  g_assert_true (with_socket);
  g_assert_true (without_socket);

  opt_test_make_old (folder);
  left = list_left ();
  g_assert_false (find_left (left, folder)->in_use);
  g_assert_cmpint (find_left (left, folder)->bytes, >, 10 << 20);
  opt_left_cluster_remove (find_left (left, folder), &error);
  g_assert_no_error (error);
  g_assert_false (is_there (folder));
  g_setenv ("OPTISCHEMA_SCRATCH_DIR", scratch, TRUE);
}

static char *
make_folder (const char *name)
{
  char *folder = g_build_filename (scratch, name, NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);

  return folder;
}

static void
assert_foreign (const char *folder)
{
  OptLeftCluster cluster = { .folder = (char *) folder };
  g_autoptr (GPtrArray) clusters = NULL;
  g_autoptr (GError) error = NULL;

  opt_test_make_old (folder);
  clusters = list_left ();
  g_assert_null (find_left (clusters, folder));
  g_assert_false (opt_left_cluster_remove (&cluster, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_true (is_there (folder));
}

/* What has the name and nothing else of a cluster's folder is somebody's whom we know nothing of.
 */
static void
test_foreign (void)
{
  g_autofree char *empty = make_folder ("optischema-emptyA");
  g_autofree char *other = make_folder ("optischema-otherA");
  g_autofree char *linked = make_folder ("optischema-linked");
  g_autofree char *file = g_build_filename (other, "server.log", NULL);
  g_autofree char *second = g_build_filename (other, "letter", NULL);
  g_autofree char *data = g_build_filename (linked, "data", NULL);

  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  g_assert_true (g_file_set_contents (second, "dear", -1, NULL));
  g_assert_cmpint (symlink (other, data), ==, 0);

  assert_foreign (empty);
  assert_foreign (other);
  assert_foreign (linked);
}

/* A socket's folder, of which a server that ended by itself left only the guard's mark. */
static void
test_socket (void)
{
  g_autofree char *folder = make_folder ("optischema-socket");
  g_autofree char *mark = g_build_filename (folder, "guard", NULL);
  g_autoptr (GPtrArray) clusters = NULL;
  g_autoptr (GError) error = NULL;
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  g_assert_true (g_file_set_contents (mark, "", -1, NULL));
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  g_assert_true (is_in_use (folder));
  close (fd);

  clusters = list_left ();
  opt_left_cluster_remove (find_left (clusters, folder), &error);
  g_assert_no_error (error);
  g_assert_false (is_there (folder));
  /* Gone is gone, whoever it was. */
  g_assert_true (opt_left_cluster_remove (find_left (clusters, folder), &error));
}

/* What can't be removed does not keep the rest. */
static void
test_stubborn (void)
{
  g_autofree char *folder = opt_test_leave_stubborn (scratch, "optischema-stubbo");
  g_autofree char *file = g_build_filename (folder, "data", "kept", "file", NULL);
  g_autofree char *version = g_build_filename (folder, "data", "PG_VERSION", NULL);
  g_autoptr (GPtrArray) clusters = list_left ();
  g_autoptr (GError) error = NULL;

  g_assert_false (opt_left_cluster_remove (find_left (clusters, folder), &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, folder));
  g_assert_nonnull (opt_error_get_next_step (error));
  g_assert_true (is_there (file));
  g_assert_false (is_there (version));
}

/* Files of the same names in each. */
static void
fill_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  for (int i = 0; i < N_FILES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d", i);
      int file = openat (fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

      g_assert_cmpint (file, >=, 0);
      close (file);
    }
  close (fd);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

typedef struct
{
  const char *folder;
  const char *link;
  gboolean swapped;
  gint removed; /* atomic */
} Swapper;

/* Puts a link in a folder's place as soon as the first file in it is gone. */
static gpointer
swap (gpointer data)
{
  Swapper *swapper = data;
  int fd = open (swapper->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct stat info;

  do
    g_assert_cmpint (fstat (fd, &info), ==, 0);
  while (info.st_mtime == OPT_TEST_OLD && !g_atomic_int_get (&swapper->removed));
  swapper->swapped
      = renameat2 (AT_FDCWD, swapper->folder, AT_FDCWD, swapper->link, RENAME_EXCHANGE) == 0;
  close (fd);

  return NULL;
}

/* Whether a folder in it was swapped while it was removed. */
static gboolean
remove_swapped (const char *name, const char *outside)
{
  g_autofree char *folder = opt_test_leave_cluster (scratch, name);
  g_autofree char *below = g_build_filename (folder, "data", "below", NULL);
  g_autofree char *link = g_build_filename (folder, "data", "link", NULL);
  OptLeftCluster cluster = { .folder = folder };
  Swapper swapper = { .folder = below, .link = link };
  GThread *thread;

  g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
  g_assert_cmpint (symlink (outside, link), ==, 0);
  fill_folder (below);
  opt_test_make_old (below);

  thread = g_thread_new ("swap", swap, &swapper);
  /* It may fail where things are swapped under its hands. */
  opt_left_cluster_remove (&cluster, NULL);
  g_atomic_int_set (&swapper.removed, TRUE);
  g_thread_join (thread);

  return swapper.swapped;
}

/* The user that a cluster of root runs as may change its folder while root removes it, and must not
   lead root anywhere. */
static void
test_swapped (void)
{
  g_autofree char *outside = make_folder ("outside");
  gboolean swapped = FALSE;

  fill_folder (outside);
  for (guint i = 0; i < ROUNDS && !swapped; i++)
    {
      g_autofree char *name = g_strdup_printf ("optischema-swap%02x", i);

      swapped = remove_swapped (name, outside);
      g_assert_cmpuint (count_files (outside), ==, N_FILES);
    }
  g_assert_true (swapped);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scratch = opt_test_push_scratch ();

  g_test_add_func ("/left-cluster/server", test_server);
  g_test_add_func ("/left-cluster/foreign", test_foreign);
  g_test_add_func ("/left-cluster/socket", test_socket);
  g_test_add_func ("/left-cluster/stubborn", test_stubborn);
  g_test_add_func ("/left-cluster/swapped", test_swapped);

  status = g_test_run ();
  opt_test_pop_scratch (scratch);

  return status;
}
