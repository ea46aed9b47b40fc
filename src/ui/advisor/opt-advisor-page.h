/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-page.h"

G_BEGIN_DECLS

/**
 * OptAdvisorPage:
 *
 * What is recommended for a server, the one that saves most first, and what that rests on.
 */
#define OPT_TYPE_ADVISOR_PAGE (opt_advisor_page_get_type ())
G_DECLARE_FINAL_TYPE (OptAdvisorPage, opt_advisor_page, OPT, ADVISOR_PAGE, OptPage)

void opt_advisor_page_advise (OptAdvisorPage *self);
void opt_advisor_page_show_recommendation (OptAdvisorPage *self, const char *id);

G_END_DECLS
