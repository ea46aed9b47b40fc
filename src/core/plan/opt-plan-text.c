/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"

#define BAR_CELLS 8
/* Columns, in characters. */
#define MEASURE_WIDTH 9
#define SHARE_WIDTH 9
#define ROWS_WIDTH 10
#define FACTOR_WIDTH 10

/* printf() counts bytes. */
static void
append_right (GString *text, const char *cell, glong width)
{
  for (glong i = g_utf8_strlen (cell, -1); i < width; i++)
    g_string_append_c (text, ' ');
  g_string_append (text, cell);
}

static void
append_bar (GString *text, double share)
{
  static const char *const eighths[] = { " ", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
  int filled = isfinite (share) ? (int) lround (CLAMP (share, 0, 1) * BAR_CELLS * 8) : 0;

  for (int i = 0; i < BAR_CELLS; i++)
    {
      int rest = filled - i * 8;

      g_string_append (text, rest >= 8 ? "█" : eighths[MAX (rest, 0)]);
    }
}

static char *
describe_misestimate (OptPlanNode *node)
{
  double misestimate = opt_plan_node_get_misestimate (node);
  g_autofree char *factor = opt_format_factor (misestimate);

  if (!(misestimate > 1))
    return g_strdup (misestimate == 1 ? "=" : OPT_FORMAT_NONE);

  /* Nobody wanted more: in parentheses. */
  if (opt_plan_node_may_stop_early (node))
    return g_strdup_printf ("(↓%s)", factor);

  return g_strconcat (opt_plan_node_get_rows (node) > opt_plan_node_get_plan_rows (node) ? "↑"
                                                                                         : "↓",
                      factor, NULL);
}

static void
append_figures (GString *text, OptPlan *self, OptPlanNode *node)
{
  double measure = opt_plan_get_own_measure (self, node);
  double share = opt_plan_get_own_share (self, node);
  g_autofree char *measure_text
      = opt_plan_has_times (self) ? opt_format_duration (measure) : opt_format_number (measure);
  g_autofree char *share_text
      = isfinite (share) ? g_strdup_printf ("%.1f %%", share * 100) : g_strdup (OPT_FORMAT_NONE);
  g_autofree char *rows
      = opt_format_number (opt_plan_node_is_never_executed (node) ? NAN
                           : opt_plan_has_rows (self)             ? opt_plan_node_get_rows (node)
                                                      : opt_plan_node_get_plan_rows (node));
  g_autofree char *factor = describe_misestimate (node);

  append_right (text, measure_text, MEASURE_WIDTH);
  append_right (text, share_text, SHARE_WIDTH);
  g_string_append_c (text, ' ');
  append_bar (text, share);
  append_right (text, rows, ROWS_WIDTH);
  if (opt_plan_has_rows (self))
    append_right (text, factor, FACTOR_WIDTH);
  g_string_append (text, "  ");
}

static gboolean
is_last_child (OptPlanNode *node)
{
  OptPlanNode *parent = opt_plan_node_get_parent (node);

  return opt_plan_node_get_child (parent, opt_plan_node_get_n_children (parent) - 1) == node;
}

static void
append_branches (GString *text, OptPlanNode *node)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  if (opt_plan_node_get_parent (node) == NULL)
    return;

  g_ptr_array_add (parts, (gpointer) (is_last_child (node) ? "└ " : "├ "));
  for (OptPlanNode *above = opt_plan_node_get_parent (node);
       opt_plan_node_get_parent (above) != NULL; above = opt_plan_node_get_parent (above))
    g_ptr_array_add (parts, (gpointer) (is_last_child (above) ? "  " : "│ "));
  for (guint i = parts->len; i > 0; i--)
    g_string_append (text, g_ptr_array_index (parts, i - 1));
}

static void
append_node (GString *text, OptPlan *self, OptPlanNode *node)
{
  g_autofree char *label = opt_plan_node_get_label (node);
  double loops = opt_plan_node_get_loops (node);

  append_figures (text, self, node);
  g_string_append_printf (text, "%3d ", opt_plan_node_get_id (node));
  append_branches (text, node);
  if (opt_plan_node_get_subplan_name (node) != NULL)
    g_string_append_printf (text, "%s: ", opt_plan_node_get_subplan_name (node));
  g_string_append (text, label);
  if (opt_plan_node_is_never_executed (node))
    g_string_append_printf (text, "  (%s)", _ ("never executed"));
  else if (loops > 1)
    {
      g_autofree char *loops_text = opt_format_number (loops);

      g_string_append (text, "  ");
      g_string_append_printf (text, _ ("(%s loops)"), loops_text);
    }
  if (opt_plan_is_rounding_notable (self, node))
    {
      g_autofree char *rounding = opt_format_duration (opt_plan_node_get_rounding_ms (node));

      g_string_append_printf (text, "  (± %s)", rounding);
    }
  if (opt_plan_node_get_spill (node) != OPT_PLAN_SPILL_NONE)
    g_string_append_printf (text, "  (%s)", _ ("temporary files"));
  g_string_append_c (text, '\n');
}

