/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-private.h"

#include <glib/gi18n-lib.h>

#include "opt-history-chains.h"
#include "opt-worker.h"

/* From here on it is marked on the charts: as long as the alert waits where nobody changed that. */
#define LONG_WAIT (30 * G_USEC_PER_SEC)

/* On a chain that is. */
#define MARKED "opt-server-blocking-marked"

/* What happened before the program was started is of interest for a while. */
#define RECENT (24 * 60 * 60 * (gint64) G_USEC_PER_SEC)

/* ---- What goes on ---------------------------------------------------------------------------- */

/* No statement is told: it may have values in it, and an event is kept for years. */
static void
mark (OptServer *self, OptBlockingChain *chain)
{
  const OptBackend *root = opt_blocking_chain_get_root (chain);
  g_autofree char *who = NULL;
  g_autofree char *text = NULL;

  if (opt_blocking_chain_get_longest (chain) < LONG_WAIT
      || g_object_get_qdata (G_OBJECT (chain), g_quark_from_static_string (MARKED)) != NULL)
    return;

  g_object_set_qdata (G_OBJECT (chain), g_quark_from_static_string (MARKED), chain);

  who = opt_backend_describe_who (root);
  text = g_strdup_printf (_ ("Sessions began to wait for process %d (%s)"), root->pid, who);
  opt_timeline_add_event (self->timeline, opt_blocking_chain_get_start (chain), "blocked", text);
}

static void
chain_changed (OptServer *self, OptBlockingChain *chain)
{
  mark (self, chain);
  opt_server_record_chain (self, chain);
}

void
opt_server_blocking_begin (OptServer *self)
{
  g_signal_connect_swapped (self->blocking, "chain", G_CALLBACK (chain_changed), self);
}

void
opt_server_blocking_end (OptServer *self)
{
  if (self->blocking != NULL)
    g_signal_handlers_disconnect_by_func (self->blocking, chain_changed, self);
}

/* ---- What was recorded ----------------------------------------------------------------------- */

typedef struct
{
  char *server_id;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_free (load->server_id);
  g_free (load);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Load *load = data;
  GError *error = NULL;
  gint64 now = g_get_real_time ();
  g_autoptr (OptHistory) history = opt_history_open_beside_writer_sync (NULL, &error);
  OptHistoryChains *chains = NULL;

  if (history != NULL)
    chains = opt_history_get_chains_sync (history, load->server_id, now - RECENT, now + RECENT,
                                          &error);
  if (chains != NULL)
    g_task_return_pointer (task, chains, (GDestroyNotify) opt_history_chains_free);
  else
    g_task_return_error (task, error);
}

/* Where it can't be read, who records and who shows a range say so. */
static void
loaded (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptServer) self = data;
  const Load *load = g_task_get_task_data (G_TASK (result));
  g_autoptr (OptHistoryChains) chains = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Another server may answer by now. */
  if (chains != NULL && g_str_equal (opt_server_get_history_key (self), load->server_id))
    opt_blocking_history_add_recorded (self->blocking, chains->chains);
}

/* Once it is known which server it is. */
void
opt_server_load_blocking (OptServer *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, loaded, g_object_ref (self));
  Load *load = g_new0 (Load, 1);

  load->server_id = g_strdup (opt_server_get_history_key (self));
  g_task_set_source_tag (task, opt_server_load_blocking);
  g_task_set_task_data (task, load, load_free);
  opt_worker_run (task, load_thread);
}
