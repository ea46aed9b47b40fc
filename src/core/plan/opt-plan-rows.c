/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-rows.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-findings.h"

/* From so many times what is lost by rounding on it makes no difference in the first digit. */
#define EXACT_FROM 20

/**
 * opt_plan_node_get_rows_rounding:
 * @self: a node
 *
 * PostgreSQL prints rows per loop: whole ones up to 17, with two decimals from 18 on.
 *
 * Returns: by how much the rows of a loop may differ from what is printed
 */
double
opt_plan_node_get_rows_rounding (OptPlanNode *self)
{
  JsonNode *rows;

  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), 0);

  rows = json_object_get_member (opt_plan_node_get_json (self), "Actual Rows");

  return rows != NULL && json_node_get_value_type (rows) == G_TYPE_INT64 ? 0.5 : 0.005;
}

/* How many rows all loops together gave, where rounding leaves something to tell. */
static char *
describe_all (OptPlanNode *self)
{
  double loops = opt_plan_node_get_loops (self);
  double rows = opt_plan_node_get_rows (self);
  double rounding = opt_plan_node_get_rows_rounding (self);
  /* Whole ones, whatever doubles make of the figures. */
  double least = ceil (MAX (rows - rounding, 0) * loops - 1e-6);
  double most = floor ((rows + rounding) * loops + 1e-6);
  g_autofree char *least_text = opt_format_number (least);
  g_autofree char *most_text = opt_format_number (most);
  g_autofree char *all = opt_format_number (rows * loops);

  if (rows < EXACT_FROM * rounding && least < most)
    return g_strdup_printf (_ ("%s to %s in all, as rows per loop are rounded"), least_text,
                            most_text);

  return g_strdup_printf (_ ("%s in all"), all);
}

/**
 * opt_plan_node_get_all_rows:
 * @self: a node
 *
 * Rows are printed per loop; in a parallel part of a plan each process counts as a loop.
 *
 * Returns: the rows that all loops together gave; where nothing was run, those expected of one
 * loop; NAN where neither is told
 */
double
opt_plan_node_get_all_rows (OptPlanNode *self)
{
  double rows;

  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  if (opt_plan_node_is_never_executed (self))
    return 0;
  rows = opt_plan_node_get_rows (self) * opt_plan_node_get_loops (self);

  return isnan (rows) ? opt_plan_node_get_plan_rows (self) : rows;
}

/**
 * opt_plan_node_describe_rows:
 * @self: a node
 *
 * Returns: (transfer full) (nullable): its rows in words: "12 rows per loop where 10 were expected;
 *   300 loops, 3,600 in all"; %NULL where the plan tells none
 */
char *
opt_plan_node_describe_rows (OptPlanNode *self)
{
  double loops;
  gulong n;
  g_autofree char *rows = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *given = NULL;
  g_autofree char *loops_text = NULL;
  g_autofree char *all = NULL;

  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NULL);

  loops = opt_plan_node_get_loops (self);
  rows = opt_format_number (opt_plan_node_get_rows (self));
  expected = opt_format_number (opt_plan_node_get_plan_rows (self));
  if (isnan (opt_plan_node_get_rows (self)) || opt_plan_node_is_never_executed (self))
    return isnan (opt_plan_node_get_plan_rows (self))
               ? NULL
               : g_strdup_printf (ngettext ("%s row expected per loop", "%s rows expected per loop",
                                            opt_plan_count (opt_plan_node_get_plan_rows (self))),
                                  expected);

  n = opt_plan_count (opt_plan_node_get_rows (self));
  if (isnan (opt_plan_node_get_plan_rows (self)))
    given = g_strdup_printf (loops > 1 ? ngettext ("%s row per loop", "%s rows per loop", n)
                                       : ngettext ("%s row", "%s rows", n),
                             rows);
  else
    given = g_strdup_printf (loops > 1 ? ngettext ("%s row per loop where %s were expected",
                                                   "%s rows per loop where %s were expected", n)
                                       : ngettext ("%s row where %s were expected",
                                                   "%s rows where %s were expected", n),
                             rows, expected);
  if (!(loops > 1))
    return g_steal_pointer (&given);

  loops_text = opt_format_number (loops);
  all = describe_all (self);

  /* Translators: "12 rows per loop", "300" loops, "3,600 in all" */
  return g_strdup_printf (_ ("%s; %s loops, %s"), given, loops_text, all);
}
