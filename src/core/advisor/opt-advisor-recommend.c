/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advisor-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-advisor-words.h"
#include "opt-write-cost.h"

/* A cost that changes by less is the planner's noise. */
#define MIN_CHANGE 0.01

/* What a statement gains, in what the run reckons with: see opt_advisor_get_time(). */
static double
get_gain (const OptAdvisorRun *run, const OptStatementEffect *effect)
{
  double time = opt_advisor_get_time (run, effect->total_ms, effect->weight, effect->cost_before);

  return effect->cost_before > 0 ? time * (1 - effect->cost_after / effect->cost_before) : 0;
}

static int
compare_gain (gconstpointer a, gconstpointer b, gpointer run)
{
  double first = get_gain (run, *(OptStatementEffect *const *) a);
  double second = get_gain (run, *(OptStatementEffect *const *) b);

  return (first < second) - (first > second);
}

static OptStatementEffect *
make_effect (const OptAdvisorItem *item, double cost)
{
  OptStatementEffect *effect = opt_statement_effect_new (item->statement->id, item->statement->sql);

  effect->calls = item->statement->calls;
  effect->total_ms = item->statement->total_ms;
  effect->weight = item->statement->weight;
  effect->cost_before = item->cost;
  effect->cost_after = cost;
  effect->values = opt_advisor_item_get_values (item);
  if (effect->values == OPT_EFFECT_VALUES_SEEN)
    {
      effect->n_sets = item->sets->len;
      effect->n_seen = item->n_seen;
    }
  effect->evidence = opt_advisor_item_agrees (item) ? OPT_EVIDENCE_SIMULATED : OPT_EVIDENCE_OPINION;

  return effect;
}

/* What the option does alone: that is what a trial of it will put to the test. */
static GPtrArray *
find_effects (OptAdvisorRun *run, OptAdvisorOption *option, OptAdvisorGain *proven, GError **error)
{
  g_autoptr (GPtrArray) effects
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_statement_effect_free);
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();

  g_ptr_array_add (alone, option);
  for (guint i = 0; i < run->items->len; i++)
    {
      OptAdvisorItem *item = g_ptr_array_index (run->items, i);
      double cost;

      if (!opt_advisor_get_cost (run, item, alone, &cost, error))
        return NULL;
      if (opt_advisor_item_agrees (item))
        opt_advisor_gain_add (proven, run, item, item->cost, cost);
      if (fabs (cost - item->cost) > MIN_CHANGE * item->cost)
        g_ptr_array_add (effects, make_effect (item, cost));
    }
  g_ptr_array_sort_with_data (effects, compare_gain, run);

  return g_steal_pointer (&effects);
}

/* What can be said of some of a recommendation's statements together. */
typedef struct
{
  double cost_before;
  double cost_after;
  double gain;
} Sum;

static Sum
add_up (const OptAdvisorRun *run, GPtrArray *effects, gboolean simulated_only)
{
  Sum sum = { 0 };

  for (guint i = 0; i < effects->len; i++)
    {
      const OptStatementEffect *effect = g_ptr_array_index (effects, i);

      if (simulated_only && effect->evidence != OPT_EVIDENCE_SIMULATED)
        continue;
      sum.cost_before += effect->cost_before * effect->weight;
      sum.cost_after += effect->cost_after * effect->weight;
      sum.gain += get_gain (run, effect);
    }

  return sum;
}

static gboolean
ends_hot (OptAdvisorRun *run, const OptCandidate *candidate)
{
  for (guint i = 0; i < run->items->len; i++)
    {
      const OptAdvisorItem *item = g_ptr_array_index (run->items, i);

      for (guint j = 0; j < item->bound->info->scans->len; j++)
        {
          const OptScan *scan = g_ptr_array_index (item->bound->info->scans, j);

          for (guint k = 0; k < opt_candidate_get_n_keys (candidate); k++)
            {
              const OptIndexKey *key = opt_candidate_get_key (candidate, k);
              OptColumn *column = opt_relation_get_column (candidate->relation, key->column);

              if (column != NULL && g_ptr_array_find (scan->set_columns, column, NULL))
                return TRUE;
            }
        }
    }

  return FALSE;
}

