/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"

#define MISESTIMATE_FACTOR 10
#define MISESTIMATE_ROWS 1000
#define JIT_SHARE 0.2
#define TRIGGER_SHARE 0.2

/* Choices that rest on row estimates: how to join, how to sort, how much memory to take. */
static gboolean
is_chosen_by_rows (OptPlanNode *node)
{
  return g_str_has_suffix (node->type, " Join") || strcmp (node->type, "Nested Loop") == 0
         || g_str_has_suffix (node->type, "Sort") || strcmp (node->type, "Hash") == 0
         || strcmp (node->type, "Aggregate") == 0;
}

static gboolean
gives_one_row (OptPlanNode *node)
{
  return strcmp (node->type, "Aggregate") == 0
         && g_strcmp0 (opt_plan_node_get_text (node, "Strategy"), "Plain") == 0;
}

/* The topmost choice that a wrong number of rows from @node may have spoiled. */
static OptPlanNode *
find_misled (OptPlanNode *node)
{
  OptPlanNode *misled = NULL;

  for (; node->relationship == OPT_PLAN_RELATIONSHIP_CHILD; node = node->parent)
    {
      if (gives_one_row (node->parent))
        break;
      if (is_chosen_by_rows (node->parent))
        misled = node->parent;
    }

  return misled;
}

static const char *
get_misestimate_advice (OptPlanNode *node)
{
  if (strcmp (node->type, "Function Scan") == 0)
    return _ ("Tell the planner how many rows the function gives: ALTER FUNCTION … ROWS.");
  if (strcmp (node->type, "Foreign Scan") == 0)
    return _ ("ANALYZE the foreign table, or let the planner ask the remote server "
              "(use_remote_estimate).");

  return _ ("ANALYZE the tables; where columns depend on each other or an expression is compared, "
            "create extended statistics.");
}

static gboolean
is_misestimated (OptPlanNode *node)
{
  double loops = MAX (node->loops, 1);

  return !node->may_stop_early && opt_plan_node_get_misestimate (node) > MISESTIMATE_FACTOR
         && MAX (node->rows, node->plan_rows) * loops > MISESTIMATE_ROWS;
}

/* What is wrong below is wrong above, too; the cause is below. */
static gboolean
has_misestimated_input (OptPlanNode *node)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (node, i);

      if (is_misestimated (child)
          && (child->rows > child->plan_rows) == (node->rows > node->plan_rows))
        return TRUE;
    }

  return FALSE;
}

static void
find_misestimate (OptPlan *self, OptPlanNode *node)
{
  OptPlanNode *misled = find_misled (node);
  g_autofree char *label = NULL;
  g_autofree char *rows = NULL;
  g_autofree char *plan_rows = NULL;
  g_autofree char *factor = NULL;

  if (misled == NULL || !is_misestimated (node) || has_misestimated_input (node))
    return;

  label = opt_plan_node_get_label (node);
  rows = opt_format_number (node->rows);
  plan_rows = opt_format_number (node->plan_rows);
  factor = opt_format_factor (opt_plan_node_get_misestimate (node));
  opt_plan_add_finding (self, OPT_FINDING_MISESTIMATE, node,
                        opt_plan_has_times (self) ? misled->inclusive_ms - node->inclusive_ms
                                                  : misled->effective_cost - node->effective_cost,
                        node->rows > node->plan_rows
                            ? g_strdup_printf (_ ("%s gives more rows than expected"), label)
                            : g_strdup_printf (_ ("%s gives fewer rows than expected"), label),
                        g_strdup_printf (_ ("%s rows where %s were expected: off by %s"), rows,
                                         plan_rows, factor),
                        _ ("Joins, sorts and memory above it are chosen by this estimate."),
                        g_strdup (get_misestimate_advice (node)));
}

/*
 * opt_plan_find_misestimates:
 *
 * Finds the row estimates that misled the planner, each at its origin.
 */
void
opt_plan_find_misestimates (OptPlan *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    find_misestimate (self, opt_plan_nth_node (self, i));
}

