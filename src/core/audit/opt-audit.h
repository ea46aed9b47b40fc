/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-audit-change.h"
#include "opt-audit-check.h"
#include "opt-audit-entry.h"

G_BEGIN_DECLS

#define OPT_TYPE_AUDIT (opt_audit_get_type ())
G_DECLARE_FINAL_TYPE (OptAudit, opt_audit, OPT, AUDIT, GObject)

OptAudit *opt_audit_open_sync (const char *path, GError **error);
const char *opt_audit_get_set_aside (OptAudit *self);

char *opt_audit_make_change_id (void);
gboolean opt_audit_append_sync (OptAudit *self, const OptAuditEntry *entry, GError **error);
GPtrArray *opt_audit_list_sync (OptAudit *self, const char *server_id, GError **error);
OptAuditChange *opt_audit_get_change_sync (OptAudit *self, const char *change_id, GError **error);

OptAuditCheck *opt_audit_check_sync (OptAudit *self, const OptAuditHead *head, GError **error);

G_END_DECLS
