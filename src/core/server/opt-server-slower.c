/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-private.h"

#include <glib/gi18n-lib.h>

#include "opt-history-latest.h"
#include "opt-server-record.h"
#include "opt-worker.h"

#define SLOWER "statements.slower"

/* The one that records writes once a minute. */
#define READ_EVERY (20 * G_USEC_PER_SEC)
/* What it found before that is over by now, or is found again. */
#define READ_BACK (3 * 60 * (gint64) G_USEC_PER_SEC)
#define MINUTE (60 * (gint64) G_USEC_PER_SEC)

/* Two programs that began to watch at other times, and look at other moments, find other statements
 * to have got slower: one test decides for all of them, that of the one that records. */

typedef struct
{
  char *server_id;
  guint32 database;
  gint64 after;
} Read;

static void
read_free (gpointer data)
{
  Read *reading = data;

  g_free (reading->server_id);
  g_free (reading);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Read *reading = data;
  GError *error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_beside_writer_sync (NULL, &error);
  GPtrArray *latest = NULL;

  if (history != NULL)
    latest = opt_history_get_latest_sync (history, reading->server_id, reading->database, SLOWER,
                                          reading->after, &error);
  if (latest != NULL)
    g_task_return_pointer (task, latest, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* Its minutes follow each other, also where one is a little longer. */
static gint64
get_start (OptServer *self, const OptHistoryLatest *latest)
{
  const OptSeries *series = opt_series_set_find (self->series, SLOWER, latest->item);
  const OptSeriesPoint *last = series != NULL ? opt_series_get_last (series) : NULL;

  return last != NULL && latest->end - last->time < READ_BACK ? last->time : latest->end - MINUTE;
}

static gboolean
is_recorded_elsewhere (OptServer *self)
{
  OptHistoryRecorderState state;

  return opt_server_get_recording (self, &state) && state == OPT_HISTORY_RECORDER_ELSEWHERE;
}

static void
were_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptServer) self = data;
  const Read *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GPtrArray) latest = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Meanwhile it may be recorded here, or another server answers. Where it can't be read who shows
   * a range says so. */
  if (latest == NULL || !is_recorded_elsewhere (self)
      || !g_str_equal (opt_server_get_history_key (self), reading->server_id))
    return;

  for (guint i = 0; i < latest->len; i++)
    {
      const OptHistoryLatest *one = latest->pdata[i];
      const OptSeriesInfo info
          = { SLOWER, one->item, _ ("Times as long as before"), OPT_SERIES_UNIT_FACTOR };

      opt_series_set_add (self->series, &info, get_start (self, one), one->end, one->mean);
      self->slower_at = MAX (self->slower_at, one->end);
    }
  if (latest->len > 0)
    opt_series_set_commit (self->series);
}

static void
read_slowdowns (OptServer *self, gint64 time)
{
  g_autoptr (GTask) task = NULL;
  Read *reading;
  gint64 now = g_get_monotonic_time ();

  if (self->slower_read != 0 && now - self->slower_read < READ_EVERY)
    return;

  self->slower_read = now;
  task = g_task_new (NULL, NULL, were_read, g_object_ref (self));
  reading = g_new0 (Read, 1);
  reading->server_id = g_strdup (opt_server_get_history_key (self));
  reading->database = opt_server_facts_get_database_oid (self->facts);
  /* The server's clock may have been set back. */
  reading->after = MAX (self->slower_at <= time ? self->slower_at : 0, time - READ_BACK);
  g_task_set_source_tag (task, read_slowdowns);
  g_task_set_task_data (task, reading, read_free);
  opt_worker_run (task, read_thread);
}

/* After a poll, when the statements are up to date: which of them got slower; where another program
 * records the server, what that one found. */
void
opt_server_take_slowdowns (OptServer *self)
{
  g_autoptr (OptServer) kept = g_object_ref (self);
  guint n = opt_timeline_get_n_points (self->timeline);
  const OptTimelinePoint *point = n > 0 ? opt_timeline_get_point (self->timeline, n - 1) : NULL;

  if (point == NULL)
    return;

  if (is_recorded_elsewhere (self))
    {
      read_slowdowns (self, point->end);
      return;
    }
  opt_statement_list_add_series (self->statements, point->start, point->end, self->series);
  opt_series_set_commit (self->series);
}
