/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptPlanColumn:
 * @OPT_PLAN_COLUMN_NODE: what the node is
 * @OPT_PLAN_COLUMN_OWN: its own time, or its own cost
 * @OPT_PLAN_COLUMN_INCLUSIVE: the time with all below it
 * @OPT_PLAN_COLUMN_ROWS: rows that it gave
 * @OPT_PLAN_COLUMN_ESTIMATE: rows that were expected
 * @OPT_PLAN_COLUMN_FACTOR: by how much the estimate is off
 * @OPT_PLAN_COLUMN_LOOPS: how often it ran
 * @OPT_PLAN_COLUMN_BUFFERS: pages hit and read
 * @OPT_PLAN_COLUMN_OWN_BUFFERS: pages that the node itself hit and read
 * @OPT_PLAN_COLUMN_OWN_IO: how long the node itself waited for reads and writes
 * @OPT_PLAN_COLUMN_OWN_WAL: WAL that the node itself wrote
 * @OPT_PLAN_COLUMN_COST: the estimated cost with all below it
 * @OPT_PLAN_COLUMN_SPILL: what went to temporary files
 *
 * The columns of a plan's table. Every figure is one of the core's, written as it writes them.
 */
typedef enum
{
  OPT_PLAN_COLUMN_NODE,
  OPT_PLAN_COLUMN_OWN,
  OPT_PLAN_COLUMN_INCLUSIVE,
  OPT_PLAN_COLUMN_ROWS,
  OPT_PLAN_COLUMN_ESTIMATE,
  OPT_PLAN_COLUMN_FACTOR,
  OPT_PLAN_COLUMN_LOOPS,
  OPT_PLAN_COLUMN_BUFFERS,
  OPT_PLAN_COLUMN_OWN_BUFFERS,
  OPT_PLAN_COLUMN_OWN_IO,
  OPT_PLAN_COLUMN_OWN_WAL,
  OPT_PLAN_COLUMN_COST,
  OPT_PLAN_COLUMN_SPILL,
  OPT_PLAN_N_COLUMNS
} OptPlanColumn;

const char *opt_plan_column_get_nick (OptPlanColumn column);
const char *opt_plan_column_get_title (OptPlanColumn column, OptPlan *plan);
const char *opt_plan_column_get_explanation (OptPlanColumn column, OptPlan *plan);
guint opt_plan_column_get_chars (OptPlanColumn column);
gboolean opt_plan_column_is_told (OptPlanColumn column, OptPlanDocument *document);
char *opt_plan_column_to_cell (OptPlanColumn column, OptPlanDocument *document, OptPlanNode *node);
char *opt_plan_column_to_text (OptPlanColumn column, OptPlan *plan, OptPlanNode *node);
char *opt_plan_column_share_to_text (OptPlan *plan, OptPlanNode *node);

G_END_DECLS
