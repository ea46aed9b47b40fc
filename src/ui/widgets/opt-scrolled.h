/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void opt_scrolled_make_passive (GtkScrolledWindow *scrolled);

G_END_DECLS
