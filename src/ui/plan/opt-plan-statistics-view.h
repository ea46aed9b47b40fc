/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptPlanStatisticsView:
 *
 * A plan summed up by node type, table and index, one of them at a time.
 */
#define OPT_TYPE_PLAN_STATISTICS_VIEW (opt_plan_statistics_view_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanStatisticsView,
                      opt_plan_statistics_view,
                      OPT,
                      PLAN_STATISTICS_VIEW,
                      AdwBin)

void opt_plan_statistics_view_set_document (OptPlanStatisticsView *self, OptPlanDocument *document);

G_END_DECLS
