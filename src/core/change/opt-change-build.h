/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-change-session.h"

G_BEGIN_DECLS

/* What came of the making of an index. */

gboolean opt_change_check_no_builder_sync (OptChangeSession *session,
                                           const char *table,
                                           GCancellable *cancellable,
                                           GError **error);
gboolean opt_change_drop_invalid_sync (OptChangeSession *session,
                                       const char *index,
                                       GCancellable *cancellable,
                                       GError **error);
const char *opt_change_clean_up_sync (OptChangeSession *session,
                                      const char *index,
                                      const GError *cause);
void opt_change_tell_half_dropped (GError *cause, const char *change_id, const char *index);
void opt_change_tell_leftover (GError *cause,
                               const char *change_id,
                               const char *undo_sql,
                               const char *leftover);
gboolean opt_change_was_built_sync (OptChangeSession *session, const char *index);
gboolean opt_change_is_name_taken (const GError *cause);
gboolean opt_change_check_valid_sync (OptChangeSession *session,
                                      const char *index,
                                      OptIndexState *state,
                                      GError **error);
gboolean opt_change_is_same_index (const char *sql, const char *definition);
gboolean opt_change_describes (OptAuditChange *change, const char *definition);

G_END_DECLS
