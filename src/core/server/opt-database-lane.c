/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-lane.h"

#include <glib/gi18n-lib.h>

/* What is older is read anew before the next work: tables come and go. */
#define CATALOG_AGE (60 * G_USEC_PER_SEC)

/* One piece of work. Made, and ended, in the lane's own thread; run in the worker. */
typedef struct
{
  GTask *task;
  OptJob *job;
  OptDatabaseFunc func;
  gpointer data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
  gulong cancelled_id;

  gpointer result;
  GError *error;
} Work;

/* What the worker and the lane share; the worker may outlive the lane. */
typedef struct
{
  gatomicrefcount ref_count;

  OptConninfo *conninfo;
  char *sandbox_server;  /* (nullable) */
  GMainContext *context; /* the worker's */
  GMainContext *home;    /* the lane's */

  GMutex lock;
  /* Under the lock: */
  GQueue queue;  /* of Work */
  Work *current; /* (nullable) */
  gboolean closed;
} Shared;

struct _OptDatabaseLane
{
  GObject parent_instance;

  Shared *shared;
  gboolean has_thread;
};

G_DEFINE_FINAL_TYPE (OptDatabaseLane, opt_database_lane, G_TYPE_OBJECT)

/* How many workers there are, so that a program can wait for what they clean up. */
static GMutex workers_lock;
static GCond workers_ended;
static guint n_workers;

