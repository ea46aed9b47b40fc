/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advisor-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A narrower index that saves nearly as much is the better one: smaller, and of use to more. */
#define NEARLY 0.95

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const OptAdvisorOption *first = *(OptAdvisorOption *const *) a;
  const OptAdvisorOption *second = *(OptAdvisorOption *const *) b;

  return (first->number > second->number) - (first->number < second->number);
}

/*
 * The cost of one run of a statement if the options were there. It depends only on those that
 * concern the statement, and is asked for once for each set of these.
 */
gboolean
opt_advisor_get_cost (OptAdvisorRun *run,
                      OptAdvisorItem *item,
                      GPtrArray *options,
                      double *cost,
                      GError **error)
{
  g_autoptr (GPtrArray) concerned = g_ptr_array_new ();
  g_autoptr (GPtrArray) candidates = g_ptr_array_new ();
  g_autoptr (GString) key = g_string_new (NULL);
  double *known;

  for (guint i = 0; i < options->len; i++)
    {
      OptAdvisorOption *option = g_ptr_array_index (options, i);

      if (opt_advisor_item_concerns (item, option->candidate))
        g_ptr_array_add (concerned, option);
    }
  *cost = item->cost;
  if (concerned->len == 0)
    return TRUE;

  g_ptr_array_sort (concerned, compare_numbers);
  for (guint i = 0; i < concerned->len; i++)
    {
      OptAdvisorOption *option = g_ptr_array_index (concerned, i);

      g_ptr_array_add (candidates, option->candidate);
      g_string_append_printf (key, "%u,", option->number);
    }
  known = g_hash_table_lookup (item->costs, key->str);
  if (known == NULL)
    {
      double mean;

      if (!opt_advisor_item_plan (run, item, candidates, NULL, &mean, error))
        return FALSE;
      known = g_new (double, 1);
      *known = mean;
      g_hash_table_insert (item->costs, g_strdup (key->str), known);
    }
  *cost = *known;

  return TRUE;
}

/* What an option changes when it joins a set. */
static gboolean
evaluate (OptAdvisorRun *run,
          GPtrArray *set,
          OptAdvisorOption *option,
          OptAdvisorGain *gain,
          GError **error)
{
  g_autoptr (GPtrArray) with = g_ptr_array_copy (set, NULL, NULL);

  g_ptr_array_add (with, option);
  *gain = (OptAdvisorGain){ 0 };
  for (guint i = 0; i < run->items->len; i++)
    {
      OptAdvisorItem *item = g_ptr_array_index (run->items, i);
      double before;
      double after;

      if (!opt_advisor_item_concerns (item, option->candidate))
        continue;
      if (!opt_advisor_get_cost (run, item, set, &before, error)
          || !opt_advisor_get_cost (run, item, with, &after, error))
        return FALSE;

      opt_advisor_gain_add (gain, run, item, before, after);
    }

  return TRUE;
}

/* Under a budget what counts is what a byte saves. */
static double
get_score (const OptAdvisorRun *run, const OptAdvisorOption *option)
{
  if (run->input->budget_bytes > 0 && option->bytes > 0)
    return option->bound / (double) option->bytes;

  return option->bound;
}

static gint64
get_chosen_bytes (const OptAdvisorRun *run)
{
  gint64 bytes = 0;

  for (guint i = 0; i < run->chosen->len; i++)
    bytes += ((OptAdvisorOption *) g_ptr_array_index (run->chosen, i))->bytes;

  return bytes;
}

static gboolean
is_possible (const OptAdvisorRun *run, const OptAdvisorOption *option)
{
  if (option->rejected || g_ptr_array_find (run->chosen, option, NULL))
    return FALSE;
  if (run->input->budget_bytes > 0
      && get_chosen_bytes (run) + option->bytes > run->input->budget_bytes)
    return FALSE;

  for (guint i = 0; i < run->chosen->len; i++)
    {
      const OptAdvisorOption *other = g_ptr_array_index (run->chosen, i);

      if (opt_candidate_is_prefix_of (option->candidate, other->candidate))
        return FALSE;
    }

  return TRUE;
}

