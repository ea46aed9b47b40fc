/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-private.h"

#include <math.h>
#include <string.h>

/*
 * A printed cost is that of one loop, run to its end. What a node contributes to the whole plan is
 * more below the inner side of a nested loop and less below a LIMIT. So the top node's cost is
 * handed down: each node gets what its parent has for it and keeps what its inputs do not take.
 * InitPlans and CTEs are charged by the planner to the node that they hang on
 * (SS_charge_for_initplans).
 */

/* How often the planner expects the inner side of a nested loop to run for each run of that. */
static double
get_inner_runs (OptPlanNode *node)
{
  OptPlanNode *outer;

  if (strcmp (node->type, "Nested Loop") != 0 || node->children->len == 0)
    return 1;

  outer = opt_plan_node_nth_child (node, 0);
  for (guint i = 0; i < node->children->len; i++)
    {
      OptPlanNode *other = opt_plan_node_nth_child (node, i);

      if (g_strcmp0 (opt_plan_node_get_text (other, "Parent Relationship"), "Outer") == 0)
        outer = other;
    }

  return MAX (outer->plan_rows, 1);
}

/* How often the planner expects @child to run for each run of @parent. */
static double
get_expected_runs (OptPlanNode *parent, OptPlanNode *child, double inner_runs)
{
  if (child->relationship == OPT_PLAN_RELATIONSHIP_SUBPLAN)
    return opt_plan_node_is_hashed_subplan (child) ? 1 : MAX (parent->plan_rows, 1);
  if (g_strcmp0 (opt_plan_node_get_text (child, "Parent Relationship"), "Inner") != 0)
    return 1;

  return inner_runs;
}

static double
sum_children (OptPlanNode *node, double inner_runs, gboolean repeated)
{
  double sum = 0;

  for (guint i = 0; i < node->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (node, i);
      double runs = get_expected_runs (node, child, inner_runs);

      if ((runs > 1) == repeated)
        sum += child->total_cost * runs;
    }

  return sum;
}

static void
hand_down (OptPlanNode *node)
{
  double multiplier = node->total_cost > 0 ? node->effective_cost / node->total_cost : 0;
  double inner_runs = get_inner_runs (node);
  double once = sum_children (node, inner_runs, FALSE);
  double repeated = sum_children (node, inner_runs, TRUE);
  double once_scale = once > node->total_cost ? node->total_cost / once : 1;
  double left = MAX (node->total_cost - once, 0);
  /* Rescans may cost less than the first scan, and a LIMIT below may cut them short. */
  double repeated_scale = repeated > left ? left / repeated : 1;

  node->exclusive_cost = node->effective_cost;
  for (guint i = 0; i < node->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (node, i);
      double runs = get_expected_runs (node, child, inner_runs);

      child->effective_cost
          = multiplier * child->total_cost * runs * (runs > 1 ? repeated_scale : once_scale);
      node->exclusive_cost -= child->effective_cost;
    }
  if (node->exclusive_cost < 0)
    node->exclusive_cost = 0;
}

/*
 * opt_plan_attribute_cost:
 *
 * Gives each node its exclusive cost; with COSTS OFF it stays NAN.
 */
void
opt_plan_attribute_cost (OptPlan *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);

      if (node->parent == NULL)
        node->effective_cost = node->total_cost;
      if (!isnan (node->effective_cost))
        hand_down (node);
    }
}
