/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-run.h"

#include <glib/gi18n-lib.h>

#include "opt-change-build.h"
#include "opt-change-log.h"
#include "opt-change-wait.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-json-build.h"
#include "opt-sql.h"

/* How often is looked until the index is seen, and every how many of these looks after that; and
 * when it is first asked whose lock it waits for. */
#define LOOK_INTERVAL_MS 50
#define PROGRESS_EVERY 5

/* Every how many of them is asked whose lock it waits for: that stops all of the server's locks for
 * a moment. */
#define BLOCKER_EVERY 20

/* A statement that waited for a lock in vain is tried again, after as long as it may wait for one,
 * twice that, and so on: a queue behind it gets that time (opt_change_session_open_sync() knows how
 * often). What had already worked for long is not begun anew by itself. */
#define LONG_TRY_US (60 * G_USEC_PER_SEC)

typedef struct
{
  OptChangeSession *session;
  OptAudit *audit;
  const char *change_id;
  const char *index;           /* (nullable) that it makes */
  const OptChangeGuard *guard; /* (nullable) */
  const OptProgress *progress; /* (nullable) */
  OptConnection *watcher;      /* (nullable) */
  char *blocker;               /* (nullable) whose lock it was last seen to wait for */
  gboolean asked;              /* in this try */
  gboolean waits;              /* for that one, now */
  gboolean left;               /* the try before has left an index that could not be dropped yet */

  OptResult *result;
  GError *error;
  gboolean done;
  guint ticks;    /* since the last look */
  guint patience; /* ticks since it was last asked whose lock it waits for */
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
  ((Run *) data)->patience++;

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
  opt_json_add_text (detail, "index", run->index);
  opt_json_add_int (detail, "index_oid", oid);
  opt_change_log_sync (run->audit, run->change_id, OPT_AUDIT_NOTE, detail, NULL);
}

static void
look_at_locks (Run *run)
{
  char *blocker = opt_change_describe_blocker_sync (run->watcher, run->session->pid);

  run->patience = 0;
  run->asked = TRUE;
  run->waits = blocker != NULL;
  if (blocker == NULL)
    return;
  g_free (run->blocker);
  run->blocker = blocker;
  if (run->index == NULL)
    opt_progress_report (run->progress, -1, 0, _ ("Waiting for %s"), run->blocker);
}

static void
tell_phase (Run *run, OptResult *result)
{
  const char *phase = opt_result_get_text (result, 0, "phase");
  gint64 total = opt_result_get_int (result, 0, "blocks_total");
  gint64 done = total > 0 ? opt_result_get_int (result, 0, "blocks_done") : -1;

  if (run->waits)
    opt_progress_report (run->progress, done, total, _ ("Building the index: %s (for %s)"), phase,
                         run->blocker);
  else
    opt_progress_report (run->progress, done, total, _ ("Building the index: %s"), phase);
}

static void
look_at_build (Run *run)
{
  const char *sql
      = opt_sql_get ("change", "progress", opt_connection_get_server_version (run->watcher));
  g_autofree char *number = g_strdup_printf ("%d", run->session->pid);
  g_autoptr (OptParams) params = opt_params_new_text (number, NULL);
  g_autoptr (OptResult) result = NULL;

  if (sql == NULL)
    return;
  result = opt_connection_query_sync (run->watcher, sql, params, OPT_QUERY_NONE, NULL, NULL);
  if (result == NULL)
    return;
  /* One that waits for the table has not begun to build. */
  if (opt_result_get_n_rows (result) == 0)
    {
      if (run->waits)
        opt_progress_report (run->progress, -1, 0, _ ("Waiting for %s"), run->blocker);
      return;
    }

  note_index (run, opt_result_get_int (result, 0, "index_oid"));
  tell_phase (run, result);
}

/* The index first: it must be known before the build ends. */
static void
look (Run *run)
{
  gboolean seen = run->index == NULL || run->session->built_oid != 0;

  if (run->index != NULL && run->ticks >= (seen ? PROGRESS_EVERY : 1))
    {
      look_at_build (run);
      run->ticks = 0;
    }
  if (!run->done && run->patience >= (run->asked ? BLOCKER_EVERY : PROGRESS_EVERY))
    look_at_locks (run);
}

