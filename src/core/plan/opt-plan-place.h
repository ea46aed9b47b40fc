/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

/**
 * OptPlanPlace:
 * @node: what stands there
 * @parent: the place of its parent, by its index, or -1
 * @depth: its row, from 0
 * @x: where its middle is, from 0; neighbours in a row are 1 apart at least
 *
 * Where a node of a plan stands in a drawing of its tree.
 */
typedef struct
{
  OptPlanNode *node; /* unowned: the plan has it */
  int parent;
  guint depth;
  double x;
} OptPlanPlace;

GArray *opt_plan_place_nodes (OptPlan *plan);

G_END_DECLS
