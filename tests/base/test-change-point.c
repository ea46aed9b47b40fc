/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-point.h"

#include <math.h>

#define N 60

static void
fill (GRand *rand, double *values, guint n, double level, double noise)
{
  for (guint i = 0; i < n; i++)
    values[i] = level + noise * g_rand_double_range (rand, -1, 1);
}

/* By hand: ranks 1 2 3 | 4 5 6; U after three is 2·6 − 3·7 = −9, K = 9. */
static void
test_by_hand (void)
{
  const double values[] = { 1, 2, 3, 11, 12, 13 };
  const double equal[] = { 7, 7, 7, 7 };
  gsize position = 99;

  g_assert_cmpfloat_with_epsilon (opt_change_point (values, 6, &position),
                                  2 * exp (-6.0 * 81 / (216 + 36)), 1e-12);
  g_assert_cmpuint (position, ==, 3);
  g_assert_cmpfloat_with_epsilon (opt_change_point_least (6), opt_change_point (values, 6, NULL),
                                  1e-12);
  g_assert_cmpfloat (opt_change_point_least (1), ==, 1);

  g_assert_cmpfloat (opt_change_point (equal, 4, &position), ==, 1);
  g_assert_cmpfloat (opt_change_point (values, 1, &position), ==, 1);
  g_assert_cmpfloat (opt_change_point (NULL, 0, NULL), ==, 1);
}

/* Where the level changed, also beside outliers that are far larger. */
static void
test_found (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  double values[N];
  gsize position;

  fill (rand, values, 35, 10, 2);
  fill (rand, values + 35, N - 35, 15, 2);
  values[3] = 10000;
  values[50] = 0;
  g_assert_cmpfloat (opt_change_point (values, N, &position), <, 1e-5);
  g_assert_cmpuint (position, >=, 34);
  g_assert_cmpuint (position, <=, 36);
}

/* Of series of one level no more than the share that it says is taken for two. */
static void
test_not_found (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  guint n_found = 0;

  for (guint i = 0; i < 2000; i++)
    {
      double values[N];

      fill (rand, values, N, 10, 9);
      if (opt_change_point (values, N, NULL) < 0.05)
        n_found++;
    }
  g_assert_cmpuint (n_found, <, 150);
  g_assert_cmpuint (n_found, >, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/change-point/by-hand", test_by_hand);
  g_test_add_func ("/base/change-point/found", test_found);
  g_test_add_func ("/base/change-point/not-found", test_not_found);

  return g_test_run ();
}
