/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-remedy.h"

#include <string.h>

#include "opt-database-trial.h"
#include "opt-database-workload.h"
#include "opt-server-advice.h"
#include "opt-server-private.h"
#include "opt-tune.h"

/*
 * What the findings of one statement's plan hand on.
 */

/* As many as of the whole workload. */
#define LIMIT 20

static GPtrArray *
make_one (const char *sql)
{
  GPtrArray *statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);

  g_ptr_array_add (statements, opt_advisor_statement_new ("0", sql, 1.0));

  return statements;
}

/* With its calls and times, where it is among those of the last minutes. */
static GPtrArray *
find_one (OptServer *self, const char *sql)
{
  guint32 oid = self->facts != NULL ? opt_server_facts_get_database_oid (self->facts) : 0;
  g_autoptr (GPtrArray) statements = opt_workload_take_statements (self->workload, oid);

  for (guint i = statements->len; i > 0; i--)
    if (strcmp (((OptAdvisorStatement *) statements->pdata[i - 1])->sql, sql) != 0)
      g_ptr_array_remove_index (statements, i - 1);

  return statements->len > 0 ? g_steal_pointer (&statements) : make_one (sql);
}

/* ---- Advise ---------------------------------------------------------------------------------- */

static gpointer
advise (OptDatabase *database,
        gpointer data,
        const OptProgress *progress,
        GCancellable *cancellable,
        GError **error)
{
  /* Tables and indexes may have come and gone since. */
  opt_database_forget_older (database, 0);

  return opt_tune_find_advice_sync (database, data, LIMIT, 0, progress, cancellable, error);
}

/**
 * opt_server_advise_on_async:
 * @self: a server
 * @sql: one statement, with `$n` or literals
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Simulates recommendations for one statement, as opt_server_advise_async() does for all.
 */
void
opt_server_advise_on_async (OptServer *self,
                            const char *sql,
                            OptJob *job,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (OPT_IS_SERVER (self) && sql != NULL);

  opt_server_run_async (self, OPT_SERVER_LANE_WORK, job, advise, find_one (self, sql),
                        (GDestroyNotify) g_ptr_array_unref, (GDestroyNotify) opt_advice_free,
                        callback, user_data);
}

/**
 * opt_server_advise_on_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Puts what is recommended among opt_server_get_recommendations(), beside those that are there. One
 * that is there already stays as it is, with what became of it.
 *
 * Returns: (transfer full) (nullable): the advice, be it that there is nothing to recommend
 */
OptAdvice *
opt_server_advise_on_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  OptAdvice *advice = opt_server_run_finish (self, result, error);
  gboolean added = FALSE;

  if (advice == NULL || self->recommendations == NULL)
    return advice;

  for (guint i = 0; i < advice->recommendations->len; i++)
    {
      OptRecommendation *recommendation = advice->recommendations->pdata[i];

      if (opt_server_find_recommendation (self, opt_recommendation_get_id (recommendation)) != NULL)
        continue;
      g_list_store_append (self->recommendations, recommendation);
      added = TRUE;
    }
  if (added)
    {
      /* What is read at this time from what earlier sessions left does not have it. */
      self->advice_serial++;
      opt_server_notify_advice (self);
    }

  return advice;
}

/* ---- Try ------------------------------------------------------------------------------------- */

typedef struct
{
  char *change;
  GPtrArray *statements; /* of OptAdvisorStatement */
  gint64 time;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->change);
  g_ptr_array_unref (request->statements);
  g_free (request);
}

static gpointer
try (OptDatabase *database,
     gpointer data,
     const OptProgress *progress,
     GCancellable *cancellable,
     GError **error)
{
  const Request *request = data;
  g_auto (GStrv)
    sandbox_sql = opt_database_split_change (request->change, error);

  if (sandbox_sql == NULL)
    return NULL;

  return opt_database_try_sync (database, request->change, (const char *const *) sandbox_sql,
                                request->statements, request->time, progress, cancellable, error);
}

/**
 * opt_server_try_change_async:
 * @self: a server
 * @change: SQL that a copy is changed by, with `;` between statements
 * @sql: the statement to measure, with `$n` or literals
 * @time_per_statement: microseconds for its pairs
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Measures a statement with and without a change, on copies of its tables.
 */
void
opt_server_try_change_async (OptServer *self,
                             const char *change,
                             const char *sql,
                             gint64 time_per_statement,
                             OptJob *job,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Request *request;

  g_return_if_fail (OPT_IS_SERVER (self) && change != NULL && sql != NULL);

  request = g_new0 (Request, 1);
  request->change = g_strdup (change);
  request->statements = find_one (self, sql);
  request->time = time_per_statement;
  opt_server_run_async (self, OPT_SERVER_LANE_WORK, job, try, request, request_free, g_object_unref,
                        callback, user_data);
}

/**
 * opt_server_try_change_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the trial
 */
OptTrial *
opt_server_try_change_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  return opt_server_run_finish (self, result, error);
}
