/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-page.h"

G_BEGIN_DECLS

#define OPT_TYPE_PLAN_PAGE (opt_plan_page_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanPage, opt_plan_page, OPT, PLAN_PAGE, OptPage)

G_END_DECLS
