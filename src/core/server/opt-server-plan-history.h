/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-store.h"
#include "opt-server.h"

G_BEGIN_DECLS

void opt_server_list_plans_async (OptServer *self,
                                  const char *sql,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GPtrArray *opt_server_list_plans_finish (OptServer *self, GAsyncResult *result, GError **error);

G_END_DECLS