static void
append_summary (GString *text, OptPlan *self)
{
  g_autofree char *execution = opt_format_duration (opt_plan_get_execution_ms (self));
  g_autofree char *planning = opt_format_duration (opt_plan_get_planning_ms (self));
  g_autofree char *cost = opt_format_number (opt_plan_get_total_cost (self));

  if (opt_plan_has_rows (self))
    g_string_append_printf (text, _ ("Execution %s, planning %s"), execution, planning);
  else if (!isnan (opt_plan_get_execution_ms (self)))
    g_string_append_printf (text,
                            _ ("Execution %s, the nodes were not measured. Estimated cost %s"),
                            execution, cost);
  else
    g_string_append_printf (text, _ ("Not run. Estimated cost %s"), cost);
  if (opt_plan_get_n_plans (self) > 1)
    g_string_append_printf (text, _ ("; of %u plans together"), opt_plan_get_n_plans (self));
  if (opt_plan_has_rows (self) && !opt_plan_has_times (self))
    g_string_append (text, _ ("; the nodes were not timed, shares are of the estimated cost"));
  g_string_append_c (text, '\n');

  if (opt_plan_get_outside_root_ms (self) > 0)
    {
      g_autofree char *outside = opt_format_duration (opt_plan_get_outside_root_ms (self));

      g_string_append_printf (text, _ ("%s after the main plan, in a WITH query that changes data"),
                              outside);
      g_string_append_c (text, '\n');
    }
}

static void
append_header (GString *text, OptPlan *self)
{
  g_string_append_c (text, '\n');
  append_right (text, opt_plan_has_times (self) ? _ ("own time") : _ ("own cost"), MEASURE_WIDTH);
  append_right (text, _ ("share"), SHARE_WIDTH);
  append_right (text, "", BAR_CELLS + 1);
  append_right (text, opt_plan_has_rows (self) ? _ ("rows/loop") : _ ("est. rows"), ROWS_WIDTH);
  if (opt_plan_has_rows (self))
    append_right (text, _ ("est."), FACTOR_WIDTH);
  g_string_append_c (text, '\n');
}

static void
append_finding (GString *text, OptFinding *finding)
{
  OptPlanNode *node = opt_finding_get_node (finding);
  g_autofree char *share = opt_format_percent (opt_finding_get_share (finding));

  g_string_append_printf (text, "\n%s", opt_finding_get_title (finding));
  if (node != NULL)
    g_string_append_printf (text, " [%d]", opt_plan_node_get_id (node));
  g_string_append_c (text, '\n');
  if (opt_finding_get_severity (finding) == OPT_FINDING_SEVERITY_NOTE)
    g_string_append_printf (text, "  %s", opt_finding_get_seen (finding));
  else
    g_string_append_printf (text,
                            isnan (opt_finding_get_explained_ms (finding))
                                ? _ ("  %s; up to %s of the estimated cost")
                                : _ ("  %s; up to %s of the time"),
                            opt_finding_get_seen (finding), share);
  g_string_append_printf (text, "\n  %s\n  → %s\n  ? %s\n", opt_finding_get_why (finding),
                          opt_finding_get_advice (finding), opt_finding_get_caveat (finding));
}

/**
 * opt_plan_to_text:
 * @self: a plan
 *
 * The plan for a terminal: each node with its exclusive time (its exclusive cost, where there is no
 * time), its share, its rows per loop and by how much they were misestimated (↑ more than expected,
 * ↓ fewer), then the findings.
 *
 * Returns: (transfer full): lines of text
 */
char *
opt_plan_to_text (OptPlan *self)
{
  GString *text;

  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  text = g_string_new (NULL);
  if (opt_plan_get_n_nodes (self) == 0)
    {
      g_string_append (text, opt_plan_get_n_utility_statements (self) > 0
                                 ? _ ("A utility statement has no plan.")
                                 : _ ("Nothing is run: rules turn the statement into nothing."));
      g_string_append_c (text, '\n');
      return g_string_free (text, FALSE);
    }

  append_summary (text, self);
  append_header (text, self);
  for (guint i = 1; i <= opt_plan_get_n_nodes (self); i++)
    append_node (text, self, opt_plan_get_node (self, (int) i));
  for (guint i = 0; i < opt_plan_get_n_findings (self); i++)
    append_finding (text, opt_plan_get_finding (self, i));

  return g_string_free (text, FALSE);
}
