/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart-fixture.h"

#include <math.h>

#include "opt-chart-export.h"
#include "opt-export.h"
#include "opt-timeline-export.h"

/* What leaves the window for other programs. */

static OptDataTable *
create_table (const char *title)
{
  OptDataTable *table = opt_data_table_new (title);

  opt_data_table_add_column (table, "PID", OPT_DATA_NUMBER, NULL);
  opt_data_table_add_row (table);
  opt_data_table_set_number (table, 0, 42);

  return table;
}

static void
assert_name (const char *title, const char *expected)
{
  g_autoptr (OptDataTable) table = create_table (title);
  g_autofree char *name = opt_export_suggest_name (table, CHART_NOON);

  g_assert_true (g_str_has_prefix (name, expected));
  g_assert_null (strchr (name, '/'));
}

static void
test_names (void)
{
  assert_name ("Calls/s", "Calls s 2024-05-3");
  assert_name ("../../etc/passwd", ". .. etc passwd 2024-05-3");
  assert_name (".hidden", "hidden 2024-05-3");
  assert_name ("", "2024-05-3");
}

static void
assert_format (GdkTexture *picture, const char *name, const char *begins)
{
  g_autoptr (OptDataTable) table = create_table ("Sessions");
  g_autoptr (GBytes) content = opt_export_format (table, picture, name);

  g_assert_cmpmem (g_bytes_get_data (content, NULL), strlen (begins), begins, strlen (begins));
}

/* The end of the name decides; where it says nothing, it is a table. */
static void
test_formats (void)
{
  g_autoptr (GBytes) pixel = g_bytes_new_static ("\xff\xff\xff\xff", 4);
  g_autoptr (GdkTexture) picture = gdk_memory_texture_new (1, 1, GDK_MEMORY_DEFAULT, pixel, 4);

  assert_format (NULL, "a.csv", "PID\r\n42\r\n");
  assert_format (NULL, "a.JSON", "{\"title\"");
  assert_format (picture, "a.png", "\211PNG");
  assert_format (picture, "a.csv", "PID");
  assert_format (NULL, "a.png", "PID");
  assert_format (picture, "a", "PID");
}

/* The figures of the chart, its gaps and what happened. */
static void
test_chart_figures (void)
{
  g_autoptr (OptChartModel) model = opt_chart_model_new (OPT_CHART_UNIT_DURATION);
  const OptChartPoint points[] = { { CHART_NOON, 1.5 },
                                   { CHART_NOON + CHART_SECOND, NAN },
                                   { CHART_NOON + 2 * CHART_SECOND, 0.25 } };
  const OptChartEvent event = { CHART_NOON + 2 * CHART_SECOND, (char *) "Restarted" };
  g_autoptr (OptDataTable) table = NULL;
  g_autofree char *csv = NULL;

  opt_chart_model_add_series (model, "p50", OPT_CHART_COLOUR_BLUE);
  opt_chart_model_set_points (model, 0, points, G_N_ELEMENTS (points));
  opt_chart_model_set_events (model, &event, 1);
  opt_chart_model_commit (model);
  table = opt_chart_export_table ("Latency", model, CHART_NOON, CHART_NOON + 2 * CHART_SECOND);
  csv = opt_data_table_to_csv (table);
  g_assert_cmpstr (csv, ==,
                   "Time,p50 (ms),Event\r\n"
                   "2024-05-31T12:00:00Z,1.5,\r\n"
                   "2024-05-31T12:00:01Z,,\r\n"
                   "2024-05-31T12:00:02Z,0.25,Restarted\r\n");
}

/* Twice as large, and with the chart's blue line in it. */
static void
test_chart_picture (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (1, 101);
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *window = chart_fixture_show (chart);
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guint32 *pixels = NULL;
  gsize n, n_ink = 0;

  texture = opt_chart_export_picture (OPT_CHART (chart));
  g_assert_nonnull (texture);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 2 * gtk_widget_get_width (chart));
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 2 * gtk_widget_get_height (chart));
  n = (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture);
  pixels = g_new (guint32, n);
  gdk_texture_download (texture, (guchar *) pixels, (gsize) gdk_texture_get_width (texture) * 4);
  for (gsize i = 0; i < n; i++)
    {
      /* Nothing shines through. */
      g_assert_cmpuint (pixels[i] >> 24, ==, 0xff);
      n_ink += (pixels[i] & 0xff) > (pixels[i] >> 16 & 0xff) + 60;
    }
  g_assert_cmpuint (n_ink, >, 100);
  gtk_window_destroy (GTK_WINDOW (window));

  /* What is not on the screen has no picture. */
  chart = g_object_ref_sink (opt_chart_new ("Latency", model));
  g_assert_null (opt_chart_export_picture (OPT_CHART (chart)));
  g_object_unref (chart);
}

static void
test_timeline (void)
{
  g_autoptr (OptTimeline) timeline = opt_timeline_new (600 * CHART_SECOND);
  OptTimelinePoint point = { .start = CHART_NOON, .end = CHART_NOON + CHART_SECOND };
  g_autoptr (OptDataTable) table = NULL;
  g_autofree char *csv = NULL;
  g_auto (GStrv)
    lines = NULL;

  point.calls_per_second = 12.5;
  point.mean_ms = NAN;
  point.hit_ratio = 0.75;
  point.load[OPT_WAIT_CLASS_CPU] = 1.5;
  opt_timeline_append (timeline, &point);
  point.start = point.end;
  point.end += CHART_SECOND;
  opt_timeline_append (timeline, &point);
  opt_timeline_add_event (timeline, CHART_NOON + CHART_SECOND + 1, "restart", "Restarted");
  opt_timeline_add_event (timeline, CHART_NOON + CHART_SECOND + 2, "reset", "Reset");
  table = opt_timeline_export_table (timeline);
  csv = opt_data_table_to_csv (table);
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_cmpstr (lines[1], ==,
                   "2024-05-31T12:00:00Z,2024-05-31T12:00:01Z,1.5,0,0,0,0,0,0,12.5,,0,0.75,0,0,0,0,"
                   "0,");
  g_assert_true (g_str_has_suffix (lines[2], ",Restarted; Reset"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add_func ("/ui/export/names", test_names);
  g_test_add_func ("/ui/export/formats", test_formats);
  g_test_add_func ("/ui/export/chart-figures", test_chart_figures);
  g_test_add_func ("/ui/export/chart-picture", test_chart_picture);

  g_test_add_func ("/ui/export/timeline", test_timeline);

  return g_test_run ();
}
