/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poller-private.h"

#include "opt-activity.h"
#include "opt-worker.h"

/* There is nothing to show before the second poll: it follows soon. */
#define FIRST_INTERVAL (G_USEC_PER_SEC / 2)

/* Each fetch makes the server read its whole file of texts. In the beginning most are new, and
 * somebody looks at them: 2 s, 4 s, 8 s … apart. */
#define TEXTS_INTERVAL_FIRST (2 * G_USEC_PER_SEC)
#define TEXTS_INTERVAL_MAX (30 * G_USEC_PER_SEC)

/* A read is over, and the next one comes when it is due. Whoever hears of it may stop it all. */
void
opt_poller_end_read (OptPoller *self, OptPollRead read, gint64 elapsed, gint64 bytes)
{
  self->backoff = 0;
  opt_poll_schedule_add (self->schedule, read, self->begun, g_get_monotonic_time (), elapsed,
                         bytes);
  opt_poller_wait (self, 0);
}

/* ---- Texts ----------------------------------------------------------------------------------- */

static void
texts_fetched (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  g_autoptr (GError) error = NULL;
  gint64 elapsed;
  gint64 bytes;
  GPtrArray *texts
      = opt_sql_texts_fetch_finish (OPT_CONNECTION (object), result, &elapsed, &bytes, &error);

  if (!opt_poller_is_stale (self, result))
    self->fetching_texts = FALSE;
  if (texts != NULL)
    {
      gint64 now = g_get_monotonic_time ();

      opt_poll_schedule_add (self->schedule, OPT_POLL_READ_TEXTS, now - elapsed, now, elapsed,
                             bytes);
      opt_workload_add_texts (self->workload, texts);
      opt_poller_set_read_error (self, OPT_POLL_READ_TEXTS, NULL);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      opt_workload_set_texts_error (self->workload, error);
      /* With the connection all reads end, and that is told by itself. */
      if (!opt_poller_is_stale (self, result)
          && opt_connection_get_state (OPT_CONNECTION (object)) == OPT_CONNECTION_STATE_OPEN)
        opt_poller_set_read_error (self, OPT_POLL_READ_TEXTS, error);
    }
}

static void
fetch_texts (OptPoller *self)
{
  g_autoptr (GArray) keys = NULL;
  gint64 now = g_get_monotonic_time ();

  if (self->texts_at != 0 && now - self->texts_at < self->texts_interval)
    return;
  keys = opt_workload_get_keys_to_fetch (self->workload);
  if (keys->len == 0)
    return;

  self->fetching_texts = TRUE;
  opt_workload_note_asked (self->workload, keys);
  self->texts_at = now;
  self->texts_interval = CLAMP (self->texts_interval * 2, TEXTS_INTERVAL_FIRST, TEXTS_INTERVAL_MAX);
  opt_sql_texts_fetch_async (self->connection, self->facts, (const OptStatementKey *) keys->data,
                             keys->len, self->cancellable, texts_fetched, g_object_ref (self));
}

/* ---- Sessions ------------------------------------------------------------------------------- */

static void
activity_taken (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptActivity) activity
      = opt_activity_take_finish (OPT_CONNECTION (object), result, &error);

  if (opt_poller_is_stale (self, result))
    return;
  if (activity != NULL)
    {
      opt_poller_end_read (self, OPT_POLL_READ_SESSIONS, activity->elapsed, activity->bytes);
      opt_poller_set_read_error (self, OPT_POLL_READ_SESSIONS, NULL);
      g_signal_emit_by_name (self, "activity", activity);
    }
  else
    opt_poller_fail_read (self, OPT_POLL_READ_SESSIONS, error);
}

static void
take_activity (OptPoller *self)
{
  opt_activity_take_async (self->connection, self->facts, self->cancellable, activity_taken,
                           g_object_ref (self));
}

/* ---- Statements ------------------------------------------------------------------------------ */

typedef struct
{
  OptSnapshot *before; /* (nullable) */
  OptSnapshot *after;
} Pair;

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  g_clear_pointer (&pair->before, opt_snapshot_unref);
  opt_snapshot_unref (pair->after);
  g_free (pair);
}

