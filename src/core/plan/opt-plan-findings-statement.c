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
          .remedy = opt_finding_remedy_new_setting ("jit", "off"),
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

/* What a trigger is there for. PostgreSQL calls those that it makes itself by these names; whoever
 * makes a constraint trigger calls it as he likes. */
typedef enum
{
  TRIGGER_PLAIN,
  TRIGGER_CONSTRAINT,  /* somebody's own constraint trigger */
  TRIGGER_REFERENCED,  /* a foreign key's, which looks for referencing rows */
  TRIGGER_REFERENCING, /* a foreign key's, which looks the referenced row up by its key */
  TRIGGER_DEFERRED,    /* of a unique or exclusion constraint that can be deferred */
  TRIGGER_UNNAMED,     /* without VERBOSE the text format names the constraint alone */
} TriggerKind;

static TriggerKind
get_trigger_kind (const OptPlanTrigger *trigger)
{
  static const struct
  {
    const char *prefix;
    TriggerKind kind;
  } names[] = {
    { "RI_ConstraintTrigger_a_", TRIGGER_REFERENCED },
    { "RI_ConstraintTrigger_c_", TRIGGER_REFERENCING },
    { "PK_ConstraintTrigger_", TRIGGER_DEFERRED },
    { "Unique_ConstraintTrigger_", TRIGGER_DEFERRED },
  };

  if (trigger->constraint == NULL)
    return TRIGGER_PLAIN;
  if (trigger->name == NULL)
    return TRIGGER_UNNAMED;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (trigger->name, names[i].prefix))
      return names[i].kind;

  return TRIGGER_CONSTRAINT;
}

/* Only then rows may be looked for that reference the old ones. */
static gboolean
changes_rows (OptPlan *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);
      const char *operation = opt_plan_node_get_text (node, "Operation");

      if (opt_plan_node_is (node, "ModifyTable")
          && (g_strcmp0 (operation, "Insert") != 0
              || g_strcmp0 (opt_plan_node_get_text (node, "Conflict Resolution"), "UPDATE") == 0))
        return TRUE;
    }

  return FALSE;
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
  gboolean named = trigger->name != NULL;

  opt_plan_add_finding (
      self, OPT_FINDING_FOREIGN_KEY, NULL, trigger->time_ms,
      (OptFindingWords){
          .title = g_strdup_printf (
              named ? _ ("The foreign key %s looks for referencing rows slowly")
                    : _ ("The constraint %s takes long, as if it looked for referencing rows"),
              trigger->constraint),
          .seen = describe_calls (trigger),
          .why
          = _ ("The rows that reference one that is deleted or changed are looked for each time. "
               "PostgreSQL makes no index for that by itself."),
          .advice
          = g_strdup_printf (_ ("See whether the referencing columns of %s have an index, and "
                                "consider one."),
                             trigger->constraint),
          .caveat = named ? _ ("Not so if there is such an index, and each call deletes or changes "
                               "many rows (CASCADE).")
                          : _ ("Not so if it is no foreign key, which EXPLAIN (VERBOSE) tells by "
                               "the trigger’s name; or if there is such an index."),
          .constraint = trigger->constraint,
      });
}

typedef struct
{
  const char *why;
  const char *advice;
  const char *caveat;
} TriggerWords;

static const TriggerWords trigger_words[] = {
  [TRIGGER_PLAIN]
  = { N_ ("The trigger's function runs for each row or statement."),
      N_ ("Look into the trigger's function; what it does for each row may be done once with "
          "transition tables."),
      N_ ("Not so if the trigger does what the statement is for.") },
  [TRIGGER_CONSTRAINT]
  = { N_ ("The trigger's function runs for each row, after the statement or at the end of the "
          "transaction."),
      N_ ("Look into the trigger's function: what it looks up for each row needs an index."),
      N_ ("Not so if the trigger does what the statement is for.") },
  [TRIGGER_REFERENCED]
  = { N_ ("A foreign key looks for the rows that reference each one that is deleted or changed."),
      N_ ("See whether the referencing columns have an index."),
      N_ ("Not so if so many rows are written that looking each up takes as long.") },
  [TRIGGER_REFERENCING]
  = { N_ ("A foreign key looks up a row of the other table for each row that is written."),
      N_ ("Large loads may add the constraint after the rows."),
      N_ ("Not so if so many rows are written that looking each up takes as long.") },
  [TRIGGER_DEFERRED]
  = { N_ ("A constraint that can be deferred is checked again for each row that may have broken "
          "it."),
      N_ ("See whether the constraint has to be DEFERRABLE: one that is not is checked once, when "
          "the row is written."),
      N_ ("Not so if rows have to break it for a while, as where numbers are exchanged.") },
  [TRIGGER_UNNAMED]
  = { N_ ("A foreign key, a constraint that can be deferred or a constraint trigger checks each "
          "row that is written; the plan does not tell which of them it is."),
      N_ ("Explain it with VERBOSE, for the trigger's name: those of foreign keys begin with "
          "RI_ConstraintTrigger."),
      N_ ("Not so if so many rows are written that checking each takes as long.") },
};

static char *
describe_trigger (const OptPlanTrigger *trigger, TriggerKind kind)
{
  if (kind == TRIGGER_PLAIN)
    return g_strdup_printf (_ ("The trigger %s takes a good part of the time"),
                            trigger->name != NULL ? trigger->name : "?");
  if (kind == TRIGGER_CONSTRAINT)
    return g_strdup_printf (_ ("The constraint trigger %s takes a good part of the time"),
                            trigger->constraint);

  return g_strdup_printf (_ ("The constraint %s takes a good part of the time"),
                          trigger->constraint);
}

static void
add_trigger (OptPlan *self, const OptPlanTrigger *trigger, TriggerKind kind)
{
  const TriggerWords *words = &trigger_words[kind];

  opt_plan_add_finding (self, OPT_FINDING_TRIGGER, NULL, trigger->time_ms,
                        (OptFindingWords){
                            .title = describe_trigger (trigger, kind),
                            .seen = describe_calls (trigger),
                            .why = _ (words->why),
                            .advice = g_strdup (_ (words->advice)),
                            .caveat = _ (words->caveat),
                        });
}

static void
find_trigger (OptPlan *self, const OptPlanTrigger *trigger)
{
  TriggerKind kind = get_trigger_kind (trigger);
  gboolean searches
      = kind == TRIGGER_REFERENCED || (kind == TRIGGER_UNNAMED && changes_rows (self));

  if (!(trigger->time_ms > TRIGGER_SHARE * opt_plan_get_total_ms (self)))
    return;

  if (searches && trigger->time_ms > FOREIGN_KEY_CALL_MS * MAX (trigger->calls, 1))
    add_foreign_key (self, trigger);
  else
    add_trigger (self, trigger, kind);
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
