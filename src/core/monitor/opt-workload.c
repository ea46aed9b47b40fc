/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-workload-private.h"

/* Deltas are summed into so many parts of the window, of which the oldest is dropped at a time:
 * memory does not depend on how often is polled. */
#define PARTS 30

/* A poll that is so late was slow, by the server or by the network; what is later was not asked
 * for, as in a night in which the machine slept. */
#define LATE_AT_MOST (10 * 60 * (gint64) G_USEC_PER_SEC)

/* Beyond so many, texts of statements that are not in the window are forgotten. */
#define TEXTS_KEPT 10000

enum
{
  SIGNAL_CHANGED,
  SIGNAL_TEXTS_ADDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  gint64 begun; /* monotonic time */
  gint64 ended;
  OptDelta *delta;
} Part;

G_DEFINE_FINAL_TYPE (OptWorkload, opt_workload, G_TYPE_OBJECT)

static void
clear_part (gpointer element)
{
  Part *part = element;

  g_clear_pointer (&part->delta, opt_delta_unref);
}

static void
opt_workload_finalize (GObject *object)
{
  OptWorkload *self = OPT_WORKLOAD (object);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->first, opt_snapshot_unref);
  g_clear_pointer (&self->last, opt_snapshot_unref);
  g_clear_pointer (&self->parts, opt_ring_free);
  g_clear_pointer (&self->sum, opt_delta_unref);
  g_clear_pointer (&self->next, opt_delta_unref);
  g_clear_pointer (&self->last_delta, opt_delta_unref);
  g_clear_pointer (&self->by_number, g_hash_table_unref);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_hash_table_unref (self->texts);
  g_clear_pointer (&self->marks, g_hash_table_unref);
  g_hash_table_unref (self->databases);
  g_hash_table_unref (self->roles);
  g_clear_error (&self->texts_error);
  g_clear_pointer (&self->newcomers, opt_newcomers_unref);
  g_free (self->new_trouble);

  G_OBJECT_CLASS (opt_workload_parent_class)->finalize (object);
}

static void
opt_workload_class_init (OptWorkloadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_workload_finalize;

  /**
   * OptWorkload::changed:
   * @self: the workload
   *
   * A snapshot or texts were added.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_WORKLOAD, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);

  /**
   * OptWorkload::texts-added:
   * @self: the workload
   *
   * More statements can be read, and told apart from OptiSchema's own.
   */
  signals[SIGNAL_TEXTS_ADDED] = g_signal_new ("texts-added", OPT_TYPE_WORKLOAD, G_SIGNAL_RUN_LAST,
                                              0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_workload_init (OptWorkload *self)
{
  self->parts = opt_ring_new (sizeof (Part), PARTS + 1, clear_part);
  self->texts = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, NULL,
                                       (GDestroyNotify) opt_sql_text_free);
  self->databases = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ref_string_release);
  self->roles = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ref_string_release);
}

/**
 * opt_workload_new:
 * @window: how far back it goes, in microseconds; 0 keeps everything
 * @clock: by which the window moves
 *
 * Returns: (transfer full): an empty workload
 */
OptWorkload *
opt_workload_new (gint64 window, OptClock *clock)
{
  OptWorkload *self;

  g_return_val_if_fail (window >= 0, NULL);
  g_return_val_if_fail (OPT_IS_CLOCK (clock), NULL);

  self = g_object_new (OPT_TYPE_WORKLOAD, NULL);
  self->window = window;
  self->clock = g_object_ref (clock);

  return self;
}

static void
remember_databases (OptWorkload *self, const OptSnapshot *snapshot)
{
  GHashTableIter iter;
  gpointer oid;
  const OptDatabaseCounters *database;

  g_hash_table_iter_init (&iter, snapshot->databases);
  while (g_hash_table_iter_next (&iter, &oid, (gpointer *) &database))
    g_hash_table_insert (self->databases, oid, g_ref_string_new_intern (database->name));
}

static guint64
get_oldest_number (OptWorkload *self)
{
  return self->n_begun - opt_ring_get_length (self->parts);
}

static const Part *
get_part (OptWorkload *self, guint64 number)
{
  return opt_ring_get (self->parts, (guint) (number - get_oldest_number (self)));
}

/* With thousands of statements it takes long to sum up all parts of the window, and the main loop
 * may wait for it. Each time that the oldest part leaves, all others have to be summed up anew:
 * that is begun early, and done in pieces. */
static void
prepare_next_sum (OptWorkload *self, gint64 interval)
{
  gint64 polls = MAX (self->window / PARTS / MAX (interval, 1), 1);

  if (self->next == NULL)
    {
      self->next = opt_delta_new ();
      self->next_to = self->sum_from + 1;
    }
  for (gint64 n = PARTS / polls + 1; n > 0 && self->next_to + 1 < self->n_begun; n--)
    opt_delta_add (self->next, get_part (self, self->next_to++)->delta);
}

