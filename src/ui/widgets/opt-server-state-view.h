/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptServerStateView:
 *
 * What a page shows of its server (:child), or in its place why there is nothing to show yet: no
 * server was chosen, it is not connected to, it is being connected to, it can't be reached. Once
 * something was seen that stays: the window says since when it is old.
 */
#define OPT_TYPE_SERVER_STATE_VIEW (opt_server_state_view_get_type ())
G_DECLARE_FINAL_TYPE (OptServerStateView, opt_server_state_view, OPT, SERVER_STATE_VIEW, GtkWidget)

GtkWidget *opt_server_state_view_new (void);

OptServer *opt_server_state_view_get_server (OptServerStateView *self);
void opt_server_state_view_set_server (OptServerStateView *self, OptServer *server);
GtkWidget *opt_server_state_view_get_child (OptServerStateView *self);
void opt_server_state_view_set_child (OptServerStateView *self, GtkWidget *child);
void opt_server_state_view_set_lost_child (OptServerStateView *self, GtkWidget *child);

G_END_DECLS
