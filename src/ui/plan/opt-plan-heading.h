/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the tables of a plan have in common. */

int opt_plan_heading_get_width (GtkWidget *widget, guint chars);
GtkWidget *opt_plan_heading_get_first (GtkColumnView *view);
void opt_plan_heading_dress (GtkWidget *heading, const char *explanation, gboolean is_figure);

G_END_DECLS
