/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-minute.h"

#include <math.h>

#include "opt-history-counts.h"

/**
 * opt_history_event_free:
 * @event: (transfer full): an event
 */
void
opt_history_event_free (OptTimelineEvent *event)
{
  g_free (event->text);
  g_free (event);
}

static void
note_free (gpointer data)
{
  OptHistoryNote *note = data;

  g_free (note->event.text);
  g_free (note);
}

/**
 * opt_history_minute_new:
 * @server_id: the server's: opt_server_facts_get_history_key()
 *
 * Returns: (transfer full): a minute in which nothing happened yet
 */
OptHistoryMinute *
opt_history_minute_new (const char *server_id)
{
  OptHistoryMinute *self = g_new0 (OptHistoryMinute, 1);

  self->server_id = g_strdup (server_id);
  self->delta = opt_delta_new ();
  self->values = g_array_new (FALSE, FALSE, sizeof (OptHistoryValue));
  self->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);
  self->events = g_ptr_array_new_with_free_func (note_free);
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_conninfo_unref);
  self->databases = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->chains = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

/**
 * opt_history_minute_free:
 * @self: (nullable): a minute
 */
void
opt_history_minute_free (OptHistoryMinute *self)
{
  if (self == NULL)
    return;

  g_free (self->server_id);
  opt_delta_unref (self->delta);
  g_array_unref (self->values);
  g_ptr_array_unref (self->texts);
  g_ptr_array_unref (self->events);
  g_ptr_array_unref (self->places);
  g_hash_table_unref (self->databases);
  g_clear_pointer (&self->known, opt_snapshot_unref);
  g_ptr_array_unref (self->chains);
  g_free (self);
}

/**
 * opt_history_minute_is_empty:
 * @self: a minute
 *
 * Returns: whether there is nothing to keep
 */
gboolean
opt_history_minute_is_empty (const OptHistoryMinute *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->end == 0 && self->texts->len == 0 && self->events->len == 0
         && self->chains->len == 0;
}

static void
stretch (OptHistoryMinute *self, gint64 start, gint64 end)
{
  if (self->end == 0 || start < self->start)
    self->start = start;
  self->end = MAX (self->end, end);
}

/**
 * opt_history_minute_add_delta:
 * @self: a minute
 * @delta: what happened between two snapshots
 * @start_time: of the postmaster that counted it
 */
void
opt_history_minute_add_delta (OptHistoryMinute *self, const OptDelta *delta, gint64 start_time)
{
  g_return_if_fail (self != NULL && delta != NULL);

  /* A clock that was set back makes an interval end before it began. */
  stretch (self, MIN (delta->start, delta->end), delta->end);
  opt_delta_add (self->delta, delta);
  self->start_time = start_time;
}

/**
 * opt_history_minute_add_value:
 * @self: a minute
 * @database: OID, or 0 for the whole server
 * @series: of what, for machines
 * @item: (nullable): of which, where there are several
 * @start: since when it was so; the server's clock
 * @end: until when
 * @value: how much, or how often; NAN, where it is not known, adds nothing
 */
void
opt_history_minute_add_value (OptHistoryMinute *self,
                              guint32 database,
                              const char *series,
                              const char *item,
                              gint64 start,
                              gint64 end,
                              double value)
{
  g_autofree char *rate = opt_history_counts_get_name (series);
  OptHistoryValue fresh = {
    .database = database,
    .series = g_intern_string (rate != NULL ? rate : series),
    .item = g_intern_string (item != NULL ? item : ""),
    .peak = -INFINITY,
  };
  OptHistoryValue *sum = NULL;

  g_return_if_fail (self != NULL && series != NULL);

  if (!isfinite (value) || start >= end)
    return;

  if (rate != NULL)
    value *= (double) G_USEC_PER_SEC / (double) (end - start);
  for (guint i = 0; i < self->values->len && sum == NULL; i++)
    {
      OptHistoryValue *known = &g_array_index (self->values, OptHistoryValue, i);

      if (known->series == fresh.series && known->item == fresh.item && known->database == database)
        sum = known;
    }
  if (sum == NULL)
    {
      g_array_append_val (self->values, fresh);
      sum = &g_array_index (self->values, OptHistoryValue, self->values->len - 1);
    }
  sum->sum += value * (double) (end - start);
  sum->peak = MAX (sum->peak, value);
  sum->observed += end - start;
  stretch (self, start, end);
}

/**
 * opt_history_get_load_name:
 * @wait_class: what a session does
 *
 * Returns: the name of the series of the sessions that do that
 */
