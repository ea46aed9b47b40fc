/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial-fixture.h"

#include "opt-json.h"

static void
test_timed_out (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *endless
      = trial_fixture_add (fixture, "SELECT slow(total) FROM orders WHERE id = $1", "3", FALSE);

  trial_run_sql (fixture->baseline,
                 "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT $1'");
  trial_run_sql (fixture->variant, "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE plpgsql "
                                   "AS 'BEGIN PERFORM pg_sleep(100); RETURN $1; END'");
  trial_fixture_run (fixture);

  g_assert_cmpint (endless->verdict, ==, OPT_VERDICT_WORSE);
  g_assert_true (endless->measurement.timed_out);
}

/* The sixth run on is endless: the pairs before it tell of another statement, and no median of
 * nothing is told. */
static void
test_timed_out_later (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *endless
      = trial_fixture_add (fixture, "SELECT slow(total) FROM orders WHERE id = $1", "3", FALSE);
  g_autoptr (JsonNode) json = NULL;
  JsonObject *variant;

  trial_run_sql (fixture->baseline,
                 "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT $1'");
  trial_run_sql (fixture->variant, "CREATE SEQUENCE calls");
  trial_run_sql (fixture->variant,
                 "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE plpgsql AS "
                 "'BEGIN IF nextval(''calls'') > 8 THEN PERFORM pg_sleep(100); END IF; "
                 "RETURN $1; END'");
  trial_fixture_run (fixture);

  g_assert_cmpint (endless->verdict, ==, OPT_VERDICT_WORSE);
  g_assert_true (endless->measurement.timed_out);
  g_assert_cmpuint (endless->variant_ms->len, >, 0);
  g_assert_cmpfloat (endless->measurement.variant_ms, >, endless->measurement.baseline_ms);
  g_assert_cmpint (opt_trial_get_verdict (fixture->trial), ==, OPT_VERDICT_WORSE);
  json = opt_trial_statement_to_json (endless);
  variant = opt_json_get_object (json_node_get_object (json), "variant");
  g_assert_false (json_object_has_member (variant, "median_ms"));
}

/* However much one gains, another that was stopped may lose more: what it loses is not known. */
static void
test_endless_against_better (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *endless
      = trial_fixture_add (fixture, "SELECT slow(total) FROM orders WHERE id = $1", "3", FALSE);
  OptTrialStatement *better
      = trial_fixture_add (fixture, "SELECT * FROM orders WHERE customer = $1", "42", FALSE);
  OptTrialStatement *write
      = trial_fixture_add (fixture, "UPDATE orders SET total = slow(total) WHERE id = $1", "3",
                           TRUE);

  better->weight = 1e9;
  trial_run_sql (fixture->baseline,
                 "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT $1'");
  trial_run_sql (fixture->variant, "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE plpgsql "
                                   "AS 'BEGIN PERFORM pg_sleep(100); RETURN $1; END'");
  trial_run_sql (fixture->variant, "CREATE INDEX ON orders (customer)");
  trial_fixture_run (fixture);

  g_assert_cmpint (better->verdict, ==, OPT_VERDICT_BETTER);
  g_assert_cmpint (endless->verdict, ==, OPT_VERDICT_WORSE);
  g_assert_cmpint (write->verdict, ==, OPT_VERDICT_WORSE);
  g_assert_cmpint (opt_trial_get_verdict (fixture->trial), ==, OPT_VERDICT_INCONCLUSIVE);
  g_assert_cmpint (opt_trial_get_evidence (fixture->trial), ==, OPT_EVIDENCE_OPINION);

  /* What is known of its loss is more than the gain. */
  better->weight = 1e-3;
  g_assert_cmpint (opt_trial_get_verdict (fixture->trial), ==, OPT_VERDICT_WORSE);
}

/* Without its primary key it is many times slower, and nobody is asked what that is worth. */
static void
test_worse_against_better (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *slower
      = trial_fixture_add (fixture, "SELECT total FROM orders WHERE id = $1", "3", FALSE);
  OptTrialStatement *better
      = trial_fixture_add (fixture, "SELECT * FROM orders WHERE customer = $1", "42", FALSE);

  better->weight = 1e9;
  trial_run_sql (fixture->variant, "ALTER TABLE orders DROP CONSTRAINT orders_pkey");
  trial_run_sql (fixture->variant, "CREATE INDEX ON orders (customer)");
  trial_fixture_run (fixture);

  g_assert_cmpint (better->verdict, ==, OPT_VERDICT_BETTER);
  g_assert_cmpint (slower->verdict, ==, OPT_VERDICT_WORSE);
  g_assert_true (slower->clearly_worse);
  g_assert_cmpint (opt_trial_get_verdict (fixture->trial), ==, OPT_VERDICT_INCONCLUSIVE);
}

static void
make_slow (OptConnection *connection, double seconds)
{
  g_autofree char *sql = g_strdup_printf (
      "CREATE OR REPLACE FUNCTION slow(numeric) RETURNS numeric LANGUAGE plpgsql "
      "AS 'BEGIN PERFORM pg_sleep(%g); RETURN $1; END'",
      seconds);

  trial_run_sql (connection, sql);
}

/* A baseline that was stopped takes longer than its limit: a variant that is far below is better,
 * one that is near can't be told, nor can one that was stopped itself. */
