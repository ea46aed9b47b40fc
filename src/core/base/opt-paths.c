/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-paths.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "opt-error.h"

static char *
ensure_private_dir (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0700) != 0)
    {
      int saved_errno = errno;

      opt_set_error (error, saved_errno == ENOSPC ? OPT_ERROR_NO_SPACE : OPT_ERROR_FAILED,
                     "Make room there, or make the folder writable for this user.",
                     "Could not make the folder %s: %s", path, g_strerror (saved_errno));
      return NULL;
    }

  return g_strdup (path);
}

/**
 * opt_paths_get_data_dir:
 * @error: return location for an error
 *
 * Where the audit log, the history and the cache are: `$XDG_DATA_HOME/optischema`. It is made if
 * it is not there, readable for this user only.
 *
 * Returns: (transfer full) (nullable): the folder
 */
char *
opt_paths_get_data_dir (GError **error)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "optischema", NULL);

  return ensure_private_dir (path, error);
}

/**
 * opt_paths_get_config_dir:
 * @error: return location for an error
 *
 * Where the saved connections are: `$XDG_CONFIG_HOME/optischema`.
 *
 * Returns: (transfer full) (nullable): the folder
 */
char *
opt_paths_get_config_dir (GError **error)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "optischema", NULL);

  return ensure_private_dir (path, error);
}

/**
 * opt_paths_get_scratch_dir:
 * @error: return location for an error
 *
 * Where private clusters are made. Root's own folders can't be entered by the unprivileged user
 * that a cluster then runs as, so root uses /var/tmp.
 *
 * Returns: (transfer full) (nullable): the folder
 */
char *
opt_paths_get_scratch_dir (GError **error)
{
  const char *named = g_getenv ("OPTISCHEMA_SCRATCH_DIR");
  g_autofree char *path = NULL;

  if (named != NULL && *named != '\0')
    return g_strdup (named);
  if (geteuid () == 0)
    return g_strdup ("/var/tmp");

  path = g_build_filename (g_get_user_cache_dir (), "optischema", NULL);

  return ensure_private_dir (path, error);
}

/**
 * opt_paths_get_socket_dir:
 *
 * Where the sockets are of private clusters in whose own folder their path would be too long for
 * one.
 *
 * Returns: (transfer none): `$OPTISCHEMA_SOCKET_DIR`, otherwise /tmp
 */
const char *
opt_paths_get_socket_dir (void)
{
  const char *named = g_getenv ("OPTISCHEMA_SOCKET_DIR");

  return named != NULL && *named != '\0' ? named : "/tmp";
}

/**
 * opt_paths_find_helper:
 * @name: the name of one of our helper programs
 *
 * Looks in `$OPTISCHEMA_LIBEXECDIR`, which the build tree sets for its tests, then beside the
 * running program's installation.
 *
 * Returns: (transfer full): the path; it need not exist
 */
char *
opt_paths_find_helper (const char *name)
{
  const char *folder = g_getenv ("OPTISCHEMA_LIBEXECDIR");

  g_return_val_if_fail (name != NULL, NULL);

  return g_build_filename (folder != NULL ? folder : OPT_LIBEXECDIR, name, NULL);
}

/**
 * opt_paths_find_data:
 * @name: the name of a file or folder that is installed with us, such as `demo`
 *
 * Looks in `$OPTISCHEMA_DATADIR`, which the build tree sets for its tests, then where we are
 * installed.
 *
 * Returns: (transfer full): the path; it need not exist
 */
char *
opt_paths_find_data (const char *name)
{
  const char *folder = g_getenv ("OPTISCHEMA_DATADIR");

  g_return_val_if_fail (name != NULL, NULL);

  return g_build_filename (folder != NULL ? folder : OPT_PKGDATADIR, name, NULL);
}
