/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-json.h"

/*
 * What lies outside the nodes: compilation, planning, triggers.
 */

/* A fifth of the execution: what is below pays for itself when the statement runs longer. */
#define JIT_SHARE 0.2
#define TRIGGER_SHARE 0.2
/* Looking a row up by an index takes a few microseconds, in a cold cache a few reads: a call that
 * takes a millisecond in the mean reads the table. */
#define FOREIGN_KEY_CALL_MS 1
/* MAX_PARALLEL_WORKER_LIMIT */
#define WORKERS_AT_MOST 1024

/*
 * opt_plan_get_jit_processes:
 *
 * In how many processes the statement was compiled at the same time: "JIT" tells the sum over the
 * leader and all workers (ExplainPrintJITSummary()).
 */
guint
opt_plan_get_jit_processes (OptPlan *self)
{
  double launched = 0;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      double workers = opt_plan_node_get_figure (opt_plan_nth_node (self, i), "Workers Launched");

      if (workers > launched)
        launched = workers;
    }

  return (guint) MIN (launched, WORKERS_AT_MOST) + 1;
}

static char *
describe_jit (OptPlan *self, double total, guint processes)
{
  g_autofree char *jit = opt_format_duration (self->jit_ms);
  g_autofree char *total_text = opt_format_duration (total);

  if (processes == 1)
    return g_strdup_printf (_ ("%s of compilation, %s of execution"), jit, total_text);

  return g_strdup_printf (ngettext ("%s of compilation in %u process, %s of execution",
                                    "%s of compilation in %u processes, %s of execution",
                                    processes),
                          jit, processes, total_text);
}

static void
find_jit (OptPlan *self)
{
  double total = opt_plan_get_total_ms (self);
  guint processes = opt_plan_get_jit_processes (self);
  double each = self->jit_ms / processes;

  if (!(each > JIT_SHARE * total))
    return;

  opt_plan_add_finding (
      self, OPT_FINDING_JIT, NULL, MIN (each, total),
      (OptFindingWords){
          .title = g_strdup (_ ("Compiling the statement takes a good part of its time")),
          .seen = describe_jit (self, total, processes),
          .why = _ ("Just-in-time compilation pays only for statements that run for long."),
          .advice = g_strdup (_ ("Raise jit_above_cost, or turn jit off for this statement.")),
          .caveat = _ ("Not so if the statement would take longer still without it: run it both "
                       "ways."),
      });
}

/* What planning read of the catalogs; of the first plan in a session it is much. */
static char *
describe_planning_blocks (OptPlan *self)
{
  double blocks = 0;

  for (guint i = 0; i < self->elements->len; i++)
    {
      JsonObject *planning = opt_json_get_object (self->elements->pdata[i], "Planning");

      blocks += opt_json_get_double (planning, "Shared Hit Blocks", 0)
                + opt_json_get_double (planning, "Shared Read Blocks", 0);
    }

  return blocks > 0 ? opt_format_number (blocks) : NULL;
}

/* Takes what is in @words: planning is no part of the execution, but of what both take. */
static void
add_planning (OptPlan *self, OptFindingWords words)
{
  double share = self->planning_ms / (self->planning_ms + self->execution_ms);

  if (opt_plan_is_worth (self, self->planning_ms))
    g_ptr_array_add (self->findings,
                     opt_finding_new (OPT_FINDING_PLANNING, OPT_FINDING_SEVERITY_WARNING, NULL,
                                      self->planning_ms, share, &words));
  opt_finding_words_clear (&words);
}

static void
find_planning (OptPlan *self)
{
  g_autofree char *planning = NULL;
  g_autofree char *execution = NULL;
  g_autofree char *blocks = NULL;

  if (!opt_plan_has_times (self) || !(self->planning_ms > self->execution_ms))
    return;

  planning = opt_format_duration (self->planning_ms);
  execution = opt_format_duration (self->execution_ms);
  blocks = describe_planning_blocks (self);
  add_planning (
      self,
      (OptFindingWords){
          .title = g_strdup (_ ("Planning takes longer than execution")),
          .seen
          = blocks != NULL
                ? g_strdup_printf (_ ("%s of planning, %s of execution; planning read %s blocks"),
                                   planning, execution, blocks)
                : g_strdup_printf (_ ("%s of planning, %s of execution"), planning, execution),
          .why = _ ("Many tables, partitions or indexes give the planner much to consider."),
          .advice
          = g_strdup (_ ("Prepare the statement once and run it often, or let it have fewer "
                         "partitions and indexes to consider.")),
          .caveat
          = _ ("Not so if this was the first plan in a session: it fills caches, and the next "
               "takes less."),
      });
}