static void
test_baseline_stopped (TrialFixture *fixture, gconstpointer data)
{
  static const struct
  {
    double variant;
    OptVerdict verdict;
  } cases[] = {
    { 0, OPT_VERDICT_BETTER },
    { 1.2, OPT_VERDICT_INCONCLUSIVE },
    { 100, OPT_VERDICT_INCONCLUSIVE },
  };

  make_slow (fixture->baseline, 100);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      OptTrialStatement *statement
          = trial_fixture_add (fixture, "SELECT slow(total) FROM orders WHERE id = $1", "3", FALSE);
      g_autoptr (JsonNode) json = NULL;
      JsonObject *side;

      make_slow (fixture->variant, cases[i].variant);
      trial_fixture_measure (fixture, statement);
      g_assert_no_error (statement->error);
      g_assert_cmpint (statement->verdict, ==, cases[i].verdict);
      g_assert_true (statement->measurement.baseline_timed_out);
      g_assert_cmpint (statement->measurement.timed_out, ==, cases[i].variant > 2);
      g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_NOT_COMPARED);

      json = opt_trial_statement_to_json (statement);
      side = opt_json_get_object (json_node_get_object (json), "baseline");
      g_assert_false (json_object_has_member (side, "median_ms"));
      g_assert_cmpfloat (opt_json_get_double (side, "at_least_ms", 0), ==, 2000);
    }
  /* The one that is better and those that nobody can tell: it is better where that is known. */
  g_assert_cmpint (opt_trial_get_verdict (fixture->trial), ==, OPT_VERDICT_BETTER);
}

/* The common value gains more than the rare one loses, and its regression is seen all the same. */
static void
test_rare_regression (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = trial_fixture_add (fixture,
                           "SELECT total FROM orders WHERE customer = $1 AND wait(customer)", "42",
                           FALSE);
  g_autoptr (OptParams) rare = opt_params_new_text ("7", NULL);
  OptTrialValues *sets[2];
  g_autoptr (JsonNode) json = NULL;
  JsonObject *object;

  opt_trial_statement_add_values (statement, "rare", rare);
  trial_run_sql (fixture->baseline,
                 "CREATE FUNCTION wait(int) RETURNS boolean LANGUAGE plpgsql COST 1000 "
                 "AS 'BEGIN PERFORM pg_sleep(0.02) WHERE $1 = 42; RETURN true; END'");
  trial_run_sql (fixture->variant,
                 "CREATE FUNCTION wait(int) RETURNS boolean LANGUAGE plpgsql COST 1000 "
                 "AS 'BEGIN PERFORM pg_sleep(0.01) WHERE $1 = 7; RETURN true; END'");
  trial_run_sql (fixture->variant, "CREATE INDEX ON orders (customer)");
  trial_fixture_measure (fixture, statement);

  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    sets[i] = statement->values->pdata[i];
  g_assert_cmpint (sets[0]->verdict, ==, OPT_VERDICT_BETTER);
  g_assert_cmpint (sets[1]->verdict, ==, OPT_VERDICT_WORSE);
  g_assert_cmpfloat (statement->measurement.variant_ms, <, statement->measurement.baseline_ms);
  g_assert_cmpint (statement->verdict, ==, OPT_VERDICT_WORSE);
  g_assert_cmpint (opt_trial_get_verdict (fixture->trial), ==, OPT_VERDICT_WORSE);

  json = opt_trial_statement_to_json (statement);
  object
      = json_array_get_object_element (opt_json_get_array (json_node_get_object (json), "values"),
                                       1);
  g_assert_cmpstr (opt_json_get_string (object, "verdict"), ==, "worse");
  g_assert_cmpfloat (opt_json_get_double (object, "ratio", 0), >, 1.5);
  g_assert_cmpuint (json_array_get_length (opt_json_get_array (object, "ratio_interval")), ==, 2);
  /* That of one set alone, times how many sets there are. */
  g_assert_cmpfloat (opt_json_get_double (object, "p", 0), >=, 2 * 2.0 / (1 << 15));
}

/* A baseline that fails as if it took too long is nothing that the change did. */
static void
test_baseline_fails_later (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *odd
      = trial_fixture_add (fixture, "SELECT odd(total) FROM orders WHERE id = $1", "3", FALSE);
  OptTrialStatement *same
      = trial_fixture_add (fixture, "SELECT count(*) FROM orders WHERE total > $1", "10", FALSE);

  trial_run_sql (fixture->variant,
                 "CREATE FUNCTION odd(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT $1'");
  trial_run_sql (fixture->baseline, "CREATE SEQUENCE calls");
  trial_run_sql (fixture->baseline,
                 "CREATE FUNCTION odd(numeric) RETURNS numeric LANGUAGE plpgsql AS "
                 "'BEGIN IF nextval(''calls'') > 8 THEN "
                 "RAISE EXCEPTION ''late'' USING ERRCODE = ''57014''; END IF; "
                 "RETURN $1; END'");
  trial_fixture_run (fixture);

  g_assert_false (odd->measurement.timed_out);
  g_assert_cmpint (odd->verdict, ==, OPT_VERDICT_FAILED);
  g_assert_nonnull (odd->error);
  g_assert_cmpint (same->verdict, !=, OPT_VERDICT_FAILED);
  /* What failed may be what the change is for. */
  g_assert_cmpint (opt_trial_get_evidence (fixture->trial), !=, OPT_EVIDENCE_REFUTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TRIAL_TEST_ADD ("/trial/against/timed-out", test_timed_out);
  TRIAL_TEST_ADD ("/trial/against/timed-out-later", test_timed_out_later);
  TRIAL_TEST_ADD ("/trial/against/endless-against-better", test_endless_against_better);
  TRIAL_TEST_ADD ("/trial/against/worse-against-better", test_worse_against_better);
  TRIAL_TEST_ADD ("/trial/against/baseline-stopped", test_baseline_stopped);
  TRIAL_TEST_ADD ("/trial/against/rare-regression", test_rare_regression);
  TRIAL_TEST_ADD ("/trial/against/baseline-fails-later", test_baseline_fails_later);

  return g_test_run ();
}
