/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-node-private.h"

#include <math.h>

/**
 * opt_plan_node_get_inclusive_ms:
 * @self: a node
 *
 * The wall time of the node with all below it: time a loop × loops ÷ the processes that shared
 * them.
 *
 * Returns: milliseconds; NAN where none were printed
 */
double
opt_plan_node_get_inclusive_ms (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  return self->inclusive_ms;
}

/**
 * opt_plan_node_get_exclusive_ms:
 * @self: a node
 *
 * The node's own wall time: without its inputs, and without the InitPlans and CTEs that it ran.
 *
 * Returns: milliseconds of 0 or more; NAN where none were printed
 */
double
opt_plan_node_get_exclusive_ms (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  return self->raw_exclusive_ms < 0 ? 0 : self->raw_exclusive_ms;
}

/**
 * opt_plan_node_get_raw_exclusive_ms:
 * @self: a node
 *
 * Returns: like opt_plan_node_get_exclusive_ms(), but below 0 where rounded times make it so. These
 * sum up to the time of the whole plan.
 */
double
opt_plan_node_get_raw_exclusive_ms (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  return self->raw_exclusive_ms;
}

/**
 * opt_plan_node_get_rounding_ms:
 * @self: a node
 *
 * PostgreSQL prints times per loop to the microsecond: half of one a loop is unknown, here and at
 * each input.
 *
 * Returns: by how many milliseconds the exclusive time may be wrong either way; or NAN
 */
double
opt_plan_node_get_rounding_ms (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  return self->rounding_ms;
}

/**
 * opt_plan_node_get_startup_cost:
 * @self: a node
 *
 * Returns: the estimated cost before the first row, as printed; or NAN
 */
double
opt_plan_node_get_startup_cost (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  return self->startup_cost;
}

/**
 * opt_plan_node_get_total_cost:
 * @self: a node
 *
 * Returns: the estimated cost of one loop with all below it, as printed; or NAN
 */
double
opt_plan_node_get_total_cost (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  return self->total_cost;
}

/**
 * opt_plan_node_get_exclusive_cost:
 * @self: a node
 *
 * The node's own part of the plan's cost, over all loops that the planner expects. These sum up to
 * the cost of the whole plan.
 *
 * Returns: the cost; NAN where none were printed
 */
double
opt_plan_node_get_exclusive_cost (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  return self->exclusive_cost;
}

/**
 * opt_plan_node_get_rows:
 * @self: a node
 *
 * Returns: rows that it gave per loop (below a Gather: and process), or NAN
 */
double
opt_plan_node_get_rows (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  return self->rows;
}

/**
 * opt_plan_node_get_plan_rows:
 * @self: a node
 *
 * Returns: rows that the planner expected per loop (below a Gather: and process), or NAN
 */
double
opt_plan_node_get_plan_rows (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  return self->plan_rows;
}

/**
 * opt_plan_node_get_loops:
 * @self: a node
 *
 * Returns: how often it ran, all processes together, or NAN
 */
double
opt_plan_node_get_loops (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  return self->loops;
}

/**
 * opt_plan_node_get_processes:
 * @self: a node
 *
 * Returns: how many processes shared its loops; 1 above a Gather
 */
double
opt_plan_node_get_processes (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), 1);

  return self->processes;
}

/**
 * opt_plan_node_is_never_executed:
 * @self: a node
 *
 * Returns: whether the plan was run, but not this node
 */
gboolean
opt_plan_node_is_never_executed (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), FALSE);

  return self->loops == 0;
}

/**
 * opt_plan_node_may_stop_early:
 * @self: a node
 *
 * Returns: whether a node above it may have stopped asking before it had given all its rows, and
 *   it gave fewer than expected: a LIMIT, a semi, anti or merge join, EXISTS
 */
gboolean
opt_plan_node_may_stop_early (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), FALSE);

  return self->may_stop_early;
}

/**
 * opt_plan_node_get_spill:
 * @self: a node
 *
 * Returns: what it wrote to temporary files
 */
OptPlanSpill
opt_plan_node_get_spill (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), OPT_PLAN_SPILL_NONE);

  return self->spill;
}

/**
 * opt_plan_node_get_spilled_bytes:
 * @self: a node
 *
 * Returns: how much it wrote to temporary files; 0 where it is not known
 */
gint64
opt_plan_node_get_spilled_bytes (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), 0);

  return self->spilled_bytes;
}
