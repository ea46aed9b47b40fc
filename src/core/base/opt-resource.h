/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

const char *opt_resource_get_text (const char *path);
char **opt_resource_list (const char *path);

G_END_DECLS
