/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-history-databases.h"
#include "opt-history-private.h"

/* @delta says all but what the statements did, which is in @sums. */
gboolean
opt_history_put_interval (OptHistory *self,
                          gint64 server,
                          gint64 step,
                          gint64 epoch,
                          const OptDelta *delta,
                          OptHistorySums *sums,
                          GError **error)
{
  g_autoptr (GBytes) databases = opt_history_databases_pack (delta->databases);
  g_autoptr (GBytes) statements = opt_history_sums_pack (sums);
  OptStoreValue params[] = {
    opt_store_int (server),
    opt_store_int (step),
    opt_store_int (delta->end),
    opt_store_int (delta->start),
    opt_store_int (delta->observed),
    opt_store_int (delta->flags),
    opt_store_int (epoch),
    opt_store_int (delta->deallocs),
    opt_store_int (delta->lost_statements),
    isnan (delta->lost_share) ? opt_store_null () : opt_store_double (delta->lost_share),
    opt_store_int (delta->reentered),
    opt_store_double (delta->late_ms),
    opt_store_int (delta->late_by),
    opt_store_blob (databases),
    opt_store_blob (statements),
  };

  return opt_store_execute_sync (self->store, opt_store_sql ("monitor", "add-interval"), params,
                                 G_N_ELEMENTS (params), error);
}

static OptDelta *
read_interval (const OptStoreResult *rows, guint row, GError **error)
{
  g_autoptr (OptDelta) delta = opt_delta_new ();

  delta->start = opt_store_result_get_int (rows, row, "started");
  delta->end = opt_store_result_get_int (rows, row, "ended");
  delta->observed = opt_store_result_get_int (rows, row, "observed");
  delta->flags = (OptDeltaFlags) opt_store_result_get_int (rows, row, "flags");
  delta->deallocs = opt_store_result_get_int (rows, row, "deallocs");
  delta->lost_statements = (guint) opt_store_result_get_int (rows, row, "lost_statements");
  delta->lost_share = opt_store_result_get_double (rows, row, "lost_share");
  delta->reentered = (guint) opt_store_result_get_int (rows, row, "reentered");
  delta->late_ms = opt_store_result_get_double (rows, row, "late_ms");
  delta->late_by = opt_store_result_get_int (rows, row, "late_by");
  if (!opt_history_databases_read (opt_store_result_get_blob (rows, row, "databases"),
                                   delta->databases, error))
    return NULL;

  return g_steal_pointer (&delta);
}

/* Adds to @deltas (element-type OptDelta) all that is known but what the statements did. @epoch
 * becomes that of the last. */
gboolean
opt_history_read_intervals (OptHistory *self,
                            const OptHistorySpan *span,
                            GPtrArray *deltas,
                            gint64 *epoch,
                            GError **error)
{
  OptStoreValue params[] = { opt_store_int (span->server), opt_store_int (span->step),
                             opt_store_int (span->after), opt_store_int (span->until) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-intervals"), params,
                              G_N_ELEMENTS (params), error);

  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      OptDelta *delta = read_interval (rows, row, error);

      if (delta == NULL)
        return FALSE;
      g_ptr_array_add (deltas, delta);
      if (epoch != NULL)
        *epoch = opt_store_result_get_int (rows, row, "epoch");
    }

  return TRUE;
}

/* Adds up what the statements did. */
gboolean
opt_history_read_counters (OptHistory *self,
                           const OptHistorySpan *span,
                           OptHistorySums *sums,
                           GError **error)
{
  OptStoreValue params[] = { opt_store_int (span->server), opt_store_int (span->step),
                             opt_store_int (span->after), opt_store_int (span->until) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-counters"), params,
                              G_N_ELEMENTS (params), error);

  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    if (!opt_history_sums_add_packed (sums, opt_store_result_get_blob (rows, row, "statements"),
                                      error))
      return FALSE;

  return TRUE;
}

/* With its points; in a transaction. */
gboolean
opt_history_forget_span (OptHistory *self, const OptHistorySpan *span, GError **error)
{
  OptStoreValue params[] = { opt_store_int (span->server), opt_store_int (span->step),
                             opt_store_int (span->after), opt_store_int (span->until) };

  return opt_store_execute_sync (self->store, opt_store_sql ("monitor", "forget-points"), params, 4,
                                 error)
         && opt_store_execute_sync (self->store, opt_store_sql ("monitor", "forget-intervals"),
                                    params, 4, error);
}

/* When the first and the last interval ended; 0: there is none. */
gboolean
opt_history_get_extent (OptHistory *self,
                        gint64 server,
                        gint64 step,
                        gint64 *first,
                        gint64 *last,
                        GError **error)
{
  OptStoreValue params[] = { opt_store_int (server), opt_store_int (step) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "get-extent"), params, 2,
                              error);

  if (rows == NULL)
    return FALSE;
  *first = opt_store_result_get_int (rows, 0, "first");
  *last = opt_store_result_get_int (rows, 0, "last");

  return TRUE;
}

/* Of a query with the column "ended"; 0 where there is none. */
gboolean
opt_history_get_time (OptHistory *self,
                      const char *sql,
                      const OptStoreValue *params,
                      gsize n_params,
                      gint64 *time,
                      GError **error)
{
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", sql), params, n_params, error);

  if (rows == NULL)
    return FALSE;
  *time = opt_store_result_get_n_rows (rows) > 0 ? opt_store_result_get_int (rows, 0, "ended") : 0;

  return TRUE;
}
