/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-left-cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "opt-cluster-private.h"
#include "opt-error.h"
#include "opt-paths.h"

#define PREFIX "optischema-"
#define NAME_LENGTH (sizeof PREFIX - 1 + 6)
/* A folder is made before its guard locks it. */
#define YOUNG_SECONDS 60

/**
 * opt_left_cluster_free:
 * @self: (nullable): a cluster
 *
 * Frees @self; the folder stays.
 */
void
opt_left_cluster_free (OptLeftCluster *self)
{
  if (self == NULL)
    return;

  g_free (self->folder);
  g_free (self);
}

/* As mkdtemp() makes them. */
static gboolean
is_name (const char *name)
{
  if (!g_str_has_prefix (name, PREFIX) || strlen (name) != NAME_LENGTH)
    return FALSE;
  for (const char *c = name + strlen (PREFIX); *c != '\0'; c++)
    if (!g_ascii_isalnum (*c))
      return FALSE;

  return TRUE;
}

/* What is ours, or as root of the user that clusters run as then. */
static gboolean
is_own (const struct stat *info)
{
  const char *user = opt_cluster_get_unprivileged_user (NULL);
  struct passwd entry;
  struct passwd *found = NULL;
  char buffer[4096];

  if (info->st_uid == geteuid ())
    return TRUE;

  return geteuid () == 0 && user != NULL
         && getpwnam_r (user, &entry, buffer, sizeof buffer, &found) == 0 && found != NULL
         && info->st_uid == found->pw_uid;
}

/* A socket's folder holds its socket and nothing else, a cluster's its data and its log. */
static gboolean
looks_right (const char *folder)
{
  static const char *const known[] = { "data", "server.log" };
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!g_str_has_prefix (name, ".s.PGSQL.") && !g_str_equal (name, known[0])
        && !g_str_equal (name, known[1]))
      return FALSE;

  return dir != NULL;
}

/* A socket that somebody listens on is a server's that runs, wherever its data is. */
static gboolean
has_listener (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gboolean listens = FALSE;
  const char *name;

  while (!listens && dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct sockaddr_un address = { .sun_family = AF_UNIX };
      int fd;

      if (g_str_has_suffix (name, ".lock")
          || g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
        continue;
      fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      if (fd < 0)
        return TRUE;
      listens = connect (fd, (struct sockaddr *) &address, sizeof address) == 0 || errno == EAGAIN
                || errno == EINPROGRESS || errno == EACCES;
      close (fd);
    }

  return listens;
}

/* A server whose guard was killed shuts down by itself; until then it works in its data folder. */
static gboolean
has_server (const char *folder)
{
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  g_autofree char *path = g_build_filename (data, "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_autofree char *link = NULL;
  g_autofree char *cwd = NULL;
  gint64 pid;

  if (has_listener (folder))
    return TRUE;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  pid = g_ascii_strtoll (text, NULL, 10);
  if (pid <= 0 || (kill ((pid_t) pid, 0) != 0 && errno == ESRCH))
    return FALSE;

  /* The number may be another process's by now. */
  link = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/cwd", pid);
  cwd = g_file_read_link (link, NULL);

  return cwd == NULL || g_str_equal (cwd, data);
}

/* Opened and locked, or -1 where somebody else has it. */
static int
lock_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      close (fd);
      return -1;
    }

  return fd;
}

static gboolean
is_in_use (const char *folder, const struct stat *info)
{
  int fd;

  if (g_get_real_time () / G_USEC_PER_SEC - info->st_mtime < YOUNG_SECONDS || has_server (folder))
    return TRUE;
  fd = lock_folder (folder);
  if (fd < 0)
    return TRUE;
  close (fd);

  return FALSE;
}

/* Adds what is in it; whatever is linked from there is somewhere else. */
static gint64
sum_bytes (const char *path)
{
  struct stat info;
  gint64 bytes;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (lstat (path, &info) != 0)
    return 0;
  bytes = (gint64) info.st_blocks * 512;
  if (!S_ISDIR (info.st_mode))
    return bytes;

  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      bytes += sum_bytes (child);
    }

  return bytes;
}

/**
 * opt_left_cluster_measure:
 * @folder: a folder
 *
 * Returns: how many bytes of the disk it takes with all that is in it, as far as that can be read
 */
gint64
opt_left_cluster_measure (const char *folder)
{
  g_return_val_if_fail (folder != NULL, 0);

  return sum_bytes (folder);
}

static gboolean
remove_all (const char *path)
{
  struct stat info;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (lstat (path, &info) != 0)
    return errno == ENOENT;
  if (!S_ISDIR (info.st_mode))
    return unlink (path) == 0;

  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (!remove_all (child))
        return FALSE;
    }

  return rmdir (path) == 0;
}

static void
add_folders (GPtrArray *clusters, const char *below)
{
  g_autoptr (GDir) dir = g_dir_open (below, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (below, name, NULL);
      struct stat info;
      OptLeftCluster *cluster;

      if (!is_name (name) || lstat (folder, &info) != 0 || !S_ISDIR (info.st_mode)
          || !is_own (&info) || !looks_right (folder))
        continue;
      cluster = g_new0 (OptLeftCluster, 1);
      cluster->in_use = is_in_use (folder, &info);
      cluster->bytes = cluster->in_use ? -1 : sum_bytes (folder);
      cluster->folder = g_steal_pointer (&folder);
      g_ptr_array_add (clusters, cluster);
    }
}

static int
compare_folders (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(OptLeftCluster *const *) a)->folder, (*(OptLeftCluster *const *) b)->folder);
}

/**
 * opt_left_clusters_list:
 * @error: return location for an error
 *
 * Private clusters that are on this machine, where they are made now. One ends with its owner, and
 * its guard removes it; only where the guard itself was killed, or the machine lost its power, is
 * one left. Asking touches none.
 *
 * Returns: (transfer full) (nullable) (element-type OptLeftCluster): the clusters
 */
GPtrArray *
opt_left_clusters_list (GError **error)
{
  g_autoptr (GPtrArray) clusters
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_left_cluster_free);
  g_autofree char *scratch = opt_paths_get_scratch_dir (error);

  if (scratch == NULL)
    return NULL;
  add_folders (clusters, scratch);
  /* Where sockets are whose names would be too long there. */
  if (!g_str_equal (scratch, "/tmp"))
    add_folders (clusters, "/tmp");
  g_ptr_array_sort (clusters, compare_folders);

  return g_steal_pointer (&clusters);
}

/**
 * opt_left_cluster_remove:
 * @self: a cluster that is not in use
 * @error: return location for an error: %OPT_ERROR_CONFLICT where it is by now
 *
 * Returns: %TRUE if it is gone
 */
gboolean
opt_left_cluster_remove (OptLeftCluster *self, GError **error)
{
  int fd = lock_folder (self->folder);
  gboolean removed;
  int saved_errno;

  if (self->in_use || fd < 0 || has_server (self->folder))
    {
      if (fd >= 0)
        close (fd);
      opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Close the program that uses it first."),
                     _ ("%s is in use"), self->folder);
      return FALSE;
    }

  removed = remove_all (self->folder);
  saved_errno = errno;
  close (fd);
  if (!removed)
    opt_set_error (error, OPT_ERROR_FAILED, _ ("See who may remove what is in it."),
                   _ ("Could not remove %s: %s"), self->folder, g_strerror (saved_errno));

  return removed;
}
