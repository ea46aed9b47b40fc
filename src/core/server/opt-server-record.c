/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-record.h"

#include "opt-server-private.h"
#include "opt-timeline-series.h"
#include "opt-vital.h"
#include "opt-worker.h"

/* So often is looked which statements of the window have a text that the history lacks. */
#define TEXTS_EVERY (60 * G_USEC_PER_SEC)

/* Under which name its history is kept; "" where it was never connected to. */
const char *
opt_server_get_history_key (OptServer *self)
{
  return self->facts != NULL ? opt_server_facts_get_history_key (self->facts) : "";
}

/* ---- Recording ------------------------------------------------------------------------------- */

static void
warned (OptServer *self, const char *text)
{
  opt_server_warn (self, "%s", text);
}

static void
ensure_recorder (OptServer *self)
{
  if (self->recorder != NULL)
    return;

  self->recorder
      = opt_history_recorder_new (NULL, opt_server_get_history_key (self), opt_clock_get_system ());
  opt_history_recorder_set_conninfo (self->recorder, self->conninfo);
  if (self->facts != NULL && opt_server_facts_get_database (self->facts) != NULL)
    opt_history_recorder_set_database (self->recorder,
                                       opt_server_facts_get_database_oid (self->facts),
                                       opt_server_facts_get_database (self->facts));
  g_signal_connect_swapped (self->recorder, "warning", G_CALLBACK (warned), self);
  self->texts_at = 0;
  self->event_at = 0;
  /* What there is was recorded before it was disconnected. */
  self->series_at = opt_series_set_get_time (self->series);
}

/* What was called in the window, and is not in the history yet. */
void
opt_server_record_texts (OptServer *self)
{
  GHashTableIter iter;
  OptStatementKey *key;

  if (self->recorder == NULL)
    return;

  self->texts_at = g_get_monotonic_time ();
  g_hash_table_iter_init (&iter, opt_workload_get_delta (self->workload)->statements);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, NULL))
    {
      const OptSqlText *text = opt_workload_get_text (self->workload, key);

      if (text != NULL)
        opt_history_recorder_add_text (self->recorder, text);
    }
}

/* Events are put in at their own time, which may be a little ago; what is kept already is kept
 * once. */
static void
record_events (OptServer *self)
{
  guint n = opt_timeline_get_n_events (self->timeline);
  guint32 database = opt_server_facts_get_database_oid (self->facts);

  if (n == self->n_events && n > 0
      && opt_timeline_get_event (self->timeline, n - 1)->time == self->event_at)
    return;

  for (guint i = 0; i < n; i++)
    opt_history_recorder_add_event (self->recorder, database,
                                    opt_timeline_get_event (self->timeline, i));
  self->n_events = n;
  self->event_at = n > 0 ? opt_timeline_get_event (self->timeline, n - 1)->time : 0;
}

/* After a poll. */
void
opt_server_record (OptServer *self, OptSnapshot *snapshot)
{
  const OptDelta *delta = opt_workload_get_last_delta (self->workload);
  guint n_points = opt_timeline_get_n_points (self->timeline);

  ensure_recorder (self);
  opt_history_recorder_set_known (self->recorder, opt_workload_get_first_snapshot (self->workload));
  if (delta != NULL && n_points > 0)
    opt_history_recorder_add (self->recorder, delta, snapshot->start_time,
                              opt_server_facts_get_database_oid (self->facts),
                              opt_timeline_get_point (self->timeline, n_points - 1));
  record_events (self);
  if (g_get_monotonic_time () - self->texts_at >= TEXTS_EVERY)
    opt_server_record_texts (self);
}

/* After a sample, where the statements can't be read. */
void
opt_server_record_load (OptServer *self)
{
  guint n_points = opt_timeline_get_n_points (self->timeline);

  ensure_recorder (self);
  if (n_points > 0)
    opt_history_recorder_add_point (self->recorder, opt_server_facts_get_database_oid (self->facts),
                                    opt_timeline_get_point (self->timeline, n_points - 1));
  record_events (self);
}

static gboolean
is_slower (const char *name)
{
  return g_str_equal (name, "statements.slower");
}

