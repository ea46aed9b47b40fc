/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-store.h"

G_BEGIN_DECLS

/**
 * OptAuditHead:
 * @id: the last entry; 0 where none is kept
 * @hash: its hash, in hexadecimal digits
 *
 * How far a log went at some time, kept outside of it: without that nobody sees that its last
 * entries were taken out.
 */
typedef struct
{
  gint64 id;
  char hash[65];
} OptAuditHead;

gboolean opt_audit_head_parse (OptAuditHead *self, const char *text, GError **error);
char *opt_audit_head_to_text (const OptAuditHead *self);

char *opt_audit_head_get_path (const char *log_path);
gboolean opt_audit_head_read (OptAuditHead *self, const char *log_path, GError **error);
void opt_audit_head_keep_sync (OptStore *store);

G_END_DECLS
