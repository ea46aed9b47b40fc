/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-history-recorder-private.h"

/* So many closed minutes wait until they can be written; then the oldest is lost. */
#define MOST_WAITING 10
#define MOST_RETRY (5 * OPT_HISTORY_RECORDER_MINUTE)

void
opt_history_recorder_pause (OptHistoryRecorder *self, const GError *error)
{
  self->retry_after = CLAMP (self->retry_after * 2, OPT_HISTORY_RECORDER_RETRY, MOST_RETRY);
  self->retry_at = opt_clock_get_monotonic_time (self->clock) + self->retry_after;
  if (self->state != OPT_HISTORY_RECORDER_PAUSED)
    {
      const char *next_step = opt_error_get_next_step (error);
      g_autofree char *text
          = g_strdup_printf (_ ("The history is not kept for now. It is tried again. %s%s %s"),
                             error->message, g_str_has_suffix (error->message, ".") ? "" : ".",
                             next_step != NULL ? next_step : "");

      g_strchomp (text);
      self->n_lost = 0;
      self->paused_at = opt_clock_get_monotonic_time (self->clock);
      opt_history_recorder_set_state (self, OPT_HISTORY_RECORDER_PAUSED);
      opt_history_recorder_warn (self, text);
    }
}

static void
go_on (OptHistoryRecorder *self)
{
  self->retry_after = 0;
  if (self->state != OPT_HISTORY_RECORDER_PAUSED)
    return;

  opt_history_recorder_set_state (self, OPT_HISTORY_RECORDER_RECORDING);
  if (self->n_lost > 0)
    {
      g_autofree char *text
          = g_strdup_printf (ngettext ("The history is kept again; %u minute is missing.",
                                       "The history is kept again; %u minutes are missing.",
                                       self->n_lost),
                             self->n_lost);

      opt_history_recorder_warn (self, text);
    }
  else
    opt_history_recorder_warn (self, _ ("The history is kept again; nothing is missing."));
}

static void
forget_texts (OptHistoryRecorder *self, const OptHistoryMinute *minute)
{
  for (guint i = 0; i < minute->texts->len; i++)
    g_hash_table_remove (self->texts, &((const OptSqlText *) minute->texts->pdata[i])->key);
}

/* What is lost are the figures; texts can be had again. */
static void
drop_oldest (OptHistoryRecorder *self)
{
  while (g_queue_get_length (&self->waiting) > MOST_WAITING)
    {
      g_autoptr (OptHistoryMinute) minute = g_queue_pop_head (&self->waiting);

      forget_texts (self, minute);
      self->n_lost++;
    }
}

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptHistoryRecorder) self = data;
  g_autoptr (GPtrArray) rest = NULL;
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;

  if (opt_history_writer_write_finish (self->writer, result, &rest, &set_aside, &error))
    go_on (self);
  else
    opt_history_recorder_pause (self, error);

  for (guint i = rest->len; i > 0; i--)
    g_queue_push_head (&self->waiting, g_ptr_array_steal_index (rest, i - 1));
  drop_oldest (self);
  if (set_aside != NULL)
    {
      g_autofree char *text
          = g_strdup_printf (_ ("The history was damaged. It is kept as %s, and a new one begins."),
                             set_aside);

      /* The new one has none of the texts. */
      g_hash_table_remove_all (self->texts);
      opt_history_recorder_warn (self, text);
    }
  if (error == NULL)
    opt_history_recorder_write_waiting (self);
}

void
opt_history_recorder_write_waiting (OptHistoryRecorder *self)
{
  GPtrArray *minutes;

  if (self->waiting.length == 0 || self->writer == NULL || opt_history_writer_is_busy (self->writer)
      || (self->state == OPT_HISTORY_RECORDER_PAUSED
          && opt_clock_get_monotonic_time (self->clock) < self->retry_at && !self->stopped))
    return;

  minutes = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_history_minute_free);
  while (self->waiting.length > 0)
    g_ptr_array_add (minutes, g_queue_pop_head (&self->waiting));
  opt_history_writer_write_async (self->writer, minutes, opt_clock_get_real_time (self->clock),
                                  written, g_object_ref (self));
}

void
opt_history_recorder_close_minute (OptHistoryRecorder *self)
{
  g_autoptr (OptHistoryMinute) minute = g_steal_pointer (&self->minute);

  if (minute == NULL || opt_history_minute_is_empty (minute))
    return;

  if (self->known != NULL)
    minute->known = opt_snapshot_ref (self->known);
  opt_history_minute_freeze (minute);
  g_queue_push_tail (&self->waiting, g_steal_pointer (&minute));
  /* What was handed over is being written. */
  if (!opt_history_writer_is_busy (self->writer))
    drop_oldest (self);
  opt_history_recorder_write_waiting (self);
}
