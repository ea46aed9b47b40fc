/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart-fixture.h"

/* The first of @type among @widget and what is in it, or %NULL. */
GtkWidget *
chart_fixture_find_child (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = chart_fixture_find_child (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

OptChartPlot *
chart_fixture_get_plot (GtkWidget *chart)
{
  return OPT_CHART_PLOT (chart_fixture_find_child (chart, OPT_TYPE_CHART_PLOT));
}

OptChartSeries *
chart_fixture_get_series (GtkWidget *chart, guint series)
{
  GtkWidget *layer = chart_fixture_find_child (chart, OPT_TYPE_CHART_SERIES);

  while (series-- > 0)
    layer = gtk_widget_get_next_sibling (layer);

  return OPT_CHART_SERIES (layer);
}

/* @n_series of @n points, one a second from %CHART_NOON, all of 2 ms. */
OptChartModel *
chart_fixture_create_model (guint n_series, guint n)
{
  OptChartModel *model = opt_chart_model_new (OPT_CHART_UNIT_DURATION);
  g_autofree OptChartPoint *points = g_new (OptChartPoint, n);
  const char *const labels[] = { "Mean", "Median" };

  for (guint i = 0; i < n; i++)
    points[i] = (OptChartPoint){ CHART_NOON + i * CHART_SECOND, 2 };
  for (guint i = 0; i < n_series; i++)
    {
      opt_chart_model_add_series (model, labels[i], i);
      opt_chart_model_set_points (model, i, points, n);
    }
  opt_chart_model_set_window (model, CHART_NOON, CHART_NOON + (n - 1) * CHART_SECOND);
  opt_chart_model_commit (model);

  return model;
}

/* Gives one point another value, and tells so. */
void
chart_fixture_set_value (OptChartModel *model, guint series, guint i, double value)
{
  gsize n;
  const OptChartPoint *old = opt_chart_model_get_points (model, series, &n);
  g_autofree OptChartPoint *points = g_memdup2 (old, n * sizeof *old);

  g_assert_cmpuint (i, <, n);
  points[i].value = value;
  opt_chart_model_set_points (model, series, points, n);
  opt_chart_model_commit (model);
}

/* Returns: its window, drawn */
GtkWidget *
chart_fixture_show (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 640, 360);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  ui_fixture_draw (window);

  return window;
}