/* ---- Triggers -------------------------------------------------------------------------------- */

/* RI_FKey_noaction_del() and its like look for referencing rows; their trigger is on the referenced
 * table and called RI_ConstraintTrigger_a_n. One with c checks that the referenced row is there,
 * which always has an index. Without VERBOSE the text format does not name it. */
static gboolean
looks_for_referencing_rows (const OptPlanTrigger *trigger)
{
  return trigger->constraint != NULL
         && (trigger->name == NULL || g_str_has_prefix (trigger->name, "RI_ConstraintTrigger_a_"));
}

static char *
describe_calls (const OptPlanTrigger *trigger)
{
  g_autofree char *time = opt_format_duration (trigger->time_ms);
  g_autofree char *calls = opt_format_number (trigger->calls);
  g_autofree char *each = opt_format_duration (trigger->time_ms / MAX (trigger->calls, 1));

  return g_strdup_printf (ngettext ("%s call took %s, %s each", "%s calls took %s, %s each",
                                    opt_plan_count (trigger->calls)),
                          calls, time, each);
}

static void
add_foreign_key (OptPlan *self, const OptPlanTrigger *trigger)
{
  opt_plan_add_finding (
      self, OPT_FINDING_FOREIGN_KEY, NULL, trigger->time_ms,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("The foreign key %s looks for referencing rows slowly"),
                                    trigger->constraint),
          .seen = describe_calls (trigger),
          .why
          = _ ("The rows that reference one that is deleted or changed are looked for each time. "
               "PostgreSQL makes no index for that by itself."),
          .advice
          = g_strdup_printf (_ ("See whether the referencing columns of %s have an index, and "
                                "consider one."),
                             trigger->constraint),
          .caveat
          = _ ("Not so if there is such an index, and each call deletes or changes many rows "
               "(CASCADE)."),
      });
}

static void
add_trigger (OptPlan *self, const OptPlanTrigger *trigger)
{
  const char *name = trigger->constraint != NULL ? trigger->constraint : trigger->name;
  gboolean constraint = trigger->constraint != NULL;

  if (name == NULL)
    name = "?";
  opt_plan_add_finding (
      self, OPT_FINDING_TRIGGER, NULL, trigger->time_ms,
      (OptFindingWords){
          .title
          = constraint
                ? g_strdup_printf (_ ("The constraint %s takes a good part of the time"), name)
                : g_strdup_printf (_ ("The trigger %s takes a good part of the time"), name),
          .seen = describe_calls (trigger),
          .why = constraint
                     ? _ ("A foreign key looks up a row of the other table for each row that "
                          "is written.")
                     : _ ("The trigger's function runs for each row or statement."),
          .advice = g_strdup (
              constraint ? _ ("See whether the referencing columns have an index. Large loads "
                              "may add the constraint after the rows.")
                         : _ ("Look into the trigger's function; what it does for each row "
                              "may be done once with transition tables.")),
          .caveat = constraint
                        ? _ ("Not so if so many rows are written that looking each up takes as "
                             "long.")
                        : _ ("Not so if the trigger does what the statement is for."),
      });
}

static void
find_trigger (OptPlan *self, const OptPlanTrigger *trigger)
{
  if (!(trigger->time_ms > TRIGGER_SHARE * opt_plan_get_total_ms (self)))
    return;

  if (looks_for_referencing_rows (trigger)
      && trigger->time_ms > FOREIGN_KEY_CALL_MS * MAX (trigger->calls, 1))
    add_foreign_key (self, trigger);
  else
    add_trigger (self, trigger);
}

/*
 * opt_plan_find_statement_findings:
 *
 * Finds what lies outside the nodes: compilation, planning, triggers.
 */
void
opt_plan_find_statement_findings (OptPlan *self)
{
  find_jit (self);
  find_planning (self);
  for (guint i = 0; i < self->triggers->len; i++)
    find_trigger (self, opt_plan_get_trigger (self, i));
}
