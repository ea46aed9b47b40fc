/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-statistics.h"

#define PAIRS 15
#define EXPERIMENTS 400

static void
test_quantile (void)
{
  static const double values[] = { 50, 15, 40, 20, 35 };
  static const double even[] = { 4, 1, 3, 2 };
  static const double broken[] = { 1, NAN, 3 };

  g_assert_cmpfloat (opt_median (values, 5), ==, 35);
  g_assert_cmpfloat (opt_median (even, 4), ==, 2.5);
  g_assert_cmpfloat (opt_median (values, 1), ==, 50);
  g_assert_cmpfloat_with_epsilon (opt_quantile (values, 5, 0.4), 29, 1e-12);
  g_assert_cmpfloat_with_epsilon (opt_quantile (even, 4, 0.25), 1.75, 1e-12);
  g_assert_cmpfloat (opt_quantile (values, 5, 0), ==, 15);
  g_assert_cmpfloat (opt_quantile (values, 5, 1), ==, 50);
  g_assert_true (isnan (opt_median (NULL, 0)));
  g_assert_true (isnan (opt_median (broken, 3)));
}

static void
test_wilcoxon_exact (void)
{
  /* Hollander and Wolfe's depression scores: T+ = 5, two-sided p = 0.0390625. */
  static const double first[] = { 1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30 };
  static const double second[] = { 0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29 };
  static const double zeros[6];
  static const double ones[] = { 1, 2, 3, 4, 5, 6 };
  /* Ranks 2, 2, 2, 4.5 and 4.5, of which one 2 is negative: 4 of 32 sums are 2 or less. */
  static const double tied[] = { 1, 1, -1, 2, 2 };

  g_assert_cmpfloat_with_epsilon (opt_wilcoxon_signed_rank (first, second, 9), 0.0390625, 1e-12);
  g_assert_cmpfloat_with_epsilon (opt_wilcoxon_signed_rank (second, first, 9), 0.0390625, 1e-12);
  g_assert_cmpfloat_with_epsilon (opt_wilcoxon_signed_rank (zeros, ones, 5), 0.0625, 1e-12);
  g_assert_cmpfloat_with_epsilon (opt_wilcoxon_signed_rank (zeros, ones, 6), 0.03125, 1e-12);
  g_assert_cmpfloat_with_epsilon (opt_wilcoxon_signed_rank (zeros, tied, 5), 0.25, 1e-12);
  g_assert_cmpfloat (opt_wilcoxon_signed_rank (zeros, zeros, 6), ==, 1);
  g_assert_true (isnan (opt_wilcoxon_signed_rank (NULL, NULL, 0)));
}

static void
test_wilcoxon_normal (void)
{
  double zeros[30] = { 0 };
  double values[30];

  /* Ranks 1 to 30, every third one negative: T- = 165. */
  for (guint i = 0; i < 30; i++)
    values[i] = (i + 1) * ((i + 1) % 3 == 0 ? -1.0 : 1.0);
  g_assert_cmpfloat_with_epsilon (opt_wilcoxon_signed_rank (zeros, values, 30), 0.168178980, 1e-6);

  /* Three groups of ten ties. */
  for (guint i = 0; i < 30; i++)
    values[i] = (i / 10 + 1) * (i % 5 == 0 ? -1.0 : 1.0);
  g_assert_cmpfloat_with_epsilon (opt_wilcoxon_signed_rank (zeros, values, 30), 0.003765460, 1e-6);
}

static void
test_degenerate (void)
{
  static const double same[] = { 2, 2, 2, 2 };
  static const double zero[] = { 2, 0, 2, 2 };
  OptInterval interval = opt_bootstrap_median (same, 4, 0.95, 1);

  g_assert_cmpfloat (interval.low, ==, 2);
  g_assert_cmpfloat (interval.high, ==, 2);

  interval = opt_bootstrap_median (same, 1, 0.95, 1);
  g_assert_cmpfloat (interval.estimate, ==, 2);
  g_assert_true (isnan (interval.low) && isnan (interval.high));

  interval = opt_bootstrap_median (NULL, 0, 0.95, 1);
  g_assert_true (isnan (interval.estimate));

  interval = opt_bootstrap_ratio (same, zero, 4, 0.95, 1);
  g_assert_true (isnan (interval.estimate) && isnan (interval.low) && isnan (interval.high));

  interval = opt_bootstrap_ratio (same, same, 4, 0.95, 1);
  g_assert_cmpfloat (interval.estimate, ==, 1);
  g_assert_cmpfloat (interval.low, ==, 1);
  g_assert_cmpfloat (interval.high, ==, 1);
}

