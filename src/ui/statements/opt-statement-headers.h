/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-hot-by.h"

G_BEGIN_DECLS

void opt_statement_headers_dress (GtkColumnView *view, OptHotBy *hot_by);

G_END_DECLS
