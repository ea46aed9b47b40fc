/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-folder-tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A cluster's folders are not half as deep. */
#define DEEPEST 32

/**
 * opt_folder_tree_open:
 * @above: an open folder, or `AT_FDCWD`
 * @name: of a folder in it
 *
 * Opens a folder itself, and never what a link of that name leads to.
 *
 * Returns: its file descriptor; -1 with `errno`
 */
int
opt_folder_tree_open (int above, const char *name)
{
  g_return_val_if_fail (name != NULL, -1);

  return openat (above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/**
 * opt_folder_tree_list:
 * @folder: an open folder
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the names in it; %NULL with `errno`
 */
GPtrArray *
opt_folder_tree_list (int folder)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  int fd = opt_folder_tree_open (folder, ".");
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  const struct dirent *entry;

  if (dir == NULL)
    {
      int saved_errno = errno;

      if (fd >= 0)
        close (fd);
      errno = saved_errno;
      return NULL;
    }

  while ((entry = readdir (dir)) != NULL)
    if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
      g_ptr_array_add (names, g_strdup (entry->d_name));
  closedir (dir);

  return g_steal_pointer (&names);
}

/* Whoever owns the tree may put another folder in the place of one while it is walked. Another
   user's, or one of another file system, is not part of it. */
static int
enter (int above, const char *name, const struct stat *top)
{
  int fd = opt_folder_tree_open (above, name);
  struct stat info;

  if (fd < 0)
    return -1;
  if (fstat (fd, &info) != 0 || info.st_dev != top->st_dev || info.st_uid != top->st_uid)
    {
      close (fd);
      errno = EPERM;
      return -1;
    }

  return fd;
}

static gint64
measure (int folder, const struct stat *top, int depth)
{
  g_autoptr (GPtrArray) names = opt_folder_tree_list (folder);
  gint64 bytes = 0;

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      struct stat info;
      int below;

      if (fstatat (folder, names->pdata[i], &info, AT_SYMLINK_NOFOLLOW) != 0)
        continue;
      bytes += (gint64) info.st_blocks * 512;
      below = S_ISDIR (info.st_mode) && depth < DEEPEST ? enter (folder, names->pdata[i], top) : -1;
      if (below < 0)
        continue;
      bytes += measure (below, top, depth + 1);
      close (below);
    }

  return bytes;
}

/**
 * opt_folder_tree_measure:
 * @folder: an open folder
 *
 * What is linked from there is somewhere else, and not counted.
 *
 * Returns: how many bytes of the disk it takes with all that is in it, as far as that can be read
 */
gint64
opt_folder_tree_measure (int folder)
{
  struct stat top;

  if (fstat (folder, &top) != 0)
    return 0;

  return (gint64) top.st_blocks * 512 + measure (folder, &top, 0);
}

/* Removes what it can; the answer is 0, or the first `errno`. */
static int
clear (int folder, const struct stat *top, int depth)
{
  g_autoptr (GPtrArray) names = depth <= DEEPEST ? opt_folder_tree_list (folder) : NULL;
  int first = 0;

  if (names == NULL)
    return depth <= DEEPEST ? errno : ELOOP;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      struct stat info;
      int problem = 0;
      int below = -1;

      if (fstatat (folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        problem = errno;
      else if (!S_ISDIR (info.st_mode))
        problem = unlinkat (folder, name, 0) == 0 ? 0 : errno;
      else if ((below = enter (folder, name, top)) < 0)
        problem = errno;
      else
        {
          problem = clear (below, top, depth + 1);
          close (below);
          if (problem == 0 && unlinkat (folder, name, AT_REMOVEDIR) != 0)
            problem = errno;
        }
      if (first == 0 && problem != ENOENT)
        first = problem;
    }

  return first;
}

/**
 * opt_folder_tree_clear:
 * @folder: an open folder
 *
 * Removes all that is in it, and goes on past what can't be removed. It goes from folder to folder
 * by their descriptors and never by a path, so that nobody who may change the tree meanwhile can
 * lead it anywhere else; links are removed and not followed. What is another user's folder, or on
 * another file system, stays with all that is in it.
 *
 * Returns: %TRUE if it is empty; %FALSE with the `errno` of what failed first
 */
gboolean
opt_folder_tree_clear (int folder)
{
  struct stat top;
  int problem = fstat (folder, &top) == 0 ? clear (folder, &top, 0) : errno;

  errno = problem;

  return problem == 0;
}
