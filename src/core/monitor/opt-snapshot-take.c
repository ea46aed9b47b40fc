/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-snapshot.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-params.h"
#include "opt-snapshot-part.h"
#include "opt-sql.h"
#include "opt-statements-extension.h"
#include "opt-worker.h"

/* A reset between two of a snapshot's queries is so rare that more tries would hide a fault. */
#define TRIES 3

typedef enum
{
  STEP_HEAD,
  STEP_COUNTERS,
  STEP_HEAD_AGAIN,
  STEP_DATABASES,
  N_STEPS
} Step;

typedef struct
{
  OptSnapshot *snapshot;
  OptSnapshot *previous; /* (nullable) */
  char *sql[N_STEPS];
  char *part_sql; /* of the counters, where not all are read */
  OptResult *rows;
  Step step;
  int tries;
} Take;

static void
take_free (Take *take)
{
  for (int i = 0; i < N_STEPS; i++)
    g_free (take->sql[i]);
  g_free (take->part_sql);
  g_clear_pointer (&take->rows, opt_result_unref);
  g_clear_pointer (&take->snapshot, opt_snapshot_unref);
  g_clear_pointer (&take->previous, opt_snapshot_unref);
  g_free (take);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Take, take_free)

static Take *
take_new (OptServerFacts *facts, OptSnapshot *previous, GError **error)
{
  g_autoptr (Take) take = g_new0 (Take, 1);
  g_autofree char *part = NULL;
  int version = opt_server_facts_get_version (facts);

  take->snapshot = opt_snapshot_new ();
  take->snapshot->history_key = g_strdup (opt_server_facts_get_history_key (facts));
  take->previous = previous != NULL ? opt_snapshot_ref (previous) : NULL;
  take->sql[STEP_HEAD] = opt_statements_extension_get_sql (facts, "head", error);
  if (take->sql[STEP_HEAD] == NULL)
    return NULL;
  take->sql[STEP_HEAD_AGAIN] = g_strdup (take->sql[STEP_HEAD]);
  take->sql[STEP_COUNTERS] = opt_statements_extension_get_sql (facts, "counters", error);
  if (take->sql[STEP_COUNTERS] == NULL)
    return NULL;
  part = opt_statements_extension_get_sql (facts, "part", error);
  if (part == NULL)
    return NULL;
  take->part_sql = opt_sql_fill (part, "counters", take->sql[STEP_COUNTERS], NULL);
  take->sql[STEP_DATABASES] = g_strdup (opt_sql_get ("monitor", "databases", version));

  return g_steal_pointer (&take);
}

static void
read_head (OptSnapshot *snapshot, OptResult *result)
{
  snapshot->time = opt_result_get_int (result, 0, "time");
  g_free (snapshot->system_identifier);
  snapshot->system_identifier = g_strdup (opt_result_get_text (result, 0, "system_identifier"));
  snapshot->start_time = opt_result_get_int (result, 0, "start_time");
  snapshot->stats_reset = opt_result_get_int (result, 0, "stats_reset");
  snapshot->dealloc
      = opt_result_is_null (result, 0, "dealloc") ? -1 : opt_result_get_int (result, 0, "dealloc");
}

/* What another server counted, or what was counted before a reset, can't stand for what is not
 * read. */
static void
choose_part (Take *take)
{
  OptSnapshot *snapshot = take->snapshot;
  const OptSnapshot *previous = take->previous;

  if (previous != NULL
      && (previous->start_time != snapshot->start_time
          || previous->stats_reset != snapshot->stats_reset
          || g_strcmp0 (previous->system_identifier, snapshot->system_identifier) != 0))
    previous = NULL;
  opt_snapshot_part_choose (&snapshot->part, previous);
}

static OptParams *
make_part_params (const OptSnapshotPart *part)
{
  OptParams *params = opt_params_new ();

  opt_params_add_double (params, part->least_ms);
  opt_params_add_int (params, part->n_slices);
  opt_params_add_int (params, part->slice);

  return params;
}

/*
 * pg_stat_statements is no part of a transaction's snapshot: were it reset between the reading of
 * the counters and of the reset's time, the next delta would count twice. So the time is read
 * before and after, and where it moved the counters are read again.
 */
static gboolean
check_head (Take *take, OptResult *result, GError **error)
{
  OptSnapshot *snapshot = take->snapshot;
  gint64 dealloc
      = opt_result_is_null (result, 0, "dealloc") ? -1 : opt_result_get_int (result, 0, "dealloc");

  if (opt_result_get_int (result, 0, "stats_reset") == snapshot->stats_reset)
    {
      snapshot->dealloc = dealloc;
      take->step++;
      return TRUE;
    }

  if (++take->tries == TRIES)
    {
      opt_set_error (error, OPT_ERROR_CONFLICT,
                     _ ("Find out who calls pg_stat_statements_reset() so often."),
                     _ ("pg_stat_statements was reset again and again while it was read."));
      return FALSE;
    }
  g_hash_table_remove_all (snapshot->statements);
  read_head (snapshot, result);
  choose_part (take);
  take->step = STEP_COUNTERS;

  return TRUE;
}

