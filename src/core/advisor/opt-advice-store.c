/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advice-store.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-paths.h"
#include "opt-store.h"

/* A table grows from day to day: so much may the cost of a statement have moved, as a share. */
#define SAME_COST 0.2
#define FOLDER "advisor"
#define FILE_NAME "advice.db"

/**
 * OptAdviceStore:
 *
 * The recommendations that were made, so that another process finds them by their id, and the
 * record of how many held when they were put to the test.
 */
struct _OptAdviceStore
{
  GObject parent_instance;

  OptStore *store;
};

G_DEFINE_FINAL_TYPE (OptAdviceStore, opt_advice_store, G_TYPE_OBJECT)

static const char *const migrations[] = { "create", NULL };
static const OptStoreSchema schema = { FOLDER, migrations };

static void
opt_advice_store_finalize (GObject *object)
{
  OptAdviceStore *self = OPT_ADVICE_STORE (object);

  g_clear_object (&self->store);

  G_OBJECT_CLASS (opt_advice_store_parent_class)->finalize (object);
}

static void
opt_advice_store_class_init (OptAdviceStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_advice_store_finalize;
}

static void
opt_advice_store_init (OptAdviceStore *self)
{
}

/**
 * opt_advice_store_open_sync:
 * @path: (nullable): the file; %NULL for `advice.db` in the user's data folder
 * @error: set as opt_store_open_sync() does
 *
 * Returns: (transfer full): the store, or %NULL
 */
