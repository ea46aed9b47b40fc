/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-worker.h"

typedef struct
{
  GTask *task;
  GTaskThreadFunc func;
} Work;

static gboolean
do_nothing (gpointer task)
{
  return G_SOURCE_REMOVE;
}

static gpointer
work_thread (gpointer data)
{
  Work *work = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  work->func (work->task, g_task_get_source_object (work->task), g_task_get_task_data (work->task),
              g_task_get_cancellable (work->task));
  /* What the work disposed of may still have something to say to this context. */
  while (g_main_context_iteration (context, FALSE))
    ;

  /* In its own thread: the last reference takes the source object with it, which lives there. While
   * this thread has a context of its own, it is not taken for the other's. */
  g_main_context_invoke_full (g_task_get_context (work->task), G_PRIORITY_DEFAULT, do_nothing,
                              work->task, g_object_unref);
  g_main_context_pop_thread_default (context);
  g_free (work);

  return NULL;
}

/**
 * opt_worker_run:
 * @task: the task; its data is the work's argument
 * @func: the work; returns through @task, exactly once
 *
 * Runs @func in a thread of its own with a main context of its own as the thread default. Work of
 * many steps (a shadow, a search, a trial) is written there as a plain sequence of `_sync` calls:
 * its connections live on the thread's context and the caller's main loop is never held. Unlike
 * g_task_run_in_thread() it takes no place in GIO's small pool, which minutes of work would block.
 */
void
opt_worker_run (GTask *task, GTaskThreadFunc func)
{
  Work *work;

  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (func != NULL);

  work = g_new0 (Work, 1);
  work->task = g_object_ref (task);
  work->func = func;

  g_task_set_check_cancellable (task, FALSE);
  g_thread_unref (g_thread_new ("opt-worker", work_thread, work));
}
