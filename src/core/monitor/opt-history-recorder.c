/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-recorder-private.h"

#include <math.h>

/* A minute of a server that isn't polled any more is closed by the clock, a little late. */
#define AT_MOST (75 * G_USEC_PER_SEC)
#define TICK_SECONDS 5

enum
{
  SIGNAL_WARNING,
  SIGNAL_STATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptHistoryRecorder, opt_history_recorder, G_TYPE_OBJECT)

static void
stop_timer (OptHistoryRecorder *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
give_back_lock (OptHistoryRecorder *self)
{
  opt_history_recorder_unshare (self);
  g_clear_pointer (&self->lock, opt_history_lock_free);
}

static void
opt_history_recorder_dispose (GObject *object)
{
  OptHistoryRecorder *self = OPT_HISTORY_RECORDER (object);

  stop_timer (self);
  give_back_lock (self);

  G_OBJECT_CLASS (opt_history_recorder_parent_class)->dispose (object);
}

static void
opt_history_recorder_finalize (GObject *object)
{
  OptHistoryRecorder *self = OPT_HISTORY_RECORDER (object);

  g_free (self->path);
  g_free (self->server_id);
  g_free (self->database);
  g_clear_pointer (&self->conninfo, opt_conninfo_unref);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->writer);
  g_clear_pointer (&self->minute, opt_history_minute_free);
  g_clear_pointer (&self->known, opt_snapshot_unref);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) opt_history_minute_free);
  g_hash_table_unref (self->texts);

  G_OBJECT_CLASS (opt_history_recorder_parent_class)->finalize (object);
}

static void
opt_history_recorder_class_init (OptHistoryRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_history_recorder_dispose;
  G_OBJECT_CLASS (klass)->finalize = opt_history_recorder_finalize;

  /**
   * OptHistoryRecorder::warning:
   * @self: the recorder
   * @text: a sentence for a person
   *
   * Something about the history has to be known.
   */
  signals[SIGNAL_WARNING] = g_signal_new ("warning", OPT_TYPE_HISTORY_RECORDER, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * OptHistoryRecorder::state:
   * @self: the recorder
   *
   * It is another.
   */
  signals[SIGNAL_STATE] = g_signal_new ("state", OPT_TYPE_HISTORY_RECORDER, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_history_recorder_init (OptHistoryRecorder *self)
{
  g_queue_init (&self->waiting);
  self->texts
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
}

static gboolean
tick (gpointer data)
{
  opt_history_recorder_tick (data);

  return G_SOURCE_CONTINUE;
}

/**
 * opt_history_recorder_new:
 * @path: (nullable): the file, or %NULL for `history.db` in opt_paths_get_data_dir()
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @clock: by which minutes end and pauses pass
 *
 * Returns: (transfer full): a recorder
 */
OptHistoryRecorder *
opt_history_recorder_new (const char *path, const char *server_id, OptClock *clock)
{
  OptHistoryRecorder *self;

  g_return_val_if_fail (server_id != NULL && OPT_IS_CLOCK (clock), NULL);

  self = g_object_new (OPT_TYPE_HISTORY_RECORDER, NULL);
  self->server_id = g_strdup (server_id);
  self->clock = g_object_ref (clock);
  self->path = g_strdup (path);
  self->timer = g_timeout_source_new_seconds (TICK_SECONDS);
  g_source_set_callback (self->timer, tick, self, NULL);
  self->context = g_main_context_ref_thread_default ();
  g_source_attach (self->timer, self->context);

  return self;
}

/**
 * opt_history_recorder_set_conninfo:
 * @self: a recorder
 * @conninfo: where the server is found: it is noted, without who signs in
 */
void
opt_history_recorder_set_conninfo (OptHistoryRecorder *self, OptConninfo *conninfo)
{
  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));
  g_return_if_fail (conninfo != NULL);

  g_clear_pointer (&self->conninfo, opt_conninfo_unref);
  self->conninfo = opt_conninfo_ref (conninfo);
}

/**
 * opt_history_recorder_set_database:
 * @self: a recorder
 * @oid: of the database that the server is watched from
 * @name: its name
 */
void
opt_history_recorder_set_database (OptHistoryRecorder *self, guint32 oid, const char *name)
{
  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));
  g_return_if_fail (oid != 0 && name != NULL);

  self->database_oid = oid;
  g_free (self->database);
  self->database = g_strdup (name);
}

