/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial-fixture.h"

#include <string.h>

#include "opt-json.h"

static void
test_better (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = trial_fixture_add (fixture, "SELECT * FROM orders WHERE customer = $1", "42", FALSE);
  g_autoptr (JsonNode) json = NULL;
  JsonObject *object;

  trial_run_sql (fixture->variant, "CREATE INDEX ON orders (customer)");
  trial_fixture_run (fixture);

  g_assert_cmpint (statement->verdict, ==, OPT_VERDICT_BETTER);
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_EQUAL);
  g_assert_cmpuint (statement->measurement.n_pairs, >=, 15);
  g_assert_cmpint (statement->measurement.variant_buffers, <,
                   statement->measurement.baseline_buffers / 5);
  g_assert_cmpfloat (statement->measurement.ratio.high, <, 1.0);
  g_assert_cmpint (opt_trial_get_verdict (fixture->trial), ==, OPT_VERDICT_BETTER);
  g_assert_cmpint (opt_trial_get_evidence (fixture->trial), ==, OPT_EVIDENCE_MEASURED);

  json = opt_trial_to_json (fixture->trial);
  object = json_node_get_object (json);
  g_assert_cmpstr (opt_json_get_string (object, "verdict"), ==, "better");
  object = json_array_get_object_element (opt_json_get_array (object, "statements"), 0);
  g_assert_true (opt_json_get_boolean (object, "rows_equal", FALSE));
  g_assert_cmpint (opt_json_get_int (object, "runs", 0), ==, statement->measurement.n_pairs);
}

/* The same on both sides: a benchmark that finds a difference here finds one everywhere. */
static void
test_no_change (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = trial_fixture_add (fixture, "SELECT count(*), sum(total) FROM orders WHERE total > $1",
                           "10", FALSE);

  trial_fixture_run (fixture);

  g_assert_true (statement->measurement.same_plan);
  g_assert_cmpint (statement->verdict, !=, OPT_VERDICT_WORSE);
  g_assert_cmpint (statement->verdict, !=, OPT_VERDICT_BETTER);
  g_assert_cmpint (statement->measurement.baseline_buffers, ==,
                   statement->measurement.variant_buffers);
  g_assert_cmpint (opt_trial_get_evidence (fixture->trial), !=, OPT_EVIDENCE_MEASURED);
}

static void
test_different_rows (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = trial_fixture_add (fixture, "SELECT id, total FROM orders WHERE customer = $1", "7", FALSE);
  g_autoptr (JsonNode) json = NULL;
  JsonObject *object;

  trial_run_sql (fixture->variant, "UPDATE orders SET total = total + 1 WHERE id = 7");
  trial_fixture_run (fixture);

  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_DIFFERENT);
  g_assert_nonnull (statement->rows_note);
  g_assert_nonnull (strstr (statement->rows_difference, "(id: 7, total: 7)"));
  g_assert_cmpstr (statement->rows_values, ==, "typical");
  json = opt_trial_statement_to_json (statement);
  object = json_node_get_object (json);
  g_assert_cmpstr (opt_json_get_string (object, "rows"), ==, "different");
  g_assert_cmpstr (opt_json_get_string (object, "rows_difference"), ==, statement->rows_difference);
  g_assert_cmpstr (opt_json_get_string (object, "rows_values"), ==, "typical");
  g_assert_cmpint (statement->verdict, ==, OPT_VERDICT_DIFFERENT_ROWS);
  g_assert_cmpuint (statement->measurement.n_pairs, ==, 0);
  g_assert_cmpint (opt_trial_get_evidence (fixture->trial), ==, OPT_EVIDENCE_REFUTED);
}

/* A row that is there twice is not the same as once. */
static void
test_duplicate_rows (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = trial_fixture_add (fixture, "SELECT customer FROM orders WHERE customer = $1", "7", FALSE);

  trial_run_sql (fixture->variant, "INSERT INTO orders VALUES (0, 7, 1)");
  trial_fixture_run (fixture);
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_DIFFERENT);
}

