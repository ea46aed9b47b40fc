/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-chart.h"

#include <glib/gi18n.h>

#include "opt-chart-input.h"
#include "opt-chart-legend.h"
#include "opt-chart-menu.h"
#include "opt-chart-plot.h"
#include "opt-chart-reading.h"
#include "opt-chart-tip.h"
#include "opt-chart-words.h"

#define TIP_GAP 12
#define EVENT_PIXELS 6

enum
{
  PROP_TITLE = 1,
  PROP_MODEL,
  PROP_COMPACT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptChart
{
  AdwBin parent_instance;

  gboolean compact;

  /* Children */
  GtkWidget *box;
  GtkWidget *head;
  GtkLabel *title;
  GtkWidget *mean;
  GtkLabel *age;
  GtkLabel *value;
  GtkWidget *show_range;
  GtkWidget *live;
  OptChartPlot *plot;
  OptChartLegend *legend;
  OptChartTip *tip;

  /* What changed while nobody saw it */
  OptChartChange pending;
  guint pending_series;

  /* Borrowed, while it is mapped */
  GdkSurface *surface;

  /* Owned */
  OptChartModel *model; /* (nullable) */
  OptChartGroup *group;
  GSignalGroup *model_signals;
  GSignalGroup *group_signals;
};

G_DEFINE_FINAL_TYPE (OptChart, opt_chart, ADW_TYPE_BIN)

static gboolean
is_seen (OptChart *self)
{
  return gtk_widget_get_mapped (GTK_WIDGET (self))
         && !(self->surface != NULL && GDK_IS_TOPLEVEL (self->surface)
              && gdk_toplevel_get_state (GDK_TOPLEVEL (self->surface))
                     & GDK_TOPLEVEL_STATE_MINIMIZED);
}

static gint64
get_cursor (OptChart *self)
{
  const OptChartView *view = opt_chart_plot_get_view (self->plot);
  gint64 cursor = opt_chart_group_get_cursor (self->group);

  return cursor >= view->from && cursor <= view->to ? cursor : OPT_CHART_NO_TIME;
}

/* Of a time that is over the latest value stands for nothing. */
static gboolean
tells_mean (OptChart *self)
{
  const OptChartView *view = opt_chart_plot_get_view (self->plot);

  return self->model != NULL && get_cursor (self) == OPT_CHART_NO_TIME && view->from < view->to
         && !opt_chart_group_get_follows (self->group);
}

/* What is read: at the cursor where there is one, else the latest, or of all of it. */
static void
read_values (OptChart *self, OptChartReading *reading)
{
  const OptChartView *view = opt_chart_plot_get_view (self->plot);
  gint64 cursor = get_cursor (self);

  if (cursor != OPT_CHART_NO_TIME)
    opt_chart_reading_init (reading, self->model, cursor);
  else if (tells_mean (self))
    opt_chart_reading_init_mean (reading, self->model, view->from, view->to);
  else
    opt_chart_reading_init_last (reading, self->model, view->to);
}

/* 0: what is told is no latest value, or nobody knows how old it is. */
static gint64
get_clock (OptChart *self)
{
  return get_cursor (self) == OPT_CHART_NO_TIME && !tells_mean (self)
             ? opt_chart_group_get_clock (self->group)
             : 0;
}

static void
update_age (OptChart *self)
{
  g_autofree char *age
      = opt_chart_words_describe_age (self->model, opt_chart_plot_get_view (self->plot),
                                      get_clock (self));

  gtk_widget_set_visible (GTK_WIDGET (self->age), age != NULL);
  gtk_label_set_text (self->age, age != NULL ? age : "");
}

static void
update_value (OptChart *self)
{
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;
  OptChartReading reading;

  if (self->model != NULL)
    {
      read_values (self, &reading);
      text = opt_chart_unit_format (opt_chart_model_get_unit (self->model),
                                    opt_chart_reading_get_main (&reading, self->model));
    }
  gtk_label_set_text (self->value, text != NULL ? text : "–");
  g_object_set (self->mean, "visible", tells_mean (self), "label",
                opt_chart_words_name_mean (self->model), NULL);
  update_age (self);
  label = opt_chart_describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
update_tip (OptChart *self)
{
  const OptChartView *view = opt_chart_plot_get_view (self->plot);
  gint64 cursor = get_cursor (self);
  gboolean visible = self->model != NULL && cursor != OPT_CHART_NO_TIME
                     && opt_chart_plot_get_active (self->plot) && !self->compact;
  int width = MAX (gtk_widget_get_width (GTK_WIDGET (self->plot)), 1);

  if (visible)
    {
      opt_chart_tip_update (self->tip, cursor, (view->to - view->from) * EVENT_PIXELS / width);
      gtk_widget_queue_allocate (gtk_widget_get_parent (GTK_WIDGET (self->tip)));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->tip), visible);
}

static void
update_cursor (OptChart *self)
{
  if (!is_seen (self))
    return;

  opt_chart_plot_set_cursor (self->plot, get_cursor (self));
  update_value (self);
  update_tip (self);
}

static void
update (OptChart *self, OptChartChange changes, guint series)
{
  self->pending |= changes;
  self->pending_series |= series;
  if (!is_seen (self) || self->pending == 0)
    return;

  changes = self->pending;
  series = self->pending_series;
  self->pending = 0;
  self->pending_series = 0;
  opt_chart_plot_update (self->plot, changes, series);
  if (changes & OPT_CHART_CHANGE_SHAPE && !self->compact)
    opt_chart_legend_update (self->legend);
  update_cursor (self);
}

static void
model_changed (OptChart *self, guint changes, guint series)
{
  update (self, changes, series);
}

static void
window_changed (OptChart *self)
{
  update (self, OPT_CHART_CHANGE_WINDOW, 0);
}

static void
zoomed_changed (OptChart *self)
{
  gtk_widget_set_visible (self->live, opt_chart_group_get_zoomed (self->group));
  gtk_widget_set_visible (self->show_range, opt_chart_group_get_zoomed (self->group));
}

/* Each second: who listens is told only where it becomes old, or is read anew. */
static void
clock_changed (OptChart *self)
{
  gboolean was_old = gtk_widget_get_visible (GTK_WIDGET (self->age));

  if (!is_seen (self))
    return;

  update_age (self);
  if (gtk_widget_get_visible (GTK_WIDGET (self->age)) != was_old)
    update_value (self);
}

static void
opt_chart_map (GtkWidget *widget)
{
  OptChart *self = OPT_CHART (widget);

  GTK_WIDGET_CLASS (opt_chart_parent_class)->map (widget);

  self->surface = gtk_native_get_surface (gtk_widget_get_native (widget));
  if (GDK_IS_TOPLEVEL (self->surface))
    g_signal_connect_object (self->surface, "notify::state", G_CALLBACK (window_changed), self,
                             G_CONNECT_SWAPPED);
  update (self, 0, 0);
}

static void
opt_chart_unmap (GtkWidget *widget)
{
  OptChart *self = OPT_CHART (widget);

  if (self->surface != NULL)
    g_signal_handlers_disconnect_by_func (self->surface, window_changed, self);
  self->surface = NULL;

  GTK_WIDGET_CLASS (opt_chart_parent_class)->unmap (widget);
}

/* Beside the crosshair, where there is room for it. */
static gboolean
place_tip (OptChart *self, GtkWidget *tip, GdkRectangle *place, GtkOverlay *overlay)
{
  int width = gtk_widget_get_width (GTK_WIDGET (overlay));
  int height = gtk_widget_get_height (GTK_WIDGET (overlay));
  double x = opt_chart_plot_get_x (self->plot, get_cursor (self));
  double y = 0;
  GtkRequisition size;

  gtk_widget_get_preferred_size (tip, NULL, &size);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->plot), GTK_WIDGET (overlay), x, y, &x, &y);
  x = x + TIP_GAP + size.width <= width ? x + TIP_GAP : x - TIP_GAP - size.width;
  place->x = (int) CLAMP (x, 0, MAX (width - size.width, 0));
  place->y = (int) CLAMP (y + TIP_GAP, 0, MAX (height - size.height, 0));
  place->width = MIN (size.width, width);
  place->height = size.height;

  return TRUE;
}

