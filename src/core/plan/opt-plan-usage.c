/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-usage.h"

#include <math.h>

#include "opt-plan-private.h"

#define N_KEYS 3

/* How EXPLAIN (FORMAT JSON) calls what is no block; where it has several names, these add up. From
 * 17 on it tells apart for what it read and wrote, and before 15 it told of no temporary files. */
static const struct
{
  const char *nick;
  OptPlanResourceGroup group;
  const char *keys[N_KEYS];
} resources[OPT_PLAN_N_RESOURCES] = {
  [OPT_PLAN_RESOURCE_READ_MS]
  = { "read_ms",
      OPT_PLAN_RESOURCE_GROUP_IO,
      { "I/O Read Time", "Shared I/O Read Time", "Local I/O Read Time" } },
  [OPT_PLAN_RESOURCE_WRITE_MS]
  = { "write_ms",
      OPT_PLAN_RESOURCE_GROUP_IO,
      { "I/O Write Time", "Shared I/O Write Time", "Local I/O Write Time" } },
  [OPT_PLAN_RESOURCE_TEMP_READ_MS]
  = { "temp_read_ms", OPT_PLAN_RESOURCE_GROUP_IO, { "Temp I/O Read Time" } },
  [OPT_PLAN_RESOURCE_TEMP_WRITE_MS]
  = { "temp_write_ms", OPT_PLAN_RESOURCE_GROUP_IO, { "Temp I/O Write Time" } },
  [OPT_PLAN_RESOURCE_WAL_RECORDS] = { "records", OPT_PLAN_RESOURCE_GROUP_WAL, { "WAL Records" } },
  [OPT_PLAN_RESOURCE_WAL_FPI] = { "fpi", OPT_PLAN_RESOURCE_GROUP_WAL, { "WAL FPI" } },
  [OPT_PLAN_RESOURCE_WAL_BYTES] = { "bytes", OPT_PLAN_RESOURCE_GROUP_WAL, { "WAL Bytes" } },
  [OPT_PLAN_RESOURCE_WAL_BUFFERS_FULL]
  = { "buffers_full", OPT_PLAN_RESOURCE_GROUP_WAL, { "WAL Buffers Full" } },
};

struct _OptPlanUsage
{
  GObject parent_instance;

  guint *plans;   /* of each node by its id - 1: in which of the plans it is */
  gboolean *told; /* of each plan in turn: of which resources it tells */
  gboolean any[OPT_PLAN_N_RESOURCE_GROUPS]; /* whether some node used some */
  double *own[OPT_PLAN_N_RESOURCES];        /* (nullable): of each node by its id - 1 */
};

G_DEFINE_FINAL_TYPE (OptPlanUsage, opt_plan_usage, G_TYPE_OBJECT)

static void
opt_plan_usage_finalize (GObject *object)
{
  OptPlanUsage *self = OPT_PLAN_USAGE (object);

  for (guint i = 0; i < OPT_PLAN_N_RESOURCES; i++)
    g_free (self->own[i]);
  g_free (self->plans);
  g_free (self->told);

  G_OBJECT_CLASS (opt_plan_usage_parent_class)->finalize (object);
}

static void
opt_plan_usage_class_init (OptPlanUsageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_plan_usage_finalize;
}

static void
opt_plan_usage_init (OptPlanUsage *self)
{
}

/**
 * opt_plan_resource_get_nick:
 * @resource: what a node used
 *
 * Returns: its name in JSON: "shared_hit", "read_ms", "bytes"
 */
const char *
opt_plan_resource_get_nick (OptPlanResource resource)
{
  g_return_val_if_fail (resource < OPT_PLAN_N_RESOURCES, NULL);

  return resource < OPT_PLAN_RESOURCE_READ_MS ? opt_plan_blocks_get_nick ((OptPlanBlocks) resource)
                                              : resources[resource].nick;
}

