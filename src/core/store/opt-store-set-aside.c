/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-store-set-aside.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "opt-error.h"

static char *
get_mark (const char *path)
{
  return g_strconcat (path, ".damaged", NULL);
}

/**
 * opt_store_mark_damaged:
 * @path: a database that SQLite found to be damaged while it was in use
 *
 * Leaves a mark beside it, so that the next start sets it aside: much of it may read well.
 */
void
opt_store_mark_damaged (const char *path)
{
  g_autofree char *mark = get_mark (path);

  /* Without room for an empty file the damage is found again. */
  g_file_set_contents_full (mark, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
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
 * Renames the file, with the log of what was not yet written into it. Nothing is deleted.
 *
 * Returns: whether @path is free now
 */
gboolean
opt_store_set_aside (const char *path, char **set_aside, GError **error)
{
  static const char *const beside[] = { "", "-wal", "-shm" };
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
