/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-range-read.h"

#include "opt-history-past.h"
#include "opt-worker.h"

/* About as many as a chart has pixels. */
#define POINTS_AT_MOST 600
/* What is recorded gets more by the minute; where that is of a long time, it is less than a point.
 */
#define READ_EVERY (60 * G_USEC_PER_SEC)

enum
{
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptRangeRead
{
  GObject parent_instance;

  gboolean with_blocking;
  gint64 from;
  gint64 to;
  gint64 read_at; /* monotonic; 0: not yet */

  /* Owned */
  GCancellable *reading;        /* (nullable) while it is read */
  OptHistoryRange *range;       /* (nullable) */
  OptTimeline *timeline;        /* (nullable) … */
  OptStatementList *statements; /* (nullable) … of the range */
  GError *error;                /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptRangeRead, opt_range_read, G_TYPE_OBJECT)

static void
stop_reading (OptRangeRead *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
opt_range_read_dispose (GObject *object)
{
  opt_range_read_forget (OPT_RANGE_READ (object));

  G_OBJECT_CLASS (opt_range_read_parent_class)->dispose (object);
}

static void
opt_range_read_class_init (OptRangeReadClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_range_read_dispose;

  /**
   * OptRangeRead::done:
   * @self: what was read
   *
   * It was read, or could not be.
   */
  signals[SIGNAL_DONE] = g_signal_new ("done", OPT_TYPE_RANGE_READ, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_range_read_init (OptRangeRead *self)
{
}

/**
 * opt_range_read_new:
 * @with_blocking: whether it is to read who held whom up, too
 *
 * Returns: (transfer full): nothing, so far
 */
OptRangeRead *
opt_range_read_new (gboolean with_blocking)
{
  OptRangeRead *self = g_object_new (OPT_TYPE_RANGE_READ, NULL);

  self->with_blocking = with_blocking;

  return self;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* What was recorded without its text may have been seen since. */
static void
add_texts (OptWorkload *workload, OptWorkload *live)
{
  g_autoptr (GArray) keys = opt_workload_get_keys_without_text (workload, G_MAXUINT);
  GPtrArray *texts = g_ptr_array_new ();

  for (guint i = 0; i < keys->len; i++)
    {
      const OptStatementKey *key = &g_array_index (keys, OptStatementKey, i);
      const OptSqlText *text = opt_workload_get_text (live, key);

      if (text != NULL)
        g_ptr_array_add (texts, opt_sql_text_copy (text));
    }
  opt_workload_add_texts (workload, texts);
}

/* What a table shows keeps its objects, and so its selection, when it is read anew. */
static void
take_range (OptRangeRead *self, OptServer *server, OptHistoryRange *range, OptWorkload *workload)
{
  add_texts (workload, opt_server_get_workload (server));
  g_clear_pointer (&self->range, opt_history_range_free);
  self->range = range;
  g_clear_object (&self->timeline);
  self->timeline = opt_history_range_to_timeline (range);
  if (self->statements != NULL)
    opt_statement_list_set_workload (self->statements, workload);
  else
    self->statements = opt_statement_list_new (workload);
  opt_statement_list_set_block_size (self->statements, opt_server_facts_get_block_size (
                                                           opt_server_get_facts (server)));
  opt_statement_list_set_database (self->statements, opt_server_facts_get_database_oid (
                                                         opt_server_get_facts (server)));
  opt_statement_list_set_newcomers (self->statements, range->newcomers);
  opt_statement_list_update (self->statements);
}

typedef struct
{
  OptServer *server;
  OptHistoryRange *range; /* (nullable) once it was taken */
} Prepare;

static void
prepare_free (gpointer data)
{
  Prepare *prepare = data;

  g_object_unref (prepare->server);
  g_clear_pointer (&prepare->range, opt_history_range_free);
  g_free (prepare);
}

/* Its texts are parsed, which takes longer than a frame may. */
static void
prepare_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Prepare *prepare = data;

  g_task_return_pointer (task, opt_history_range_to_workload (prepare->range), g_object_unref);
}

static void
finish (OptRangeRead *self)
{
  g_clear_object (&self->reading);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
prepared (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptRangeRead) self = data;
  g_autoptr (OptWorkload) workload = g_task_propagate_pointer (G_TASK (result), NULL);
  Prepare *prepare = g_task_get_task_data (G_TASK (result));

  /* Something else is wanted since. */
  if (workload == NULL || g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;

  g_clear_error (&self->error);
  take_range (self, prepare->server, g_steal_pointer (&prepare->range), workload);
  finish (self);
}

static void
range_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptRangeRead) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistoryRange) range
      = opt_server_get_range_finish (OPT_SERVER (object), result, &error);
  g_autoptr (GTask) task = NULL;
  Prepare *prepare;

  /* Something else is wanted since. */
  if (self->reading == NULL || g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;

  if (range == NULL)
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
      finish (self);
      return;
    }

  prepare = g_new0 (Prepare, 1);
  prepare->server = g_object_ref (OPT_SERVER (object));
  prepare->range = g_steal_pointer (&range);
  /* A task may end in its thread, which must not take this with it. */
  task = g_task_new (NULL, self->reading, prepared, g_object_ref (self));
  g_task_set_source_tag (task, range_read);
  g_task_set_task_data (task, prepare, prepare_free);
  opt_worker_run (task, prepare_thread);
}

/**
 * opt_range_read_start:
 * @self: what is to be read
 * @server: a server that was connected to
 * @from: microseconds since 1970, the server's clock
 * @to: likewise
 *
 * What was read before is there until this is.
 */
void
opt_range_read_start (OptRangeRead *self, OptServer *server, gint64 from, gint64 to)
{
  OptServerFacts *facts;
  OptHistoryRequest request = {
    .start = from,
    .end = to,
    .n_points = POINTS_AT_MOST,
    .sort = OPT_WORKLOAD_SORT_TOTAL,
    .n_entries = OPT_RANGE_TEXTS,
    .skip_blocking = !self->with_blocking,
  };

  g_return_if_fail (OPT_IS_RANGE_READ (self) && OPT_IS_SERVER (server));
  g_return_if_fail (from < to);

  facts = opt_server_get_facts (server);
  if (facts == NULL)
    return;

  stop_reading (self);
  self->from = from;
  self->to = to;
  self->read_at = g_get_monotonic_time ();
  self->reading = g_cancellable_new ();
  request.database = opt_server_facts_get_database_oid (facts);
  opt_server_get_range_async (server, &request, self->reading, range_read, g_object_ref (self));
}

/**
 * opt_range_read_forget:
 * @self: what was read
 *
 * There is nothing of it any more.
 */
void
opt_range_read_forget (OptRangeRead *self)
{
  g_return_if_fail (OPT_IS_RANGE_READ (self));

  stop_reading (self);
  self->read_at = 0;
  g_clear_object (&self->timeline);
  g_clear_object (&self->statements);
  g_clear_pointer (&self->range, opt_history_range_free);
  g_clear_error (&self->error);
}

/* From its first point to its last: of the last day that may be a few minutes. */
static gint64
get_recorded_span (OptRangeRead *self)
{
  guint n = self->timeline != NULL ? opt_timeline_get_n_points (self->timeline) : 0;

  return n > 0 ? opt_timeline_get_point (self->timeline, n - 1)->end
                     - opt_timeline_get_point (self->timeline, 0)->start
               : 0;
}

/**
 * opt_range_read_get_pause:
 * @self: what was read
 *
 * Returns: after how long there is more to see, in microseconds
 */
gint64
opt_range_read_get_pause (OptRangeRead *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_READ (self), READ_EVERY);

  return MAX (READ_EVERY, get_recorded_span (self) / POINTS_AT_MOST);
}

/**
 * opt_range_read_is_due:
 * @self: what was read
 *
 * Returns: whether there may be more to read by now
 */
gboolean
opt_range_read_is_due (OptRangeRead *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_READ (self), FALSE);

