/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-copy-mask.h"
#include "opt-copy-selection.h"

G_BEGIN_DECLS

/**
 * OptCopySample:
 *
 * Which rows of the tables of a selection are copied, where not all are. Of a large table that
 * references no other large one some are drawn; of one that does those that reference what was
 * drawn, so that joins find partners. Small tables are taken whole. What all of these reference
 * comes last: opt_copy_sample_close_sync().
 */
typedef struct _OptCopySample OptCopySample;

/**
 * OptCopyFunc:
 * @table: where it comes from and goes to
 * @source: what follows FROM on production
 * @user_data: the caller's
 * @error: return location for an error
 *
 * Copies rows of a table.
 *
 * Returns: how many bytes that were, or -1
 */
typedef gint64 (*OptCopyFunc) (const OptRelation *table,
                               const char *source,
                               gpointer user_data,
                               GError **error);

OptCopySample *opt_copy_sample_new (OptCatalog *catalog,
                                    OptCopySelection *selection,
                                    double percent,
                                    guint32 seed);
void opt_copy_sample_free (OptCopySample *self);

OptCopyPart opt_copy_sample_get_part (OptCopySample *self, const OptRelation *table);
char *opt_copy_sample_make_source (OptCopySample *self,
                                   OptConnection *production,
                                   const OptRelation *table);
char *opt_copy_sample_make_unbound_source (OptCopySample *self,
                                           OptConnection *production,
                                           const OptRelation *table);
gboolean opt_copy_sample_close_sync (OptCopySample *self,
                                     OptConnection *production,
                                     OptConnection *copy,
                                     OptCopyMask *mask,
                                     OptCopyFunc func,
                                     gpointer user_data,
                                     GCancellable *cancellable,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptCopySample, opt_copy_sample_free)

G_END_DECLS
