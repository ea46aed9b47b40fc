/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

OptPlan *opt_plan_anonymize (OptPlan *self, GError **error);
OptPlan *opt_plan_anonymize_with_sql (OptPlan *self,
                                      const char *sql,
                                      char **renamed,
                                      GError **error);

G_END_DECLS
