/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-blocks.h"

#include <math.h>

#include "opt-plan-private.h"

static const struct
{
  const char *nick;
  const char *key;
} kinds[OPT_PLAN_N_BLOCKS] = {
  [OPT_PLAN_BLOCKS_SHARED_HIT] = { "shared_hit", "Shared Hit Blocks" },
  [OPT_PLAN_BLOCKS_SHARED_READ] = { "shared_read", "Shared Read Blocks" },
  [OPT_PLAN_BLOCKS_SHARED_DIRTIED] = { "shared_dirtied", "Shared Dirtied Blocks" },
  [OPT_PLAN_BLOCKS_SHARED_WRITTEN] = { "shared_written", "Shared Written Blocks" },
  [OPT_PLAN_BLOCKS_LOCAL_HIT] = { "local_hit", "Local Hit Blocks" },
  [OPT_PLAN_BLOCKS_LOCAL_READ] = { "local_read", "Local Read Blocks" },
  [OPT_PLAN_BLOCKS_LOCAL_DIRTIED] = { "local_dirtied", "Local Dirtied Blocks" },
  [OPT_PLAN_BLOCKS_LOCAL_WRITTEN] = { "local_written", "Local Written Blocks" },
  [OPT_PLAN_BLOCKS_TEMP_READ] = { "temp_read", "Temp Read Blocks" },
  [OPT_PLAN_BLOCKS_TEMP_WRITTEN] = { "temp_written", "Temp Written Blocks" },
};

/**
 * opt_plan_blocks_get_nick:
 * @blocks: a kind of blocks
 *
 * Returns: its name in JSON: "shared_hit"
 */
const char *
opt_plan_blocks_get_nick (OptPlanBlocks blocks)
{
  g_return_val_if_fail (blocks < OPT_PLAN_N_BLOCKS, NULL);

  return kinds[blocks].nick;
}

/**
 * opt_plan_blocks_get_key:
 * @blocks: a kind of blocks
 *
 * Returns: how EXPLAIN (FORMAT JSON) calls it: "Shared Hit Blocks"
 */
const char *
opt_plan_blocks_get_key (OptPlanBlocks blocks)
{
  g_return_val_if_fail (blocks < OPT_PLAN_N_BLOCKS, NULL);

  return kinds[blocks].key;
}

static double
or_zero (double value)
{
  return isnan (value) ? 0 : value;
}

static gboolean
has_blocks (OptPlanNode *node)
{
  for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
    if (opt_plan_node_get_figure (node, kinds[kind].key) > 0)
      return TRUE;

  return FALSE;
}

/**
 * opt_plan_node_get_blocks:
 * @node: a node
 * @blocks: a kind of blocks
 *
 * Returns: how many blocks EXPLAIN counted of the node and all below it; of those that the text
 *   format leaves out beside others, 0; NAN where none were printed
 */
double
opt_plan_node_get_blocks (OptPlanNode *node, OptPlanBlocks blocks)
{
  double printed;

  g_return_val_if_fail (OPT_IS_PLAN_NODE (node), NAN);
  g_return_val_if_fail (blocks < OPT_PLAN_N_BLOCKS, NAN);

  printed = opt_plan_node_get_figure (node, kinds[blocks].key);

  return isnan (printed) && has_blocks (node) ? 0 : printed;
}

/* @left has all kinds of each node in turn. */
static void
move_blocks (double *left, OptPlanNode *node, OptPlanNode *payer)
{
  for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
    {
      double blocks = or_zero (opt_plan_node_get_figure (node, kinds[kind].key));

      left[(gsize) (node->id - 1) * OPT_PLAN_N_BLOCKS + kind] += blocks;
      if (payer != NULL)
        left[(gsize) (payer->id - 1) * OPT_PLAN_N_BLOCKS + kind] -= blocks;
    }
}

/*
 * opt_plan_attribute_blocks:
 *
 * Finds out who ran the InitPlans of which the times don't tell that, by the blocks: a plan may be
 * without times, and what took less than a microsecond has none.
 */
