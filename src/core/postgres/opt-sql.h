/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean opt_sql_is_own (const char *sql);
const char *opt_sql_get (const char *feature, const char *name, int server_version);
char *opt_sql_fill (const char *sql, ...) G_GNUC_NULL_TERMINATED;
char *opt_sql_quote_identifier (const char *name);
char *opt_sql_quote_qualified (const char *schema, const char *name);
char *opt_sql_quote_literal (const char *value);

G_END_DECLS
