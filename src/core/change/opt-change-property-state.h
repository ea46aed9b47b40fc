/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-change-session.h"
#include "opt-change-set.h"
#include "opt-progress.h"

G_BEGIN_DECLS

/* What has one value: reading it, and setting it where nobody else has done so. */

gboolean opt_change_property_read_sync (OptConnection *connection,
                                        const OptChangeProperty *property,
                                        char **value,
                                        GCancellable *cancellable,
                                        GError **error);
char *opt_change_property_describe (const OptChangeProperty *property, const char *value);
gboolean opt_change_set_add_property_sync (OptChangeSet *set,
                                           OptConnection *connection,
                                           OptChangeProperty *property,
                                           GCancellable *cancellable,
                                           GError **error);

gboolean opt_change_log_is_property (OptAuditChange *change);
gboolean opt_change_needs_restart (OptAuditChange *change);
OptChangeProperty *opt_change_log_get_property (OptAuditChange *change);

gboolean opt_change_property_check_sync (OptChangeSession *session,
                                         const OptChange *change,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean opt_change_property_run_sync (OptChangeSession *session,
                                       const char *sql,
                                       const char *table,
                                       OptAudit *audit,
                                       const char *change_id,
                                       const OptProgress *progress,
                                       GCancellable *cancellable,
                                       GError **error);
const char *opt_change_property_clean_up_sync (OptChangeSession *session, const OptChange *change);
gboolean opt_change_property_check_undo_sync (OptChangeSession *session,
                                              OptAuditChange *change,
                                              GCancellable *cancellable,
                                              GError **error);
gboolean opt_change_property_look_sync (OptChangeSession *session,
                                        OptAuditChange *change,
                                        gboolean undo,
                                        char **words,
                                        char **value,
                                        OptAuditEvent *event,
                                        GCancellable *cancellable,
                                        GError **error);
gboolean opt_change_property_complete_sync (OptChangeSession *session,
                                            OptAuditChange *change,
                                            gboolean undo,
                                            GCancellable *cancellable,
                                            GError **error);
gboolean opt_change_property_is_as (OptAuditChange *change,
                                    const OptChangeProperty *property,
                                    const char *value,
                                    gboolean after);

G_END_DECLS
