/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-change-plan.h"
#include "opt-database.h"
#include "opt-recommendation.h"

G_BEGIN_DECLS

OptChangePlan *opt_database_plan_change_sync (OptDatabase *self,
                                              const char *role,
                                              OptRecommendation *recommendation,
                                              GCancellable *cancellable,
                                              GError **error);

G_END_DECLS
