/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-total.h"

#include <math.h>

struct _OptPlanTotal
{
  GObject parent_instance;

  char *name;           /* (nullable) */
  OptPlanNode *slowest; /* the node with the most of its own */
  double most;
  guint n_nodes;
  gboolean has_times;
  double own_ms;
  double own_cost;
  double whole; /* what shares are shares of */
  double rows;
  double blocks[OPT_PLAN_N_BLOCKS];
};

G_DEFINE_FINAL_TYPE (OptPlanTotal, opt_plan_total, G_TYPE_OBJECT)

static void
opt_plan_total_finalize (GObject *object)
{
  OptPlanTotal *self = OPT_PLAN_TOTAL (object);

  g_free (self->name);
  g_clear_object (&self->slowest);

  G_OBJECT_CLASS (opt_plan_total_parent_class)->finalize (object);
}

static void
opt_plan_total_class_init (OptPlanTotalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_plan_total_finalize;
}

static void
opt_plan_total_init (OptPlanTotal *self)
{
  self->own_ms = NAN;
  self->own_cost = NAN;
  self->whole = NAN;
  self->rows = NAN;
  self->most = NAN;
  for (guint i = 0; i < OPT_PLAN_N_BLOCKS; i++)
    self->blocks[i] = NAN;
}

static void
add (double *sum, double value)
{
  if (!isnan (value))
    *sum = isnan (*sum) ? value : *sum + value;
}

/*
 * opt_plan_total_new:
 * @name: (nullable): of what; %NULL for the nodes that have no such thing
 */
OptPlanTotal *
opt_plan_total_new (const char *name)
{
  OptPlanTotal *self = g_object_new (OPT_TYPE_PLAN_TOTAL, NULL);

  self->name = g_strdup (name);

  return self;
}

/*
 * opt_plan_total_add:
 *
 * Adds a node of @plan, without its blocks. Times are taken as they were computed, below 0 where
 * rounding made them so: only then they sum up to the whole.
 */
void
opt_plan_total_add (OptPlanTotal *self, OptPlan *plan, OptPlanNode *node)
{
  double own = opt_plan_get_own_measure (plan, node);
  double rows = opt_plan_has_rows (plan)
                    ? opt_plan_node_get_rows (node) * opt_plan_node_get_loops (node)
                    : opt_plan_node_get_plan_rows (node);

  self->has_times = opt_plan_has_times (plan);
  self->whole = self->has_times ? opt_plan_get_total_ms (plan) : opt_plan_get_total_cost (plan);
  self->n_nodes++;
  add (&self->own_ms, opt_plan_node_get_raw_exclusive_ms (node));
  add (&self->own_cost, opt_plan_node_get_exclusive_cost (node));
  add (&self->rows, rows);
  if (self->slowest == NULL || isnan (self->most) || own > self->most)
    {
      g_set_object (&self->slowest, node);
      self->most = own;
    }
}

/* opt_plan_total_add_blocks: adds what a node has of its own. */
void
opt_plan_total_add_blocks (OptPlanTotal *self, OptPlanBlocks blocks, double value)
{
  add (&self->blocks[blocks], value);
}

/**
 * opt_plan_total_get_name:
 * @self: a total
 *
 * Returns: (nullable): of which kind of nodes, table or index; %NULL for all nodes without one
 */
const char *
opt_plan_total_get_name (OptPlanTotal *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_TOTAL (self), NULL);

  return self->name;
}

/**
 * opt_plan_total_get_n_nodes:
 * @self: a total
 *
 * Returns: how many nodes it is of, those that never ran included
 */
guint
opt_plan_total_get_n_nodes (OptPlanTotal *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_TOTAL (self), 0);

  return self->n_nodes;
}

/**
 * opt_plan_total_get_own_ms:
 * @self: a total
 *
 * Returns: the sum of the exclusive times in milliseconds, or NAN
 */
double
opt_plan_total_get_own_ms (OptPlanTotal *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_TOTAL (self), NAN);

  return self->own_ms;
}

/**
 * opt_plan_total_get_own_cost:
 * @self: a total
 *
 * Returns: the sum of the exclusive costs, or NAN
 */
double
opt_plan_total_get_own_cost (OptPlanTotal *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_TOTAL (self), NAN);

  return self->own_cost;
}

/**
 * opt_plan_total_get_own_measure:
 * @self: a total
 *
 * Returns: the time, or the cost where the plan has no times; what rounding made negative is 0
 */
double
opt_plan_total_get_own_measure (OptPlanTotal *self)
{
  double own;

  g_return_val_if_fail (OPT_IS_PLAN_TOTAL (self), NAN);

  own = self->has_times ? self->own_ms : self->own_cost;

  return own < 0 ? 0 : own;
}

/**
 * opt_plan_total_get_share:
 * @self: a total
 *
 * Returns: which part of the plan's time (its cost, where there are no times) that is; or NAN
 */
double
opt_plan_total_get_share (OptPlanTotal *self)
{
  double share;

  g_return_val_if_fail (OPT_IS_PLAN_TOTAL (self), NAN);

  share = opt_plan_total_get_own_measure (self) / self->whole;

  return isfinite (share) ? share : NAN;
}

/**
 * opt_plan_total_get_rows:
 * @self: a total
 *
 * Returns: all rows that the nodes gave, over all loops and processes; of a plan that was not run
 *   those that the planner expected of one loop each; or NAN
 */
double
opt_plan_total_get_rows (OptPlanTotal *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_TOTAL (self), NAN);

  return self->rows;
}

/**
 * opt_plan_total_get_blocks:
 * @self: a total
 * @blocks: a kind of blocks
 *
 * Returns: how many of these the nodes used themselves, or NAN where they were not printed
 */
double
opt_plan_total_get_blocks (OptPlanTotal *self, OptPlanBlocks blocks)
{
  g_return_val_if_fail (OPT_IS_PLAN_TOTAL (self) && blocks < OPT_PLAN_N_BLOCKS, NAN);

  return self->blocks[blocks];
}

/**
 * opt_plan_total_get_slowest:
 * @self: a total
 *
 * Returns: (transfer none): the one of its nodes with the most time, or cost, of its own
 */
OptPlanNode *
opt_plan_total_get_slowest (OptPlanTotal *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_TOTAL (self), NULL);

  return self->slowest;
}
