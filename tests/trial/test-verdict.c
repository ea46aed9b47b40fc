/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial.h"

#include <string.h>

static void
decide (double low, double estimate, double high, double p, double ms, OptVerdict expected)
{
  OptMeasurement measurement = {
    .n_pairs = 15,
    .baseline_ms = ms,
    .variant_ms = ms * estimate,
    .ratio = { estimate, low, high },
    .paired = { estimate, low, high },
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
    .paired = { 0.5, 0.4, 0.6 },
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

static void
test_decide_temp (void)
{
  OptMeasurement measurement = {
    .n_pairs = 15,
    .baseline_ms = 100,
    .variant_ms = 50,
    .ratio = { 0.5, 0.4, 0.6 },
    .paired = { 0.5, 0.4, 0.6 },
    .p = 0.001,
    .baseline_buffers = 100,
    .variant_buffers = 100,
    .baseline_temp = 1000,
    .same_plan = TRUE,
  };

  g_assert_cmpint (opt_verdict_decide (&measurement), ==, OPT_VERDICT_BETTER);
  /* Faster, and yet with files that it had not before. */
  measurement.baseline_temp = 0;
  measurement.variant_temp = 1000;
  g_assert_cmpint (opt_verdict_decide (&measurement), ==, OPT_VERDICT_INCONCLUSIVE);
}

/* Other expressions, or JIT, are in no plan and read no block. */
static void
test_decide_other_work (void)
{
  OptMeasurement measurement = {
    .n_pairs = 15,
    .baseline_ms = 100,
    .variant_ms = 50,
    .ratio = { 0.5, 0.4, 0.6 },
    .paired = { 0.5, 0.4, 0.6 },
    .p = 0.001,
    .baseline_buffers = 100,
    .variant_buffers = 100,
    .same_plan = TRUE,
    .works_otherwise = TRUE,
  };

  g_assert_cmpint (opt_verdict_decide (&measurement), ==, OPT_VERDICT_BETTER);
}

static OptTrial *
make_trial (const char *const *change, const OptVerdict *verdicts, guint n)
{
  OptTrial *trial = opt_trial_new ("a change");

  for (gsize i = 0; change[i] != NULL; i++)
    opt_trial_take_part (trial, opt_change_statement_new (change[i]));
  for (guint i = 0; i < n; i++)
    {
      OptTrialStatement *statement = opt_trial_statement_new ("1", "SELECT 1", 1, FALSE);

      statement->verdict = verdicts[i];
      statement->measurement.baseline_ms = 10;
      statement->measurement.variant_ms = verdicts[i] == OPT_VERDICT_WORSE ? 11 : 5;
      opt_trial_take_statement (trial, statement);
    }

  return trial;
}

/* What a drop is for is that nothing gets worse, which must be sure of each statement. */
static void
test_drop (void)
{
  static const char *const drop[] = { "DROP INDEX a", "ANALYZE t", NULL };
  static const char *const swap[] = { "DROP INDEX a", "CREATE INDEX ON t (b)", NULL };
  static const char *const analyze[] = { "ANALYZE t", NULL };
  static const struct
  {
    const char *const *change;
    OptVerdict verdicts[2];
    OptVerdict expected;
    OptEvidence evidence;
  } cases[] = {
    { drop,
      { OPT_VERDICT_NO_DIFFERENCE, OPT_VERDICT_NO_DIFFERENCE },
      OPT_VERDICT_NO_WORSE,
      OPT_EVIDENCE_MEASURED },
    { drop,
      { OPT_VERDICT_NO_DIFFERENCE, OPT_VERDICT_BETTER },
      OPT_VERDICT_BETTER,
      OPT_EVIDENCE_MEASURED },
    { drop, { OPT_VERDICT_BETTER, OPT_VERDICT_WORSE }, OPT_VERDICT_WORSE, OPT_EVIDENCE_REFUTED },
    { drop,
      { OPT_VERDICT_BETTER, OPT_VERDICT_INCONCLUSIVE },
      OPT_VERDICT_INCONCLUSIVE,
      OPT_EVIDENCE_OPINION },
    { drop,
      { OPT_VERDICT_NO_DIFFERENCE, OPT_VERDICT_DIFFERENT_ROWS },
      OPT_VERDICT_DIFFERENT_ROWS,
      OPT_EVIDENCE_REFUTED },
    { drop, { OPT_VERDICT_FAILED, OPT_VERDICT_FAILED }, OPT_VERDICT_FAILED, OPT_EVIDENCE_OPINION },
    { swap,
      { OPT_VERDICT_NO_DIFFERENCE, OPT_VERDICT_NO_DIFFERENCE },
      OPT_VERDICT_NO_DIFFERENCE,
      OPT_EVIDENCE_REFUTED },
    { swap, { OPT_VERDICT_BETTER, OPT_VERDICT_WORSE }, OPT_VERDICT_BETTER, OPT_EVIDENCE_MEASURED },
    { analyze,
      { OPT_VERDICT_NO_DIFFERENCE, OPT_VERDICT_NO_DIFFERENCE },
      OPT_VERDICT_NO_DIFFERENCE,
      OPT_EVIDENCE_REFUTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptTrial) trial = make_trial (cases[i].change, cases[i].verdicts, 2);
      g_autofree char *summary = opt_trial_describe (trial);

      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, summary);
      g_assert_cmpint (opt_trial_get_verdict (trial), ==, cases[i].expected);
      g_assert_cmpint (opt_trial_get_evidence (trial), ==, cases[i].evidence);
      g_assert_cmpint (strstr (summary, "None gets worse") != NULL, ==,
                       cases[i].expected == OPT_VERDICT_NO_WORSE);
    }
}

/* Of a fast statement "no difference" allows more than "no worse" does. */
static void
test_no_worse (void)
{
  static const struct
  {
    OptInterval ratio;
    double p;
    gboolean same_work;
    OptVerdict expected;
  } cases[] = {
    { { 1.00, 0.99, 1.01 }, 0.5, FALSE, OPT_VERDICT_NO_DIFFERENCE },
    { { 0.50, 0.40, 0.60 }, 0.001, FALSE, OPT_VERDICT_NO_DIFFERENCE },
    { { 3.00, 2.80, 3.20 }, 0.001, FALSE, OPT_VERDICT_WORSE },
    { { 1.01, 0.97, 1.20 }, 0.5, FALSE, OPT_VERDICT_INCONCLUSIVE },
    { { 1.01, 0.97, 1.20 }, 0.5, TRUE, OPT_VERDICT_NO_DIFFERENCE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const OptMeasurement measurement = {
        .n_pairs = 15,
        .baseline_ms = 0.05,
        .variant_ms = 0.05 * cases[i].ratio.estimate,
        .ratio = cases[i].ratio,
        .paired = cases[i].ratio,
        .p = cases[i].p,
        .baseline_buffers = 4,
        .variant_buffers = cases[i].same_work ? 4 : 5,
        .same_plan = cases[i].same_work,
      };
      OptVerdict verdict = opt_verdict_decide (&measurement);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpint (verdict, ==, OPT_VERDICT_NO_DIFFERENCE);
      g_assert_cmpint (opt_verdict_decide_no_worse (&measurement, verdict), ==, cases[i].expected);
    }
}

static void
add_set (OptTrialStatement *statement, const char *label, double before, double after)
{
  OptTrialValues *values;

  opt_trial_statement_add_values (statement, label, NULL);
  values = statement->values->pdata[statement->values->len - 1];
  for (guint n = 0; n < 15; n++)
    {
      double baseline = before * (1 + (n % 3) / 500.0), variant = after * (1 + (n % 5) / 500.0);

      g_array_append_val (values->baseline_ms, baseline);
      g_array_append_val (values->variant_ms, variant);
    }
}

/* What some values gain makes good what others lose, but not where nothing is to be lost. */
static void
test_sets (void)
{
  static const struct
  {
    const char *change;
    double rare_ms; /* of 100 */
    OptVerdict expected;
    const char *told; /* (nullable) */
  } cases[] = {
    { "DROP INDEX a", 120, OPT_VERDICT_WORSE, "one surely takes longer" },
    { "CREATE INDEX ON t (a)", 120, OPT_VERDICT_BETTER, NULL },
    { "DROP INDEX a", 100, OPT_VERDICT_BETTER, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptTrial) trial = opt_trial_new (cases[i].change);
      OptTrialStatement *statement = opt_trial_statement_new ("1", "SELECT 1", 1, FALSE);
      g_autofree char *summary = NULL;

      opt_trial_take_part (trial, opt_change_statement_new (cases[i].change));
      opt_trial_take_statement (trial, statement);
      add_set (statement, "common", 100, 50);
      add_set (statement, "rare", 100, cases[i].rare_ms);
      for (guint n = 0; n < 15; n++)
        opt_trial_statement_close_pair (statement);
      opt_trial_statement_judge (statement, 1);
      summary = opt_trial_describe (trial);
      g_test_message ("%s", summary);
      g_assert_cmpint (statement->verdict, ==, OPT_VERDICT_BETTER);
      g_assert_cmpint (opt_trial_get_verdict (trial), ==, cases[i].expected);
      if (cases[i].told != NULL)
        g_assert_nonnull (strstr (summary, cases[i].told));
    }
}

/* A rewrite whose rows nobody compared is not better for being faster. */
static void
test_rewrite (void)
{
  static const OptRowsEqual rows[]
      = { OPT_ROWS_EQUAL, OPT_ROWS_UNVERIFIABLE, OPT_ROWS_NOT_COMPARED };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (OptTrial) trial = opt_trial_new (NULL);
      OptTrialStatement *statement = opt_trial_statement_new ("1", "SELECT 1", 1, FALSE);
      OptTrialValues *values;
      g_autofree char *summary = NULL;

      opt_trial_take_statement (trial, statement);
      opt_trial_statement_set_rewrite (statement, "SELECT 2 - 1");
      opt_trial_statement_add_values (statement, "as written", NULL);
      statement->rows_equal = rows[i];
      statement->n_contents = 123;
      values = statement->values->pdata[0];
      for (guint n = 0; n < 15; n++)
        {
          double before = 100 + n % 3, after = 50 + n % 5;

          g_array_append_val (values->baseline_ms, before);
          g_array_append_val (values->variant_ms, after);
          opt_trial_statement_close_pair (statement);
        }
      opt_trial_statement_judge (statement, 1);
      summary = opt_trial_describe (trial);
      g_assert_cmpint (statement->verdict, ==,
                       rows[i] == OPT_ROWS_EQUAL ? OPT_VERDICT_BETTER : OPT_VERDICT_INCONCLUSIVE);
      g_assert_nonnull (strstr (summary, rows[i] == OPT_ROWS_EQUAL ? "on 123 made-up contents"
                                                                   : "not called better"));
      g_assert_cmpint (strstr (summary, "no proof") != NULL, ==, rows[i] == OPT_ROWS_EQUAL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trial/verdict/times", test_decide);
  g_test_add_func ("/trial/verdict/buffers", test_decide_buffers);
  g_test_add_func ("/trial/verdict/temp", test_decide_temp);
  g_test_add_func ("/trial/verdict/other-work", test_decide_other_work);
  g_test_add_func ("/trial/verdict/drop", test_drop);
  g_test_add_func ("/trial/verdict/no-worse", test_no_worse);
  g_test_add_func ("/trial/verdict/sets", test_sets);
  g_test_add_func ("/trial/verdict/rewrite", test_rewrite);

  return g_test_run ();
}
