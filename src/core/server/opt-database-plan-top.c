/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-plan-top.h"

#include <glib/gi18n-lib.h>

#include "opt-advisor.h"
#include "opt-database-plan.h"
#include "opt-database-workload.h"
#include "opt-error.h"

static void
planned_free (gpointer data)
{
  OptPlannedStatement *planned = data;

  g_free (planned->id);
  g_free (planned->sql);
  g_clear_object (&planned->plan);
  g_free (planned->basis);
  g_free (planned->reason);
  g_free (planned->next_step);
  g_free (planned);
}

static int
compare_time (gconstpointer a, gconstpointer b)
{
  double first = (*(OptAdvisorStatement *const *) a)->total_ms;
  double second = (*(OptAdvisorStatement *const *) b)->total_ms;

  return (first < second) - (first > second);
}

/* One statement's trouble is its own. */
static OptPlannedStatement *
plan_one (OptDatabase *self,
          const OptAdvisorStatement *statement,
          GCancellable *cancellable,
          GError **error)
{
  OptPlannedStatement *planned = g_new0 (OptPlannedStatement, 1);
  g_autoptr (GError) problem = NULL;

  planned->id = g_strdup (statement->id);
  planned->sql = g_strdup (statement->sql);
  planned->calls = statement->calls;
  planned->total_ms = statement->total_ms;
  planned->plan
      = opt_database_explain_sync (self, statement->sql, OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL,
                                   NULL, &planned->basis, NULL, cancellable, &problem);
  if (planned->plan == NULL && opt_advisor_ends_run (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      planned_free (planned);
      return NULL;
    }
  if (planned->plan == NULL)
    {
      g_clear_pointer (&planned->basis, g_free);
      planned->reason = g_strdup (problem->message);
      planned->next_step = g_strdup (opt_error_get_next_step (problem));
    }

  return planned;
}

/**
 * opt_database_plan_top_sync:
 * @self: a database
 * @n: how many statements
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Plans the statements that took most time since the server counts, as advice is sought for them:
 * nothing is run. The plans are kept with those that the statements had.
 *
 * Returns: (transfer full) (element-type OptPlannedStatement) (nullable): them, the costliest first
 */
GPtrArray *
opt_database_plan_top_sync (OptDatabase *self,
                            guint n,
                            const OptProgress *progress,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (OptWorkload) workload = NULL;
  g_autoptr (GPtrArray) statements = NULL;
  g_autoptr (GPtrArray) planned = g_ptr_array_new_with_free_func (planned_free);

  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  workload = opt_database_since_reset_sync (self, cancellable, error);
  if (workload == NULL)
    return NULL;
  statements = opt_database_take_statements (self, workload);
  g_ptr_array_sort (statements, compare_time);
  n = MIN (n, statements->len);
  for (guint i = 0; i < n; i++)
    {
      OptPlannedStatement *one;

      opt_progress_report (progress, i, n, _ ("Planning the statements"));
      one = plan_one (self, statements->pdata[i], cancellable, error);
      if (one == NULL)
        return NULL;
      g_ptr_array_add (planned, one);
    }

  return g_steal_pointer (&planned);
}
