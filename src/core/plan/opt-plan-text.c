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

/* Of the whole: what explain.depesz.com has in yellow and in red. */
#define NOTABLE_SHARE 0.1
#define LARGE_SHARE 0.5
/* Rows off by so much are marked by explain.depesz.com, too. */
#define NOTABLE_FACTOR 10
#define LARGE_FACTOR 100

/* So much of a condition is shown on the narrowest terminal. */
#define LEAST_CONDITION 20

typedef struct
{
  GString *text;
  OptPlanTextStyler styler; /* (nullable) */
  guint columns;            /* how many there are for conditions, or 0: as many as they need */
} Writer;

static void
append_styled (Writer *writer, OptPlanTextStyle style, const char *words)
{
  g_autofree char *styled
      = writer->styler != NULL && *words != '\0' ? writer->styler (style, words) : NULL;

  g_string_append (writer->text, styled != NULL ? styled : words);
}

static void
append (Writer *writer, const char *words)
{
  append_styled (writer, OPT_PLAN_TEXT_PLAIN, words);
}

G_GNUC_PRINTF (2, 3)
static void
append_printf (Writer *writer, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  append (writer, words);
}

/* Not of anybody's words. */
static void
end_line (Writer *writer)
{
  g_string_append_c (writer->text, '\n');
}

/* printf() counts bytes. */
static void
append_right (Writer *writer, OptPlanTextStyle style, const char *cell, glong width)
{
  for (glong i = g_utf8_strlen (cell, -1); i < width; i++)
    g_string_append_c (writer->text, ' ');
  append_styled (writer, style, cell);
}

static OptPlanTextStyle
get_share_style (double share)
{
  return share >= LARGE_SHARE     ? OPT_PLAN_TEXT_BAD
         : share >= NOTABLE_SHARE ? OPT_PLAN_TEXT_WARNING
                                  : OPT_PLAN_TEXT_PLAIN;
}

static void
append_bar (Writer *writer, double share)
{
  static const char *const eighths[] = { " ", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
  g_autoptr (GString) bar = g_string_new (NULL);
  int filled = isfinite (share) ? (int) lround (CLAMP (share, 0, 1) * BAR_CELLS * 8) : 0;

  for (int i = 0; i < BAR_CELLS; i++)
    {
      int rest = filled - i * 8;

      g_string_append (bar, rest >= 8 ? "█" : eighths[MAX (rest, 0)]);
    }
  append_styled (writer, get_share_style (share), bar->str);
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

static OptPlanTextStyle
get_factor_style (OptPlanNode *node)
{
  double factor = opt_plan_node_get_misestimate (node);

  return opt_plan_node_may_stop_early (node) ? OPT_PLAN_TEXT_DIM
         : factor > LARGE_FACTOR             ? OPT_PLAN_TEXT_BAD
         : factor > NOTABLE_FACTOR           ? OPT_PLAN_TEXT_WARNING
                                             : OPT_PLAN_TEXT_PLAIN;
}

static void
append_figures (Writer *writer, OptPlan *self, OptPlanNode *node)
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

  append_right (writer, get_share_style (share), measure_text, MEASURE_WIDTH);
  append_right (writer, get_share_style (share), share_text, SHARE_WIDTH);
  g_string_append_c (writer->text, ' ');
  append_bar (writer, share);
  append_right (writer, OPT_PLAN_TEXT_PLAIN, rows, ROWS_WIDTH);
  if (opt_plan_has_rows (self))
    append_right (writer, get_factor_style (node), factor, FACTOR_WIDTH);
  append (writer, "  ");
}

static gboolean
is_last_child (OptPlanNode *node)
{
  OptPlanNode *parent = opt_plan_node_get_parent (node);

  return opt_plan_node_get_child (parent, opt_plan_node_get_n_children (parent) - 1) == node;
}

static void
append_branches (Writer *writer, OptPlanNode *node)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  if (opt_plan_node_get_parent (node) == NULL)
    return;

  g_ptr_array_add (parts, (gpointer) (is_last_child (node) ? "└ " : "├ "));
  for (OptPlanNode *above = opt_plan_node_get_parent (node);
       opt_plan_node_get_parent (above) != NULL; above = opt_plan_node_get_parent (above))
    g_ptr_array_add (parts, (gpointer) (is_last_child (above) ? "  " : "│ "));
  for (guint i = parts->len; i > 0; i--)
    append (writer, g_ptr_array_index (parts, i - 1));
}

