/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One line of text that a widget draws itself: a label in each cell of a large table costs more
 * than all else of it. */
PangoLayout *opt_layout_new (GtkWidget *widget, gboolean tabular);
int opt_layout_get_line_height (PangoLayout *layout);
void opt_layout_append (PangoLayout *layout,
                        GtkWidget *widget,
                        GtkSnapshot *snapshot,
                        double x,
                        double width,
                        double xalign);

G_END_DECLS
