/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-run.h"

#include <glib/gi18n-lib.h>

#include "opt-change-log.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-json-build.h"
#include "opt-sql.h"

/* How often is looked until the index is seen, and every how many of these looks after that. */
#define LOOK_INTERVAL_MS 50
#define PROGRESS_EVERY 5

typedef struct
{
  OptChangeSession *session;
  OptAudit *audit;
  const char *change_id;
  const OptProgress *progress; /* (nullable) */
  OptConnection *watcher;      /* (nullable) */

  OptResult *result;
  GError *error;
  gboolean done;
  guint ticks; /* since the last look */
} Run;

static void
run_done (GObject *object, GAsyncResult *result, gpointer data)
{
  Run *run = data;

  run->result = opt_connection_query_finish (OPT_CONNECTION (object), result, &run->error);
  run->done = TRUE;
}

static gboolean
tick (gpointer data)
{
  ((Run *) data)->ticks++;

  return G_SOURCE_CONTINUE;
}

/* What this session builds, and nobody else's of the same name. It is on the disk before it
 * matters: should this process end now, the next one knows it from another's. */
static void
note_index (Run *run, gint64 oid)
{
  g_autoptr (JsonBuilder) detail = NULL;
  g_autofree char *reason = NULL;

  if (oid == 0 || run->session->built_oid == oid)
    return;

  run->session->built_oid = oid;
  detail = opt_change_log_begin_detail ();
  reason = g_strdup_printf (_ ("The session %d builds the index."), run->session->pid);
  opt_json_add_text (detail, "reason", reason);
  opt_json_add_int (detail, "index_oid", oid);
  opt_change_log_sync (run->audit, run->change_id, OPT_AUDIT_NOTE, detail, NULL);
}

static void
look (Run *run)
{
  const char *sql
      = opt_sql_get ("change", "progress", opt_connection_get_server_version (run->watcher));
  g_autofree char *number = g_strdup_printf ("%d", run->session->pid);
  g_autoptr (OptParams) params = opt_params_new_text (number, NULL);
  g_autoptr (OptResult) result = NULL;
  gint64 total;

  if (sql == NULL)
    return;
  result = opt_connection_query_sync (run->watcher, sql, params, OPT_QUERY_NONE, NULL, NULL);
  if (result == NULL || opt_result_get_n_rows (result) == 0)
    return;

  note_index (run, opt_result_get_int (result, 0, "index_oid"));
  total = opt_result_get_int (result, 0, "blocks_total");
  opt_progress_report (run->progress,
                       total > 0 ? opt_result_get_int (result, 0, "blocks_done") : -1, total,
                       _ ("Building the index: %s"), opt_result_get_text (result, 0, "phase"));
}

/* The server does not say how long it has waited. */
static void
tell_patience (OptChangeSession *session, GError *error)
{
  g_autofree char *patience = NULL;

  if (error->domain != OPT_ERROR || g_strcmp0 (opt_error_get_sqlstate (error), "55P03") != 0)
    return;

  patience = opt_format_duration (session->lock_timeout);
  g_prefix_error (&error, _ ("Another session held a lock for longer than %s: "), patience);
}

static void
open_watcher (Run *run, GCancellable *cancellable)
{
  run->watcher = opt_connection_new (opt_connection_get_conninfo (run->session->connection),
                                     OPT_CONNECTION_ROLE_MONITOR, "progress");
  if (!opt_connection_open_sync (run->watcher, cancellable, NULL))
    g_clear_object (&run->watcher);
}

static void
wait_for_end (Run *run, GMainContext *context)
{
  g_autoptr (GSource) timer = g_timeout_source_new (LOOK_INTERVAL_MS);

  g_source_set_callback (timer, tick, run, NULL);
  g_source_attach (timer, context);
  while (!run->done)
    {
      g_main_context_iteration (context, TRUE);
      if (run->done || run->watcher == NULL
          || run->ticks < (run->session->built_oid == 0 ? 1 : PROGRESS_EVERY))
        continue;
      look (run);
      run->ticks = 0;
    }
  g_source_destroy (timer);
}

/**
 * opt_change_log_start_sync:
 * @session: a session
 * @audit: the log
 * @change_id: which change
 * @event: %OPT_AUDIT_STARTED or %OPT_AUDIT_UNDO_STARTED
 * @error: return location for an error
 *
 * Notes that it begins, and which process of the server does it: where this process ends, that one
 * goes on.
 *
 * Returns: whether it is on the disk
 */
gboolean
opt_change_log_start_sync (OptChangeSession *session,
                           OptAudit *audit,
                           const char *change_id,
                           OptAuditEvent event,
                           GError **error)
{
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();

  opt_json_add_int (detail, "server_time", opt_change_session_get_time_sync (session));
  opt_json_add_int (detail, "pid", session->pid);
  opt_json_add_int (detail, "backend_start", session->backend_start);

  return opt_change_log_sync (audit, change_id, event, detail, error);
}

/**
 * opt_change_run_sync:
 * @session: a session
 * @sql: one statement
 * @builds: whether it makes an index
 * @audit: the log
 * @change_id: which change it belongs to
 * @progress: (nullable): told how far an index has come
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Runs a statement. Where it makes an index a second session looks how far it has come and which
 * index it is, which is noted in the session and the log. Where that one can't be opened there are
 * no figures, and an index that is left can't be told from another's.
 *
 * Returns: whether it succeeded
 */
gboolean
opt_change_run_sync (OptChangeSession *session,
                     const char *sql,
                     gboolean builds,
                     OptAudit *audit,
                     const char *change_id,
                     const OptProgress *progress,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  Run run = {
    .session = session,
    .audit = audit,
    .change_id = change_id,
    .progress = progress,
  };

  session->built_oid = 0;
  if (builds)
    open_watcher (&run, cancellable);
  opt_connection_query_async (session->connection, sql, NULL, OPT_QUERY_NONE, cancellable, run_done,
                              &run);
  wait_for_end (&run, context);
  if (run.watcher != NULL)
    opt_connection_close (run.watcher);
  g_clear_object (&run.watcher);

  if (run.result == NULL)
    {
      tell_patience (session, run.error);
      g_propagate_error (error, run.error);
      return FALSE;
    }
  opt_result_unref (run.result);

  return TRUE;
}
