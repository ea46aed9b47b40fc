/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-range.h"

#include <math.h>

#include "opt-history-axis.h"
#include "opt-history-counts.h"
#include "opt-history-private.h"
#include "opt-workload-totals.h"
#include "opt-worker.h"

/* Half a day of minutes, five days of ten, a month of hours. */
#define STEPS_AT_MOST 800

static void
series_free (gpointer data)
{
  OptHistorySeries *series = data;

  g_free (series->name);
  g_free (series->item);
  g_free (series->means);
  g_free (series->peaks);
  g_free (series);
}

/**
 * opt_history_range_free:
 * @self: (nullable): a range
 */
void
opt_history_range_free (OptHistoryRange *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->points, g_array_unref);
  g_clear_pointer (&self->series, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->blocking, opt_history_chains_free);
  g_clear_pointer (&self->delta, opt_delta_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->marks, g_hash_table_unref);
  g_clear_pointer (&self->newcomers, opt_newcomers_unref);
  g_free (self);
}

/**
 * opt_history_range_find_series:
 * @self: a range
 * @name: of what
 * @item: (nullable): of which, where there are several
 *
 * Returns: (transfer none) (nullable): the series, or %NULL where it was not recorded; where it was
 *   of several databases, the first
 */
const OptHistorySeries *
opt_history_range_find_series (const OptHistoryRange *self, const char *name, const char *item)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; i < self->series->len; i++)
    {
      const OptHistorySeries *series = self->series->pdata[i];

      if (g_str_equal (series->name, name) && g_strcmp0 (series->item, item) == 0)
        return series;
    }

  return NULL;
}

typedef struct
{
  OptHistory *history;
  const OptHistoryRequest *request;
  OptHistoryRange *range;
  OptHistoryAxis axis;
  gint64 server;
} Reading;

/* ---- Series ---------------------------------------------------------------------------------- */

static gboolean
read_points (Reading *reading, gint64 id, OptHistorySeries *series, double *weights, GError **error)
{
  guint n_points = reading->range->points->len;

  for (guint i = 0; i < reading->axis.spans->len; i++)
    {
      const OptHistorySpan *span = &g_array_index (reading->axis.spans, OptHistorySpan, i);
      OptStoreValue params[] = { opt_store_int (id), opt_store_int (span->step),
                                 opt_store_int (span->after), opt_store_int (span->until) };
      g_autoptr (OptStoreResult) rows
          = opt_store_query_sync (reading->history->store, opt_store_sql ("monitor", "list-points"),
                                  params, G_N_ELEMENTS (params), error);

      if (rows == NULL)
        return FALSE;
      for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
        {
          guint at = opt_history_axis_find (&reading->axis,
                                            opt_store_result_get_int (rows, row, "ended"));
          double weight = (double) opt_store_result_get_int (rows, row, "observed");

          if (at >= n_points)
            continue;
          series->means[at] += weight * opt_store_result_get_double (rows, row, "mean");
          series->peaks[at]
              = fmax (series->peaks[at], opt_store_result_get_double (rows, row, "peak"));
          weights[at] += weight;
        }
    }
  for (guint i = 0; i < n_points; i++)
    series->means[i] = weights[i] > 0 ? series->means[i] / weights[i] : NAN;

  return TRUE;
}

static gboolean
read_series (Reading *reading, GError **error)
{
  OptStoreValue params[]
      = { opt_store_int (reading->server), opt_store_int (reading->request->database) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (reading->history->store, opt_store_sql ("monitor", "list-series"),
                              params, 2, error);
  guint n_points = reading->range->points->len;

  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      OptHistorySeries *series = g_new0 (OptHistorySeries, 1);
      g_autofree double *weights = g_new0 (double, n_points);

      g_ptr_array_add (reading->range->series, series);
      series->name = g_strdup (opt_store_result_get_text (rows, row, "name"));
      series->item = opt_store_result_get_text (rows, row, "item")[0] != '\0'
                         ? g_strdup (opt_store_result_get_text (rows, row, "item"))
                         : NULL;
      series->database = (guint32) opt_store_result_get_int (rows, row, "dbid");
      series->means = g_new0 (double, n_points);
      series->peaks = g_new (double, n_points);
      for (guint i = 0; i < n_points; i++)
        series->peaks[i] = NAN;
      if (!read_points (reading, opt_store_result_get_int (rows, row, "id"), series, weights,
                        error))
        return FALSE;
      if (!opt_history_counts_restore (series, weights, n_points))
        g_ptr_array_remove_index (reading->range->series, reading->range->series->len - 1);
    }

  return TRUE;
}