/* Of what is not recorded with the timeline. */
static gboolean
is_of_database (const char *name)
{
  return is_slower (name) || opt_vital_is_of_database (name);
}

/* After the vitals were read. */
void
opt_server_record_series (OptServer *self)
{
  guint32 database = opt_server_facts_get_database_oid (self->facts);
  gint64 newest;

  /* Where the statements can't be read nobody else has begun it. */
  ensure_recorder (self);
  /* The server's clock was set back. */
  if (opt_series_set_get_time (self->series) < self->series_at)
    self->series_at = 0;
  newest = self->series_at;

  for (guint i = 0; i < opt_series_set_get_n (self->series); i++)
    {
      const OptSeries *series = opt_series_set_get (self->series, i);
      const OptSeriesInfo *info = opt_series_get_info (series);
      guint n;
      const OptSeriesPoint *points = opt_series_get_points (series, &n);
      guint first = n;

      if (opt_timeline_has_series (info->name) && !is_slower (info->name))
        continue;
      while (first > 1 && points[first - 1].time > self->series_at)
        first--;
      for (guint j = MAX (first, 1); j < n; j++)
        {
          opt_history_recorder_add_value (self->recorder,
                                          is_of_database (info->name) ? database : 0, info->name,
                                          info->item, points[j - 1].time, points[j].time,
                                          points[j].value);
          newest = MAX (newest, points[j].time);
        }
    }
  self->series_at = newest;
}

/* Who holds up whom: as it is when the minute ends. */
void
opt_server_record_chain (OptServer *self, OptBlockingChain *chain)
{
  /* Where the statements can't be read nobody else has begun it. */
  ensure_recorder (self);
  opt_history_recorder_add_chain (self->recorder, chain);
}

/* What is counted before and after now is to be told apart. */
void
opt_server_record_cut (OptServer *self)
{
  if (self->recorder != NULL)
    opt_history_recorder_cut (self->recorder);
}

/* Hands over what is not written yet. */
void
opt_server_record_end (OptServer *self)
{
  g_autoptr (OptHistoryRecorder) recorder = g_steal_pointer (&self->recorder);

  if (recorder == NULL)
    return;

  g_signal_handlers_disconnect_by_data (recorder, self);
  opt_history_recorder_stop (recorder);
}

/**
 * opt_server_get_recording:
 * @self: a server
 * @state: (out): whether its history is recorded here
 *
 * Returns: whether it is watched at all, and so might be recorded
 */
gboolean
opt_server_get_recording (OptServer *self, OptHistoryRecorderState *state)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), FALSE);

  if (self->recorder != NULL)
    *state = opt_history_recorder_get_state (self->recorder);

  return self->recorder != NULL;
}

/* ---- Reading --------------------------------------------------------------------------------- */

typedef struct
{
  OptHistory *history; /* (nullable) as it was opened before */
  OptHistoryRequest request;
  OptStatementKey key;
  OptHistoryRange *range;
  OptNewcomers *newcomers;
  OptHistoryTrend *trend;
} Read;

static void
read_free (gpointer data)
{
  Read *reading = data;

  g_clear_object (&reading->history);
  g_free ((char *) reading->request.server_id);
  g_clear_pointer (&reading->range, opt_history_range_free);
  g_clear_pointer (&reading->newcomers, opt_newcomers_unref);
  g_clear_pointer (&reading->trend, opt_history_trend_free);
  g_free (reading);
}

static void
return_result (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* It stays open: the next range is there the sooner. It is another than the one that is written by,
 * and so waits for nothing. */
static gboolean
open_history (Read *reading, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (reading->history == NULL)
    reading->history = opt_history_open_beside_writer_sync (NULL, error);

  return reading->history != NULL;
}

static void
range_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Read *reading = data;
  GError *error = NULL;

  if (open_history (reading, cancellable, &error))
    reading->range = opt_history_get_range_sync (reading->history, &reading->request, &error);
  return_result (task, reading->range != NULL, error);
}

static void
newcomers_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Read *reading = data;
  GError *error = NULL;

  if (open_history (reading, cancellable, &error))
    reading->newcomers
        = opt_history_get_newcomers_sync (reading->history, reading->request.server_id,
                                          reading->request.start, reading->request.end, &error);
  return_result (task, reading->newcomers != NULL, error);
}

