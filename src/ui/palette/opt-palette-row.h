/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-palette-item.h"

G_BEGIN_DECLS

/**
 * OptPaletteRow:
 *
 * A thing in the palette: its icon, what it is called, and its keys or what it is.
 */
#define OPT_TYPE_PALETTE_ROW (opt_palette_row_get_type ())
G_DECLARE_FINAL_TYPE (OptPaletteRow, opt_palette_row, OPT, PALETTE_ROW, AdwBin)

GtkWidget *opt_palette_row_new (void);

void opt_palette_row_set_item (OptPaletteRow *self, OptPaletteItem *item);

G_END_DECLS
