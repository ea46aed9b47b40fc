/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-progress.h"

G_BEGIN_DECLS

gint64 opt_copy_between_sync (OptConnection *source,
                              const char *copy_out,
                              OptConnection *target,
                              const char *copy_in,
                              gint64 limit_bytes,
                              const OptProgress *progress,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
