/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean opt_name_is_builtin_function (const char *name);
gboolean opt_name_is_builtin_type (const char *name);

G_END_DECLS
