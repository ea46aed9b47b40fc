/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server-list.h"

G_BEGIN_DECLS

/**
 * OptDemoDialog:
 *
 * Says what the demo is, starts it, and adds it to the servers. ::connected is emitted with the
 * server when it is being connected to. A demo that runs already is connected to at once, without
 * anything to be seen.
 */
#define OPT_TYPE_DEMO_DIALOG (opt_demo_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OptDemoDialog, opt_demo_dialog, OPT, DEMO_DIALOG, AdwWindow)

OptDemoDialog *opt_demo_dialog_present (GtkWindow *parent, OptServerList *servers, gboolean ask);

gboolean opt_demo_dialog_is_demo (OptServer *server);

G_END_DECLS
