/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-event.h"

#include "opt-history-private.h"

typedef struct
{
  OptHistory *history;
  const char *server_id;
  guint32 database;
  const OptTimelineEvent *event;
} Note;

static gboolean
note_event (OptStore *store, gpointer data, GError **error)
{
  const Note *note = data;
  gint64 server = opt_history_find_server (note->history, note->server_id, error);
  const OptStoreValue values[] = {
    opt_store_int (server),
    opt_store_int (note->event->time),
    opt_store_text (note->event->kind),
    opt_store_int (note->database),
    opt_store_text (note->event->text),
  };

  if (server <= 0)
    return server == 0;

  return opt_store_execute_sync (store, opt_store_sql ("monitor", "add-event"), values,
                                 G_N_ELEMENTS (values), error);
}

/**
 * opt_history_note_event_sync:
 * @self: the history
 * @server_id: the server's system identifier
 * @database: the OID of the database that it is of
 * @event: what happened
 * @error: return location for an error
 *
 * Keeps what was found out beside the recording of a server. One that is kept already is kept once,
 * and of a server that is not recorded none.
 *
 * Returns: whether that was done
 */
gboolean
opt_history_note_event_sync (OptHistory *self,
                             const char *server_id,
                             guint32 database,
                             const OptTimelineEvent *event,
                             GError **error)
{
  Note note = { self, server_id, database, event };

  g_return_val_if_fail (OPT_IS_HISTORY (self) && server_id != NULL && event != NULL, FALSE);

  return opt_store_transaction_sync (self->store, note_event, &note, error);
}
