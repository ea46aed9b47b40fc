/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-data-table.h"
#include "opt-range.h"
#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptActivityBrowser:
 *
 * What the sessions of a server do: its load, the sessions themselves, who holds up whom now, and
 * who did before. ::open asks for all of a session.
 */
#define OPT_TYPE_ACTIVITY_BROWSER (opt_activity_browser_get_type ())
G_DECLARE_FINAL_TYPE (OptActivityBrowser, opt_activity_browser, OPT, ACTIVITY_BROWSER, GtkWidget)

GtkWidget *opt_activity_browser_new (void);

void opt_activity_browser_set_settings (OptActivityBrowser *self, GSettings *settings);
void opt_activity_browser_set_server (OptActivityBrowser *self, OptServer *server);
void opt_activity_browser_set_range (OptActivityBrowser *self, OptRange *range);
void opt_activity_browser_set_active (OptActivityBrowser *self, gboolean active);
void opt_activity_browser_find (OptActivityBrowser *self);
OptDataTable *opt_activity_browser_export (OptActivityBrowser *self);
void opt_activity_browser_focus (OptActivityBrowser *self);

G_END_DECLS