static void
add_to_sum (OptWorkload *self, const OptDelta *delta, gint64 interval)
{
  if (self->sum == NULL)
    return;

  /* Nobody asks any more, or somebody holds it. */
  if (self->sum_from < get_oldest_number (self)
      || !g_atomic_ref_count_compare (&self->sum->ref_count, 1))
    {
      g_clear_pointer (&self->sum, opt_delta_unref);
      g_clear_pointer (&self->next, opt_delta_unref);
      return;
    }

  opt_delta_add (self->sum, delta);
  if (self->window > 0)
    prepare_next_sum (self, interval);
}

static void
add_delta (OptWorkload *self, const OptDelta *delta, gint64 begun, gint64 ended)
{
  Part *part = opt_ring_get_last (self->parts);

  if (part == NULL || (self->window > 0 && part->ended - part->begun >= self->window / PARTS))
    {
      Part fresh = { .begun = begun, .delta = opt_delta_new () };

      opt_ring_push (self->parts, &fresh);
      self->n_begun++;
      part = opt_ring_get_last (self->parts);
    }

  opt_delta_add (part->delta, delta);
  part->ended = ended;
  add_to_sum (self, delta, ended - begun);
}

static gboolean
is_not_in_window (gpointer key, gpointer text, gpointer data)
{
  return !g_hash_table_contains (((OptDelta *) data)->statements, key);
}

static void
forget_window (OptWorkload *self)
{
  opt_ring_clear (self->parts);
  g_clear_pointer (&self->sum, opt_delta_unref);
  g_clear_pointer (&self->next, opt_delta_unref);
}

/* Another server answers at the same address: what the first was asked, and its statements'
 * numbers, say nothing of this one. A standby that took over is the same server. */
static void
forget_other_server (OptWorkload *self, const OptSnapshot *snapshot)
{
  if (self->last->system_identifier == NULL || snapshot->system_identifier == NULL
      || strcmp (self->last->system_identifier, snapshot->system_identifier) == 0)
    return;

  forget_window (self);
  g_clear_pointer (&self->by_number, g_hash_table_unref);
  opt_workload_forget_asked (self);
  g_hash_table_remove_all (self->texts);
  g_hash_table_remove_all (self->roles);
  g_clear_pointer (&self->first, opt_snapshot_unref);
  self->first = opt_snapshot_ref ((OptSnapshot *) snapshot);
}

/**
 * opt_workload_add_delta:
 * @self: a workload
 * @snapshot: the next one of its server
 * @delta: (nullable): what was counted since the last one, where that is known; otherwise it is
 *   found
 *
 * Adds what was counted since the last snapshot; the first only begins, and so does one of another
 * server, which all that was before is forgotten for.
 */
