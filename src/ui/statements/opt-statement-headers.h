/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void opt_statement_headers_dress (GtkColumnView *view);

G_END_DECLS
