/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-progress.h"

G_BEGIN_DECLS

/* Waiting for what others have locked. */

gboolean opt_change_is_lock_timeout (const GError *error);
char *opt_change_describe_blocker_sync (OptConnection *watcher, int pid);
gboolean opt_change_back_off_sync (guint milliseconds,
                                   const char *words,
                                   const OptProgress *progress,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
