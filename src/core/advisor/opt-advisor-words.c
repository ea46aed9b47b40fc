/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advisor-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-expression-failure.h"
#include "opt-format.h"
#include "opt-write-cost.h"

char *
opt_advisor_make_title (const OptCandidate *candidate)
{
  g_autofree char *keys = opt_candidate_describe_keys (candidate);

  return g_strdup_printf (_ ("Index %s on %s"), candidate->relation->name, keys);
}

/* Some statement reads all of the table now, and throws most of it away. */
static gboolean
is_read_whole (OptAdvisorRun *run, const OptRelation *relation, GPtrArray *effects)
{
  for (guint i = 0; i < run->items->len; i++)
    {
      const OptAdvisorItem *item = g_ptr_array_index (run->items, i);
      const OptStatementEffect *first = g_ptr_array_index (effects, 0);
      OptPlan *plan;

      if (!g_str_equal (first->id, item->statement->id))
        continue;
      /* For the values that were seen most often. */
      plan = ((const OptAdvisorSet *) g_ptr_array_index (item->sets, 0))->plan;
      for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
        {
          OptPlanNode *node = opt_plan_get_node (plan, (int) id);

          if (g_str_equal (opt_plan_node_get_node_type (node), "Seq Scan")
              && g_strcmp0 (opt_plan_node_get_text (node, "Relation Name"), relation->name) == 0)
            return TRUE;
        }
    }

  return FALSE;
}

static guint
count_better (GPtrArray *effects, double *total_ms)
{
  guint n = 0;

  *total_ms = 0;
  for (guint i = 0; i < effects->len; i++)
    {
      const OptStatementEffect *effect = g_ptr_array_index (effects, i);

      if (effect->cost_after >= effect->cost_before)
        continue;
      n++;
      if (isfinite (effect->total_ms))
        *total_ms += effect->total_ms;
    }

  return n;
}

static void
append_worse (GString *text, GPtrArray *effects)
{
  for (guint i = 0; i < effects->len; i++)
    {
      const OptStatementEffect *effect = g_ptr_array_index (effects, i);
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      if (effect->cost_after <= effect->cost_before)
        continue;
      before = opt_format_number (effect->cost_before);
      after = opt_format_number (effect->cost_after);
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("Statement %s gets dearer, from %s to %s."), effect->id,
                              before, after);
    }
}

/* With whose values: how many, and never which. */
static void
append_values (GString *text, GPtrArray *effects)
{
  guint n = 0;

  for (guint i = 0; i < effects->len; i++)
    {
      const OptStatementEffect *effect = g_ptr_array_index (effects, i);

      n += effect->values == OPT_EFFECT_VALUES_SEEN;
    }
  if (n == 0)
    return;

  g_string_append_c (text, ' ');
  g_string_append_printf (text,
                          ngettext ("Of %u statement whose plan changes, %u was simulated with "
                                    "values that were seen.",
                                    "Of %u statements whose plans change, %u were simulated with "
                                    "values that were seen.",
                                    effects->len),
                          effects->len, n);
}

static void
append_statements (GString *text, OptAdvisorRun *run, GPtrArray *effects)
{
  double total_ms;
  guint n = count_better (effects, &total_ms);
  g_autofree char *took = opt_format_duration (total_ms);
  g_autofree char *all = opt_format_duration (run->time);

  if (run->measured)
    g_string_append_printf (text,
                            ngettext ("%u statement that took %s of the %s measured gets cheaper",
                                      "%u statements that took %s of the %s measured get cheaper",
                                      n),
                            n, took, all);
  else
    g_string_append_printf (text,
                            ngettext ("%u of %u statements gets cheaper",
                                      "%u of %u statements get cheaper", n),
                            n, run->items->len);
}

