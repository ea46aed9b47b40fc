/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-cluster-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-paths.h"

/* The socket's name is added to its folder, and the whole must fit into sockaddr_un (108 bytes on
   Linux, 104 elsewhere). */
#define SOCKET_NAME "/.s.PGSQL.5432"
#define LONGEST_SOCKET_PATH 100
#define START_TIMEOUT_SECONDS 60
#define POLL_MICROSECONDS 20000

static gboolean
set_errno_error (GError **error, const char *what, const char *path)
{
  int saved_errno = errno;

  opt_set_error (error, saved_errno == ENOSPC ? OPT_ERROR_NO_SPACE : OPT_ERROR_FAILED,
                 _ ("Set OPTISCHEMA_SCRATCH_DIR to a folder with room in which this user can make "
                    "folders."),
                 "%s %s: %s", what, path, g_strerror (saved_errno));

  return FALSE;
}

/* As root what a cluster uses belongs to the user that it runs as. */
static gboolean
give_away (const char *path, const char *user, GError **error)
{
  struct passwd entry;
  struct passwd *found = NULL;
  char buffer[4096];

  if (geteuid () != 0)
    return TRUE;
  if (getpwnam_r (user, &entry, buffer, sizeof buffer, &found) != 0 || found == NULL
      || lchown (path, entry.pw_uid, entry.pw_gid) != 0)
    return set_errno_error (error, _ ("Could not hand over"), path);

  return TRUE;
}

static char *
make_temporary_folder (const char *below, const char *user, GError **error)
{
  g_autofree char *path = g_build_filename (below, "optischema-XXXXXX", NULL);

  if (g_mkdtemp (path) == NULL)
    {
      set_errno_error (error, _ ("Could not make a folder in"), below);
      return NULL;
    }
  if (!give_away (path, user, error))
    {
      g_rmdir (path);
      return NULL;
    }

  return g_steal_pointer (&path);
}