void
opt_history_recorder_warn (OptHistoryRecorder *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_WARNING], 0, text);
}

void
opt_history_recorder_set_state (OptHistoryRecorder *self, OptHistoryRecorderState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_signal_emit (self, signals[SIGNAL_STATE], 0);
}

/* Each connection may find the server by a name of its own, and is to a database of its own. */
static void
note_place (OptHistoryRecorder *lead, OptHistoryRecorder *self)
{
  if (self->conninfo != NULL && lead->minute != NULL)
    opt_history_minute_add_place (lead->minute, self->conninfo);
  if (self->database != NULL && lead->minute != NULL)
    opt_history_minute_add_database (lead->minute, self->database_oid, self->database);
}

/* Of one that leads. */
static OptHistoryMinute *
get_minute (OptHistoryRecorder *self)
{
  if (self->minute == NULL)
    {
      self->minute = opt_history_minute_new (self->server_id);
      note_place (self, self);
      self->opened_at = opt_clock_get_monotonic_time (self->clock);
    }

  return self->minute;
}

/* A minute has the intervals that end in it. */
static gboolean
is_another_minute (const OptHistoryMinute *minute, gint64 start_time, gint64 end)
{
  return minute->end != 0
         && ((minute->end - 1) / OPT_HISTORY_RECORDER_MINUTE
                 != (end - 1) / OPT_HISTORY_RECORDER_MINUTE
             || (minute->delta->end != 0 && minute->start_time != start_time));
}

/* For what is not of a delta. One that comes late is of the open minute all the same. */
static OptHistoryMinute *
get_minute_until (OptHistoryRecorder *self, gint64 end)
{
  if (self->minute != NULL && end > self->minute->end
      && is_another_minute (self->minute, self->minute->start_time, end))
    opt_history_recorder_close_minute (self);

  return get_minute (self);
}

/* To one that leads. */
static void
add_delta (OptHistoryRecorder *self,
           const OptDelta *delta,
           gint64 start_time,
           guint32 database,
           const OptTimelinePoint *point)
{
  gboolean alone = self->cut || (delta->flags & OPT_DELTA_GAP) != 0;

  if (self->minute != NULL && (alone || is_another_minute (self->minute, start_time, delta->end)))
    opt_history_recorder_close_minute (self);
  opt_history_minute_add_delta (get_minute (self), delta, start_time);
  if (point != NULL)
    opt_history_minute_add_point (self->minute, database, point);
  self->cut = FALSE;
  if (alone)
    opt_history_recorder_close_minute (self);
}

/**
 * opt_history_recorder_add:
 * @self: a recorder
 * @delta: what happened between the last two polls
 * @start_time: of the postmaster that counted it
 * @database: OID of the database that @point is of; 0: the whole server
 * @point: (nullable): the figures of that time
 *
 * A gap stands alone, so that what was seen around it has its true length. Where another connection
 * of this program to the same server has told of that time, only @point is kept.
 */
void
opt_history_recorder_add (OptHistoryRecorder *self,
                          const OptDelta *delta,
                          gint64 start_time,
                          guint32 database,
                          const OptTimelinePoint *point)
{
  OptHistoryRecorder *lead;
  gboolean has_point = point != NULL && (point->flags & OPT_DELTA_GAP) == 0;

  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));
  g_return_if_fail (delta != NULL);

  lead = opt_history_recorder_get_lead (self);
  if (lead == NULL)
    return;

  if (opt_history_recorder_take_turn (self, "statements", delta->start, delta->end))
    {
      if (lead->known == NULL)
        opt_history_recorder_set_known (lead, self->known);
      add_delta (lead, delta, start_time, database, has_point ? point : NULL);
    }
  else if (has_point)
    opt_history_recorder_add_point (lead, database, point);
  note_place (lead, self);
}

