/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-connection.h"

G_BEGIN_DECLS

gboolean opt_restore_extensions_sync (OptConnection *admin,
                                      OptCatalog *catalog,
                                      GPtrArray *limits,
                                      GCancellable *cancellable,
                                      GError **error);

G_END_DECLS
