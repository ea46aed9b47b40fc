/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include "opt-connection.h"
#include "opt-json.h"
#include "opt-trial.h"

typedef struct
{
  OptConnection *baseline;
  OptConnection *variant;
  OptTrial *trial;
} Fixture;

static void
run (OptConnection *connection, const char *sql)
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

  run (connection,
       "CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL, total numeric);"
       "INSERT INTO orders SELECT i, i % 5000, i % 97 FROM generate_series(1, 100000) i");
  run (connection, "VACUUM ANALYZE orders");

  return connection;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->baseline = make_copy ();
  fixture->variant = make_copy ();
  fixture->trial = opt_trial_new ("CREATE INDEX ON orders (customer)");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->trial);
  g_clear_object (&fixture->baseline);
  g_clear_object (&fixture->variant);
}

static OptTrialStatement *
add_statement (Fixture *fixture, const char *sql, const char *value, gboolean writes)
{
  OptTrialStatement *statement = opt_trial_statement_new ("1", sql, 100, writes);
  g_autoptr (OptParams) params = value != NULL ? opt_params_new_text (value, NULL) : NULL;

  opt_trial_statement_add_values (statement, "typical", params);
  opt_trial_take_statement (fixture->trial, statement);

  return statement;
}

static void
run_trial (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  opt_trial_run_sync (fixture->trial, fixture->baseline, fixture->variant, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_better (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = add_statement (fixture, "SELECT * FROM orders WHERE customer = $1", "42", FALSE);
  g_autoptr (JsonNode) json = NULL;
  JsonObject *object;

  run (fixture->variant, "CREATE INDEX ON orders (customer)");
  run_trial (fixture);

  g_assert_cmpint (statement->verdict, ==, OPT_VERDICT_BETTER);
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_EQUAL);
  g_assert_cmpuint (statement->measurement.n_pairs, >=, 10);
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
test_no_change (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = add_statement (fixture, "SELECT count(*), sum(total) FROM orders WHERE total > $1", "10",
                       FALSE);

  run_trial (fixture);

  g_assert_true (statement->measurement.same_plan);
  g_assert_cmpint (statement->verdict, !=, OPT_VERDICT_WORSE);
  g_assert_cmpint (statement->verdict, !=, OPT_VERDICT_BETTER);
  g_assert_cmpint (statement->measurement.baseline_buffers, ==,
                   statement->measurement.variant_buffers);
  g_assert_cmpint (opt_trial_get_evidence (fixture->trial), !=, OPT_EVIDENCE_MEASURED);
}

static void
test_different_rows (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = add_statement (fixture, "SELECT id, total FROM orders WHERE customer = $1", "7", FALSE);

  run (fixture->variant, "UPDATE orders SET total = total + 1 WHERE id = 7");
  run_trial (fixture);

  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_DIFFERENT);
  g_assert_nonnull (statement->rows_note);
  g_assert_cmpint (statement->verdict, ==, OPT_VERDICT_DIFFERENT_ROWS);
  g_assert_cmpuint (statement->measurement.n_pairs, ==, 0);
  g_assert_cmpint (opt_trial_get_evidence (fixture->trial), ==, OPT_EVIDENCE_REFUTED);
}

/* A row that is there twice is not the same as once. */
static void
test_duplicate_rows (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = add_statement (fixture, "SELECT customer FROM orders WHERE customer = $1", "7", FALSE);

  run (fixture->variant, "INSERT INTO orders VALUES (0, 7, 1)");
  run_trial (fixture);
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_DIFFERENT);
}

static void
test_failing (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *broken = add_statement (fixture, "SELECT 1 / ($1::int - 5)", "5", FALSE);
  OptTrialStatement *good
      = add_statement (fixture, "SELECT * FROM orders WHERE customer = $1", "42", FALSE);

  run (fixture->variant, "CREATE INDEX ON orders (customer)");
  run_trial (fixture);

  g_assert_cmpint (broken->verdict, ==, OPT_VERDICT_FAILED);
  g_assert_nonnull (broken->error);
  g_assert_cmpint (good->verdict, ==, OPT_VERDICT_BETTER);
}

/* Slower without its primary key. */
static void
test_worse (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *slower
      = add_statement (fixture, "SELECT total FROM orders WHERE id = $1", "3", FALSE);

  run (fixture->variant, "ALTER TABLE orders DROP CONSTRAINT orders_pkey");
  run_trial (fixture);

  g_assert_cmpint (slower->verdict, ==, OPT_VERDICT_WORSE);
  g_assert_false (slower->measurement.timed_out);
  g_assert_cmpint (opt_trial_get_evidence (fixture->trial), ==, OPT_EVIDENCE_REFUTED);
}

