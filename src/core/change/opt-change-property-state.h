/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-change-session.h"
#include "opt-change-set.h"
#include "opt-progress.h"

G_BEGIN_DECLS

/* What has one value: reading it, and judging whose it is. */

/**
 * OptPropertyStanding:
 * @OPT_PROPERTY_AS_MADE: it is as the change has set it
 * @OPT_PROPERTY_AS_BEFORE: it is as it was before the change
 * @OPT_PROPERTY_ANOTHERS: somebody else has set it
 */
typedef enum
{
  OPT_PROPERTY_AS_MADE,
  OPT_PROPERTY_AS_BEFORE,
  OPT_PROPERTY_ANOTHERS,
} OptPropertyStanding;

gboolean opt_change_property_read_sync (OptConnection *connection,
                                        const OptChangeProperty *property,
                                        char **value,
                                        gint64 *oid,
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
gboolean opt_change_property_check_before_sync (OptChangeSession *session,
                                                const OptChangeProperty *property,
                                                GCancellable *cancellable,
                                                GError **error);
gboolean opt_change_property_judge_sync (OptChangeSession *session,
                                         OptAuditChange *change,
                                         const OptChangeProperty *property,
                                         char **value,
                                         OptPropertyStanding *standing,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean opt_change_property_check_made_sync (OptChangeSession *session,
                                              OptAuditChange *change,
                                              const OptChangeProperty *property,
                                              GCancellable *cancellable,
                                              GError **error);
gboolean opt_change_property_is_half_undone_sync (OptChangeSession *session,
                                                  OptAuditChange *change,
                                                  const OptChangeProperty *property);
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

G_END_DECLS
