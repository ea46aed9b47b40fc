/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean opt_focus_is_in (GtkWidget *widget);
void opt_focus_install (void);

G_END_DECLS
