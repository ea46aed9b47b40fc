/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean opt_sql_is_keyword (const char *word);

G_END_DECLS
