/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *opt_history_databases_pack (GHashTable *databases);
gboolean opt_history_databases_read (GBytes *bytes, GHashTable *databases, GError **error);

G_END_DECLS