static OptAdvisorOption *
find_best (const OptAdvisorRun *run)
{
  OptAdvisorOption *best = NULL;

  for (guint i = 0; i < run->options->len; i++)
    {
      OptAdvisorOption *option = g_ptr_array_index (run->options, i);

      if (is_possible (run, option)
          && (best == NULL || get_score (run, option) > get_score (run, best)))
        best = option;
    }

  return best;
}

static gboolean
prefer_narrower (OptAdvisorRun *run, OptAdvisorOption **best, GError **error)
{
  OptAdvisorOption *chosen = *best;

  for (guint i = 0; i < run->options->len; i++)
    {
      OptAdvisorOption *option = g_ptr_array_index (run->options, i);
      OptAdvisorGain gain;

      if (option == chosen || !is_possible (run, option)
          || !opt_candidate_is_prefix_of (option->candidate, chosen->candidate))
        continue;
      if (!evaluate (run, run->chosen, option, &gain, error))
        return FALSE;
      option->bound = gain.saved;
      option->looked_at = run->chosen->len;
      if (opt_advisor_gain_is_enough (run, &gain) && gain.saved >= NEARLY * (*best)->bound)
        chosen = option;
    }
  *best = chosen;

  return TRUE;
}

/*
 * Takes the option that saves most, again and again. What an option saves only shrinks as others
 * are chosen, or nearly so: one whose last known saving is the largest is looked at again, and
 * taken if it still leads (Leskovec et al., 2007: lazy evaluation), so most are never looked at
 * twice.
 */
static gboolean
choose (OptAdvisorRun *run, GError **error)
{
  OptAdvisorOption *best;

  while ((run->input->limit == 0 || run->chosen->len < run->input->limit)
         && (best = find_best (run)) != NULL)
    {
      OptAdvisorGain gain;

      if (!evaluate (run, run->chosen, best, &gain, error))
        return FALSE;
      best->bound = gain.saved;
      if (!opt_advisor_gain_is_enough (run, &gain))
        {
          if (run->time > 0)
            run->best_refused = fmax (run->best_refused, gain.saved / run->time);
          best->rejected = TRUE;
          continue;
        }
      if (best->looked_at != run->chosen->len)
        {
          best->looked_at = run->chosen->len;
          if (find_best (run) != best)
            continue;
        }
      if (!prefer_narrower (run, &best, error))
        return FALSE;
      g_ptr_array_add (run->chosen, best);
      opt_progress_report (run->progress, -1, -1, _ ("Choosing indexes"));
    }

  return TRUE;
}

/* What was chosen early may have lost its point by what was chosen later, or have it only together
   with something else: each must be worth it beside the others, and alone. */
static gboolean
drop_the_needless (OptAdvisorRun *run, GError **error)
{
  for (guint i = 0; i < run->chosen->len;)
    {
      OptAdvisorOption *option = g_ptr_array_index (run->chosen, i);
      g_autoptr (GPtrArray) others = g_ptr_array_copy (run->chosen, NULL, NULL);
      g_autoptr (GPtrArray) none = g_ptr_array_new ();
      OptAdvisorGain beside;
      OptAdvisorGain alone;

      g_ptr_array_remove (others, option);
      if (!evaluate (run, others, option, &beside, error)
          || !evaluate (run, none, option, &alone, error))
        return FALSE;
      if (opt_advisor_gain_is_enough (run, &beside) && opt_advisor_gain_is_enough (run, &alone))
        i++;
      else
        g_ptr_array_remove_index (run->chosen, i);
    }

  return TRUE;
}

static gboolean
add_up (OptAdvisorRun *run, GError **error)
{
  if (run->items->len == 0)
    return TRUE;

  run->advice->cost_after = 0;
  for (guint i = 0; i < run->items->len; i++)
    {
      OptAdvisorItem *item = g_ptr_array_index (run->items, i);
      double cost;

      if (!opt_advisor_get_cost (run, item, run->chosen, &cost, error))
        return FALSE;
      run->advice->cost_after += cost * item->statement->weight;
    }

  return TRUE;
}

/* Chooses among the options. */
gboolean
opt_advisor_search (OptAdvisorRun *run, GError **error)
{
  return choose (run, error) && drop_the_needless (run, error) && add_up (run, error);
}
