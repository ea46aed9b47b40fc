/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-comparison.h"
#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptPlanTree:
 *
 * A plan as a tree and a table in one: the nodes below each other, their figures beside them. It
 * shows as many columns as there is room for, the telling ones first.
 */
#define OPT_TYPE_PLAN_TREE (opt_plan_tree_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanTree, opt_plan_tree, OPT, PLAN_TREE, AdwBin)

GtkWidget *opt_plan_tree_new (void);

OptPlanDocument *opt_plan_tree_get_document (OptPlanTree *self);
void opt_plan_tree_set_document (OptPlanTree *self, OptPlanDocument *document);
void opt_plan_tree_set_compared (OptPlanTree *self,
                                 OptPlanDocument *document,
                                 OptPlanComparison *comparison,
                                 guint side);

OptPlanNode *opt_plan_tree_get_selected (OptPlanTree *self);
void opt_plan_tree_select (OptPlanTree *self, OptPlanNode *node);
void opt_plan_tree_focus_selected (OptPlanTree *self);
void opt_plan_tree_expand_all (OptPlanTree *self);
void opt_plan_tree_collapse_all (OptPlanTree *self);

GListModel *opt_plan_tree_get_rows (OptPlanTree *self);
gboolean opt_plan_tree_is_filled (OptPlanTree *self);

G_END_DECLS
