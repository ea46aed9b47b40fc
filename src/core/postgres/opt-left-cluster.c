/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-left-cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
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
#include "opt-folder-tree.h"
#include "opt-paths.h"

#define PREFIX "optischema-"
#define SOCKET_PREFIX ".s.PGSQL."
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
is_own (int folder)
{
  const char *user = opt_cluster_get_unprivileged_user (NULL);
  struct passwd entry;
  struct passwd *found = NULL;
  struct stat info;
  char buffer[4096];

  if (fstat (folder, &info) != 0)
    return FALSE;
  if (info.st_uid == geteuid ())
    return TRUE;

  return geteuid () == 0 && user != NULL
         && getpwnam_r (user, &entry, buffer, sizeof buffer, &found) == 0 && found != NULL
         && info.st_uid == found->pw_uid;
}

/* A socket's folder holds its socket and what the guard marked it with, a cluster's its data and
   its log. An empty one may be anybody's. */
static gboolean
looks_right (int folder)
{
  g_autoptr (GPtrArray) names = opt_folder_tree_list (folder);

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      const char *name = names->pdata[i];
      gboolean is_lock = g_str_has_prefix (name, SOCKET_PREFIX) && g_str_has_suffix (name, ".lock");
      struct stat info;
      mode_t kind;

      if (g_str_equal (name, "data"))
        kind = S_IFDIR;
      else if (is_lock || g_str_equal (name, "server.log") || g_str_equal (name, "guard"))
        kind = S_IFREG;
      else if (g_str_has_prefix (name, SOCKET_PREFIX))
        kind = S_IFSOCK;
      else
        return FALSE;
      if (fstatat (folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0
          || (info.st_mode & S_IFMT) != kind)
        return FALSE;
    }

  return names != NULL && names->len > 0;
}

/* A socket that somebody listens on is a server's that runs, wherever its data is. By way of the
   descriptor the path of any folder is short enough. */
static gboolean
has_listener (int folder)
{
  g_autoptr (GPtrArray) names = opt_folder_tree_list (folder);
  gboolean listens = names == NULL;

  for (guint i = 0; !listens && i < names->len; i++)
    {
      struct sockaddr_un address = { .sun_family = AF_UNIX };
      int fd;

      if (!g_str_has_prefix (names->pdata[i], SOCKET_PREFIX)
          || g_str_has_suffix (names->pdata[i], ".lock"))
        continue;
      fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      if (fd < 0
          || g_snprintf (address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", folder,
                         (const char *) names->pdata[i])
                 >= (int) sizeof address.sun_path)
        listens = TRUE;
      else
        listens = connect (fd, (struct sockaddr *) &address, sizeof address) == 0
                  || (errno != ECONNREFUSED && errno != ENOENT);
      if (fd >= 0)
        close (fd);
    }

  return listens;
}

