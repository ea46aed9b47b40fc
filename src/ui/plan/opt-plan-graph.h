/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptPlanGraph:
 *
 * A small plan as a drawing of its tree: a box for each node, and between them edges that are the
 * stronger the more rows went that way. For a scrolled window.
 */
#define OPT_TYPE_PLAN_GRAPH (opt_plan_graph_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanGraph, opt_plan_graph, OPT, PLAN_GRAPH, GtkWidget)

GtkWidget *opt_plan_graph_new (void);

void opt_plan_graph_set_document (OptPlanGraph *self, OptPlanDocument *document);

OptPlanNode *opt_plan_graph_get_selected (OptPlanGraph *self);
void opt_plan_graph_select (OptPlanGraph *self, OptPlanNode *node);

double opt_plan_graph_get_scale (OptPlanGraph *self);
void opt_plan_graph_set_scale (OptPlanGraph *self, double scale);
void opt_plan_graph_zoom (OptPlanGraph *self, int steps);
void opt_plan_graph_fit (OptPlanGraph *self);

G_END_DECLS
