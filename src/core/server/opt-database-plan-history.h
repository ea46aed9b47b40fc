/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database-plan.h"
#include "opt-plan-store.h"

G_BEGIN_DECLS

void opt_database_note_plan_sync (OptDatabase *self,
                                  const char *sql,
                                  const char *place,
                                  const OptExplainValues *values,
                                  OptPlan *plan);
void opt_database_tell_plan_change (OptDatabase *self,
                                    OptPlanStore *store,
                                    const char *sql,
                                    gint64 time,
                                    gboolean returned);
GPtrArray *opt_database_list_plans_sync (OptDatabase *self, const char *sql, GError **error);

G_END_DECLS
