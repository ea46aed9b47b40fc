/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-page.h"

G_BEGIN_DECLS

/**
 * OptActivityPage:
 *
 * What the sessions of a server do right now, who holds up whom, and all of one session.
 */
#define OPT_TYPE_ACTIVITY_PAGE (opt_activity_page_get_type ())
G_DECLARE_FINAL_TYPE (OptActivityPage, opt_activity_page, OPT, ACTIVITY_PAGE, OptPage)

void opt_activity_page_show_session (OptActivityPage *self, OptSession *session);

G_END_DECLS