static void
trend_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Read *reading = data;
  GError *error = NULL;

  if (open_history (reading, cancellable, &error))
    reading->trend
        = opt_history_get_trend_sync (reading->history, reading->request.server_id, &reading->key,
                                      reading->request.start, reading->request.end,
                                      reading->request.n_points, &error);
  return_result (task, reading->trend != NULL, error);
}

static GTask *
begin_read (OptServer *self,
            const OptHistoryRequest *request,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Read *reading = g_new0 (Read, 1);

  reading->request = *request;
  reading->request.server_id = g_strdup (opt_server_get_history_key (self));
  g_set_object (&reading->history, self->history);
  g_task_set_task_data (task, reading, read_free);

  return task;
}

/* A history that could not be read is opened anew the next time. */
static Read *
finish_read (OptServer *self, GAsyncResult *result, GError **error)
{
  Read *reading = g_task_get_task_data (G_TASK (result));
  gboolean done = g_task_propagate_boolean (G_TASK (result), error);

  if (done)
    g_set_object (&self->history, reading->history);
  else
    g_clear_object (&self->history);

  return done ? reading : NULL;
}

/**
 * opt_server_get_range_async:
 * @self: a server that was connected to
 * @request: what is wanted; its server is this one
 * @cancellable: (nullable): to give up
 * @callback: called when it was read
 * @user_data: for @callback
 *
 * See opt_history_get_range_sync().
 */
void
opt_server_get_range_async (OptServer *self,
                            const OptHistoryRequest *request,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (OPT_IS_SERVER (self));
  g_return_if_fail (request != NULL);

  task = begin_read (self, request, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_server_get_range_async);
  opt_worker_run (task, range_thread);
}

/**
 * opt_server_get_range_finish:
 * @self: a server
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the range
 */
OptHistoryRange *
opt_server_get_range_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  Read *reading;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  reading = finish_read (self, result, error);

  return reading != NULL ? g_steal_pointer (&reading->range) : NULL;
}

/**
 * opt_server_get_newcomers_async:
 * @self: a server that was connected to
 * @start: microseconds since 1970, the server's clock
 * @end: likewise
 * @cancellable: (nullable): to give up
 * @callback: called when it was read
 * @user_data: for @callback
 *
 * See opt_history_get_newcomers_sync().
 */
void
opt_server_get_newcomers_async (OptServer *self,
                                gint64 start,
                                gint64 end,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  OptHistoryRequest request = { .start = start, .end = end };
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (OPT_IS_SERVER (self));
  g_return_if_fail (start < end);

  task = begin_read (self, &request, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_server_get_newcomers_async);
  opt_worker_run (task, newcomers_thread);
}

/**
 * opt_server_get_newcomers_finish:
 * @self: a server
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the new statements
 */
OptNewcomers *
opt_server_get_newcomers_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  Read *reading;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  reading = finish_read (self, result, error);

  return reading != NULL ? g_steal_pointer (&reading->newcomers) : NULL;
}

/**
 * opt_server_get_trend_async:
 * @self: a server that was connected to
 * @key: a statement
 * @start: microseconds since 1970, the server's clock
 * @end: likewise
 * @n_points: how many points are wanted, at most
 * @cancellable: (nullable): to give up
 * @callback: called when it was read
 * @user_data: for @callback
 *
 * See opt_history_get_trend_sync().
 */
void
opt_server_get_trend_async (OptServer *self,
                            const OptStatementKey *key,
                            gint64 start,
                            gint64 end,
                            guint n_points,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  OptHistoryRequest request = { .start = start, .end = end, .n_points = n_points };
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (OPT_IS_SERVER (self));
  g_return_if_fail (key != NULL);

  task = begin_read (self, &request, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_server_get_trend_async);
  ((Read *) g_task_get_task_data (task))->key = *key;
  opt_worker_run (task, trend_thread);
}

/**
 * opt_server_get_trend_finish:
 * @self: a server
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the trend
 */
OptHistoryTrend *
opt_server_get_trend_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  Read *reading;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  reading = finish_read (self, result, error);

  return reading != NULL ? g_steal_pointer (&reading->trend) : NULL;
}
