/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server-list.h"

G_BEGIN_DECLS

/**
 * OptConnectForm:
 *
 * Where to connect: an address to paste, and the fields that it consists of. Each follows the
 * other; a password in the address goes to its own field at once. ::changed is emitted when
 * anything of it is changed.
 */
#define OPT_TYPE_CONNECT_FORM (opt_connect_form_get_type ())
G_DECLARE_FINAL_TYPE (OptConnectForm, opt_connect_form, OPT, CONNECT_FORM, AdwBin)

void opt_connect_form_set_servers (OptConnectForm *self, OptServerList *servers);

const char *opt_connect_form_get_name (OptConnectForm *self);
OptConninfo *opt_connect_form_get_conninfo (OptConnectForm *self, GError **error);
void opt_connect_form_show_error (OptConnectForm *self);
void opt_connect_form_explain (OptConnectForm *self, GError *error);
void opt_connect_form_wipe (OptConnectForm *self);

G_END_DECLS
