/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-connection.h"

G_BEGIN_DECLS

/**
 * OptCopyMask:
 *
 * Columns whose values production sends masked: equal values alike, also where a foreign key or a
 * partition has them, and different ones differently. Letters and digits of text become others of
 * their kind, so that its length stays; whole numbers become others of their type. NULL stays NULL.
 * The key is made for one copy and kept nowhere.
 */
typedef struct _OptCopyMask OptCopyMask;

OptCopyMask *opt_copy_mask_new (OptCatalog *catalog,
                                const char *encoding,
                                const char *const *columns,
                                GError **error);
void opt_copy_mask_free (OptCopyMask *self);

gboolean opt_copy_mask_has_table (OptCopyMask *self, const OptRelation *table);
gboolean opt_copy_mask_has (OptCopyMask *self, const OptRelation *table, gint16 column);
void opt_copy_mask_add_names (OptCopyMask *self, const OptRelation *table, GPtrArray *names);
gboolean opt_copy_mask_begin_sync (OptCopyMask *self,
                                   OptConnection *production,
                                   GCancellable *cancellable,
                                   GError **error);
char *opt_copy_mask_list (OptCopyMask *self,
                          OptConnection *production,
                          const OptRelation *table,
                          const gint16 *columns,
                          guint n_columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptCopyMask, opt_copy_mask_free)

G_END_DECLS
