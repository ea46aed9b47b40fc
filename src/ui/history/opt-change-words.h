/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit-change.h"
#include "opt-confirmation.h"

G_BEGIN_DECLS

/* What each page says of a change in the same words. */
char *opt_change_describe_state (OptAuditChange *change);
const char *opt_change_get_state_class (OptAuditChange *change);
const char *opt_change_get_next_step (OptAuditChange *change);
const char *opt_change_describe_event (const OptAuditEntry *entry);
char *opt_change_describe_entry (const OptAuditEntry *entry);
char *opt_change_describe_leftover (OptAuditChange *change);
const char *opt_change_get_undo_label (OptAuditChange *change);
gboolean opt_change_is_applied (OptAuditChange *change);
gboolean opt_change_can_be_undone (OptAuditChange *change);
gboolean opt_change_can_be_confirmed (OptAuditChange *change);

G_END_DECLS
