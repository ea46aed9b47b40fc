/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <math.h>

#include "opt-bench.h"
#include "opt-chart-plot.h"
#include "opt-chart.h"
#include "opt-sparkline.h"
#include "opt-ui-resources.h"

/* Frames of a chart in the software renderer: from new points to pixels. */
#define ROUNDS 41
#define WARM_UP 10
#define WIDTH 1200
#define HEIGHT 300
#define N_CELLS 50

#define BUDGET "4 ms"

typedef struct
{
  GtkWidget *window;
  GskRenderer *renderer;
} Bench;

/* The same in each run. */
static double
get_noise (guint i)
{
  guint hash = i * 2654435761u;

  hash ^= hash >> 15;
  hash *= 2246822519u;
  hash ^= hash >> 13;

  return (double) (hash & 0xffffff) / 0x1000000;
}

static double
make_spiky (guint i, guint n)
{
  return get_noise (i);
}

static double
make_smooth (guint i, guint n)
{
  return 0.5 + 0.4 * sin (20.0 * i / n);
}

static void
set_points (OptChartModel *model, guint series, guint n, guint shift, double (*make) (guint, guint))
{
  g_autofree OptChartPoint *points = g_new (OptChartPoint, n);

  for (guint i = 0; i < n; i++)
    points[i] = (OptChartPoint){ (gint64) i * G_USEC_PER_SEC, make (i + shift, n) };
  opt_chart_model_set_points (model, series, points, n);
  opt_chart_model_set_window (model, 0, (gint64) (n - 1) * G_USEC_PER_SEC);
  opt_chart_model_commit (model);
}

static void
wait_for_frame (GtkWidget *widget)
{
  gint64 until = g_get_monotonic_time () + 200 * 1000;

  while (g_main_context_pending (NULL) || g_get_monotonic_time () < until)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static void
show (Bench *bench, GtkWidget *widget)
{
  gtk_window_set_child (GTK_WINDOW (bench->window), widget);
  gtk_window_present (GTK_WINDOW (bench->window));
  wait_for_frame (bench->window);
  bench->renderer = gtk_native_get_renderer (GTK_NATIVE (bench->window));
}

/* Makes the nodes of what was queued, and the pixels of all. */
static void
draw (Bench *bench, GtkWidget *widget)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gtk_widget_snapshot_child (gtk_widget_get_parent (widget), widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (bench->renderer, node, &bounds);
}

static void
print (const char *what, const GArray *series, const char *budget)
{
  opt_bench_print (what, series, "ms", budget);
}

static void
measure_line (Bench *bench, const char *what, guint n, double (*make) (guint, guint))
{
  g_autoptr (GArray) times = opt_bench_series_new ();
  g_autoptr (OptChartModel) model = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);
  GtkWidget *plot = opt_chart_plot_new ();

  opt_chart_model_add_series (model, "Series", OPT_CHART_COLOUR_BLUE);
  opt_chart_model_set_style (model, OPT_CHART_STYLE_AREA);
  opt_chart_plot_set_model (OPT_CHART_PLOT (plot), model);
  set_points (model, 0, n, 0, make);
  gtk_widget_set_size_request (plot, WIDTH, HEIGHT);
  opt_chart_plot_update (OPT_CHART_PLOT (plot), OPT_CHART_CHANGE_POINTS, G_MAXUINT);
  show (bench, plot);
  for (guint i = 0; i < WARM_UP + ROUNDS; i++)
    {
      double start;

      set_points (model, 0, n, i + 1, make);
      start = opt_bench_get_own_cpu ();
      opt_chart_plot_update (OPT_CHART_PLOT (plot), OPT_CHART_CHANGE_POINTS, 1);
      draw (bench, plot);
      if (i >= WARM_UP)
        opt_bench_series_add (times, opt_bench_get_own_cpu () - start);
    }
  print (what, times, BUDGET);
}

