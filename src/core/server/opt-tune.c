/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-tune.h"

#include <glib/gi18n-lib.h>

#include "opt-advice-store.h"
#include "opt-advisor.h"
#include "opt-database-plan.h"
#include "opt-database-samples.h"
#include "opt-database-trial.h"
#include "opt-database-workload.h"
#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-statement-info.h"
#include "opt-workload-json.h"

/* So many statements are listed and explained; all go to the advisor. */
#define N_HOT 10
/* So many UPDATEs and DELETEs of the table are part of a trial, the hottest of them. */
#define MAX_PAYERS 3

typedef struct
{
  OptDatabase *database;
  const OptTuneOptions *options;
  const OptProgress *progress;
  GCancellable *cancellable;

  OptWorkload *workload;
  GPtrArray *statements; /* OptAdvisorStatement */
  OptAdvice *advice;
} Tune;

static void
tune_clear (Tune *self)
{
  g_clear_object (&self->workload);
  g_clear_pointer (&self->statements, g_ptr_array_unref);
  g_clear_pointer (&self->advice, opt_advice_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tune, tune_clear)

static OptAdvice *
advise (OptDatabase *database,
        GPtrArray *statements,
        guint limit,
        gint64 budget_bytes,
        const OptProgress *progress,
        GCancellable *cancellable,
        GError **error)
{
  OptShadow *shadow = opt_database_build_shadow_sync (database, progress, cancellable, error);
  OptAdvisorInput input = {
    .facts = opt_database_get_facts (database),
    .shadow = shadow,
    .production = opt_database_get_connection (database),
    .statements = statements,
    .budget_bytes = budget_bytes,
    .limit = limit,
  };
  OptAdvice *advice;

  if (shadow == NULL)
    return NULL;
  input.catalog = opt_database_load_catalog_sync (database, cancellable, error);
  if (input.catalog == NULL)
    return NULL;

  opt_database_add_samples_sync (database, statements);
  advice = opt_advisor_run_sync (&input, progress, cancellable, error);
  if (advice == NULL)
    opt_database_place_fault (database, error);

  return advice;
}

/* Later commands find a recommendation by its id; that it can't be kept stops nothing but them. */
static void
remember (GPtrArray *recommendations)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAdviceStore) store = opt_advice_store_open_sync (NULL, &error);

  if (store == NULL || !opt_advice_store_save_sync (store, recommendations, &error))
    g_message (_ ("The recommendations were not kept, and so can't be applied: %s"),
               error->message);
}

/**
 * opt_tune_find_advice_sync:
 * @database: a database
 * @statements: (element-type OptAdvisorStatement): its workload
 * @limit: so many recommendations at most; 0: no limit
 * @budget_bytes: for all new indexes together; 0: no limit
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Simulates recommendations on the database's shadow, and keeps them for later commands.
 *
 * Returns: (transfer full) (nullable): the advice
 */
OptAdvice *
opt_tune_find_advice_sync (OptDatabase *database,
                           GPtrArray *statements,
                           guint limit,
                           gint64 budget_bytes,
                           const OptProgress *progress,
                           GCancellable *cancellable,
                           GError **error)
{
  OptAdvice *advice;

  g_return_val_if_fail (OPT_IS_DATABASE (database) && statements != NULL, NULL);

  advice = advise (database, statements, limit, budget_bytes, progress, cancellable, error);
  if (advice != NULL)
    remember (advice->recommendations);

  return advice;
}

/**
 * opt_tune_advise_sync:
 * @database: a database
 * @statements: (element-type OptAdvisorStatement): its workload
 * @limit: so many recommendations at most; 0: no limit
 * @budget_bytes: for all new indexes together; 0: no limit
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * As opt_tune_find_advice_sync().
 *
 * Returns: (transfer full) (nullable): the object of `advise --json`
 */
JsonNode *
opt_tune_advise_sync (OptDatabase *database,
                      GPtrArray *statements,
                      guint limit,
                      gint64 budget_bytes,
                      const OptProgress *progress,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (OptAdvice) advice
      = opt_tune_find_advice_sync (database, statements, limit, budget_bytes, progress, cancellable,
                                   error);

  return advice != NULL ? opt_advice_to_json (advice) : NULL;
}

/* An INSERT can't be repeated with values that are there already; what a further index costs it is
 * only told by the claim's risk. */
static gboolean
changes_rows_of (OptCatalog *catalog, const OptAdvisorStatement *statement, const char *relation)
{
  g_autoptr (OptStatementInfo) info = opt_statement_info_new (statement->sql, catalog, NULL, NULL);

  if (info == NULL || relation == NULL
      || (info->kind != OPT_STATEMENT_UPDATE && info->kind != OPT_STATEMENT_DELETE))
    return FALSE;

  for (guint i = 0; i < info->scans->len; i++)
    {
      const OptScan *scan = info->scans->pdata[i];
      g_autofree char *name = opt_relation_get_quoted_name (scan->relation);

      if (scan->target && g_strcmp0 (name, relation) == 0)
        return TRUE;
    }

  return FALSE;
}

