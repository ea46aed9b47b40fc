/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-private.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"

static gboolean
is_type (OptPlanNode *node, const char *type)
{
  return strcmp (node->type, type) == 0;
}

/**
 * opt_plan_node_get_misestimate:
 * @self: a node
 *
 * By how much the row estimate was off: the larger of real and expected rows by the smaller, each
 * per loop and 0 counted as 1. BitmapAnd and BitmapOr always report 0 rows and have none.
 *
 * Returns: a factor of 1 or more; NAN where the node did not run or tells no rows
 */
double
opt_plan_node_get_misestimate (OptPlanNode *self)
{
  double rows;
  double plan_rows;

  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  if (!(self->loops > 0) || isnan (self->rows) || isnan (self->plan_rows)
      || is_type (self, "BitmapAnd") || is_type (self, "BitmapOr"))
    return NAN;

  rows = MAX (self->rows, 1);
  plan_rows = MAX (self->plan_rows, 1);

  return MAX (rows, plan_rows) / MIN (rows, plan_rows);
}

/* Reads all of its inputs before it gives the first row. */
static gboolean
is_blocking (OptPlanNode *node)
{
  const char *strategy = opt_plan_node_get_text (node, "Strategy");

  if (is_type (node, "Aggregate") || is_type (node, "SetOp"))
    return g_strcmp0 (strategy, "Sorted") != 0;

  return is_type (node, "Sort") || is_type (node, "Hash") || is_type (node, "Bitmap Heap Scan")
         || is_type (node, "BitmapAnd") || is_type (node, "BitmapOr");
}

static gboolean
is_outer (OptPlanNode *node)
{
  return g_strcmp0 (opt_plan_node_get_text (node, "Parent Relationship"), "Outer") == 0;
}

static gboolean
stops_after_match (OptPlanNode *join)
{
  const char *type = opt_plan_node_get_text (join, "Join Type");

  if (type == NULL)
    return FALSE;

  return strcmp (type, "Semi") == 0 || strcmp (type, "Anti") == 0
         || opt_json_get_boolean (join->json, "Inner Unique", FALSE);
}

/* With nothing in its hash table a join needs no more than a look at the other side. */
static gboolean
has_empty_hash (OptPlanNode *join)
{
  for (guint i = 0; i < join->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (join, i);

      if (is_type (child, "Hash"))
        return child->loops > 0 && child->rows == 0;
    }

  return FALSE;
}

/* Whether @parent itself may stop @child, not only hand down that it was stopped. */
static gboolean
stops_child (OptPlanNode *parent, OptPlanNode *child)
{
  switch (child->relationship)
    {
    case OPT_PLAN_RELATIONSHIP_SUBPLAN:
    case OPT_PLAN_RELATIONSHIP_INITPLAN:
      /* EXISTS needs one row. */
      return child->rows <= 1 && !opt_plan_node_is_hashed_subplan (child);
    case OPT_PLAN_RELATIONSHIP_CHILD:
      if (is_type (parent, "Limit") || is_type (parent, "Merge Join"))
        return TRUE;
      if (is_type (parent, "Nested Loop"))
        return !is_outer (child) && stops_after_match (parent);
      return is_type (parent, "Hash Join") && is_outer (child) && has_empty_hash (parent);
    case OPT_PLAN_RELATIONSHIP_ROOT:
    case OPT_PLAN_RELATIONSHIP_CTE:
    default:
      return FALSE;
    }
}

/* A CTE is stopped if everybody who reads it is. */
static void
find_stopped_ctes (OptPlan *self, GHashTable *stopped, GHashTable *not_stopped)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);
      OptPlanNode *cte = node->loops > 0 ? opt_plan_node_get_cte (node) : NULL;

      if (cte != NULL)
        g_hash_table_add (g_hash_table_contains (stopped, node) ? stopped : not_stopped, cte);
    }
}

static gboolean
is_stopped (OptPlanNode *node, GHashTable *stopped, GHashTable *not_stopped)
{
  if (node->parent == NULL)
    return FALSE;
  if (node->relationship == OPT_PLAN_RELATIONSHIP_CTE)
    return g_hash_table_contains (stopped, node) && !g_hash_table_contains (not_stopped, node);
  if (stops_child (node->parent, node))
    return TRUE;

  return node->relationship == OPT_PLAN_RELATIONSHIP_CHILD
         && g_hash_table_contains (stopped, node->parent) && !is_blocking (node->parent);
}

static void
find_stopped (OptPlan *self, GHashTable *stopped, GHashTable *not_stopped)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);

      if (is_stopped (node, stopped, not_stopped))
        g_hash_table_add (stopped, node);
    }
}

/*
 * opt_plan_find_early_stops:
 *
 * Marks the nodes that gave fewer rows than expected where a node above may have stopped asking
 * for more. More rows than expected are a misestimate all the same.
 */
void
opt_plan_find_early_stops (OptPlan *self)
{
  g_autoptr (GHashTable) stopped = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) not_stopped = g_hash_table_new (NULL, NULL);

  /* Readers may stand behind the CTE, and within another one. */
  find_stopped (self, stopped, not_stopped);
  find_stopped_ctes (self, stopped, not_stopped);
  find_stopped (self, stopped, not_stopped);

  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);

      node->may_be_cut = g_hash_table_contains (stopped, node);
      node->may_stop_early = node->may_be_cut && node->rows < node->plan_rows;
    }
}