/* The server says neither how long it has waited, nor for whom. */
static void
tell_patience (OptChangeSession *session, const char *blocker, guint tries, GError *error)
{
  g_autofree char *patience = opt_format_duration (session->lock_timeout);

  if (blocker != NULL)
    g_prefix_error (&error, _ ("Another session held a lock for longer than %s (%s): "), patience,
                    blocker);
  else
    g_prefix_error (&error, _ ("Another session held a lock for longer than %s: "), patience);
  if (tries > 1)
    g_prefix_error (&error, ngettext ("Tried %u time. ", "Tried %u times. ", tries), tries);
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
      if (!run->done && run->watcher != NULL)
        look (run);
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

/* ---- One try after the other ----------------------------------------------------------------- */

static gboolean
execute (Run *run, const char *sql, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  run->done = FALSE;
  opt_connection_query_async (run->session->connection, sql, NULL, OPT_QUERY_NONE, cancellable,
                              run_done, run);
  wait_for_end (run, context);
  if (run->result == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&run->error));
      return FALSE;
    }
  g_clear_pointer (&run->result, opt_result_unref);

  return TRUE;
}

static gboolean
control (Run *run, const char *name, GError **error)
{
  g_autoptr (OptResult) result
      = opt_change_session_query_sync (run->session, name, NULL, NULL, error);

  return result != NULL;
}

/* A cancel comes before the end of the transaction, or too late: what came of it is never in doubt
 * as long as the server answers. */
static gboolean
execute_guarded (Run *run, const char *sql, GCancellable *cancellable, GError **error)
{
  const OptChangeGuard *guard = run->guard;

  if (!guard->transaction)
    return !g_cancellable_set_error_if_cancelled (cancellable, error)
           && guard->before (guard->data, cancellable, error) && execute (run, sql, NULL, error);

  if (!control (run, "begin", error))
    return FALSE;
  if ((guard->lock == NULL || execute (run, guard->lock, cancellable, error))
      && guard->before (guard->data, cancellable, error) && execute (run, sql, cancellable, error)
      && (guard->after == NULL || guard->after (guard->data, cancellable, error)))
    return control (run, "commit", error);
  if (opt_connection_get_state (run->session->connection) == OPT_CONNECTION_STATE_OPEN)
    control (run, "rollback", NULL);

  return FALSE;
}

static gboolean
try_once (Run *run, const char *sql, GCancellable *cancellable, GError **error)
{
  run->session->built_oid = 0;
  run->asked = run->waits = FALSE;
  run->ticks = run->patience = 0;

  return run->guard != NULL ? execute_guarded (run, sql, cancellable, error)
                            : execute (run, sql, cancellable, error);
}

/* Whether what a build that waited in vain has left is gone, or may be tried to be dropped again.
 */
static gboolean
clear_way (Run *run, const GError *cause)
{
  const char *leftover;

  run->left = FALSE;
  if (run->index == NULL)
    return TRUE;
  leftover = opt_change_clean_up_sync (run->session, run->index, cause);
  run->left = g_str_equal (leftover, "left") && run->session->built_oid != 0;

  return run->left || g_str_equal (leftover, "none") || g_str_equal (leftover, "dropped");
}

static gboolean
may_try_again (Run *run, const GError *cause, guint tries, gint64 began)
{
  gint64 limit = LONG_TRY_US + (gint64) run->session->lock_timeout * 1000;

  return opt_change_is_lock_timeout (cause) && tries < run->session->tries
         && g_get_monotonic_time () - began <= limit;
}

static gboolean
note_try (Run *run, guint tries, const GError *cause, GError **error)
{
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();
  g_autofree char *reason
      = g_strdup_printf (_ ("Try %u of %u: %s"), tries, run->session->tries, cause->message);

  opt_json_add_text (detail, "reason", reason);
  opt_json_add_int (detail, "try", tries);
  opt_json_add_text (detail, "blocker", run->blocker);

  return opt_change_log_sync (run->audit, run->change_id, OPT_AUDIT_NOTE, detail, error);
}

