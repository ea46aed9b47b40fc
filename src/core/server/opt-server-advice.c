/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-advice.h"

#include <glib/gi18n-lib.h>

#include "opt-advice-store.h"
#include "opt-database-workload.h"
#include "opt-server-private.h"
#include "opt-tune.h"
#include "opt-worker.h"

/* A person reads no more. */
#define LIMIT 20

static guint32
get_database_oid (OptServer *self)
{
  return self->facts != NULL ? opt_server_facts_get_database_oid (self->facts) : 0;
}

/* ---- What was advised before ----------------------------------------------------------------- */

typedef struct
{
  char *server;
  char *database;
  guint serial;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_free (load->server);
  g_free (load->database);
  g_free (load);
}

static void
set_recommendations (OptServer *self, GPtrArray *recommendations)
{
  g_list_store_splice (self->recommendations, 0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->recommendations)),
                       recommendations->pdata, recommendations->len);
  opt_server_notify_advice (self);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Load *load = data;
  GError *error = NULL;
  g_autoptr (OptAdviceStore) store = opt_advice_store_open_sync (NULL, &error);
  GPtrArray *list = NULL;

  if (store != NULL)
    list = opt_advice_store_list_sync (store, load->server, load->database, &error);
  if (list != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* What this session's advisor recommends, with what became of it; not what earlier ones did. */
static GPtrArray *
pick_advised (GPtrArray *list, const OptAdvice *advice)
{
  GPtrArray *picked = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < advice->recommendations->len; i++)
    {
      const char *id = opt_recommendation_get_id (advice->recommendations->pdata[i]);
      OptRecommendation *found = advice->recommendations->pdata[i];

      for (guint j = 0; j < list->len; j++)
        if (g_strcmp0 (opt_recommendation_get_id (list->pdata[j]), id) == 0)
          found = list->pdata[j];
      g_ptr_array_add (picked, g_object_ref (found));
    }

  return picked;
}

static void
loaded (GObject *object, GAsyncResult *result, gpointer data)
{
  OptServer *self = OPT_SERVER (object);
  const Load *load = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = g_task_propagate_pointer (G_TASK (result), &error);

  if (list == NULL)
    opt_server_warn (self, _ ("Earlier recommendations could not be read: %s"), error->message);
  /* A run of the advisor meanwhile knows better. */
  else if (self->recommendations != NULL && load->serial == self->advice_serial)
    {
      g_autoptr (GPtrArray) picked
          = self->advice != NULL ? pick_advised (list, self->advice) : g_ptr_array_ref (list);

      set_recommendations (self, picked);
    }
}

/* They are of a database that is not watched any more. */
void
opt_server_forget_recommendations (OptServer *self)
{
  self->advice_serial++;
  self->advice_at = 0;
  g_clear_pointer (&self->advice, opt_advice_free);
  g_list_store_remove_all (self->recommendations);
  opt_server_notify_advice (self);
}

/* Those of the database that was connected to, in a thread. */
void
opt_server_load_recommendations (OptServer *self)
{
  g_autoptr (GTask) task = NULL;
  const char *identifier;
  Load *load;

  if (self->facts == NULL)
    return;

  identifier = opt_server_facts_get_system_identifier (self->facts);
  load = g_new0 (Load, 1);
  load->server = g_strdup (identifier != NULL ? identifier : self->display);
  load->database = g_strdup (opt_server_facts_get_database (self->facts));
  load->serial = ++self->advice_serial;
  task = g_task_new (self, NULL, loaded, NULL);
  g_task_set_source_tag (task, opt_server_load_recommendations);
  g_task_set_task_data (task, load, load_free);
  opt_worker_run (task, load_thread);
}

/**
 * opt_server_find_recommendation:
 * @self: a server
 * @id: a recommendation's id
 *
 * Returns: (nullable) (transfer none): it, if it is among opt_server_get_recommendations()
 */
