/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-demo-starter.h"

#include <unistd.h>

#include "opt-error.h"
#include "opt-worker.h"

#define POLL_MS 200

/* Returns: whether there is something to return; else to look again. */
static gboolean
try (const OptProgress *progress, GCancellable *cancellable, OptDemoStatus **status, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *status = opt_demo_start_sync (getpid (), progress, cancellable, &failure);
  if (*status != NULL)
    return TRUE;
  if (!g_error_matches (failure, OPT_ERROR, OPT_ERROR_CONFLICT))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return TRUE;
    }

  /* Somebody else has started it: theirs will do, when it is built. */
  *status = opt_demo_get_status (error);
  if (*status == NULL || (*status)->state == OPT_DEMO_STATE_RUNNING)
    return TRUE;
  if ((*status)->step != NULL)
    opt_progress_report (progress, (*status)->done, (*status)->total, "%s", (*status)->step);
  g_clear_pointer (status, opt_demo_status_free);

  return g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
run_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const OptProgress *progress = opt_job_get_progress (data);
  OptDemoStatus *status = NULL;
  GError *error = NULL;

  while (!try (progress, cancellable, &status, &error))
    g_usleep (POLL_MS * 1000);

  if (status != NULL)
    g_task_return_pointer (task, status, (GDestroyNotify) opt_demo_status_free);
  else
    g_task_return_error (task, error);
}

/**
 * opt_demo_starter_run_async:
 * @job: whom to tell the steps, and what cancels it
 * @callback: called when the demo runs
 * @user_data: for @callback
 *
 * Starts the demo, which ends with this process, or finds one that runs already, or is being built.
 */
void
opt_demo_starter_run_async (OptJob *job, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (OPT_IS_JOB (job));

  task = g_task_new (NULL, opt_job_get_cancellable (job), callback, user_data);
  g_task_set_source_tag (task, opt_demo_starter_run_async);
  g_task_set_task_data (task, g_object_ref (job), g_object_unref);
  opt_job_begin (job);
  opt_worker_run (task, run_thread);
}

/**
 * opt_demo_starter_run_finish:
 * @result: what the callback was given
 * @error: return location for an error, with the next step
 *
 * Returns: (transfer full) (nullable): the status of the demo, which runs
 */
OptDemoStatus *
opt_demo_starter_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  opt_job_end (g_task_get_task_data (G_TASK (result)));

  return g_task_propagate_pointer (G_TASK (result), error);
}
