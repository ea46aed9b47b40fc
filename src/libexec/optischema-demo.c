/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * optischema-demo: owns the demo's cluster and runs its workload, from “optischema-cli demo start”
 * until it is sent SIGTERM or the process given by --owner ends. What it does stands in the status
 * file.
 */

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "opt-demo-build.h"
#include "opt-demo-load.h"
#include "opt-demo-status.h"
#include "opt-demo-workload.h"
#include "opt-error.h"
#include "opt-paths.h"
#include "opt-worker.h"

#define STATUS_SECONDS 2
#define OWNER_POLL_SECONDS 1

typedef struct
{
  GMainLoop *loop;
  GCancellable *cancellable;
  OptCluster *cluster;
  OptDemoLoad *load;
  /* The thread that builds writes it, afterwards the main loop. */
  OptDemoStatus *status;
  int owner_pid;
  gboolean is_building;
  gboolean is_ending;
} Demo;

static void
write_status (Demo *demo)
{
  g_autoptr (GError) error = NULL;

  if (!opt_demo_status_write (demo->status, &error))
    g_printerr ("%s\n", error->message);
}

static void
end (Demo *demo)
{
  demo->is_ending = TRUE;
  g_cancellable_cancel (demo->cancellable);
  if (!demo->is_building)
    g_main_loop_quit (demo->loop);
}

static void
fail (Demo *demo, const GError *error)
{
  OptDemoStatus *status = demo->status;

  status->state = OPT_DEMO_STATE_FAILED;
  g_clear_pointer (&status->conninfo, g_free);
  g_clear_pointer (&status->owner_conninfo, g_free);
  g_free (status->error);
  status->error = g_strdup (error->message);
  g_free (status->next_step);
  status->next_step = g_strdup (opt_error_get_next_step (error));
  end (demo);
}

