/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-demo.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <signal.h>

#include "opt-error.h"
#include "opt-paths.h"
#include "opt-worker.h"

#define POLL_MICROSECONDS 100000
#define STOP_TIMEOUT_SECONDS 60

typedef struct
{
  int owner_pid;
  OptProgress progress;
  gboolean has_progress;
} Start;

static GSubprocess *
spawn (int owner_pid, GError **error)
{
  g_autofree char *program = opt_paths_find_helper ("optischema-demo");
  g_autofree char *owner = g_strdup_printf ("%d", owner_pid);
  const char *argv[] = { program, owner_pid > 0 ? "--owner" : NULL, owner, NULL };
  GSubprocess *process;
  g_autoptr (GError) local_error = NULL;

  process
      = g_subprocess_newv (argv,
                           G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                           &local_error);
  if (process == NULL)
    opt_set_error (error, OPT_ERROR_FAILED,
                   _ ("Install OptiSchema completely: one of its helper programs is missing."),
                   _ ("Could not run %s: %s"), program, local_error->message);

  return process;
}

static gboolean
set_failure (const OptDemoStatus *status, GError **error)
{
  opt_set_error (error, OPT_ERROR_FAILED, status->next_step,
                 _ ("The demo could not be started: %s"),
                 status->error != NULL ? status->error : _ ("its process ended"));

  return FALSE;
}

/* TRUE with @status set when there is nothing to wait for any more. */
static gboolean
has_settled (GSubprocess *process, OptDemoStatus **status, GError **error)
{
  gboolean has_ended = g_subprocess_get_identifier (process) == NULL;

  /* In this order: a process that has ended has written its last word before. */
  *status = opt_demo_status_read (error);
  if (*status == NULL)
    return TRUE;
  if ((*status)->state == OPT_DEMO_STATE_RUNNING)
    return TRUE;
  if ((*status)->state != OPT_DEMO_STATE_FAILED && !has_ended)
    return FALSE;

  set_failure (*status, error);
  g_clear_pointer (status, opt_demo_status_free);

  return TRUE;
}

/**
 * opt_demo_start_sync:
 * @owner_pid: the process with which the demo ends, or 0 for one that runs until it is stopped
 * @progress: (nullable): told of the building, in steps
 * @cancellable: (nullable): cancelled, the demo is stopped again
 * @error: return location for an error
 *
 * Starts the demo in a process of its own and waits until its database is built, its workload runs.
 * `$OPTISCHEMA_DEMO_SCALE` shrinks it.
 *
 * Returns: (transfer full) (nullable): its status; %OPT_ERROR_CONFLICT if it runs already
 */
OptDemoStatus *
opt_demo_start_sync (int owner_pid,
                     const OptProgress *progress,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (OptDemoStatus) status = opt_demo_status_read (error);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *told = NULL;

  if (status == NULL)
    return NULL;
  if (status->state == OPT_DEMO_STATE_RUNNING || status->state == OPT_DEMO_STATE_BUILDING)
    {
      opt_set_error (
          error, OPT_ERROR_CONFLICT,
          _ ("See “optischema-cli demo status”, or stop it by “optischema-cli demo stop”."),
          _ ("The demo is running already"));
      return NULL;
    }

  opt_demo_status_remove ();
  process = spawn (owner_pid, error);
  if (process == NULL)
    return NULL;

  for (;;)
    {
      g_clear_pointer (&status, opt_demo_status_free);
      if (has_settled (process, &status, error))
        return g_steal_pointer (&status);
      if (status->step != NULL && g_strcmp0 (status->step, told) != 0)
        {
          opt_progress_report (progress, status->done, status->total, "%s", status->step);
          g_free (told);
          told = g_strdup (status->step);
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          /* Not opt_demo_stop_sync(): the process may not have told of itself yet. */
          g_subprocess_send_signal (process, SIGTERM);
          g_subprocess_wait (process, NULL, NULL);
          opt_demo_status_remove ();
          return NULL;
        }
      g_usleep (POLL_MICROSECONDS);
    }
}

static void
start_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Start *start = data;
  GError *error = NULL;
  OptDemoStatus *status
      = opt_demo_start_sync (start->owner_pid, start->has_progress ? &start->progress : NULL,
                             cancellable, &error);

  if (status != NULL)
    g_task_return_pointer (task, status, (GDestroyNotify) opt_demo_status_free);
  else
    g_task_return_error (task, error);
}

/**
 * opt_demo_start_async:
 * @owner_pid: the process with which the demo ends, or 0 for one that runs until it is stopped
 * @progress: (nullable): told of the building, in another thread
 * @cancellable: (nullable): cancelled, the demo is stopped again
 * @callback: called when it runs or failed
 * @user_data: for @callback
 *
 * As opt_demo_start_sync(), in a thread of its own.
 */
void
opt_demo_start_async (int owner_pid,
                      const OptProgress *progress,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Start *start = g_new0 (Start, 1);

  start->owner_pid = owner_pid;
  start->has_progress = progress != NULL;
  if (progress != NULL)
    start->progress = *progress;
  g_task_set_source_tag (task, opt_demo_start_async);
  g_task_set_task_data (task, start, g_free);
  opt_worker_run (task, start_thread);
}

/**
 * opt_demo_start_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the status of the running demo
 */
OptDemoStatus *
opt_demo_start_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * opt_demo_get_status:
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what the demo is doing
 */
OptDemoStatus *
opt_demo_get_status (GError **error)
{
  return opt_demo_status_read (error);
}

/**
 * opt_demo_stop_sync:
 * @cancellable: (nullable): stops waiting
 * @error: return location for an error
 *
 * Stops the demo and waits until nothing of it is left. One that does not run is stopped already.
 *
 * Returns: %TRUE if there is no demo any more
 */
gboolean
opt_demo_stop_sync (GCancellable *cancellable, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + STOP_TIMEOUT_SECONDS * G_USEC_PER_SEC;

  for (gboolean is_first = TRUE;; is_first = FALSE)
    {
      g_autoptr (OptDemoStatus) status = opt_demo_status_read (error);

      if (status == NULL)
        return FALSE;
      if (status->state == OPT_DEMO_STATE_STOPPED || status->state == OPT_DEMO_STATE_FAILED)
        {
          /* Also what a process that was killed could not remove. */
          opt_demo_status_remove ();
          return TRUE;
        }
      if (is_first && kill (status->pid, SIGTERM) != 0 && errno == EPERM)
        {
          opt_set_error (error, OPT_ERROR_DENIED, _ ("Stop it as the user who started it."),
                         _ ("The demo belongs to another user"));
          return FALSE;
        }
      if (g_get_monotonic_time () > deadline)
        {
          opt_set_error (error, OPT_ERROR_TIMEOUT,
                         _ ("See what its process does, and end that process."),
                         _ ("The demo, process %d, has not ended after %d seconds"), status->pid,
                         STOP_TIMEOUT_SECONDS);
          return FALSE;
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_usleep (POLL_MICROSECONDS);
    }
}
