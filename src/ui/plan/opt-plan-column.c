/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-column.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-blocks.h"

#define UNIT_SPACE "\u00a0"
/* What shows as a factor of 1. */
#define EXACT_BELOW 1.005

/**
 * opt_plan_column_get_nick:
 * @column: a column
 *
 * Returns: the name of its cells, as widgets
 */
const char *
opt_plan_column_get_nick (OptPlanColumn column)
{
  static const char *const nicks[OPT_PLAN_N_COLUMNS] = {
    [OPT_PLAN_COLUMN_NODE] = "node",
    [OPT_PLAN_COLUMN_OWN] = "own",
    [OPT_PLAN_COLUMN_INCLUSIVE] = "inclusive",
    [OPT_PLAN_COLUMN_ROWS] = "rows",
    [OPT_PLAN_COLUMN_ESTIMATE] = "estimate",
    [OPT_PLAN_COLUMN_FACTOR] = "factor",
    [OPT_PLAN_COLUMN_LOOPS] = "loops",
    [OPT_PLAN_COLUMN_BUFFERS] = "buffers",
    [OPT_PLAN_COLUMN_OWN_BUFFERS] = "own-buffers",
    [OPT_PLAN_COLUMN_OWN_IO] = "own-io",
    [OPT_PLAN_COLUMN_OWN_WAL] = "own-wal",
    [OPT_PLAN_COLUMN_COST] = "cost",
    [OPT_PLAN_COLUMN_SPILL] = "spill",
  };

  g_return_val_if_fail (column < OPT_PLAN_N_COLUMNS, NULL);

  return nicks[column];
}

/**
 * opt_plan_column_get_title:
 * @column: a column
 * @plan: the plan in it
 *
 * Returns: its heading
 */