static gboolean
on_signal (gpointer user_data)
{
  end (user_data);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_owner_ended (int fd, GIOCondition condition, gpointer user_data)
{
  end (user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
poll_owner (gpointer user_data)
{
  Demo *demo = user_data;

  if (kill (demo->owner_pid, 0) == 0 || errno == EPERM)
    return G_SOURCE_CONTINUE;
  end (demo);

  return G_SOURCE_REMOVE;
}

static void
watch_owner (Demo *demo)
{
  int fd = -1;

#ifdef SYS_pidfd_open
  fd = (int) syscall (SYS_pidfd_open, demo->owner_pid, 0);
#endif
  if (fd >= 0)
    g_unix_fd_add (fd, G_IO_IN, on_owner_ended, demo);
  else
    g_timeout_add_seconds (OWNER_POLL_SECONDS, poll_owner, demo);
}

static void
on_progress (const char *step, gint64 done, gint64 total, gpointer user_data)
{
  Demo *demo = user_data;

  g_free (demo->status->step);
  demo->status->step = g_strdup (step);
  demo->status->done = done;
  demo->status->total = total;
  write_status (demo);
}

static void
build_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Demo *demo = data;
  const OptProgress progress = { on_progress, demo };
  GError *error = NULL;

  opt_progress_report (&progress, -1, -1, _ ("Starting a private PostgreSQL"));
  if (opt_cluster_start_sync (demo->cluster, cancellable, &error)
      && opt_demo_build_sync (demo->cluster, demo->status->scale, &progress, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
on_status_due (gpointer user_data)
{
  Demo *demo = user_data;
  OptDemoStatus *status = demo->status;

  status->executed = opt_demo_load_get_executed (demo->load);
  status->errors = opt_demo_load_get_errors (demo->load);
  status->skipped = opt_demo_load_get_skipped (demo->load);
  status->busy = opt_demo_load_get_busy (demo->load);
  g_free (status->error);
  status->error = g_strdup (opt_demo_load_get_last_error (demo->load));

  if (!opt_demo_load_is_connected (demo->load))
    {
      g_autoptr (GError) error = NULL;

      opt_set_error (&error, OPT_ERROR_UNREACHABLE, _ ("Start the demo again."),
                     _ ("The demo's PostgreSQL went away"));
      fail (demo, error);
      return G_SOURCE_REMOVE;
    }
  write_status (demo);

  return G_SOURCE_CONTINUE;
}

static char *
make_address (Demo *demo, const char *role)
{
  g_autoptr (OptConninfo) conninfo
      = opt_cluster_get_conninfo (demo->cluster, role, OPT_DEMO_DATABASE);

  return opt_conninfo_to_string (conninfo);
}

static gboolean
start_load (Demo *demo, GError **error)
{
  g_autoptr (OptConninfo) conninfo
      = opt_cluster_get_conninfo (demo->cluster, OPT_DEMO_APPLICATION_ROLE, OPT_DEMO_DATABASE);
  g_autofree char *folder = opt_paths_find_data ("demo");
  g_autofree char *session_path = g_build_filename (folder, "session.sql", NULL);
  g_autofree char *session = NULL;
  g_autoptr (GPtrArray) statements = opt_demo_workload_load (demo->status->scale, error);

  if (statements == NULL || !g_file_get_contents (session_path, &session, NULL, error))
    return FALSE;
  demo->load = opt_demo_load_new (conninfo, statements, session);
  if (!opt_demo_load_start_sync (demo->load, demo->cancellable, error))
    return FALSE;

  demo->status->state = OPT_DEMO_STATE_RUNNING;
  g_clear_pointer (&demo->status->step, g_free);
  demo->status->done = demo->status->total;
  demo->status->conninfo = make_address (demo, OPT_DEMO_WATCHER_ROLE);
  demo->status->owner_conninfo = make_address (demo, OPT_DEMO_OWNER_ROLE);
  write_status (demo);
  g_timeout_add_seconds (STATUS_SECONDS, on_status_due, demo);

  return TRUE;
}

static void
on_built (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Demo *demo = user_data;
  g_autoptr (GError) error = NULL;
  gboolean built = g_task_propagate_boolean (G_TASK (result), &error);

  demo->is_building = FALSE;
  if (demo->is_ending)
    g_main_loop_quit (demo->loop);
  else if (!built || !start_load (demo, &error))
    fail (demo, error);
}

static void
run (Demo *demo)
{
  g_autoptr (GTask) task = g_task_new (NULL, demo->cancellable, on_built, demo);

  g_unix_signal_add (SIGTERM, on_signal, demo);
  g_unix_signal_add (SIGINT, on_signal, demo);
  g_unix_signal_add (SIGHUP, on_signal, demo);
  if (demo->owner_pid > 0)
    watch_owner (demo);

  demo->is_building = TRUE;
  g_task_set_task_data (task, demo, NULL);
  opt_worker_run (task, build_thread);
  g_main_loop_run (demo->loop);

  if (demo->load != NULL)
    opt_demo_load_stop (demo->load);
  opt_cluster_close_sync (demo->cluster, NULL);

  /* A failure is told until the next start; otherwise nothing is left. */
  if (demo->status->state == OPT_DEMO_STATE_FAILED)
    write_status (demo);
  else
    opt_demo_status_remove ();
}

static double
get_scale (void)
{
  const char *text = g_getenv ("OPTISCHEMA_DEMO_SCALE");
  double scale = text != NULL ? g_ascii_strtod (text, NULL) : 1;

  return scale > 0 ? scale : 1;
}

int
main (int argc, char **argv)
{
  Demo demo = { 0 };
  const GOptionEntry entries[] = {
    { "owner", 0, 0, G_OPTION_ARG_INT, &demo.owner_pid, "End with this process", "PID" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  /* The terminal's Ctrl+C is not for us. */
  setsid ();
  if (opt_demo_status_lock (&error) < 0)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  demo.loop = g_main_loop_new (NULL, FALSE);
  demo.cancellable = g_cancellable_new ();
  demo.cluster = opt_demo_build_make_cluster ();
  demo.status = opt_demo_status_new ();
  demo.status->state = OPT_DEMO_STATE_BUILDING;
  demo.status->pid = getpid ();
  demo.status->started = g_get_real_time ();
  demo.status->scale = get_scale ();

  run (&demo);

  g_clear_object (&demo.load);
  g_clear_object (&demo.cluster);
  g_clear_object (&demo.cancellable);
  g_main_loop_unref (demo.loop);
  opt_demo_status_free (demo.status);

  return 0;
}
