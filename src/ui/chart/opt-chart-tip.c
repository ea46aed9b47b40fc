/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-chart-tip.h"

#include <glib/gi18n.h>

#include "opt-chart-events.h"
#include "opt-chart-reading.h"
#include "opt-chart-swatch.h"
#include "opt-chart-ticks.h"

typedef struct
{
  GtkWidget *swatch; /* (nullable) */
  GtkWidget *label;
  GtkWidget *value;
} Row;

struct _OptChartTip
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *box;
  GtkWidget *time;
  GtkWidget *events;
  Row rows[OPT_CHART_MAX_SERIES];
  Row total;
  guint n_rows;

  /* Owned */
  OptChartModel *model; /* (nullable) */
  GTimeZone *zone;
};

G_DEFINE_FINAL_TYPE (OptChartTip, opt_chart_tip, GTK_TYPE_WIDGET)

static void
opt_chart_tip_dispose (GObject *object)
{
  OptChartTip *self = OPT_CHART_TIP (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (opt_chart_tip_parent_class)->dispose (object);
}

static void
opt_chart_tip_finalize (GObject *object)
{
  g_time_zone_unref (OPT_CHART_TIP (object)->zone);

  G_OBJECT_CLASS (opt_chart_tip_parent_class)->finalize (object);
}

static void
opt_chart_tip_class_init (OptChartTipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_chart_tip_dispose;
  G_OBJECT_CLASS (klass)->finalize = opt_chart_tip_finalize;

  gtk_widget_class_set_css_name (widget_class, "chart-tip");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLTIP);
}

static void
opt_chart_tip_init (OptChartTip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->zone = g_time_zone_new_local ();
  self->box = box;
  self->time = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->time), 0);
  gtk_widget_add_css_class (self->time, "caption-heading");
  gtk_widget_add_css_class (self->time, "numeric");
  gtk_box_append (GTK_BOX (box), self->time);
  self->events = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->events), 0);
  gtk_label_set_wrap (GTK_LABEL (self->events), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->events), 28);
  gtk_widget_add_css_class (self->events, "caption");
  gtk_widget_add_css_class (self->events, "numeric");
  gtk_box_append (GTK_BOX (box), self->events);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * opt_chart_tip_new:
 *
 * Returns: (transfer floating): a tip
 */
GtkWidget *
opt_chart_tip_new (void)
{
  return g_object_new (OPT_TYPE_CHART_TIP, NULL);
}

static void
create_row (Row *row, GtkGrid *grid, int line, const char *text)
{
  row->label = gtk_label_new (text);
  row->value = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (row->label), 0);
  gtk_label_set_xalign (GTK_LABEL (row->value), 1);
  gtk_widget_set_hexpand (row->value, TRUE);
  gtk_widget_add_css_class (row->label, "caption");
  gtk_widget_add_css_class (row->value, "caption");
  gtk_widget_add_css_class (row->value, "numeric");
  gtk_grid_attach (grid, row->label, 1, line, 1, 1);
  gtk_grid_attach (grid, row->value, 2, line, 1, 1);
}

/* The top of a stack is the top of the list. */
static GtkWidget *
create_rows (OptChartTip *self)
{
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  gboolean stacked = opt_chart_model_get_stacked (self->model);
  gboolean line = !stacked && opt_chart_model_get_style (self->model) != OPT_CHART_STYLE_COLUMNS;
  guint n = opt_chart_model_get_n_series (self->model);
  guint n_parts = opt_chart_model_get_n_parts (self->model);

  gtk_grid_set_column_spacing (grid, 6);
  for (guint i = 0; i < n; i++)
    {
      Row *row = &self->rows[i];
      gboolean before = i >= n_parts;
      int place = (int) (before ? n_parts + 1 : stacked ? n_parts - 1 - i : i);

      create_row (row, grid, place, opt_chart_model_get_label (self->model, i));
      row->swatch
          = opt_chart_swatch_new (opt_chart_model_get_colour (self->model, i), i, line || before);
      gtk_grid_attach (grid, row->swatch, 0, place, 1, 1);
    }
  create_row (&self->total, grid, (int) n_parts, _ ("Total"));
  gtk_widget_set_visible (self->total.label, stacked && n_parts > 1);
  gtk_widget_set_visible (self->total.value, stacked && n_parts > 1);
  self->n_rows = n;

  return GTK_WIDGET (grid);
}

/**
 * opt_chart_tip_set_model:
 * @self: a tip
 * @model: (nullable): whose values
 */
void
opt_chart_tip_set_model (OptChartTip *self, OptChartModel *model)
{
  g_return_if_fail (OPT_IS_CHART_TIP (self));

  g_set_object (&self->model, model);
  self->n_rows = G_MAXUINT;
}

static void
update_events (OptChartTip *self, gint64 time, gint64 tolerance, gint64 resolution)
{
  g_autoptr (GArray) events
      = opt_chart_events_find (self->model, time - tolerance, time + tolerance);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++)
    {
      const OptChartEvent *event = &g_array_index (events, OptChartEvent, i);
      g_autofree char *when = opt_chart_time_format (event->time, resolution, self->zone);

      g_string_append_printf (text, "%s%s  %s", i > 0 ? "\n" : "", when, event->text);
    }
  gtk_label_set_text (GTK_LABEL (self->events), text->str);
  gtk_widget_set_visible (self->events, events->len > 0);
}

static void
set_value (Row *row, OptChartUnit unit, double value)
{
  g_autofree char *text = opt_chart_unit_format (unit, value);

  gtk_label_set_text (GTK_LABEL (row->value), text);
}

/**
 * opt_chart_tip_update:
 * @self: a tip
 * @time: what time to tell of
 * @tolerance: how far away an event is told of
 */
void
opt_chart_tip_update (OptChartTip *self, gint64 time, gint64 tolerance)
{
  g_autofree char *text = NULL;
  g_autofree char *gap = NULL;
  OptChartReading reading;
  OptChartUnit unit;

  g_return_if_fail (OPT_IS_CHART_TIP (self) && self->model != NULL);

  if (self->n_rows != opt_chart_model_get_n_series (self->model))
    {
      GtkWidget *old = gtk_widget_get_next_sibling (self->time);

      if (old != self->events)
        gtk_box_remove (GTK_BOX (self->box), old);
      gtk_box_insert_child_after (GTK_BOX (self->box), create_rows (self), self->time);
    }

  opt_chart_reading_init (&reading, self->model, time);
  unit = opt_chart_model_get_unit (self->model);
  text = opt_chart_time_format (reading.time != OPT_CHART_NO_TIME ? reading.time : time,
                                reading.resolution, self->zone);
  /* Translators: a time */
  gap = g_strdup_printf (_ ("%s: no data"), text);
  gtk_label_set_text (GTK_LABEL (self->time), opt_chart_reading_is_known (&reading) ? text : gap);
  for (guint i = 0; i < self->n_rows; i++)
    {
      gboolean visible = opt_chart_model_get_visible (self->model, i);

      gtk_label_set_text (GTK_LABEL (self->rows[i].label),
                          opt_chart_model_get_label (self->model, i));
      set_value (&self->rows[i], unit, reading.values[i]);
      gtk_widget_set_visible (self->rows[i].swatch, visible);
      gtk_widget_set_visible (self->rows[i].label, visible);
      gtk_widget_set_visible (self->rows[i].value, visible);
    }
  set_value (&self->total, unit, reading.total);
  update_events (self, time, MAX (tolerance, reading.resolution / 2), reading.resolution);
}