OptRecommendation *
opt_server_find_recommendation (OptServer *self, const char *id)
{
  g_return_val_if_fail (OPT_IS_SERVER (self) && id != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->recommendations)); i++)
    {
      g_autoptr (OptRecommendation) recommendation
          = g_list_model_get_item (G_LIST_MODEL (self->recommendations), i);

      if (g_strcmp0 (opt_recommendation_get_id (recommendation), id) == 0)
        return recommendation;
    }

  return NULL;
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
 * opt_server_advise_async:
 * @self: a server
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Simulates recommendations for the statements of the last fifteen minutes.
 */
void
opt_server_advise_async (OptServer *self,
                         OptJob *job,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  opt_server_run_async (self, OPT_SERVER_LANE_WORK, job, advise,
                        opt_workload_take_statements (self->workload, get_database_oid (self)),
                        (GDestroyNotify) g_ptr_array_unref, (GDestroyNotify) opt_advice_free,
                        callback, user_data);
}

/**
 * opt_server_advise_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Puts what was found into opt_server_get_advice() and opt_server_get_recommendations().
 *
 * Returns: whether there is advice, be it that there is nothing to recommend
 */
gboolean
opt_server_advise_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  OptAdvice *advice = opt_server_run_finish (self, result, error);

  if (advice == NULL)
    return FALSE;

  g_clear_pointer (&self->advice, opt_advice_free);
  self->advice = advice;
  self->advice_at = g_get_real_time ();
  self->advice_serial++;
  set_recommendations (self, advice->recommendations);

  return TRUE;
}

/* ---- Try ------------------------------------------------------------------------------------- */

typedef struct
{
  OptRecommendation *recommendation; /* the main loop's own … */
  OptRecommendation *copy;           /* … and what a thread may read */
  GPtrArray *statements;             /* of OptAdvisorStatement */
  gint64 time;
  OptCopyOptions *options; /* (nullable) */
} Request;

typedef struct
{
  OptRecommendation *recommendation;
  OptTrial *trial;
} Outcome;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->recommendation);
  g_object_unref (request->copy);
  g_ptr_array_unref (request->statements);
  opt_copy_options_free (request->options);
  g_free (request);
}

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;

  g_object_unref (outcome->recommendation);
  g_clear_object (&outcome->trial);
  g_free (outcome);
}

static gpointer
try (OptDatabase *database,
     gpointer data,
     const OptProgress *progress,
     GCancellable *cancellable,
     GError **error)
{
  const Request *request = data;
  OptTrial *trial;
  Outcome *outcome;

  /* For this one alone. */
  opt_database_set_copy_options (database, request->options);
  trial = opt_tune_try_sync (database, request->copy, request->statements, request->time, progress,
                             cancellable, error);
  opt_database_set_copy_options (database, NULL);

  if (trial == NULL)
    {
      opt_database_place_fault (database, error);
      return NULL;
    }

  outcome = g_new0 (Outcome, 1);
  outcome->recommendation = g_object_ref (request->recommendation);
  outcome->trial = trial;

  return outcome;
}

/* What the recommendation names, where the workload of the last minutes does not have it any more.
 */
static void
add_effects (GPtrArray *statements, OptRecommendation *recommendation)
{
  GPtrArray *effects = opt_recommendation_get_statements (recommendation);

  for (guint i = 0; i < effects->len; i++)
    {
      const OptStatementEffect *effect = effects->pdata[i];
      gboolean there = FALSE;

      for (guint j = 0; j < statements->len; j++)
        there |= g_strcmp0 (((OptAdvisorStatement *) statements->pdata[j])->id, effect->id) == 0;
      if (!there)
        g_ptr_array_add (statements,
                         opt_advisor_statement_new (effect->id, effect->sql, effect->weight));
    }
}

/**
 * opt_server_try_async:
 * @self: a server
 * @recommendation: one of its recommendations
 * @time_per_statement: microseconds for one statement's pairs
 * @options: (nullable): how the tables are copied for it; %NULL: as usual
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Measures a recommendation on copies of the tables. Where these are larger than @options allow it
 * ends with %OPT_ERROR_TOO_LARGE.
 */
