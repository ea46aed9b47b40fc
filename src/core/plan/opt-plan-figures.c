/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-private.h"

#include <math.h>

/* From here on it is worth saying that printed times are rounded. */
#define ROUNDING_SHARE 0.05

static OptPlanNode *
get_largest (OptPlan *self, double (*measure) (OptPlanNode *))
{
  OptPlanNode *largest = NULL;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);
      double value = measure (node);

      if (!isnan (value) && (largest == NULL || value > measure (largest)))
        largest = node;
    }

  return largest;
}

/**
 * opt_plan_get_slowest:
 * @self: a plan
 *
 * Returns: (transfer none) (nullable): the node with the most exclusive time
 */
OptPlanNode *
opt_plan_get_slowest (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  return get_largest (self, opt_plan_node_get_exclusive_ms);
}

/**
 * opt_plan_get_costliest:
 * @self: a plan
 *
 * Returns: (transfer none) (nullable): the node with the most exclusive cost
 */
OptPlanNode *
opt_plan_get_costliest (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  return get_largest (self, opt_plan_node_get_exclusive_cost);
}

static double
get_trusted_misestimate (OptPlanNode *node)
{
  return node->may_stop_early ? NAN : opt_plan_node_get_misestimate (node);
}

/**
 * opt_plan_get_worst_misestimate:
 * @self: a plan
 * @without_stopped_early: whether to leave out nodes that a LIMIT, a semi, anti or merge join may
 *   have stopped before they had given all their rows
 *
 * Returns: (transfer none) (nullable): the node whose row estimate is off by the largest factor
 */
OptPlanNode *
opt_plan_get_worst_misestimate (OptPlan *self, gboolean without_stopped_early)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  return get_largest (self, without_stopped_early ? get_trusted_misestimate
                                                  : opt_plan_node_get_misestimate);
}

/**
 * opt_plan_get_own_measure:
 * @self: a plan
 * @node: a node of it
 *
 * Returns: the node's exclusive time in milliseconds; its exclusive cost where there are no times;
 *   or NAN
 */
double
opt_plan_get_own_measure (OptPlan *self, OptPlanNode *node)
{
  g_return_val_if_fail (OPT_IS_PLAN (self) && OPT_IS_PLAN_NODE (node), NAN);

  return opt_plan_has_times (self) ? opt_plan_node_get_exclusive_ms (node)
                                   : opt_plan_node_get_exclusive_cost (node);
}

/**
 * opt_plan_get_own_share:
 * @self: a plan
 * @node: a node of it
 *
 * Returns: which part of the plan's time (its cost, where there are no times) is the node's own; or
 *   NAN
 */
double
opt_plan_get_own_share (OptPlan *self, OptPlanNode *node)
{
  double share;

  g_return_val_if_fail (OPT_IS_PLAN (self) && OPT_IS_PLAN_NODE (node), NAN);

  share = opt_plan_get_own_measure (self, node)
          / (opt_plan_has_times (self) ? opt_plan_get_total_ms (self)
                                       : opt_plan_get_total_cost (self));

  return isfinite (share) ? share : NAN;
}

/**
 * opt_plan_is_rounding_notable:
 * @self: a plan
 * @node: a node of it
 *
 * Returns: whether opt_plan_node_get_rounding_ms() is so large a part of the plan's time that it
 *   must be said
 */
gboolean
opt_plan_is_rounding_notable (OptPlan *self, OptPlanNode *node)
{
  g_return_val_if_fail (OPT_IS_PLAN (self) && OPT_IS_PLAN_NODE (node), FALSE);

  return opt_plan_node_get_rounding_ms (node) >= ROUNDING_SHARE * opt_plan_get_total_ms (self);
}

/**
 * opt_plan_get_trigger_ms:
 * @self: a plan
 *
 * Returns: milliseconds of all triggers together, or NAN
 */
double
opt_plan_get_trigger_ms (OptPlan *self)
{
  double sum = NAN;

  g_return_val_if_fail (OPT_IS_PLAN (self), NAN);

  for (guint i = 0; i < self->triggers->len; i++)
    {
      double time_ms = g_array_index (self->triggers, OptPlanTrigger, i).time_ms;

      if (!isnan (time_ms))
        sum = isnan (sum) ? time_ms : sum + time_ms;
    }

  return sum;
}