static gboolean
read_events (Reading *reading, GError **error)
{
  OptStoreValue params[] = {
    opt_store_int (reading->server),
    opt_store_int (reading->request->start),
    opt_store_int (reading->request->end),
    opt_store_int (reading->request->database),
  };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (reading->history->store, opt_store_sql ("monitor", "list-events"),
                              params, G_N_ELEMENTS (params), error);

  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      OptTimelineEvent *event = g_new0 (OptTimelineEvent, 1);

      event->time = opt_store_result_get_int (rows, row, "time");
      event->kind = g_intern_string (opt_store_result_get_text (rows, row, "kind"));
      event->text = g_strdup (opt_store_result_get_text (rows, row, "text"));
      g_ptr_array_add (reading->range->events, event);
    }

  return TRUE;
}

/* ---- Statements ------------------------------------------------------------------------------ */

static gboolean
read_delta (Reading *reading, GError **error)
{
  g_autoptr (GArray) spans
      = opt_history_cover (reading->history, reading->server, MAX (reading->request->start, 0),
                           reading->request->end, OPT_HISTORY_LONGEST, error);
  g_autoptr (GPtrArray) deltas = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);
  g_autoptr (OptHistorySums) sums = opt_history_sums_new ();

  if (spans == NULL)
    return FALSE;

  for (guint i = 0; i < spans->len; i++)
    {
      const OptHistorySpan *span = &g_array_index (spans, OptHistorySpan, i);

      if (!opt_history_read_intervals (reading->history, span, deltas, NULL, error)
          || !opt_history_read_counters (reading->history, span, sums, error))
        return FALSE;
    }
  for (guint i = 0; i < deltas->len; i++)
    opt_delta_add (reading->range->delta, deltas->pdata[i]);

  return opt_history_take_statements (reading->history, reading->server, sums,
                                      reading->request->database, reading->range->marks,
                                      reading->range->delta, error)
         && opt_history_name_databases (reading->history, reading->server, reading->range->delta,
                                        error);
}

static OptWorkloadEntry *
make_entry (const OptDelta *delta,
            const OptStatementCounters *counters,
            const OptWorkloadTotals *totals)
{
  OptWorkloadEntry *entry = g_new0 (OptWorkloadEntry, 1);
  const OptDatabaseCounters *database
      = g_hash_table_lookup (delta->databases, GUINT_TO_POINTER (counters->key.dbid));
  double seconds = (double) delta->observed / G_USEC_PER_SEC;

  entry->key = counters->key;
  entry->counters = *counters;
  entry->database = g_strdup (database != NULL ? database->name : NULL);
  opt_workload_totals_get_shares (totals, counters, entry->shares);
  entry->calls_per_second = seconds > 0 ? (double) counters->calls / seconds : NAN;

  return entry;
}

static gboolean
read_text (Reading *reading, OptWorkloadEntry *entry, GError **error)
{
  OptStoreValue params[] = {
    opt_store_int (reading->server),     opt_store_int (entry->key.userid),
    opt_store_int (entry->key.dbid),     opt_store_int (entry->key.queryid),
    opt_store_int (entry->key.toplevel),
  };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (reading->history->store, opt_store_sql ("monitor", "get-statement"),
                              params, G_N_ELEMENTS (params), error);

  if (rows == NULL)
    return FALSE;
  if (opt_store_result_get_n_rows (rows) > 0)
    {
      entry->text = opt_history_read_text (rows, 0);
      entry->role = g_strdup (opt_store_result_get_text (rows, 0, "role"));
      entry->system = opt_store_result_get_int (rows, 0, "system") != 0;
    }

  return TRUE;
}

