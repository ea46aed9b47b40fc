/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-connection.h"
#include "opt-shadow-btree.h"
#include "opt-shadow-files.h"

G_BEGIN_DECLS

GHashTable *opt_shadow_load_extremes_sync (OptConnection *production,
                                           OptConnection *admin,
                                           OptConnection *owner,
                                           OptSandbox *sandbox,
                                           OptShadowFiles *files,
                                           OptCatalog *catalog,
                                           GPtrArray *limits,
                                           GCancellable *cancellable,
                                           GError **error);
const OptShadowEnds *opt_shadow_find_extremes (GHashTable *extremes,
                                               const OptRelation *relation,
                                               const OptIndex *index);

G_END_DECLS
