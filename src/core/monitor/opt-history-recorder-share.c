/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-error.h"
#include "opt-history-recorder-private.h"
#include "opt-paths.h"

/* Several connections of a program may be to databases of one server. The recorder that has the
 * server's lock leads: what the others have goes into its minutes. When it is stopped the next
 * takes the lock. What is of the whole server is kept once, of the first of them that has it: not
 * each may see all, and one may be paused or lost while another goes on. */

G_LOCK_DEFINE_STATIC (leads);
static GPtrArray *leads;  /* borrowed: those that have a lock */
static GHashTable *turns; /* Turn, by server and what it is of */

/* Who is behind by less than that is not ahead of its clock: where the one before is further on,
 * the server's clock was set back. */
#define CLOCK_SET_BACK (75 * G_USEC_PER_SEC)

typedef struct
{
  OptHistoryRecorder *source; /* (nullable) borrowed; NULL: it has ended */
  gint64 until;               /* the server's clock; what is kept goes up to here */
} Turn;

/* It has the lock. */
static void
share (OptHistoryRecorder *self)
{
  G_LOCK (leads);
  if (leads == NULL)
    leads = g_ptr_array_new ();
  g_ptr_array_add (leads, self);
  G_UNLOCK (leads);
}

/* It gives it back, and has nothing more to say. */
void
opt_history_recorder_unshare (OptHistoryRecorder *self)
{
  GHashTableIter iter;
  Turn *turn;

  G_LOCK (leads);
  if (leads != NULL)
    g_ptr_array_remove (leads, self);
  if (turns != NULL)
    {
      g_hash_table_iter_init (&iter, turns);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &turn))
        if (turn->source == self)
          turn->source = NULL;
    }
  G_UNLOCK (leads);
}

/* Which of this thread records the server; NULL: none. */
OptHistoryRecorder *
opt_history_recorder_find_lead (OptHistoryRecorder *self)
{
  OptHistoryRecorder *found = NULL;

  G_LOCK (leads);
  for (guint i = 0; leads != NULL && i < leads->len && found == NULL; i++)
    {
      OptHistoryRecorder *lead = leads->pdata[i];

      if (lead->context == self->context && g_strcmp0 (lead->path, self->path) == 0
          && g_str_equal (lead->server_id, self->server_id))
        found = lead;
    }
  G_UNLOCK (leads);

  return found;
}

static gboolean
find_path (OptHistoryRecorder *self, GError **error)
{
  g_autofree char *folder = NULL;

  if (self->path != NULL)
    return TRUE;

  folder = opt_paths_get_data_dir (error);
  if (folder != NULL)
    self->path = g_build_filename (folder, "history.db", NULL);

  return folder != NULL;
}

static gboolean
take_lock (OptHistoryRecorder *self, GError **error)
{
  int owner;

  if (!find_path (self, error))
    return FALSE;
  self->lock = opt_history_lock_take (self->path, self->server_id, &owner, error);
  if (self->lock == NULL)
    return FALSE;

  if (self->writer == NULL)
    self->writer = opt_history_writer_new (self->path, self->server_id);
  share (self);

  return TRUE;
}

/* Whether it is this recorder that has it. */
static gboolean
ensure_lock (OptHistoryRecorder *self)
{
  g_autoptr (GError) error = NULL;

  if (self->lock != NULL)
    return TRUE;
  if (self->retry_at > opt_clock_get_monotonic_time (self->clock))
    return FALSE;

  if (take_lock (self, &error))
    {
      /* Meanwhile there was nothing to put anything into. */
      if (self->state == OPT_HISTORY_RECORDER_PAUSED)
        self->n_lost += (guint) ((opt_clock_get_monotonic_time (self->clock) - self->paused_at
                                  + OPT_HISTORY_RECORDER_MINUTE - 1)
                                 / OPT_HISTORY_RECORDER_MINUTE);
      if (self->state == OPT_HISTORY_RECORDER_ELSEWHERE)
        opt_history_recorder_set_state (self, OPT_HISTORY_RECORDER_RECORDING);
      return TRUE;
    }

  if (!g_error_matches (error, OPT_ERROR, OPT_ERROR_CONFLICT))
    opt_history_recorder_pause (self, error);
  else
    {
      self->retry_at = opt_clock_get_monotonic_time (self->clock) + OPT_HISTORY_RECORDER_RETRY;
      if (self->state != OPT_HISTORY_RECORDER_ELSEWHERE)
        opt_history_recorder_warn (self, error->message);
      opt_history_recorder_set_state (self, OPT_HISTORY_RECORDER_ELSEWHERE);
    }

  return FALSE;
}

/* Into whose minutes it goes: its own, or those of another connection to the same server; NULL:
 * none of this process. */
OptHistoryRecorder *
opt_history_recorder_get_lead (OptHistoryRecorder *self)
{
  OptHistoryRecorder *lead = NULL;

  if (self->stopped)
    return NULL;
  if (self->lock == NULL && find_path (self, NULL))
    lead = opt_history_recorder_find_lead (self);
  if (lead != NULL)
    {
      /* It says itself what there is to say. */
      opt_history_recorder_set_state (self, OPT_HISTORY_RECORDER_RECORDING);
      self->retry_at = 0;
      return lead;
    }

  return ensure_lock (self) ? self : NULL;
}

/* One that has had its turn keeps it, unless it has been silent for about a poll: it may only be
 * late. What is kept of two must not overlap, or it would be counted twice. */
static gboolean
may_take (const Turn *turn, OptHistoryRecorder *self, gint64 start, gint64 end)
{
  if (turn->source == self || turn->until > end + CLOCK_SET_BACK)
    return TRUE;
  if (turn->source == NULL)
    return start >= turn->until;

  return start - turn->until >= end - start;
}

/* Whether what it has of the whole server and of this time is what is kept.
 *
 * what: of which kind it is */
gboolean
opt_history_recorder_take_turn (OptHistoryRecorder *self,
                                const char *what,
                                gint64 start,
                                gint64 end)
{
  g_autofree char *key = g_strdup_printf ("%p\n%s\n%s\n%s", (gpointer) self->context, self->path,
                                          self->server_id, what);
  Turn *turn;
  gboolean takes = TRUE;

  G_LOCK (leads);
  if (turns == NULL)
    turns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  turn = g_hash_table_lookup (turns, key);
  if (turn == NULL)
    {
      turn = g_new0 (Turn, 1);
      g_hash_table_insert (turns, g_steal_pointer (&key), turn);
    }
  else
    takes = may_take (turn, self, start, end);
  if (takes)
    *turn = (Turn){ self, end };
  G_UNLOCK (leads);

  return takes;
}