static gboolean
rank (Reading *reading, GError **error)
{
  OptHistoryRange *range = reading->range;
  GHashTableIter iter;
  const OptStatementCounters *counters;
  OptWorkloadTotals totals = { 0 };

  g_hash_table_iter_init (&iter, range->delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    opt_workload_totals_add (&totals, counters);

  g_hash_table_iter_init (&iter, range->delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      const OptStatementMark *mark = g_hash_table_lookup (range->marks, &counters->key);

      if (counters->calls == 0)
        continue;
      range->n_statements++;
      if (!reading->request->include_system && mark != NULL && mark->system)
        range->n_hidden++;
      else
        g_ptr_array_add (range->entries, make_entry (range->delta, counters, &totals));
    }
  opt_workload_entries_sort (range->entries, reading->request->sort);
  if (range->entries->len > reading->request->n_entries)
    g_ptr_array_set_size (range->entries, (int) reading->request->n_entries);

  for (guint i = 0; i < range->entries->len; i++)
    if (!read_text (reading, range->entries->pdata[i], error))
      return FALSE;

  return TRUE;
}

static OptHistoryRange *
range_new (void)
{
  OptHistoryRange *range = g_new0 (OptHistoryRange, 1);

  range->points = g_array_new (FALSE, FALSE, sizeof (OptHistoryPoint));
  range->series = g_ptr_array_new_with_free_func (series_free);
  range->events = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_history_event_free);
  range->blocking = opt_history_chains_new ();
  range->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_workload_entry_free);
  range->marks = opt_statement_marks_new ();
  range->delta = opt_delta_new ();

  return range;
}

static gboolean
read_range (OptStore *store, gpointer data, GError **error)
{
  Reading *reading = data;
  const OptHistoryRequest *request = reading->request;
  OptHistoryRange *range = reading->range;
  gboolean done;

  reading->server = opt_history_find_server (reading->history, request->server_id, error);
  if (reading->server < 0
      || !opt_history_axis_init (&reading->axis, reading->history, reading->server, request->start,
                                 request->end, request->n_points, STEPS_AT_MOST, range->points,
                                 error))
    return FALSE;

  range->start = reading->axis.start;
  range->end = request->end;
  range->step = reading->axis.step;
  range->width = reading->axis.width;
  done = reading->server == 0
         || (read_series (reading, error) && read_events (reading, error)
             && (request->skip_blocking
                 || opt_history_read_chains (reading->history, reading->server, request->start,
                                             request->end, range->blocking, error))
             && (request->skip_statements
                 || (read_delta (reading, error) && rank (reading, error)
                     && opt_history_read_newcomers (reading->history, reading->server,
                                                    range->newcomers, error))));
  opt_history_axis_clear (&reading->axis);

  return done;
}

/**
 * opt_history_get_range_sync:
 * @self: the history
 * @request: what is wanted
 * @error: return location for an error
 *
 * Reads a range: minutes where it is not longer than half a day and they are still kept, tens of
 * them up to a week, hours up to two months, and beyond those days. What the statements did is
 * added up from the finest that is kept at the ends. A minute counts where it ends: the delta may
 * begin a little before the range.
 *
 * Returns: (transfer full) (nullable): the range
 */
OptHistoryRange *
opt_history_get_range_sync (OptHistory *self, const OptHistoryRequest *request, GError **error)
{
  g_autoptr (OptHistoryRange) range = range_new ();
  Reading reading = { .history = self, .request = request, .range = range };

  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);
  g_return_val_if_fail (request != NULL && request->server_id != NULL, NULL);
  g_return_val_if_fail (request->start < request->end && request->n_points > 0, NULL);

  range->newcomers = opt_newcomers_new (request->start, request->end);

  return opt_store_reading_sync (self->store, read_range, &reading, error)
             ? g_steal_pointer (&range)
             : NULL;
}

static void
request_free (gpointer data)
{
  OptHistoryRequest *request = data;

  g_free ((char *) request->server_id);
  g_free (request);
}

static void
range_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  OptHistoryRange *range = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    range = opt_history_get_range_sync (source, data, &error);
  if (range != NULL)
    g_task_return_pointer (task, range, (GDestroyNotify) opt_history_range_free);
  else
    g_task_return_error (task, error);
}

/**
 * opt_history_get_range_async:
 * @self: the history
 * @request: what is wanted; copied
 * @cancellable: (nullable): to give up
 * @callback: called when it was read
 * @user_data: for @callback
 *
 * See opt_history_get_range_sync().
 */
void
opt_history_get_range_async (OptHistory *self,
                             const OptHistoryRequest *request,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  OptHistoryRequest *copy;

  g_return_if_fail (OPT_IS_HISTORY (self));
  g_return_if_fail (request != NULL && request->server_id != NULL);

  copy = g_memdup2 (request, sizeof *request);
  copy->server_id = g_strdup (request->server_id);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_history_get_range_async);
  g_task_set_task_data (task, copy, request_free);
  opt_worker_run (task, range_thread);
}

/**
 * opt_history_get_range_finish:
 * @self: the history
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the range
 */
OptHistoryRange *
opt_history_get_range_finish (OptHistory *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
