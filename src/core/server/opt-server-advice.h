/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-recommendation.h"
#include "opt-server.h"
#include "opt-trial.h"

G_BEGIN_DECLS

/* Both leave what they found in opt_server_get_recommendations(). */
void opt_server_advise_async (OptServer *self,
                              OptJob *job,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean opt_server_advise_finish (OptServer *self, GAsyncResult *result, GError **error);

void opt_server_try_async (OptServer *self,
                           OptRecommendation *recommendation,
                           gint64 time_per_statement,
                           const OptCopyOptions *options,
                           OptJob *job,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
OptTrial *opt_server_try_finish (OptServer *self, GAsyncResult *result, GError **error);

OptRecommendation *opt_server_find_recommendation (OptServer *self, const char *id);

G_END_DECLS
