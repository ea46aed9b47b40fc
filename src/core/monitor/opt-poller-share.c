/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poller-private.h"

#include "opt-snapshot-part.h"
#include "opt-worker.h"

/* Several connections of a program may be to databases of one server. pg_stat_statements counts for
 * all of it, and to read it is what costs most: whoever reads it hands it to the others, which put
 * their own reading off for as long as that goes on. Sessions and vitals cost little, and what they
 * tell of tables is of one database. */

/* A reader that is late by half its period, and this, is not waited for any longer. */
#define LATE (G_USEC_PER_SEC / 5)

G_LOCK_DEFINE_STATIC (pollers);
static GPtrArray *pollers; /* borrowed: those that are connected */

/* It is connected, or is not any longer. */
void
opt_poller_share (OptPoller *self, gboolean connected)
{
  G_LOCK (pollers);
  if (pollers == NULL)
    pollers = g_ptr_array_new ();
  g_ptr_array_remove (pollers, self);
  if (connected)
    g_ptr_array_add (pollers, self);
  G_UNLOCK (pollers);
}

/* The same server since the same start, seen by the same role: one may see texts where another may
 * not. */
static gboolean
is_alike (OptPoller *self, OptPoller *other)
{
  const char *key = opt_server_facts_get_history_key (self->facts);

  return self->context == other->context && key != NULL
         && g_strcmp0 (key, opt_server_facts_get_history_key (other->facts)) == 0
         && opt_server_facts_get_start_time (self->facts)
                == opt_server_facts_get_start_time (other->facts)
         && g_strcmp0 (opt_server_facts_get_user (self->facts),
                       opt_server_facts_get_user (other->facts))
                == 0;
}

/* Returns: (transfer full): the others to which it can hand on what it read */
static GPtrArray *
get_others (OptPoller *self)
{
  GPtrArray *others = g_ptr_array_new_with_free_func (g_object_unref);

  G_LOCK (pollers);
  for (guint i = 0; pollers != NULL && i < pollers->len; i++)
    {
      OptPoller *other = pollers->pdata[i];

      if (other != self && is_alike (self, other))
        g_ptr_array_add (others, g_object_ref (other));
    }
  G_UNLOCK (pollers);

  return others;
}

/* ---- Statements ------------------------------------------------------------------------------ */

typedef struct
{
  OptSnapshot *before; /* (nullable) */
  OptSnapshot *after;
  gint64 period;    /* of who read it */
  GPtrArray *texts; /* (element-type OptSqlText) that who read it has and it has not */
} Gift;

static void
gift_free (gpointer data)
{
  Gift *gift = data;

  g_clear_pointer (&gift->before, opt_snapshot_unref);
  g_clear_pointer (&gift->texts, g_ptr_array_unref);
  opt_snapshot_unref (gift->after);
  g_free (gift);
}

static void
subtract (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Gift *gift = data;

  g_task_return_pointer (task,
                         gift->before != NULL ? opt_snapshot_subtract (gift->before, gift->after)
                                              : NULL,
                         (GDestroyNotify) opt_delta_unref);
}

static void
subtracted (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  Gift *gift = g_task_get_task_data (G_TASK (result));
  g_autoptr (OptSnapshot) snapshot = opt_snapshot_ref (gift->after);
  g_autoptr (OptDelta) delta = g_task_propagate_pointer (G_TASK (result), NULL);

  if (opt_poller_is_stale (self, result))
    return;

  opt_workload_add_delta (self->workload, snapshot, delta);
  self->counted_at = g_get_monotonic_time ();
  if (gift->texts->len > 0)
    opt_workload_add_texts (self->workload, g_steal_pointer (&gift->texts));
  opt_poller_note_use (self, delta);
  self->backoff = 0;
  opt_poll_schedule_set_due (self->schedule, OPT_POLL_READ_STATEMENTS,
                             g_get_monotonic_time () + gift->period + gift->period / 2 + LATE);
  opt_poller_wait (self, 0);
  opt_poller_set_read_error (self, OPT_POLL_READ_STATEMENTS, NULL);
  g_signal_emit_by_name (self, "snapshot", snapshot);
}

/* It reads nothing at present, and has nothing that is newer: of two reads that overlap nobody
 * knows which one saw a counter later. Of what was read in part the rest is as in the snapshot
 * before, and so it follows on that alone. */
static gboolean
can_take (OptPoller *self, OptPoller *from, const OptSnapshot *before, const OptSnapshot *snapshot)
{
  OptSnapshot *last = opt_workload_get_last_snapshot (self->workload);

  if (self->cancellable == NULL || self->connection == NULL || self->busy || self->paused
      || self->rest.until != 0)
    return FALSE;
  if (!opt_snapshot_part_is_whole (&snapshot->part) && last != before)
    return FALSE;

  return last == NULL || (last->time < snapshot->time && from->begun >= self->counted_at);
}

/* Returns: (transfer full): copies of the texts that @self lacks and @other has */
static GPtrArray *
copy_texts (OptPoller *self, OptPoller *other)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);
  g_autoptr (GArray) keys = opt_workload_get_keys_to_fetch (self->workload);

  for (guint i = 0; i < keys->len; i++)
    {
      const OptSqlText *text
          = opt_workload_get_text (other->workload, &g_array_index (keys, OptStatementKey, i));

      if (text != NULL)
        g_ptr_array_add (texts, opt_sql_text_copy (text));
    }

  return texts;
}

static void
take (OptPoller *self, OptPoller *from, OptSnapshot *snapshot)
{
  OptSnapshot *last = opt_workload_get_last_snapshot (self->workload);
  g_autoptr (GTask) task = NULL;
  Gift *gift = g_new0 (Gift, 1);

  gift->before = last != NULL ? opt_snapshot_ref (last) : NULL;
  gift->after = opt_snapshot_ref (snapshot);
  gift->period = opt_poll_schedule_get_period (from->schedule, OPT_POLL_READ_STATEMENTS);
  gift->texts = copy_texts (self, from);
  opt_poller_hold (self);
  /* The worker may be the last to let go of the task, and must not be that of the poller. */
  task = g_task_new (NULL, self->cancellable, subtracted, g_object_ref (self));
  g_task_set_source_tag (task, take);
  g_task_set_task_data (task, gift, gift_free);
  opt_worker_run (task, subtract);
}

/* Hands on what it has just read, before it tells of it.
 *
 * before: (nullable): what it had read last */
void
opt_poller_share_snapshot (OptPoller *self, const OptSnapshot *before, OptSnapshot *snapshot)
{
  g_autoptr (GPtrArray) others = get_others (self);

  for (guint i = 0; i < others->len; i++)
    if (can_take (others->pdata[i], self, before, snapshot))
      take (others->pdata[i], self, snapshot);
}
