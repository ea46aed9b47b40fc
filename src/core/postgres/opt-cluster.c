/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-cluster.h"
#include "opt-cluster-private.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "opt-worker.h"

#define LOG_TAIL_BYTES 4000

G_DEFINE_FINAL_TYPE (OptCluster, opt_cluster, G_TYPE_OBJECT)

static void
forget_folders (OptCluster *self)
{
  g_clear_pointer (&self->guard, opt_cluster_guard_free);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->data_folder, g_free);
  g_clear_pointer (&self->own_socket_folder, g_free);
  self->initialised = FALSE;
  g_atomic_int_set (&self->postmaster_pid, 0);
}

static void
opt_cluster_finalize (GObject *object)
{
  OptCluster *self = OPT_CLUSTER (object);

  forget_folders (self);
  g_free (self->wanted_folder);
  g_free (self->encoding);
  g_free (self->collate);
  g_free (self->ctype);
  g_free (self->icu_locale);
  g_free (self->bindir);
  g_ptr_array_unref (self->setting_names);
  g_hash_table_unref (self->settings);
  g_mutex_clear (&self->operation);

  G_OBJECT_CLASS (opt_cluster_parent_class)->finalize (object);
}

static void
opt_cluster_class_init (OptClusterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_cluster_finalize;
}

static void
opt_cluster_init (OptCluster *self)
{
  g_mutex_init (&self->operation);
  self->setting_names = g_ptr_array_new_with_free_func (g_free);
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->encoding = g_strdup ("UTF8");
  self->collate = g_strdup ("C.UTF-8");
  self->ctype = g_strdup ("C.UTF-8");
  self->provider = 'c';

  opt_cluster_set_setting (self, "listen_addresses", "");
  /* What is in it can be made again, so a crash of the machine may lose it. */
  opt_cluster_set_setting (self, "fsync", "off");
  opt_cluster_set_setting (self, "full_page_writes", "off");
  opt_cluster_set_setting (self, "synchronous_commit", "off");
  opt_cluster_set_setting (self, "track_io_timing", "on");
}

/**
 * opt_cluster_new:
 *
 * Returns: (transfer full): a cluster that is not started yet: temporary, of the newest version on
 *   this machine, UTF-8 with the C.UTF-8 locale
 */
OptCluster *
opt_cluster_new (void)
{
  return g_object_new (OPT_TYPE_CLUSTER, NULL);
}

/**
 * opt_cluster_set_major:
 * @self: a cluster
 * @major: the major version, or 0 for the newest there is
 *
 * Before the first start.
 */
void
opt_cluster_set_major (OptCluster *self, int major)
{
  g_return_if_fail (OPT_IS_CLUSTER (self));

  self->wanted_major = major;
}

/**
 * opt_cluster_set_folder:
 * @self: a cluster
 * @folder: (nullable): where to keep the cluster
 *
 * With a folder of its own a cluster is kept when it is closed, and the next one with that folder
 * finds the data there. Without, it is made in a new folder and removed. Before the first start.
 */
void
opt_cluster_set_folder (OptCluster *self, const char *folder)
{
  g_return_if_fail (OPT_IS_CLUSTER (self));

  g_free (self->wanted_folder);
  self->wanted_folder = g_strdup (folder);
}

/**
 * opt_cluster_set_locale:
 * @self: a cluster
 * @encoding: the databases' encoding, as the server names it
 * @collate: LC_COLLATE
 * @ctype: LC_CTYPE
 * @provider: `c` for libc, `i` for ICU, `b` for the server's own
 * @icu_locale: (nullable): the locale of a provider other than libc
 *
 * Before the first start.
 */
void
opt_cluster_set_locale (OptCluster *self,
                        const char *encoding,
                        const char *collate,
                        const char *ctype,
                        char provider,
                        const char *icu_locale)
{
  g_return_if_fail (OPT_IS_CLUSTER (self));
  g_return_if_fail (encoding != NULL && collate != NULL && ctype != NULL);

  g_free (self->encoding);
  g_free (self->collate);
  g_free (self->ctype);
  g_free (self->icu_locale);
  self->encoding = g_strdup (encoding);
  self->collate = g_strdup (collate);
  self->ctype = g_strdup (ctype);
  self->icu_locale = g_strdup (icu_locale);
  self->provider = provider;
}

/**
 * opt_cluster_set_setting:
 * @self: a cluster
 * @name: a setting of postgresql.conf
 * @value: (nullable): its value; %NULL for the server's default
 *
 * Takes effect with the next start.
 */
