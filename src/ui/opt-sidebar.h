/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server-list.h"

G_BEGIN_DECLS

/**
 * OptSidebar:
 *
 * The servers that there are. ::server-chosen is emitted with the one that the user chose.
 */
#define OPT_TYPE_SIDEBAR (opt_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (OptSidebar, opt_sidebar, OPT, SIDEBAR, AdwBin)

void opt_sidebar_set_servers (OptSidebar *self, OptServerList *servers);
void opt_sidebar_select (OptSidebar *self, OptServer *server);

G_END_DECLS
