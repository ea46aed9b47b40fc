/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

/**
 * OptPlanBox:
 * @node: what it stands for
 * @parent: the box that it hangs on, by its index, or -1
 * @depth: its row, from 0
 * @start: where it begins, from 0 to 1
 * @width: how wide it is; the whole is 1
 * @own: how much of that is the node's own, at the end of it; the rest its children's
 * @first_child: index of its first child
 * @n_children: how many there are, one after the other
 *
 * A node of a plan in a picture in which widths are shares of the time.
 */
typedef struct
{
  OptPlanNode *node; /* unowned: the plan has it */
  int parent;
  guint depth;
  double start;
  double width;
  double own;
  guint first_child;
  guint n_children;
} OptPlanBox;

GArray *opt_plan_lay_out_boxes (OptPlan *plan, OptPlanNode *top);

G_END_DECLS
