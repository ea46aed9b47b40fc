/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statistics.h"

#include <math.h>
#include <stdlib.h>

#define WILCOXON_EXACT_MAX 25

static int
compare_magnitudes (const void *a, const void *b)
{
  double left = fabs (*(const double *) a);
  double right = fabs (*(const double *) b);

  return (left > right) - (left < right);
}

/*
 * Ranks @differences by magnitude. Tied ones share their mean rank; @doubled_ranks holds twice the
 * rank, which is whole. Returns the sum of t³ - t over the groups of ties.
 */
static double
rank_magnitudes (const double *differences, gsize n, gsize *doubled_ranks)
{
  double ties = 0;

  for (gsize i = 0; i < n;)
    {
      gsize end = i + 1;
      double t;

      while (end < n && fabs (differences[end]) == fabs (differences[i]))
        end++;
      for (gsize k = i; k < end; k++)
        doubled_ranks[k] = i + 1 + end;
      t = (double) (end - i);
      ties += t * t * t - t;
      i = end;
    }

  return ties;
}

/*
 * Of the 2^n equally likely assignments of signs, the share whose positive ranks sum up to @sum at
 * most. The sums' distribution is built by adding one rank after the other.
 */
static double
get_exact_lower_tail (const gsize *doubled_ranks, gsize n, gsize sum)
{
  gsize total = n * (n + 1);
  g_autofree double *share = g_new0 (double, total + 1);
  gsize reached = 0;
  double tail = 0;

  share[0] = 1;
  for (gsize i = 0; i < n; i++)
    {
      gsize rank = doubled_ranks[i];

      reached += rank;
      for (gsize s = reached + 1; s-- > 0;)
        share[s] = (share[s] + (s >= rank ? share[s - rank] : 0)) / 2;
    }
  for (gsize s = 0; s <= MIN (sum, total); s++)
    tail += share[s];

  return tail;
}

static double
get_normal_p (double smaller, gsize n, double ties)
{
  double m = (double) n;
  double mean = m * (m + 1) / 4;
  double variance = m * (m + 1) * (2 * m + 1) / 24 - ties / 48;
  double z = (smaller - mean + 0.5) / sqrt (variance);

  return MIN (1, erfc (-z / G_SQRT2));
}

/**
 * opt_wilcoxon_signed_rank:
 * @baseline: (array length=n): one value of each pair
 * @variant: (array length=n): the other
 * @n: how many pairs
 *
 * The two-sided Wilcoxon signed-rank test that the differences are symmetric around zero. Pairs
 * without a difference are left out, tied differences share their mean rank. Up to 25 pairs the
 * probability is exact, ties included; beyond that it is the normal approximation corrected for
 * ties and continuity. Wilcoxon, "Individual Comparisons by Ranking Methods", Biometrics
 * Bulletin 1 (1945); Hollander, Wolfe and Chicken, Nonparametric Statistical Methods (2014),
 * section 3.1.
 *
 * Returns: the probability of so uneven a sum of ranks by chance; 1 if no pair differs, NAN if
 *   there is no pair or a value is not finite
 */
double
opt_wilcoxon_signed_rank (const double *baseline, const double *variant, gsize n)
{
  g_autofree double *differences = NULL;
  g_autofree gsize *doubled_ranks = NULL;
  gsize positive = 0;
  gsize smaller;
  gsize m = 0;
  double ties;

  g_return_val_if_fail ((baseline != NULL && variant != NULL) || n == 0, NAN);

  if (n == 0 || !opt_are_finite (baseline, n) || !opt_are_finite (variant, n))
    return NAN;

  differences = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    {
      if (variant[i] != baseline[i])
        differences[m++] = variant[i] - baseline[i];
    }
  if (m == 0)
    return 1;

  qsort (differences, m, sizeof *differences, compare_magnitudes);
  doubled_ranks = g_new (gsize, m);
  ties = rank_magnitudes (differences, m, doubled_ranks);
  for (gsize i = 0; i < m; i++)
    positive += differences[i] > 0 ? doubled_ranks[i] : 0;
  /* Both tails are equal: the distribution is symmetric. */
  smaller = MIN (positive, m * (m + 1) - positive);

  if (m <= WILCOXON_EXACT_MAX)
    return MIN (1, 2 * get_exact_lower_tail (doubled_ranks, m, smaller));

  return get_normal_p ((double) smaller / 2, m, ties);
}

/*
 * How many of the sums of ranks lie outside an interval at each of its ends: the least sum that
 * chance falls below or on with more than (1 - @level) / 2.
 */
static gsize
get_outside (gsize n, double level)
{
  double tail = (1 - level) / 2;
  double m = (double) n;
  gsize k = 0;

  if (n <= WILCOXON_EXACT_MAX)
    {
      g_autofree gsize *doubled_ranks = g_new (gsize, n);

      for (gsize i = 0; i < n; i++)
        doubled_ranks[i] = 2 * (i + 1);
      while (get_exact_lower_tail (doubled_ranks, n, 2 * k) <= tail)
        k++;
      return k;
    }
  while (
      erfc ((m * (m + 1) / 4 - (double) k - 0.5) / sqrt (m * (m + 1) * (2 * m + 1) / 24) / G_SQRT2)
          / 2
      <= tail)
    k++;

  return k;
}

static int
compare_ascending (const void *a, const void *b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static double *
make_walsh_averages (const double *differences, gsize n)
{
  double *averages = g_new (double, n *(n + 1) / 2);
  gsize k = 0;

  for (gsize i = 0; i < n; i++)
    for (gsize j = i; j < n; j++)
      averages[k++] = (differences[i] + differences[j]) / 2;
  qsort (averages, k, sizeof *averages, compare_ascending);

  return averages;
}

/**
 * opt_paired_ratio:
 * @baseline: (array length=n): times without the change
 * @variant: (array length=n): times with it; each belongs to the baseline's of the same index
 * @n: how many pairs
 * @level: the interval's confidence: 0.9
 *
 * How many times longer the variant of a pair takes than its baseline: the Hodges-Lehmann estimate
 * over the logarithms, with the interval that belongs to the signed-rank test. What slows both runs
 * of a pair is not in it, unlike the ratio of the medians, so that far fewer pairs tell that there
 * is no difference. Hollander, Wolfe and Chicken, Nonparametric Statistical Methods (2014),
 * sections 3.2 and 3.3.
 *
 * Returns: the ratio; its bounds are NAN where there are too few pairs for @level, and all of it is
 *   NAN if a time is not positive or there is no pair
 */
OptInterval
opt_paired_ratio (const double *baseline, const double *variant, gsize n, double level)
{
  OptInterval interval = { NAN, NAN, NAN };
  g_autofree double *differences = NULL;
  g_autofree double *averages = NULL;
  gsize n_averages = n * (n + 1) / 2;
  gsize outside;

  g_return_val_if_fail ((baseline != NULL && variant != NULL) || n == 0, interval);
  g_return_val_if_fail (level > 0 && level < 1, interval);

  differences = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    differences[i] = log (variant[i] / baseline[i]);
  if (n == 0 || !opt_are_finite (differences, n))
    return interval;

  averages = make_walsh_averages (differences, n);
  interval.estimate = exp (opt_median (averages, n_averages));
  outside = get_outside (n, level);
  if (outside == 0)
    return interval;
  interval.low = exp (averages[outside - 1]);
  interval.high = exp (averages[n_averages - outside]);

  return interval;
}