const char *
opt_history_get_load_name (OptWaitClass wait_class)
{
  static const char *const names[OPT_N_WAIT_CLASSES] = {
    [OPT_WAIT_CLASS_CPU] = "load.cpu",     [OPT_WAIT_CLASS_IO] = "load.io",
    [OPT_WAIT_CLASS_LOCK] = "load.lock",   [OPT_WAIT_CLASS_LWLOCK] = "load.lwlock",
    [OPT_WAIT_CLASS_IPC] = "load.ipc",     [OPT_WAIT_CLASS_CLIENT] = "load.client",
    [OPT_WAIT_CLASS_OTHER] = "load.other",
  };

  g_return_val_if_fail (wait_class < OPT_N_WAIT_CLASSES, NULL);

  return names[wait_class];
}

/**
 * opt_history_minute_add_point:
 * @self: a minute
 * @database: OID, or 0 for the whole server
 * @point: a part of the minute
 *
 * Adds its figures. A mean of means would be wrong: the time of a call is kept as milliseconds a
 * second, "statements.exec_ms", to be divided by "statements.calls", and of the share of blocks
 * that were hit its parts.
 */
void
opt_history_minute_add_point (OptHistoryMinute *self,
                              guint32 database,
                              const OptTimelinePoint *point)
{
  g_return_if_fail (self != NULL && point != NULL);

  const struct
  {
    const char *series;
    double value;
  } figures[] = {
    { "statements.calls", point->calls_per_second },
    { "statements.exec_ms", point->calls_per_second > 0 ? point->mean_ms * point->calls_per_second
                                                        : point->calls_per_second },
    { "statements.rows", point->rows_per_second },
    { "statements.wal_bytes", point->wal_bytes_per_second },
    { "database.transactions", point->transactions_per_second },
    { "database.blocks_hit", point->blocks_hit_per_second },
    { "database.blocks_read", point->blocks_read_per_second },
    { "database.temp_bytes", point->temp_bytes_per_second },
    { "database.backends", point->backends },
  };

  for (guint i = 0; i < OPT_N_WAIT_CLASSES; i++)
    opt_history_minute_add_value (self, database, opt_history_get_load_name ((OptWaitClass) i),
                                  NULL, point->start, point->end, point->load[i]);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    opt_history_minute_add_value (self, database, figures[i].series, NULL, point->start, point->end,
                                  figures[i].value);
}

/**
 * opt_history_minute_add_event:
 * @self: a minute
 * @database: OID, or 0 for the whole server
 * @event: what happened; copied
 */
void
opt_history_minute_add_event (OptHistoryMinute *self,
                              guint32 database,
                              const OptTimelineEvent *event)
{
  OptHistoryNote *note;

  g_return_if_fail (self != NULL && event != NULL);

  note = g_new0 (OptHistoryNote, 1);
  note->database = database;
  note->event = *event;
  note->event.text = g_strdup (event->text);
  g_ptr_array_add (self->events, note);
}

/**
 * opt_history_minute_add_chain:
 * @self: a minute
 * @chain: who holds up whom; it is kept as it is when the minute ends
 */
void
opt_history_minute_add_chain (OptHistoryMinute *self, OptBlockingChain *chain)
{
  g_return_if_fail (self != NULL && OPT_IS_BLOCKING_CHAIN (chain));

  if (!g_ptr_array_find (self->chains, chain, NULL))
    g_ptr_array_add (self->chains, g_object_ref (chain));
}

/**
 * opt_history_minute_add_place:
 * @self: a minute
 * @conninfo: where the server was found in it
 */
void
opt_history_minute_add_place (OptHistoryMinute *self, OptConninfo *conninfo)
{
  g_return_if_fail (self != NULL && conninfo != NULL);

  if (!g_ptr_array_find (self->places, conninfo, NULL))
    g_ptr_array_add (self->places, opt_conninfo_ref (conninfo));
}

/**
 * opt_history_minute_add_database:
 * @self: a minute
 * @oid: of a database that the server was watched from
 * @name: its name
 *
 * Those that are counted tell their names only when they have been looked at twice.
 */
void
opt_history_minute_add_database (OptHistoryMinute *self, guint32 oid, const char *name)
{
  g_return_if_fail (self != NULL && oid != 0 && name != NULL);

  g_hash_table_replace (self->databases, GUINT_TO_POINTER (oid), g_strdup (name));
}

/**
 * opt_history_minute_freeze:
 * @self: a minute that has ended
 *
 * What goes on elsewhere changes nothing in it any more: it may be handed to a thread.
 */
void
opt_history_minute_freeze (OptHistoryMinute *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->chains->len; i++)
    {
      g_autoptr (OptBlockingChain) chain = self->chains->pdata[i];

      self->chains->pdata[i] = opt_blocking_chain_copy (chain);
    }
}
