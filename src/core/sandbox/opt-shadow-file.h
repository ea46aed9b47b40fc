/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-shadow-btree.h"
#include "opt-shadow-files.h"
#include "opt-shadow-page.h"

G_BEGIN_DECLS

guint opt_shadow_file_estimate_height (const OptRelation *relation, const OptIndex *index);
gboolean opt_shadow_file_grow_heap (OptShadowFiles *files,
                                    const char *path,
                                    gint64 bytes,
                                    gboolean has_entries,
                                    gint64 *disk,
                                    GError **error);
gboolean opt_shadow_file_grow_index (OptShadowFiles *files,
                                     const char *path,
                                     const OptRelation *relation,
                                     const OptIndex *index,
                                     const OptShadowEnds *ends,
                                     gint64 *disk,
                                     GError **error);

G_END_DECLS