const char *
opt_plan_column_get_title (OptPlanColumn column, OptPlan *plan)
{
  switch (column)
    {
    case OPT_PLAN_COLUMN_NODE:
      return _ ("Node");
    case OPT_PLAN_COLUMN_OWN:
      return opt_plan_has_times (plan) ? _ ("Own time") : _ ("Own cost");
    case OPT_PLAN_COLUMN_INCLUSIVE:
      return _ ("With inputs");
    case OPT_PLAN_COLUMN_ROWS:
      return _ ("Rows/loop");
    case OPT_PLAN_COLUMN_ESTIMATE:
      return opt_plan_has_rows (plan) ? _ ("Estimate") : _ ("Est. rows");
    case OPT_PLAN_COLUMN_FACTOR:
      return _ ("Off by");
    case OPT_PLAN_COLUMN_LOOPS:
      return _ ("Loops");
    case OPT_PLAN_COLUMN_BUFFERS:
      return _ ("Hit / read");
    case OPT_PLAN_COLUMN_OWN_BUFFERS:
      return _ ("Own hit / read");
    case OPT_PLAN_COLUMN_OWN_IO:
      return _ ("Own I/O");
    case OPT_PLAN_COLUMN_OWN_WAL:
      return _ ("Own WAL");
    case OPT_PLAN_COLUMN_COST:
      return _ ("Cost");
    case OPT_PLAN_COLUMN_SPILL:
      return _ ("On disk");
    case OPT_PLAN_N_COLUMNS:
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * opt_plan_column_get_explanation:
 * @column: a column
 * @plan: the plan in it
 *
 * Returns: what its figures are, in a sentence
 */
const char *
opt_plan_column_get_explanation (OptPlanColumn column, OptPlan *plan)
{
  switch (column)
    {
    case OPT_PLAN_COLUMN_NODE:
      return _ ("What is done, and with which table or index");
    case OPT_PLAN_COLUMN_OWN:
      return opt_plan_has_times (plan)
                 ? _ ("Wall time of the node itself over all loops, and its share of the whole")
                 : _ ("Estimated cost of the node itself over all loops, and its share of the "
                      "whole: the nodes were not timed");
    case OPT_PLAN_COLUMN_INCLUSIVE:
      return _ ("Wall time of the node with all below it, over all loops");
    case OPT_PLAN_COLUMN_ROWS:
      return _ (
          "Rows given per loop, on average (below a Gather: and process), while times are of all loops; "
          "rest the pointer on a figure for how many that are in all");
    case OPT_PLAN_COLUMN_ESTIMATE:
      return _ ("Rows that the planner expected per loop (below a Gather: and process)");
    case OPT_PLAN_COLUMN_FACTOR:
      return _ ("By how much the planner estimated too few rows (under) or too many (over)");
    case OPT_PLAN_COLUMN_LOOPS:
      return _ ("How often it ran, all processes together");
    case OPT_PLAN_COLUMN_BUFFERS:
      return _ ("Shared pages found in memory and read from outside, with all below the node");
    case OPT_PLAN_COLUMN_OWN_BUFFERS:
      return _ ("Shared pages that the node itself found in memory and read from outside");
    case OPT_PLAN_COLUMN_OWN_IO:
      return _ ("How long the node itself waited for reads and writes, all its processes together");
    case OPT_PLAN_COLUMN_OWN_WAL:
      return _ ("Write-ahead log that the node itself wrote");
    case OPT_PLAN_COLUMN_COST:
      return _ ("Estimated cost of one loop with all below the node");
    case OPT_PLAN_COLUMN_SPILL:
      return _ ("What the node wrote to temporary files");
    case OPT_PLAN_N_COLUMNS:
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * opt_plan_column_get_chars:
 * @column: a column of figures
 *
 * Returns: how many characters its figures need
 */
guint
opt_plan_column_get_chars (OptPlanColumn column)
{
  static const guint chars[OPT_PLAN_N_COLUMNS] = {
    [OPT_PLAN_COLUMN_NODE] = 24,        [OPT_PLAN_COLUMN_OWN] = 16,
    [OPT_PLAN_COLUMN_INCLUSIVE] = 10,   [OPT_PLAN_COLUMN_ROWS] = 10,
    [OPT_PLAN_COLUMN_ESTIMATE] = 8,     [OPT_PLAN_COLUMN_FACTOR] = 11,
    [OPT_PLAN_COLUMN_LOOPS] = 8,        [OPT_PLAN_COLUMN_BUFFERS] = 15,
    [OPT_PLAN_COLUMN_COST] = 8,         [OPT_PLAN_COLUMN_SPILL] = 9,
    [OPT_PLAN_COLUMN_OWN_BUFFERS] = 15, [OPT_PLAN_COLUMN_OWN_IO] = 9,
    [OPT_PLAN_COLUMN_OWN_WAL] = 9,
  };

  g_return_val_if_fail (column < OPT_PLAN_N_COLUMNS, 0);

  return chars[column];
}

/**
 * opt_plan_column_is_told:
 * @column: a column
 * @document: a plan
 *
 * Returns: whether the plan has anything to put into it
 */
gboolean
opt_plan_column_is_told (OptPlanColumn column, OptPlanDocument *document)
{
  OptPlan *plan;

  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (document), FALSE);

  plan = opt_plan_document_get_plan (document);
  switch (column)
    {
    case OPT_PLAN_COLUMN_NODE:
      return TRUE;
    case OPT_PLAN_COLUMN_OWN:
      return opt_plan_has_times (plan) || opt_plan_has_costs (plan);
    case OPT_PLAN_COLUMN_INCLUSIVE:
      return opt_plan_has_times (plan);
    case OPT_PLAN_COLUMN_ROWS:
    case OPT_PLAN_COLUMN_LOOPS:
      return opt_plan_has_rows (plan);
    case OPT_PLAN_COLUMN_FACTOR:
      return opt_plan_has_rows (plan) && opt_plan_has_costs (plan);
    case OPT_PLAN_COLUMN_ESTIMATE:
    case OPT_PLAN_COLUMN_COST:
      return opt_plan_has_costs (plan);
    case OPT_PLAN_COLUMN_BUFFERS:
      return opt_plan_document_has_figure (document,
                                           opt_plan_blocks_get_key (OPT_PLAN_BLOCKS_SHARED_HIT))
             || opt_plan_document_has_figure (document, opt_plan_blocks_get_key (
                                                            OPT_PLAN_BLOCKS_SHARED_READ));
    case OPT_PLAN_COLUMN_OWN_BUFFERS:
      return opt_plan_column_is_told (OPT_PLAN_COLUMN_BUFFERS, document);
    case OPT_PLAN_COLUMN_OWN_IO:
      return opt_plan_usage_has_any (opt_plan_document_get_usage (document),
                                     OPT_PLAN_RESOURCE_GROUP_IO);
    case OPT_PLAN_COLUMN_OWN_WAL:
      return opt_plan_usage_has_any (opt_plan_document_get_usage (document),
                                     OPT_PLAN_RESOURCE_GROUP_WAL);
    case OPT_PLAN_COLUMN_SPILL:
      return opt_plan_document_has_spill (document);
    case OPT_PLAN_N_COLUMNS:
    default:
      g_return_val_if_reached (FALSE);
    }
}

static char *
describe_factor (OptPlanNode *node)
{
  double misestimate = opt_plan_node_get_misestimate (node);
  g_autofree char *factor = opt_format_factor (misestimate);

  if (isnan (misestimate))
    return g_strdup (OPT_FORMAT_NONE);
  if (misestimate < EXACT_BELOW)
    return g_strdup (_ ("exact"));

  return g_strdup_printf (opt_plan_node_get_rows (node) > opt_plan_node_get_plan_rows (node)
                              ? _ ("%s under")
                              : _ ("%s over"),
                          factor);
}

static char *
describe_buffers (OptPlanNode *node)
{
  g_autofree char *hit
      = opt_format_number (opt_plan_node_get_blocks (node, OPT_PLAN_BLOCKS_SHARED_HIT));
  g_autofree char *read
      = opt_format_number (opt_plan_node_get_blocks (node, OPT_PLAN_BLOCKS_SHARED_READ));

  if (isnan (opt_plan_node_get_blocks (node, OPT_PLAN_BLOCKS_SHARED_HIT)))
    return g_strdup (OPT_FORMAT_NONE);

  return g_strdup_printf ("%s / %s", hit, read);
}

static char *
describe_spill (OptPlanNode *node)
{
  if (opt_plan_node_get_spill (node) == OPT_PLAN_SPILL_NONE)
    return g_strdup ("");
  /* Temporary files, but the plan does not tell how large. */
  if (opt_plan_node_get_spilled_bytes (node) == 0)
    return g_strdup (_ ("yes"));

  return opt_format_bytes (opt_plan_node_get_spilled_bytes (node));
}

static char *
describe_own_buffers (OptPlanUsage *usage, OptPlanNode *node)
{
  double hit
      = opt_plan_usage_get_own (usage, node, OPT_PLAN_RESOURCE_OF (OPT_PLAN_BLOCKS_SHARED_HIT));
  double read
      = opt_plan_usage_get_own (usage, node, OPT_PLAN_RESOURCE_OF (OPT_PLAN_BLOCKS_SHARED_READ));
  g_autofree char *hit_text = opt_format_number (hit);
  g_autofree char *read_text = opt_format_number (read);

  if (isnan (hit) && isnan (read))
    return g_strdup (OPT_FORMAT_NONE);

  return g_strdup_printf ("%s / %s", hit_text, read_text);
}

/* Of what is told. */
static double
get_own_io_ms (OptPlanUsage *usage, OptPlanNode *node)
{
  double sum = NAN;

  for (OptPlanResource i = OPT_PLAN_RESOURCE_READ_MS; i <= OPT_PLAN_RESOURCE_TEMP_WRITE_MS; i++)
    {
      double ms = opt_plan_usage_get_own (usage, node, i);

      if (!isnan (ms))
        sum = isnan (sum) ? ms : sum + ms;
    }

  return sum;
}

static char *
describe_own_wal (OptPlanUsage *usage, OptPlanNode *node)
{
  double bytes = opt_plan_usage_get_own (usage, node, OPT_PLAN_RESOURCE_WAL_BYTES);

  return isnan (bytes) ? g_strdup (OPT_FORMAT_NONE) : opt_format_bytes ((gint64) bytes);
}

/**
 * opt_plan_column_to_cell:
 * @column: a column
 * @document: a plan
 * @node: a node of it
 *
 * Returns: (transfer full): what stands in the column for the node; a dash for what is not known
 */
char *
opt_plan_column_to_cell (OptPlanColumn column, OptPlanDocument *document, OptPlanNode *node)
{
  OptPlanUsage *usage = opt_plan_document_get_usage (document);

  if (column == OPT_PLAN_COLUMN_OWN_BUFFERS)
    return describe_own_buffers (usage, node);
  if (column == OPT_PLAN_COLUMN_OWN_IO)
    return opt_format_duration (get_own_io_ms (usage, node));
  if (column == OPT_PLAN_COLUMN_OWN_WAL)
    return describe_own_wal (usage, node);

  return opt_plan_column_to_text (column, opt_plan_document_get_plan (document), node);
}

/**
 * opt_plan_column_to_text:
 * @column: a column that needs no more than the plan
 * @plan: a plan
 * @node: a node of it
 *
 * Returns: (transfer full): what stands in the column for the node; a dash for what is not known
 */
char *
opt_plan_column_to_text (OptPlanColumn column, OptPlan *plan, OptPlanNode *node)
{
  switch (column)
    {
    case OPT_PLAN_COLUMN_NODE:
      return opt_plan_node_get_label (node);
    case OPT_PLAN_COLUMN_OWN:
      if (opt_plan_node_is_never_executed (node))
        return g_strdup (_ ("never executed"));
      return opt_plan_has_times (plan) ? opt_format_duration (opt_plan_get_own_measure (plan, node))
                                       : opt_format_number (opt_plan_get_own_measure (plan, node));
    case OPT_PLAN_COLUMN_INCLUSIVE:
      return opt_format_duration (opt_plan_node_get_inclusive_ms (node));
    case OPT_PLAN_COLUMN_ROWS:
      return opt_format_number (
          opt_plan_node_is_never_executed (node) ? NAN : opt_plan_node_get_rows (node));
    case OPT_PLAN_COLUMN_ESTIMATE:
      return opt_format_number (opt_plan_node_get_plan_rows (node));
    case OPT_PLAN_COLUMN_FACTOR:
      return describe_factor (node);
    case OPT_PLAN_COLUMN_LOOPS:
      return opt_format_number (opt_plan_node_get_loops (node));
    case OPT_PLAN_COLUMN_BUFFERS:
      return describe_buffers (node);
    case OPT_PLAN_COLUMN_COST:
      return opt_format_number (opt_plan_node_get_total_cost (node));
    case OPT_PLAN_COLUMN_SPILL:
      return describe_spill (node);
    case OPT_PLAN_COLUMN_OWN_BUFFERS:
    case OPT_PLAN_COLUMN_OWN_IO:
    case OPT_PLAN_COLUMN_OWN_WAL:
    case OPT_PLAN_N_COLUMNS:
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * opt_plan_column_share_to_text:
 * @plan: a plan
 * @node: a node of it
 *
 * One decimal, as opt_plan_to_text() has it: below each other they are to be compared.
 *
 * Returns: (transfer full): the share that the node's own time or cost has of the whole: "38.0 %"
 */
char *
opt_plan_column_share_to_text (OptPlan *plan, OptPlanNode *node)
{
  double share = opt_plan_get_own_share (plan, node);

  if (opt_plan_node_is_never_executed (node))
    return g_strdup ("");

  return isnan (share) ? g_strdup (OPT_FORMAT_NONE)
                       : g_strdup_printf ("%.1f" UNIT_SPACE "%%", share * 100);
}
