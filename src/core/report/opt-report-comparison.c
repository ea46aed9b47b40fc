/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-comparison.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-text.h"

/* From here on there is room for both trees side by side. */
#define WIDE 130
#define GAP 3
#define MEASURE_WIDTH 9
/* Deeper nodes are no further in: the terminal ends somewhere. */
#define DEEPEST 24

typedef struct
{
  OptText *text;
  OptPlanComparison *comparison;
  gboolean by_time;
} Writer;

static double
get_measure (const Writer *writer, const OptPlanSum *sum)
{
  return writer->by_time ? MAX (sum->ms, 0) : sum->cost;
}

static char *
format_measure (const Writer *writer, double measure)
{
  return writer->by_time ? opt_format_duration (measure) : opt_format_number (measure);
}

/* What moved too little to be told has no colour. */
static OptTextStyle
get_style (const Writer *writer, double moved)
{
  if (!opt_plan_comparison_is_notable (writer->comparison, moved))
    return OPT_TEXT_PLAIN;

  return moved < 0 ? OPT_TEXT_GOOD : OPT_TEXT_BAD;
}

static char *
list_nodes (OptPlanChange *change)
{
  GString *list = g_string_new (NULL);

  for (guint side = 0; side < 2; side++)
    {
      if (side == 1)
        g_string_append (list, " → ");
      for (guint i = 0; i < opt_plan_change_get_n_nodes (change, side); i++)
        g_string_append_printf (list, "%s%d", i > 0 ? ", " : "",
                                opt_plan_node_get_id (opt_plan_change_get_node (change, side, i)));
      if (opt_plan_change_get_n_nodes (change, side) == 0)
        g_string_append (list, "–");
    }

  return g_string_free (list, FALSE);
}

static void
add_change (const Writer *writer, OptPlanChange *change, guint number)
{
  double moved = writer->by_time ? opt_plan_change_get_moved_ms (change)
                                 : opt_plan_change_get_moved_cost (change);
  g_autofree char *measure = format_measure (writer, moved);
  g_autofree char *signed_measure
      = moved > 0 ? g_strconcat ("+", measure, NULL) : g_strdup (measure);
  g_autofree char *word = g_strdup_printf ("%u. %s", number, signed_measure);
  g_autofree char *nodes = list_nodes (change);
  g_autofree char *title
      = opt_plan_change_get_n_nodes (change, 0) + opt_plan_change_get_n_nodes (change, 1) > 0
            ? g_strdup_printf ("%s [%s]", opt_plan_change_get_title (change), nodes)
            : g_strdup (opt_plan_change_get_title (change));

  opt_text_item (writer->text, 1, get_style (writer, moved), word, title);
  if (*opt_plan_change_get_seen (change) != '\0')
    opt_text_line (writer->text, 4, opt_plan_change_get_seen (change));
}

static char *
indent_label (OptPlanNode *node)
{
  g_autofree char *label = opt_plan_node_get_label (node);
  const char *subplan = opt_plan_node_get_subplan_name (node);
  g_autofree char *space = g_strnfill (MIN (opt_plan_node_get_depth (node), DEEPEST) * 2, ' ');

  return g_strdup_printf ("%s%d %s%s%s", space, opt_plan_node_get_id (node),
                          subplan != NULL ? subplan : "", subplan != NULL ? ": " : "", label);
}

static gboolean
have_same_label (const OptPlanPair *pair)
{
  g_autofree char *first = pair->nodes[0] != NULL ? opt_plan_node_get_label (pair->nodes[0]) : NULL;
  g_autofree char *second
      = pair->nodes[1] != NULL ? opt_plan_node_get_label (pair->nodes[1]) : NULL;

  return g_strcmp0 (first, second) == 0;
}

static OptTextStyle
get_pair_style (const Writer *writer, const OptPlanPair *pair)
{
  double moved = get_measure (writer, &pair->sums[1]) - get_measure (writer, &pair->sums[0]);

  return pair->change != NULL || !isfinite (moved) ? get_style (writer, moved) : OPT_TEXT_PLAIN;
}

static void
add_measure (const Writer *writer, const OptPlanPair *pair, guint side, OptTextStyle style)
{
  g_autofree char *measure = pair->nodes[side] != NULL
                                 ? format_measure (writer, get_measure (writer, &pair->sums[side]))
                                 : g_strdup ("");

  opt_text_number_cell (writer->text, style, measure, MEASURE_WIDTH);
}

static void
add_line (const Writer *writer, const OptPlanPair *pair, const char *mark, guint only)
{
  OptPlanNode *node = pair->nodes[only == 0 || pair->nodes[1] == NULL ? 0 : 1];
  g_autofree char *label = indent_label (node);
  OptPlanPair shown = *pair;

  /* One of two lines has but its own figures. */
  if (only < 2)
    shown.nodes[!only] = NULL;
  opt_text_cell (writer->text,
                 *mark == '+'   ? OPT_TEXT_GOOD
                 : *mark == '-' ? OPT_TEXT_BAD
                                : OPT_TEXT_BOLD,
                 mark, 2);
  add_measure (writer, &shown, 0, OPT_TEXT_DIM);
  add_measure (writer, &shown, 1, get_pair_style (writer, pair));
  opt_text_cell (writer->text, OPT_TEXT_PLAIN, "  ", 2);
  opt_text_cell (writer->text, OPT_TEXT_PLAIN, label, 0);
  opt_text_end_line (writer->text);
}

