/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-clock.h"

static void
test_manual (void)
{
  g_autoptr (OptClock) clock = opt_clock_new_manual (1000);
  gint64 start = opt_clock_get_monotonic_time (clock);

  g_assert_cmpint (opt_clock_get_real_time (clock), ==, 1000);
  opt_clock_advance (clock, 500);
  g_assert_cmpint (opt_clock_get_real_time (clock), ==, 1500);
  g_assert_cmpint (opt_clock_get_monotonic_time (clock), ==, start + 500);

  /* Somebody sets the time back. */
  opt_clock_advance (clock, -700);
  g_assert_cmpint (opt_clock_get_real_time (clock), ==, 800);
  g_assert_cmpint (opt_clock_get_monotonic_time (clock), ==, start + 500);
}

static void
test_system (void)
{
  OptClock *clock = opt_clock_get_system ();
  gint64 before = g_get_real_time ();
  gint64 real_time = opt_clock_get_real_time (clock);
  gint64 first = opt_clock_get_monotonic_time (clock);

  g_assert_true (clock == opt_clock_get_system ());
  g_assert_cmpint (real_time, >=, before);
  g_assert_cmpint (opt_clock_get_monotonic_time (clock), >=, first);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/manual", test_manual);
  g_test_add_func ("/base/clock/system", test_system);

  return g_test_run ();
}