char *
opt_advisor_make_reason (OptAdvisorRun *run, const OptAdvisorOption *option, GPtrArray *effects)
{
  const OptRelation *relation = option->candidate->relation;
  const OptStatementEffect *first = g_ptr_array_index (effects, 0);
  g_autofree char *before = opt_format_number (first->cost_before);
  g_autofree char *after = opt_format_number (first->cost_after);
  GString *text = g_string_new (NULL);

  append_statements (text, run, effects);
  g_string_append_printf (text,
                          _ (": the planner's cost of statement %s, which gains most, falls from "
                             "%s to %s."),
                          first->id, before, after);
  if (is_read_whole (run, relation, effects))
    {
      g_autofree char *rows = opt_format_count ((gint64) opt_relation_get_tuples (relation));

      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("Now it reads all %s rows of %s."), rows, relation->name);
    }
  append_worse (text, effects);
  append_values (text, effects);

  return g_string_free (text, FALSE);
}

char *
opt_advisor_make_risk (const OptAdvisorOption *option, gboolean ends_hot)
{
  const OptCandidate *candidate = option->candidate;
  g_autofree char *writes = opt_write_cost_describe (candidate, ends_hot);
  g_autofree char *size = opt_format_bytes (option->bytes);
  g_autofree char *disk = g_strdup_printf (
      _ ("It takes about %s of the disk, as HypoPG estimates it, which does not know that equal keys "
         "are stored once."),
      size);
  const char *locks
      = _ ("CREATE INDEX CONCURRENTLY lets others read and write meanwhile; it waits for "
           "the transactions that use the table, and keeps off VACUUM and other changes "
           "of its structure.");

  GString *text = g_string_new (NULL);

  if (opt_candidate_may_refuse_rows (candidate))
    g_string_append (
        text,
        _ ("With it the table refuses each row of which the expression can't be computed, such as a "
           "text that is no number where one is cast to a number: writes that succeed today would "
           "fail, and so does CREATE INDEX while there is such a row. "));
  g_string_append_printf (text, "%s %s %s", locks, writes, disk);
  if (opt_candidate_has_expression (candidate))
    g_string_append_printf (
        text, " %s",
        _ ("HypoPG knows no statistics of an expression: the planner took its default of "
           "0.5 % of the rows for it."));

  return g_string_free (text, FALSE);
}

static char *
explain_nothing (OptAdvisorRun *run)
{
  g_autofree char *share = NULL;
  g_autofree char *least = opt_format_percent (OPT_ADVISOR_MIN_SHARE);

  if (run->items->len == 0 && run->advice->not_planned->len == 0)
    return g_strdup (_ ("Nothing is recommended: no statement was seen yet."));
  if (run->items->len == 0)
    return g_strdup (_ ("Nothing is recommended: no statement of the workload could be planned."));
  if (run->advice->n_candidates == 0)
    return g_strdup (
        _ ("Nothing is recommended: no statement asks for an index that there isn't."));
  if (run->options->len == 0)
    return g_strdup_printf (
        ngettext ("Nothing is recommended: %u index was tried, and the planner would not read it.",
                  "Nothing is recommended: %u indexes were tried, and the planner would read none "
                  "of them.",
                  run->advice->n_candidates),
        run->advice->n_candidates);

  share = opt_format_percent (MAX (run->best_refused, 0));
  if (run->best_refused < OPT_ADVISOR_MIN_SHARE && run->measured)
    return g_strdup_printf (
        _ ("Nothing is recommended: the best of %u indexes that were tried would save %s of the "
           "measured time, if times follow the planner's costs, and one is worth it from %s on."),
        run->advice->n_candidates, share, least);
  if (run->best_refused < OPT_ADVISOR_MIN_SHARE)
    return g_strdup_printf (_ ("Nothing is recommended: by the planner's costs the workload gains "
                               "next to nothing by any of the %u indexes that were tried."),
                            run->advice->n_candidates);

  return g_strdup_printf (
      _ ("Nothing is recommended: none of the %u indexes that were tried is worth "
         "what it costs within the limits that were set."),
      run->advice->n_candidates);
}

char *
opt_advisor_make_conclusion (OptAdvisorRun *run)
{
  guint n = run->advice->recommendations->len;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (n == 0)
    return explain_nothing (run);

  before = opt_format_number (run->advice->cost_before);
  after = opt_format_number (run->advice->cost_after);

  return g_strdup_printf (
      ngettext ("%u index brings the planner's cost of the workload from %s to %s.",
                "%u indexes bring the planner's cost of the workload from %s to "
                "%s.",
                n),
      n, before, after);
}
