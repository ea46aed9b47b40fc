/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-age.h"
#include "opt-page-menu.h"
#include "opt-server-banner.h"
#include "opt-sidebar.h"
#include "opt-trail.h"
#include "opt-window.h"

G_BEGIN_DECLS

struct _OptWindow
{
  AdwApplicationWindow parent_instance;

  /* Template children */
  AdwLeaflet *leaflet;
  OptSidebar *sidebar;
  AdwLeafletPage *separator_page;
  GtkWidget *content;
  GtkWidget *trail_box;
  AdwWindowTitle *title;
  AdwSqueezer *squeezer;
  AdwViewSwitcher *switcher;
  AdwViewSwitcher *tall_switcher;
  OptPageMenu *page_menu;
  GtkToggleButton *pause_button;
  GtkMenuButton *menu_button;
  OptAge *age;
  OptServerBanner *banner;
  GtkStack *places;
  AdwViewStack *stack;

  /* Owned */
  OptServerList *servers; /* (nullable) until there is one */
  GSettings *settings;    /* (nullable) */
  OptServer *server;      /* (nullable) */
  GSignalGroup *server_signals;
  OptPage *shown; /* (nullable) the page on the screen */
  OptTrail *trail;
  OptRange *range; /* that all pages show */

  /* Sources */
  guint layout_source;

  /* Borrowed */
  GtkWidget *question; /* (nullable) whether to close while a change runs */

  gboolean plan_alone;     /* a plan is looked at, without a server */
  gboolean sidebar_hidden; /* by the user, while there is room for it */
  gboolean closes;         /* once the changes that run have ended */
};

/* opt-window.c */
void opt_window_choose_server (OptWindow *self, OptServer *server);

/* opt-window-places.c: which page, and which before */
void opt_window_init_places (OptWindow *self);
void opt_window_end_places (OptWindow *self);
void opt_window_expect_width (OptWindow *self, int width);
void opt_window_update_places (OptWindow *self);
void opt_window_forget_places (OptWindow *self);
void opt_window_go_back (OptWindow *self);
void opt_window_go_forward (OptWindow *self);
void opt_window_toggle_sidebar (OptWindow *self);

/* opt-window-dialogs.c */
void opt_window_ask_where_to_connect (OptWindow *self);
void opt_window_open_palette (OptWindow *self);
void opt_window_open_alerts (OptWindow *self);
void opt_window_connect_server (OptWindow *self, OptServer *server);

/* opt-window-close.c */
void opt_window_restore (OptWindow *self);
gboolean opt_window_may_close (OptWindow *self);

G_END_DECLS