/* Standard normal, by Box and Muller. */
static double
draw_normal (GRand *rand)
{
  double u = 1 - g_rand_double (rand);

  return sqrt (-2 * log (u)) * cos (2 * G_PI * g_rand_double (rand));
}

/* Runs of a statement: 10 ms, a disturbance that both of a pair see, and one of each run's own. */
static void
draw_pairs (GRand *rand, double ratio, double *baseline, double *variant)
{
  for (guint i = 0; i < PAIRS; i++)
    {
      double shared = 0.2 * draw_normal (rand);

      baseline[i] = 10 * exp (shared + 0.05 * draw_normal (rand));
      variant[i] = 10 * ratio * exp (shared + 0.05 * draw_normal (rand));
    }
}

static void
test_reproducible (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  double baseline[PAIRS], variant[PAIRS];
  OptInterval first, second, other;

  draw_pairs (rand, 0.5, baseline, variant);
  first = opt_bootstrap_ratio (baseline, variant, PAIRS, 0.95, 11);
  second = opt_bootstrap_ratio (baseline, variant, PAIRS, 0.95, 11);
  other = opt_bootstrap_ratio (baseline, variant, PAIRS, 0.95, 12);

  g_assert_cmpmem (&first, sizeof first, &second, sizeof second);
  g_assert_cmpfloat (first.estimate, ==, other.estimate);
  g_assert_cmpfloat (first.low, <=, first.estimate);
  g_assert_cmpfloat (first.high, >=, first.estimate);
  g_assert_cmpfloat_with_epsilon (first.estimate, 0.5, 0.1);
  g_assert_cmpfloat (opt_wilcoxon_signed_rank (baseline, variant, PAIRS), <, 0.001);
}

/* The same against the same: neither the interval nor the test may see a difference too often. */
static void
test_same_against_same (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint by_interval = 0, by_test = 0, by_both = 0;

  for (guint k = 0; k < EXPERIMENTS; k++)
    {
      double baseline[PAIRS], variant[PAIRS];
      OptInterval interval;
      gboolean excluded, significant;

      draw_pairs (rand, 1, baseline, variant);
      interval = opt_bootstrap_ratio (baseline, variant, PAIRS, 0.95, k);
      excluded = interval.high < 1 || interval.low > 1;
      significant = opt_wilcoxon_signed_rank (baseline, variant, PAIRS) < 0.05;
      by_interval += excluded;
      by_test += significant;
      by_both += excluded && significant;
    }

  g_test_message ("of %d: interval %u, test %u, both %u", EXPERIMENTS, by_interval, by_test,
                  by_both);
  g_assert_cmpuint (by_interval, <=, EXPERIMENTS * 8 / 100);
  g_assert_cmpuint (by_test, <=, EXPERIMENTS * 8 / 100);
  g_assert_cmpuint (by_test, >, 0);
  g_assert_cmpuint (by_both, <=, EXPERIMENTS * 5 / 100);
}

static void
test_coverage (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  guint covered_ratio = 0, covered_median = 0, seen = 0;

  for (guint k = 0; k < EXPERIMENTS; k++)
    {
      double baseline[PAIRS], variant[PAIRS];
      OptInterval ratio, median;

      draw_pairs (rand, 0.8, baseline, variant);
      ratio = opt_bootstrap_ratio (baseline, variant, PAIRS, 0.95, k);
      median = opt_bootstrap_median (baseline, PAIRS, 0.95, k);
      covered_ratio += ratio.low <= 0.8 && ratio.high >= 0.8;
      covered_median += median.low <= 10 && median.high >= 10;
      seen += ratio.high < 1;
    }

  g_test_message ("of %d: the ratio's interval covers %u, the median's %u, a gain of 20 %% seen %u",
                  EXPERIMENTS, covered_ratio, covered_median, seen);
  g_assert_cmpuint (covered_ratio, >=, EXPERIMENTS * 92 / 100);
  g_assert_cmpuint (covered_median, >=, EXPERIMENTS * 89 / 100);
  g_assert_cmpuint (covered_median, <, EXPERIMENTS);
  g_assert_cmpuint (seen, >=, EXPERIMENTS * 80 / 100);
}

