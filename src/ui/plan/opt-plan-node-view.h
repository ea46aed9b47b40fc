/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptPlanNodeView:
 *
 * All that is known of a node: what was computed of it, and all that PostgreSQL printed.
 */
#define OPT_TYPE_PLAN_NODE_VIEW (opt_plan_node_view_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanNodeView, opt_plan_node_view, OPT, PLAN_NODE_VIEW, AdwBin)

void opt_plan_node_view_show (OptPlanNodeView *self, OptPlanDocument *document, OptPlanNode *node);

G_END_DECLS
