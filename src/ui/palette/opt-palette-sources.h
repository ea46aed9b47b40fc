/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-server-list.h"

G_BEGIN_DECLS

void opt_palette_add_pages (GListStore *items, GListModel *pages);
void opt_palette_add_servers (GListStore *items, OptServerList *servers);
void opt_palette_add_actions (GListStore *items, OptServer *server);
void opt_palette_add_tables (GListStore *items, OptServer *server);
void opt_palette_add_statements (GListStore *items, OptServer *server);

G_END_DECLS