/**
 * opt_history_recorder_add_point:
 * @self: a recorder
 * @database: OID of the database that @point is of
 * @point: figures of a time of which there is no delta
 */
void
opt_history_recorder_add_point (OptHistoryRecorder *self,
                                guint32 database,
                                const OptTimelinePoint *point)
{
  OptHistoryRecorder *lead;

  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));
  g_return_if_fail (point != NULL);

  lead = opt_history_recorder_get_lead (self);
  if (lead == NULL || (point->flags & OPT_DELTA_GAP) != 0)
    return;

  opt_history_minute_add_point (get_minute_until (lead, point->end), database, point);
  note_place (lead, self);
}

/**
 * opt_history_recorder_set_known:
 * @self: a recorder
 * @known: (nullable): the first look at the server: what is not in it and is recorded for the first
 *   time was called then first
 *
 * Without it nothing is taken for new.
 */
void
opt_history_recorder_set_known (OptHistoryRecorder *self, OptSnapshot *known)
{
  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));

  if (self->known == known)
    return;

  g_clear_pointer (&self->known, opt_snapshot_unref);
  if (known != NULL)
    self->known = opt_snapshot_ref (known);
}

/**
 * opt_history_recorder_add_value:
 * @self: a recorder
 * @database: OID, or 0 for the whole server
 * @series: a name for machines
 * @item: (nullable): of which, where there are several
 * @start: since when it was so; the server's clock, microseconds since 1970
 * @end: until when
 * @value: how much; NAN where it is not known
 *
 * Keeps a series of any kind: its mean over the time, and its peak. What is of the whole server is
 * kept of the first connection of this program to it that knows it.
 */
void
opt_history_recorder_add_value (OptHistoryRecorder *self,
                                guint32 database,
                                const char *series,
                                const char *item,
                                gint64 start,
                                gint64 end,
                                double value)
{
  OptHistoryRecorder *lead;
  g_autofree char *what = NULL;

  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));
  g_return_if_fail (series != NULL);

  lead = opt_history_recorder_get_lead (self);
  /* One that may not see it has none. */
  if (lead == NULL || !isfinite (value) || start >= end)
    return;
  what = g_strjoin ("\n", series, item, NULL);
  if (database != 0 || opt_history_recorder_take_turn (self, what, start, end))
    opt_history_minute_add_value (get_minute_until (lead, end), database, series, item, start, end,
                                  value);
}

/**
 * opt_history_recorder_add_event:
 * @self: a recorder
 * @database: OID, or 0 for the whole server
 * @event: what happened; one that is kept already is kept once
 */
void
opt_history_recorder_add_event (OptHistoryRecorder *self,
                                guint32 database,
                                const OptTimelineEvent *event)
{
  OptHistoryRecorder *lead;

  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));
  g_return_if_fail (event != NULL);

  lead = opt_history_recorder_get_lead (self);
  if (lead != NULL)
    opt_history_minute_add_event (get_minute (lead), database, event);
}

/**
 * opt_history_recorder_knows_text:
 * @self: a recorder
 * @key: a statement
 *
 * Returns: whether its text was handed over already
 */
gboolean
opt_history_recorder_knows_text (OptHistoryRecorder *self, const OptStatementKey *key)
{
  g_return_val_if_fail (OPT_IS_HISTORY_RECORDER (self), TRUE);

  return g_hash_table_contains (self->texts, key);
}

/**
 * opt_history_recorder_add_text:
 * @self: a recorder
 * @text: what a statement says
 */
