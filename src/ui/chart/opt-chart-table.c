/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-chart-table.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-chart-row.h"
#include "opt-format.h"

struct _OptChartTable
{
  AdwWindow parent_instance;

  /* Children */
  GtkColumnView *view;

  /* Owned */
  OptChartModel *model;
  GListModel *rows;
};

G_DEFINE_FINAL_TYPE (OptChartTable, opt_chart_table, ADW_TYPE_WINDOW)

/* What a column shows: a series, or one of these. */
#define COLUMN_TIME -1
#define COLUMN_EVENT -2

static char *
format_cell (OptChartTable *self, OptChartRow *row, int column)
{
  if (column == COLUMN_TIME)
    return opt_format_time (opt_chart_row_get_time (row));
  if (column == COLUMN_EVENT)
    return g_strdup (opt_chart_row_get_event (row));

  return opt_chart_unit_format (opt_chart_model_get_unit (self->model),
                                opt_chart_row_get_value (row, (guint) column));
}

static int
get_column (gpointer factory_or_sorter)
{
  return GPOINTER_TO_INT (g_object_get_data (factory_or_sorter, "column"));
}

static void
setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  int column = get_column (factory);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column >= 0 ? 1 : 0);
  if (column != COLUMN_EVENT)
    gtk_widget_add_css_class (label, "numeric");
  else
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind (GtkSignalListItemFactory *factory, GtkListItem *item, OptChartTable *self)
{
  g_autofree char *text = format_cell (self, gtk_list_item_get_item (item), get_column (factory));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text != NULL ? text : "");
}

/* What is not known is less than all that is. */
static int
compare_values (gconstpointer a, gconstpointer b, gpointer data)
{
  guint series = GPOINTER_TO_UINT (data);
  double value_a = opt_chart_row_get_value ((OptChartRow *) a, series);
  double value_b = opt_chart_row_get_value ((OptChartRow *) b, series);

  if (isnan (value_a) || isnan (value_b))
    return (isnan (value_a) ? 0 : 1) - (isnan (value_b) ? 0 : 1);

  return value_a < value_b ? -1 : value_a > value_b;
}

static int
compare_times (gconstpointer a, gconstpointer b, gpointer data)
{
  gint64 time_a = opt_chart_row_get_time ((OptChartRow *) a);
  gint64 time_b = opt_chart_row_get_time ((OptChartRow *) b);

  return time_a < time_b ? -1 : time_a > time_b;
}

static GtkColumnViewColumn *
add_column (OptChartTable *self, const char *title, int column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *view_column = gtk_column_view_column_new (title, factory);
  g_autoptr (GtkSorter) sorter = NULL;

  g_object_set_data (G_OBJECT (factory), "column", GINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", G_CALLBACK (setup), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind), self, 0);
  if (column == COLUMN_TIME)
    sorter = GTK_SORTER (gtk_custom_sorter_new (compare_times, NULL, NULL));
  else if (column >= 0)
    sorter = GTK_SORTER (gtk_custom_sorter_new (compare_values, GINT_TO_POINTER (column), NULL));
  gtk_column_view_column_set_sorter (view_column, sorter);
  gtk_column_view_column_set_expand (view_column, column == COLUMN_EVENT);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_append_column (self->view, view_column);
  g_object_unref (view_column);

  return view_column;
}

static gboolean
has_events (GListModel *rows)
{
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (OptChartRow) row = g_list_model_get_item (rows, i);

      if (opt_chart_row_get_event (row) != NULL)
        return TRUE;
    }

  return FALSE;
}

static void
fill (OptChartTable *self)
{
  GtkColumnViewColumn *time = add_column (self, _ ("Time"), COLUMN_TIME);
  g_autoptr (GtkSingleSelection) selection = NULL;
  GtkSortListModel *sorted;

  for (guint i = 0; i < opt_chart_model_get_n_series (self->model); i++)
    add_column (self, opt_chart_model_get_label (self->model, i), (int) i);
  if (has_events (self->rows))
    add_column (self, _ ("Event"), COLUMN_EVENT);

  /* Sorted first: the view would follow a selected row to its new place. */
  gtk_column_view_sort_by_column (self->view, time, GTK_SORT_DESCENDING);
  sorted = gtk_sort_list_model_new (g_object_ref (self->rows),
                                    g_object_ref (gtk_column_view_get_sorter (self->view)));
  selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
}

static void
append_line (OptChartTable *self, GString *text, OptChartRow *row)
{
  g_autofree char *time = format_cell (self, row, COLUMN_TIME);

  g_string_append (text, time);
  for (guint i = 0; i < opt_chart_model_get_n_series (self->model); i++)
    {
      char digits[G_ASCII_DTOSTR_BUF_SIZE] = "";
      double value = opt_chart_row_get_value (row, i);

      if (isfinite (value))
        g_ascii_dtostr (digits, sizeof digits, value);
      g_string_append_printf (text, "\t%s", digits);
    }
  if (opt_chart_row_get_event (row) != NULL)
    g_string_append_printf (text, "\t%s", opt_chart_row_get_event (row));
  g_string_append_c (text, '\n');
}

/* As a spreadsheet takes it: values in full, in the unit of the model. */
static void
copy (OptChartTable *self)
{
  g_autoptr (GString) text = g_string_new (_ ("Time"));

  for (guint i = 0; i < opt_chart_model_get_n_series (self->model); i++)
    g_string_append_printf (text, "\t%s", opt_chart_model_get_label (self->model, i));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < g_list_model_get_n_items (self->rows); i++)
    {
      g_autoptr (OptChartRow) row = g_list_model_get_item (self->rows, i);

      append_line (self, text, row);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
}

/* Not before: the window would never tell assistive technology what it is. */
static void
opt_chart_table_show (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (opt_chart_table_parent_class)->show (widget);

  gtk_widget_grab_focus (GTK_WIDGET (OPT_CHART_TABLE (widget)->view));
}

static void
opt_chart_table_dispose (GObject *object)
{
  OptChartTable *self = OPT_CHART_TABLE (object);

  g_clear_object (&self->model);
  g_clear_object (&self->rows);

  G_OBJECT_CLASS (opt_chart_table_parent_class)->dispose (object);
}

static void
opt_chart_table_class_init (OptChartTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_chart_table_dispose;
  widget_class->show = opt_chart_table_show;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
opt_chart_table_init (OptChartTable *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_set_tooltip_text (button, _ ("Copy all values"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy all values"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (copy), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), button);
  gtk_box_append (GTK_BOX (box), header);

  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_column_view_set_show_row_separators (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 640, 480);
}

/**
 * opt_chart_table_new:
 * @title: what the values are
 * @model: the values
 * @from: where the window begins
 * @to: where it ends
 *
 * Returns: (transfer full): a window; the values in it stay as they are now
 */
GtkWidget *
opt_chart_table_new (const char *title, OptChartModel *model, gint64 from, gint64 to)
{
  OptChartTable *self;

  g_return_val_if_fail (OPT_IS_CHART_MODEL (model), NULL);

  self = g_object_new (OPT_TYPE_CHART_TABLE, "title", title, NULL);
  self->model = g_object_ref (model);
  self->rows = opt_chart_row_list_new (model, from, to);
  fill (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);

  return GTK_WIDGET (self);
}
