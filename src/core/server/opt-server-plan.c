/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-plan.h"

#include "opt-server-private.h"

typedef struct
{
  char *sql;
  OptExplainMode mode;
  OptPlanOptions options;
  OptExplainValues *values;
} Question;

typedef struct
{
  OptPlan *plan;
  char *basis;
  OptExplainValues *values;
  GPtrArray *events; /* of OptTimelineEvent */
} Answer;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->sql);
  g_clear_pointer (&question->values, opt_explain_values_free);
  g_free (question);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_object (&answer->plan);
  g_free (answer->basis);
  g_clear_pointer (&answer->values, opt_explain_values_free);
  g_clear_pointer (&answer->events, g_ptr_array_unref);
  g_free (answer);
}

/* opt_server_add_events: what a lane found out, for whoever shows what happened. */
void
opt_server_add_events (OptServer *self, GPtrArray *events)
{
  for (guint i = 0; i < events->len; i++)
    {
      const OptTimelineEvent *event = events->pdata[i];

      opt_timeline_add_event (self->timeline, event->time, event->kind, event->text);
    }
}

static gpointer
explain (OptDatabase *database,
         gpointer data,
         const OptProgress *progress,
         GCancellable *cancellable,
         GError **error)
{
  const Question *question = data;
  Answer *answer = g_new0 (Answer, 1);

  answer->values = opt_explain_values_copy (question->values);
  answer->plan
      = opt_database_explain_sync (database, question->sql, question->mode, question->options,
                                   answer->values, &answer->basis, progress, cancellable, error);
  answer->events = opt_database_take_events (database);
  if (answer->plan == NULL)
    g_clear_pointer (&answer, answer_free);

  return answer;
}

/**
 * opt_server_explain_async:
 * @self: a server
 * @sql: one statement, with `$n` or literals
 * @mode: how
 * @options: what EXPLAIN is to tell
 * @values: (nullable): for which values of its parameters; %NULL: for the best there are
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @callback: called when the plan is there
 * @user_data: for @callback
 *
 * Asks for a plan. One that is only planned never waits for a trial.
 */
void
opt_server_explain_async (OptServer *self,
                          const char *sql,
                          OptExplainMode mode,
                          OptPlanOptions options,
                          const OptExplainValues *values,
                          OptJob *job,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Question *question;

  g_return_if_fail (OPT_IS_SERVER (self) && sql != NULL);

  question = g_new0 (Question, 1);
  question->sql = g_strdup (sql);
  question->mode = mode;
  question->options = options;
  question->values = values != NULL ? opt_explain_values_copy (values)
                                    : opt_explain_values_new (OPT_EXPLAIN_BEST);
  opt_server_run_async (self,
                        mode == OPT_EXPLAIN_ANALYZE_COPY ? OPT_SERVER_LANE_WORK
                                                         : OPT_SERVER_LANE_INTERACTIVE,
                        job, explain, question, question_free, answer_free, callback, user_data);
}

/**
 * opt_server_explain_finish:
 * @self: a server
 * @result: what the callback was given
 * @values: (out) (transfer full) (optional): for which values it was made: %OPT_EXPLAIN_BEST where
 *   the statement has no parameters
 * @basis: (out) (transfer full) (optional): what the plan rests on
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the plan
 */
OptPlan *
opt_server_explain_finish (OptServer *self,
                           GAsyncResult *result,
                           OptExplainValues **values,
                           char **basis,
                           GError **error)
{
  Answer *answer = opt_server_run_finish (self, result, error);
  OptPlan *plan;

  if (answer == NULL)
    return NULL;

  plan = g_steal_pointer (&answer->plan);
  opt_server_add_events (self, answer->events);
  if (values != NULL)
    *values = g_steal_pointer (&answer->values);
  if (basis != NULL)
    *basis = g_steal_pointer (&answer->basis);
  answer_free (answer);

  return plan;
}
