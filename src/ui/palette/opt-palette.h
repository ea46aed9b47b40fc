/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptPalette:
 *
 * Goes anywhere by typing a part of its name. The action of what is chosen is activated on the
 * window that the palette is for, after it has closed.
 */
#define OPT_TYPE_PALETTE (opt_palette_get_type ())
G_DECLARE_FINAL_TYPE (OptPalette, opt_palette, OPT, PALETTE, AdwWindow)

OptPalette *opt_palette_present (GtkWindow *parent, GListModel *items);

/* For tests */
GListModel *opt_palette_get_found (OptPalette *self);
void opt_palette_search (OptPalette *self, const char *text);
void opt_palette_choose (OptPalette *self);

G_END_DECLS
