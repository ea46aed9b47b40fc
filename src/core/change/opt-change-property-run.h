/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-change-session.h"
#include "opt-change-set.h"
#include "opt-progress.h"

G_BEGIN_DECLS

/* Setting what has one value, and setting it back, where nobody else has done so. */

gboolean opt_change_property_run_sync (OptChangeSession *session,
                                       const OptChange *change,
                                       OptAudit *audit,
                                       const char *change_id,
                                       guint *n_done,
                                       char **value,
                                       const OptProgress *progress,
                                       GCancellable *cancellable,
                                       GError **error);
gboolean opt_change_property_undo_sync (OptChangeSession *session,
                                        OptAuditChange *change,
                                        OptAudit *audit,
                                        const OptProgress *progress,
                                        GCancellable *cancellable,
                                        GError **error);
const char *opt_change_property_clean_up_sync (OptChangeSession *session,
                                               OptAudit *audit,
                                               const char *change_id,
                                               guint n_done);
gboolean opt_change_property_complete_sync (OptChangeSession *session,
                                            OptAuditChange *change,
                                            gboolean undo,
                                            GCancellable *cancellable,
                                            GError **error);

G_END_DECLS
