/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

char *opt_plan_get_shape_digest (OptPlan *self);
JsonNode *opt_plan_without_values (OptPlan *self);

G_END_DECLS
