/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *opt_plan_shorten (const char *text, glong chars);
char *opt_plan_shorten_line (const char *text, glong chars);

G_END_DECLS
