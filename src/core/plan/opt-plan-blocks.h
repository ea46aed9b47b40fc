/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

/**
 * OptPlanBlocks:
 *
 * What EXPLAIN (BUFFERS) counts, in blocks of 8 kB (unless the server was built otherwise).
 */
typedef enum
{
  OPT_PLAN_BLOCKS_SHARED_HIT,
  OPT_PLAN_BLOCKS_SHARED_READ,
  OPT_PLAN_BLOCKS_SHARED_DIRTIED,
  OPT_PLAN_BLOCKS_SHARED_WRITTEN,
  OPT_PLAN_BLOCKS_LOCAL_HIT,
  OPT_PLAN_BLOCKS_LOCAL_READ,
  OPT_PLAN_BLOCKS_LOCAL_DIRTIED,
  OPT_PLAN_BLOCKS_LOCAL_WRITTEN,
  OPT_PLAN_BLOCKS_TEMP_READ,
  OPT_PLAN_BLOCKS_TEMP_WRITTEN,
  OPT_PLAN_N_BLOCKS
} OptPlanBlocks;

const char *opt_plan_blocks_get_nick (OptPlanBlocks blocks);
const char *opt_plan_blocks_get_key (OptPlanBlocks blocks);
double opt_plan_node_get_blocks (OptPlanNode *node, OptPlanBlocks blocks);
double *opt_plan_dup_own_blocks (OptPlan *self, OptPlanBlocks blocks);

G_END_DECLS
