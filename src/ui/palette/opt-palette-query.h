/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptPaletteQuery:
 *
 * What was typed to find something by: words that all have to occur, anywhere and in any order,
 * whatever their case.
 */
typedef struct _OptPaletteQuery OptPaletteQuery;

OptPaletteQuery *opt_palette_query_new (const char *text);
void opt_palette_query_free (OptPaletteQuery *self);

gboolean opt_palette_query_equal (const OptPaletteQuery *self, const OptPaletteQuery *other);
gboolean opt_palette_query_matches (const OptPaletteQuery *self, const char *folded);
guint opt_palette_query_rank (const OptPaletteQuery *self, const char *folded);

char *opt_palette_fold (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptPaletteQuery, opt_palette_query_free)

G_END_DECLS
