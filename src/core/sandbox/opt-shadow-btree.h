/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"

G_BEGIN_DECLS

/**
 * OptShadowEnds:
 *
 * The entries of a column's smallest and largest value, as a B-tree of that column alone has them.
 */
typedef struct
{
  GBytes *low;
  GBytes *high;
} OptShadowEnds;

OptShadowEnds *opt_shadow_ends_load (int fd, GError **error);
void opt_shadow_ends_free (OptShadowEnds *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptShadowEnds, opt_shadow_ends_free)

gboolean opt_shadow_btree_write (int fd,
                                 const OptIndex *index,
                                 guint height,
                                 const OptShadowEnds *ends);

G_END_DECLS
