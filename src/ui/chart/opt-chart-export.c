/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-export.h"

#include <glib/gi18n.h>

#include "opt-chart-row.h"

/* Pixels of a picture for one of the window: sharp on any screen and on paper. */
#define SCALE 2

static const char *
get_unit (OptChartUnit unit)
{
  switch (unit)
    {
    case OPT_CHART_UNIT_RATE:
      return "1/s";
    case OPT_CHART_UNIT_DURATION:
      return "ms";
    case OPT_CHART_UNIT_BYTES:
      return "bytes";
    case OPT_CHART_UNIT_BYTES_RATE:
      return "bytes/s";
    case OPT_CHART_UNIT_SHARE:
      return "of 1";
    case OPT_CHART_UNIT_NUMBER:
    default:
      return NULL;
    }
}

/**
 * opt_chart_export_table:
 * @title: what the values are
 * @model: the values
 * @from: where the window begins
 * @to: where it ends
 *
 * Returns: (transfer full): a row for each time in the window, with the events in a last column
 */
OptDataTable *
opt_chart_export_table (const char *title, OptChartModel *model, gint64 from, gint64 to)
{
  OptDataTable *table = opt_data_table_new (title);
  g_autoptr (GListModel) rows = opt_chart_row_list_new (model, from, to);
  guint n_series = opt_chart_model_get_n_series (model);
  guint time = opt_data_table_add_column (table, _ ("Time"), OPT_DATA_TIME, NULL);
  guint first = time + 1;
  guint event;

  opt_data_table_set_window (table, from, to);
  for (guint i = 0; i < n_series; i++)
    opt_data_table_add_column (table, opt_chart_model_get_label (model, i), OPT_DATA_NUMBER,
                               get_unit (opt_chart_model_get_unit (model)));
  event = opt_data_table_add_column (table, _ ("Event"), OPT_DATA_TEXT, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (OptChartRow) row = g_list_model_get_item (rows, i);

      opt_data_table_add_row (table);
      opt_data_table_set_time (table, time, opt_chart_row_get_time (row));
      for (guint series = 0; series < n_series; series++)
        opt_data_table_set_number (table, first + series, opt_chart_row_get_value (row, series));
      opt_data_table_set_text (table, event, opt_chart_row_get_event (row));
    }

  return table;
}

static void
append_background (GtkWidget *widget, GtkSnapshot *snapshot, int width, int height)
{
  GdkRGBA colour;

  if (gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "window_bg_color",
                                      &colour))
    gtk_snapshot_append_color (snapshot, &colour,
                               &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

/* One that the renderer made may be of the graphics card, and of this thread. */
static GdkTexture *
to_memory (GdkTexture *texture)
{
  int width = gdk_texture_get_width (texture);
  int height = gdk_texture_get_height (texture);
  gsize stride = (gsize) width * 4;
  guchar *pixels = g_malloc (stride * (gsize) height);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, stride * (gsize) height);

  gdk_texture_download (texture, pixels, stride);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

/**
 * opt_chart_export_picture:
 * @chart: a chart
 *
 * Returns: (transfer full) (nullable): a picture of it as it is on the screen, at twice the size;
 * %NULL where it is not on the screen
 */
GdkTexture *
opt_chart_export_picture (OptChart *chart)
{
  GtkWidget *widget = GTK_WIDGET (chart);
  GtkNative *native = gtk_widget_get_native (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot;

  g_return_val_if_fail (OPT_IS_CHART (chart), NULL);

  if (native == NULL || !gtk_widget_get_mapped (widget) || width <= 0 || height <= 0)
    return NULL;

  paintable = gtk_widget_paintable_new (widget);
  snapshot = gtk_snapshot_new ();
  gtk_snapshot_scale (snapshot, SCALE, SCALE);
  append_background (widget, snapshot, width, height);
  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return NULL;

  texture = gsk_renderer_render_texture (gtk_native_get_renderer (native), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) (SCALE * width),
                                                              (float) (SCALE * height)));

  return to_memory (texture);
}
