/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-rows.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"

/* PostgreSQL before 18 prints whole rows per loop. From so many on half a row makes no difference
 * in the first digit. */
#define WHOLE_ROWS_FROM 10

static gboolean
is_rounded (OptPlanNode *self)
{
  JsonNode *rows = json_object_get_member (opt_plan_node_get_json (self), "Actual Rows");

  return rows != NULL && json_node_get_value_type (rows) == G_TYPE_INT64
         && opt_plan_node_get_rows (self) < WHOLE_ROWS_FROM;
}

/* How many rows all loops together gave, where rounding leaves something to tell. */
static char *
describe_all (OptPlanNode *self)
{
  double loops = opt_plan_node_get_loops (self);
  double rows = opt_plan_node_get_rows (self);
  g_autofree char *least = opt_format_number (floor (MAX (rows - 0.5, 0) * loops));
  g_autofree char *most = opt_format_number (ceil ((rows + 0.5) * loops));
  g_autofree char *all = opt_format_number (rows * loops);

  if (is_rounded (self))
    return g_strdup_printf (_ ("%s to %s in all, as rows per loop are rounded"), least, most);

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
               : g_strdup_printf (_ ("%s rows expected per loop"), expected);

  if (isnan (opt_plan_node_get_plan_rows (self)))
    given = g_strdup_printf (loops > 1 ? _ ("%s rows per loop") : _ ("%s rows"), rows);
  else
    given = g_strdup_printf (loops > 1 ? _ ("%s rows per loop where %s were expected")
                                       : _ ("%s rows where %s were expected"),
                             rows, expected);
  if (!(loops > 1))
    return g_steal_pointer (&given);

  loops_text = opt_format_number (loops);
  all = describe_all (self);

  /* Translators: "12 rows per loop", "300" loops, "3,600 in all" */
  return g_strdup_printf (_ ("%s; %s loops, %s"), given, loops_text, all);
}
