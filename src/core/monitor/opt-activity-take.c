/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-activity.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-sql.h"
#include "opt-worker.h"

/* Each of them is asked about with the table of locks held: of a crowd before one lock the first
 * tell enough. */
#define WAITERS_AT_MOST 200

typedef enum
{
  STEP_SESSIONS,
  STEP_LOCKS,    /* where somebody waits for one */
  STEP_BLOCKERS, /* that are idle, and yet hold others up */
  STEP_DONE
} Step;

typedef struct
{
  OptActivity *activity;
  int pid; /* of the only one that is asked for; 0: all */
  const char *sessions;
  const char *locks;
  OptResult *rows; /* (nullable) that are being read */
  Step step;
} Take;

static void
take_free (gpointer data)
{
  Take *take = data;

  g_clear_pointer (&take->activity, opt_activity_unref);
  g_clear_pointer (&take->rows, opt_result_unref);
  g_free (take);
}

/* ---- What the next step asks for ------------------------------------------------------------- */

static OptParams *
make_params (GArray *pids)
{
  OptParams *params = opt_params_new ();

  opt_params_add_int_array (params, (const gint64 *) pids->data, pids->len);

  return params;
}

static GArray *
list_waiting (const OptActivity *activity)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < activity->backends->len; i++)
    {
      const OptBackend *backend = activity->backends->pdata[i];
      gint64 pid = backend->pid;

      if (opt_backend_waits_for_lock (backend) && pids->len < WAITERS_AT_MOST)
        g_array_append_val (pids, pid);
    }

  return pids;
}

static GArray *
list_unknown (const OptActivity *activity)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < activity->backends->len; i++)
    {
      const OptBackend *backend = activity->backends->pdata[i];

      for (guint j = 0; backend->blockers != NULL && j < backend->blockers->len; j++)
        {
          gint64 pid = g_array_index (backend->blockers, int, j);

          if (pid != 0 && opt_activity_find (activity, (int) pid) == NULL
              && g_hash_table_add (seen, GINT_TO_POINTER ((int) pid)))
            g_array_append_val (pids, pid);
        }
    }

  return pids;
}

/* (nullable): none where there is nothing to be asked for */
static OptParams *
begin_step (Take *take)
{
  g_autoptr (GArray) pids = NULL;

  if (take->step == STEP_SESSIONS && take->pid == 0)
    /* All of them: pg_stat_get_activity() takes NULL for that. */
    return opt_params_new_text ("{NULL}", NULL);
  if (take->step == STEP_SESSIONS)
    {
      gint64 pid = take->pid;

      pids = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_array_append_val (pids, pid);
      return make_params (pids);
    }

  pids = take->step == STEP_LOCKS ? list_waiting (take->activity) : list_unknown (take->activity);

  return pids->len > 0 ? make_params (pids) : NULL;
}

/* ---- What it got ----------------------------------------------------------------------------- */

static void
read_sessions (Take *take, OptResult *result)
{
  OptActivity *activity = take->activity;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    if (!opt_result_is_null (result, row, "pid"))
      opt_activity_add (activity, opt_backend_read (result, row));
    else if (take->step == STEP_SESSIONS)
      {
        activity->time = opt_result_get_int (result, row, "time");
        activity->n_idle = (guint) opt_result_get_int (result, row, "n_idle");
        activity->n_hidden = (guint) opt_result_get_int (result, row, "n_masked");
      }
}

/* The server calls each of them 0: they have no process any more. */
static void
add_prepared (OptActivity *activity, const OptBackend *waiting)
{
  OptBackend *prepared;

  for (guint i = 0; i < waiting->blockers->len; i++)
    if (g_array_index (waiting->blockers, int, i) == 0 && opt_activity_find (activity, 0) == NULL)
      {
        prepared = opt_backend_new (0, 0, OPT_BACKEND_IDLE_IN_TRANSACTION);
        prepared->type = g_intern_string (_ ("prepared transaction"));
        opt_activity_add (activity, prepared);
      }
}

static void
read_locks (OptActivity *activity, OptResult *result)
{
  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      OptBackend *backend
          = opt_activity_find (activity, (int) opt_result_get_int (result, row, "pid"));

      if (backend == NULL)
        continue;
      opt_backend_read_lock (backend, result, row);
      add_prepared (activity, backend);
    }
}

static void
read_step (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Take *take = data;
  OptResult *result = take->rows;

  take->activity->elapsed += opt_result_get_server_time (result);
  take->activity->bytes += opt_result_get_received_bytes (result);

  if (take->step == STEP_LOCKS)
    read_locks (take->activity, result);
  else
    read_sessions (take, result);

  g_task_return_boolean (task, TRUE);
}

