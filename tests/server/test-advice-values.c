/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-database-plan.h"
#include "opt-database-samples.h"
#include "opt-database-trial.h"
#include "opt-error.h"
#include "opt-json.h"
#include "opt-literals.h"
#include "opt-recommendation.h"
#include "opt-tune.h"
#include "server-fixture.h"

#define SQL "SELECT * FROM jobs WHERE state = $1"
#define SECRET "failed417"

/* Nearly all jobs are done: by the statistics that is typical, and no index is of use for it. */
static OptDatabase *
open_database (ServerFixture *fixture)
{
  static const char *const parts[] = {
    "CREATE TABLE jobs (id int, state text, note text)",
    "INSERT INTO jobs SELECT i, CASE WHEN i % 1000 = 0 THEN '" SECRET "' ELSE 'done' END, "
    "repeat('x', 200) FROM generate_series(1, 20000) i",
    "VACUUM ANALYZE jobs",
  };
  g_autoptr (GError) error = NULL;
  OptDatabase *database;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    server_fixture_run (fixture->name, parts[i]);
  database = opt_database_open_sync (fixture->conninfo, NULL, &error);
  g_assert_no_error (error);

  return database;
}

static OptDatabase *
open_with_events (ServerFixture *fixture)
{
  server_fixture_run (fixture->name, "CREATE TABLE events (id int, day date)");
  server_fixture_run (fixture->name, "INSERT INTO events SELECT i, date '2020-01-01' + i / 10 FROM "
                                     "generate_series(1, 60000) i");
  server_fixture_run (fixture->name, "VACUUM ANALYZE events");

  return open_database (fixture);
}

static void
see (OptDatabase *database, const char *sql, const char *value, guint times)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSampleStore) store = opt_sample_store_open_sync (NULL, &error);
  g_autoptr (OptParams) values = opt_params_new_text (value, NULL);
  g_autofree char *shape = opt_literals_get_shape (sql, NULL);
  const OptSample sample = { .queryid = 1, .values = values, .last_seen = 1000000 };

  g_assert_no_error (error);
  for (guint i = 0; i < times; i++)
    {
      opt_sample_store_see_sync (store, opt_database_get_server_id (database),
                                 opt_server_facts_get_database_oid (
                                     opt_database_get_facts (database)),
                                 shape, &sample, &error);
      g_assert_no_error (error);
    }
}

/* The object of `advise --json`, in which there is no value. */
static JsonNode *
advise (OptDatabase *database, const char *sql)
{
  g_autoptr (GPtrArray) statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *document = NULL;
  JsonNode *node;

  g_ptr_array_add (statements, opt_advisor_statement_new ("1", sql, 1));
  node = opt_tune_advise_sync (database, statements, 0, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  document = json_to_string (node, FALSE);
  g_assert_null (strstr (document, SECRET));

  return node;
}

static JsonArray *
get_recommendations (JsonNode *node)
{
  return opt_json_get_array (json_node_get_object (node), "recommendations");
}

/* What is typical wants no index, and what is looked for does. */
static void
test_seen (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptDatabase) database = open_database (fixture);
  g_autoptr (JsonNode) typical = advise (database, SQL);
  g_autoptr (JsonNode) seen = NULL;
  g_autoptr (OptRecommendation) recommendation = NULL;
  g_autoptr (GError) error = NULL;
  const OptStatementEffect *effect;
  g_autofree char *words = NULL;

  g_assert_cmpuint (json_array_get_length (get_recommendations (typical)), ==, 0);

  see (database, SQL, SECRET, 3);
  see (database, SQL, "done", 1);
  seen = advise (database, SQL);
  g_assert_cmpuint (json_array_get_length (get_recommendations (seen)), ==, 1);
  recommendation
      = opt_recommendation_new_from_json (json_array_get_element (get_recommendations (seen), 0),
                                          &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (opt_recommendation_get_sql (recommendation), "(state)"));
  g_assert_cmpint (opt_recommendation_get_evidence (recommendation), ==, OPT_EVIDENCE_SIMULATED);
  g_assert_nonnull (
      strstr (opt_recommendation_get_reason (recommendation), "values that were seen"));

  effect = opt_recommendation_get_statements (recommendation)->pdata[0];
  g_assert_cmpint (effect->values, ==, OPT_EFFECT_VALUES_SEEN);
  g_assert_cmpuint (effect->n_sets, ==, 2);
  g_assert_cmpint (effect->n_seen, ==, 4);
  words = opt_statement_effect_describe_values (effect);
  g_assert_cmpstr (words, ==, "for 2 sets of values seen in 4 executions");
  /* A quarter of the runs reads the whole table as before. */
  g_assert_cmpfloat (effect->cost_after, <, effect->cost_before * 0.35);
  g_assert_cmpfloat (effect->cost_after, >, effect->cost_before * 0.25);
  opt_database_close (database);
}

