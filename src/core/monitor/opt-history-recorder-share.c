/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-recorder-private.h"

/* Several connections of a program may be to databases of one server. The recorder that has the
 * server's lock leads: what the others have of their databases goes into its minutes, and what is
 * of the whole server it has itself. When it is stopped the next takes the lock. */

G_LOCK_DEFINE_STATIC (leads);
static GPtrArray *leads; /* borrowed: those that have a lock */

/* It has the lock. */
void
opt_history_recorder_share (OptHistoryRecorder *self)
{
  G_LOCK (leads);
  if (leads == NULL)
    leads = g_ptr_array_new ();
  g_ptr_array_add (leads, self);
  G_UNLOCK (leads);
}

/* It gives it back. */
void
opt_history_recorder_unshare (OptHistoryRecorder *self)
{
  G_LOCK (leads);
  if (leads != NULL)
    g_ptr_array_remove (leads, self);
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