/* What stands in a server's lock file first; 0 where there is none, -1 where that can't be read. */
static gint64
read_pid (int data)
{
  int fd = openat (data, "postmaster.pid", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  char text[32] = "";
  ssize_t length;

  if (fd < 0)
    return errno == ENOENT ? 0 : -1;
  length = read (fd, text, sizeof text - 1);
  close (fd);

  return length >= 0 ? MAX (g_ascii_strtoll (text, NULL, 10), 0) : -1;
}

/* A server works in its data folder, whatever path that is reached by. */
static gboolean
has_process (int data)
{
  gint64 pid = read_pid (data);
  g_autofree char *link = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/cwd", pid);
  struct stat own;
  struct stat cwd;

  if (pid == 0 || (pid > 0 && kill ((pid_t) pid, 0) != 0 && errno == ESRCH))
    return FALSE;
  if (pid < 0 || fstat (data, &own) != 0 || stat (link, &cwd) != 0)
    return TRUE;

  /* The number may be another process's by now. */
  return own.st_dev == cwd.st_dev && own.st_ino == cwd.st_ino;
}

/* A server whose guard was killed shuts down by itself; until then it works in its data folder. */
static gboolean
has_server (int folder)
{
  gboolean runs;
  int data;

  if (has_listener (folder))
    return TRUE;
  data = opt_folder_tree_open (folder, "data");
  if (data < 0)
    return errno != ENOENT;
  runs = has_process (data);
  close (data);

  return runs;
}

/* Its lock is held from here on until it is closed. */
static gboolean
is_in_use (int folder, int lock)
{
  struct stat info;

  return fstat (folder, &info) != 0
         || g_get_real_time () / G_USEC_PER_SEC - info.st_mtime < YOUNG_SECONDS
         || flock (folder, lock | LOCK_NB) != 0 || has_server (folder);
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
  gint64 bytes = 0;
  int fd;

  g_return_val_if_fail (folder != NULL, 0);

  fd = opt_folder_tree_open (AT_FDCWD, folder);
  if (fd >= 0)
    {
      bytes = opt_folder_tree_measure (fd);
      close (fd);
    }

  return bytes;
}

static void
add_folder (GPtrArray *clusters, const char *below, const char *name)
{
  g_autofree char *folder = g_build_filename (below, name, NULL);
  int fd = is_name (name) ? opt_folder_tree_open (AT_FDCWD, folder) : -1;

  if (fd < 0)
    return;
  if (is_own (fd) && looks_right (fd))
    {
      OptLeftCluster *cluster = g_new0 (OptLeftCluster, 1);

      /* Shared: others may be looking as well. */
      cluster->in_use = is_in_use (fd, LOCK_SH);
      cluster->bytes = cluster->in_use ? -1 : opt_folder_tree_measure (fd);
      cluster->folder = g_steal_pointer (&folder);
      g_ptr_array_add (clusters, cluster);
    }
  close (fd);
}

static void
add_folders (GPtrArray *clusters, const char *below)
{
  g_autoptr (GDir) dir = g_dir_open (below, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    add_folder (clusters, below, name);
}

static gboolean
is_same_folder (const char *a, const char *b)
{
  struct stat first;
  struct stat second;

  return stat (a, &first) == 0 && stat (b, &second) == 0 && first.st_dev == second.st_dev
         && first.st_ino == second.st_ino;
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
  const char *sockets = opt_paths_get_socket_dir ();

  if (scratch == NULL)
    return NULL;
  add_folders (clusters, scratch);
  /* Where sockets are whose names would be too long there. */
  if (!is_same_folder (scratch, sockets))
    add_folders (clusters, sockets);
  g_ptr_array_sort (clusters, compare_folders);

  return g_steal_pointer (&clusters);
}

/**
 * opt_left_cluster_remove:
 * @self: a cluster that is not in use
 * @error: return location for an error: %OPT_ERROR_CONFLICT where it is by now
 *
 * Removes it with all that is in it. Where something can't be removed, the rest is.
 *
 * Returns: %TRUE if it is gone
 */
gboolean
opt_left_cluster_remove (OptLeftCluster *self, GError **error)
{
  int fd;
  gboolean removed = FALSE;
  int problem;

  g_return_val_if_fail (self != NULL, FALSE);

  fd = opt_folder_tree_open (AT_FDCWD, self->folder);
  problem = fd < 0 ? errno : 0;
  if (problem == ENOENT)
    return TRUE;

  /* Time has passed since it was listed. */
  if (fd >= 0 && (self->in_use || !is_own (fd) || !looks_right (fd) || is_in_use (fd, LOCK_EX)))
    {
      close (fd);
      opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Close the program that uses it first."),
                     _ ("%s is in use"), self->folder);
      return FALSE;
    }

  /* Whatever has its name by now: only an empty folder is removed by it. */
  if (fd >= 0)
    {
      removed = opt_folder_tree_clear (fd) && rmdir (self->folder) == 0;
      problem = errno;
      close (fd);
    }
  if (!removed)
    opt_set_error (error, OPT_ERROR_FAILED, _ ("See who may remove what is in it."),
                   _ ("Could not remove %s: %s"), self->folder, g_strerror (problem));

  return removed;
}