/* ---- The steps ------------------------------------------------------------------------------- */

static void take_step (GTask *task);

static void
step_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Take *take = g_task_get_task_data (task);

  g_clear_pointer (&take->rows, opt_result_unref);
  take->step++;
  take_step (task);
}

/* There may be thousands of sessions and locks: in a thread, while the loop goes on. */
static void
read_step_async (GTask *task, OptResult *rows)
{
  Take *take = g_task_get_task_data (task);
  g_autoptr (GTask) work = g_task_new (NULL, NULL, step_read, g_object_ref (task));

  take->rows = opt_result_ref (rows);
  g_task_set_source_tag (work, read_step_async);
  g_task_set_task_data (work, take, NULL);
  opt_worker_run (work, read_step);
}

static void
step_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);

  if (rows == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    read_step_async (task, rows);
}

static void
take_step (GTask *task)
{
  Take *take = g_task_get_task_data (task);

  while (take->step < STEP_DONE)
    {
      g_autoptr (OptParams) params = begin_step (take);

      if (params != NULL)
        {
          gboolean locks = take->step == STEP_LOCKS;

          opt_connection_query_async (g_task_get_source_object (task),
                                      locks ? take->locks : take->sessions, params,
                                      locks ? OPT_QUERY_NONE : OPT_QUERY_BINARY,
                                      g_task_get_cancellable (task), step_done,
                                      g_object_ref (task));
          return;
        }
      take->step++;
    }

  g_task_return_pointer (task, g_steal_pointer (&take->activity),
                         (GDestroyNotify) opt_activity_unref);
}

static void
begin (OptConnection *connection,
       OptServerFacts *facts,
       int pid,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (connection, cancellable, callback, user_data);
  Take *take;
  int version;

  g_task_set_source_tag (task, opt_activity_take_async);
  g_task_set_check_cancellable (task, FALSE);
  version = opt_server_facts_get_version (facts);
  take = g_new0 (Take, 1);
  take->activity = opt_activity_new (0);
  take->activity->dates_waits = version >= 140000;
  take->pid = pid;
  take->sessions = opt_sql_get ("monitor", "sessions", version);
  take->locks = opt_sql_get ("monitor", "session-locks", version);
  g_task_set_task_data (task, take, take_free);
  if (take->sessions == NULL || take->locks == NULL)
    {
      g_task_return_new_error (task, OPT_ERROR, OPT_ERROR_UNSUPPORTED,
                               _ ("This server does not tell what its sessions do."));
      return;
    }

  take_step (task);
}

/**
 * opt_activity_take_async:
 * @connection: an open connection
 * @facts: of its session
 * @cancellable: (nullable): cancels it
 * @callback: called when it is taken or failed
 * @user_data: for @callback
 *
 * Samples what the sessions of the server do: one query, and two more only while somebody waits for
 * a lock.
 */
void
opt_activity_take_async (OptConnection *connection,
                         OptServerFacts *facts,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (OPT_IS_CONNECTION (connection));
  g_return_if_fail (OPT_IS_SERVER_FACTS (facts));

  begin (connection, facts, 0, cancellable, callback, user_data);
}

/**
 * opt_activity_take_finish:
 * @connection: the connection
 * @result: from the callback
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the sample
 */
OptActivity *
opt_activity_take_finish (OptConnection *connection, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, connection), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static OptActivity *
take_sync (OptConnection *connection,
           OptServerFacts *facts,
           int pid,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (GAsyncResult) result = NULL;

  begin (connection, facts, pid, cancellable, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);

  return opt_activity_take_finish (connection, result, error);
}

/**
 * opt_activity_take_sync:
 * @connection: an open connection of this thread
 * @facts: of its session
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * As opt_activity_take_async(), iterating the thread's default context meanwhile.
 *
 * Returns: (transfer full) (nullable): the sample
 */
OptActivity *
opt_activity_take_sync (OptConnection *connection,
                        OptServerFacts *facts,
                        GCancellable *cancellable,
                        GError **error)
{
  g_return_val_if_fail (OPT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (facts), NULL);

  return take_sync (connection, facts, 0, cancellable, error);
}

/**
 * opt_activity_take_session_sync:
 * @connection: an open connection of this thread
 * @facts: of its session
 * @pid: a process id
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Samples one session, whatever it does, and who holds it up.
 *
 * Returns: (transfer full) (nullable): a sample that has it where it is there
 */
OptActivity *
opt_activity_take_session_sync (OptConnection *connection,
                                OptServerFacts *facts,
                                int pid,
                                GCancellable *cancellable,
                                GError **error)
{
  g_return_val_if_fail (OPT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (facts) && pid > 0, NULL);

  return take_sync (connection, facts, pid, cancellable, error);
}
