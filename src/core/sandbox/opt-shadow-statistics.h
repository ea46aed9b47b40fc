/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-connection.h"
#include "opt-progress.h"

G_BEGIN_DECLS

gboolean opt_shadow_copy_statistics_sync (OptConnection *production,
                                          OptConnection *admin,
                                          GPtrArray *limits,
                                          const OptProgress *progress,
                                          GCancellable *cancellable,
                                          GError **error);
gboolean opt_shadow_set_sizes_sync (OptConnection *admin,
                                    OptCatalog *catalog,
                                    GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
