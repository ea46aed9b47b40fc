/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void opt_save_bytes (GtkWidget *widget, GFile *file, GBytes *bytes);
void opt_save_show_error (GtkWidget *widget, const GError *error);

G_END_DECLS
