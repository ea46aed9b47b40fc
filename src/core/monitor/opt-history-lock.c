/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "opt-error.h"

struct _OptHistoryLock
{
  int fd;
};

static gboolean
set_error (const char *path, GError **error)
{
  int saved = errno;

  opt_set_error (error, saved == ENOSPC ? OPT_ERROR_NO_SPACE : OPT_ERROR_DENIED,
                 _ ("Make the folder writable for this user, with room on its disk."),
                 _ ("Could not make %s: %s"), path, g_strerror (saved));

  return FALSE;
}

static int
read_owner (int fd)
{
  char text[16] = { 0 };

  return pread (fd, text, sizeof text - 1, 0) > 0 ? (int) g_ascii_strtoll (text, NULL, 10) : 0;
}

/* Whoever finds it locked is told by whom. */
static gboolean
write_owner (int fd)
{
  g_autofree char *text = g_strdup_printf ("%d\n", (int) getpid ());
  gsize length = strlen (text);

  return ftruncate (fd, 0) == 0 && pwrite (fd, text, length, 0) == (gssize) length;
}

/**
 * opt_history_lock_take:
 * @path: the history's file
 * @server_id: whose history is to be recorded
 * @owner: (out): the process that records it already; 0: that is not known, or there is none
 * @error: return location for an error; %OPT_ERROR_CONFLICT where another one records it
 *
 * Returns: (transfer full) (nullable): the lock
 */
OptHistoryLock *
opt_history_lock_take (const char *path, const char *server_id, int *owner, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *file = NULL;
  OptHistoryLock *self;
  int fd;

  g_return_val_if_fail (path != NULL && server_id != NULL && owner != NULL, NULL);

  *owner = 0;
  name = g_strdup (*server_id != '\0' ? server_id : "unknown");
  g_strcanon (name, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-", '_');
  file = g_strdup_printf ("%s.%s.lock", path, name);
  fd = g_open (file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_error (file, error);
      return NULL;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno != EWOULDBLOCK)
        set_error (file, error);
      else
        {
          *owner = read_owner (fd);
          opt_set_error (error, OPT_ERROR_CONFLICT, NULL,
                         _ ("This server's history is recorded by process %d, and only read here."),
                         *owner);
        }
      g_close (fd, NULL);
      return NULL;
    }

  /* Without room for its number it is the owner all the same. */
  if (!write_owner (fd))
    g_debug ("%s: %s", file, g_strerror (errno));
  self = g_new0 (OptHistoryLock, 1);
  self->fd = fd;

  return self;
}

/**
 * opt_history_lock_free:
 * @self: (nullable): a lock
 *
 * Gives it back. The file stays: another process may be waiting on it.
 */
void
opt_history_lock_free (OptHistoryLock *self)
{
  if (self == NULL)
    return;

  g_close (self->fd, NULL);
  g_free (self);
}
