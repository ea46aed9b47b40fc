/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-total.h"

G_BEGIN_DECLS

/**
 * OptPlanGrouping:
 * @OPT_PLAN_GROUPING_TYPE: by what the nodes do: "Seq Scan"
 * @OPT_PLAN_GROUPING_TABLE: by the table that they read or change
 * @OPT_PLAN_GROUPING_INDEX: by the index that they use
 *
 * What the nodes of a plan are summed up by.
 */
typedef enum
{
  OPT_PLAN_GROUPING_TYPE,
  OPT_PLAN_GROUPING_TABLE,
  OPT_PLAN_GROUPING_INDEX,
  OPT_PLAN_N_GROUPINGS
} OptPlanGrouping;

const char *opt_plan_grouping_get_nick (OptPlanGrouping grouping);
const char *opt_plan_grouping_get_title (OptPlanGrouping grouping);
const char *opt_plan_grouping_get_rest (OptPlanGrouping grouping);

/**
 * OptPlanStatistics:
 *
 * A plan summed up by the kinds of its nodes, by table and by index. Each node counts once in each
 * of these, with what is its own, so that each adds up to the whole plan. Immutable.
 */
#define OPT_TYPE_PLAN_STATISTICS (opt_plan_statistics_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanStatistics, opt_plan_statistics, OPT, PLAN_STATISTICS, GObject)

OptPlanStatistics *opt_plan_statistics_new (OptPlan *plan);

GListModel *opt_plan_statistics_get_totals (OptPlanStatistics *self, OptPlanGrouping grouping);
OptPlan *opt_plan_statistics_get_plan (OptPlanStatistics *self);

JsonNode *opt_plan_statistics_to_json (OptPlanStatistics *self);
char *opt_plan_statistics_to_text (OptPlanStatistics *self);

G_END_DECLS
