/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *opt_audit_writer_get_self (void);
gboolean opt_audit_writer_is_alive (const char *writer);

G_END_DECLS
