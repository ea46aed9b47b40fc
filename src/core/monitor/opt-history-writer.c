/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-writer.h"

#include "opt-history-private.h"
#include "opt-worker.h"

/* What is old is forgotten now and then, in pieces, so many at a time. */
#define TIDY_EVERY (10 * 60 * G_USEC_PER_SEC)
#define TIDY_PIECES 8

/* How many threads write at the moment. */
static GMutex writing_lock;
static GCond writing_ended;
static guint n_writing;

struct _OptHistoryWriter
{
  GObject parent_instance;

  char *path; /* (nullable) */
  char *server_id;
  gboolean busy;

  /* The thread's, while it is busy */
  OptHistory *history; /* (nullable) */
  gint64 tidied_at;
};

G_DEFINE_FINAL_TYPE (OptHistoryWriter, opt_history_writer, G_TYPE_OBJECT)

static void
opt_history_writer_finalize (GObject *object)
{
  OptHistoryWriter *self = OPT_HISTORY_WRITER (object);

  g_clear_object (&self->history);
  g_free (self->path);
  g_free (self->server_id);

  G_OBJECT_CLASS (opt_history_writer_parent_class)->finalize (object);
}

static void
opt_history_writer_class_init (OptHistoryWriterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_history_writer_finalize;
}

static void
opt_history_writer_init (OptHistoryWriter *self)
{
}

/**
 * opt_history_writer_new:
 * @path: (nullable): the file, or %NULL for the usual one
 * @server_id: whose minutes
 *
 * Returns: (transfer full): a writer
 */
OptHistoryWriter *
opt_history_writer_new (const char *path, const char *server_id)
{
  OptHistoryWriter *self = g_object_new (OPT_TYPE_HISTORY_WRITER, NULL);

  self->path = g_strdup (path);
  self->server_id = g_strdup (server_id);

  return self;
}

/**
 * opt_history_writer_is_busy:
 * @self: a writer
 *
 * Returns: whether it writes
 */
gboolean
opt_history_writer_is_busy (OptHistoryWriter *self)
{
  g_return_val_if_fail (OPT_IS_HISTORY_WRITER (self), FALSE);

  return self->busy;
}

typedef struct
{
  GPtrArray *minutes; /* (element-type OptHistoryMinute): those still to be written */
  gint64 now;
  char *set_aside; /* (nullable) */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->minutes, g_ptr_array_unref);
  g_free (work->set_aside);
  g_free (work);
}

static gboolean
write_all (OptHistoryWriter *self, Work *work, GError **error)
{
  if (self->history == NULL)
    {
      self->history = opt_history_open_sync (self->path, error);
      if (self->history == NULL)
        return FALSE;
      work->set_aside = g_strdup (opt_history_get_set_aside (self->history));
    }

  while (work->minutes->len > 0)
    {
      if (!opt_history_write_sync (self->history, work->minutes->pdata[0], error))
        return FALSE;
      g_ptr_array_remove_index (work->minutes, 0);
    }

  return opt_history_roll_up_sync (self->history, self->server_id, error);
}

static gboolean
tidy (OptHistoryWriter *self, gint64 now, GError **error)
{
  gboolean more = TRUE;

  if (self->tidied_at != 0 && now >= self->tidied_at && now - self->tidied_at < TIDY_EVERY)
    return TRUE;

  for (guint i = 0; i < TIDY_PIECES && more; i++)
    if (!opt_history_tidy_sync (self->history, now, &more, error))
      return FALSE;
  /* What is left is for the next minute. */
  self->tidied_at = more ? 0 : now;

  return TRUE;
}

static void
count_writing (int change)
{
  g_mutex_lock (&writing_lock);
  n_writing += (guint) change;
  g_cond_broadcast (&writing_ended);
  g_mutex_unlock (&writing_lock);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OptHistoryWriter *self = source;
  Work *work = data;
  GError *error = NULL;

  if (write_all (self, work, &error) && tidy (self, work->now, &error))
    g_task_return_boolean (task, TRUE);
  else
    {
      /* The file may be another when it is tried again. */
      g_clear_object (&self->history);
      g_task_return_error (task, error);
    }
  count_writing (-1);
}

/**
 * opt_history_writer_write_async:
 * @self: a writer that is not busy
 * @minutes: (transfer full) (element-type OptHistoryMinute): what to write, in order
 * @now: microseconds since 1970
 * @callback: called when it is over
 * @user_data: for @callback
 */
void
opt_history_writer_write_async (OptHistoryWriter *self,
                                GPtrArray *minutes,
                                gint64 now,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (OPT_IS_HISTORY_WRITER (self) && !self->busy);
  g_return_if_fail (minutes != NULL);

  work = g_new0 (Work, 1);
  work->minutes = minutes;
  work->now = now;
  self->busy = TRUE;
  count_writing (1);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, opt_history_writer_write_async);
  g_task_set_task_data (task, work, work_free);
  opt_worker_run (task, write_thread);
}

/**
 * opt_history_writer_write_finish:
 * @self: a writer
 * @result: what the callback got
 * @rest: (out) (transfer full) (element-type OptHistoryMinute): what was not written
 * @set_aside: (out) (transfer full) (nullable): under which name a damaged file was kept
 * @error: return location for an error of the store
 *
 * Returns: whether all went well
 */
gboolean
opt_history_writer_write_finish (OptHistoryWriter *self,
                                 GAsyncResult *result,
                                 GPtrArray **rest,
                                 char **set_aside,
                                 GError **error)
{
  Work *work;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  work = g_task_get_task_data (G_TASK (result));
  self->busy = FALSE;
  *rest = g_steal_pointer (&work->minutes);
  *set_aside = g_steal_pointer (&work->set_aside);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * opt_history_writers_wait:
 * @timeout: microseconds
 *
 * For the end of a program: waits until what was handed over is written. What is not in time is
 * lost.
 *
 * Returns: whether all is
 */
gboolean
opt_history_writers_wait (gint64 timeout)
{
  gint64 deadline = g_get_monotonic_time () + timeout;
  gboolean ended;

  g_mutex_lock (&writing_lock);
  while (n_writing > 0 && g_cond_wait_until (&writing_ended, &writing_lock, deadline))
    ;
  ended = n_writing == 0;
  g_mutex_unlock (&writing_lock);

  return ended;
}