static void
go_live (OptChart *self)
{
  opt_chart_group_go_live (self->group);
}

static void
opt_chart_dispose (GObject *object)
{
  OptChart *self = OPT_CHART (object);

  if (self->model != NULL)
    opt_chart_group_remove_model (self->group, self->model);
  g_clear_object (&self->model_signals);
  g_clear_object (&self->group_signals);
  g_clear_object (&self->model);
  opt_chart_menu_clear (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), OPT_TYPE_CHART);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (opt_chart_parent_class)->dispose (object);
}

static void
opt_chart_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptChart *self = OPT_CHART (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, opt_chart_get_title (self));
      break;
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_chart_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OptChart *self = OPT_CHART (object);

  switch (id)
    {
    case PROP_TITLE:
      opt_chart_set_title (self, g_value_get_string (value));
      break;
    case PROP_MODEL:
      opt_chart_set_model (self, g_value_get_object (value));
      break;
    case PROP_COMPACT:
      opt_chart_set_compact (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * OptChart:title:
   *
   * What the values are.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);

  /**
   * OptChart:model:
   *
   * The values.
   */
  properties[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, OPT_TYPE_CHART_MODEL, flags);

  /**
   * OptChart:compact:
   *
   * Whether to show the plot alone, without axes.
   */
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
opt_chart_class_init (OptChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_chart_dispose;
  object_class->get_property = opt_chart_get_property;
  object_class->set_property = opt_chart_set_property;
  widget_class->map = opt_chart_map;
  widget_class->unmap = opt_chart_unmap;
  install_properties (object_class);

  g_type_ensure (OPT_TYPE_CHART_LEGEND);
  g_type_ensure (OPT_TYPE_CHART_PLOT);
  g_type_ensure (OPT_TYPE_CHART_TIP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/chart/opt-chart.ui");
  gtk_widget_class_bind_template_child (widget_class, OptChart, box);
  gtk_widget_class_bind_template_child (widget_class, OptChart, head);
  gtk_widget_class_bind_template_child (widget_class, OptChart, title);
  gtk_widget_class_bind_template_child (widget_class, OptChart, mean);
  gtk_widget_class_bind_template_child (widget_class, OptChart, age);
  gtk_widget_class_bind_template_child (widget_class, OptChart, value);
  gtk_widget_class_bind_template_child (widget_class, OptChart, live);
  gtk_widget_class_bind_template_child (widget_class, OptChart, show_range);
  gtk_widget_class_bind_template_child (widget_class, OptChart, plot);
  gtk_widget_class_bind_template_child (widget_class, OptChart, legend);
  gtk_widget_class_bind_template_child (widget_class, OptChart, tip);
  gtk_widget_class_bind_template_callback (widget_class, go_live);
  gtk_widget_class_bind_template_callback_full (widget_class, "show_range",
                                                G_CALLBACK (opt_chart_input_show_range));
  gtk_widget_class_bind_template_callback (widget_class, place_tip);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "chart");
}

static void
opt_chart_init (OptChart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->model_signals = g_signal_group_new (OPT_TYPE_CHART_MODEL);
  g_signal_group_connect_swapped (self->model_signals, "changed", G_CALLBACK (model_changed), self);
  self->group_signals = g_signal_group_new (OPT_TYPE_CHART_GROUP);
  g_signal_group_connect_swapped (self->group_signals, "window-changed",
                                  G_CALLBACK (window_changed), self);
  g_signal_group_connect_swapped (self->group_signals, "notify::cursor", G_CALLBACK (update_cursor),
                                  self);
  g_signal_group_connect_swapped (self->group_signals, "notify::zoomed",
                                  G_CALLBACK (zoomed_changed), self);
  g_signal_group_connect_swapped (self->group_signals, "notify::clock", G_CALLBACK (clock_changed),
                                  self);
  g_signal_connect_object (self->plot, "notify::active", G_CALLBACK (update_tip), self,
                           G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("The arrow keys read its values one by one, the menu key "
                                     "offers them as a table."),
                                  -1);
  opt_chart_menu_attach (self, self->plot);
  opt_chart_set_group (self, NULL);
}

/**
 * opt_chart_new:
 * @title: (nullable): what the values are
 * @model: (nullable): the values
 *
 * Returns: (transfer floating): a chart
 */
GtkWidget *
opt_chart_new (const char *title, OptChartModel *model)
{
  return g_object_new (OPT_TYPE_CHART, "title", title, "model", model, NULL);
}

/**
 * opt_chart_get_title:
 * @self: a chart
 *
 * Returns: (transfer none): what the values are
 */
const char *
opt_chart_get_title (OptChart *self)
{
  g_return_val_if_fail (OPT_IS_CHART (self), NULL);

  return gtk_label_get_text (self->title);
}

/**
 * opt_chart_set_title:
 * @self: a chart
 * @title: (nullable): what the values are
 */
void
opt_chart_set_title (OptChart *self, const char *title)
{
  g_return_if_fail (OPT_IS_CHART (self));

  gtk_label_set_text (self->title, title != NULL ? title : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  opt_chart_get_title (self), -1);
  update_value (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * opt_chart_get_model:
 * @self: a chart
 *
 * Returns: (transfer none) (nullable): the values
 */
OptChartModel *
opt_chart_get_model (OptChart *self)
{
  g_return_val_if_fail (OPT_IS_CHART (self), NULL);

  return self->model;
}

/**
 * opt_chart_set_model:
 * @self: a chart
 * @model: (nullable): the values
 */
void
opt_chart_set_model (OptChart *self, OptChartModel *model)
{
  g_return_if_fail (OPT_IS_CHART (self));

  if (self->model == model)
    return;

  if (self->model != NULL)
    opt_chart_group_remove_model (self->group, self->model);
  g_set_object (&self->model, model);
  if (model != NULL)
    opt_chart_group_add_model (self->group, model);
  g_signal_group_set_target (self->model_signals, model);
  opt_chart_legend_set_model (self->legend, self->compact ? NULL : model);
  opt_chart_tip_set_model (self->tip, model);
  opt_chart_plot_set_model (self->plot, model);
  update (self, OPT_CHART_CHANGE_RESET | OPT_CHART_CHANGE_SHAPE, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

/**
 * opt_chart_get_group:
 * @self: a chart
 *
 * Returns: (transfer none): the charts that it goes with
 */
OptChartGroup *
opt_chart_get_group (OptChart *self)
{
  g_return_val_if_fail (OPT_IS_CHART (self), NULL);

  return self->group;
}

/**
 * opt_chart_set_group:
 * @self: a chart
 * @group: (nullable): the charts that it goes with; %NULL for itself alone
 */
void
opt_chart_set_group (OptChart *self, OptChartGroup *group)
{
  g_autoptr (OptChartGroup) own = NULL;

  g_return_if_fail (OPT_IS_CHART (self));

  if (group == NULL)
    group = own = opt_chart_group_new ();
  if (self->group == group)
    return;

  if (self->group != NULL && self->model != NULL)
    opt_chart_group_remove_model (self->group, self->model);
  g_set_object (&self->group, group);
  if (self->model != NULL)
    opt_chart_group_add_model (group, self->model);
  g_signal_group_set_target (self->group_signals, group);
  opt_chart_plot_set_group (self->plot, group);
  zoomed_changed (self);
  window_changed (self);
}

/**
 * opt_chart_set_compact:
 * @self: a chart
 * @compact: whether to show the plot alone, without axes
 */
void
opt_chart_set_compact (OptChart *self, gboolean compact)
{
  int margin = compact ? 0 : 12;

  g_return_if_fail (OPT_IS_CHART (self));

  if (self->compact == !!compact)
    return;

  self->compact = !!compact;
  gtk_widget_set_visible (self->head, !compact);
  opt_chart_legend_set_model (self->legend, compact ? NULL : self->model);
  if (compact)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "card");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  g_object_set (self->box, "margin-start", margin, "margin-end", margin, "margin-top", margin,
                "margin-bottom", margin, NULL);
  opt_chart_plot_set_compact (self->plot, compact);
  update (self, OPT_CHART_CHANGE_SHAPE, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}

/**
 * opt_chart_describe:
 * @self: a chart
 *
 * Returns: (transfer full): what it shows, as opt_chart_words_describe() says it
 */
char *
opt_chart_describe (OptChart *self)
{
  g_return_val_if_fail (OPT_IS_CHART (self), NULL);

  return opt_chart_words_describe (opt_chart_get_title (self), self->model,
                                   opt_chart_plot_get_view (self->plot), get_cursor (self),
                                   tells_mean (self), get_clock (self));
}
