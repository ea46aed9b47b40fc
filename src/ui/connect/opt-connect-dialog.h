/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-password-dialog.h"

G_BEGIN_DECLS

/**
 * OptConnectDialog:
 *
 * Asks where to connect, tries it, and adds it to the servers. ::connected is emitted with the
 * server when it was added and is being connected to.
 */
#define OPT_TYPE_CONNECT_DIALOG (opt_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OptConnectDialog, opt_connect_dialog, OPT, CONNECT_DIALOG, AdwWindow)

OptConnectDialog *opt_connect_dialog_present (GtkWindow *parent, OptServerList *servers);
OptPasswordDialog *opt_connect_dialog_present_password (GtkWindow *parent,
                                                        OptServerList *servers,
                                                        OptServer *server);

G_END_DECLS