/* Each counts as often as it was seen. */
static void
test_rarely_seen (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptDatabase) database = open_database (fixture);
  g_autoptr (JsonNode) node = NULL;

  see (database, SQL, SECRET, 1);
  see (database, SQL, "done", 400);
  node = advise (database, SQL);
  g_assert_cmpuint (json_array_get_length (get_recommendations (node)), ==, 0);
  opt_database_close (database);
}

/* What the server does not take is passed over, and not told to anybody: its message has the value.
 */
static void
test_misfit (ServerFixture *fixture, gconstpointer data)
{
  static const char sql[] = "SELECT * FROM events WHERE day = $1";
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *recommendation;
  JsonObject *effect;

  database = open_with_events (fixture);
  see (database, sql, SECRET, 1);
  node = advise (database, sql);
  g_assert_cmpuint (json_array_get_length (get_recommendations (node)), ==, 1);
  recommendation = json_array_get_object_element (get_recommendations (node), 0);
  effect = json_array_get_object_element (opt_json_get_array (recommendation, "effects"), 0);
  g_assert_cmpstr (opt_json_get_string (effect, "values"), ==, "typical");
  g_assert_null (strstr (opt_json_get_string (recommendation, "reason"), "seen"));
  opt_database_close (database);
}

/* Likewise in a trial: the statement is measured for other values. */
static void
test_trial_misfit (ServerFixture *fixture, gconstpointer data)
{
  static const char sql[] = "SELECT * FROM events WHERE day = $1";
  static const char *const change[] = { "CREATE INDEX ON events (day)", NULL };
  g_autoptr (GPtrArray) statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);
  g_autoptr (OptDatabase) database = open_with_events (fixture);
  g_autoptr (OptTrial) trial = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *document = NULL;
  const OptTrialStatement *statement;

  see (database, sql, SECRET, 2);
  see (database, sql, "2020-02-02", 1);
  g_ptr_array_add (statements, opt_advisor_statement_new ("1", sql, 1));
  trial = opt_database_try_sync (database, change[0], change, statements, G_USEC_PER_SEC / 10, NULL,
                                 NULL, &error);
  g_assert_no_error (error);
  statement = opt_trial_get_statements (trial)->pdata[0];
  g_assert_no_error (statement->error);
  g_assert_true (((OptTrialValues *) statement->values->pdata[0])->seen);
  g_assert_cmpstr (opt_params_get (((OptTrialValues *) statement->values->pdata[0])->params, 0), ==,
                   "2020-02-02");
  node = opt_trial_to_json (trial);
  document = json_to_string (node, FALSE);
  g_assert_null (strstr (document, SECRET));
  opt_database_close (database);
}

/* And a plan is made for others, where nobody asked for just these. */
static void
test_plan_misfit (ServerFixture *fixture, gconstpointer data)
{
  static const char sql[] = "SELECT * FROM events WHERE day = $1";
  g_autoptr (OptDatabase) database = open_with_events (fixture);
  g_autoptr (OptExplainValues) best = opt_explain_values_new (OPT_EXPLAIN_BEST);
  g_autoptr (OptExplainValues) first = opt_explain_values_new (OPT_EXPLAIN_SEEN);
  g_autoptr (OptPlan) plan = NULL;
  g_autoptr (OptPlan) none = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *basis = NULL;
  g_autofree char *no_basis = NULL;

  see (database, sql, SECRET, 1);
  plan = opt_database_explain_sync (database, sql, OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL, best,
                                    &basis, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (best->kind, ==, OPT_EXPLAIN_TYPICAL);
  none = opt_database_explain_sync (database, sql, OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL, first,
                                    &no_basis, NULL, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DATA);
  opt_database_close (database);
}

int
main (int argc, char **argv)
{
  static const ServerTest tests[] = {
    { "/advice-values/seen", test_seen },
    { "/advice-values/rarely-seen", test_rarely_seen },
    { "/advice-values/misfit", test_misfit },
    { "/advice-values/trial-misfit", test_trial_misfit },
    { "/advice-values/plan-misfit", test_plan_misfit },
  };

  return server_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