void
opt_workload_add_delta (OptWorkload *self, OptSnapshot *snapshot, OptDelta *delta)
{
  gint64 now;

  g_return_if_fail (OPT_IS_WORKLOAD (self));
  g_return_if_fail (snapshot != NULL);

  now = opt_clock_get_monotonic_time (self->clock);
  remember_databases (self, snapshot);
  if (self->last != NULL)
    {
      forget_other_server (self, snapshot);
      g_clear_pointer (&self->last_delta, opt_delta_unref);
      self->last_delta
          = delta != NULL ? opt_delta_ref (delta) : opt_snapshot_subtract (self->last, snapshot);
      self->interval = now - self->last_time;
      /* What took longer than the window can't be told apart into what is in it and what is not. */
      if (self->window > 0 && self->interval > MAX (self->window, LATE_AT_MOST))
        forget_window (self);
      else
        add_delta (self, self->last_delta, self->last_time, now);
      opt_snapshot_unref (self->last);
    }
  else
    self->first = opt_snapshot_ref (snapshot);

  self->last = opt_snapshot_ref (snapshot);
  self->last_time = now;
  if (g_hash_table_size (self->texts) > TEXTS_KEPT)
    {
      g_clear_pointer (&self->by_number, g_hash_table_unref);
      g_hash_table_foreach_remove (self->texts, is_not_in_window, opt_workload_get_delta (self));
    }

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_workload_add_snapshot:
 * @self: a workload
 * @snapshot: the next one of its server
 *
 * As opt_workload_add_delta(), which finds what was counted.
 */
void
opt_workload_add_snapshot (OptWorkload *self, OptSnapshot *snapshot)
{
  opt_workload_add_delta (self, snapshot, NULL);
}

/**
 * opt_workload_add_since_reset:
 * @self: an empty workload
 * @snapshot: one snapshot
 *
 * Begins with all that the server has counted since its last reset.
 */
void
opt_workload_add_since_reset (OptWorkload *self, OptSnapshot *snapshot)
{
  g_autoptr (OptDelta) delta = NULL;
  gint64 now;

  g_return_if_fail (OPT_IS_WORKLOAD (self));
  g_return_if_fail (snapshot != NULL && self->last == NULL);

  now = opt_clock_get_monotonic_time (self->clock);
  delta = opt_snapshot_since_reset (snapshot);
  add_delta (self, delta, now, now);
  opt_workload_add_snapshot (self, snapshot);
}

/**
 * opt_workload_add_recorded:
 * @self: an empty workload that keeps everything
 * @delta: what was counted in some past time
 * @entries: (element-type OptWorkloadEntry): the statements in it of which the text is known
 * @marks: (nullable): set of #OptStatementMark: what is known of the others; not to be changed any
 *   more
 *
 * For what was recorded: there is no snapshot of it any more.
 */
void
opt_workload_add_recorded (OptWorkload *self,
                           const OptDelta *delta,
                           GPtrArray *entries,
                           GHashTable *marks)
{
  GPtrArray *texts;
  gint64 now;

  g_return_if_fail (OPT_IS_WORKLOAD (self));
  g_return_if_fail (delta != NULL && entries != NULL);

  now = opt_clock_get_monotonic_time (self->clock);
  add_delta (self, delta, now, now);
  if (marks != NULL)
    self->marks = g_hash_table_ref (marks);
  texts = g_ptr_array_new ();
  for (guint i = 0; i < entries->len; i++)
    {
      const OptWorkloadEntry *entry = entries->pdata[i];

      if (entry->text != NULL)
        g_ptr_array_add (texts, opt_sql_text_new (&entry->key, entry->text));
      if (entry->database != NULL)
        g_hash_table_insert (self->databases, GUINT_TO_POINTER (entry->key.dbid),
                             g_ref_string_new_intern (entry->database));
      if (entry->role != NULL)
        g_hash_table_insert (self->roles, GUINT_TO_POINTER (entry->key.userid),
                             g_ref_string_new_intern (entry->role));
    }
  opt_workload_add_texts (self, texts);
}

/* Where a poll takes longer than the window, the last one is in it until the next may be late. */
static guint
find_first_part (OptWorkload *self)
{
  guint n_parts = opt_ring_get_length (self->parts);
  gint64 now = opt_clock_get_monotonic_time (self->clock);
  gint64 of_last = MAX (self->window, MIN (2 * self->interval, LATE_AT_MOST));
  guint first = 0;

  while (self->window > 0 && first < n_parts
         && ((const Part *) opt_ring_get (self->parts, first))->ended
                <= now - (first + 1 < n_parts ? self->window : of_last))
    first++;

  return first;
}

/**
 * opt_workload_get_delta:
 * @self: a workload
 *
 * The window moves with the clock in steps of a thirtieth of it, and so may be that much longer
 * than was asked for, or as long as a slow poll; what it really spans is in the delta.
 *
 * Returns: (transfer none): the sum over the window, until the workload is asked or changed next
 */
OptDelta *
opt_workload_get_delta (OptWorkload *self)
{
  guint64 from;
  guint64 to;

  g_return_val_if_fail (OPT_IS_WORKLOAD (self), NULL);

  from = get_oldest_number (self) + find_first_part (self);
  if (self->sum != NULL && self->sum_from == from)
    return self->sum;

  to = from;
  if (self->next != NULL && self->sum_from + 1 == from)
    {
      opt_delta_unref (self->sum);
      self->sum = g_steal_pointer (&self->next);
      to = self->next_to;
    }
  else
    {
      g_clear_pointer (&self->sum, opt_delta_unref);
      g_clear_pointer (&self->next, opt_delta_unref);
      self->sum = opt_delta_new ();
    }
  for (; to < self->n_begun; to++)
    opt_delta_add (self->sum, get_part (self, to)->delta);
  self->sum_from = from;

  return self->sum;
}

/**
 * opt_workload_get_last_delta:
 * @self: a workload
 *
 * Returns: (nullable) (transfer none): what was counted between the last two snapshots
 */
OptDelta *
opt_workload_get_last_delta (OptWorkload *self)
{
  g_return_val_if_fail (OPT_IS_WORKLOAD (self), NULL);

  return self->last_delta;
}

/**
 * opt_workload_get_first_snapshot:
 * @self: a workload
 *
 * Returns: (nullable) (transfer none): the first snapshot that was added
 */
OptSnapshot *
opt_workload_get_first_snapshot (OptWorkload *self)
{
  g_return_val_if_fail (OPT_IS_WORKLOAD (self), NULL);

  return self->first;
}

/**
 * opt_workload_get_last_snapshot:
 * @self: a workload
 *
 * Returns: (nullable) (transfer none): the last snapshot that was added
 */
OptSnapshot *
opt_workload_get_last_snapshot (OptWorkload *self)
{
  g_return_val_if_fail (OPT_IS_WORKLOAD (self), NULL);

  return self->last;
}
