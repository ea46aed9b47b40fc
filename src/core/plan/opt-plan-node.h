/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OptPlanRelationship:
 * @OPT_PLAN_RELATIONSHIP_ROOT: the top of a plan
 * @OPT_PLAN_RELATIONSHIP_CHILD: an ordinary input: Outer, Inner, Member, Subquery
 * @OPT_PLAN_RELATIONSHIP_SUBPLAN: a subquery that an expression of the parent runs
 * @OPT_PLAN_RELATIONSHIP_INITPLAN: a subquery that runs once, for whoever first needs its result
 * @OPT_PLAN_RELATIONSHIP_CTE: a WITH query; its CTE Scans run it
 *
 * How a node hangs on its parent.
 */
typedef enum
{
  OPT_PLAN_RELATIONSHIP_ROOT,
  OPT_PLAN_RELATIONSHIP_CHILD,
  OPT_PLAN_RELATIONSHIP_SUBPLAN,
  OPT_PLAN_RELATIONSHIP_INITPLAN,
  OPT_PLAN_RELATIONSHIP_CTE,
} OptPlanRelationship;

/**
 * OptPlanSpill:
 * @OPT_PLAN_SPILL_NONE: nothing went to temporary files
 * @OPT_PLAN_SPILL_SORT: a sort
 * @OPT_PLAN_SPILL_INCREMENTAL_SORT: a group of an incremental sort
 * @OPT_PLAN_SPILL_HASH: the hash table of a join
 * @OPT_PLAN_SPILL_HASHAGG: the hash table of an aggregate
 * @OPT_PLAN_SPILL_TEMP: what shows in no other field than the temporary blocks: Materialize, CTE
 *   and function scans, window functions
 *
 * What a node wrote to temporary files.
 */
typedef enum
{
  OPT_PLAN_SPILL_NONE,
  OPT_PLAN_SPILL_SORT,
  OPT_PLAN_SPILL_INCREMENTAL_SORT,
  OPT_PLAN_SPILL_HASH,
  OPT_PLAN_SPILL_HASHAGG,
  OPT_PLAN_SPILL_TEMP,
} OptPlanSpill;

const char *opt_plan_spill_get_nick (OptPlanSpill spill);

/**
 * OptPlanNode:
 *
 * One node of a plan with its share of the time. Immutable. A #GListModel of the nodes that hang on
 * it, for a tree to be made of.
 */
#define OPT_TYPE_PLAN_NODE (opt_plan_node_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanNode, opt_plan_node, OPT, PLAN_NODE, GObject)

int opt_plan_node_get_id (OptPlanNode *self);
OptPlanNode *opt_plan_node_get_parent (OptPlanNode *self);
guint opt_plan_node_get_n_children (OptPlanNode *self);
OptPlanNode *opt_plan_node_get_child (OptPlanNode *self, guint index);
OptPlanRelationship opt_plan_node_get_relationship (OptPlanNode *self);
guint opt_plan_node_get_depth (OptPlanNode *self);

const char *opt_plan_node_get_node_type (OptPlanNode *self);
const char *opt_plan_node_get_subplan_name (OptPlanNode *self);
char *opt_plan_node_get_short_name (OptPlanNode *self);
char *opt_plan_node_get_label (OptPlanNode *self);
const char *opt_plan_node_get_help (OptPlanNode *self);
JsonObject *opt_plan_node_get_json (OptPlanNode *self);
const char *opt_plan_node_get_text (OptPlanNode *self, const char *key);
double opt_plan_node_get_figure (OptPlanNode *self, const char *key);

double opt_plan_node_get_inclusive_ms (OptPlanNode *self);
double opt_plan_node_get_exclusive_ms (OptPlanNode *self);
double opt_plan_node_get_raw_exclusive_ms (OptPlanNode *self);
double opt_plan_node_get_rounding_ms (OptPlanNode *self);
double opt_plan_node_get_startup_cost (OptPlanNode *self);
double opt_plan_node_get_total_cost (OptPlanNode *self);
double opt_plan_node_get_exclusive_cost (OptPlanNode *self);

double opt_plan_node_get_rows (OptPlanNode *self);
double opt_plan_node_get_plan_rows (OptPlanNode *self);
double opt_plan_node_get_loops (OptPlanNode *self);
double opt_plan_node_get_processes (OptPlanNode *self);
gboolean opt_plan_node_is_never_executed (OptPlanNode *self);

double opt_plan_node_get_misestimate (OptPlanNode *self);
gboolean opt_plan_node_may_stop_early (OptPlanNode *self);

OptPlanSpill opt_plan_node_get_spill (OptPlanNode *self);
gint64 opt_plan_node_get_spilled_bytes (OptPlanNode *self);

G_END_DECLS
