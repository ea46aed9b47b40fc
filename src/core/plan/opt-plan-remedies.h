/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-plan.h"

G_BEGIN_DECLS

void opt_plan_resolve_remedies (OptPlan *self, OptCatalog *catalog, GPtrArray *tables);

G_END_DECLS
