/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial-fixture.h"

#include "opt-trial-bench.h"

void
trial_run_sql (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static OptConnection *
make_copy (void)
{
  g_autofree char *database = opt_test_create_database ();
  OptConnection *connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);

  trial_run_sql (connection,
                 "CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL, total numeric);"
                 "INSERT INTO orders SELECT i, i % 5000, i % 97 FROM generate_series(1, 100000) i");
  trial_run_sql (connection, "VACUUM ANALYZE orders");

  return connection;
}

void
trial_fixture_set_up (TrialFixture *fixture, gconstpointer data)
{
  fixture->baseline = make_copy ();
  fixture->variant = make_copy ();
  fixture->trial = opt_trial_new ("CREATE INDEX ON orders (customer)");
}

void
trial_fixture_tear_down (TrialFixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->trial);
  g_clear_object (&fixture->baseline);
  g_clear_object (&fixture->variant);
}

OptTrialStatement *
trial_fixture_add (TrialFixture *fixture, const char *sql, const char *value, gboolean writes)
{
  OptTrialStatement *statement = opt_trial_statement_new ("1", sql, 100, writes);
  g_autoptr (OptParams) params = value != NULL ? opt_params_new_text (value, NULL) : NULL;

  opt_trial_statement_add_values (statement, "typical", params);
  opt_trial_take_statement (fixture->trial, statement);

  return statement;
}

void
trial_fixture_run (TrialFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  opt_trial_run_sync (fixture->trial, fixture->baseline, fixture->variant, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
trial_fixture_measure (TrialFixture *fixture, OptTrialStatement *statement)
{
  OptTrialBench bench = {
    .baseline = fixture->baseline,
    .variant = fixture->variant,
    .min_pairs = 15,
    .max_pairs = 15,
    .baseline_limit = 2000,
    .seed = 1,
  };
  g_autoptr (GError) error = NULL;

  opt_trial_bench_measure_sync (&bench, statement, NULL, &error);
  g_assert_no_error (error);
}
