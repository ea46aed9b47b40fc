/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

char *opt_report_plan_to_text (OptPlan *plan, guint columns);

G_END_DECLS