/* The same plan over the same blocks, and yet ten times slower: nothing that a change has done. */
static void
test_same_plan (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *slower
      = add_statement (fixture, "SELECT slow(total) FROM orders WHERE id = $1", "3", FALSE);

  run (fixture->baseline, "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE plpgsql "
                          "AS 'BEGIN PERFORM pg_sleep(0); RETURN $1; END'");
  run (fixture->variant, "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE plpgsql "
                         "AS 'BEGIN PERFORM pg_sleep(0.01); RETURN $1; END'");
  run_trial (fixture);

  g_assert_true (slower->measurement.same_plan);
  g_assert_cmpfloat (slower->measurement.ratio.low, >, 1.0);
  g_assert_cmpint (slower->verdict, ==, OPT_VERDICT_INCONCLUSIVE);
}

static void
test_timed_out (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *endless
      = add_statement (fixture, "SELECT slow(total) FROM orders WHERE id = $1", "3", FALSE);

  run (fixture->baseline,
       "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT $1'");
  run (fixture->variant, "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE plpgsql "
                         "AS 'BEGIN PERFORM pg_sleep(100); RETURN $1; END'");
  run_trial (fixture);

  g_assert_cmpint (endless->verdict, ==, OPT_VERDICT_WORSE);
  g_assert_true (endless->measurement.timed_out);
}

/* The sixth run on is endless: the pairs before it tell of another statement, and no median of
 * nothing is told. */
static void
test_timed_out_later (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *endless
      = add_statement (fixture, "SELECT slow(total) FROM orders WHERE id = $1", "3", FALSE);
  g_autoptr (JsonNode) json = NULL;
  JsonObject *variant;

  run (fixture->baseline,
       "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT $1'");
  run (fixture->variant, "CREATE SEQUENCE calls");
  run (fixture->variant, "CREATE FUNCTION slow(numeric) RETURNS numeric LANGUAGE plpgsql AS "
                         "'BEGIN IF nextval(''calls'') > 8 THEN PERFORM pg_sleep(100); END IF; "
                         "RETURN $1; END'");
  run_trial (fixture);

  g_assert_cmpint (endless->verdict, ==, OPT_VERDICT_WORSE);
  g_assert_true (endless->measurement.timed_out);
  g_assert_cmpuint (endless->variant_ms->len, >, 0);
  g_assert_cmpfloat (endless->measurement.variant_ms, >, endless->measurement.baseline_ms);
  g_assert_cmpint (opt_trial_get_verdict (fixture->trial), ==, OPT_VERDICT_WORSE);
  json = opt_trial_statement_to_json (endless);
  variant = opt_json_get_object (json_node_get_object (json), "variant");
  g_assert_false (json_object_has_member (variant, "median_ms"));
}

/* A baseline that takes too long is nothing that the change did. */
static void
test_baseline_fails_later (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *odd
      = add_statement (fixture, "SELECT odd(total) FROM orders WHERE id = $1", "3", FALSE);
  OptTrialStatement *same
      = add_statement (fixture, "SELECT count(*) FROM orders WHERE total > $1", "10", FALSE);

  run (fixture->variant,
       "CREATE FUNCTION odd(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT $1'");
  run (fixture->baseline, "CREATE SEQUENCE calls");
  run (fixture->baseline, "CREATE FUNCTION odd(numeric) RETURNS numeric LANGUAGE plpgsql AS "
                          "'BEGIN IF nextval(''calls'') > 8 THEN "
                          "RAISE EXCEPTION ''late'' USING ERRCODE = ''57014''; END IF; "
                          "RETURN $1; END'");
  run_trial (fixture);

  g_assert_false (odd->measurement.timed_out);
  g_assert_cmpint (odd->verdict, ==, OPT_VERDICT_FAILED);
  g_assert_nonnull (odd->error);
  g_assert_cmpint (same->verdict, !=, OPT_VERDICT_FAILED);
  /* What failed may be what the change is for. */
  g_assert_cmpint (opt_trial_get_evidence (fixture->trial), !=, OPT_EVIDENCE_REFUTED);
}

/* What a statement writes is rolled back after each run. */
static void
test_writes (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = add_statement (fixture, "UPDATE orders SET total = total + 1 WHERE customer = $1", "42",
                       TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) sum = NULL;

  run (fixture->variant, "CREATE INDEX ON orders (customer)");
  run_trial (fixture);

  g_assert_cmpint (statement->verdict, ==, OPT_VERDICT_BETTER);
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_EQUAL);
  sum = opt_connection_query_sync (fixture->variant,
                                   "SELECT sum(total) - sum(id % 97) AS changed FROM orders", NULL,
                                   OPT_QUERY_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_int (sum, 0, "changed"), ==, 0);
}

/* LIMIT without a total order may choose other rows: no verdict on them. */
static void
test_limit (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *statement
      = add_statement (fixture, "SELECT id FROM orders WHERE customer < $1 LIMIT 5", "100", FALSE);

  run (fixture->variant, "DELETE FROM orders WHERE id < 50");
  run_trial (fixture);
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_UNVERIFIABLE);
  g_assert_nonnull (statement->rows_note);
}

