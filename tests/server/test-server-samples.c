/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-database-plan.h"
#include "opt-database-trial.h"
#include "opt-error.h"
#include "opt-literals.h"
#include "opt-server-list.h"
#include "opt-server-samples.h"
#include "server-fixture.h"

/* Long enough to be seen at work. */
#define LITERALS "SELECT page, pg_sleep(1.25) FROM visits WHERE id = 4123 AND page <> 'it''s'"
#define NORMALIZED "SELECT page, pg_sleep($1) FROM visits WHERE id = $2 AND page <> $3"
#define APART "SELECT page, pg_sleep(1.25) FROM visits WHERE customer = $1 LIMIT 1"

static GPtrArray *
list (OptServer *server)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *samples;

  opt_server_list_samples_async (server, 0, NULL, server_fixture_keep_result, &result);
  server_fixture_wait_for_result (&result);
  samples = opt_server_list_samples_finish (server, result, &error);
  g_assert_no_error (error);

  return samples;
}

/* As an application does it: by the loop that the server is watched from. */
static void
run (OptConnection *app, const char *sql, const OptParams *params)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (app, sql, params, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
}

static OptConnection *
connect_app (ServerFixture *fixture)
{
  OptConnection *app = opt_test_connect (fixture->name, OPT_CONNECTION_ROLE_SANDBOX);

  run (app, "SET application_name = 'shop'", NULL);

  return app;
}

static void
see_literals (ServerFixture *fixture)
{
  g_autoptr (OptConnection) app = connect_app (fixture);
  gboolean seen = FALSE;

  while (!seen)
    {
      g_autoptr (GPtrArray) samples = NULL;

      run (app, LITERALS, NULL);
      samples = list (fixture->server);
      seen = samples->len > 0;
    }
  opt_connection_close (app);
}

static void
test_kept (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) samples = NULL;
  const OptSample *sample;

  opt_server_set_keeps_values (fixture->server, TRUE);
  server_fixture_go_online (fixture);
  see_literals (fixture);

  samples = list (fixture->server);
  g_assert_cmpuint (samples->len, ==, 1);
  sample = samples->pdata[0];
  g_assert_cmpuint (opt_params_get_length (sample->values), ==, 3);
  g_assert_cmpstr (opt_params_get (sample->values, 0), ==, "1.25");
  g_assert_cmpstr (opt_params_get (sample->values, 1), ==, "4123");
  g_assert_cmpstr (opt_params_get (sample->values, 2), ==, "it's");
  g_assert_cmpint (sample->n_seen, >=, 1);
}

/* What was sent apart can't be seen, and is not made up. */
static void
test_apart (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) app = connect_app (fixture);
  g_autoptr (OptParams) params = opt_params_new_text ("7", NULL);
  g_autoptr (GPtrArray) samples = NULL;
  OptSampleCount count = { 0 };

  opt_server_set_keeps_values (fixture->server, TRUE);
  server_fixture_go_online (fixture);
  while (count.apart == 0)
    {
      run (app, APART, params);
      if (fixture->server->sampler != NULL)
        opt_sampler_get_count (fixture->server->sampler, &count);
    }
  opt_connection_close (app);

  samples = list (fixture->server);
  g_assert_cmpuint (samples->len, ==, 0);
  g_assert_cmpuint (count.kept, ==, 0);
}

/* Nobody said that values may be kept, and then somebody says that they may not. */
static void
test_switched_off (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) samples = NULL;
  g_autoptr (OptConnection) app = NULL;

  g_assert_false (opt_server_get_keeps_values (fixture->server));
  opt_server_set_keeps_values (fixture->server, TRUE);
  server_fixture_go_online (fixture);
  see_literals (fixture);

  opt_server_set_keeps_values (fixture->server, FALSE);
  do
    {
      g_clear_pointer (&samples, g_ptr_array_unref);
      samples = list (fixture->server);
    }
  while (samples->len > 0);

  app = connect_app (fixture);
  run (app, LITERALS, NULL);
  run (app, LITERALS, NULL);
  opt_connection_close (app);
  g_clear_pointer (&samples, g_ptr_array_unref);
  samples = list (fixture->server);
  g_assert_cmpuint (samples->len, ==, 0);
  g_assert_null (fixture->server->sampler);
}

/* What was kept goes with the next connection where it was switched off in between. */
static void
test_switched_off_before (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptServer) server = opt_server_new ("again", fixture->conninfo);
  g_autoptr (GPtrArray) samples = NULL;

  opt_server_set_keeps_values (fixture->server, TRUE);
  server_fixture_go_online (fixture);
  see_literals (fixture);
  opt_server_disconnect (fixture->server);

  opt_server_set_keeps_values (server, FALSE);
  opt_server_connect (server);
  server_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
  do
    {
      g_clear_pointer (&samples, g_ptr_array_unref);
      samples = list (server);
    }
  while (samples->len > 0);
  opt_server_disconnect (server);
}

