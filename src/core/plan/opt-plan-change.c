/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-change-private.h"

#include <math.h>

G_DEFINE_FINAL_TYPE (OptPlanChange, opt_plan_change, G_TYPE_OBJECT)

static void
opt_plan_change_finalize (GObject *object)
{
  OptPlanChange *self = OPT_PLAN_CHANGE (object);

  for (guint side = 0; side < 2; side++)
    g_ptr_array_unref (self->nodes[side]);
  g_free (self->words);
  g_free (self->title);
  g_free (self->seen);

  G_OBJECT_CLASS (opt_plan_change_parent_class)->finalize (object);
}

static void
opt_plan_change_class_init (OptPlanChangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_plan_change_finalize;
}

static void
opt_plan_change_init (OptPlanChange *self)
{
  for (guint side = 0; side < 2; side++)
    {
      self->nodes[side] = g_ptr_array_new_with_free_func (g_object_unref);
      self->sums[side] = (OptPlanSum){ NAN, NAN, NAN, NAN };
    }
}

/* opt_plan_change_new: one with nothing in it yet. */
OptPlanChange *
opt_plan_change_new (OptPlanChangeKind kind)
{
  OptPlanChange *self = g_object_new (OPT_TYPE_PLAN_CHANGE, NULL);

  self->kind = kind;

  return self;
}

/**
 * opt_plan_change_kind_get_nick:
 * @kind: a kind
 *
 * Returns: its name in JSON: "join-order"
 */
const char *
opt_plan_change_kind_get_nick (OptPlanChangeKind kind)
{
  static const char *const nicks[] = {
    [OPT_PLAN_CHANGE_ACCESS] = "access",
    [OPT_PLAN_CHANGE_INDEX] = "index",
    [OPT_PLAN_CHANGE_CONDITION] = "condition",
    [OPT_PLAN_CHANGE_JOIN] = "join",
    [OPT_PLAN_CHANGE_JOIN_ORDER] = "join-order",
    [OPT_PLAN_CHANGE_GROUPING] = "grouping",
    [OPT_PLAN_CHANGE_PARALLEL] = "parallel",
    [OPT_PLAN_CHANGE_SPILL] = "spill",
    [OPT_PLAN_CHANGE_RELATIONS] = "relations",
    [OPT_PLAN_CHANGE_ADDED] = "added",
    [OPT_PLAN_CHANGE_REMOVED] = "removed",
    [OPT_PLAN_CHANGE_ESTIMATE] = "estimate",
    [OPT_PLAN_CHANGE_ROWS] = "rows",
    [OPT_PLAN_CHANGE_LOOPS] = "loops",
    [OPT_PLAN_CHANGE_CACHE] = "cache",
    [OPT_PLAN_CHANGE_TIME] = "time",
    [OPT_PLAN_CHANGE_COST] = "cost",
    [OPT_PLAN_CHANGE_PLANNING] = "planning",
    [OPT_PLAN_CHANGE_JIT] = "jit",
    [OPT_PLAN_CHANGE_TRIGGER] = "trigger",
    [OPT_PLAN_CHANGE_SETTINGS] = "settings",
  };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}

/**
 * opt_plan_change_get_kind:
 * @self: a change
 *
 * Returns: what differs
 */
OptPlanChangeKind
opt_plan_change_get_kind (OptPlanChange *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_CHANGE (self), OPT_PLAN_CHANGE_TIME);

  return self->kind;
}

/**
 * opt_plan_change_is_of_shape:
 * @self: a change
 *
 * Returns: whether the plans themselves differ here, rather than their figures
 */
gboolean
opt_plan_change_is_of_shape (OptPlanChange *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_CHANGE (self), FALSE);

  return self->kind <= OPT_PLAN_CHANGE_REMOVED && self->kind != OPT_PLAN_CHANGE_SPILL;
}

/**
 * opt_plan_change_get_n_nodes:
 * @self: a change
 * @side: 0 for the first plan, 1 for the second
 *
 * Returns: how many nodes of that plan it concerns; none on either side where it concerns the whole
 *   statement
 */
guint
opt_plan_change_get_n_nodes (OptPlanChange *self, guint side)
{
  g_return_val_if_fail (OPT_IS_PLAN_CHANGE (self), 0);
  g_return_val_if_fail (side < 2, 0);

  return self->nodes[side]->len;
}

/**
 * opt_plan_change_get_node:
 * @self: a change
 * @side: 0 for the first plan, 1 for the second
 * @index: which; the first is the one that the title speaks of
 *
 * Returns: (transfer none): the node
 */
OptPlanNode *
opt_plan_change_get_node (OptPlanChange *self, guint side, guint index)
{
  g_return_val_if_fail (OPT_IS_PLAN_CHANGE (self), NULL);
  g_return_val_if_fail (side < 2 && index < self->nodes[side]->len, NULL);

  return g_ptr_array_index (self->nodes[side], index);
}

/**
 * opt_plan_change_get_sum:
 * @self: a change
 * @side: 0 for the first plan, 1 for the second
 *
 * Each node's figures are in one change at most, so that they can be added up. An estimate that
 * changed where the plan did, too, has none.
 *
 * Returns: what its nodes of that plan took together
 */
OptPlanSum
opt_plan_change_get_sum (OptPlanChange *self, guint side)
{
  g_return_val_if_fail (OPT_IS_PLAN_CHANGE (self), ((OptPlanSum){ NAN, NAN, NAN, NAN }));
  g_return_val_if_fail (side < 2, ((OptPlanSum){ NAN, NAN, NAN, NAN }));

  return self->sums[side];
}

/**
 * opt_plan_change_get_moved_ms:
 * @self: a change
 *
 * Returns: by how many milliseconds the second plan took longer here; below 0 where it was faster;
 *   or NAN
 */
double
opt_plan_change_get_moved_ms (OptPlanChange *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_CHANGE (self), NAN);

  return self->sums[1].ms - self->sums[0].ms;
}

/**
 * opt_plan_change_get_moved_cost:
 * @self: a change
 *
 * Returns: by how much the second plan costs more here, or NAN
 */
double
opt_plan_change_get_moved_cost (OptPlanChange *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_CHANGE (self), NAN);

  return self->sums[1].cost - self->sums[0].cost;
}

/**
 * opt_plan_change_get_moved_buffers:
 * @self: a change
 *
 * Returns: how many blocks more the second plan went through here, or NAN
 */
double
opt_plan_change_get_moved_buffers (OptPlanChange *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_CHANGE (self), NAN);

  return self->sums[1].buffers - self->sums[0].buffers;
}

/**
 * opt_plan_change_get_title:
 * @self: a change
 *
 * Returns: (transfer none): one line for people
 */
const char *
opt_plan_change_get_title (OptPlanChange *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_CHANGE (self), NULL);

  return self->title;
}

/**
 * opt_plan_change_get_seen:
 * @self: a change
 *
 * Returns: (transfer none): the figures that show it, of the first plan and of the second; may be
 *   empty
 */
const char *
opt_plan_change_get_seen (OptPlanChange *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_CHANGE (self), NULL);

  return self->seen;
}
