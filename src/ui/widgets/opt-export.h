/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-data-table.h"

G_BEGIN_DECLS

void opt_export_ask (GtkWidget *widget, OptDataTable *table, GdkTexture *picture);

/* For tests */
char *opt_export_suggest_name (OptDataTable *table, gint64 now);
GBytes *opt_export_format (OptDataTable *table, GdkTexture *picture, const char *name);

G_END_DECLS
