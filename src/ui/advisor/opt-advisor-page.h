/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-page.h"

G_BEGIN_DECLS

#define OPT_TYPE_ADVISOR_PAGE (opt_advisor_page_get_type ())
G_DECLARE_FINAL_TYPE (OptAdvisorPage, opt_advisor_page, OPT, ADVISOR_PAGE, OptPage)

G_END_DECLS
