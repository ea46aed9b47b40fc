/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-recommendation.h"
#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptChangePlanGroup:
 *
 * What a change would do and what stands in its way now: rights, locks, disk, who holds it up, a
 * quiet hour. ::changed is emitted when the server is asked, and when it has answered or could not.
 */
#define OPT_TYPE_CHANGE_PLAN_GROUP (opt_change_plan_group_get_type ())
G_DECLARE_FINAL_TYPE (OptChangePlanGroup,
                      opt_change_plan_group,
                      OPT,
                      CHANGE_PLAN_GROUP,
                      AdwPreferencesGroup)

void opt_change_plan_group_ask (OptChangePlanGroup *self,
                                OptServer *server,
                                OptRecommendation *recommendation,
                                const char *role,
                                guint delay);
gboolean opt_change_plan_group_may_apply (OptChangePlanGroup *self);
const char *opt_change_plan_group_get_summary (OptChangePlanGroup *self);

G_END_DECLS