void
opt_cluster_set_setting (OptCluster *self, const char *name, const char *value)
{
  g_return_if_fail (OPT_IS_CLUSTER (self));
  g_return_if_fail (name != NULL);

  for (guint i = 0; i < self->setting_names->len; i++)
    {
      if (g_str_equal (self->setting_names->pdata[i], name))
        {
          g_hash_table_remove (self->settings, name);
          g_ptr_array_remove_index (self->setting_names, i);
          break;
        }
    }
  if (value != NULL)
    {
      char *kept = g_strdup (name);

      g_ptr_array_add (self->setting_names, kept);
      g_hash_table_insert (self->settings, kept, g_strdup (value));
    }
}

static gboolean
close_locked (OptCluster *self, GError **error)
{
  gboolean done = self->guard == NULL || opt_cluster_guard_end (self->guard, error);

  forget_folders (self);

  return done;
}

static gboolean
start_locked (OptCluster *self, GCancellable *cancellable, GError **error)
{
  gboolean is_first = self->guard == NULL;
  g_autoptr (GError) local_error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (opt_cluster_is_running (self))
    return TRUE;

  if ((is_first && !opt_cluster_prepare (self, cancellable, &local_error))
      || (!self->initialised && !opt_cluster_run_initdb (self, cancellable, &local_error))
      || !opt_cluster_start_server (self, cancellable, &local_error))
    {
      /* Nothing of a cluster that never ran, or whose answer nobody waited for, stays behind. */
      if (is_first || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        close_locked (self, NULL);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

/**
 * opt_cluster_start_sync:
 * @self: a cluster
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Makes the cluster where it is not made yet, starts its server and waits until it accepts
 * connections: one to three seconds. Blocks: not for a thread that runs a main loop. When a first
 * start fails or any start is cancelled, nothing stays behind, other than a folder set by
 * opt_cluster_set_folder().
 *
 * Returns: %TRUE if it accepts connections; %OPT_ERROR_UNSUPPORTED without server programs,
 *   %OPT_ERROR_NO_SPACE, %OPT_ERROR_TIMEOUT, or %OPT_ERROR_FAILED with the end of the server's log
 */
gboolean
opt_cluster_start_sync (OptCluster *self, GCancellable *cancellable, GError **error)
{
  gboolean started;

  g_return_val_if_fail (OPT_IS_CLUSTER (self), FALSE);

  g_mutex_lock (&self->operation);
  started = start_locked (self, cancellable, error);
  g_mutex_unlock (&self->operation);

  return started;
}

static void
start_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (opt_cluster_start_sync (source, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * opt_cluster_start_async:
 * @self: a cluster
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it accepts connections, or failed
 * @user_data: for @callback
 *
 * As opt_cluster_start_sync(), in a thread of its own.
 */
void
opt_cluster_start_async (OptCluster *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (OPT_IS_CLUSTER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_cluster_start_async);
  opt_worker_run (task, start_thread);
}

/**
 * opt_cluster_start_finish:
 * @self: a cluster
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: %TRUE if it accepts connections
 */
gboolean
opt_cluster_start_finish (OptCluster *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
command_locked (OptCluster *self, const char *name, GError **error)
{
  const char *const command[] = { name, NULL };

  if (self->guard == NULL)
    return TRUE;
  if (!opt_cluster_guard_command (self->guard, command, NULL, NULL, error))
    return FALSE;
  g_atomic_int_set (&self->postmaster_pid, 0);

  return TRUE;
}

/**
 * opt_cluster_stop_sync:
 * @self: a cluster
 * @error: return location for an error
 *
 * Stops the server: its sessions are ended. The folder stays, until the cluster is closed or this
 * process ends. Blocks until the server has ended.
 *
 * Returns: %TRUE if no server runs any more
 */
gboolean
opt_cluster_stop_sync (OptCluster *self, GError **error)
{
  gboolean stopped;

  g_return_val_if_fail (OPT_IS_CLUSTER (self), FALSE);

  g_mutex_lock (&self->operation);
  stopped = command_locked (self, "stop", error);
  g_mutex_unlock (&self->operation);

  return stopped;
}

/**
 * opt_cluster_restart_sync:
 * @self: a cluster
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Stops the server and starts it again with the settings as they are now.
 *
 * Returns: %TRUE if it accepts connections again
 */
gboolean
opt_cluster_restart_sync (OptCluster *self, GCancellable *cancellable, GError **error)
{
  gboolean started;

  g_return_val_if_fail (OPT_IS_CLUSTER (self), FALSE);

  g_mutex_lock (&self->operation);
  started = command_locked (self, "stop", error) && start_locked (self, cancellable, error);
  g_mutex_unlock (&self->operation);

  return started;
}

/**
 * opt_cluster_kill:
 * @self: a cluster
 * @error: return location for an error
 *
 * Ends the server as a crash does, by SIGKILL. It can be started again.
 *
 * Returns: %TRUE if no server runs any more
 */
gboolean
opt_cluster_kill (OptCluster *self, GError **error)
{
  gboolean killed;

  g_return_val_if_fail (OPT_IS_CLUSTER (self), FALSE);

  g_mutex_lock (&self->operation);
  killed = command_locked (self, "kill", error);
  g_mutex_unlock (&self->operation);

  return killed;
}

/**
 * opt_cluster_close_sync:
 * @self: a cluster
 * @error: return location for an error
 *
 * Stops the server, removes the folder where it is a temporary one, and waits until that is done.
 * Dropping the last reference does the same without waiting.
 *
 * Returns: %TRUE if nothing is left
 */
gboolean
opt_cluster_close_sync (OptCluster *self, GError **error)
{
  gboolean closed;

  g_return_val_if_fail (OPT_IS_CLUSTER (self), FALSE);

  g_mutex_lock (&self->operation);
  closed = close_locked (self, error);
  g_mutex_unlock (&self->operation);

  return closed;
}

/**
 * opt_cluster_is_running:
 * @self: a cluster
 *
 * Returns: %TRUE if the server's first process is there
 */
gboolean
opt_cluster_is_running (OptCluster *self)
{
  int pid;

  g_return_val_if_fail (OPT_IS_CLUSTER (self), FALSE);

  pid = g_atomic_int_get (&self->postmaster_pid);

  return pid > 0 && (kill (pid, 0) == 0 || errno == EPERM);
}

/**
 * opt_cluster_get_major:
 * @self: a cluster
 *
 * Returns: the server's major version; 0 before the first start
 */
int
opt_cluster_get_major (OptCluster *self)
{
  g_return_val_if_fail (OPT_IS_CLUSTER (self), 0);

  return self->major;
}

/**
 * opt_cluster_get_postmaster_pid:
 * @self: a cluster
 *
 * Returns: the process id of the server's first process, or 0
 */
GPid
opt_cluster_get_postmaster_pid (OptCluster *self)
{
  g_return_val_if_fail (OPT_IS_CLUSTER (self), 0);

  return g_atomic_int_get (&self->postmaster_pid);
}

/**
 * opt_cluster_get_data_folder:
 * @self: a cluster
 *
 * Returns: (nullable): the server's data folder, from the first start on until it is closed
 */
const char *
opt_cluster_get_data_folder (OptCluster *self)
{
  g_return_val_if_fail (OPT_IS_CLUSTER (self), NULL);

  return self->data_folder;
}

/**
 * opt_cluster_get_socket_folder:
 * @self: a cluster
 *
 * Returns: (nullable): the folder that holds the server's socket, as `host` in a conninfo
 */
const char *
opt_cluster_get_socket_folder (OptCluster *self)
{
  g_return_val_if_fail (OPT_IS_CLUSTER (self), NULL);

  return self->own_socket_folder != NULL ? self->own_socket_folder : self->folder;
}

/**
 * opt_cluster_get_conninfo:
 * @self: a cluster that was started
 * @user: (nullable): the role, `postgres` (the superuser) if %NULL
 * @database: (nullable): the database, `postgres` if %NULL
 *
 * Returns: (transfer full): where to connect; nothing in the environment changes it
 */
OptConninfo *
opt_cluster_get_conninfo (OptCluster *self, const char *user, const char *database)
{
  const char *const values[][2] = {
    { "host", opt_cluster_get_socket_folder (self) },
    { "port", "5432" },
    { "user", user != NULL ? user : "postgres" },
    { "dbname", database != NULL ? database : "postgres" },
    { "sslmode", "disable" },
    { "gssencmode", "disable" },
    { "target_session_attrs", "any" },
  };
  g_autoptr (OptConninfo) conninfo = NULL;

  g_return_val_if_fail (OPT_IS_CLUSTER (self), NULL);
  g_return_val_if_fail (self->folder != NULL, NULL);

  conninfo = opt_conninfo_new ("", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      OptConninfo *changed = opt_conninfo_with (conninfo, values[i][0], values[i][1]);

      opt_conninfo_unref (conninfo);
      conninfo = changed;
    }

  return g_steal_pointer (&conninfo);
}

/**
 * opt_cluster_get_log_tail:
 * @self: a cluster
 *
 * Returns: (transfer full): the end of what initdb and the server wrote, whole lines; "" if nothing
 */
char *
opt_cluster_get_log_tail (OptCluster *self)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  const char *start;

  g_return_val_if_fail (OPT_IS_CLUSTER (self), NULL);

  if (self->folder == NULL)
    return g_strdup ("");
  path = g_build_filename (self->folder, "server.log", NULL);
  if (!g_file_get_contents (path, &text, &length, NULL))
    return g_strdup ("");

  g_strchomp (text);
  start = text;
  if (strlen (text) > LOG_TAIL_BYTES)
    {
      const char *line_end = strchr (text + strlen (text) - LOG_TAIL_BYTES, '\n');

      start = line_end != NULL ? line_end + 1 : text;
    }

  return g_utf8_make_valid (start, -1);
}
