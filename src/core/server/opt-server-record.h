/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-newcomers.h"
#include "opt-history-range.h"
#include "opt-history-recorder.h"
#include "opt-history-trend.h"
#include "opt-server.h"

G_BEGIN_DECLS

gboolean opt_server_get_recording (OptServer *self, OptHistoryRecorderState *state);

void opt_server_get_range_async (OptServer *self,
                                 const OptHistoryRequest *request,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
OptHistoryRange *opt_server_get_range_finish (OptServer *self,
                                              GAsyncResult *result,
                                              GError **error);

void opt_server_get_newcomers_async (OptServer *self,
                                     gint64 start,
                                     gint64 end,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
OptNewcomers *opt_server_get_newcomers_finish (OptServer *self,
                                               GAsyncResult *result,
                                               GError **error);

void opt_server_get_trend_async (OptServer *self,
                                 const OptStatementKey *key,
                                 gint64 start,
                                 gint64 end,
                                 guint n_points,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
OptHistoryTrend *opt_server_get_trend_finish (OptServer *self,
                                              GAsyncResult *result,
                                              GError **error);

G_END_DECLS
