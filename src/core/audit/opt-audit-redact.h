/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *opt_audit_redact_sql (const char *sql);
char *opt_audit_redact_text (const char *text);

G_END_DECLS
