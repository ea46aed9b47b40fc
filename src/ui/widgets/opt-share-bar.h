/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptShareBar:
 *
 * A part of a whole, in a table's cell: a bar, and its percentage.
 */
#define OPT_TYPE_SHARE_BAR (opt_share_bar_get_type ())
G_DECLARE_FINAL_TYPE (OptShareBar, opt_share_bar, OPT, SHARE_BAR, GtkWidget)

GtkWidget *opt_share_bar_new (void);

double opt_share_bar_get_share (OptShareBar *self);
void opt_share_bar_set_share (OptShareBar *self, double share);

char *opt_share_format (double share);

G_END_DECLS