static void
append_node (Writer *writer, OptPlan *self, OptPlanNode *node)
{
  g_autofree char *label = opt_plan_node_get_label (node);
  double loops = opt_plan_node_get_loops (node);

  append_figures (writer, self, node);
  append_printf (writer, "%3d ", opt_plan_node_get_id (node));
  append_branches (writer, node);
  if (opt_plan_node_get_subplan_name (node) != NULL)
    append_printf (writer, "%s: ", opt_plan_node_get_subplan_name (node));
  append_styled (writer,
                 opt_plan_node_is_never_executed (node) ? OPT_PLAN_TEXT_DIM : OPT_PLAN_TEXT_PLAIN,
                 label);
  if (opt_plan_node_is_never_executed (node))
    append_printf (writer, "  (%s)", _ ("never executed"));
  else if (loops > 1)
    {
      g_autofree char *loops_text = opt_format_number (loops);

      append (writer, "  ");
      append_printf (writer, _ ("(%s loops)"), loops_text);
    }
  if (opt_plan_is_rounding_notable (self, node))
    {
      g_autofree char *rounding = opt_format_duration (opt_plan_node_get_rounding_ms (node));

      append_printf (writer, "  (± %s)", rounding);
    }
  if (opt_plan_node_get_spill (node) != OPT_PLAN_SPILL_NONE)
    {
      append (writer, "  (");
      append_styled (writer, OPT_PLAN_TEXT_WARNING, _ ("temporary files"));
      append (writer, ")");
    }
  end_line (writer);
}

/* What stands left of a line below a node: nothing in place of its figures, the branches go on. */
static guint
append_margin (Writer *writer, OptPlan *self, OptPlanNode *node)
{
  guint figures = MEASURE_WIDTH + SHARE_WIDTH + 1 + BAR_CELLS + ROWS_WIDTH
                  + (opt_plan_has_rows (self) ? FACTOR_WIDTH : 0) + 2 + 4;
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  g_string_append_printf (writer->text, "%*s", (int) figures, "");
  g_ptr_array_add (parts, (gpointer) (opt_plan_node_get_n_children (node) > 0 ? "│ " : "  "));
  for (OptPlanNode *above = node; opt_plan_node_get_parent (above) != NULL;
       above = opt_plan_node_get_parent (above))
    g_ptr_array_add (parts, (gpointer) (is_last_child (above) ? "  " : "│ "));
  for (guint i = parts->len; i > 0; i--)
    append (writer, g_ptr_array_index (parts, i - 1));

  return figures + 2 * parts->len;
}

/* As much of it as there is room for. */
static char *
cut (const char *words, guint room)
{
  if ((guint) g_utf8_strlen (words, -1) <= room)
    return g_strdup (words);

  return g_strdup_printf ("%.*s…",
                          (int) (g_utf8_offset_to_pointer (words, (glong) room - 1) - words),
                          words);
}

/* Which rows it gives, in PostgreSQL's own words. */
static void
append_conditions (Writer *writer, OptPlan *self, OptPlanNode *node)
{
  static const char *const keys[]
      = { "Index Cond", "Recheck Cond", "TID Cond",        "Hash Cond",     "Merge Cond",
          "Order By",   "Join Filter",  "One-Time Filter", "Run Condition", "Filter" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *condition = opt_plan_node_get_text (node, keys[i]);
      g_autofree char *words = NULL;
      g_autofree char *shown = NULL;
      guint margin;

      if (condition == NULL)
        continue;
      words = g_strdup_printf ("%s: %s", keys[i], condition);
      g_strdelimit (words, "\n\t", ' ');
      margin = append_margin (writer, self, node);
      shown = writer->columns == 0 ? g_strdup (words)
                                   : cut (words, writer->columns > margin + LEAST_CONDITION
                                                     ? writer->columns - margin
                                                     : LEAST_CONDITION);
      append_styled (writer, OPT_PLAN_TEXT_DIM, shown);
      end_line (writer);
    }
}

static void
append_summary (Writer *writer, OptPlan *self)
{
  g_autofree char *execution = opt_format_duration (opt_plan_get_execution_ms (self));
  g_autofree char *planning = opt_format_duration (opt_plan_get_planning_ms (self));
  g_autofree char *cost = opt_format_number (opt_plan_get_total_cost (self));
  g_autofree char *unread = opt_plan_describe_unread (self);

  if (opt_plan_has_rows (self))
    append_printf (writer, _ ("Execution %s, planning %s"), execution, planning);
  else if (!isnan (opt_plan_get_execution_ms (self)))
    append_printf (writer, _ ("Execution %s, the nodes were not measured. Estimated cost %s"),
                   execution, cost);
  else
    append_printf (writer, _ ("Not run. Estimated cost %s"), cost);
  if (opt_plan_get_n_plans (self) > 1)
    append_printf (writer, _ ("; of %u plans together"), opt_plan_get_n_plans (self));
  if (opt_plan_get_n_untimed (self) > 0)
    append_printf (writer, _ ("; %u without times of nodes, shares are of the others"),
                   opt_plan_get_n_untimed (self));
  if (opt_plan_has_rows (self) && !opt_plan_has_times (self))
    append (writer, _ ("; the nodes were not timed, shares are of the estimated cost"));
  if (unread != NULL)
    append_printf (writer, "; %s", unread);
  end_line (writer);

  if (opt_plan_get_outside_root_ms (self) > 0)
    {
      g_autofree char *outside = opt_format_duration (opt_plan_get_outside_root_ms (self));

      append_printf (writer, _ ("%s after the main plan, in a WITH query that changes data"),
                     outside);
      end_line (writer);
    }
}

