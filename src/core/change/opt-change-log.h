/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-audit.h"
#include "opt-change-set.h"

G_BEGIN_DECLS

/* Writing and reading what the audit's details say of a change. */

gboolean opt_change_log_sync (OptAudit *audit,
                              const char *change_id,
                              OptAuditEvent event,
                              JsonBuilder *detail,
                              GError **error);
gboolean opt_change_log_error_sync (OptAudit *audit,
                                    const char *change_id,
                                    OptAuditEvent event,
                                    const GError *cause,
                                    const char *leftover,
                                    GError **error);
JsonBuilder *opt_change_log_begin_detail (void);
char *opt_change_log_print (JsonBuilder *detail);

char *opt_change_log_get_text (OptAuditChange *change, OptAuditEvent event, const char *name);
gint64 opt_change_log_get_int (OptAuditChange *change, OptAuditEvent event, const char *name);
JsonNode *opt_change_log_get_node (OptAuditChange *change, OptAuditEvent event);
gboolean opt_change_log_is_kind (OptAuditChange *change, OptChangeKind kind);
GPtrArray *opt_change_log_get_steps (OptAuditChange *change);
gint64 opt_change_log_get_noted (OptAuditChange *change, const char *name);
gint64 opt_change_log_get_oid (OptAuditChange *change, const char *index);
void opt_change_log_get_running (OptAuditChange *change, gboolean undo, char **sql, char **table);
gboolean opt_change_log_step_sync (OptAudit *audit,
                                   const char *change_id,
                                   guint number,
                                   guint of,
                                   const char *table,
                                   const char *sql,
                                   GError **error);

G_END_DECLS