static gboolean
read_step (Take *take, OptResult *result, GError **error)
{
  OptSnapshot *snapshot = take->snapshot;

  snapshot->elapsed += opt_result_get_server_time (result);
  snapshot->bytes += opt_result_get_received_bytes (result);

  switch (take->step)
    {
    case STEP_HEAD:
      read_head (snapshot, result);
      choose_part (take);
      break;
    case STEP_HEAD_AGAIN:
      return check_head (take, result, error);
    case STEP_DATABASES:
      opt_database_counters_read (result, snapshot->databases);
      break;
    case STEP_COUNTERS:
    case N_STEPS:
    default:
      g_assert_not_reached ();
    }
  take->step++;

  return TRUE;
}

static void take_step (GTask *task);

static void
read_counters (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Take *take = data;
  OptSnapshot *snapshot = take->snapshot;
  GError *error = NULL;

  if (!opt_statement_counters_read (take->rows, snapshot->statements, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!opt_snapshot_part_is_whole (&snapshot->part))
    opt_snapshot_part_carry (&snapshot->part, take->previous, snapshot->statements);

  g_task_return_boolean (task, TRUE);
}

static void
counters_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Take *take = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&take->rows, opt_result_unref);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  take->step++;
  take_step (task);
}

/* Thousands of rows: in a thread, while the loop goes on. */
static void
read_counters_async (GTask *task, OptResult *rows)
{
  Take *take = g_task_get_task_data (task);
  g_autoptr (GTask) work = g_task_new (NULL, NULL, counters_read, g_object_ref (task));

  take->rows = opt_result_ref (rows);
  take->snapshot->elapsed += opt_result_get_server_time (rows);
  take->snapshot->bytes += opt_result_get_received_bytes (rows);
  g_task_set_source_tag (work, read_counters_async);
  g_task_set_task_data (work, take, NULL);
  opt_worker_run (work, read_counters);
}

static void
step_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Take *take = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);

  if (rows == NULL)
    {
      opt_statements_extension_explain_error (error);
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (take->step == STEP_COUNTERS)
    read_counters_async (task, rows);
  else if (!read_step (take, rows, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (take->step == N_STEPS)
    g_task_return_pointer (task, g_steal_pointer (&take->snapshot),
                           (GDestroyNotify) opt_snapshot_unref);
  else
    take_step (task);
}

static void
take_step (GTask *task)
{
  Take *take = g_task_get_task_data (task);
  const char *sql = take->sql[take->step];
  g_autoptr (OptParams) params = NULL;

  if (take->step == STEP_COUNTERS && !opt_snapshot_part_is_whole (&take->snapshot->part))
    {
      sql = take->part_sql;
      params = make_part_params (&take->snapshot->part);
    }
  opt_connection_query_async (g_task_get_source_object (task), sql, params, OPT_QUERY_BINARY,
                              g_task_get_cancellable (task), step_done, g_object_ref (task));
}

/**
 * opt_snapshot_take_async:
 * @connection: an open connection
 * @facts: of its session
 * @previous: (nullable): the snapshot before, or %NULL to read everything whatever it costs
 * @cancellable: (nullable): cancels it
 * @callback: called when it is taken or failed
 * @user_data: for @callback
 *
 * Reads the counters of all statements and databases, without any text. With @previous, where there
 * are very many of them, those that are not read are as they were in that; see #OptSnapshotPart.
 * All SQL of ours carries the comment `optischema` after its first word, where pg_stat_statements
 * keeps it: that is how OptiSchema's own statements are told from the others'.
 */
void
opt_snapshot_take_async (OptConnection *connection,
                         OptServerFacts *facts,
                         OptSnapshot *previous,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Take *take;

  g_return_if_fail (OPT_IS_CONNECTION (connection));
  g_return_if_fail (OPT_IS_SERVER_FACTS (facts));

  task = g_task_new (connection, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_snapshot_take_async);
  g_task_set_check_cancellable (task, FALSE);
  take = take_new (facts, previous, &error);
  if (take == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, take, (GDestroyNotify) take_free);
  take_step (task);
}

/**
 * opt_snapshot_take_finish:
 * @connection: the connection
 * @result: from the callback
 * @error: return location for an error: %OPT_ERROR_UNSUPPORTED or %OPT_ERROR_CONFLICT where
 *   pg_stat_statements is missing, too old or not loaded, %OPT_ERROR_DENIED where other roles'
 *   statements are hidden, each with the SQL that mends it as its next step
 *
 * Returns: (transfer full) (nullable): the snapshot
 */
OptSnapshot *
opt_snapshot_take_finish (OptConnection *connection, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, connection), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/**
 * opt_snapshot_take_sync:
 * @connection: an open connection of this thread
 * @facts: of its session
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * As opt_snapshot_take_async() of everything, iterating the thread's default context meanwhile.
 *
 * Returns: (transfer full) (nullable): the snapshot
 */
OptSnapshot *
opt_snapshot_take_sync (OptConnection *connection,
                        OptServerFacts *facts,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (GAsyncResult) result = NULL;

  opt_snapshot_take_async (connection, facts, NULL, cancellable, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);

  return opt_snapshot_take_finish (connection, result, error);
}