void
opt_plan_attribute_blocks (OptPlan *self)
{
  g_autoptr (GPtrArray) init_plans = g_ptr_array_new ();
  g_autofree double *left = NULL;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);

      if (node->relationship == OPT_PLAN_RELATIONSHIP_INITPLAN && node->payer == NULL
          && has_blocks (node))
        g_ptr_array_add (init_plans, node);
    }
  if (init_plans->len == 0)
    return;

  left = g_new0 (double, (gsize) self->nodes->len *OPT_PLAN_N_BLOCKS);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);
      OptPlanNode *payer = opt_plan_node_is_input (node) ? node->parent : node->payer;

      /* How much of a WITH query each of its readers has is not known yet. */
      if (node->relationship == OPT_PLAN_RELATIONSHIP_CTE)
        payer = NULL;
      move_blocks (left, node, payer);
    }
  for (guint i = 0; i < init_plans->len; i++)
    {
      OptPlanNode *node = g_ptr_array_index (init_plans, i);

      node->payer = opt_plan_find_payer (self, node, left);
      for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
        left[(gsize) (node->payer->id - 1) * OPT_PLAN_N_BLOCKS + kind]
            -= or_zero (opt_plan_node_get_figure (node, kinds[kind].key));
    }
}

/* Takes up to @blocks of what @payer has left. */
static double
pay_part (double *own, OptPlanNode *payer, double blocks)
{
  double part = CLAMP (own[payer->id - 1], 0, MAX (blocks, 0));

  own[payer->id - 1] -= part;

  return part;
}

/* Who paid the time of a WITH query read its blocks, then its other readers; what they do not have
 * was read after the main plan. */
static void
subtract_ctes (OptPlan *self, double *own, const char *key)
{
  g_autoptr (GHashTable) readers = opt_plan_find_cte_readers (self);

  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);
      double blocks = or_zero (opt_plan_node_get_figure (node, key));
      GPtrArray *known = g_hash_table_lookup (readers, node);

      if (node->relationship != OPT_PLAN_RELATIONSHIP_CTE || known == NULL)
        continue;
      if (node->payer != NULL)
        blocks -= pay_part (own, node->payer, blocks);
      for (guint j = 0; j < known->len; j++)
        blocks -= pay_part (own, g_ptr_array_index (known, j), blocks);
      pay_part (own, node->parent, blocks);
    }
}

/*
 * opt_plan_dup_own_figures:
 *
 * As opt_plan_dup_own_blocks(), of what EXPLAIN prints as @key.
 */
double *
opt_plan_dup_own_figures (OptPlan *self, const char *key)
{
  double *own = g_new0 (double, self->nodes->len + 1);
  gboolean printed = FALSE;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);
      double figure = opt_plan_node_get_figure (node, key);

      printed |= !isnan (figure);
      own[i] += or_zero (figure);
      if (node->parent == NULL || node->relationship == OPT_PLAN_RELATIONSHIP_CTE)
        continue;
      if (node->payer != NULL)
        own[node->payer->id - 1] -= or_zero (figure);
      else
        own[node->parent->id - 1] -= or_zero (figure);
    }
  if (printed)
    subtract_ctes (self, own, key);
  else
    g_clear_pointer (&own, g_free);

  for (guint i = 0; own != NULL && i < self->nodes->len; i++)
    own[i] = MAX (own[i], 0);

  return own;
}

/**
 * opt_plan_dup_own_blocks:
 * @self: a plan
 * @blocks: a kind of blocks
 *
 * What EXPLAIN prints of a node includes what is below it. Here each node has its own blocks only,
 * by the arithmetic of the exclusive times: those of an InitPlan or of a WITH query are taken from
 * the nodes that ran it. All sum up to those of the top nodes and of what ran after these.
 *
 * Returns: (transfer full) (array) (nullable): blocks of each node, by its id less 1; never below
 *   0. %NULL where none were printed.
 */
double *
opt_plan_dup_own_blocks (OptPlan *self, OptPlanBlocks blocks)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);
  g_return_val_if_fail (blocks < OPT_PLAN_N_BLOCKS, NULL);

  return opt_plan_dup_own_figures (self, kinds[blocks].key);
}