void
opt_server_try_async (OptServer *self,
                      OptRecommendation *recommendation,
                      gint64 time_per_statement,
                      const OptCopyOptions *options,
                      OptJob *job,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Request *request;

  g_return_if_fail (OPT_IS_SERVER (self));
  g_return_if_fail (OPT_IS_RECOMMENDATION (recommendation));

  request = g_new0 (Request, 1);
  request->recommendation = g_object_ref (recommendation);
  request->copy = opt_recommendation_copy (recommendation);
  request->statements = opt_workload_take_statements (self->workload, get_database_oid (self));
  request->time = time_per_statement;
  request->options = options != NULL ? opt_copy_options_copy (options) : NULL;
  add_effects (request->statements, recommendation);
  opt_server_run_async (self, OPT_SERVER_LANE_WORK, job, try, request, request_free, outcome_free,
                        callback, user_data);
}

typedef struct
{
  OptRecommendation *recommendation;
  OptRecommendation *copy;
} Keep;

static void
keep_free (gpointer data)
{
  Keep *keep = data;

  g_object_unref (keep->recommendation);
  g_object_unref (keep->copy);
  g_free (keep);
}

/* How often its kind held is another figure from now on, for all that wait. */
static void
take_records (OptServer *self, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      OptRecommendation *kept = list->pdata[i];
      OptRecommendation *shown
          = opt_server_find_recommendation (self, opt_recommendation_get_id (kept));

      if (shown != NULL)
        opt_recommendation_set_record (shown, opt_recommendation_get_held (kept),
                                       opt_recommendation_get_of (kept));
    }
}

static void
keep_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Keep *keep = data;
  GError *error = NULL;
  g_autoptr (OptAdviceStore) store = opt_advice_store_open_sync (NULL, &error);
  GPtrArray *list = NULL;

  if (store != NULL && opt_advice_store_update_sync (store, keep->copy, &error))
    list = opt_advice_store_list_sync (store, opt_recommendation_get_server (keep->copy),
                                       opt_recommendation_get_database (keep->copy), &error);
  if (list != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
kept (GObject *object, GAsyncResult *result, gpointer data)
{
  OptServer *self = OPT_SERVER (object);
  const Keep *keep = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = g_task_propagate_pointer (G_TASK (result), &error);

  if (list == NULL)
    opt_server_warn (self, _ ("The result was not kept with the recommendation: %s"),
                     error->message);
  /* It was read anew during the trial, and knows nothing of it. */
  else if (self->recommendations != NULL
           && !g_list_store_find (self->recommendations, keep->recommendation, NULL))
    opt_server_load_recommendations (self);
  else if (self->recommendations != NULL)
    take_records (self, list);
  opt_server_notify_advice (self);
}

static void
keep_recommendation (OptServer *self, OptRecommendation *recommendation)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, kept, NULL);
  Keep *keep = g_new0 (Keep, 1);

  keep->recommendation = g_object_ref (recommendation);
  keep->copy = opt_recommendation_copy (recommendation);
  g_task_set_source_tag (task, keep_recommendation);
  g_task_set_task_data (task, keep, keep_free);
  opt_worker_run (task, keep_thread);
}

/**
 * opt_server_try_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Moves the recommendation up or down its ladder, and keeps that.
 *
 * Returns: (transfer full) (nullable): the trial
 */
OptTrial *
opt_server_try_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  Outcome *outcome = opt_server_run_finish (self, result, error);
  OptTrial *trial;

  if (outcome == NULL)
    return NULL;

  opt_tune_record_trial (outcome->recommendation, outcome->trial, NULL);
  keep_recommendation (self, outcome->recommendation);
  opt_server_notify_advice (self);
  trial = g_steal_pointer (&outcome->trial);
  outcome_free (outcome);

  return trial;
}
