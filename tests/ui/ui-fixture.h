/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server.h"

G_BEGIN_DECLS

void ui_fixture_init (void);

void ui_fixture_wait (gboolean (*is_so) (gpointer data), gpointer data);
GtkWidget *ui_fixture_show (GtkWidget *widget, int width, int height);
gpointer ui_fixture_get_child (gpointer widget, const char *name);
void ui_fixture_draw (GtkWidget *widget);
gboolean ui_fixture_press_key (gpointer widget, guint key, GdkModifierType state);
void ui_fixture_assert_gone (gpointer *weak_pointer);

OptServer *ui_fixture_get_server (void);
void ui_fixture_wait_for_state (OptServer *server, OptServerState state);
void ui_fixture_wait_for_poll (OptServer *server);

G_END_DECLS
