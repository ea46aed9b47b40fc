/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-server-list.h"

G_BEGIN_DECLS

/**
 * OptBackground:
 *
 * Lets the program go on watching when its window is closed, where the user wants that. In a
 * sandbox the desktop is asked first, through its portal.
 */
#define OPT_TYPE_BACKGROUND (opt_background_get_type ())
G_DECLARE_FINAL_TYPE (OptBackground, opt_background, OPT, BACKGROUND, GObject)

OptBackground *opt_background_new (GtkApplication *application,
                                   GSettings *settings,
                                   OptServerList *servers);
OptBackground *opt_background_get_default (void);

gboolean opt_background_get_keeps (OptBackground *self);
gboolean opt_background_get_autostarts (OptBackground *self);
gboolean opt_background_is_asking (OptBackground *self);
const GError *opt_background_get_error (OptBackground *self);
void opt_background_choose (OptBackground *self, gboolean keeps, gboolean autostarts);

void opt_background_start (OptBackground *self);
void opt_background_stop (OptBackground *self);
void opt_background_stay (OptBackground *self);

G_END_DECLS
