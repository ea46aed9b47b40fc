/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-demo-status.h"
#include "opt-progress.h"

G_BEGIN_DECLS

OptDemoStatus *opt_demo_start_sync (int owner_pid,
                                    const OptProgress *progress,
                                    GCancellable *cancellable,
                                    GError **error);
void opt_demo_start_async (int owner_pid,
                           const OptProgress *progress,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
OptDemoStatus *opt_demo_start_finish (GAsyncResult *result, GError **error);
OptDemoStatus *opt_demo_get_status (GError **error);
gboolean opt_demo_stop_sync (GCancellable *cancellable, GError **error);

G_END_DECLS