static void
measure_stack (Bench *bench, const char *what, guint n)
{
  g_autoptr (GArray) times = opt_bench_series_new ();
  g_autoptr (OptChartModel) model = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);
  GtkWidget *plot = opt_chart_plot_new ();

  for (guint i = 0; i < 7; i++)
    opt_chart_model_add_series (model, "Part", i);
  opt_chart_model_set_stacked (model, TRUE);
  opt_chart_plot_set_model (OPT_CHART_PLOT (plot), model);
  for (guint i = 0; i < 7; i++)
    set_points (model, i, n, i * n, make_spiky);
  gtk_widget_set_size_request (plot, WIDTH, HEIGHT);
  opt_chart_plot_update (OPT_CHART_PLOT (plot), OPT_CHART_CHANGE_POINTS, G_MAXUINT);
  show (bench, plot);
  for (guint i = 0; i < WARM_UP + ROUNDS; i++)
    {
      double start;

      for (guint j = 0; j < 7; j++)
        set_points (model, j, n, i + j * n, make_spiky);
      start = opt_bench_get_own_cpu ();
      opt_chart_plot_update (OPT_CHART_PLOT (plot), OPT_CHART_CHANGE_POINTS, 0x7f);
      draw (bench, plot);
      if (i >= WARM_UP)
        opt_bench_series_add (times, opt_bench_get_own_cpu () - start);
    }
  print (what, times, NULL);
}

/* What is drawn while the pointer moves: the crosshair anew, the rest from the nodes that are kept.
 */
static void
measure_cursor (Bench *bench, const char *what, guint n)
{
  g_autoptr (GArray) times = opt_bench_series_new ();
  g_autoptr (OptChartModel) model = opt_chart_model_new (OPT_CHART_UNIT_NUMBER);
  GtkWidget *plot = opt_chart_plot_new ();

  opt_chart_model_add_series (model, "Series", OPT_CHART_COLOUR_BLUE);
  opt_chart_plot_set_model (OPT_CHART_PLOT (plot), model);
  set_points (model, 0, n, 0, make_spiky);
  gtk_widget_set_size_request (plot, WIDTH, HEIGHT);
  opt_chart_plot_update (OPT_CHART_PLOT (plot), OPT_CHART_CHANGE_POINTS, G_MAXUINT);
  show (bench, plot);
  for (guint i = 0; i < WARM_UP + ROUNDS; i++)
    {
      double start = opt_bench_get_own_cpu ();

      opt_chart_plot_set_cursor (OPT_CHART_PLOT (plot), (gint64) (i * 10) * G_USEC_PER_SEC);
      draw (bench, plot);
      if (i >= WARM_UP)
        opt_bench_series_add (times, opt_bench_get_own_cpu () - start);
    }
  print (what, times, BUDGET);
}

static void
measure_sparklines (Bench *bench)
{
  g_autoptr (GArray) times = opt_bench_series_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *cells[N_CELLS];

  for (guint i = 0; i < N_CELLS; i++)
    {
      cells[i] = opt_sparkline_new ();
      gtk_widget_set_halign (cells[i], GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (box), cells[i]);
    }
  show (bench, box);
  for (guint round = 0; round < WARM_UP + ROUNDS; round++)
    {
      double start = opt_bench_get_own_cpu ();

      for (guint i = 0; i < N_CELLS; i++)
        {
          double values[60];

          for (guint j = 0; j < G_N_ELEMENTS (values); j++)
            values[j] = get_noise (round + i * 100 + j);
          opt_sparkline_set_values (OPT_SPARKLINE (cells[i]), values, G_N_ELEMENTS (values));
        }
      draw (bench, box);
      if (round >= WARM_UP)
        opt_bench_series_add (times, opt_bench_get_own_cpu () - start);
    }
  print ("50 sparklines of 60 spiky values, all new", times, NULL);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };

  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  if (!gtk_init_check ())
    {
      g_print ("skipped: there is no display\n");
      return 77;
    }

  adw_init ();
  opt_ui_register_resource ();
  opt_bench_begin (
      "Frames of a chart of 1200 x 300 in the software renderer, from new points to pixels");
  bench.window = gtk_window_new ();
  measure_line (&bench, "600 points, smooth", 600, make_smooth);
  measure_line (&bench, "600 points, spiky", 600, make_spiky);
  measure_line (&bench, "10,000 points, smooth", 10000, make_smooth);
  measure_line (&bench, "10,000 points, spiky", 10000, make_spiky);
  measure_stack (&bench, "a stack of 7 series of 180 points, spiky", 180);
  measure_stack (&bench, "a stack of 7 series of 3,600 points, spiky", 3600);
  measure_cursor (&bench, "the crosshair over 10,000 points, spiky", 10000);
  measure_sparklines (&bench);
  opt_bench_end ();
  gtk_window_destroy (GTK_WINDOW (bench.window));

  return 0;
}