/* The workload's statements that a recommendation names, and the hottest that pay for it. */
static GPtrArray *
select_statements (OptCatalog *catalog, OptRecommendation *recommendation, GPtrArray *statements)
{
  const char *relation = opt_recommendation_get_relation (recommendation);
  guint n_payers = 0;
  GPtrArray *effects = opt_recommendation_get_statements (recommendation);
  GPtrArray *selected = g_ptr_array_new ();

  for (guint i = 0; i < statements->len; i++)
    {
      OptAdvisorStatement *statement = statements->pdata[i];
      gboolean named = FALSE;

      for (guint j = 0; j < effects->len; j++)
        named |= g_strcmp0 (((OptStatementEffect *) effects->pdata[j])->id, statement->id) == 0;
      if (named
          || (n_payers < MAX_PAYERS && changes_rows_of (catalog, statement, relation)
              && ++n_payers > 0))
        g_ptr_array_add (selected, statement);
    }

  return selected;
}

static GStrv
get_sandbox_sql (OptChangeSet *changes)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < opt_change_set_get_length (changes); i++)
    g_strv_builder_add (builder, opt_change_set_get (changes, i)->sandbox_sql);

  return g_strv_builder_end (builder);
}

/**
 * opt_tune_try_sync:
 * @database: a database
 * @recommendation: a recommendation for it
 * @statements: (element-type OptAdvisorStatement): its workload
 * @time_per_statement: microseconds for one statement's pairs
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Measures a recommendation with the statements of the workload that it names, and with the hottest
 * that would pay for it.
 *
 * Returns: (transfer full) (nullable): the trial
 */
OptTrial *
opt_tune_try_sync (OptDatabase *database,
                   OptRecommendation *recommendation,
                   GPtrArray *statements,
                   gint64 time_per_statement,
                   const OptProgress *progress,
                   GCancellable *cancellable,
                   GError **error)
{
  OptCatalog *catalog;
  g_autoptr (GPtrArray) selected = NULL;
  g_auto (GStrv)
    sandbox_sql = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (database), NULL);
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (recommendation) && statements != NULL, NULL);

  catalog = opt_database_load_catalog_sync (database, cancellable, error);
  if (catalog == NULL)
    return NULL;
  selected = select_statements (catalog, recommendation, statements);
  sandbox_sql = get_sandbox_sql (opt_recommendation_get_change_set (recommendation));

  return opt_database_try_sync (database, opt_recommendation_get_sql (recommendation),
                                (const char *const *) sandbox_sql, selected, time_per_statement,
                                progress, cancellable, error);
}

/* A trial that can't be held leaves the claim where it was, and says why. */
static gboolean
try_one (Tune *self, OptRecommendation *recommendation, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (OptTrial) trial = opt_tune_try_sync (self->database, recommendation, self->statements,
                                                  self->options->time_per_statement, self->progress,
                                                  self->cancellable, &failure);

  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  opt_tune_record_trial (recommendation, trial, failure);

  return TRUE;
}

static JsonNode *
make_trial_error (const GError *failure)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "error", failure->message);
  opt_json_add_text (builder, "sqlstate", opt_error_get_sqlstate (failure));
  opt_json_add_text (builder, "next_step", opt_error_get_next_step (failure));
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * opt_tune_record_trial:
 * @recommendation: a recommendation
 * @trial: (nullable): what was measured for it
 * @failure: (nullable): why nothing could be
 *
 * Puts a trial's result beside the claim and moves the claim up or down its ladder.
 */
void
opt_tune_record_trial (OptRecommendation *recommendation, OptTrial *trial, const GError *failure)
{
  g_autoptr (JsonNode) result = NULL;

  g_return_if_fail (OPT_IS_RECOMMENDATION (recommendation));
  g_return_if_fail ((trial != NULL) != (failure != NULL));

  result = trial != NULL ? opt_trial_to_json (trial) : make_trial_error (failure);
  opt_recommendation_set_trial (recommendation, result);
  if (trial == NULL)
    return;

  switch (opt_trial_get_evidence (trial))
    {
    case OPT_EVIDENCE_MEASURED:
      if (opt_recommendation_get_evidence (recommendation) != OPT_EVIDENCE_CONFIRMED)
        opt_recommendation_set_evidence (recommendation, OPT_EVIDENCE_MEASURED);
      break;

    case OPT_EVIDENCE_REFUTED:
      {
        g_autofree char *why = opt_trial_describe (trial);

        opt_recommendation_refute (recommendation, why);
        break;
      }

    case OPT_EVIDENCE_OPINION:
    case OPT_EVIDENCE_SIMULATED:
    case OPT_EVIDENCE_CONFIRMED:
    default:
      /* The trial that the claim stood on is not the one beside it any more. */
      if (opt_recommendation_get_evidence (recommendation) == OPT_EVIDENCE_MEASURED
          || opt_recommendation_get_evidence (recommendation) == OPT_EVIDENCE_REFUTED)
        opt_recommendation_set_evidence (recommendation, OPT_EVIDENCE_SIMULATED);
      break;
    }
}

