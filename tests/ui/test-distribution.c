/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "chart-fixture.h"
#include "opt-distribution.h"
#include "opt-sparkline.h"

static void
test_distribution (void)
{
  GtkWidget *distribution = opt_distribution_new ();
  const double slow[] = { 100, 110, 105, NAN, 120 };
  const double near[] = { 11, 12, 13, 12 };
  const double fast[] = { 1, 1.2, 1.1 };
  OptInterval median = { 107.5, 100, 120 };
  GtkWidget *window = chart_fixture_show (distribution);
  g_autofree char *text = NULL;

  opt_distribution_set_side (OPT_DISTRIBUTION (distribution), OPT_DISTRIBUTION_BASELINE, NULL, slow,
                             G_N_ELEMENTS (slow), &median);
  g_assert_false (opt_distribution_get_logarithmic (OPT_DISTRIBUTION (distribution)));
  opt_distribution_set_side (OPT_DISTRIBUTION (distribution), OPT_DISTRIBUTION_VARIANT, NULL, near,
                             G_N_ELEMENTS (near), NULL);
  g_assert_true (opt_distribution_get_logarithmic (OPT_DISTRIBUTION (distribution)));
  ui_fixture_draw (window);
  opt_distribution_set_side (OPT_DISTRIBUTION (distribution), OPT_DISTRIBUTION_VARIANT,
                             "With the index", fast, G_N_ELEMENTS (fast), NULL);
  ui_fixture_draw (window);
  text = opt_distribution_describe (OPT_DISTRIBUTION (distribution));
  g_assert_nonnull (strstr (text, "Baseline: 108\u00a0ms (100\u00a0ms–120\u00a0ms), 5 runs"));
  g_assert_nonnull (
      strstr (text, "With the index: –, 3 runs, fastest 1\u00a0ms, slowest 1.2\u00a0ms"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (distribution), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       text);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_sparkline (void)
{
  GtkWidget *sparkline = opt_sparkline_new ();
  const double values[] = { 1, NAN, 3, 2 };
  GtkWidget *window;

  gtk_widget_set_halign (sparkline, GTK_ALIGN_START);
  opt_sparkline_set_title (OPT_SPARKLINE (sparkline), "Load", OPT_CHART_UNIT_NUMBER);
  window = chart_fixture_show (sparkline);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (sparkline), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Load: no values yet");
  opt_sparkline_set_values (OPT_SPARKLINE (sparkline), values, G_N_ELEMENTS (values));
  ui_fixture_draw (window);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (sparkline), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Load: 2, between 1 and 3");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();

  g_test_add_func ("/ui/distribution/sides", test_distribution);
  g_test_add_func ("/ui/distribution/sparkline", test_sparkline);

  return g_test_run ();
}
