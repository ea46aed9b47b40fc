/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-change-session.h"
#include "opt-change-set.h"
#include "opt-progress.h"

G_BEGIN_DECLS

/* The index of a partitioned table, which is made and taken back in steps. */

gboolean opt_change_partitions_check_sync (OptChangeSession *session,
                                           const OptChange *change,
                                           GCancellable *cancellable,
                                           GError **error);
gboolean opt_change_partitions_run_sync (OptChangeSession *session,
                                         GPtrArray *steps,
                                         OptAudit *audit,
                                         const char *change_id,
                                         const OptProgress *progress,
                                         GCancellable *cancellable,
                                         GError **error);
char *opt_change_partitions_describe_sync (OptChangeSession *session,
                                           OptAuditChange *change,
                                           OptIndexState *state,
                                           GCancellable *cancellable,
                                           GError **error);

const char *opt_change_partitions_clean_up_sync (OptChangeSession *session,
                                                 OptAudit *audit,
                                                 const char *change_id);
gboolean opt_change_partitions_check_undo_sync (OptChangeSession *session,
                                                OptAuditChange *change,
                                                GCancellable *cancellable,
                                                GError **error);
gboolean opt_change_partitions_undo_sync (OptChangeSession *session,
                                          OptAuditChange *change,
                                          OptAudit *audit,
                                          const OptProgress *progress,
                                          GCancellable *cancellable,
                                          GError **error);
gboolean opt_change_partitions_is_undone_sync (OptChangeSession *session, OptAuditChange *change);

gboolean opt_change_partitions_was_begun (OptAuditChange *change, guint number);
gboolean opt_change_partitions_is_own (OptAuditChange *change,
                                       const OptIndexStep *step,
                                       guint number,
                                       const OptIndexState *state);

G_END_DECLS
