/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int opt_folder_tree_open (int above, const char *name);
GPtrArray *opt_folder_tree_list (int folder);
gint64 opt_folder_tree_measure (int folder);
gboolean opt_folder_tree_clear (int folder);

G_END_DECLS
