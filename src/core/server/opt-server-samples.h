/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-sample-store.h"
#include "opt-server.h"

G_BEGIN_DECLS

gboolean opt_server_get_keeps_values (OptServer *self);
void opt_server_set_keeps_values (OptServer *self, gboolean keeps);
void opt_server_suspend_values (OptServer *self, const GError *reason);
const char *opt_server_get_values_problem (OptServer *self);

void opt_server_list_samples_async (OptServer *self,
                                    gint64 queryid,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void opt_server_list_samples_of_text_async (OptServer *self,
                                            const char *sql,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
GPtrArray *opt_server_list_samples_finish (OptServer *self, GAsyncResult *result, GError **error);
void opt_server_forget_samples_async (OptServer *self,
                                      gint64 queryid,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean opt_server_forget_samples_finish (OptServer *self, GAsyncResult *result, GError **error);

G_END_DECLS
