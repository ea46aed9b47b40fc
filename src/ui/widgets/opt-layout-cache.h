/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The lines of text that a widget draws again and again: to lay one out costs more than to draw it.
 */
typedef struct _OptLayoutCache OptLayoutCache;

OptLayoutCache *opt_layout_cache_new (GtkWidget *widget, gboolean tabular);
void opt_layout_cache_free (OptLayoutCache *self);
PangoLayout *opt_layout_cache_get (OptLayoutCache *self, const char *text);
void opt_layout_cache_clear (OptLayoutCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptLayoutCache, opt_layout_cache_free)

G_END_DECLS
