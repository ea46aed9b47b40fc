/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server-list.h"

G_BEGIN_DECLS

/**
 * OptServerRow:
 *
 * A server in the sidebar: what is between us and it, what it is called, how busy it is. Its menu
 * connects, disconnects and removes it.
 */
#define OPT_TYPE_SERVER_ROW (opt_server_row_get_type ())
G_DECLARE_FINAL_TYPE (OptServerRow, opt_server_row, OPT, SERVER_ROW, GtkListBoxRow)

GtkWidget *opt_server_row_new (OptServerList *servers, OptServer *server);

OptServer *opt_server_row_get_server (OptServerRow *self);

G_END_DECLS
