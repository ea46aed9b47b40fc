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

/* Workers sort and hash on their own; the node itself may tell nothing. */
static double
sum_of_workers (OptPlanNode *node, const char *key, const char *type_key, const char *type)
{
  JsonArray *workers = opt_json_get_array (node->json, "Workers");
  double sum = 0;

  for (guint i = 0; workers != NULL && i < json_array_get_length (workers); i++)
    {
      JsonNode *element = json_array_get_element (workers, i);
      JsonObject *worker = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;

      if (type_key == NULL || g_strcmp0 (opt_json_get_string (worker, type_key), type) == 0)
        sum += opt_json_get_double (worker, key, 0);
    }

  return sum;
}

static void
set_spill (OptPlanNode *node, OptPlanSpill spill, double kb)
{
  node->spill = spill;
  node->spilled_bytes = (gint64) (kb * 1024);
}

static void
find_sort_spill (OptPlanNode *node)
{
  gboolean on_disk = g_strcmp0 (opt_json_get_string (node->json, "Sort Space Type"), "Disk") == 0;
  double kb = (on_disk ? get_or_zero (node, "Sort Space Used") : 0)
              + sum_of_workers (node, "Sort Space Used", "Sort Space Type", "Disk");

  if (kb > 0)
    set_spill (node, OPT_PLAN_SPILL_SORT, kb);
}

static void
find_spill (OptPlanNode *node)
{
  double kb;

  node->own_temp_blocks = get_own_temp_blocks (node);

  if (strcmp (node->type, "Sort") == 0)
    find_sort_spill (node);
  else if (strcmp (node->type, "Incremental Sort") == 0)
    {
      kb = MAX (get_disk_kb (node->json, "Full-sort Groups"),
                get_disk_kb (node->json, "Pre-sorted Groups"));
      if (kb > 0)
        set_spill (node, OPT_PLAN_SPILL_INCREMENTAL_SORT, kb);
    }
  else if (strcmp (node->type, "Hash") == 0)
    {
      /* The batches of the inner side are written here, those of the outer side by the join. */
      if (get_or_zero (node, "Hash Batches") > 1)
        set_spill (node, OPT_PLAN_SPILL_HASH,
                   node->parent != NULL
                       ? (node->own_temp_blocks + MAX (get_own_temp_blocks (node->parent), 0))
                             * BLOCK_BYTES / 1024
                       : 0);
    }
  else if (strcmp (node->type, "Aggregate") == 0)
    {
      kb = get_or_zero (node, "Disk Usage") + sum_of_workers (node, "Disk Usage", NULL, NULL);
      if (kb > 0)
        set_spill (node, OPT_PLAN_SPILL_HASHAGG, kb);
    }

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
