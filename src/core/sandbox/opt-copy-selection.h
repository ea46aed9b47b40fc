/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-connection.h"
#include "opt-copy-options.h"

G_BEGIN_DECLS

/**
 * OptCopySelection:
 *
 * The relations that a copy takes along.
 */
typedef struct
{
  GHashTable *oids;  /* (element-type guint32): all of them */
  GPtrArray *tables; /* (element-type OptRelation): those that hold rows themselves */
} OptCopySelection;

OptCopySelection *opt_copy_selection_new_sync (OptConnection *production,
                                               OptCatalog *catalog,
                                               const guint32 *relations,
                                               guint n_relations,
                                               GPtrArray *limits,
                                               GCancellable *cancellable,
                                               GError **error);
void opt_copy_selection_free (OptCopySelection *self);

gboolean opt_copy_selection_check_rights (OptCopySelection *self,
                                          OptCatalog *catalog,
                                          GError **error);
gboolean opt_copy_selection_check_space (const char *folder,
                                         const OptCopyOptions *options,
                                         OptCopyReport *report,
                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptCopySelection, opt_copy_selection_free)

G_END_DECLS