void
opt_history_recorder_add_text (OptHistoryRecorder *self, const OptSqlText *text)
{
  OptHistoryRecorder *lead;

  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));
  g_return_if_fail (text != NULL);

  lead = opt_history_recorder_get_lead (self);
  if (lead == NULL || opt_history_recorder_knows_text (lead, &text->key))
    return;

  g_ptr_array_add (get_minute (lead)->texts, opt_sql_text_copy (text));
  g_hash_table_add (lead->texts, g_memdup2 (&text->key, sizeof text->key));
}

/**
 * opt_history_recorder_add_chain:
 * @self: a recorder
 * @chain: who holds up whom; to be handed over again whenever it is another
 *
 * What several connections see of one becomes one in the file.
 */
void
opt_history_recorder_add_chain (OptHistoryRecorder *self, OptBlockingChain *chain)
{
  OptHistoryRecorder *lead;

  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));
  g_return_if_fail (OPT_IS_BLOCKING_CHAIN (chain));

  lead = opt_history_recorder_get_lead (self);
  if (lead != NULL)
    opt_history_minute_add_chain (get_minute (lead), chain);
}

/**
 * opt_history_recorder_cut:
 * @self: a recorder
 *
 * Closes the open minute at what was last polled, and keeps the next interval by itself: what is
 * before and after this moment can be told apart to within a poll.
 */
void
opt_history_recorder_cut (OptHistoryRecorder *self)
{
  OptHistoryRecorder *lead;

  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));

  lead = opt_history_recorder_get_lead (self);
  if (lead == NULL)
    lead = self;
  opt_history_recorder_close_minute (lead);
  lead->cut = TRUE;
}

/**
 * opt_history_recorder_tick:
 * @self: a recorder
 *
 * Does what is due by the clock. It does so by itself every few seconds, where a main loop runs.
 */
void
opt_history_recorder_tick (OptHistoryRecorder *self)
{
  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));

  if (self->minute != NULL
      && opt_clock_get_monotonic_time (self->clock) - self->opened_at >= AT_MOST)
    opt_history_recorder_close_minute (self);
  opt_history_recorder_write_waiting (self);
}

/**
 * opt_history_recorder_stop:
 * @self: a recorder
 *
 * Hands over the open minute, and lets another process record.
 */
void
opt_history_recorder_stop (OptHistoryRecorder *self)
{
  g_return_if_fail (OPT_IS_HISTORY_RECORDER (self));

  self->stopped = TRUE;
  stop_timer (self);
  opt_history_recorder_close_minute (self);
  give_back_lock (self);
}

/**
 * opt_history_recorder_get_state:
 * @self: a recorder
 *
 * Returns: whether what it is given is recorded, by itself or by another one of this program
 */
OptHistoryRecorderState
opt_history_recorder_get_state (OptHistoryRecorder *self)
{
  const OptHistoryRecorder *lead = NULL;

  g_return_val_if_fail (OPT_IS_HISTORY_RECORDER (self), OPT_HISTORY_RECORDER_PAUSED);

  if (self->lock == NULL && !self->stopped && self->path != NULL)
    lead = opt_history_recorder_find_lead (self);

  return lead != NULL ? lead->state : self->state;
}

/**
 * opt_history_recorder_is_busy:
 * @self: a recorder
 *
 * Returns: whether something is being written
 */
gboolean
opt_history_recorder_is_busy (OptHistoryRecorder *self)
{
  g_return_val_if_fail (OPT_IS_HISTORY_RECORDER (self), FALSE);

  return self->writer != NULL && opt_history_writer_is_busy (self->writer);
}

/**
 * opt_history_recorder_get_server_id:
 * @self: a recorder
 *
 * Returns: (transfer none): whose history it records
 */
const char *
opt_history_recorder_get_server_id (OptHistoryRecorder *self)
{
  g_return_val_if_fail (OPT_IS_HISTORY_RECORDER (self), NULL);

  return self->server_id;
}