static gboolean
try_all (Tune *self, GError **error)
{
  GPtrArray *recommendations = self->advice->recommendations;

  for (guint i = 0; i < recommendations->len; i++)
    {
      opt_progress_report (self->progress, i, recommendations->len,
                           _ ("Trying recommendation %u of %u"), i + 1, recommendations->len);
      if (!try_one (self, recommendations->pdata[i], error))
        return FALSE;
    }
  remember (recommendations);

  return TRUE;
}

/* A report goes to others: no value that was seen is in it, nor in the conditions of its plans. */
static void
add_plan (Tune *self, JsonBuilder *builder, const OptWorkloadEntry *entry)
{
  g_autofree char *basis = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptExplainValues) values = opt_explain_values_new (OPT_EXPLAIN_UNSEEN);
  g_autoptr (OptPlan) plan
      = opt_database_explain_sync (self->database, entry->text, OPT_EXPLAIN_PLAN,
                                   OPT_PLAN_OPTIONS_USUAL, values, &basis, NULL, self->cancellable,
                                   &error);
  g_autoptr (JsonNode) node = plan != NULL ? opt_plan_to_json (plan) : NULL;

  opt_json_add_node (builder, "plan", node);
  opt_json_add_text (builder, plan != NULL ? "plan_basis" : "plan_error",
                     plan != NULL ? basis : error->message);
}

static void
add_hot (Tune *self, JsonBuilder *builder)
{
  guint n_hidden = 0, n_elsewhere = 0, n_listed = 0;
  guint32 oid = opt_server_facts_get_database_oid (opt_database_get_facts (self->database));
  g_autoptr (GPtrArray) entries
      = opt_workload_get_entries (self->workload, OPT_WORKLOAD_SORT_TOTAL, FALSE, &n_hidden);

  json_builder_set_member_name (builder, "hot");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    {
      const OptWorkloadEntry *entry = entries->pdata[i];
      g_autoptr (JsonNode) node = NULL;
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      if (entry->key.dbid != oid || entry->text == NULL)
        {
          n_elsewhere++;
          continue;
        }
      if (n_listed++ >= N_HOT)
        continue;

      node = opt_workload_entry_to_json (entry);
      json_builder_begin_object (builder);
      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &value))
        opt_json_add_node (builder, name, value);
      add_plan (self, builder, entry);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  opt_json_add_int (builder, "statements_seen", n_listed);
  opt_json_add_int (builder, "statements_hidden", n_hidden);
  opt_json_add_int (builder, "statements_of_other_databases", n_elsewhere);
}

static void
add_server (Tune *self, JsonBuilder *builder)
{
  OptServerFacts *facts = opt_database_get_facts (self->database);

  json_builder_set_member_name (builder, "server");
  json_builder_begin_object (builder);
  opt_json_add_text (builder, "display", opt_database_get_display (self->database));
  opt_json_add_text (builder, "version", opt_server_facts_get_version_text (facts));
  opt_json_add_text (builder, "system_identifier", opt_server_facts_get_system_identifier (facts));
  opt_json_add_text (builder, "database", opt_server_facts_get_database (facts));
  json_builder_end_object (builder);
}

static JsonNode *
to_json (Tune *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) window = opt_workload_window_to_json (self->workload);
  g_autoptr (JsonNode) advice = opt_advice_to_json (self->advice);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_builder_begin_object (builder);
  opt_json_add_time (builder, "made_at", g_get_real_time ());
  add_server (self, builder);
  opt_json_add_node (builder, "window", window);
  add_hot (self, builder);
  json_object_iter_init (&iter, json_node_get_object (advice));
  while (json_object_iter_next (&iter, &name, &value))
    opt_json_add_node (builder, name, value);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * opt_tune_run_sync:
 * @database: a database
 * @options: how long to watch, how much to try
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * The whole job, without applying: watches the server, explains what is hot, simulates
 * recommendations on the shadow, and tries each on copies of the real rows.
 *
 * Returns: (transfer full) (nullable): the object of `tune --json`
 */
JsonNode *
opt_tune_run_sync (OptDatabase *database,
                   const OptTuneOptions *options,
                   const OptProgress *progress,
                   GCancellable *cancellable,
                   GError **error)
{
  g_auto (Tune)
    self = {
      .database = database,
      .options = options,
      .progress = progress,
      .cancellable = cancellable,
    };
  g_autoptr (JsonNode) result = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (database) && options != NULL, NULL);

  self.workload
      = opt_database_watch_sync (database, options->interval, progress, cancellable, error);
  if (self.workload == NULL)
    return NULL;
  if (opt_database_load_catalog_sync (database, cancellable, error) == NULL)
    return NULL;
  self.statements = opt_database_take_statements (database, self.workload);
  self.advice = advise (database, self.statements, options->limit, options->budget_bytes, progress,
                        cancellable, error);
  if (self.advice == NULL || !try_all (&self, error))
    return NULL;

  result = to_json (&self);
  /* Plans that nobody waited for are no findings. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&result);
}
