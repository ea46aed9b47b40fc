/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-page.h"

G_BEGIN_DECLS

/**
 * OptOverviewPage:
 *
 * How a server's database is, what of it needs attention, and which statements cost most.
 */
#define OPT_TYPE_OVERVIEW_PAGE (opt_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (OptOverviewPage, opt_overview_page, OPT, OVERVIEW_PAGE, OptPage)

void opt_overview_page_show_vitals (OptOverviewPage *self);

G_END_DECLS
