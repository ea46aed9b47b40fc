/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-connection.h"
#include "opt-progress.h"

G_BEGIN_DECLS

/**
 * OptRestore:
 *
 * Makes the structure of a catalog in an empty database, step by step. Everything runs as the
 * role of its connection, which is nobody who could leave the database.
 */
typedef struct _OptRestore OptRestore;

OptRestore *opt_restore_new (OptConnection *owner,
                             OptCatalog *catalog,
                             GHashTable *only,
                             GPtrArray *limits,
                             const OptProgress *progress);
void opt_restore_free (OptRestore *self);
void opt_restore_set_deadline (OptRestore *self, gint64 deadline);

gboolean opt_restore_schemas_sync (OptRestore *self, GCancellable *cancellable, GError **error);
gboolean opt_restore_relations_sync (OptRestore *self, GCancellable *cancellable, GError **error);
gboolean opt_restore_indexes_sync (OptRestore *self, GCancellable *cancellable, GError **error);
gboolean opt_restore_partitions_sync (OptRestore *self, GCancellable *cancellable, GError **error);
gboolean opt_restore_foreign_keys_sync (OptRestore *self,
                                        GCancellable *cancellable,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptRestore, opt_restore_free)

G_END_DECLS