/* Hollander and Wolfe's example 3.1, a scale of depression: the estimate is -0.46, and -0.786 to
 * -0.010 its interval of 96 %. */
static void
test_paired_ratio (void)
{
  static const double before[] = { 1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30 };
  static const double after[] = { 0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29 };
  double baseline[G_N_ELEMENTS (before)], variant[G_N_ELEMENTS (before)];
  double one[] = { 1, 1, 1 };
  OptInterval interval;

  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    {
      baseline[i] = exp (before[i]);
      variant[i] = exp (after[i]);
    }
  interval = opt_paired_ratio (baseline, variant, G_N_ELEMENTS (before), 0.96);
  g_assert_cmpfloat_with_epsilon (log (interval.estimate), -0.46, 1e-9);
  g_assert_cmpfloat_with_epsilon (log (interval.low), -0.786, 1e-9);
  g_assert_cmpfloat_with_epsilon (log (interval.high), -0.010, 1e-9);

  /* Of three pairs no interval is that sure. */
  interval = opt_paired_ratio (one, one, 3, 0.9);
  g_assert_cmpfloat (interval.estimate, ==, 1);
  g_assert_true (isnan (interval.low) && isnan (interval.high));
  g_assert_true (isnan (opt_paired_ratio (NULL, NULL, 0, 0.9).estimate));
  one[0] = 0;
  g_assert_true (isnan (opt_paired_ratio (one, one, 3, 0.9).estimate));
}

static void
test_paired_coverage (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint covered = 0;

  for (guint k = 0; k < EXPERIMENTS; k++)
    {
      double baseline[PAIRS], variant[PAIRS];
      OptInterval ratio;

      draw_pairs (rand, 0.8, baseline, variant);
      ratio = opt_paired_ratio (baseline, variant, PAIRS, 0.9);
      covered += ratio.low <= 0.8 && ratio.high >= 0.8;
    }
  g_test_message ("of %d the interval of 90 %% covers %u", EXPERIMENTS, covered);
  g_assert_cmpuint (covered, >=, EXPERIMENTS * 87 / 100);
  g_assert_cmpuint (covered, <=, EXPERIMENTS * 96 / 100);
}

static void
check_holm (const double *p, const double *expected, gsize n)
{
  g_autofree double *adjusted = g_new (double, n);

  opt_holm (p, n, adjusted);
  for (gsize i = 0; i < n; i++)
    {
      if (isnan (expected[i]))
        g_assert_true (isnan (adjusted[i]));
      else
        g_assert_cmpfloat_with_epsilon (adjusted[i], expected[i], 1e-12);
    }
}

static void
test_holm (void)
{
  /* The example in the documentation of pingouin.holm(). */
  static const double p[] = { 0.5, 0.003, 0.32, 0.054, 0.0003 };
  static const double expected[] = { 0.64, 0.012, 0.64, 0.162, 0.0015 };
  /* That of the encyclopedia's article, "Holm–Bonferroni method". */
  static const double other[] = { 0.01, 0.04, 0.03, 0.005 };
  static const double other_expected[] = { 0.03, 0.06, 0.06, 0.02 };
  static const double gap[] = { NAN, 0.02, 0.9 };
  static const double gap_expected[] = { NAN, 0.04, 0.9 };

  check_holm (p, expected, G_N_ELEMENTS (p));
  check_holm (other, other_expected, G_N_ELEMENTS (other));
  check_holm (gap, gap_expected, G_N_ELEMENTS (gap));
  opt_holm (NULL, 0, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/statistics/quantile", test_quantile);
  g_test_add_func ("/base/statistics/wilcoxon-exact", test_wilcoxon_exact);
  g_test_add_func ("/base/statistics/wilcoxon-normal", test_wilcoxon_normal);
  g_test_add_func ("/base/statistics/paired-ratio", test_paired_ratio);
  g_test_add_func ("/base/statistics/paired-coverage", test_paired_coverage);
  g_test_add_func ("/base/statistics/holm", test_holm);
  g_test_add_func ("/base/statistics/degenerate", test_degenerate);
  g_test_add_func ("/base/statistics/reproducible", test_reproducible);
  g_test_add_func ("/base/statistics/same-against-same", test_same_against_same);
  g_test_add_func ("/base/statistics/coverage", test_coverage);

  return g_test_run ();
}
