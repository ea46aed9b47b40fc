/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-private.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-history.h"
#include "opt-worker.h"

/* At least so long between two polls; one that costs the server much makes it longer. */
#define POLL_INTERVAL G_USEC_PER_SEC
/* So often a snapshot goes into the history: what is compared before and after a change. */
#define RECORD_INTERVAL (60 * G_USEC_PER_SEC)

/* ---- The history ----------------------------------------------------------------------------- */

typedef struct
{
  OptServerFacts *facts;
  OptSnapshot *snapshot;
  GPtrArray *texts; /* of OptSqlText */
} Record;

static void
record_free (gpointer data)
{
  Record *record = data;

  g_object_unref (record->facts);
  opt_snapshot_unref (record->snapshot);
  g_ptr_array_unref (record->texts);
  g_free (record);
}

static void
record_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Record *record = data;
  GError *error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (NULL, &error);

  if (history != NULL && opt_history_add_snapshot_sync (history, record->snapshot, &error)
      && opt_history_add_texts_sync (history, record->snapshot, record->texts, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
recorded (GObject *object, GAsyncResult *result, gpointer data)
{
  OptServer *self = OPT_SERVER (object);
  const Record *record = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->recording = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      opt_server_warn (self, _ ("The history was not kept: %s"), error->message);
      return;
    }
  /* It may be another server by now. */
  if (record->facts != self->facts)
    return;

  for (guint i = 0; i < record->texts->len; i++)
    {
      const OptSqlText *text = record->texts->pdata[i];

      g_hash_table_add (self->recorded, g_memdup2 (&text->key, sizeof text->key));
    }
}

/* What was called in the window, and is not in the history yet. */
static GPtrArray *
take_texts (OptServer *self)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);
  GHashTableIter iter;
  OptStatementKey *key;

  g_hash_table_iter_init (&iter, opt_workload_get_delta (self->workload)->statements);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, NULL))
    {
      const OptSqlText *text = opt_workload_get_text (self->workload, key);

      if (text != NULL && !g_hash_table_contains (self->recorded, key))
        g_ptr_array_add (texts, opt_sql_text_copy (text));
    }

  return texts;
}

static void
keep (OptServer *self, OptSnapshot *snapshot)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GTask) task = NULL;
  Record *record;

  if (self->recording || (self->recorded_at != 0 && now - self->recorded_at < RECORD_INTERVAL))
    return;

  self->recorded_at = now;
  self->recording = TRUE;
  record = g_new0 (Record, 1);
  record->facts = g_object_ref (self->facts);
  record->snapshot = opt_snapshot_ref (snapshot);
  record->texts = take_texts (self);
  task = g_task_new (self, NULL, recorded, NULL);
  g_task_set_source_tag (task, keep);
  g_task_set_task_data (task, record, record_free);
  opt_worker_run (task, record_thread);
}

/* ---- The poller ------------------------------------------------------------------------------ */

static gboolean
is_elsewhere (OptServerFacts *before, OptServerFacts *now)
{
  return before != NULL
         && (opt_server_facts_get_database_oid (before) != opt_server_facts_get_database_oid (now)
             || g_strcmp0 (opt_server_facts_get_system_identifier (before),
                           opt_server_facts_get_system_identifier (now))
                    != 0);
}

/* What the history has of the one says nothing of the other. */
static void
forget_other (OptServer *self)
{
  g_hash_table_remove_all (self->recorded);
  self->recorded_at = 0;
  opt_session_list_clear (self->sessions);
  opt_blocking_history_clear (self->blocking);
  opt_server_forget_recommendations (self);
  opt_server_forget_vitals (self);
}

/* Another server, or another database, may answer at the same address. */
void
opt_server_take_facts (OptServer *self)
{
  OptServerFacts *facts = opt_poller_get_facts (self->poller);
  guint32 oid;

  if (facts == self->facts)
    return;

  if (is_elsewhere (self->facts, facts))
    forget_other (self);
  oid = opt_server_facts_get_database_oid (facts);
  opt_timeline_set_database (self->timeline, oid);
  opt_statement_list_set_database (self->statements, oid);
  opt_server_set_facts (self, facts);
  opt_server_load_recommendations (self);
}

static void
polled (OptServer *self, OptSnapshot *snapshot)
{
  /* Whoever hears of it may disconnect, and may let it go. */
  g_autoptr (OptServer) kept = g_object_ref (self);

  opt_server_take_facts (self);
  opt_timeline_update (self->timeline, self->workload);
  opt_server_take_point (self);
  opt_statement_list_update (self->statements);
  self->last_poll = g_get_real_time ();
  keep (self, snapshot);

  opt_server_set_state (self, OPT_SERVER_ONLINE, NULL);
  if (self->poller != NULL)
    opt_server_notify_polled (self);
}

/* Texts come behind the figures, which depend on them: our own statements are left out. */
static void
texts_added (OptServer *self)
{
  opt_timeline_update (self->timeline, self->workload);
  opt_server_take_point (self);
  opt_statement_list_update (self->statements);
}

static void
vitals_read (OptServer *self, OptVitals *vitals)
{
  opt_server_take_facts (self);
  opt_server_take_vitals (self, vitals);
}

/* Trying a wrong password again and again would only lock an account. */
static gboolean
may_help_to_wait (const GError *error)
{
  return !g_error_matches (error, OPT_ERROR, OPT_ERROR_AUTHENTICATION)
         && !g_error_matches (error, OPT_ERROR, OPT_ERROR_INVALID);
}

static void
poll_failed (OptServer *self, const GError *error)
{
  g_autoptr (OptServer) kept = g_object_ref (self);

  if (!may_help_to_wait (error))
    opt_server_watch_end (self);
  opt_server_set_state (self, OPT_SERVER_LOST, error);
}

void
opt_server_watch_begin (OptServer *self)
{
  g_assert (self->poller == NULL);

  self->poller = opt_poller_new (self->conninfo, POLL_INTERVAL, self->workload);
  opt_poller_set_paused (self->poller, self->paused);
  g_signal_connect_swapped (self->poller, "snapshot", G_CALLBACK (polled), self);
  g_signal_connect_swapped (self->poller, "vitals", G_CALLBACK (vitals_read), self);
  g_signal_connect_swapped (self->poller, "error", G_CALLBACK (poll_failed), self);
  g_signal_connect_swapped (self->workload, "texts-added", G_CALLBACK (texts_added), self);
  opt_server_sessions_begin (self);
  opt_poller_start (self->poller);
}

void
opt_server_watch_end (OptServer *self)
{
  g_autoptr (OptPoller) poller = g_steal_pointer (&self->poller);

  if (poller == NULL)
    return;

  g_signal_handlers_disconnect_by_data (poller, self);
  g_signal_handlers_disconnect_by_func (self->workload, texts_added, self);
  opt_poller_stop (poller);
  opt_server_sessions_end (self);
}
