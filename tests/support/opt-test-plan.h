/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

OptPlan *opt_test_read_plan (const char *folder, const char *name);
OptPlan *opt_test_read_plan_text (const char *text);
void opt_test_add_plans (const char *prefix, GTestDataFunc func);

G_END_DECLS
