/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "opt-advice-store.h"
#include "opt-error.h"
#include "opt-json.h"

#define SQL "CREATE INDEX CONCURRENTLY t_a_idx ON public.t USING btree (a);"

static OptRecommendation *
make_recommendation_with (const char *sql, gint64 made_at, double cost)
{
  g_autoptr (GPtrArray) statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_statement_effect_free);
  OptStatementEffect *effect = opt_statement_effect_new ("-4611686018427387905", "SELECT 1");

  effect->calls = 12;
  effect->total_ms = 3.5;
  effect->weight = 12;
  effect->cost_before = cost;
  effect->cost_after = 2.5;
  effect->evidence = OPT_EVIDENCE_SIMULATED;
  g_ptr_array_add (statements, effect);

  return g_object_new (OPT_TYPE_RECOMMENDATION, "server", "7001", "database", "shop", "kind",
                       OPT_RECOMMENDATION_CREATE_INDEX, "title", "Index t on a", "sql", sql,
                       "undo-sql", "DROP INDEX CONCURRENTLY public.t_a_idx;", "reason", "Why",
                       "risk", "What", "relation", "public.t", "statements", statements,
                       "cost-before", 1200.0, "cost-after", 30.0, "projected-ms", 3.4, "size-bytes",
                       G_GINT64_CONSTANT (8192), "made-at", made_at, "evidence",
                       OPT_EVIDENCE_SIMULATED, NULL);
}

static OptRecommendation *
make_recommendation_at (const char *sql, gint64 made_at)
{
  return make_recommendation_with (sql, made_at, 100);
}

static OptRecommendation *
make_recommendation (const char *sql)
{
  return make_recommendation_at (sql, G_GINT64_CONSTANT (1700000000000000));
}

static void
test_id (void)
{
  g_autoptr (OptRecommendation) a = make_recommendation (SQL);
  g_autoptr (OptRecommendation) b = make_recommendation (SQL);
  g_autofree char *elsewhere
      = opt_recommendation_make_id ("7002", "shop", OPT_RECOMMENDATION_CREATE_INDEX, SQL);
  const char *id = opt_recommendation_get_id (a);

  g_assert_cmpstr (id, ==, opt_recommendation_get_id (b));
  g_assert_cmpstr (id, !=, elsewhere);
  g_assert_cmpuint (strlen (id), ==, 9);
  g_assert_true (id[0] == 'r');
  g_assert_cmpuint (strspn (id + 1, "0123456789abcdef"), ==, 8);
}

static void
test_confidence (void)
{
  g_autoptr (OptRecommendation) recommendation = make_recommendation (SQL);
  g_autofree char *none = opt_recommendation_describe_confidence (recommendation);
  g_autofree char *some = NULL;

  g_assert_cmpstr (none, ==, "no record yet");
  opt_recommendation_set_record (recommendation, 41, 46);
  some = opt_recommendation_describe_confidence (recommendation);
  g_assert_cmpstr (some, ==, "held in 41 of 46");
}