static void
subtract (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Pair *pair = data;

  g_task_return_pointer (task,
                         pair->before != NULL ? opt_snapshot_subtract (pair->before, pair->after)
                                              : NULL,
                         (GDestroyNotify) opt_delta_unref);
}

/* What is read first is often slow, as nothing is in memory yet: it puts the second off by no more
 * than the schedule lets it. */
static void
set_due_again (OptPoller *self, gint64 elapsed)
{
  gint64 pause = MIN (OPT_POLL_COST_FACTOR * elapsed,
                      opt_poll_schedule_get_period (self->schedule, OPT_POLL_READ_STATEMENTS));

  opt_poll_schedule_set_due (self->schedule, OPT_POLL_READ_STATEMENTS,
                             self->begun + MAX (MIN (FIRST_INTERVAL, self->interval), pause));
}

static void
subtracted (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  const Pair *pair = g_task_get_task_data (G_TASK (result));
  g_autoptr (OptSnapshot) snapshot = opt_snapshot_ref (pair->after);
  g_autoptr (OptDelta) delta = g_task_propagate_pointer (G_TASK (result), NULL);

  if (opt_poller_is_stale (self, result))
    return;

  opt_workload_add_delta (self->workload, snapshot, delta);
  self->counted_at = g_get_monotonic_time ();
  opt_poller_note_use (self, delta);
  opt_poller_end_read (self, OPT_POLL_READ_STATEMENTS, snapshot->elapsed, snapshot->bytes);
  if (pair->before == NULL)
    set_due_again (self, snapshot->elapsed);
  fetch_texts (self);
  opt_poller_set_read_error (self, OPT_POLL_READ_STATEMENTS, NULL);
  opt_poller_share_snapshot (self, pair->before, snapshot);
  g_signal_emit_by_name (self, "snapshot", snapshot);
}

static void
snapshot_taken (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSnapshot) snapshot
      = opt_snapshot_take_finish (OPT_CONNECTION (object), result, &error);
  OptSnapshot *last = opt_workload_get_last_snapshot (self->workload);
  Pair *pair;

  if (opt_poller_is_stale (self, result))
    return;
  if (snapshot == NULL)
    {
      opt_poller_fail_read (self, OPT_POLL_READ_STATEMENTS, error);
      return;
    }

  pair = g_new0 (Pair, 1);
  pair->before = last != NULL ? opt_snapshot_ref (last) : NULL;
  pair->after = g_steal_pointer (&snapshot);
  /* The worker may be the last to let go of the task, and must not be that of the poller. */
  task = g_task_new (NULL, self->cancellable, subtracted, g_object_ref (self));
  g_task_set_source_tag (task, snapshot_taken);
  g_task_set_task_data (task, pair, pair_free);
  opt_worker_run (task, subtract);
}

static void
take_snapshot (OptPoller *self)
{
  opt_snapshot_take_async (self->connection, self->facts,
                           opt_workload_get_last_snapshot (self->workload), self->cancellable,
                           snapshot_taken, g_object_ref (self));
}

/* Begins to read it, once the facts that it may be missing are there. */
void
opt_poller_take (OptPoller *self, OptPollRead read)
{
  if (opt_poller_needs_facts (self, read))
    {
      opt_poll_schedule_set_due (self->schedule, read, G_MAXINT64);
      opt_poller_learn (self);
      opt_poller_wait (self, 0);
      return;
    }

  if (opt_poller_measure_way (self))
    return;

  self->troubles[read].fresh = FALSE;
  self->busy = TRUE;
  self->begun = g_get_monotonic_time ();
  opt_poller_begin_patience (self);
  switch (read)
    {
    case OPT_POLL_READ_SESSIONS:
      take_activity (self);
      break;
    case OPT_POLL_READ_STATEMENTS:
      take_snapshot (self);
      break;
    case OPT_POLL_READ_VITALS:
      opt_poller_take_vitals (self);
      break;
    case OPT_POLL_READ_EVENTS:
      opt_poller_take_events (self);
      break;
    case OPT_POLL_READ_USE:
      opt_poller_take_use (self);
      break;
    case OPT_POLL_READ_TEXTS:
    default:
      g_assert_not_reached ();
    }
}
