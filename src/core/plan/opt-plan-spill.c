/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-private.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"

/* "Temp Written Blocks" are counted in blocks of BLCKSZ, which nearly everybody leaves at this. */
#define BLOCK_BYTES 8192

static double
get_or_zero (OptPlanNode *node, const char *key)
{
  return opt_json_get_double (node->json, key, 0);
}

/* These hand temporary blocks on: the hash join's are told by its Hash, the Gather's by the
 * workers' nodes. */
static gboolean
tells_nothing_by_blocks (OptPlanNode *node)
{
  return strcmp (node->type, "Hash Join") == 0 || strcmp (node->type, "Gather") == 0
         || strcmp (node->type, "Gather Merge") == 0;
}

/* Buffers are counted with everything below. A CTE's count with its readers, and with it the spill.
 */
static double
get_own_temp_blocks (OptPlanNode *node)
{
  double blocks = get_or_zero (node, "Temp Written Blocks");

  for (guint i = 0; i < node->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (node, i);

      if (child->relationship != OPT_PLAN_RELATIONSHIP_CTE)
        blocks -= get_or_zero (child, "Temp Written Blocks");
    }

  return blocks;
}

static double
get_disk_kb (JsonObject *json, const char *group)
{
  JsonObject *groups = opt_json_get_object (json, group);
  JsonObject *space = opt_json_get_object (groups, "Sort Space Disk");

  return opt_json_get_double (space, "Peak Sort Space Used", 0);
}

static double
get_sorted_kb (JsonObject *json)
{
  gboolean on_disk = g_strcmp0 (opt_json_get_string (json, "Sort Space Type"), "Disk") == 0;

  return on_disk ? opt_json_get_double (json, "Sort Space Used", 0) : 0;
}

static double
get_largest_group_kb (JsonObject *json)
{
  return MAX (get_disk_kb (json, "Full-sort Groups"), get_disk_kb (json, "Pre-sorted Groups"));
}

static double
get_aggregated_kb (JsonObject *json)
{
  return opt_json_get_double (json, "Disk Usage", 0);
}

/* Workers sort and hash on their own; the node itself may tell nothing. */
static double
sum_of_processes (OptPlanNode *node, double (*get_kb) (JsonObject *json))
{
  g_autoptr (GPtrArray) processes = opt_plan_node_list_processes (node);
  double sum = 0;

  for (guint i = 0; i < processes->len; i++)
    sum += get_kb (processes->pdata[i]);

  return sum;
}

static void
set_spill (OptPlanNode *node, OptPlanSpill spill, double kb)
{
  node->spill = spill;
  node->spilled_bytes = (gint64) (kb * 1024);
}

static void
set_known_spill (OptPlanNode *node, OptPlanSpill spill, double kb)
{
  if (kb > 0)
    set_spill (node, spill, kb);
}

static void
find_spill (OptPlanNode *node)
{
  node->own_temp_blocks = get_own_temp_blocks (node);

  if (strcmp (node->type, "Sort") == 0)
    set_known_spill (node, OPT_PLAN_SPILL_SORT, sum_of_processes (node, get_sorted_kb));
  else if (strcmp (node->type, "Incremental Sort") == 0)
    set_known_spill (node, OPT_PLAN_SPILL_INCREMENTAL_SORT,
                     sum_of_processes (node, get_largest_group_kb));
  else if (strcmp (node->type, "Aggregate") == 0)
    set_known_spill (node, OPT_PLAN_SPILL_HASHAGG, sum_of_processes (node, get_aggregated_kb));
  /* The batches of the inner side are written here, those of the outer side by the join. */
  else if (strcmp (node->type, "Hash") == 0 && get_or_zero (node, "Hash Batches") > 1)
    set_spill (node, OPT_PLAN_SPILL_HASH,
               node->parent != NULL
                   ? (node->own_temp_blocks + MAX (get_own_temp_blocks (node->parent), 0))
                         * BLOCK_BYTES / 1024
                   : 0);

  if (node->spill == OPT_PLAN_SPILL_NONE && node->own_temp_blocks > 0
      && !tells_nothing_by_blocks (node))
    {
      OptPlanNode *cte = opt_plan_node_get_cte (node);
      double blocks
          = node->own_temp_blocks - (cte != NULL ? get_or_zero (cte, "Temp Written Blocks") : 0);

      set_spill (node, OPT_PLAN_SPILL_TEMP, MAX (blocks, 0) * BLOCK_BYTES / 1024);
    }
}

/*
 * opt_plan_find_spills:
 *
 * Finds what went to temporary files. Each kind of node tells it in another field; materialised
 * rows, CTE and function scans tell it by their temporary blocks alone.
 */
void
opt_plan_find_spills (OptPlan *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    find_spill (opt_plan_nth_node (self, i));
}
