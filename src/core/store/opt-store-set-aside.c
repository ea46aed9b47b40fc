/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-store-set-aside.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "opt-error.h"

static GRWLock opening;

/**
 * opt_store_set_aside_lock:
 * @path: a database
 * @to_move: whether it may be set aside, rather than opened
 *
 * Waits until nobody else, in this process or another, sets a file in that folder aside; or, with
 * @to_move, until nobody opens one either. Where the folder can't be locked, on some network file
 * systems, other processes are not waited for.
 *
 * Returns: what opt_store_set_aside_unlock() takes
 */
int
opt_store_set_aside_lock (const char *path, gboolean to_move)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if (to_move)
    g_rw_lock_writer_lock (&opening);
  else
    g_rw_lock_reader_lock (&opening);
  fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd >= 0)
    while (flock (fd, to_move ? LOCK_EX : LOCK_SH) != 0 && errno == EINTR)
      ;

  return fd;
}

/**
 * opt_store_set_aside_unlock:
 * @lock: what opt_store_set_aside_lock() returned
 * @to_move: what that was called with
 *
 * Lets the next one in.
 */
void
opt_store_set_aside_unlock (int lock, gboolean to_move)
{
  if (lock >= 0)
    close (lock);
  if (to_move)
    g_rw_lock_writer_unlock (&opening);
  else
    g_rw_lock_reader_unlock (&opening);
}

static char *
get_mark (const char *path)
{
  return g_strconcat (path, ".damaged", NULL);
}

/**
 * opt_store_mark_damaged:
 * @path: a database that SQLite found to be damaged while it was in use
 * @opened: which file it was when it was opened
 *
 * Leaves a mark beside it, so that the next start sets it aside: much of it may read well. Where
 * somebody did that already, there is another file now, which is not marked.
 */
void
opt_store_mark_damaged (const char *path, const GStatBuf *opened)
{
  g_autofree char *mark = get_mark (path);
  int lock = opt_store_set_aside_lock (path, FALSE);
  GStatBuf now;

  /* Without room for an empty file the damage is found again. */
  if (g_stat (path, &now) == 0 && now.st_dev == opened->st_dev && now.st_ino == opened->st_ino)
    g_file_set_contents_full (mark, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  opt_store_set_aside_unlock (lock, FALSE);
}

/**
 * opt_store_is_marked_damaged:
 * @path: a database
 *
 * Returns: whether opt_store_mark_damaged() was called for it since it was last set aside
 */
gboolean
opt_store_is_marked_damaged (const char *path)
{
  g_autofree char *mark = get_mark (path);

  return g_file_test (mark, G_FILE_TEST_EXISTS);
}

static gboolean
move (const char *from, const char *to, GError **error)
{
  if (g_rename (from, to) == 0 || errno == ENOENT)
    return TRUE;

  opt_set_error (error, OPT_ERROR_DENIED,
                 _ ("Make the folder writable for this user, or move the file away by hand."),
                 _ ("Could not rename the damaged file %s: %s"), from, g_strerror (errno));

  return FALSE;
}

/**
 * opt_store_set_aside:
 * @path: a damaged database
 * @set_aside: (out): its new name: that of @path with ".damaged-" and the time
 * @error: return location for an error
 *
 * Renames the file, with the log of what was not yet written into it, and the head that
 * #OptAudit keeps beside its own. Nothing is deleted. The caller holds opt_store_set_aside_lock().
 *
 * Returns: whether @path is free now
 */
gboolean
opt_store_set_aside (const char *path, char **set_aside, GError **error)
{
  /* The head of a log first: left behind, it would be held against the new one. */
  static const char *const beside[] = { ".head", "", "-wal", "-shm" };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *target = g_strdup_printf ("%s.damaged-%s", path, stamp);
  g_autofree char *mark = get_mark (path);

  for (guint i = 2; g_file_test (target, G_FILE_TEST_EXISTS); i++)
    {
      g_free (target);
      target = g_strdup_printf ("%s.damaged-%s-%u", path, stamp, i);
    }

  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *from = g_strconcat (path, beside[i], NULL);
      g_autofree char *to = g_strconcat (target, beside[i], NULL);

      if (!move (from, to, error))
        return FALSE;
    }
  g_unlink (mark);
  *set_aside = g_steal_pointer (&target);

  return TRUE;
}
