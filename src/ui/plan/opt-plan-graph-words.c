/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-graph-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-column.h"
#include "opt-plan-picture.h"
#include "opt-plan-shorten.h"

#define NAME_CHARS 120

/*
 * opt_plan_graph_describe:
 *
 * What a screen reader and who points at a box are told.
 */
char *
opt_plan_graph_describe (OptPlanGraph *self, guint index, const char *separator)
{
  OptPlanNode *node = g_array_index (self->places, OptPlanPlace, index).node;

  return opt_plan_picture_describe (self->document, node,
                                    g_hash_table_contains (self->telling, node), NULL, separator);
}

/*
 * opt_plan_graph_get_name:
 *
 * "CTE recent: HashAggregate"
 */
char *
opt_plan_graph_get_name (OptPlanNode *node)
{
  const char *subplan = opt_plan_node_get_subplan_name (node);
  g_autofree char *label = opt_plan_node_get_label (node);
  g_autofree char *both
      = subplan != NULL ? g_strdup_printf ("%s: %s", subplan, label) : g_strdup (label);

  return opt_plan_shorten_line (both, NAME_CHARS);
}

/*
 * opt_plan_graph_get_own:
 *
 * "12.3 ms (38.0 %)", as the tree has it.
 */
char *
opt_plan_graph_get_own (OptPlan *plan, OptPlanNode *node)
{
  g_autofree char *own = opt_plan_column_to_text (OPT_PLAN_COLUMN_OWN, plan, node);
  g_autofree char *share = opt_plan_column_share_to_text (plan, node);

  if (opt_plan_node_is_never_executed (node))
    return g_steal_pointer (&own);
  if (!opt_plan_has_times (plan) && !opt_plan_has_costs (plan))
    return g_strdup ("");

  return opt_plan_has_times (plan) ? g_strdup_printf ("%s (%s)", own, share)
                                   : g_strdup_printf (_ ("cost %s (%s)"), own, share);
}

/* Parts of rows, and those of which some thousands are told, are several. */
static gulong
get_plural (double rows)
{
  return rows >= 0 && rows < 1000 ? (gulong) ceil (rows) : 1000;
}

/*
 * opt_plan_graph_get_rows:
 *
 * "10 → 12 rows × 300": what was expected and what came of a loop, and how many loops there were.
 */
char *
opt_plan_graph_get_rows (OptPlanNode *node)
{
  double loops = opt_plan_node_get_loops (node);
  g_autofree char *rows = opt_format_number (opt_plan_node_get_rows (node));
  g_autofree char *expected = opt_format_number (opt_plan_node_get_plan_rows (node));
  g_autofree char *text = NULL;
  g_autofree char *loops_text = NULL;
  gulong n;

  if (opt_plan_node_is_never_executed (node) || isnan (opt_plan_node_get_rows (node)))
    return isnan (opt_plan_node_get_plan_rows (node))
               ? g_strdup ("")
               : g_strdup_printf (ngettext ("%s row expected", "%s rows expected",
                                            get_plural (opt_plan_node_get_plan_rows (node))),
                                  expected);

  n = get_plural (opt_plan_node_get_rows (node));
  /* Translators: rows that were expected, and rows that there were */
  text = isnan (opt_plan_node_get_plan_rows (node))
             ? g_strdup_printf (ngettext ("%s row", "%s rows", n), rows)
             : g_strdup_printf (ngettext ("%s → %s row", "%s → %s rows", n), expected, rows);
  if (!(loops > 1))
    return g_steal_pointer (&text);

  loops_text = opt_format_number (loops);

  return g_strdup_printf ("%s × %s", text, loops_text);
}
