/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-chart-legend.h"

#include <glib/gi18n.h>

#include "opt-chart-swatch.h"

#define GAP 6

struct _OptChartLegend
{
  GtkWidget parent_instance;

  gboolean updating;

  /* Owned */
  OptChartModel *model; /* (nullable) */
  GPtrArray *chips;     /* (element-type GtkToggleButton) */
};

G_DEFINE_FINAL_TYPE (OptChartLegend, opt_chart_legend, GTK_TYPE_WIDGET)

/* Lays the chips out in rows of @width, and allocates them if asked to. Returns the height. */
static int
lay_out (OptChartLegend *self, int width, gboolean allocate)
{
  gboolean reversed = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int x = 0;
  int y = 0;
  int row_height = 0;

  for (guint i = 0; i < self->chips->len; i++)
    {
      GtkWidget *chip = g_ptr_array_index (self->chips, i);
      GtkRequisition size;

      gtk_widget_get_preferred_size (chip, NULL, &size);
      size.width = MIN (size.width, MAX (width, 1));
      if (x > 0 && x + size.width > width)
        {
          x = 0;
          y += row_height;
          row_height = 0;
        }
      if (allocate)
        gtk_widget_size_allocate (chip,
                                  &(GtkAllocation){ reversed ? width - x - size.width : x, y,
                                                    size.width, size.height },
                                  -1);
      x += size.width + GAP;
      row_height = MAX (row_height, size.height);
    }

  return y + row_height;
}

static GtkSizeRequestMode
opt_chart_legend_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
opt_chart_legend_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  OptChartLegend *self = OPT_CHART_LEGEND (widget);

  *minimum = 0;
  *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = lay_out (self, for_size < 0 ? G_MAXINT : for_size, FALSE);
      *natural = *minimum;
      return;
    }

  for (guint i = 0; i < self->chips->len; i++)
    {
      int chip_minimum, chip_natural;

      gtk_widget_measure (g_ptr_array_index (self->chips, i), orientation, -1, &chip_minimum,
                          &chip_natural, NULL, NULL);
      *minimum = MAX (*minimum, chip_minimum);
      *natural += chip_natural + (i > 0 ? GAP : 0);
    }
  /* Its margins may be negative. */
  *minimum = MAX (*minimum, 4 * GAP);
  *natural = MAX (*natural, *minimum);
}

static void
opt_chart_legend_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  lay_out (OPT_CHART_LEGEND (widget), width, TRUE);
}

static void
toggled (OptChartLegend *self, GtkToggleButton *chip)
{
  guint series;

  if (!self->updating && g_ptr_array_find (self->chips, chip, &series)
      && series < opt_chart_model_get_n_series (self->model))
    {
      opt_chart_model_set_visible (self->model, series, gtk_toggle_button_get_active (chip));
      opt_chart_model_commit (self->model);
    }
}

static void
clear_chips (OptChartLegend *self)
{
  for (guint i = 0; i < self->chips->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->chips, i));
  g_ptr_array_set_size (self->chips, 0);
}

static void
opt_chart_legend_dispose (GObject *object)
{
  OptChartLegend *self = OPT_CHART_LEGEND (object);

  clear_chips (self);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (opt_chart_legend_parent_class)->dispose (object);
}

static void
opt_chart_legend_finalize (GObject *object)
{
  g_ptr_array_unref (OPT_CHART_LEGEND (object)->chips);

  G_OBJECT_CLASS (opt_chart_legend_parent_class)->finalize (object);
}

static void
opt_chart_legend_class_init (OptChartLegendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_chart_legend_dispose;
  object_class->finalize = opt_chart_legend_finalize;
  widget_class->get_request_mode = opt_chart_legend_get_request_mode;
  widget_class->measure = opt_chart_legend_measure;
  widget_class->size_allocate = opt_chart_legend_size_allocate;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "chart-legend");
}

static void
opt_chart_legend_init (OptChartLegend *self)
{
  self->chips = g_ptr_array_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Series"), -1);
}

/**
 * opt_chart_legend_new:
 *
 * Returns: (transfer floating): a legend
 */
GtkWidget *
opt_chart_legend_new (void)
{
  return g_object_new (OPT_TYPE_CHART_LEGEND, NULL);
}

static GtkWidget *
create_chip (OptChartLegend *self, guint series)
{
  const char *text = opt_chart_model_get_label (self->model, series);
  gboolean line = series >= opt_chart_model_get_n_parts (self->model)
                  || (!opt_chart_model_get_stacked (self->model)
                      && opt_chart_model_get_style (self->model) != OPT_CHART_STYLE_COLUMNS);
  GtkWidget *chip = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box),
                  opt_chart_swatch_new (opt_chart_model_get_colour (self->model, series), series,
                                        line));
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (chip), box);
  gtk_widget_add_css_class (chip, "flat");
  gtk_widget_add_css_class (chip, "chart-chip");
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect_object (chip, "toggled", G_CALLBACK (toggled), self, G_CONNECT_SWAPPED);

  return chip;
}

/**
 * opt_chart_legend_set_model:
 * @self: a legend
 * @model: (nullable): whose series
 */
void
opt_chart_legend_set_model (OptChartLegend *self, OptChartModel *model)
{
  g_return_if_fail (OPT_IS_CHART_LEGEND (self));

  g_set_object (&self->model, model);
  clear_chips (self);
  opt_chart_legend_update (self);
}

/**
 * opt_chart_legend_update:
 * @self: a legend
 *
 * Has it show the series as they are now. It is hidden where there is one only.
 */
void
opt_chart_legend_update (OptChartLegend *self)
{
  guint n;

  g_return_if_fail (OPT_IS_CHART_LEGEND (self));

  n = self->model != NULL ? opt_chart_model_get_n_series (self->model) : 0;
  if (n < 2)
    n = 0;
  if (self->chips->len > n)
    clear_chips (self);
  while (self->chips->len < n)
    {
      GtkWidget *chip = create_chip (self, self->chips->len);

      gtk_widget_set_parent (chip, GTK_WIDGET (self));
      g_ptr_array_add (self->chips, chip);
    }

  self->updating = TRUE;
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *chip = g_ptr_array_index (self->chips, i);
      GtkWidget *box = gtk_button_get_child (GTK_BUTTON (chip));
      const char *text = opt_chart_model_get_label (self->model, i);
      gboolean visible = opt_chart_model_get_visible (self->model, i);

      gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                      -1);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), visible);
      opt_chart_swatch_set_hollow (OPT_CHART_SWATCH (gtk_widget_get_first_child (box)), !visible);
    }
  self->updating = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}