static void
test_failing (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *broken = trial_fixture_add (fixture, "SELECT 1 / ($1::int - 5)", "5", FALSE);
  OptTrialStatement *good
      = trial_fixture_add (fixture, "SELECT * FROM orders WHERE customer = $1", "42", FALSE);

  trial_run_sql (fixture->variant, "CREATE INDEX ON orders (customer)");
  trial_fixture_run (fixture);

  g_assert_cmpint (broken->verdict, ==, OPT_VERDICT_FAILED);
  g_assert_nonnull (broken->error);
  g_assert_cmpint (good->verdict, ==, OPT_VERDICT_BETTER);
}

/* Slower without its primary key. */
static void
test_worse (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *slower
      = trial_fixture_add (fixture, "SELECT total FROM orders WHERE id = $1", "3", FALSE);

  trial_run_sql (fixture->variant, "ALTER TABLE orders DROP CONSTRAINT orders_pkey");
  trial_fixture_run (fixture);

  g_assert_cmpint (slower->verdict, ==, OPT_VERDICT_WORSE);
  g_assert_false (slower->measurement.timed_out);
  g_assert_cmpint (opt_trial_get_evidence (fixture->trial), ==, OPT_EVIDENCE_REFUTED);
}

/* The same plan over the same blocks, and yet ten times slower: nothing that a change has done. */
static void
test_same_plan (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *slower
      = trial_fixture_add (fixture, "SELECT slow(total) FROM orders WHERE id = $1", "3", FALSE);

  trial_run_sql (fixture->baseline,
                 "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE plpgsql "
                 "AS 'BEGIN PERFORM pg_sleep(0); RETURN $1; END'");
  trial_run_sql (fixture->variant, "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE plpgsql "
                                   "AS 'BEGIN PERFORM pg_sleep(0.01); RETURN $1; END'");
  trial_fixture_run (fixture);

  g_assert_true (slower->measurement.same_plan);
  g_assert_cmpfloat (slower->measurement.ratio.low, >, 1.0);
  g_assert_cmpint (slower->verdict, ==, OPT_VERDICT_INCONCLUSIVE);
}

/* A sort that spills does other work than one that doesn't, by the same plan. */
static void
test_temp_blocks (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = trial_fixture_add (fixture,
                           "SELECT id FROM orders ORDER BY total, id DESC LIMIT 1 OFFSET 99000",
                           NULL, FALSE);

  trial_run_sql (fixture->variant, "SET work_mem = '200MB'");
  trial_fixture_measure (fixture, statement);
  g_assert_no_error (statement->error);
  g_assert_cmpint (statement->measurement.baseline_buffers, ==,
                   statement->measurement.variant_buffers);
  g_assert_cmpint (statement->measurement.baseline_temp, >, 0);
  g_assert_cmpint (statement->measurement.variant_temp, ==, 0);
}

/* What a statement writes is rolled back after each run. */
static void
test_writes (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = trial_fixture_add (fixture, "UPDATE orders SET total = total + 1 WHERE customer = $1", "42",
                           TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) sum = NULL;

  trial_run_sql (fixture->variant, "CREATE INDEX ON orders (customer)");
  trial_fixture_run (fixture);

  g_assert_cmpint (statement->verdict, ==, OPT_VERDICT_BETTER);
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_EQUAL);
  sum = opt_connection_query_sync (fixture->variant,
                                   "SELECT sum(total) - sum(id % 97) AS changed FROM orders", NULL,
                                   OPT_QUERY_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_int (sum, 0, "changed"), ==, 0);
}

/* What a function writes that a SELECT calls is rolled back after each run as well. */
static void
test_writing_function (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = trial_fixture_add (fixture, "SELECT raise(id) FROM orders WHERE id = $1", "7", FALSE);
  OptConnection *const sides[] = { fixture->baseline, fixture->variant };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    trial_run_sql (sides[i], "CREATE FUNCTION raise(int) RETURNS numeric LANGUAGE sql AS "
                             "'UPDATE orders SET total = total + 1 WHERE id = $1 RETURNING total'");
  trial_fixture_run (fixture);

  g_assert_no_error (statement->error);
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_UNVERIFIABLE);
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OptResult) total
          = opt_connection_query_sync (sides[i], "SELECT total FROM orders WHERE id = 7", NULL,
                                       OPT_QUERY_NONE, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (opt_result_get_int (total, 0, "total"), ==, 7);
    }
}

