/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit-change.h"
#include "opt-confirmation.h"
#include "opt-recommendation.h"
#include "opt-server.h"

G_BEGIN_DECLS

/* A change, its undo or its verdict emits OptServer::changes-changed, too. */
void opt_server_apply_async (OptServer *self,
                             OptRecommendation *recommendation,
                             const char *role,
                             const char *password,
                             OptJob *job,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
char *opt_server_apply_finish (OptServer *self, GAsyncResult *result, GError **error);

void opt_server_undo_async (OptServer *self,
                            const char *change_id,
                            const char *role,
                            const char *password,
                            OptJob *job,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean opt_server_undo_finish (OptServer *self, GAsyncResult *result, GError **error);

void opt_server_confirm_async (OptServer *self,
                               const char *change_id,
                               gint64 interval,
                               OptJob *job,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
OptConfirmation *opt_server_confirm_finish (OptServer *self, GAsyncResult *result, GError **error);

void opt_server_list_changes_async (OptServer *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *opt_server_list_changes_finish (OptServer *self, GAsyncResult *result, GError **error);

G_END_DECLS
