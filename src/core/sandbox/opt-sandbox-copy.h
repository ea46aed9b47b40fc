/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-copy-options.h"
#include "opt-progress.h"
#include "opt-sandbox.h"

G_BEGIN_DECLS

char *opt_sandbox_copy_tables_sync (OptSandbox *self,
                                    OptConnection *production,
                                    OptCatalog *catalog,
                                    OptServerFacts *facts,
                                    const guint32 *relations,
                                    guint n_relations,
                                    const OptCopyOptions *options,
                                    OptCopyReport *report,
                                    GPtrArray *limits,
                                    const OptProgress *progress,
                                    GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
