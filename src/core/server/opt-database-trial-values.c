/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-trial-private.h"

#include "opt-database-samples.h"
#include "opt-error.h"
#include "opt-parameter-set.h"
#include "opt-plan-request.h"

/* Sets of values: so many that were seen, and as many at least with those from statistics. */
#define SETS_SEEN 5
#define SETS_AT_LEAST 3

static void
add_distinct_values (OptTrialStatement *statement,
                     const char *label,
                     gboolean seen,
                     const OptParams *params)
{
  for (guint i = 0; i < statement->values->len; i++)
    if (opt_params_equal (((OptTrialValues *) statement->values->pdata[i])->params, params))
      return;

  opt_trial_statement_add_values (statement, label, params);
  if (seen)
    opt_trial_statement_set_values_seen (statement);
}

/* A value that the server does not take for its place would fail the whole statement, and the
 * message about that has the value in it. */
static gboolean
is_taken (OptDatabaseTry *self, OptBoundStatement *bound, const OptSample *sample)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = NULL;

  if (!opt_bound_statement_take_values (bound, sample->values))
    return FALSE;
  plan = opt_bound_statement_plan_sync (bound, opt_database_get_connection (self->database),
                                        self->cancellable, &error);

  return plan != NULL || !g_error_matches (error, OPT_ERROR, OPT_ERROR_DATA);
}

/* What sessions sent comes first. The label names no value: it is kept with the trial. */
static void
add_samples (OptDatabaseTry *self,
             OptBoundStatement *bound,
             const char *sql,
             const char *const *types,
             OptTrialStatement *statement)
{
  g_autoptr (GPtrArray) samples = opt_database_list_samples_sync (self->database, sql);
  g_autoptr (GPtrArray) chosen = NULL;

  for (guint i = samples->len; i > 0; i--)
    if (!opt_parameter_values_fit (types, ((OptSample *) samples->pdata[i - 1])->values))
      g_ptr_array_remove_index (samples, i - 1);
  chosen = opt_samples_spread (samples, SETS_SEEN);
  for (guint i = 0; i < chosen->len; i++)
    {
      const OptSample *sample = chosen->pdata[i];
      g_autofree char *label = opt_sample_describe (sample);

      if (is_taken (self, bound, sample))
        add_distinct_values (statement, label, TRUE, sample->values);
    }
}

/* opt_database_try_add_values_sync: those that were seen, and where these are few others; @bound is
 * left with one of them */
gboolean
opt_database_try_add_values_sync (OptDatabaseTry *self,
                                  OptBoundStatement *bound,
                                  const char *sql,
                                  OptTrialStatement *statement,
                                  GError **error)
{
  static const OptParameterChoice choices[]
      = { OPT_PARAMETER_TYPICAL, OPT_PARAMETER_COMMON, OPT_PARAMETER_RARE };
  g_auto (GStrv)
    types = NULL;

  if (bound->info->n_parameters == 0)
    {
      opt_trial_statement_add_values (statement, "as written", NULL);
      return TRUE;
    }

  types = opt_plan_request_parameter_types_sync (opt_database_get_connection (self->database),
                                                 bound->sql, self->cancellable, error);
  if (types == NULL)
    return FALSE;
  add_samples (self, bound, sql, (const char *const *) types, statement);
  for (gsize i = 0; i < G_N_ELEMENTS (choices) && statement->values->len < SETS_AT_LEAST; i++)
    {
      g_autoptr (OptParameterSet) set
          = opt_parameter_set_new (bound->info, (const char *const *) types, choices[i]);
      g_autoptr (OptParams) params = opt_parameter_set_get_params (set);

      /* A value that no statistics speak of is not typical of anything. */
      add_distinct_values (statement,
                           set->n_unknown > 0 ? "partly defaults of their types"
                                              : opt_parameter_choice_get_nick (choices[i]),
                           FALSE, params);
    }

  return TRUE;
}
