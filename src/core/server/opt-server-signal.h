/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server.h"
#include "opt-session-signal.h"

G_BEGIN_DECLS

/* Whatever comes of it emits OptServer::changes-changed, too. */
void opt_server_signal_session_async (OptServer *self,
                                      OptBackend *backend,
                                      OptSessionSignalKind kind,
                                      const char *role,
                                      const char *password,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
OptSessionSignal *opt_server_signal_session_finish (OptServer *self,
                                                    GAsyncResult *result,
                                                    GError **error);

G_END_DECLS
