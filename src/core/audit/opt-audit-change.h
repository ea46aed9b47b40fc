/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit-entry.h"

G_BEGIN_DECLS

/**
 * OptAuditState:
 * @OPT_AUDIT_STATE_PREPARED: nothing has run
 * @OPT_AUDIT_STATE_RUNNING: the process that started it is still there
 * @OPT_AUDIT_STATE_INTERRUPTED: it was started, and the process is gone without saying how it ended
 * @OPT_AUDIT_STATE_APPLIED: it was applied
 * @OPT_AUDIT_STATE_FAILED: it failed
 * @OPT_AUDIT_STATE_UNDOING: the process that started its undo is still there
 * @OPT_AUDIT_STATE_UNDO_INTERRUPTED: as %OPT_AUDIT_STATE_INTERRUPTED, of its undo
 * @OPT_AUDIT_STATE_UNDONE: it was undone
 * @OPT_AUDIT_STATE_UNDO_FAILED: its undo failed
 *
 * Where a change stands. After an interruption only the server knows how much was done.
 */
typedef enum
{
  OPT_AUDIT_STATE_PREPARED,
  OPT_AUDIT_STATE_RUNNING,
  OPT_AUDIT_STATE_INTERRUPTED,
  OPT_AUDIT_STATE_APPLIED,
  OPT_AUDIT_STATE_FAILED,
  OPT_AUDIT_STATE_UNDOING,
  OPT_AUDIT_STATE_UNDO_INTERRUPTED,
  OPT_AUDIT_STATE_UNDONE,
  OPT_AUDIT_STATE_UNDO_FAILED,
} OptAuditState;

#define OPT_TYPE_AUDIT_STATE (opt_audit_state_get_type ())
GType opt_audit_state_get_type (void);
const char *opt_audit_state_get_nick (OptAuditState state);
const char *opt_audit_state_get_label (OptAuditState state);

/**
 * OptAuditVerdict:
 * @OPT_AUDIT_VERDICT_NONE: not yet looked at
 * @OPT_AUDIT_VERDICT_CONFIRMED: the live workload got better
 * @OPT_AUDIT_VERDICT_FLAGGED: it did not, or got worse
 *
 * What the live workload said of an applied change.
 */
typedef enum
{
  OPT_AUDIT_VERDICT_NONE,
  OPT_AUDIT_VERDICT_CONFIRMED,
  OPT_AUDIT_VERDICT_FLAGGED,
} OptAuditVerdict;

/**
 * OptAuditChange:
 *
 * A change as the entries of the log tell of it, the latest word counting.
 */
#define OPT_TYPE_AUDIT_CHANGE (opt_audit_change_get_type ())
G_DECLARE_FINAL_TYPE (OptAuditChange, opt_audit_change, OPT, AUDIT_CHANGE, GObject)

OptAuditChange *opt_audit_change_new (GPtrArray *entries);

const char *opt_audit_change_get_id (OptAuditChange *self);
OptAuditState opt_audit_change_get_state (OptAuditChange *self);
OptAuditVerdict opt_audit_change_get_verdict (OptAuditChange *self);
GPtrArray *opt_audit_change_get_entries (OptAuditChange *self);

gint64 opt_audit_change_get_time (OptAuditChange *self, OptAuditEvent event);
const char *opt_audit_change_get_detail (OptAuditChange *self, OptAuditEvent event);
const char *opt_audit_change_get_server_id (OptAuditChange *self);
const char *opt_audit_change_get_server_name (OptAuditChange *self);
const char *opt_audit_change_get_database (OptAuditChange *self);
const char *opt_audit_change_get_user (OptAuditChange *self);
const char *opt_audit_change_get_kind (OptAuditChange *self);
const char *opt_audit_change_get_title (OptAuditChange *self);
const char *opt_audit_change_get_sql (OptAuditChange *self);
const char *opt_audit_change_get_undo_sql (OptAuditChange *self);
const char *opt_audit_change_get_recommendation_id (OptAuditChange *self);
gboolean opt_audit_change_is_redacted (OptAuditChange *self);

G_END_DECLS
