/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advisor-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-error.h"

/* So many are always looked at; of more, those that hold 99 % of the time, and the slow ones. */
#define MIN_STATEMENTS 100
#define SHARE_OF_TIME 0.99
#define SLOW_MS 1000.0

void
opt_advisor_item_free (OptAdvisorItem *self)
{
  g_clear_pointer (&self->bound, opt_bound_statement_free);
  g_clear_pointer (&self->check, opt_shadow_check_free);
  g_clear_pointer (&self->costs, g_hash_table_unref);
  g_clear_pointer (&self->sets, g_ptr_array_unref);
  g_free (self);
}

/* Whether the shadow plans it as production does. */
gboolean
opt_advisor_item_agrees (const OptAdvisorItem *self)
{
  return self->check != NULL && self->check->agreement == OPT_AGREEMENT_AGREES;
}

/*
 * What a statement counts for: its measured time. Where no times were measured, the logarithm of
 * its cost, times its weight: so a statement that is estimated a thousand times dearer than the
 * others counts more, but doesn't decide alone.
 */
double
opt_advisor_get_time (const OptAdvisorRun *run, double total_ms, double weight, double cost)
{
  if (!run->measured)
    return weight * log1p (MAX (cost, 0));

  return isfinite (total_ms) ? total_ms : 0;
}

static double
get_measured (const OptAdvisorStatement *statement)
{
  return isfinite (statement->total_ms) ? statement->total_ms : 0;
}

static int
compare_time (gconstpointer a, gconstpointer b)
{
  double first = get_measured (*(OptAdvisorStatement *const *) a);
  double second = get_measured (*(OptAdvisorStatement *const *) b);

  return (first < second) - (first > second);
}

static void
leave_out (OptAdvisorRun *run, const OptAdvisorStatement *statement, const char *reason)
{
  opt_advice_add_note (run->advice->not_planned, statement->id, statement->sql, reason);
}

/* Where times are measured, the one that took longest comes first. */
static GPtrArray *
compress (OptAdvisorRun *run)
{
  GPtrArray *kept = g_ptr_array_new ();
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  double total = 0;
  double held = 0;

  g_ptr_array_extend (all, run->input->statements, NULL, NULL);
  for (guint i = 0; i < all->len; i++)
    total += get_measured (g_ptr_array_index (all, i));
  run->measured = total > 0;
  if (run->measured)
    g_ptr_array_sort (all, compare_time);

  for (guint i = 0; i < all->len; i++)
    {
      OptAdvisorStatement *statement = g_ptr_array_index (all, i);
      gboolean slow = isfinite (statement->mean_ms) && statement->mean_ms >= SLOW_MS;

      if (!run->measured || i < MIN_STATEMENTS || held < SHARE_OF_TIME * total || slow)
        g_ptr_array_add (kept, statement);
      else
        leave_out (run, statement, _ ("It belongs to the last hundredth of the measured time"));
      held += get_measured (statement);
    }

  return kept;
}

/* One statement's trouble is its own. */
static gboolean
note_failure (OptAdvisorRun *run,
              const OptAdvisorStatement *statement,
              GError *problem,
              GError **error)
{
  if (opt_advisor_ends_run (problem))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }

  leave_out (run, statement, problem->message);
  g_error_free (problem);

  return TRUE;
}

static gboolean
check (OptAdvisorRun *run, OptAdvisorItem *item, GError **error)
{
  OptAdvice *advice = run->advice;

  if (run->input->production == NULL)
    return TRUE;

  if (!opt_advisor_item_check (run, item, error))
    return FALSE;

  if (item->check->agreement != OPT_AGREEMENT_UNCHECKED)
    {
      advice->n_checked++;
      advice->max_deviation = fmax (advice->max_deviation, item->check->deviation);
    }
  if (item->check->agreement == OPT_AGREEMENT_AGREES)
    advice->n_agree++;
  else
    opt_advice_add_note (advice->unproven, item->statement->id, item->statement->sql,
                         item->check->reason);

  return TRUE;
}

static OptAdvisorItem *
plan_statement (OptAdvisorRun *run, const OptAdvisorStatement *statement, GError **error)
{
  OptAdvisorItem *item = g_new0 (OptAdvisorItem, 1);

  item->statement = statement;
  item->costs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  item->bound
      = opt_bound_statement_new_sync (opt_shadow_get_connection (run->input->shadow),
                                      run->input->catalog, statement->sql, run->cancellable, error);
  if (item->bound == NULL || !opt_advisor_item_begin (run, item, error))
    {
      opt_advisor_item_free (item);
      return NULL;
    }

  item->best_cost = item->cost;
  item->time = opt_advisor_get_time (run, statement->total_ms, statement->weight, item->cost);

  return item;
}

static void
note_unresolved (OptAdvisorRun *run, const OptAdvisorItem *item)
{
  GPtrArray *unresolved = item->bound->info->unresolved;

  for (guint i = 0; i < unresolved->len; i++)
    opt_advice_add_note (run->advice->unresolved, item->statement->id, item->statement->sql,
                         g_ptr_array_index (unresolved, i));
}

/* Costs per run of a statement, times its weight: one of twice the calls counts twice. */
static void
add_up (OptAdvisorRun *run)
{
  OptAdvice *advice = run->advice;

  advice->n_statements = run->items->len;
  if (run->items->len == 0)
    return;

  advice->cost_before = 0;
  for (guint i = 0; i < run->items->len; i++)
    {
      const OptAdvisorItem *item = g_ptr_array_index (run->items, i);

      run->time += item->time;
      advice->cost_before += item->cost * item->statement->weight;
    }
  advice->cost_after = advice->cost_before;
}

/* Plans the workload on the shadow, and holds each plan against production's. */
gboolean
opt_advisor_plan_workload (OptAdvisorRun *run, GError **error)
{
  g_autoptr (GPtrArray) statements = compress (run);

  for (guint i = 0; i < statements->len; i++)
    {
      const OptAdvisorStatement *statement = g_ptr_array_index (statements, i);
      GError *problem = NULL;
      OptAdvisorItem *item;

      opt_progress_report (run->progress, i, statements->len, _ ("Planning the workload"));
      if (opt_statement_is_system (statement->sql) || opt_statement_is_maintenance (statement->sql))
        {
          leave_out (run, statement,
                     _ ("It is no query, or reads nothing but the server's own tables"));
          continue;
        }

      item = plan_statement (run, statement, &problem);
      if (item == NULL)
        {
          if (!note_failure (run, statement, problem, error))
            return FALSE;
          continue;
        }
      g_ptr_array_add (run->items, item);
      note_unresolved (run, item);
      if (!check (run, item, error))
        return FALSE;
    }
  add_up (run);

  return TRUE;
}