static const char *
get_key (OptPlanResource resource, guint index)
{
  if (resource < OPT_PLAN_RESOURCE_READ_MS)
    return index == 0 ? opt_plan_blocks_get_key ((OptPlanBlocks) resource) : NULL;

  return index < N_KEYS ? resources[resource].keys[index] : NULL;
}

/**
 * opt_plan_resource_get_key:
 * @resource: what a node used
 *
 * Returns: how EXPLAIN (FORMAT JSON) calls it, or did up to version 16
 */
const char *
opt_plan_resource_get_key (OptPlanResource resource)
{
  g_return_val_if_fail (resource < OPT_PLAN_N_RESOURCES, NULL);

  return get_key (resource, 0);
}

/**
 * opt_plan_resource_get_group:
 * @resource: what a node used
 *
 * Returns: what it belongs to
 */
OptPlanResourceGroup
opt_plan_resource_get_group (OptPlanResource resource)
{
  g_return_val_if_fail (resource < OPT_PLAN_N_RESOURCES, OPT_PLAN_RESOURCE_GROUP_BUFFERS);

  return resource < OPT_PLAN_RESOURCE_READ_MS ? OPT_PLAN_RESOURCE_GROUP_BUFFERS
                                              : resources[resource].group;
}

/**
 * opt_plan_resource_group_get_nick:
 * @group: what EXPLAIN tells together
 *
 * Returns: its name in JSON: "own_buffers"
 */
const char *
opt_plan_resource_group_get_nick (OptPlanResourceGroup group)
{
  static const char *const nicks[OPT_PLAN_N_RESOURCE_GROUPS] = {
    [OPT_PLAN_RESOURCE_GROUP_BUFFERS] = "own_buffers",
    [OPT_PLAN_RESOURCE_GROUP_IO] = "own_io",
    [OPT_PLAN_RESOURCE_GROUP_WAL] = "own_wal",
  };

  g_return_val_if_fail (group < OPT_PLAN_N_RESOURCE_GROUPS, NULL);

  return nicks[group];
}

/* ---- What is told ---------------------------------------------------------------------------- */

static gboolean
is_printed (OptPlanNode *node, OptPlanResource resource)
{
  const char *key;

  for (guint i = 0; (key = get_key (resource, i)) != NULL; i++)
    if (!isnan (opt_plan_node_get_figure (node, key)))
      return TRUE;

  return FALSE;
}

static void
note_printed (OptPlanUsage *self, OptPlan *plan, guint index)
{
  OptPlanNode *root = opt_plan_get_root (plan, index);
  gboolean *told = self->told + (gsize) index * OPT_PLAN_N_RESOURCES;

  for (int id = root->id; id <= root->last_id; id++)
    {
      OptPlanNode *node = opt_plan_nth_node (plan, (guint) id - 1);

      self->plans[id - 1] = index;
      for (OptPlanResource i = 0; i < OPT_PLAN_N_RESOURCES; i++)
        told[i] = told[i] || is_printed (node, i);
    }
}

/* Beside what is not 0 the text format leaves out what is: but of a version that does not know it,
 * it is not told. */
static gboolean
is_in_each_version (OptPlanResource resource)
{
  return resource != OPT_PLAN_RESOURCE_TEMP_READ_MS && resource != OPT_PLAN_RESOURCE_TEMP_WRITE_MS
         && resource != OPT_PLAN_RESOURCE_WAL_BUFFERS_FULL;
}

static void
complete (OptPlanUsage *self, guint index)
{
  gboolean *told = self->told + (gsize) index * OPT_PLAN_N_RESOURCES;
  gboolean has[OPT_PLAN_N_RESOURCE_GROUPS] = { FALSE };

  for (OptPlanResource i = 0; i < OPT_PLAN_N_RESOURCES; i++)
    has[opt_plan_resource_get_group (i)] |= told[i];
  for (OptPlanResource i = 0; i < OPT_PLAN_N_RESOURCES; i++)
    told[i] = told[i] || (has[opt_plan_resource_get_group (i)] && is_in_each_version (i));
}

/* ---- Of the node itself ---------------------------------------------------------------------- */

