/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-ring.h"

static void
test_order (void)
{
  g_autoptr (OptRing) ring = opt_ring_new (sizeof (int), 3, NULL);

  g_assert_cmpuint (opt_ring_get_length (ring), ==, 0);
  g_assert_null (opt_ring_get (ring, 0));
  g_assert_null (opt_ring_get_last (ring));

  for (int i = 1; i <= 8; i++)
    {
      opt_ring_push (ring, &i);
      g_assert_cmpuint (opt_ring_get_length (ring), ==, MIN (i, 3));
      g_assert_cmpint (*(int *) opt_ring_get_last (ring), ==, i);
      g_assert_cmpint (*(int *) opt_ring_get (ring, 0), ==, MAX (1, i - 2));
    }
  g_assert_cmpint (*(int *) opt_ring_get (ring, 1), ==, 7);
  g_assert_null (opt_ring_get (ring, 3));

  opt_ring_clear (ring);
  g_assert_cmpuint (opt_ring_get_length (ring), ==, 0);
  g_assert_null (opt_ring_get_last (ring));
  opt_ring_push (ring, &(int){ 42 });
  g_assert_cmpint (*(int *) opt_ring_get (ring, 0), ==, 42);
}

static void
test_one_place (void)
{
  g_autoptr (OptRing) ring = opt_ring_new (sizeof (double), 1, NULL);

  opt_ring_push (ring, &(double){ 1.5 });
  opt_ring_push (ring, &(double){ 2.5 });
  g_assert_cmpuint (opt_ring_get_length (ring), ==, 1);
  g_assert_true (opt_ring_get (ring, 0) == opt_ring_get_last (ring));
  g_assert_cmpfloat (*(double *) opt_ring_get (ring, 0), ==, 2.5);
}

static guint cleared;

static void
clear_text (gpointer element)
{
  g_clear_pointer ((char **) element, g_free);
  cleared++;
}

static void
test_clearing (void)
{
  OptRing *ring = opt_ring_new (sizeof (char *), 2, clear_text);

  cleared = 0;
  for (guint i = 0; i < 5; i++)
    {
      char *text = g_strdup_printf ("%u", i);

      opt_ring_push (ring, &text);
    }
  g_assert_cmpuint (cleared, ==, 3);
  g_assert_cmpstr (*(char **) opt_ring_get (ring, 0), ==, "3");
  g_assert_cmpstr (*(char **) opt_ring_get (ring, 1), ==, "4");
  opt_ring_clear (ring);
  g_assert_cmpuint (cleared, ==, 5);
  opt_ring_free (ring);
  g_assert_cmpuint (cleared, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/ring/order", test_order);
  g_test_add_func ("/base/ring/one-place", test_one_place);
  g_test_add_func ("/base/ring/clearing", test_clearing);

  return g_test_run ();
}
