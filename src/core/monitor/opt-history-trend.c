/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-trend.h"

#include "opt-history-axis.h"
#include "opt-history-private.h"
#include "opt-worker.h"

/* Of each all statements are in a blob. Four hours of minutes, a day and a half of ten, ten days of
 * hours. */
#define STEPS_AT_MOST 250

/**
 * opt_history_trend_free:
 * @self: (nullable): a trend
 */
void
opt_history_trend_free (OptHistoryTrend *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->points);
  g_ptr_array_unref (self->counters);
  g_free (self);
}

static OptHistoryTrend *
trend_new (void)
{
  OptHistoryTrend *self = g_new0 (OptHistoryTrend, 1);

  self->points = g_array_new (FALSE, FALSE, sizeof (OptHistoryPoint));
  self->counters = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/* 0: it never appeared; -1 with an error. */
static gint64
find_statement (OptHistory *self, gint64 server, const OptStatementKey *key, GError **error)
{
  OptStoreValue params[] = {
    opt_store_int (server),       opt_store_int (key->userid),   opt_store_int (key->dbid),
    opt_store_int (key->queryid), opt_store_int (key->toplevel),
  };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "get-statement"), params,
                              G_N_ELEMENTS (params), error);

  if (rows == NULL)
    return -1;

  return opt_store_result_get_n_rows (rows) > 0 ? opt_store_result_get_int (rows, 0, "id") : 0;
}

typedef struct
{
  OptHistory *history;
  const char *server_id;
  const OptStatementKey *key;
  gint64 start;
  gint64 end;
  guint n_points;
  gint64 id;
  OptHistoryTrend *trend;
  OptHistoryAxis axis;
  OptHistorySums *sums;
} Reading;

static gboolean
add_row (Reading *reading, gint64 ended, GBytes *statements, GError **error)
{
  guint at = opt_history_axis_find (&reading->axis, ended);
  OptStatementCounters counters;
  gpointer *sum;

  if (at >= reading->trend->counters->len)
    return TRUE;

  opt_history_sums_clear (reading->sums);
  if (!opt_history_sums_add_packed_one (reading->sums, statements, reading->id, error))
    return FALSE;
  if (!opt_history_sums_get (reading->sums, reading->id, &counters))
    return TRUE;

  counters.key = *reading->key;
  sum = &reading->trend->counters->pdata[at];
  if (*sum != NULL)
    opt_statement_counters_add (*sum, &counters);
  else
    *sum = opt_statement_counters_copy (&counters);

  return TRUE;
}

static gboolean
read_rows (Reading *reading, const OptHistorySpan *span, GError **error)
{
  OptStoreValue params[] = { opt_store_int (span->server), opt_store_int (span->step),
                             opt_store_int (span->after), opt_store_int (span->until) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (reading->history->store, opt_store_sql ("monitor", "list-counters"),
                              params, G_N_ELEMENTS (params), error);

  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    if (!add_row (reading, opt_store_result_get_int (rows, row, "ended"),
                  opt_store_result_get_blob (rows, row, "statements"), error))
      return FALSE;

  return TRUE;
}

static gboolean
read_trend (OptStore *store, gpointer data, GError **error)
{
  Reading *reading = data;
  OptHistoryTrend *trend = reading->trend;
  gint64 server = opt_history_find_server (reading->history, reading->server_id, error);
  gboolean done = TRUE;

  if (server < 0
      || (reading->id = find_statement (reading->history, server, reading->key, error)) < 0
      || !opt_history_axis_init (&reading->axis, reading->history, server, reading->start,
                                 reading->end, reading->n_points, STEPS_AT_MOST, trend->points,
                                 error))
    return FALSE;

  trend->step = reading->axis.step;
  trend->width = reading->axis.width;
  g_ptr_array_set_size (trend->counters, (int) trend->points->len);
  for (guint i = 0; i < reading->axis.spans->len && reading->id > 0 && done; i++)
    done = read_rows (reading, &g_array_index (reading->axis.spans, OptHistorySpan, i), error);
  opt_history_axis_clear (&reading->axis);

  return done;
}

/**
 * opt_history_get_trend_sync:
 * @self: the history
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @key: a statement
 * @start: microseconds since 1970, the server's clock
 * @end: likewise
 * @n_points: how many points are wanted, at most
 * @error: return location for an error
 *
 * Reads one statement, likewise: in minutes up to four hours, ten of them up to a day and a half,
 * hours up to ten days.
 *
 * Returns: (transfer full) (nullable): the trend
 */
OptHistoryTrend *
opt_history_get_trend_sync (OptHistory *self,
                            const char *server_id,
                            const OptStatementKey *key,
                            gint64 start,
                            gint64 end,
                            guint n_points,
                            GError **error)
{
  g_autoptr (OptHistoryTrend) trend = trend_new ();
  g_autoptr (OptHistorySums) sums = opt_history_sums_new ();
  Reading reading = {
    .history = self,
    .server_id = server_id,
    .key = key,
    .start = start,
    .end = end,
    .n_points = n_points,
    .trend = trend,
    .sums = sums,
  };

  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);
  g_return_val_if_fail (server_id != NULL && key != NULL, NULL);
  g_return_val_if_fail (start < end && n_points > 0, NULL);

  return opt_store_reading_sync (self->store, read_trend, &reading, error)
             ? g_steal_pointer (&trend)
             : NULL;
}

typedef struct
{
  char *server_id;
  OptStatementKey key;
  gint64 start;
  gint64 end;
  guint n_points;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->server_id);
  g_free (request);
}

static void
trend_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  OptHistoryTrend *trend = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    trend = opt_history_get_trend_sync (source, request->server_id, &request->key, request->start,
                                        request->end, request->n_points, &error);
  if (trend != NULL)
    g_task_return_pointer (task, trend, (GDestroyNotify) opt_history_trend_free);
  else
    g_task_return_error (task, error);
}

/**
 * opt_history_get_trend_async:
 * @self: the history
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @key: a statement
 * @start: microseconds since 1970, the server's clock
 * @end: likewise
 * @n_points: how many points are wanted, at most
 * @cancellable: (nullable): to give up
 * @callback: called when it was read
 * @user_data: for @callback
 *
 * See opt_history_get_trend_sync().
 */
void
opt_history_get_trend_async (OptHistory *self,
                             const char *server_id,
                             const OptStatementKey *key,
                             gint64 start,
                             gint64 end,
                             guint n_points,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Request *request;

  g_return_if_fail (OPT_IS_HISTORY (self));
  g_return_if_fail (server_id != NULL && key != NULL);

  request = g_new0 (Request, 1);
  request->server_id = g_strdup (server_id);
  request->key = *key;
  request->start = start;
  request->end = end;
  request->n_points = n_points;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_history_get_trend_async);
  g_task_set_task_data (task, request, request_free);
  opt_worker_run (task, trend_thread);
}

/**
 * opt_history_get_trend_finish:
 * @self: the history
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the trend
 */
OptHistoryTrend *
opt_history_get_trend_finish (OptHistory *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