static gboolean
wait_for_next (Run *run, guint tries, GCancellable *cancellable, GError **error)
{
  g_autofree char *words
      = run->blocker != NULL
            ? g_strdup_printf (_ ("Try %u of %u failed: %s has the lock."), tries,
                               run->session->tries, run->blocker)
            : g_strdup_printf (_ ("Try %u of %u failed: another session has the lock."), tries,
                               run->session->tries);

  return opt_change_back_off_sync (run->session->lock_timeout << (tries - 1), words, run->progress,
                                   cancellable, error);
}

static gboolean
try_all (Run *run, const char *sql, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;

  for (guint tries = 1;; tries++)
    {
      gint64 began = g_get_monotonic_time ();

      /* What is left first; as long as it stays that is why there is no next build. */
      if (!run->left || (clear_way (run, cause) && !run->left))
        {
          g_clear_error (&cause);
          if (try_once (run, sql, cancellable, &cause))
            return TRUE;
        }
      if (!may_try_again (run, cause, tries, began) || (!run->left && !clear_way (run, cause)))
        {
          if (opt_change_is_lock_timeout (cause))
            tell_patience (run->session, run->blocker, tries, cause);
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      if (!note_try (run, tries, cause, error) || !wait_for_next (run, tries, cancellable, error))
        return FALSE;
    }
}

static gboolean
watch_and_try (Run *run, const char *sql, GCancellable *cancellable, GError **error)
{
  gboolean done;

  open_watcher (run, cancellable);
  done = try_all (run, sql, cancellable, error);
  if (run->watcher != NULL)
    opt_connection_close (run->watcher);
  g_clear_object (&run->watcher);
  g_free (run->blocker);

  return done;
}

/**
 * opt_change_run_sync:
 * @session: a session
 * @sql: one statement
 * @index: (nullable): the index that it makes, quoted
 * @audit: the log
 * @change_id: which change it belongs to
 * @progress: (nullable): told how far an index has come, and whose lock is waited for
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Runs a statement. A second session looks how far an index has come and which one it is, which is
 * noted in the session and the log, and whose lock it waits for. Where that one can't be opened
 * there are no figures, and an index that is left can't be told from another's.
 *
 * Where it waited for a lock in vain it is tried again, some times, each noted in the log.
 *
 * Returns: whether it succeeded
 */
gboolean
opt_change_run_sync (OptChangeSession *session,
                     const char *sql,
                     const char *index,
                     OptAudit *audit,
                     const char *change_id,
                     const OptProgress *progress,
                     GCancellable *cancellable,
                     GError **error)
{
  Run run = {
    .session = session,
    .audit = audit,
    .change_id = change_id,
    .index = index,
    .progress = progress,
  };

  return watch_and_try (&run, sql, cancellable, error);
}

/**
 * opt_change_run_guarded_sync:
 * @session: a session
 * @sql: one statement, which makes no index
 * @guard: what it is run with
 * @audit: the log
 * @change_id: which change it belongs to
 * @progress: (nullable): told whose lock is waited for
 * @cancellable: (nullable): cancels it
 * @error: return location for an error; also the guard's
 *
 * Runs a statement as opt_change_run_sync() does, with a look right before it, at each try.
 *
 * Returns: whether it was made; where the connection is lost that is not known
 */
gboolean
opt_change_run_guarded_sync (OptChangeSession *session,
                             const char *sql,
                             const OptChangeGuard *guard,
                             OptAudit *audit,
                             const char *change_id,
                             const OptProgress *progress,
                             GCancellable *cancellable,
                             GError **error)
{
  Run run = {
    .session = session,
    .audit = audit,
    .change_id = change_id,
    .guard = guard,
    .progress = progress,
  };

  return watch_and_try (&run, sql, cancellable, error);
}
