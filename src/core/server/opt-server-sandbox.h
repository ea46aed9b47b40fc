/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-sandbox-state.h"
#include "opt-server.h"

G_BEGIN_DECLS

void opt_server_set_sandbox_server (OptServer *self, const char *server);

void opt_server_build_shadow_async (OptServer *self,
                                    OptJob *job,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean opt_server_build_shadow_finish (OptServer *self, GAsyncResult *result, GError **error);

void opt_server_stop_sandbox_async (OptServer *self,
                                    OptJob *job,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
char *opt_server_stop_sandbox_finish (OptServer *self, GAsyncResult *result, GError **error);

G_END_DECLS
