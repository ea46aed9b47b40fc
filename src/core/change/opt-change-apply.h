/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-change-request.h"
#include "opt-progress.h"

G_BEGIN_DECLS

char *opt_change_apply_sync (OptChangeRequest *request,
                             OptAudit *audit,
                             const OptProgress *progress,
                             GCancellable *cancellable,
                             GError **error);
gboolean opt_change_undo_sync (OptConninfo *conninfo,
                               OptAudit *audit,
                               const char *change_id,
                               guint lock_timeout,
                               const OptProgress *progress,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
