/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean opt_statement_may_be_misread (const char *sql);
char *opt_statement_make_plain (const char *sql);
char *opt_statement_make_plain_head (const char *sql);

G_END_DECLS