static void
test_json (void)
{
  g_autoptr (OptRecommendation) recommendation = make_recommendation (SQL);
  g_autoptr (OptRecommendation) read = NULL;
  g_autoptr (OptRecommendation) copy = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (JsonNode) copied = NULL;
  g_autoptr (JsonNode) trial = opt_json_parse ("{\"verdict\": \"better\"}", -1, NULL);
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;
  g_autofree char *text_copied = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  opt_recommendation_set_record (recommendation, 1, 2);
  opt_recommendation_set_trial (recommendation, trial);
  opt_recommendation_refute (recommendation, "The rows differ");
  node = opt_recommendation_to_json (recommendation);
  object = json_node_get_object (node);
  g_assert_cmpstr (opt_json_get_string (object, "kind"), ==, "create-index");
  g_assert_cmpstr (opt_json_get_string (object, "evidence"), ==, "refuted");
  g_assert_cmpint (json_array_get_int_element (opt_json_get_array (object, "statements"), 0), ==,
                   G_GINT64_CONSTANT (-4611686018427387905));
  g_assert_cmpint (opt_json_get_int (opt_json_get_object (object, "confidence"), "of", -1), ==, 2);

  /* Every word of it comes back. */
  text = opt_json_print (node, FALSE);
  read = opt_recommendation_new_from_json (node, &error);
  g_assert_no_error (error);
  again = opt_recommendation_to_json (read);
  text_again = opt_json_print (again, FALSE);
  g_assert_cmpstr (text, ==, text_again);
  g_assert_cmpstr (opt_recommendation_get_refuted_by (read), ==, "The rows differ");

  /* And none of it is shared. */
  copy = opt_recommendation_copy (recommendation);
  g_assert_true (json_node_get_object (opt_recommendation_get_trial (copy))
                 != json_node_get_object (opt_recommendation_get_trial (recommendation)));
  opt_recommendation_set_evidence (recommendation, OPT_EVIDENCE_MEASURED);
  opt_recommendation_set_record (recommendation, 2, 2);
  copied = opt_recommendation_to_json (copy);
  text_copied = opt_json_print (copied, FALSE);
  g_assert_cmpstr (text, ==, text_copied);

  /* A change under another's name is none that was advised. */
  json_object_set_string_member (object, "sql", "DROP TABLE public.t;");
  g_assert_null (opt_recommendation_new_from_json (node, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_clear_error (&error);
  json_object_remove_member (object, "sql");
  g_assert_null (opt_recommendation_new_from_json (node, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
}

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("optischema-advice-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "advice.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static OptAdviceStore *
open_store (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  OptAdviceStore *store = opt_advice_store_open_sync (fixture->path, &error);

  g_assert_no_error (error);

  return store;
}

static void
save (OptAdviceStore *store, OptRecommendation *recommendation)
{
  g_autoptr (GPtrArray) run = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (run, recommendation);
  opt_advice_store_save_sync (store, run, &error);
  g_assert_no_error (error);
}

static OptRecommendation *
find (OptAdviceStore *store, const char *id)
{
  g_autoptr (GError) error = NULL;
  OptRecommendation *recommendation = opt_advice_store_find_sync (store, id, &error);

  g_assert_no_error (error);

  return recommendation;
}

static void
test_found_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptRecommendation) recommendation = make_recommendation (SQL);
  g_autoptr (OptRecommendation) found = NULL;
  g_autoptr (OptAdviceStore) store = open_store (fixture);
  g_autoptr (GError) error = NULL;

  save (store, recommendation);
  g_clear_object (&store);

  store = open_store (fixture);
  found = find (store, opt_recommendation_get_id (recommendation));
  g_assert_cmpstr (opt_recommendation_get_sql (found), ==, SQL);
  g_assert_cmpint (opt_recommendation_get_evidence (found), ==, OPT_EVIDENCE_SIMULATED);
  g_assert_cmpuint (opt_recommendation_get_statements (found)->len, ==, 1);
  g_assert_cmpuint (opt_recommendation_get_of (found), ==, 0);

  g_assert_null (opt_advice_store_find_sync (store, "r00000000", &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
  g_assert_nonnull (opt_error_get_next_step (error));
}

static void
test_record (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptRecommendation) held = make_recommendation (SQL);
  g_autoptr (OptRecommendation) failed = make_recommendation ("CREATE INDEX b ON t (b);");
  g_autoptr (OptRecommendation) fresh
      = make_recommendation_at ("CREATE INDEX c ON t (c);", G_GINT64_CONSTANT (1800000000000000));
  g_autoptr (OptRecommendation) again
      = make_recommendation_at (SQL, G_GINT64_CONSTANT (1800000000000000));
  g_autoptr (OptAdviceStore) store = open_store (fixture);
  g_autoptr (JsonNode) trial = opt_json_parse ("{\"verdict\": \"better\"}", -1, NULL);
  g_autoptr (GError) error = NULL;

  save (store, held);
  save (store, failed);
  opt_recommendation_set_trial (held, trial);
  opt_recommendation_set_evidence (held, OPT_EVIDENCE_MEASURED);
  opt_advice_store_update_sync (store, held, &error);
  g_assert_no_error (error);
  opt_recommendation_refute (failed, "No difference");
  opt_advice_store_update_sync (store, failed, &error);
  g_assert_no_error (error);
  /* Their own trials say nothing of what could be expected; those before do. */
  g_assert_cmpuint (opt_recommendation_get_of (held), ==, 0);
  g_assert_cmpuint (opt_recommendation_get_held (failed), ==, 1);
  g_assert_cmpuint (opt_recommendation_get_of (failed), ==, 1);

  save (store, fresh);
  g_assert_cmpuint (opt_recommendation_get_held (fresh), ==, 1);
  g_assert_cmpuint (opt_recommendation_get_of (fresh), ==, 2);
  g_assert_cmpint (opt_recommendation_get_evidence (fresh), ==, OPT_EVIDENCE_SIMULATED);

  /* What was measured stays so when the same is advised again. */
  save (store, again);
  g_assert_cmpint (opt_recommendation_get_evidence (again), ==, OPT_EVIDENCE_MEASURED);
  g_assert_nonnull (opt_recommendation_get_trial (again));
  g_assert_cmpuint (opt_recommendation_get_of (again), ==, 1);
}

/* A trial that failed or decided nothing is not covered up by the one before it. */
static void
test_newer_trial (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptRecommendation) before = make_recommendation (SQL);
  g_autoptr (OptRecommendation) now
      = make_recommendation_at (SQL, G_GINT64_CONSTANT (1800000000000000));
  g_autoptr (OptRecommendation) found = NULL;
  g_autoptr (OptAdviceStore) store = open_store (fixture);
  g_autoptr (JsonNode) better = opt_json_parse ("{\"verdict\": \"better\"}", -1, NULL);
  g_autoptr (JsonNode) failed = opt_json_parse ("{\"error\": \"disk full\"}", -1, NULL);

  opt_recommendation_set_trial (before, better);
  opt_recommendation_set_evidence (before, OPT_EVIDENCE_MEASURED);
  save (store, before);
  opt_recommendation_set_trial (now, failed);
  save (store, now);

  found = find (store, opt_recommendation_get_id (now));
  g_assert_cmpint (opt_recommendation_get_evidence (now), ==, OPT_EVIDENCE_SIMULATED);
  g_assert_cmpint (opt_recommendation_get_evidence (found), ==, OPT_EVIDENCE_SIMULATED);
  g_assert_cmpstr (opt_json_get_string (json_node_get_object (opt_recommendation_get_trial (found)),
                                        "error"),
                   ==, "disk full");
}

/* Once another index has made the statement cheap, what was measured without it says nothing. */
static void
test_other_situation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptRecommendation) held = make_recommendation (SQL);
  g_autoptr (OptRecommendation) grown
      = make_recommendation_with (SQL, G_GINT64_CONSTANT (1800000000000000), 110);
  g_autoptr (OptRecommendation) cheap
      = make_recommendation_with (SQL, G_GINT64_CONSTANT (1900000000000000), 5);
  g_autoptr (OptAdviceStore) store = open_store (fixture);
  g_autoptr (JsonNode) trial = opt_json_parse ("{\"verdict\": \"better\"}", -1, NULL);
  g_autoptr (GError) error = NULL;

  save (store, held);
  opt_recommendation_set_trial (held, trial);
  opt_recommendation_set_evidence (held, OPT_EVIDENCE_MEASURED);
  opt_advice_store_update_sync (store, held, &error);
  g_assert_no_error (error);

  save (store, grown);
  g_assert_cmpint (opt_recommendation_get_evidence (grown), ==, OPT_EVIDENCE_MEASURED);
  save (store, cheap);
  g_assert_cmpint (opt_recommendation_get_evidence (cheap), ==, OPT_EVIDENCE_SIMULATED);
  g_assert_null (opt_recommendation_get_trial (cheap));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/recommendation/id", test_id);
  g_test_add_func ("/recommendation/confidence", test_confidence);
  g_test_add_func ("/recommendation/json", test_json);
  g_test_add ("/advice-store/found-later", Fixture, NULL, set_up, test_found_later, tear_down);
  g_test_add ("/advice-store/other-situation", Fixture, NULL, set_up, test_other_situation,
              tear_down);
  g_test_add ("/advice-store/record", Fixture, NULL, set_up, test_record, tear_down);
  g_test_add ("/advice-store/newer-trial", Fixture, NULL, set_up, test_newer_trial, tear_down);

  return g_test_run ();
}
