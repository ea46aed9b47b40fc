/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-change-session.h"

G_BEGIN_DECLS

gboolean opt_change_log_start_sync (OptChangeSession *session,
                                    OptAudit *audit,
                                    const char *change_id,
                                    OptAuditEvent event,
                                    GError **error);
gboolean opt_change_run_sync (OptChangeSession *session,
                              const char *sql,
                              const char *index,
                              OptAudit *audit,
                              const char *change_id,
                              const OptProgress *progress,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
