/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-graph.h"

G_BEGIN_DECLS

/* Of more nodes nobody sees anything in a graph. */
#define OPT_PLAN_GRAPH_NODES_AT_MOST 60

/**
 * OptPlanGraphView:
 *
 * A graph that scrolls, and above it what its figures are. Of a large plan it says why there is
 * none, and offers the icicle.
 */
#define OPT_TYPE_PLAN_GRAPH_VIEW (opt_plan_graph_view_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanGraphView, opt_plan_graph_view, OPT, PLAN_GRAPH_VIEW, AdwBin)

void opt_plan_graph_view_set_document (OptPlanGraphView *self, OptPlanDocument *document);
OptPlanGraph *opt_plan_graph_view_get_graph (OptPlanGraphView *self);

G_END_DECLS