/* With a total order it chooses none. */
static void
test_limit_in_order (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = trial_fixture_add (fixture, "SELECT id FROM orders WHERE customer < $1 ORDER BY id LIMIT 5",
                           "100", FALSE);

  trial_run_sql (fixture->variant, "DELETE FROM orders WHERE id < 50");
  trial_fixture_run (fixture);
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_DIFFERENT);
  g_assert_cmpstr (statement->rows_difference, ==,
                   "Row 1 is (id: 1) without the change and (id: 50) with it.");
}

/* LIMIT without a total order may choose other rows: no verdict on them. */
static void
test_limit (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = trial_fixture_add (fixture, "SELECT id FROM orders WHERE customer < $1 LIMIT 5", "100",
                           FALSE);

  trial_run_sql (fixture->variant, "DELETE FROM orders WHERE id < 50");
  trial_fixture_run (fixture);
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_UNVERIFIABLE);
  g_assert_nonnull (statement->rows_note);
}

/* What a text makes of the clock, what is volatile, and an aggregate over rows in another order:
 * none of it is the change's doing. */
static void
test_unsteady_rows (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *const statements[] = {
    trial_fixture_add (fixture, "SELECT id, current_timestamp::text FROM orders WHERE id = $1", "7",
                       FALSE),
    trial_fixture_add (fixture, "SELECT id, ticket() FROM orders WHERE id = $1", "7", FALSE),
    trial_fixture_add (fixture, "SELECT array_agg(id) FROM orders WHERE customer = $1", "7", FALSE),
  };
  OptConnection *const sides[] = { fixture->baseline, fixture->variant };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      trial_run_sql (sides[i], "CREATE SEQUENCE tickets");
      trial_run_sql (sides[i], "CREATE FUNCTION ticket() RETURNS bigint LANGUAGE sql "
                               "AS 'SELECT nextval(''tickets'')'");
    }
  trial_run_sql (fixture->variant, "SELECT ticket()");
  /* The same rows, at another place in the table. */
  trial_run_sql (fixture->variant, "UPDATE orders SET total = total WHERE id = 7");
  trial_fixture_run (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_assert_cmpint (statements[i]->rows_equal, ==, OPT_ROWS_UNVERIFIABLE);
      g_assert_nonnull (statements[i]->rows_note);
      g_assert_cmpint (statements[i]->verdict, !=, OPT_VERDICT_DIFFERENT_ROWS);
    }
}

static gboolean
cancel_now (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static void
test_cancel (TrialFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  trial_fixture_add (fixture, "SELECT pg_sleep(0.1), $1::int", "1", FALSE);
  g_timeout_add (500, cancel_now, cancellable);
  g_assert_false (opt_trial_run_sync (fixture->trial, fixture->baseline, fixture->variant, NULL,
                                      cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TRIAL_TEST_ADD ("/trial/better", test_better);
  TRIAL_TEST_ADD ("/trial/no-change", test_no_change);
  TRIAL_TEST_ADD ("/trial/different-rows", test_different_rows);
  TRIAL_TEST_ADD ("/trial/duplicate-rows", test_duplicate_rows);
  TRIAL_TEST_ADD ("/trial/failing", test_failing);
  TRIAL_TEST_ADD ("/trial/worse", test_worse);
  TRIAL_TEST_ADD ("/trial/same-plan", test_same_plan);
  TRIAL_TEST_ADD ("/trial/temp-blocks", test_temp_blocks);
  TRIAL_TEST_ADD ("/trial/writes", test_writes);
  TRIAL_TEST_ADD ("/trial/writing-function", test_writing_function);
  TRIAL_TEST_ADD ("/trial/limit", test_limit);
  TRIAL_TEST_ADD ("/trial/limit-in-order", test_limit_in_order);
  TRIAL_TEST_ADD ("/trial/unsteady-rows", test_unsteady_rows);
  TRIAL_TEST_ADD ("/trial/cancel", test_cancel);

  return g_test_run ();
}
