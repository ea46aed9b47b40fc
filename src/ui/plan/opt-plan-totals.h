/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-statistics.h"

G_BEGIN_DECLS

/**
 * OptPlanTotals:
 *
 * A table of a plan summed up by one thing: sorted by a click on a heading, with as many columns as
 * there is room for.
 */
#define OPT_TYPE_PLAN_TOTALS (opt_plan_totals_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanTotals, opt_plan_totals, OPT, PLAN_TOTALS, AdwBin)

GtkWidget *opt_plan_totals_new (OptPlanGrouping grouping);
void opt_plan_totals_set_statistics (OptPlanTotals *self, OptPlanStatistics *statistics);

G_END_DECLS