static OptChangeSet *
make_change_set (OptAdvisorRun *run, const OptCandidate *candidate, GError **error)
{
  g_autoptr (OptChangeSet) set = opt_change_set_new ();

  if (!opt_change_set_add_create_index (set, run->input->catalog, candidate->spec, error))
    return NULL;
  /* The values of an expression have statistics only from the next ANALYZE on. */
  if (opt_candidate_has_expression (candidate))
    opt_change_set_add_analyze (set, candidate->relation);

  return g_steal_pointer (&set);
}

static gboolean
recommend (OptAdvisorRun *run, OptAdvisorOption *option, GError **error)
{
  const OptCandidate *candidate = option->candidate;
  OptAdvisorGain proven = { 0 };
  g_autoptr (GPtrArray) effects = find_effects (run, option, &proven, error);
  g_autoptr (OptChangeSet) set = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *undo_sql = NULL;
  g_autofree char *title = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *risk = NULL;
  g_autofree char *relation = opt_relation_get_quoted_name (candidate->relation);
  gboolean simulated;
  Sum sum;

  if (effects == NULL)
    return FALSE;
  set = make_change_set (run, candidate, error);
  if (set == NULL)
    return FALSE;

  simulated = opt_advisor_gain_is_enough (run, &proven);
  sum = add_up (run, effects, simulated);
  sql = opt_change_set_get_sql (set);
  undo_sql = opt_change_set_get_undo_sql (set);
  title = opt_advisor_make_title (candidate);
  reason = opt_advisor_make_reason (run, option, effects);
  risk = opt_advisor_make_risk (option, ends_hot (run, candidate));
  g_ptr_array_add (run->advice->recommendations,
                   g_object_new (OPT_TYPE_RECOMMENDATION, "server",
                                 opt_server_facts_get_system_identifier (run->input->facts),
                                 "database", opt_catalog_get_database (run->input->catalog), "kind",
                                 OPT_RECOMMENDATION_CREATE_INDEX, "title", title, "sql", sql,
                                 "undo-sql", undo_sql, "reason", reason, "risk", risk, "relation",
                                 relation, "change-set", set, "statements", effects, "cost-before",
                                 sum.cost_before, "cost-after", sum.cost_after, "projected-ms",
                                 run->measured ? MAX (sum.gain, 0) : -1.0, "size-bytes",
                                 option->bytes, "made-at", run->made_at, "evidence",
                                 simulated ? OPT_EVIDENCE_SIMULATED : OPT_EVIDENCE_OPINION, NULL));

  return TRUE;
}

static double
get_saved (OptRecommendation *recommendation)
{
  if (opt_recommendation_get_projected_ms (recommendation) >= 0)
    return opt_recommendation_get_projected_ms (recommendation);

  return opt_recommendation_get_cost_before (recommendation)
         - opt_recommendation_get_cost_after (recommendation);
}

static int
compare_saved (gconstpointer a, gconstpointer b)
{
  double first = get_saved (*(OptRecommendation *const *) a);
  double second = get_saved (*(OptRecommendation *const *) b);

  return (first < second) - (first > second);
}

/* Makes recommendations of what was chosen, the one that saves most first. */
gboolean
opt_advisor_recommend (OptAdvisorRun *run, GError **error)
{
  OptClock *clock = run->input->clock != NULL ? run->input->clock : opt_clock_get_system ();

  run->made_at = opt_clock_get_real_time (clock);
  for (guint i = 0; i < run->chosen->len; i++)
    if (!recommend (run, g_ptr_array_index (run->chosen, i), error))
      return FALSE;

  g_ptr_array_sort (run->advice->recommendations, compare_saved);
  run->advice->conclusion = opt_advisor_make_conclusion (run);

  return TRUE;
}
