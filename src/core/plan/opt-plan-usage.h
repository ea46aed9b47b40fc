/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-blocks.h"

G_BEGIN_DECLS

/**
 * OptPlanResource:
 *
 * What a node used: blocks, in the order of #OptPlanBlocks; milliseconds that its processes waited
 * for reading and writing blocks of tables and indexes, and of temporary files; WAL.
 */
typedef enum
{
  OPT_PLAN_RESOURCE_BLOCKS,
  OPT_PLAN_RESOURCE_READ_MS = OPT_PLAN_N_BLOCKS,
  OPT_PLAN_RESOURCE_WRITE_MS,
  OPT_PLAN_RESOURCE_TEMP_READ_MS,
  OPT_PLAN_RESOURCE_TEMP_WRITE_MS,
  OPT_PLAN_RESOURCE_WAL_RECORDS,
  OPT_PLAN_RESOURCE_WAL_FPI,
  OPT_PLAN_RESOURCE_WAL_BYTES,
  OPT_PLAN_RESOURCE_WAL_BUFFERS_FULL,
  OPT_PLAN_N_RESOURCES
} OptPlanResource;

/**
 * OptPlanResourceGroup:
 *
 * What EXPLAIN tells of all nodes or of none, by its options BUFFERS and WAL and the setting
 * track_io_timing.
 */
typedef enum
{
  OPT_PLAN_RESOURCE_GROUP_BUFFERS,
  OPT_PLAN_RESOURCE_GROUP_IO,
  OPT_PLAN_RESOURCE_GROUP_WAL,
  OPT_PLAN_N_RESOURCE_GROUPS
} OptPlanResourceGroup;

/* A kind of blocks as a resource. */
#define OPT_PLAN_RESOURCE_OF(blocks) \
  ((OptPlanResource) (OPT_PLAN_RESOURCE_BLOCKS + (guint) (blocks)))

const char *opt_plan_resource_get_nick (OptPlanResource resource);
const char *opt_plan_resource_get_key (OptPlanResource resource);
OptPlanResourceGroup opt_plan_resource_get_group (OptPlanResource resource);
const char *opt_plan_resource_group_get_nick (OptPlanResourceGroup group);

/**
 * OptPlanUsage:
 *
 * What each node of a plan used itself. Immutable.
 */
#define OPT_TYPE_PLAN_USAGE (opt_plan_usage_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanUsage, opt_plan_usage, OPT, PLAN_USAGE, GObject)

OptPlanUsage *opt_plan_usage_new (OptPlan *plan);
gboolean opt_plan_usage_has_any (OptPlanUsage *self, OptPlanResourceGroup group);
gboolean opt_plan_usage_tells (OptPlanUsage *self, OptPlanNode *node, OptPlanResourceGroup group);
double opt_plan_usage_get_own (OptPlanUsage *self, OptPlanNode *node, OptPlanResource resource);

G_END_DECLS
