/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-verdict.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trial/verdict/times", test_decide);
  g_test_add_func ("/trial/verdict/buffers", test_decide_buffers);
  g_test_add_func ("/trial/verdict/temp", test_decide_temp);

  return g_test_run ();
}
