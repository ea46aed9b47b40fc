/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-store-job.h"

struct _OptStoreOwner
{
  GThread *thread;
  GAsyncQueue *jobs;
  OptStoreDatabase *database; /* the thread's alone */
  GMutex mutex;
  GCond job_over;
};

/* Queued to end the thread. */
static OptStoreJob end_of_jobs;

/* A job keeps its store, and by that the thread that is to run it. */
OptStoreJob *
opt_store_job_new (OptStore *store, OptStoreJobFunc run)
{
  OptStoreJob *self = g_new0 (OptStoreJob, 1);

  self->store = g_object_ref (store);
  self->run = run;

  return self;
}

OptStoreJob *
opt_store_job_new_statement (OptStore *store,
                             OptStoreJobFunc run,
                             const char *sql,
                             const OptStoreValue *params,
                             gsize n_params)
{
  OptStoreJob *self = opt_store_job_new (store, run);

  self->sql = g_strdup (sql);
  self->params = g_array_sized_new (FALSE, FALSE, sizeof (OptStoreValue), (guint) n_params);
  g_array_set_clear_func (self->params, (GDestroyNotify) opt_store_value_clear);
  for (gsize i = 0; i < n_params; i++)
    {
      OptStoreValue copy = opt_store_value_copy (&params[i]);

      g_array_append_val (self->params, copy);
    }

  return self;
}

void
opt_store_job_free (OptStoreJob *self)
{
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_free (self->sql);
  g_clear_pointer (&self->params, g_array_unref);
  g_clear_pointer (&self->result, opt_store_result_free);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->task);
  g_object_unref (self->store);
  g_free (self);
}

static void
interrupt (GCancellable *cancellable, gpointer database)
{
  opt_store_database_interrupt (database);
}

static void
run_job (OptStoreOwner *self, OptStoreJob *job)
{
  gulong handler = 0;

  if (job->cancellable != NULL && self->database != NULL)
    handler
        = g_cancellable_connect (job->cancellable, G_CALLBACK (interrupt), self->database, NULL);
  job->succeeded = !g_cancellable_set_error_if_cancelled (job->cancellable, &job->error)
                   && job->run (job, &self->database, &job->error);
  g_cancellable_disconnect (job->cancellable, handler);
}

static void
return_through_task (OptStoreJob *job)
{
  if (!job->succeeded)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else if (job->result != NULL)
    g_task_return_pointer (job->task, g_steal_pointer (&job->result),
                           (GDestroyNotify) opt_store_result_free);
  else
    g_task_return_boolean (job->task, TRUE);
}

static gpointer
owner_thread (gpointer data)
{
  OptStoreOwner *self = data;
  OptStoreJob *job;

  while ((job = g_async_queue_pop (self->jobs)) != &end_of_jobs)
    {
      run_job (self, job);
      if (job->task != NULL)
        {
          return_through_task (job);
          opt_store_job_free (job);
          continue;
        }

      g_mutex_lock (&self->mutex);
      job->over = TRUE;
      g_cond_broadcast (&self->job_over);
      g_mutex_unlock (&self->mutex);
    }

  opt_store_database_close (self->database);
  g_async_queue_unref (self->jobs);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->job_over);
  g_free (self);

  return NULL;
}

OptStoreOwner *
opt_store_owner_start (void)
{
  OptStoreOwner *self = g_new0 (OptStoreOwner, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->job_over);
  self->jobs = g_async_queue_new ();
  self->thread = g_thread_new ("opt-store", owner_thread, self);

  return self;
}

/*
 * Ends the thread, which closes the database, and waits for that. The last reference to a store may
 * have been a job's: then this is that thread, and it ends after this.
 */
void
opt_store_owner_stop (OptStoreOwner *self)
{
  GThread *thread = self->thread;
  gboolean is_owner = g_thread_self () == thread;

  g_async_queue_push (self->jobs, &end_of_jobs);
  if (is_owner)
    g_thread_unref (thread);
  else
    g_thread_join (thread);
}

/*
 * Runs @job and waits for it; within a transaction, that is in the owner thread, at once. @job
 * stays the caller's.
 */
gboolean
opt_store_owner_run (OptStoreOwner *self, OptStoreJob *job, GError **error)
{
  if (g_thread_self () == self->thread)
    {
      run_job (self, job);
    }
  else
    {
      g_async_queue_push (self->jobs, job);
      g_mutex_lock (&self->mutex);
      while (!job->over)
        g_cond_wait (&self->job_over, &self->mutex);
      g_mutex_unlock (&self->mutex);
    }

  if (job->error != NULL)
    g_propagate_error (error, g_steal_pointer (&job->error));

  return job->succeeded;
}

/* Takes @job and queues it; @task returns when it was run. */
void
opt_store_owner_push (OptStoreOwner *self, OptStoreJob *job, GTask *task)
{
  job->task = g_object_ref (task);
  g_set_object (&job->cancellable, g_task_get_cancellable (task));
  /* What was done is said to be done, even if it was cancelled right after. */
  g_task_set_check_cancellable (task, FALSE);
  g_async_queue_push (self->jobs, job);
}
