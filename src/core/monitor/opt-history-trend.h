/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-range.h"

G_BEGIN_DECLS

/**
 * OptHistoryTrend:
 * @step: of what was read, in microseconds: from a minute to a day
 * @width: of a point, in microseconds
 * @points: (element-type OptHistoryPoint): all of the range; where @observed is 0 nothing is known
 * @counters: (element-type OptStatementCounters) (nullable): for each point what the statement did,
 *   or %NULL where it was not called
 *
 * A statement over a range of time. Immutable.
 */
typedef struct
{
  gint64 step;
  gint64 width;
  GArray *points;
  GPtrArray *counters;
} OptHistoryTrend;

void opt_history_trend_free (OptHistoryTrend *self);

OptHistoryTrend *opt_history_get_trend_sync (OptHistory *self,
                                             const char *server_id,
                                             const OptStatementKey *key,
                                             gint64 start,
                                             gint64 end,
                                             guint n_points,
                                             GError **error);
void opt_history_get_trend_async (OptHistory *self,
                                  const char *server_id,
                                  const OptStatementKey *key,
                                  gint64 start,
                                  gint64 end,
                                  guint n_points,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
OptHistoryTrend *opt_history_get_trend_finish (OptHistory *self,
                                               GAsyncResult *result,
                                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptHistoryTrend, opt_history_trend_free)

G_END_DECLS