/* The clock, what is not known to be volatile, and an aggregate over rows in another order: none of
 * it is the change's doing. */
static void
test_unsteady_rows (Fixture *fixture, gconstpointer data)
{
  OptTrialStatement *const statements[] = {
    add_statement (fixture, "SELECT id, current_timestamp FROM orders WHERE id = $1", "7", FALSE),
    add_statement (fixture, "SELECT id, ticket() FROM orders WHERE id = $1", "7", FALSE),
    add_statement (fixture, "SELECT array_agg(id) FROM orders WHERE customer = $1", "7", FALSE),
  };
  OptConnection *const sides[] = { fixture->baseline, fixture->variant };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      run (sides[i], "CREATE SEQUENCE tickets");
      run (sides[i], "CREATE FUNCTION ticket() RETURNS bigint LANGUAGE sql "
                     "AS 'SELECT nextval(''tickets'')'");
    }
  run (fixture->variant, "SELECT ticket()");
  /* The same rows, at another place in the table. */
  run (fixture->variant, "UPDATE orders SET total = total WHERE id = 7");
  run_trial (fixture);

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
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  add_statement (fixture, "SELECT pg_sleep(0.1), $1::int", "1", FALSE);
  g_timeout_add (500, cancel_now, cancellable);
  g_assert_false (opt_trial_run_sync (fixture->trial, fixture->baseline, fixture->variant, NULL,
                                      cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
decide (double low, double estimate, double high, double p, double ms, OptVerdict expected)
{
  OptMeasurement measurement = {
    .n_pairs = 15,
    .baseline_ms = ms,
    .variant_ms = ms * estimate,
    .ratio = { estimate, low, high },
    .p = p,
    .baseline_buffers = 100,
    .variant_buffers = 100,
  };

  g_assert_cmpint (opt_verdict_decide (&measurement), ==, expected);
}

static void
test_decide (void)
{
  decide (0.4, 0.5, 0.6, 0.001, 100, OPT_VERDICT_BETTER);
  decide (1.4, 1.5, 1.6, 0.001, 100, OPT_VERDICT_WORSE);
  decide (0.98, 1.0, 1.02, 0.5, 100, OPT_VERDICT_NO_DIFFERENCE);
  decide (0.5, 0.9, 1.4, 0.5, 100, OPT_VERDICT_INCONCLUSIVE);
  /* Sure but too small to matter, as a share and in time. */
  decide (0.97, 0.98, 0.99, 0.001, 100, OPT_VERDICT_NO_DIFFERENCE);
  decide (0.4, 0.5, 0.6, 0.001, 0.1, OPT_VERDICT_NO_DIFFERENCE);
  /* Large but not sure. */
  decide (0.4, 0.5, 0.6, 0.2, 100, OPT_VERDICT_INCONCLUSIVE);
}

static void
test_decide_buffers (void)
{
  OptMeasurement measurement = {
    .n_pairs = 15,
    .baseline_ms = 100,
    .variant_ms = 50,
    .ratio = { 0.5, 0.4, 0.6 },
    .p = 0.001,
    .baseline_buffers = 100,
    .variant_buffers = 200,
  };

  g_assert_cmpint (opt_verdict_decide (&measurement), ==, OPT_VERDICT_INCONCLUSIVE);
  measurement.variant_buffers = 105;
  g_assert_cmpint (opt_verdict_decide (&measurement), ==, OPT_VERDICT_BETTER);

  /* The same plan over the same buffers: what the clock says is the machine's. */
  measurement.same_plan = TRUE;
  measurement.variant_buffers = 100;
  g_assert_cmpint (opt_verdict_decide (&measurement), ==, OPT_VERDICT_INCONCLUSIVE);
  measurement.ratio = (OptInterval){ 0.9, 0.6, 1.4 };
  g_assert_cmpint (opt_verdict_decide (&measurement), ==, OPT_VERDICT_NO_DIFFERENCE);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trial/decide", test_decide);
  g_test_add_func ("/trial/decide-buffers", test_decide_buffers);
  ADD ("/trial/better", test_better);
  ADD ("/trial/no-change", test_no_change);
  ADD ("/trial/different-rows", test_different_rows);
  ADD ("/trial/duplicate-rows", test_duplicate_rows);
  ADD ("/trial/failing", test_failing);
  ADD ("/trial/worse", test_worse);
  ADD ("/trial/same-plan", test_same_plan);
  ADD ("/trial/timed-out", test_timed_out);
  ADD ("/trial/timed-out-later", test_timed_out_later);
  ADD ("/trial/baseline-fails-later", test_baseline_fails_later);
  ADD ("/trial/writes", test_writes);
  ADD ("/trial/limit", test_limit);
  ADD ("/trial/unsteady-rows", test_unsteady_rows);
  ADD ("/trial/cancel", test_cancel);

  return g_test_run ();
}