  return self->reading == NULL
         && (self->read_at == 0
             || g_get_monotonic_time () - self->read_at >= opt_range_read_get_pause (self));
}

/* ---- What there is --------------------------------------------------------------------------- */

/**
 * opt_range_read_get_range:
 * @self: what was read
 *
 * Returns: (nullable) (transfer none): it, as it was recorded
 */
const OptHistoryRange *
opt_range_read_get_range (OptRangeRead *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_READ (self), NULL);

  return self->range;
}

/**
 * opt_range_read_get_timeline:
 * @self: what was read
 *
 * Returns: (nullable) (transfer none): of its time
 */
OptTimeline *
opt_range_read_get_timeline (OptRangeRead *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_READ (self), NULL);

  return self->timeline;
}

/**
 * opt_range_read_get_statements:
 * @self: what was read
 *
 * Returns: (nullable) (transfer none): that were called in it
 */
OptStatementList *
opt_range_read_get_statements (OptRangeRead *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_READ (self), NULL);

  return self->statements;
}

/**
 * opt_range_read_get_error:
 * @self: what was read
 *
 * Returns: (nullable) (transfer none): why not
 */
const GError *
opt_range_read_get_error (OptRangeRead *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_READ (self), NULL);

  return self->error;
}

/**
 * opt_range_read_get_window:
 * @self: what was read
 * @from: (out): when it begins, microseconds since 1970
 * @to: (out): when it ends
 *
 * Returns: whether it was read
 */
gboolean
opt_range_read_get_window (OptRangeRead *self, gint64 *from, gint64 *to)
{
  g_return_val_if_fail (OPT_IS_RANGE_READ (self), FALSE);

  if (self->range == NULL)
    return FALSE;

  *from = self->from;
  *to = self->to;

  return TRUE;
}
