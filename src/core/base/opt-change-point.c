/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-point.h"

#include <math.h>
#include <stdlib.h>

typedef struct
{
  double value;
  gsize index;
} Ranked;

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const Ranked *left = a;
  const Ranked *right = b;

  return (left->value > right->value) - (left->value < right->value);
}

/* From 1; equals share the mean of theirs. */
static double *
get_ranks (const double *values, gsize n)
{
  g_autofree Ranked *sorted = g_new (Ranked, n);
  double *ranks = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    sorted[i] = (Ranked){ values[i], i };
  qsort (sorted, n, sizeof *sorted, compare_values);
  for (gsize first = 0, end; first < n; first = end)
    {
      for (end = first + 1; end < n && sorted[end].value <= sorted[first].value; end++)
        ;
      for (gsize i = first; i < end; i++)
        ranks[sorted[i].index] = (double) (first + end + 1) / 2;
    }

  return ranks;
}

static double
get_chance (double most, double n)
{
  return MIN (1, 2 * exp (-6 * most * most / (n * n * n + n * n)));
}

/**
 * opt_change_point:
 * @values: (array length=n): what was measured, in order of time; no NAN
 * @n: how many
 * @position: (out) (optional): which value is the first after the change
 *
 * Finds the moment that divides a series best into two levels, by ranks: outliers don't matter, nor
 * how the values are distributed. (A. N. Pettitt: A Non-Parametric Approach to the Change-Point
 * Problem. Applied Statistics 28, 1979; the approximation 2·exp(−6K²/(n³+n²)) of its p-value.)
 *
 * Returns: the probability that a series of one level looks so divided; 1 for less than two values
 */
double
opt_change_point (const double *values, gsize n, gsize *position)
{
  g_autofree double *ranks = NULL;
  double sum = 0;
  double most = 0;
  double size = (double) n;
  gsize at = n;

  g_return_val_if_fail (values != NULL || n == 0, 1);

  if (position != NULL)
    *position = n;
  if (n < 2)
    return 1;

  ranks = get_ranks (values, n);
  for (gsize i = 0; i + 1 < n; i++)
    {
      double u;

      sum += ranks[i];
      u = fabs (2 * sum - (double) (i + 1) * (size + 1));
      if (u > most)
        {
          most = u;
          at = i + 1;
        }
    }
  if (position != NULL)
    *position = at;

  return get_chance (most, size);
}

/**
 * opt_change_point_least:
 * @n: how many values
 *
 * Returns: the least that opt_change_point() gives for so many, however well they are divided
 */
double
opt_change_point_least (gsize n)
{
  double most = (double) (n / 2) * (double) (n - n / 2);

  if (n < 2)
    return 1;

  return get_chance (most, (double) n);
}
