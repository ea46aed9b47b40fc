/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-tree.h"

G_BEGIN_DECLS

/**
 * OptPlanComparisonView:
 *
 * Two plans of a statement: in a sentence what came of it, what differs, and both trees, in which
 * selecting a node selects the one that does the same in the other. Side by side where there is
 * room, otherwise one of them at a time.
 */
#define OPT_TYPE_PLAN_COMPARISON_VIEW (opt_plan_comparison_view_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanComparisonView,
                      opt_plan_comparison_view,
                      OPT,
                      PLAN_COMPARISON_VIEW,
                      GtkWidget)

void opt_plan_comparison_view_set (OptPlanComparisonView *self,
                                   OptPlanComparison *comparison,
                                   OptPlanDocument *first,
                                   OptPlanDocument *second);
void opt_plan_comparison_view_focus (OptPlanComparisonView *self);
OptPlanComparison *opt_plan_comparison_view_get_comparison (OptPlanComparisonView *self);
OptPlanDocument *opt_plan_comparison_view_get_document (OptPlanComparisonView *self, guint side);
OptPlanTree *opt_plan_comparison_view_get_tree (OptPlanComparisonView *self, guint side);

char *opt_plan_comparison_view_describe_total (OptPlanDocument *document);

G_END_DECLS
