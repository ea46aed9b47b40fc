/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

glong opt_plan_wrap_find_width (const char *text);
gboolean opt_plan_wrap_is_cut (const char *line, const char *next);
gboolean opt_plan_wrap_is_open (const char *line);
gboolean opt_plan_wrap_has_costs (const char *line);
char *opt_plan_wrap_find_damage (const char *line, gsize *offset);

G_END_DECLS
