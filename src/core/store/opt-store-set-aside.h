/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>

G_BEGIN_DECLS

int opt_store_set_aside_lock (const char *path, gboolean to_move);
void opt_store_set_aside_unlock (int lock, gboolean to_move);
void opt_store_mark_damaged (const char *path, const GStatBuf *opened);
gboolean opt_store_is_marked_damaged (const char *path);
gboolean opt_store_set_aside (const char *path, char **set_aside, GError **error);

G_END_DECLS
