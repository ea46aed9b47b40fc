/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptServerBanner:
 *
 * Above the pages of a server whose numbers are old, as it is lost or was disconnected from: since
 * when, why, what to do, what the server said, and the button that connects anew.
 */
#define OPT_TYPE_SERVER_BANNER (opt_server_banner_get_type ())
G_DECLARE_FINAL_TYPE (OptServerBanner, opt_server_banner, OPT, SERVER_BANNER, AdwBin)

void opt_server_banner_set_server (OptServerBanner *self, OptServer *server);

G_END_DECLS