OptAdviceStore *
opt_advice_store_open_sync (const char *path, GError **error)
{
  g_autoptr (OptAdviceStore) self = g_object_new (OPT_TYPE_ADVICE_STORE, NULL);
  g_autofree char *file = g_strdup (path);

  if (file == NULL)
    {
      g_autofree char *folder = opt_paths_get_data_dir (error);

      if (folder == NULL)
        return NULL;
      file = g_build_filename (folder, FILE_NAME, NULL);
    }

  self->store = opt_store_open_sync (file, OPT_STORE_FLAGS_NONE, &schema, 1, error);
  if (self->store == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
was_tested (OptRecommendation *recommendation)
{
  switch (opt_recommendation_get_evidence (recommendation))
    {
    case OPT_EVIDENCE_MEASURED:
    case OPT_EVIDENCE_CONFIRMED:
    case OPT_EVIDENCE_REFUTED:
      return TRUE;
    case OPT_EVIDENCE_OPINION:
    case OPT_EVIDENCE_SIMULATED:
    default:
      return FALSE;
    }
}

/* Its own trial says nothing of how far it can be trusted; those of others of its kind do, also of
 * the same run. */
static gboolean
read_record (OptStore *store, OptRecommendation *recommendation, GError **error)
{
  const OptStoreValue params[] = {
    opt_store_text (opt_recommendation_get_kind (recommendation)),
    opt_store_text (opt_recommendation_get_id (recommendation)),
  };
  g_autoptr (OptStoreResult) result = opt_store_query_sync (store, opt_store_sql (FOLDER, "record"),
                                                            params, G_N_ELEMENTS (params), error);

  if (result == NULL)
    return FALSE;

  opt_recommendation_set_record (recommendation,
                                 (guint) opt_store_result_get_int (result, 0, "held"),
                                 (guint) opt_store_result_get_int (result, 0, "tested"));

  return TRUE;
}

/* Sets @found to NULL where there is none. */
static gboolean
look_up (OptStore *store, const char *id, OptRecommendation **found, GError **error)
{
  const OptStoreValue param = opt_store_text (id);
  g_autoptr (OptStoreResult) result
      = opt_store_query_sync (store, opt_store_sql (FOLDER, "find"), &param, 1, error);
  g_autoptr (JsonNode) node = NULL;

  *found = NULL;
  if (result == NULL)
    return FALSE;
  if (opt_store_result_get_n_rows (result) == 0)
    return TRUE;

  node = opt_json_parse (opt_store_result_get_text (result, 0, "document"), -1, error);
  if (node == NULL)
    return FALSE;
  *found = opt_recommendation_new_from_json (node, error);

  return *found != NULL;
}

static gboolean
put (OptStore *store, OptRecommendation *recommendation, GError **error)
{
  g_autoptr (JsonNode) node = opt_recommendation_to_json (recommendation);
  g_autofree char *document = opt_json_print (node, FALSE);
  const char *evidence = opt_evidence_get_nick (opt_recommendation_get_evidence (recommendation));
  const OptStoreValue params[] = {
    opt_store_text (opt_recommendation_get_id (recommendation)),
    opt_store_text (opt_recommendation_get_kind (recommendation)),
    opt_store_text (evidence),
    opt_store_int (opt_recommendation_get_made_at (recommendation)),
    opt_store_text (document),
  };

  return opt_store_execute_sync (store, opt_store_sql (FOLDER, "put"), params,
                                 G_N_ELEMENTS (params), error);
}

/* Whether the planner sees the statements as it did when the claim was put to the test: where
 * another index has come or gone, or the tables have grown, the trial was of another database. */
static gboolean
is_same_situation (OptRecommendation *known, OptRecommendation *recommendation)
{
  GPtrArray *old_effects = opt_recommendation_get_statements (known);
  GPtrArray *effects = opt_recommendation_get_statements (recommendation);

  for (guint i = 0; i < effects->len; i++)
    for (guint j = 0; j < old_effects->len; j++)
      {
        const OptStatementEffect *effect = effects->pdata[i];
        const OptStatementEffect *old = old_effects->pdata[j];

        if (g_strcmp0 (effect->id, old->id) == 0 && g_strcmp0 (effect->sql, old->sql) == 0
            && fabs (effect->cost_before - old->cost_before) > SAME_COST * old->cost_before)
          return FALSE;
      }

  return TRUE;
}

/* What a trial found out does not get lost because the same advice is given again; a newer trial,
 * whatever came of it, takes its place. */
static gboolean
recall (OptStore *store, OptRecommendation *recommendation, GError **error)
{
  g_autoptr (OptRecommendation) known = NULL;

  if (was_tested (recommendation) || opt_recommendation_get_trial (recommendation) != NULL)
    return TRUE;
  if (!look_up (store, opt_recommendation_get_id (recommendation), &known, error))
    return FALSE;
  if (known == NULL || !was_tested (known) || !is_same_situation (known, recommendation))
    return TRUE;

  opt_recommendation_set_trial (recommendation, opt_recommendation_get_trial (known));
  if (opt_recommendation_get_refuted_by (known) != NULL)
    opt_recommendation_refute (recommendation, opt_recommendation_get_refuted_by (known));
  else
    opt_recommendation_set_evidence (recommendation, opt_recommendation_get_evidence (known));

  return TRUE;
}

static gboolean
save (OptStore *store, gpointer data, GError **error)
{
  GPtrArray *recommendations = data;

  for (guint i = 0; i < recommendations->len; i++)
    {
      OptRecommendation *recommendation = g_ptr_array_index (recommendations, i);

      if (!recall (store, recommendation, error) || !put (store, recommendation, error)
          || !read_record (store, recommendation, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * opt_advice_store_save_sync:
 * @self: a store
 * @recommendations: (element-type OptRecommendation): those of one run
 * @error: set as the store does
 *
 * Keeps @recommendations. One that was given before and put to the test since gets its trial and
 * its evidence back, and each the record of its kind.
 *
 * Returns: %FALSE where nothing was kept
 */
gboolean
opt_advice_store_save_sync (OptAdviceStore *self, GPtrArray *recommendations, GError **error)
{
  g_return_val_if_fail (OPT_IS_ADVICE_STORE (self), FALSE);
  g_return_val_if_fail (recommendations != NULL, FALSE);

  return opt_store_transaction_sync (self->store, save, recommendations, error);
}

/**
 * opt_advice_store_update_sync:
 * @self: a store
 * @recommendation: one whose evidence changed
 * @error: set as the store does
 *
 * Keeps @recommendation as it is now.
 *
 * Returns: %FALSE where it was not kept
 */
gboolean
opt_advice_store_update_sync (OptAdviceStore *self,
                              OptRecommendation *recommendation,
                              GError **error)
{
  g_return_val_if_fail (OPT_IS_ADVICE_STORE (self), FALSE);
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (recommendation), FALSE);

  return put (self->store, recommendation, error)
         && read_record (self->store, recommendation, error);
}

/**
 * opt_advice_store_find_sync:
 * @self: a store
 * @id: a recommendation's id
 * @error: set to %OPT_ERROR_NOT_FOUND where there is none, or as the store does
 *
 * Returns: (transfer full): the recommendation with the record of its kind, or %NULL
 */
OptRecommendation *
opt_advice_store_find_sync (OptAdviceStore *self, const char *id, GError **error)
{
  g_autoptr (OptRecommendation) recommendation = NULL;

  g_return_val_if_fail (OPT_IS_ADVICE_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  if (!look_up (self->store, id, &recommendation, error))
    return NULL;
  if (recommendation == NULL)
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND,
                     _ ("Run “optischema-cli advise” and take the id that it prints."),
                     _ ("There is no recommendation %s"), id);
      return NULL;
    }
  if (!read_record (self->store, recommendation, error))
    return NULL;

  return g_steal_pointer (&recommendation);
}

/**
 * opt_advice_store_list_sync:
 * @self: a store
 * @server: (nullable): the server's system identifier, as the recommendations have it
 * @database: its name
 * @error: set as the store does
 *
 * Returns: (transfer full) (nullable) (element-type OptRecommendation): those for that database,
 * the newest first, each with the record of its kind
 */
GPtrArray *
opt_advice_store_list_sync (OptAdviceStore *self,
                            const char *server,
                            const char *database,
                            GError **error)
{
  const OptStoreValue params[] = { opt_store_text (server), opt_store_text (database) };
  g_autoptr (OptStoreResult) result = NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (OPT_IS_ADVICE_STORE (self), NULL);
  g_return_val_if_fail (database != NULL, NULL);

  result = opt_store_query_sync (self->store, opt_store_sql (FOLDER, "list"), params,
                                 G_N_ELEMENTS (params), error);
  if (result == NULL)
    return NULL;

  for (guint row = 0; row < opt_store_result_get_n_rows (result); row++)
    {
      g_autoptr (JsonNode) node
          = opt_json_parse (opt_store_result_get_text (result, row, "document"), -1, error);
      OptRecommendation *recommendation
          = node != NULL ? opt_recommendation_new_from_json (node, error) : NULL;

      if (recommendation == NULL)
        return NULL;
      g_ptr_array_add (list, recommendation);
      if (!read_record (self->store, recommendation, error))
        return NULL;
    }

  return g_steal_pointer (&list);
}