static gboolean
make_folders (OptCluster *self, const char *user, GError **error)
{
  if (self->wanted_folder != NULL)
    {
      gboolean is_new = g_mkdir (self->wanted_folder, 0700) == 0;

      if (!is_new && errno != EEXIST)
        return set_errno_error (error, _ ("Could not make the folder"), self->wanted_folder);
      if (is_new && !give_away (self->wanted_folder, user, error))
        return FALSE;
      self->folder = g_strdup (self->wanted_folder);
    }
  else
    {
      g_autofree char *scratch = opt_paths_get_scratch_dir (error);

      if (scratch == NULL)
        return FALSE;
      self->folder = make_temporary_folder (scratch, user, error);
      if (self->folder == NULL)
        return FALSE;
    }

  self->data_folder = g_build_filename (self->folder, "data", NULL);
  if (strlen (self->folder) + strlen (SOCKET_NAME) > LONGEST_SOCKET_PATH)
    {
      self->own_socket_folder = make_temporary_folder (opt_paths_get_socket_dir (), user, error);
      if (self->own_socket_folder == NULL)
        {
          if (self->wanted_folder == NULL)
            g_rmdir (self->folder);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * opt_cluster_prepare:
 * @self: a cluster
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Finds the programs, makes the folders and starts the guard. From then on it is the guard that
 * removes the folders, whatever happens to this process.
 *
 * Returns: %TRUE if there is a guard
 */
gboolean
opt_cluster_prepare (OptCluster *self, GCancellable *cancellable, GError **error)
{
  const char *user = opt_cluster_get_unprivileged_user (error);
  g_autofree char *version_file = NULL;

  if (user == NULL)
    return FALSE;
  g_clear_pointer (&self->bindir, g_free);
  self->bindir = opt_cluster_find_binaries (self->wanted_major, &self->major, error);
  if (self->bindir == NULL || !make_folders (self, user, error))
    return FALSE;

  self->guard = opt_cluster_guard_new (self->folder, self->own_socket_folder, self->bindir, user,
                                       self->wanted_folder == NULL, cancellable, error);
  if (self->guard == NULL)
    {
      /* Where the guard ran, it has removed them already. */
      if (self->own_socket_folder != NULL)
        g_rmdir (self->own_socket_folder);
      if (self->wanted_folder == NULL)
        g_rmdir (self->folder);
      return FALSE;
    }

  version_file = g_build_filename (self->data_folder, "PG_VERSION", NULL);
  self->initialised = g_file_test (version_file, G_FILE_TEST_EXISTS);

  return TRUE;
}

/* Adds the log's end to what went wrong: the server's own words say most. */
static void
add_log (OptCluster *self, const char *what, const char *next_step, GError **error)
{
  g_autofree char *log = opt_cluster_get_log_tail (self);
  g_autofree char *reason = NULL;

  if (error == NULL || g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  reason = *error != NULL ? g_strdup ((*error)->message) : NULL;
  g_clear_error (error);
  opt_set_error (error,
                 strstr (log, "No space left on device") != NULL ? OPT_ERROR_NO_SPACE
                                                                 : OPT_ERROR_FAILED,
                 next_step, "%s%s%s\n%s", what, reason != NULL ? ": " : "",
                 reason != NULL ? reason : "", log);
}

/**
 * opt_cluster_run_initdb:
 * @self: a cluster with a guard
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: %TRUE if the data folder is made
 */
gboolean
opt_cluster_run_initdb (OptCluster *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) command = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (command, g_strdup ("initdb"));
  g_ptr_array_add (command, g_strdup ("--no-sync"));
  /* Nobody but the owner of the socket's folder can connect. */
  g_ptr_array_add (command, g_strdup ("--auth=trust"));
  g_ptr_array_add (command, g_strdup ("--username=postgres"));
  g_ptr_array_add (command, g_strdup_printf ("--encoding=%s", self->encoding));
  g_ptr_array_add (command, g_strdup ("--locale=C"));
  g_ptr_array_add (command, g_strdup_printf ("--lc-collate=%s", self->collate));
  g_ptr_array_add (command, g_strdup_printf ("--lc-ctype=%s", self->ctype));
  if (self->provider == 'i')
    {
      g_ptr_array_add (command, g_strdup ("--locale-provider=icu"));
      g_ptr_array_add (command, g_strdup_printf ("--icu-locale=%s", self->icu_locale));
    }
  else if (self->provider == 'b')
    {
      g_ptr_array_add (command, g_strdup ("--locale-provider=builtin"));
      g_ptr_array_add (command, g_strdup_printf ("--builtin-locale=%s", self->icu_locale));
    }
  g_ptr_array_add (command, g_strdup_printf ("--pgdata=%s", self->data_folder));
  g_ptr_array_add (command, NULL);

  if (opt_cluster_guard_command (self->guard, (const char *const *) command->pdata, NULL,
                                 cancellable, error))
    {
      self->initialised = TRUE;
      return TRUE;
    }

  add_log (self, _ ("Could not make a private PostgreSQL"),
           _ ("If it names a locale, install that locale; if a folder, see that there is room."),
           error);

  return FALSE;
}

/* The server writes its state into the last line of its pid file; libpq's own tools look there
   too. */
static gboolean
is_ready (OptCluster *self)
{
  g_autofree char *path = g_build_filename (self->data_folder, "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv)
    lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);

  return g_strv_length (lines) >= 8 && g_str_has_prefix (lines[7], "ready")
         && g_ascii_strtoll (lines[0], NULL, 10) == g_atomic_int_get (&self->postmaster_pid);
}

static gboolean
wait_until_ready (OptCluster *self, GCancellable *cancellable, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + START_TIMEOUT_SECONDS * G_USEC_PER_SEC;

  while (!is_ready (self))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!opt_cluster_is_running (self))
        {
          add_log (self, _ ("The private PostgreSQL did not start"),
                   _ ("What its log says above is the cause."), error);
          return FALSE;
        }
      if (g_get_monotonic_time () > deadline)
        {
          opt_set_error (error, OPT_ERROR_TIMEOUT, _ ("See whether the machine is overloaded."),
                         _ ("The private PostgreSQL was not ready after %d seconds"),
                         START_TIMEOUT_SECONDS);
          return FALSE;
        }
      g_usleep (POLL_MICROSECONDS);
    }

  return TRUE;
}

/**
 * opt_cluster_start_server:
 * @self: a cluster with a data folder
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: %TRUE if the server accepts connections
 */
gboolean
opt_cluster_start_server (OptCluster *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) command = g_ptr_array_new_with_free_func (g_free);
  gint64 pid = 0;

  g_ptr_array_add (command, g_strdup ("start"));
  g_ptr_array_add (command, g_strdup ("-D"));
  g_ptr_array_add (command, g_strdup (self->data_folder));
  g_ptr_array_add (command, g_strdup ("-c"));
  g_ptr_array_add (command, g_strdup_printf ("unix_socket_directories=%s",
                                             opt_cluster_get_socket_folder (self)));
  if (!g_hash_table_contains (self->settings, "shared_preload_libraries")
      && opt_cluster_has_library (self->bindir, "pg_stat_statements"))
    {
      g_ptr_array_add (command, g_strdup ("-c"));
      g_ptr_array_add (command, g_strdup ("shared_preload_libraries=pg_stat_statements"));
    }
  for (guint i = 0; i < self->setting_names->len; i++)
    {
      const char *name = self->setting_names->pdata[i];

      g_ptr_array_add (command, g_strdup ("-c"));
      g_ptr_array_add (command,
                       g_strdup_printf ("%s=%s", name,
                                        (const char *) g_hash_table_lookup (self->settings, name)));
    }
  g_ptr_array_add (command, NULL);

  if (!opt_cluster_guard_command (self->guard, (const char *const *) command->pdata, &pid,
                                  cancellable, error))
    return FALSE;
  g_atomic_int_set (&self->postmaster_pid, (gint) pid);

  return wait_until_ready (self, cancellable, error);
}