static void
append_header (Writer *writer, OptPlan *self)
{
  end_line (writer);
  append_right (writer, OPT_PLAN_TEXT_DIM,
                opt_plan_has_times (self) ? _ ("own time") : _ ("own cost"), MEASURE_WIDTH);
  append_right (writer, OPT_PLAN_TEXT_DIM, _ ("share"), SHARE_WIDTH);
  append_right (writer, OPT_PLAN_TEXT_DIM, "", BAR_CELLS + 1);
  append_right (writer, OPT_PLAN_TEXT_DIM,
                opt_plan_has_rows (self) ? _ ("rows/loop") : _ ("est. rows"), ROWS_WIDTH);
  if (opt_plan_has_rows (self))
    append_right (writer, OPT_PLAN_TEXT_DIM, _ ("est."), FACTOR_WIDTH);
  end_line (writer);
}

static void
append_finding (Writer *writer, OptFinding *finding)
{
  OptPlanNode *node = opt_finding_get_node (finding);
  g_autofree char *share = opt_format_percent (opt_finding_get_share (finding));

  end_line (writer);
  append_styled (writer,
                 opt_finding_get_severity (finding) == OPT_FINDING_SEVERITY_NOTE
                     ? OPT_PLAN_TEXT_BOLD
                     : OPT_PLAN_TEXT_WARNING,
                 opt_finding_get_title (finding));
  if (node != NULL)
    append_printf (writer, " [%d]", opt_plan_node_get_id (node));
  end_line (writer);
  if (opt_finding_get_severity (finding) == OPT_FINDING_SEVERITY_NOTE)
    append_printf (writer, "  %s", opt_finding_get_seen (finding));
  else
    append_printf (writer,
                   isnan (opt_finding_get_explained_ms (finding))
                       ? _ ("  %s; up to %s of the estimated cost")
                       : _ ("  %s; up to %s of the time"),
                   opt_finding_get_seen (finding), share);
  append_printf (writer, "\n  %s\n  → %s\n  ? %s\n", opt_finding_get_why (finding),
                 opt_finding_get_advice (finding), opt_finding_get_caveat (finding));
}

/**
 * opt_plan_to_styled_text:
 * @self: a plan
 * @styler: (nullable): shows words in a style; it gets all that may have been written by strangers
 * @columns: how many there are for the conditions of nodes, which are cut there; 0: they are not
 *
 * The plan for a terminal: each node with its exclusive time (its exclusive cost, where there is no
 * time), its share, its rows per loop and by how much they were misestimated (↑ more than expected,
 * ↓ fewer), with its conditions below it, then the findings.
 *
 * Returns: (transfer full): lines of text
 */
char *
opt_plan_to_styled_text (OptPlan *self, OptPlanTextStyler styler, guint columns)
{
  g_autoptr (GString) text = NULL;
  Writer writer = { .styler = styler, .columns = columns };

  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  text = g_string_new (NULL);
  writer.text = text;
  if (opt_plan_get_n_nodes (self) == 0)
    {
      append (&writer, opt_plan_get_n_utility_statements (self) > 0
                           ? _ ("A utility statement has no plan.")
                           : _ ("Nothing is run: rules turn the statement into nothing."));
      end_line (&writer);
      return g_string_free (g_steal_pointer (&text), FALSE);
    }

  append_summary (&writer, self);
  append_header (&writer, self);
  for (guint i = 1; i <= opt_plan_get_n_nodes (self); i++)
    {
      append_node (&writer, self, opt_plan_get_node (self, (int) i));
      append_conditions (&writer, self, opt_plan_get_node (self, (int) i));
    }
  for (guint i = 0; i < opt_plan_get_n_findings (self); i++)
    append_finding (&writer, opt_plan_get_finding (self, i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * opt_plan_to_text:
 * @self: a plan
 *
 * Returns: (transfer full): what opt_plan_to_styled_text() makes of it, plain
 */
char *
opt_plan_to_text (OptPlan *self)
{
  return opt_plan_to_styled_text (self, NULL, 0);
}
