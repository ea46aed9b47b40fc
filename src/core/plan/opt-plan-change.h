/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-node.h"

G_BEGIN_DECLS

/**
 * OptPlanChangeKind:
 * @OPT_PLAN_CHANGE_ACCESS: a relation is read in another way
 * @OPT_PLAN_CHANGE_INDEX: a relation is read in the same way, through another index
 * @OPT_PLAN_CHANGE_CONDITION: it is looked up by another condition
 * @OPT_PLAN_CHANGE_JOIN: the same relations are joined by another method
 * @OPT_PLAN_CHANGE_JOIN_ORDER: the relations are joined in another order, or with sides swapped
 * @OPT_PLAN_CHANGE_GROUPING: rows are grouped, or made distinct, by another method
 * @OPT_PLAN_CHANGE_PARALLEL: parallel workers, or their number
 * @OPT_PLAN_CHANGE_SPILL: what went to temporary files
 * @OPT_PLAN_CHANGE_RELATIONS: a relation, or a partition, is read in one of the plans only
 * @OPT_PLAN_CHANGE_ADDED: a node that only the second plan has
 * @OPT_PLAN_CHANGE_REMOVED: a node that only the first plan has
 * @OPT_PLAN_CHANGE_ESTIMATE: the planner expects another number of rows
 * @OPT_PLAN_CHANGE_ROWS: there were more rows, or fewer
 * @OPT_PLAN_CHANGE_LOOPS: it ran more often, or more rarely
 * @OPT_PLAN_CHANGE_CACHE: more blocks, or fewer, had to be read from outside shared memory
 * @OPT_PLAN_CHANGE_TIME: the same work took another time
 * @OPT_PLAN_CHANGE_COST: the same node has another cost
 * @OPT_PLAN_CHANGE_PLANNING: planning took another time
 * @OPT_PLAN_CHANGE_JIT: just-in-time compilation
 * @OPT_PLAN_CHANGE_TRIGGER: triggers
 * @OPT_PLAN_CHANGE_SETTINGS: the planner's settings
 *
 * What differs between two plans.
 */
typedef enum
{
  OPT_PLAN_CHANGE_ACCESS,
  OPT_PLAN_CHANGE_INDEX,
  OPT_PLAN_CHANGE_CONDITION,
  OPT_PLAN_CHANGE_JOIN,
  OPT_PLAN_CHANGE_JOIN_ORDER,
  OPT_PLAN_CHANGE_GROUPING,
  OPT_PLAN_CHANGE_PARALLEL,
  OPT_PLAN_CHANGE_SPILL,
  OPT_PLAN_CHANGE_RELATIONS,
  OPT_PLAN_CHANGE_ADDED,
  OPT_PLAN_CHANGE_REMOVED,
  OPT_PLAN_CHANGE_ESTIMATE,
  OPT_PLAN_CHANGE_ROWS,
  OPT_PLAN_CHANGE_LOOPS,
  OPT_PLAN_CHANGE_CACHE,
  OPT_PLAN_CHANGE_TIME,
  OPT_PLAN_CHANGE_COST,
  OPT_PLAN_CHANGE_PLANNING,
  OPT_PLAN_CHANGE_JIT,
  OPT_PLAN_CHANGE_TRIGGER,
  OPT_PLAN_CHANGE_SETTINGS,
} OptPlanChangeKind;

/**
 * OptPlanSum:
 * @ms: milliseconds of exclusive time
 * @buffers: blocks of tables and indexes, found in memory or read
 * @read: those of them that were read from outside shared memory
 * @cost: exclusive cost
 *
 * What some nodes of a plan took together. NAN where the plan does not tell it.
 */
typedef struct
{
  double ms;
  double buffers;
  double read;
  double cost;
} OptPlanSum;

/**
 * OptPlanChange:
 *
 * One thing that differs between two plans, the nodes that have it on either side, and what these
 * took. Immutable.
 */
#define OPT_TYPE_PLAN_CHANGE (opt_plan_change_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanChange, opt_plan_change, OPT, PLAN_CHANGE, GObject)

const char *opt_plan_change_kind_get_nick (OptPlanChangeKind kind);

OptPlanChangeKind opt_plan_change_get_kind (OptPlanChange *self);
gboolean opt_plan_change_is_of_shape (OptPlanChange *self);
guint opt_plan_change_get_n_nodes (OptPlanChange *self, guint side);
OptPlanNode *opt_plan_change_get_node (OptPlanChange *self, guint side, guint index);
OptPlanSum opt_plan_change_get_sum (OptPlanChange *self, guint side);
double opt_plan_change_get_moved_ms (OptPlanChange *self);
double opt_plan_change_get_moved_cost (OptPlanChange *self);
double opt_plan_change_get_moved_buffers (OptPlanChange *self);
const char *opt_plan_change_get_title (OptPlanChange *self);
const char *opt_plan_change_get_seen (OptPlanChange *self);

G_END_DECLS