/* A plan is made for what was seen, and says so. */
static void
test_plan (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptPlan) plan = NULL;
  g_autoptr (OptPlan) typical = NULL;
  g_autofree char *basis = NULL;
  g_autofree char *typical_basis = NULL;
  g_autoptr (GError) error = NULL;

  opt_server_set_keeps_values (fixture->server, TRUE);
  server_fixture_go_online (fixture);
  see_literals (fixture);
  opt_server_disconnect (fixture->server);

  database = opt_database_open_sync (fixture->conninfo, NULL, &error);
  g_assert_no_error (error);
  plan = opt_database_explain_sync (database, NORMALIZED, OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL,
                                    NULL, &basis, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (plan);
  g_assert_nonnull (strstr (basis, "values seen at"));
  g_assert_nonnull (strstr (basis, "$2 = 4123"));

  typical = opt_database_explain_sync (database, "SELECT page FROM visits WHERE id = $1",
                                       OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL, NULL,
                                       &typical_basis, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (typical_basis, "seen"));
  g_assert_nonnull (strstr (typical_basis, "typical values from statistics"));
  opt_database_close (database);
}

/* A trial runs over what was seen, and its document has no value in it. */
static void
test_trial (ServerFixture *fixture, gconstpointer data)
{
  static const char *const sql[] = { "CREATE INDEX ON visits (customer)", NULL };
  g_autoptr (GPtrArray) statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);
  g_autoptr (OptSampleStore) store = NULL;
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptTrial) trial = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *document = NULL;
  g_autofree char *shape = NULL;
  g_autoptr (GError) error = NULL;
  const OptTrialStatement *statement;
  guint n_seen = 0;

  database = opt_database_open_sync (fixture->conninfo, NULL, &error);
  g_assert_no_error (error);
  store = opt_sample_store_open_sync (NULL, &error);
  g_assert_no_error (error);
  shape = opt_literals_get_shape ("SELECT page FROM visits WHERE customer = $1", NULL);
  for (guint i = 0; i < 3; i++)
    {
      /* The last is none that the column's type takes. */
      g_autoptr (OptParams) values = opt_params_new_text (i == 0   ? "417"
                                                          : i == 1 ? "40000417"
                                                                   : "417.5",
                                                          NULL);
      const OptSample sample = { .queryid = 1, .values = values, .last_seen = 1000000 };

      opt_sample_store_see_sync (store, opt_database_get_server_id (database),
                                 opt_server_facts_get_database_oid (
                                     opt_database_get_facts (database)),
                                 shape, &sample, &error);
      g_assert_no_error (error);
    }

  g_ptr_array_add (statements,
                   opt_advisor_statement_new ("1", "SELECT page FROM visits WHERE customer = $1",
                                              1.0));
  trial = opt_database_try_sync (database, sql[0], sql, statements, G_USEC_PER_SEC, NULL, NULL,
                                 &error);
  g_assert_no_error (error);
  statement = opt_trial_get_statements (trial)->pdata[0];
  g_assert_no_error (statement->error);
  for (guint i = 0; i < statement->values->len; i++)
    {
      const OptTrialValues *values = statement->values->pdata[i];

      n_seen += values->seen;
      g_assert_cmpstr (opt_params_get (values->params, 0), !=, "417.5");
      if (i < 2)
        g_assert_true (values->seen);
    }
  g_assert_cmpuint (n_seen, ==, 2);
  g_assert_cmpuint (statement->values->len, >=, 3);
  node = opt_trial_to_json (trial);
  document = json_to_string (node, FALSE);
  g_assert_nonnull (strstr (document, "values seen at"));
  g_assert_null (strstr (document, "40000417"));
  opt_database_close (database);
}

/* The switch is kept with the connection. */
static void
test_profile (ServerFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "connections.ini", NULL);
  g_autoptr (OptKeyring) keyring = opt_keyring_new (1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptProfiles) profiles = opt_profiles_new (path, &error);
  g_autoptr (OptServerList) servers = opt_server_list_new (profiles, keyring);
  g_autoptr (OptServerList) again = NULL;
  OptServer *server;

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  server = opt_server_list_add (servers, "shop", fixture->conninfo, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (opt_server_get_keeps_values (server));
  g_assert_true (opt_server_list_set_keeps_values (servers, server, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (opt_server_get_keeps_values (server));

  again = opt_server_list_new (profiles, keyring);
  g_assert_true (opt_server_list_load (again, &error));
  g_assert_false (opt_server_get_keeps_values (opt_server_list_find (again, "shop")));
}

int
main (int argc, char **argv)
{
  static const ServerTest tests[] = {
    { "/server-samples/kept", test_kept },
    { "/server-samples/apart", test_apart },
    { "/server-samples/switched-off", test_switched_off },
    { "/server-samples/switched-off-before", test_switched_off_before },
    { "/server-samples/plan", test_plan },
    { "/server-samples/trial", test_trial },
    { "/server-samples/profile", test_profile },
  };

  return server_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
