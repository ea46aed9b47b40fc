/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *opt_sql_line (const char *sql);
char *opt_sql_brief (const char *line);

G_END_DECLS
