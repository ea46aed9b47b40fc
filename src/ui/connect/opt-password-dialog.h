/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server-list.h"

G_BEGIN_DECLS

/**
 * OptPasswordDialog:
 *
 * Asks for the password of a server that is known, and tries it. ::connected is emitted with the
 * server when it is right and the server is being connected to.
 */
#define OPT_TYPE_PASSWORD_DIALOG (opt_password_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OptPasswordDialog, opt_password_dialog, OPT, PASSWORD_DIALOG, AdwWindow)

OptPasswordDialog *opt_password_dialog_present (GtkWindow *parent,
                                                OptServerList *servers,
                                                OptServer *server);
gboolean opt_password_dialog_may_help (OptServer *server);

G_END_DECLS
