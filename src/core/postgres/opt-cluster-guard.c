/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-cluster-private.h"

#include <glib/gi18n-lib.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-paths.h"

struct _OptClusterGuard
{
  GSubprocess *process;
  GOutputStream *commands;
  GDataInputStream *answers;
};

/* What initdb and the server may see of our environment: nothing of PGHOST, PGDATA and the like,
   no locale, no secrets. The sanitizers' options are for a build that uses them. */
static char **
make_environment (void)
{
  static const char *const kept[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS" };
  char **environment
      = g_environ_setenv (NULL, "PATH",
                          "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin", TRUE);

  environment = g_environ_setenv (environment, "LC_ALL", "C", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      const char *value = g_getenv (kept[i]);

      if (value != NULL)
        environment = g_environ_setenv (environment, kept[i], value, TRUE);
    }

  return environment;
}

/**
 * opt_cluster_get_unprivileged_user:
 * @error: return location for an error
 *
 * PostgreSQL refuses to run as root. As root a cluster runs as `postgres` where there is such a
 * user, otherwise as `nobody`.
 *
 * Returns: (nullable): the name of the user a cluster runs as
 */
const char *
opt_cluster_get_unprivileged_user (GError **error)
{
  static const char *const candidates[] = { "postgres", "nobody" };

  if (geteuid () != 0)
    return g_get_user_name ();

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      struct passwd entry;
      struct passwd *found = NULL;
      char buffer[4096];

      if (getpwnam_r (candidates[i], &entry, buffer, sizeof buffer, &found) == 0 && found != NULL)
        return candidates[i];
    }

  opt_set_error (error, OPT_ERROR_UNSUPPORTED,
                 _ ("Run OptiSchema as an ordinary user, or add a user named postgres."),
                 _ ("PostgreSQL does not run as root, and there is neither a user postgres nor a "
                    "user nobody"));

  return NULL;
}

static gboolean
read_answer (OptClusterGuard *self, gint64 *number, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *line
      = g_data_input_stream_read_line (self->answers, NULL, cancellable, &local_error);

  if (line == NULL)
    {
      if (local_error != NULL && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&local_error));
      else
        opt_set_error (error, OPT_ERROR_FAILED, NULL,
                       _ ("The private PostgreSQL's helper process ended unexpectedly"));
      return FALSE;
    }

  if (g_str_has_prefix (line, "ok"))
    {
      if (number != NULL)
        *number = g_ascii_strtoll (line + 2, NULL, 10);
      return TRUE;
    }

  opt_set_error (error, OPT_ERROR_FAILED, NULL, "%s",
                 g_str_has_prefix (line, "failed ") ? line + strlen ("failed ") : line);

  return FALSE;
}

/**
 * opt_cluster_guard_new:
 * @folder: the cluster's folder
 * @socket_folder: (nullable): where the socket is, if not in @folder; removed in the end
 * @bindir: where the server's programs are
 * @user: the user to run as, when we are root
 * @remove_folder: whether @folder is removed in the end
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the running guard
 */
OptClusterGuard *
opt_cluster_guard_new (const char *folder,
                       const char *socket_folder,
                       const char *bindir,
                       const char *user,
                       gboolean remove_folder,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (OptClusterGuard) self = g_new0 (OptClusterGuard, 1);
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *program = opt_paths_find_helper ("optischema-cluster-guard");
  g_auto (GStrv)
    environment = make_environment ();
  g_autoptr (GError) local_error = NULL;

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (char *) "--folder");
  g_ptr_array_add (argv, (char *) folder);
  g_ptr_array_add (argv, (char *) "--bindir");
  g_ptr_array_add (argv, (char *) bindir);
  g_ptr_array_add (argv, (char *) "--user");
  g_ptr_array_add (argv, (char *) user);
  if (socket_folder != NULL)
    {
      g_ptr_array_add (argv, (char *) "--socket-folder");
      g_ptr_array_add (argv, (char *) socket_folder);
    }
  if (remove_folder)
    g_ptr_array_add (argv, (char *) "--remove");
  g_ptr_array_add (argv, NULL);

  g_subprocess_launcher_set_environ (launcher, environment);
  self->process
      = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &local_error);
  if (self->process == NULL)
    {
      opt_set_error (error, OPT_ERROR_FAILED,
                     _ ("Install OptiSchema completely: one of its helper programs is missing."),
                     _ ("Could not run %s: %s"), program, local_error->message);
      return NULL;
    }

  self->commands = g_object_ref (g_subprocess_get_stdin_pipe (self->process));
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  if (!read_answer (self, NULL, cancellable, error))
    {
      opt_cluster_guard_end (self, NULL);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * opt_cluster_guard_command:
 * @self: a guard
 * @command: the command and its arguments
 * @number: (out) (optional): the number in its answer
 * @cancellable: (nullable): stops waiting for the answer; only opt_cluster_guard_end() makes sense
 *   after that
 * @error: return location for an error
 *
 * Returns: %TRUE if it was done
 */
gboolean
opt_cluster_guard_command (OptClusterGuard *self,
                           const char *const *command,
                           gint64 *number,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GError) local_error = NULL;

  for (guint i = 0; command[i] != NULL; i++)
    {
      if (strpbrk (command[i], "\t\n") != NULL)
        {
          opt_set_error (error, OPT_ERROR_INVALID, NULL,
                         _ ("A private PostgreSQL can't be given the argument “%s”"), command[i]);
          return FALSE;
        }
      if (i > 0)
        g_string_append_c (line, '\t');
      g_string_append (line, command[i]);
    }
  g_string_append_c (line, '\n');

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  /* A short line into a pipe that is read: it does not block. */
  if (!g_output_stream_write_all (self->commands, line->str, line->len, NULL, NULL, &local_error))
    {
      opt_set_error (error, OPT_ERROR_FAILED, NULL,
                     _ ("The private PostgreSQL's helper process is gone: %s"),
                     local_error->message);
      return FALSE;
    }

  return read_answer (self, number, cancellable, error);
}

/**
 * opt_cluster_guard_end:
 * @self: a guard
 * @error: return location for an error
 *
 * Lets the guard stop what runs and remove what is to be removed, and waits until it has.
 *
 * Returns: %TRUE if the guard ended in order
 */
gboolean
opt_cluster_guard_end (OptClusterGuard *self, GError **error)
{
  g_output_stream_close (self->commands, NULL, NULL);
  g_subprocess_wait (self->process, NULL, NULL);

  if (g_subprocess_get_if_exited (self->process)
      && g_subprocess_get_exit_status (self->process) == 0)
    return TRUE;

  opt_set_error (error, OPT_ERROR_FAILED, NULL,
                 _ ("The private PostgreSQL's helper process did not end in order"));

  return FALSE;
}

/**
 * opt_cluster_guard_free:
 * @self: (transfer full): a guard
 *
 * Closes its pipe and does not wait: the guard ends by itself after it has cleaned up.
 */
void
opt_cluster_guard_free (OptClusterGuard *self)
{
  if (self->commands != NULL)
    g_output_stream_close (self->commands, NULL, NULL);
  g_clear_object (&self->commands);
  g_clear_object (&self->answers);
  g_clear_object (&self->process);
  g_free (self);
}
