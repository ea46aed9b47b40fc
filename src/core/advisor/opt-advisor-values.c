/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advisor-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-error.h"

/* Of a statement: those seen most often stand for its load, each by how often it was seen. */
#define SETS_AT_MOST 3

static void
set_free (gpointer data)
{
  OptAdvisorSet *set = data;

  g_clear_object (&set->plan);
  g_free (set);
}

/**
 * opt_advisor_ends_run:
 * @error: why a statement could not be planned
 *
 * Returns: whether nobody can go on after that; any other is the trouble of that statement alone
 */
gboolean
opt_advisor_ends_run (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_error_matches (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
}

static OptPlan *
plan_once (OptAdvisorRun *run, OptAdvisorItem *item, GError **error)
{
  g_autoptr (OptPlan) plan
      = opt_what_if_plan_sync (run->what_if, item->bound, NULL, run->cancellable, error);

  if (plan == NULL || opt_plan_get_n_plans (plan) > 0)
    return g_steal_pointer (&plan);

  opt_set_error (error, OPT_ERROR_UNSUPPORTED, NULL, _ ("Rules replace it by nothing"));

  return NULL;
}

static void
take_set (OptAdvisorItem *item, const OptSample *sample, OptPlan *plan)
{
  OptAdvisorSet *set = g_new0 (OptAdvisorSet, 1);

  set->sample = sample;
  set->plan = plan;
  g_ptr_array_add (item->sets, set);
}

/* Values that the statement can't be planned for are passed over, and nothing is said of why: what
 * the server says has the value in it. */
static gboolean
plan_seen (OptAdvisorRun *run, OptAdvisorItem *item, GError **error)
{
  GPtrArray *seen = item->statement->seen;

  for (guint i = 0; seen != NULL && i < seen->len && item->sets->len < SETS_AT_MOST; i++)
    {
      const OptSample *sample = g_ptr_array_index (seen, i);
      g_autoptr (GError) problem = NULL;
      OptPlan *plan;

      if (!opt_bound_statement_take_values (item->bound, sample->values))
        continue;
      plan = plan_once (run, item, &problem);
      if (plan != NULL)
        take_set (item, sample, plan);
      else if (opt_advisor_ends_run (problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
plan_unseen (OptAdvisorRun *run, OptAdvisorItem *item, GError **error)
{
  OptPlan *plan = plan_once (run, item, error);

  if (plan != NULL)
    take_set (item, NULL, plan);

  return plan != NULL;
}

static void
share_out (OptAdvisorItem *item)
{
  for (guint i = 0; i < item->sets->len; i++)
    {
      const OptAdvisorSet *set = g_ptr_array_index (item->sets, i);

      if (set->sample != NULL)
        item->n_seen += MAX (set->sample->n_seen, 1);
    }
  for (guint i = 0; i < item->sets->len; i++)
    {
      OptAdvisorSet *set = g_ptr_array_index (item->sets, i);

      set->share
          = set->sample != NULL ? (double) MAX (set->sample->n_seen, 1) / (double) item->n_seen : 1;
      item->cost += set->share * opt_plan_get_total_cost (set->plan);
    }
}

/*
 * Chooses the values that a statement is planned with, and plans it: those that were seen most
 * often, or as it was bound, where none were that fit.
 */
gboolean
opt_advisor_item_begin (OptAdvisorRun *run, OptAdvisorItem *item, GError **error)
{
  OptBoundStatement *bound = item->bound;
  OptPlanRequestFlags flags = bound->flags;
  guint n_unknown = bound->n_unknown;
  g_autoptr (OptParams) values = bound->values != NULL ? opt_params_copy (bound->values) : NULL;

  item->sets = g_ptr_array_new_with_free_func (set_free);
  if (!plan_seen (run, item, error))
    return FALSE;
  if (item->sets->len == 0)
    {
      g_clear_pointer (&bound->values, opt_params_free);
      bound->values = g_steal_pointer (&values);
      bound->n_unknown = n_unknown;
      bound->flags = flags;
      if (!plan_unseen (run, item, error))
        return FALSE;
    }
  share_out (item);

  return TRUE;
}

static void
bind (OptAdvisorItem *item, const OptAdvisorSet *set)
{
  if (set->sample != NULL)
    opt_bound_statement_take_values (item->bound, set->sample->values);
}

static void
add_used (GPtrArray *used, GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++)
    if (!g_ptr_array_find (used, g_ptr_array_index (more, i), NULL))
      g_ptr_array_add (used, opt_candidate_ref (g_ptr_array_index (more, i)));
}

/*
 * The cost of one run if the candidates were there: the mean over its values, each counting as
 * often as it was seen. @used: (nullable): takes those that a plan for any of them reads.
 */
gboolean
opt_advisor_item_plan (OptAdvisorRun *run,
                       OptAdvisorItem *item,
                       GPtrArray *candidates,
                       GPtrArray *used,
                       double *cost,
                       GError **error)
{
  *cost = 0;
  for (guint i = 0; i < item->sets->len; i++)
    {
      const OptAdvisorSet *set = g_ptr_array_index (item->sets, i);
      g_autoptr (OptPlan) plan = NULL;

      bind (item, set);
      plan = opt_what_if_plan_sync (run->what_if, item->bound, candidates, run->cancellable, error);
      if (plan == NULL)
        return FALSE;
      *cost += set->share * opt_plan_get_total_cost (plan);
      if (used != NULL)
        {
          g_autoptr (GPtrArray) more = opt_what_if_get_used (run->what_if, plan, candidates);

          add_used (used, more);
        }
    }

  return TRUE;
}

/*
 * Holds the shadow's plans against production's: they agree where they do for all of its values.
 */
gboolean
opt_advisor_item_check (OptAdvisorRun *run, OptAdvisorItem *item, GError **error)
{
  for (guint i = 0; i < item->sets->len; i++)
    {
      const OptAdvisorSet *set = g_ptr_array_index (item->sets, i);
      OptShadowCheck *check;

      bind (item, set);
      check = opt_shadow_check_run_sync (item->bound, run->input->production, set->plan,
                                         run->cancellable, error);
      if (check == NULL)
        return FALSE;
      g_clear_pointer (&item->check, opt_shadow_check_free);
      item->check = check;
      if (check->agreement != OPT_AGREEMENT_AGREES)
        break;
    }

  return TRUE;
}

/* With what it was simulated. */
OptEffectValues
opt_advisor_item_get_values (const OptAdvisorItem *item)
{
  if (item->n_seen > 0)
    return OPT_EFFECT_VALUES_SEEN;
  if (item->bound->info->n_parameters == 0)
    return OPT_EFFECT_VALUES_WRITTEN;

  return (item->bound->flags & OPT_PLAN_REQUEST_CUSTOM) != 0 ? OPT_EFFECT_VALUES_TYPICAL
                                                             : OPT_EFFECT_VALUES_NONE;
}
