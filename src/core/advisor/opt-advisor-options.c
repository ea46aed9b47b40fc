/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advisor-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-candidates.h"

/* The second and third best are found by taking the best away. */
#define ROUNDS 3
/* A sort that takes this share of a plan's cost is worth an index for its order. */
#define SORT_SHARE 0.1
/* A cost that falls by less than this is the planner's noise. */
#define MIN_GAIN 0.01

/* Whether an index on the candidate's first key could change the item's plan at all. */
gboolean
opt_advisor_item_concerns (const OptAdvisorItem *self, const OptCandidate *candidate)
{
  const OptIndexKey *key = opt_candidate_get_key (candidate, 0);

  for (guint i = 0; i < self->bound->info->scans->len; i++)
    {
      const OptScan *scan = g_ptr_array_index (self->bound->info->scans, i);
      OptColumn *column;

      if (scan->relation != candidate->relation)
        continue;
      column = key->column != 0 ? opt_relation_get_column (scan->relation, key->column) : NULL;
      if (column == NULL || opt_scan_needs (scan, column))
        return TRUE;
    }

  return FALSE;
}

static gboolean
sorts (OptPlan *plan)
{
  double total = opt_plan_get_total_cost (plan);

  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) id);
      const char *type = opt_plan_node_get_node_type (node);

      if ((g_str_equal (type, "Sort") || g_str_equal (type, "Incremental Sort"))
          && opt_plan_node_get_exclusive_cost (node) >= SORT_SHARE * total)
        return TRUE;
    }

  return FALSE;
}

static gboolean
sorts_for_any (const OptAdvisorItem *item)
{
  for (guint i = 0; i < item->sets->len; i++)
    if (sorts (((OptAdvisorSet *) g_ptr_array_index (item->sets, i))->plan))
      return TRUE;

  return FALSE;
}

static GPtrArray *
list_seen (const OptAdvisorItem *item)
{
  GPtrArray *seen = g_ptr_array_new ();

  for (guint i = 0; i < item->sets->len; i++)
    {
      const OptAdvisorSet *set = g_ptr_array_index (item->sets, i);

      if (set->sample != NULL)
        g_ptr_array_add (seen, set->sample->values);
    }

  return seen;
}

/* LIKE reads a B-tree of the default kind only where its order is that of the bytes. */
static gboolean
needs_pattern_opclass (const OptAdvisorRun *run)
{
  const char *collate = opt_server_facts_get_collate (run->input->facts);

  return g_strcmp0 (collate, "C") != 0 && g_strcmp0 (collate, "POSIX") != 0;
}

static void
add_option (OptAdvisorRun *run, OptCandidate *candidate)
{
  OptAdvisorOption *option;

  if (g_hash_table_contains (run->by_sql, candidate->sql))
    return;

  option = g_new0 (OptAdvisorOption, 1);
  option->candidate = opt_candidate_ref (candidate);
  option->number = run->options->len;
  option->looked_at = G_MAXUINT;
  option->bytes = opt_what_if_get_bytes (run->what_if, candidate);
  g_ptr_array_add (run->options, option);
  g_hash_table_insert (run->by_sql, option->candidate->sql, option);
}

/* No set of its candidates makes a statement quicker than all of them together. */
static void
set_bound (OptAdvisorRun *run, OptAdvisorOption *option)
{
  for (guint i = 0; i < run->items->len; i++)
    {
      const OptAdvisorItem *item = g_ptr_array_index (run->items, i);

      if (item->cost > 0 && opt_advisor_item_concerns (item, option->candidate))
        option->bound += item->time * (1 - item->best_cost / item->cost);
    }
}

/*
 * Lets the planner choose among all candidates of one statement, then among those that it left, and
 * so on: what it takes becomes an option. Of what it would never take nobody needs to think.
 */
static gboolean
ask (OptAdvisorRun *run, OptAdvisorItem *item, GPtrArray *candidates, GError **error)
{
  for (guint round = 0; round < ROUNDS && candidates->len > 0; round++)
    {
      g_autoptr (GPtrArray) used
          = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_candidate_unref);
      double cost;

      if (!opt_advisor_item_plan (run, item, candidates, used, &cost, error))
        return FALSE;
      if (round == 0)
        item->best_cost = MIN (cost, item->cost);
      if (cost > item->cost * (1 - MIN_GAIN))
        return TRUE;

      if (used->len == 0)
        return TRUE;
      for (guint i = 0; i < used->len; i++)
        {
          OptCandidate *candidate = g_ptr_array_index (used, i);

          add_option (run, candidate);
          g_ptr_array_remove (candidates, candidate);
        }
    }

  return TRUE;
}

/* Finds the candidates of every statement, and which of them the planner would take. */
gboolean
opt_advisor_find_options (OptAdvisorRun *run, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < run->items->len; i++)
    {
      OptAdvisorItem *item = g_ptr_array_index (run->items, i);
      g_autoptr (GPtrArray) values = list_seen (item);
      const OptCandidateOptions options = {
        .pattern_opclass = needs_pattern_opclass (run),
        .sorts = sorts_for_any (item),
        .seen = values,
      };
      g_autoptr (GPtrArray) candidates = opt_candidates_find (item->bound->info, &options);

      opt_progress_report (run->progress, i, run->items->len, _ ("Trying indexes"));
      for (guint j = 0; j < candidates->len; j++)
        {
          OptCandidate *candidate = g_ptr_array_index (candidates, j);

          g_hash_table_add (seen, g_strdup (candidate->sql));
        }
      if (!ask (run, item, candidates, error))
        return FALSE;
    }
  for (guint i = 0; i < run->options->len; i++)
    set_bound (run, g_ptr_array_index (run->options, i));
  run->advice->n_candidates = g_hash_table_size (seen);

  return TRUE;
}