static void
find_jit (OptPlan *self)
{
  double total = opt_plan_get_total_ms (self);
  g_autofree char *jit = NULL;
  g_autofree char *total_text = NULL;

  if (!(self->jit_ms > JIT_SHARE * total))
    return;

  jit = opt_format_duration (self->jit_ms);
  total_text = opt_format_duration (total);
  /* Parallel workers compile at the same time: the sum may exceed the execution. */
  opt_plan_add_finding (self, OPT_FINDING_JIT, NULL, MIN (self->jit_ms, total),
                        g_strdup (_ ("Compiling the statement takes a good part of its time")),
                        g_strdup_printf (_ ("%s of compilation, %s of execution"), jit, total_text),
                        _ ("Just-in-time compilation pays only for statements that run for long."),
                        g_strdup (_ ("Raise jit_above_cost, or turn jit off for this statement.")));
}

static void
find_planning (OptPlan *self)
{
  g_autofree char *planning = NULL;
  g_autofree char *execution = NULL;

  if (!opt_plan_has_times (self) || !(self->planning_ms > self->execution_ms))
    return;

  planning = opt_format_duration (self->planning_ms);
  execution = opt_format_duration (self->execution_ms);
  opt_plan_add_finding (
      self, OPT_FINDING_PLANNING, NULL, self->planning_ms,
      g_strdup (_ ("Planning takes longer than execution")),
      g_strdup_printf (_ ("%s of planning, %s of execution"), planning, execution),
      _ ("Many tables, partitions or indexes give the planner much to consider."),
      g_strdup (_ ("Prepare the statement once and run it often; the first plan in a session also "
                   "fills caches.")));
}

static void
find_trigger (OptPlan *self, const OptPlanTrigger *trigger)
{
  const char *name = trigger->constraint != NULL ? trigger->constraint : trigger->name;
  g_autofree char *time = NULL;
  g_autofree char *calls = NULL;

  if (!(trigger->time_ms > TRIGGER_SHARE * opt_plan_get_total_ms (self)))
    return;

  time = opt_format_duration (trigger->time_ms);
  calls = opt_format_number (trigger->calls);
  opt_plan_add_finding (
      self, OPT_FINDING_TRIGGER, NULL, trigger->time_ms,
      trigger->constraint != NULL
          ? g_strdup_printf (_ ("The constraint %s takes a good part of the time"), name)
          : g_strdup_printf (_ ("The trigger %s takes a good part of the time"),
                             name != NULL ? name : "?"),
      g_strdup_printf (_ ("%s calls took %s"), calls, time),
      trigger->constraint != NULL ? _ (
          "A foreign key looks up the referencing rows of each row that is deleted or changed.")
                                  : _ ("The trigger's function runs for each row or statement."),
      g_strdup (trigger->constraint != NULL
                    ? _ ("See whether the referencing columns have an index.")
                    : _ ("Look into the trigger's function.")));
}

static void
find_missing_workers (OptPlan *self, OptPlanNode *gather)
{
  double planned = opt_plan_node_get_figure (gather, "Workers Planned");
  double launched = opt_plan_node_get_figure (gather, "Workers Launched");

  if (!(launched < planned) || !(gather->loops > 0))
    return;

  opt_plan_add_finding (
      self, OPT_FINDING_WORKERS, gather,
      opt_plan_has_times (self) ? gather->inclusive_ms : gather->effective_cost,
      g_strdup (_ ("Fewer parallel workers ran than were planned")),
      g_strdup_printf (_ ("%.0f of %.0f workers"), launched, planned),
      _ ("The plan was chosen for more processes than it got."),
      g_strdup (
          _ ("See whether max_parallel_workers and max_worker_processes are used up by others.")));
}

/*
 * opt_plan_find_statement_findings:
 *
 * Finds what lies outside the nodes: compilation, planning, triggers, missing workers.
 */
void
opt_plan_find_statement_findings (OptPlan *self)
{
  find_jit (self);
  find_planning (self);
  for (guint i = 0; i < self->triggers->len; i++)
    find_trigger (self, opt_plan_get_trigger (self, i));
  for (guint i = 0; i < self->nodes->len; i++)
    find_missing_workers (self, opt_plan_nth_node (self, i));
}
