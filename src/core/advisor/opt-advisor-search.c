/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advisor-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Half of a statement that takes a tenth of a second is worth an index, too. */
#define SLOW_MS 100.0
#define SLOW_FACTOR 2.0
/* A statement is worse where its projected time grows by more than this; that is borne where what
   is saved outweighs it so many times. */
#define MAX_WORSE 0.1
#define OUTWEIGHED 10.0
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
  g_autoptr (OptPlan) plan = NULL;
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
      plan = opt_what_if_plan_sync (run->what_if, item->bound, candidates, run->cancellable, error);
      if (plan == NULL)
        return FALSE;
      known = g_new (double, 1);
      *known = opt_plan_get_total_cost (plan);
      g_hash_table_insert (item->costs, g_strdup (key->str), known);
    }
  *cost = *known;

  return TRUE;
}

/* Measured time in proportion to cost: a raw cost would let one statement of a huge cost decide. */
static double
project (const OptAdvisorItem *item, double cost)
{
  return item->cost > 0 ? item->time * cost / item->cost : item->time;
}

/* Whether it is worth an index that the cost of a statement of this time falls so. */
gboolean
opt_advisor_relieves (double mean_ms, double before, double after)
{
  return isfinite (mean_ms) && mean_ms > SLOW_MS && before >= SLOW_FACTOR * after;
}

/* What an option changes when it joins a set. */
typedef struct
{
  double saved;      /* time, less what gets worse */
  double worse;      /* time by which statements get noticeably worse */
  gboolean relieves; /* some slow statement gets twice as quick */
} Change;

static gboolean
evaluate (OptAdvisorRun *run,
          GPtrArray *set,
          OptAdvisorOption *option,
          Change *change,
          GError **error)
{
  g_autoptr (GPtrArray) with = g_ptr_array_copy (set, NULL, NULL);

  g_ptr_array_add (with, option);
  *change = (Change){ 0 };
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

      change->saved += project (item, before) - project (item, after);
      if (after > before * (1 + MAX_WORSE))
        change->worse += project (item, after) - project (item, before);
      if (item->cost > 0
          && opt_advisor_relieves (item->statement->mean_ms * before / item->cost, before, after))
        change->relieves = TRUE;
    }

  return TRUE;
}

static gboolean
is_enough (const OptAdvisorRun *run, const Change *change)
{
  if (change->saved <= 0 || change->saved + change->worse < OUTWEIGHED * change->worse)
    return FALSE;

  return change->relieves || change->saved >= OPT_ADVISOR_MIN_SHARE * run->time;
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
      Change change;

      if (option == chosen || !is_possible (run, option)
          || !opt_candidate_is_prefix_of (option->candidate, chosen->candidate))
        continue;
      if (!evaluate (run, run->chosen, option, &change, error))
        return FALSE;
      option->bound = change.saved;
      option->looked_at = run->chosen->len;
      if (is_enough (run, &change) && change.saved >= NEARLY * (*best)->bound)
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
      Change change;

      if (!evaluate (run, run->chosen, best, &change, error))
        return FALSE;
      best->bound = change.saved;
      if (!is_enough (run, &change))
        {
          if (run->time > 0)
            run->best_refused = fmax (run->best_refused, change.saved / run->time);
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
      Change beside;
      Change alone;

      g_ptr_array_remove (others, option);
      if (!evaluate (run, others, option, &beside, error)
          || !evaluate (run, none, option, &alone, error))
        return FALSE;
      if (is_enough (run, &beside) && is_enough (run, &alone))
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
