/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptSessionDetail:
 *
 * All that is known of one session, as long as it is there, and what can be done to it, by the
 * actions of whoever is around it (see #OptSessionTable). ::back wants to go back to all.
 */
#define OPT_TYPE_SESSION_DETAIL (opt_session_detail_get_type ())
G_DECLARE_FINAL_TYPE (OptSessionDetail, opt_session_detail, OPT, SESSION_DETAIL, GtkWidget)

GtkWidget *opt_session_detail_new (void);

void opt_session_detail_show (OptSessionDetail *self, OptServer *server, OptSession *session);
OptSession *opt_session_detail_get_session (OptSessionDetail *self);

G_END_DECLS