/* Like a patch: what is only in the first with -, what is only in the second with +, and what is in
 * both but took another time with ~. */
static void
add_lines (const Writer *writer)
{
  opt_text_cell (writer->text, OPT_TEXT_DIM, "", 2);
  opt_text_number_cell (writer->text, OPT_TEXT_DIM, _ ("first"), MEASURE_WIDTH);
  opt_text_number_cell (writer->text, OPT_TEXT_DIM, _ ("second"), MEASURE_WIDTH);
  opt_text_end_line (writer->text);
  for (guint i = 0; i < opt_plan_comparison_get_n_pairs (writer->comparison); i++)
    {
      const OptPlanPair *pair = opt_plan_comparison_get_pair (writer->comparison, i);

      if (have_same_label (pair))
        add_line (writer, pair, pair->change != NULL ? "~" : " ", 2);
      else
        {
          if (pair->nodes[0] != NULL)
            add_line (writer, pair, "-", 0);
          if (pair->nodes[1] != NULL)
            add_line (writer, pair, "+", 1);
        }
    }
}

static void
add_columns (const Writer *writer, guint columns)
{
  guint width = (columns - GAP) / 2;

  opt_text_cell (writer->text, OPT_TEXT_DIM, _ ("first"), width + GAP);
  opt_text_cell (writer->text, OPT_TEXT_DIM, _ ("second"), 0);
  opt_text_end_line (writer->text);
  for (guint i = 0; i < opt_plan_comparison_get_n_pairs (writer->comparison); i++)
    {
      const OptPlanPair *pair = opt_plan_comparison_get_pair (writer->comparison, i);
      gboolean same = have_same_label (pair);

      for (guint side = 0; side < 2; side++)
        {
          OptPlanNode *node = pair->nodes[side];
          g_autofree char *label = node != NULL ? indent_label (node) : g_strdup ("");
          const char *mark = node == NULL                   ? " "
                             : same && pair->change == NULL ? " "
                             : same                         ? "~"
                             : side == 0                    ? "-"
                                                            : "+";

          opt_text_cell (writer->text,
                         *mark == '+'   ? OPT_TEXT_GOOD
                         : *mark == '-' ? OPT_TEXT_BAD
                                        : OPT_TEXT_BOLD,
                         mark, 1);
          add_measure (writer, pair, side,
                       side == 1 ? get_pair_style (writer, pair) : OPT_TEXT_PLAIN);
          opt_text_cell (writer->text, OPT_TEXT_PLAIN, "  ", 2);
          opt_text_cell (writer->text, OPT_TEXT_PLAIN, label, width - MEASURE_WIDTH - 3);
          if (side == 0)
            opt_text_cell (writer->text, OPT_TEXT_DIM, " │ ", GAP);
        }
      opt_text_end_line (writer->text);
    }
}

/**
 * opt_report_comparison_to_text:
 * @comparison: two plans
 * @colour: whether the terminal shows colours; nothing is told by them alone
 * @columns: how wide it is; from 130 on both trees stand side by side
 *
 * Returns: (transfer full): what differs between them, for a terminal
 */
char *
opt_report_comparison_to_text (OptPlanComparison *comparison, gboolean colour, guint columns)
{
  Writer writer = { 0 };
  guint n_changes;

  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (comparison), NULL);

  writer.text = opt_text_new (colour);
  writer.comparison = comparison;
  writer.by_time = opt_plan_comparison_get_measure (comparison) == OPT_PLAN_MEASURE_TIME;
  n_changes = opt_plan_comparison_get_n_changes (comparison);

  opt_text_line (writer.text, 0, opt_plan_comparison_get_verdict (comparison));
  if (opt_plan_comparison_get_caveat (comparison) != NULL)
    opt_text_item (writer.text, 0, OPT_TEXT_WARNING, _ ("Note:"),
                   opt_plan_comparison_get_caveat (comparison));

  if (n_changes > 0)
    opt_text_heading (writer.text, writer.by_time ? _ ("What changed, by the time it moved")
                                                  : _ ("What changed, by the cost it moved"));
  for (guint i = 0; i < n_changes; i++)
    add_change (&writer, opt_plan_comparison_get_change (comparison, i), i + 1);

  if (opt_plan_comparison_get_n_pairs (comparison) > 0)
    {
      opt_text_heading (writer.text, writer.by_time ? _ ("The plans, by each node's own time")
                                                    : _ ("The plans, by each node's own cost"));
      if (columns >= WIDE)
        add_columns (&writer, columns);
      else
        add_lines (&writer);
    }

  return opt_text_free_to_text (writer.text);
}