static Shared *
shared_ref (Shared *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
shared_unref (Shared *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  opt_conninfo_unref (self->conninfo);
  g_free (self->sandbox_server);
  g_main_context_unref (self->context);
  g_main_context_unref (self->home);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
work_free (Work *work)
{
  if (work->free_data != NULL && work->data != NULL)
    work->free_data (work->data);
  if (work->free_result != NULL && work->result != NULL)
    work->free_result (work->result);
  g_clear_error (&work->error);
  g_object_unref (work->job);
  g_object_unref (work->task);
  g_free (work);
}

/* In the lane's thread. */
static gboolean
end_work (gpointer data)
{
  Work *work = data;

  if (work->cancelled_id != 0)
    g_signal_handler_disconnect (opt_job_get_cancellable (work->job), work->cancelled_id);
  work->cancelled_id = 0;
  opt_job_end (work->job);
  if (work->result != NULL)
    g_task_return_pointer (work->task, g_steal_pointer (&work->result), work->free_result);
  else
    g_task_return_error (work->task, g_steal_pointer (&work->error));
  work_free (work);

  return G_SOURCE_REMOVE;
}

/* ---- The worker ------------------------------------------------------------------------------ */

static gboolean
is_usable (OptDatabase *database)
{
  return opt_connection_get_state (opt_database_get_connection (database))
         == OPT_CONNECTION_STATE_OPEN;
}

static void
run_work (Shared *shared, OptDatabase **database, Work *work)
{
  GCancellable *cancellable = opt_job_get_cancellable (work->job);
  const OptProgress *progress = opt_job_get_progress (work->job);

  /* It waits no more, even if it has nothing to tell. */
  progress->func (NULL, -1, -1, progress->user_data);
  /* That the connection was lost may have arrived, and not have been looked at yet. */
  while (g_main_context_iteration (shared->context, FALSE))
    ;
  if (*database != NULL && !is_usable (*database))
    g_clear_object (database);
  if (*database == NULL)
    {
      opt_progress_report (progress, -1, -1, "%s", _ ("Connecting"));
      *database = opt_database_open_sync (shared->conninfo, cancellable, &work->error);
      if (*database != NULL)
        opt_database_set_sandbox (*database, shared->sandbox_server);
    }
  if (*database == NULL)
    return;

  opt_database_forget_older (*database, CATALOG_AGE);
  work->result = work->func (*database, work->data, progress, cancellable, &work->error);
  g_assert ((work->result != NULL) != (work->error != NULL));
}

static Work *
take_work (Shared *shared, gboolean *closed)
{
  Work *work;

  g_mutex_lock (&shared->lock);
  *closed = shared->closed;
  work = g_queue_pop_head (&shared->queue);
  shared->current = work;
  g_mutex_unlock (&shared->lock);

  return work;
}

static void
finish_work (Shared *shared, Work *work)
{
  g_mutex_lock (&shared->lock);
  shared->current = NULL;
  g_mutex_unlock (&shared->lock);

  g_main_context_invoke_full (shared->home, G_PRIORITY_DEFAULT, end_work, work, NULL);
}

/* Work is not a source of the context: a _sync call within work iterates that, and would begin the
 * next in the midst of the first. In between, a lost connection is noticed here. */
static gpointer
worker_thread (gpointer data)
{
  Shared *shared = data;
  OptDatabase *database = NULL;
  gboolean closed = FALSE;

  g_main_context_push_thread_default (shared->context);
  while (!closed)
    {
      Work *work = take_work (shared, &closed);

      if (work != NULL)
        {
          run_work (shared, &database, work);
          finish_work (shared, work);
        }
      else if (!closed)
        g_main_context_iteration (shared->context, TRUE);
    }
  g_clear_object (&database);
  while (g_main_context_iteration (shared->context, FALSE))
    ;
  g_main_context_pop_thread_default (shared->context);
  shared_unref (shared);

  g_mutex_lock (&workers_lock);
  n_workers--;
  g_cond_broadcast (&workers_ended);
  g_mutex_unlock (&workers_lock);

  return NULL;
}

static void
ensure_thread (OptDatabaseLane *self)
{
  if (self->has_thread)
    return;

  self->has_thread = TRUE;
  g_mutex_lock (&workers_lock);
  n_workers++;
  g_mutex_unlock (&workers_lock);
  g_thread_unref (g_thread_new ("opt-lane", worker_thread, shared_ref (self->shared)));
}

/* ---- The lane -------------------------------------------------------------------------------- */

static void
opt_database_lane_dispose (GObject *object)
{
  opt_database_lane_close (OPT_DATABASE_LANE (object));

  G_OBJECT_CLASS (opt_database_lane_parent_class)->dispose (object);
}

static void
opt_database_lane_finalize (GObject *object)
{
  g_clear_pointer (&OPT_DATABASE_LANE (object)->shared, shared_unref);

  G_OBJECT_CLASS (opt_database_lane_parent_class)->finalize (object);
}

static void
opt_database_lane_class_init (OptDatabaseLaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_database_lane_dispose;
  object_class->finalize = opt_database_lane_finalize;
}

static void
opt_database_lane_init (OptDatabaseLane *self)
{
}

/**
 * opt_database_lane_new:
 * @conninfo: where to connect
 *
 * Returns: (transfer full): a lane; it does not connect before something is asked of it
 */
OptDatabaseLane *
opt_database_lane_new (OptConninfo *conninfo)
{
  OptDatabaseLane *self;
  Shared *shared;

  g_return_val_if_fail (conninfo != NULL, NULL);

  self = g_object_new (OPT_TYPE_DATABASE_LANE, NULL);
  shared = g_new0 (Shared, 1);
  g_atomic_ref_count_init (&shared->ref_count);
  shared->conninfo = opt_conninfo_ref (conninfo);
  shared->context = g_main_context_new ();
  shared->home = g_main_context_ref_thread_default ();
  g_mutex_init (&shared->lock);
  g_queue_init (&shared->queue);
  self->shared = shared;

  return self;
}

/**
 * opt_database_lane_set_sandbox:
 * @self: a lane of which nothing was asked yet
 * @server: (nullable): as opt_database_set_sandbox() takes it
 *
 * Says where its database is to have the sandbox.
 */
void
opt_database_lane_set_sandbox (OptDatabaseLane *self, const char *server)
{
  g_return_if_fail (OPT_IS_DATABASE_LANE (self));
  g_return_if_fail (!self->has_thread);

  g_free (self->shared->sandbox_server);
  self->shared->sandbox_server = g_strdup (server);
}

static void
set_cancelled (Work *work)
{
  g_set_error_literal (&work->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("It was cancelled."));
}

/**
 * opt_database_lane_close:
 * @self: a lane
 *
 * Cancels what runs and what waits, and ends the thread with its database and sandbox, which is not
 * waited for: see opt_database_lanes_wait().
 */
void
opt_database_lane_close (OptDatabaseLane *self)
{
  Shared *shared;
  g_autoptr (GCancellable) running = NULL;
  GQueue waiting = G_QUEUE_INIT;
  Work *work;

  g_return_if_fail (OPT_IS_DATABASE_LANE (self));

  shared = self->shared;
  g_mutex_lock (&shared->lock);
  shared->closed = TRUE;
  waiting = shared->queue;
  g_queue_init (&shared->queue);
  if (shared->current != NULL)
    running = g_object_ref (opt_job_get_cancellable (shared->current->job));
  g_mutex_unlock (&shared->lock);

  if (running != NULL)
    g_cancellable_cancel (running);
  while ((work = g_queue_pop_head (&waiting)) != NULL)
    {
      set_cancelled (work);
      end_work (work);
    }
  g_main_context_wakeup (shared->context);
}

/**
 * opt_database_lane_get_conninfo:
 * @self: a lane
 *
 * Returns: (transfer none): where it connects to
 */
OptConninfo *
opt_database_lane_get_conninfo (OptDatabaseLane *self)
{
  g_return_val_if_fail (OPT_IS_DATABASE_LANE (self), NULL);

  return self->shared->conninfo;
}

/**
 * opt_database_lane_is_busy:
 * @self: a lane
 *
 * Returns: whether something runs or waits in it
 */
gboolean
opt_database_lane_is_busy (OptDatabaseLane *self)
{
  gboolean busy;

  g_return_val_if_fail (OPT_IS_DATABASE_LANE (self), FALSE);

  g_mutex_lock (&self->shared->lock);
  busy = self->shared->current != NULL || self->shared->queue.length > 0;
  g_mutex_unlock (&self->shared->lock);

  return busy;
}

typedef struct
{
  Shared *shared;
  Work *work;
} Waiting;

static void
waiting_free (gpointer data, GClosure *closure)
{
  Waiting *waiting = data;

  shared_unref (waiting->shared);
  g_free (waiting);
}

/* What only waits need not wait for its turn to be cancelled. */
static void
cancelled (GCancellable *cancellable, gpointer data)
{
  Waiting *waiting = data;
  gboolean waited;

  g_mutex_lock (&waiting->shared->lock);
  waited = g_queue_remove (&waiting->shared->queue, waiting->work);
  g_mutex_unlock (&waiting->shared->lock);
  if (!waited)
    return;

  set_cancelled (waiting->work);
  g_main_context_invoke_full (waiting->shared->home, G_PRIORITY_DEFAULT, end_work, waiting->work,
                              NULL);
}

static void
enqueue (OptDatabaseLane *self, Work *work)
{
  Shared *shared = self->shared;
  Waiting *waiting = g_new0 (Waiting, 1);
  gboolean busy;
  gboolean closed;

  waiting->shared = shared_ref (shared);
  waiting->work = work;
  work->cancelled_id = g_signal_connect_data (opt_job_get_cancellable (work->job), "cancelled",
                                              G_CALLBACK (cancelled), waiting, waiting_free, 0);
  opt_job_begin (work->job);

  g_mutex_lock (&shared->lock);
  busy = shared->current != NULL || shared->queue.length > 0;
  closed = shared->closed || g_cancellable_is_cancelled (opt_job_get_cancellable (work->job));
  /* Before it can be taken: what the work itself tells comes later, and counts. */
  if (!closed && busy)
    opt_progress_report (opt_job_get_progress (work->job), -1, -1, "%s",
                         _ ("Waiting for other work to end"));
  if (!closed)
    g_queue_push_tail (&shared->queue, work);
  g_mutex_unlock (&shared->lock);

  if (closed)
    {
      set_cancelled (work);
      end_work (work);
      return;
    }
  ensure_thread (self);
  g_main_context_wakeup (shared->context);
}

/**
 * opt_database_lane_run_async:
 * @self: a lane
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @func: the work
 * @data: (nullable): for @func
 * @free_data: (nullable): frees @data, in the lane's own thread
 * @free_result: (nullable): frees a result that nobody took
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Runs @func in the lane's thread, after what was asked before.
 */
void
opt_database_lane_run_async (OptDatabaseLane *self,
                             OptJob *job,
                             OptDatabaseFunc func,
                             gpointer data,
                             GDestroyNotify free_data,
                             GDestroyNotify free_result,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Work *work;

  g_return_if_fail (OPT_IS_DATABASE_LANE (self));
  g_return_if_fail (job == NULL || (OPT_IS_JOB (job) && !opt_job_get_running (job)));
  g_return_if_fail (func != NULL);

  work = g_new0 (Work, 1);
  work->task = g_task_new (self, NULL, callback, user_data);
  work->job = job != NULL ? g_object_ref (job) : opt_job_new (NULL);
  work->func = func;
  work->data = data;
  work->free_data = free_data;
  work->free_result = free_result;
  g_task_set_source_tag (work->task, opt_database_lane_run_async);
  enqueue (self, work);
}

/**
 * opt_database_lane_run_finish:
 * @self: a lane
 * @result: what the callback was given
 * @error: return location for an error of the work or of connecting; %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what the work returned
 */
gpointer
opt_database_lane_run_finish (OptDatabaseLane *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * opt_database_lanes_wait:
 * @timeout: microseconds
 *
 * For the end of a program: waits until the threads of closed lanes have stopped their sandboxes
 * and are gone. What does not end in time ends with the program.
 *
 * Returns: whether none is left
 */
gboolean
opt_database_lanes_wait (gint64 timeout)
{
  gint64 deadline = g_get_monotonic_time () + timeout;
  gboolean ended;

  g_mutex_lock (&workers_lock);
  while (n_workers > 0 && g_cond_wait_until (&workers_ended, &workers_lock, deadline))
    ;
  ended = n_workers == 0;
  g_mutex_unlock (&workers_lock);

  return ended;
}