static double *
dup_own (OptPlan *plan, OptPlanResource resource)
{
  double *sum = NULL;
  const char *key;

  for (guint i = 0; (key = get_key (resource, i)) != NULL; i++)
    {
      g_autofree double *own = opt_plan_dup_own_figures (plan, key);

      if (own == NULL)
        continue;
      if (sum == NULL)
        sum = g_steal_pointer (&own);
      else
        for (guint j = 0; j < opt_plan_get_n_nodes (plan); j++)
          sum[j] += own[j];
    }

  return sum;
}

static void
note_any (OptPlanUsage *self, guint n, OptPlanResource resource)
{
  gboolean *any = &self->any[opt_plan_resource_get_group (resource)];

  for (guint i = 0; self->own[resource] != NULL && i < n && !*any; i++)
    *any = self->own[resource][i] > 0;
}

/**
 * opt_plan_usage_new:
 * @plan: a plan
 *
 * What EXPLAIN prints of a node includes what is below it. Here each node has its own only, by the
 * arithmetic of the statistics' totals: see opt_plan_dup_own_blocks().
 *
 * Returns: (transfer full): what the nodes used themselves
 */
OptPlanUsage *
opt_plan_usage_new (OptPlan *plan)
{
  OptPlanUsage *self;
  guint n;

  g_return_val_if_fail (OPT_IS_PLAN (plan), NULL);

  self = g_object_new (OPT_TYPE_PLAN_USAGE, NULL);
  n = opt_plan_get_n_plans (plan);
  self->plans = g_new0 (guint, opt_plan_get_n_nodes (plan) + 1);
  self->told = g_new0 (gboolean, (gsize) n * OPT_PLAN_N_RESOURCES + 1);
  for (guint i = 0; i < n; i++)
    {
      note_printed (self, plan, i);
      complete (self, i);
    }
  for (OptPlanResource i = 0; i < OPT_PLAN_N_RESOURCES; i++)
    {
      self->own[i] = dup_own (plan, i);
      note_any (self, opt_plan_get_n_nodes (plan), i);
    }

  return self;
}

/**
 * opt_plan_usage_has_any:
 * @self: what nodes used
 * @group: what EXPLAIN tells together
 *
 * Returns: whether any node used any of it
 */
gboolean
opt_plan_usage_has_any (OptPlanUsage *self, OptPlanResourceGroup group)
{
  g_return_val_if_fail (OPT_IS_PLAN_USAGE (self) && group < OPT_PLAN_N_RESOURCE_GROUPS, FALSE);

  return self->any[group];
}

/**
 * opt_plan_usage_tells:
 * @self: what nodes used
 * @node: a node of the plan
 * @group: what EXPLAIN tells together
 *
 * Returns: whether anything of it is told of the node
 */
gboolean
opt_plan_usage_tells (OptPlanUsage *self, OptPlanNode *node, OptPlanResourceGroup group)
{
  for (OptPlanResource i = 0; i < OPT_PLAN_N_RESOURCES; i++)
    if (opt_plan_resource_get_group (i) == group && !isnan (opt_plan_usage_get_own (self, node, i)))
      return TRUE;

  return FALSE;
}

/**
 * opt_plan_usage_get_own:
 * @self: what nodes used
 * @node: a node of the plan
 * @resource: of what
 *
 * Returns: how much the node used itself, over all loops and processes; NAN where EXPLAIN did not
 *   tell
 */
double
opt_plan_usage_get_own (OptPlanUsage *self, OptPlanNode *node, OptPlanResource resource)
{
  gsize index;

  g_return_val_if_fail (OPT_IS_PLAN_USAGE (self) && OPT_IS_PLAN_NODE (node), NAN);
  g_return_val_if_fail (resource < OPT_PLAN_N_RESOURCES, NAN);

  index = (gsize) node->id - 1;
  if (!self->told[self->plans[index] * OPT_PLAN_N_RESOURCES + resource])
    return NAN;

  return self->own[resource] != NULL ? self->own[resource][index] : 0;
}
