/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *opt_paths_get_data_dir (GError **error);
char *opt_paths_get_config_dir (GError **error);
char *opt_paths_get_scratch_dir (GError **error);
const char *opt_paths_get_socket_dir (void);
char *opt_paths_find_helper (const char *name);
char *opt_paths_find_data (const char *name);

G_END_DECLS
