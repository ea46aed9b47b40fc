/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-plan-comparison.h"
#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptPlanNodeCell:
 *
 * A node in the table of a plan: its branches, the arrow that folds it, its name. However deep a
 * plan is, the name keeps half of the width.
 */
#define OPT_TYPE_PLAN_NODE_CELL (opt_plan_node_cell_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanNodeCell, opt_plan_node_cell, OPT, PLAN_NODE_CELL, GtkWidget)

GtkWidget *opt_plan_node_cell_new (void);

void opt_plan_node_cell_set_row (OptPlanNodeCell *self,
                                 GtkTreeListRow *row,
                                 OptPlanDocument *document);
void opt_plan_node_cell_compare (OptPlanNodeCell *self, const OptPlanPair *pair);
OptPlanNode *opt_plan_node_cell_get_node (OptPlanNodeCell *self);
const char *opt_plan_node_cell_get_text (OptPlanNodeCell *self);

G_END_DECLS
