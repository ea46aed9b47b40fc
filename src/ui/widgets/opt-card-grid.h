/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * OptCardGrid:
 *
 * Cards of the same size, in as many columns as find room and leave no hole at the end.
 */
#define OPT_TYPE_CARD_GRID (opt_card_grid_get_type ())
G_DECLARE_FINAL_TYPE (OptCardGrid, opt_card_grid, OPT, CARD_GRID, GtkWidget)

GtkWidget *opt_card_grid_new (int card_width);

void opt_card_grid_append (OptCardGrid *self, GtkWidget *card);

int opt_card_grid_get_card_width (OptCardGrid *self);
void opt_card_grid_set_card_width (OptCardGrid *self, int card_width);

G_END_DECLS
