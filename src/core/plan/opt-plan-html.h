/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

char *opt_plan_to_html (OptPlan *self, const char *sql, const char *origin);

G_END_DECLS
