/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-plot.h"

#include "opt-chart-cursor.h"
#include "opt-chart-events.h"
#include "opt-chart-grid.h"
#include "opt-chart-input.h"
#include "opt-chart-reading.h"
#include "opt-chart-scale.h"
#include "opt-chart-series.h"
#include "opt-chart-stack.h"

/* Below that height there is room for two lines only. */
#define LOW 90

enum
{
  PROP_ACTIVE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptChartPlot
{
  GtkWidget parent_instance;

  gboolean compact;
  gboolean active;
  gboolean low;
  gboolean zoomed;
  OptChartScale scale;
  OptChartView view;

  /* Layers, from the lowest to the topmost */
  GtkWidget *grid;
  GPtrArray *series; /* (element-type GtkWidget) one for each series, or one for the stack */
  GtkWidget *events;
  GtkWidget *cursor;

  /* Owned */
  OptChartModel *model; /* (nullable) */
  OptChartGroup *group; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptChartPlot, opt_chart_plot, GTK_TYPE_WIDGET)

static void
get_border (OptChartPlot *self, GtkBorder *border)
{
  if (self->compact)
    *border = (GtkBorder){ 0 };
  else
    opt_chart_grid_get_border (OPT_CHART_GRID (self->grid), border);
}

static void
opt_chart_plot_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  OptChartPlot *self = OPT_CHART_PLOT (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = self->compact ? 24 : 160;
      *natural = self->compact ? 96 : 320;
    }
  else
    {
      *minimum = self->compact ? 16 : 120;
      *natural = self->compact ? 32 : 160;
    }

  /* GTK wants each child to be measured. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_measure (child, orientation, for_size, NULL, NULL, NULL, NULL);
}

static void
update_low (OptChartPlot *self, int height)
{
  if (self->low == (height < LOW))
    return;

  self->low = height < LOW;
  opt_chart_scale_reset (&self->scale);
  opt_chart_plot_update (self, OPT_CHART_CHANGE_WINDOW, 0);
}

static void
opt_chart_plot_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OptChartPlot *self = OPT_CHART_PLOT (widget);
  GtkAllocation inner;
  GtkBorder border;

  get_border (self, &border);
  update_low (self, height - border.top - border.bottom);
  get_border (self, &border);
  inner = (GtkAllocation){ border.left, border.top, MAX (width - border.left - border.right, 0),
                           MAX (height - border.top - border.bottom, 0) };
  gtk_widget_size_allocate (self->grid, &(GtkAllocation){ 0, 0, width, height }, -1);
  for (guint i = 0; i < self->series->len; i++)
    gtk_widget_size_allocate (g_ptr_array_index (self->series, i), &inner, -1);
  gtk_widget_size_allocate (self->events, &inner, -1);
  gtk_widget_size_allocate (self->cursor, &inner, -1);
}

static void
clear_layers (OptChartPlot *self)
{
  for (guint i = 0; i < self->series->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->series, i));
  g_ptr_array_set_size (self->series, 0);
}

static void
opt_chart_plot_dispose (GObject *object)
{
  OptChartPlot *self = OPT_CHART_PLOT (object);

  clear_layers (self);
  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_pointer (&self->events, gtk_widget_unparent);
  g_clear_pointer (&self->cursor, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (opt_chart_plot_parent_class)->dispose (object);
}

static void
opt_chart_plot_finalize (GObject *object)
{
  g_ptr_array_unref (OPT_CHART_PLOT (object)->series);

  G_OBJECT_CLASS (opt_chart_plot_parent_class)->finalize (object);
}

static void
opt_chart_plot_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, OPT_CHART_PLOT (object)->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_chart_plot_class_init (OptChartPlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_chart_plot_dispose;
  object_class->finalize = opt_chart_plot_finalize;
  object_class->get_property = opt_chart_plot_get_property;
  widget_class->measure = opt_chart_plot_measure;
  widget_class->size_allocate = opt_chart_plot_size_allocate;

  /**
   * OptChartPlot:active:
   *
   * Whether the user is at it, with the pointer or the keyboard.
   */
  properties[PROP_ACTIVE]
      = g_param_spec_boolean ("active", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "chart-plot");
}

static void
opt_chart_plot_init (OptChartPlot *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  opt_chart_scale_reset (&self->scale);
  self->series = g_ptr_array_new ();
  self->grid = opt_chart_grid_new ();
  self->events = opt_chart_events_new ();
  self->cursor = opt_chart_cursor_new ();
  gtk_widget_set_parent (self->grid, widget);
  gtk_widget_set_parent (self->events, widget);
  gtk_widget_set_parent (self->cursor, widget);
  gtk_widget_set_focusable (widget, TRUE);
  opt_chart_input_attach (self);
}

/**
 * opt_chart_plot_new:
 *
 * Returns: (transfer floating): a plot
 */
GtkWidget *
opt_chart_plot_new (void)
{
  return g_object_new (OPT_TYPE_CHART_PLOT, NULL);
}

/* The parts of a stack share a layer. */
static guint
count_layers (OptChartPlot *self)
{
  guint n = opt_chart_model_get_n_series (self->model);

  return opt_chart_model_get_stacked (self->model)
             ? 1 + n - opt_chart_model_get_n_parts (self->model)
             : n;
}

static void
create_layers (OptChartPlot *self)
{
  gboolean stacked = opt_chart_model_get_stacked (self->model);
  guint n_parts = opt_chart_model_get_n_parts (self->model);
  guint n = count_layers (self);

  clear_layers (self);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *layer = !stacked ? opt_chart_series_new (i)
                         : i == 0 ? opt_chart_stack_new ()
                                  : opt_chart_series_new (n_parts + i - 1);

      gtk_widget_insert_before (layer, GTK_WIDGET (self), self->events);
      opt_chart_layer_set_model (OPT_CHART_LAYER (layer), self->model);
      opt_chart_layer_set_view (OPT_CHART_LAYER (layer), &self->view);
      g_ptr_array_add (self->series, layer);
    }
}

/**
 * opt_chart_plot_set_model:
 * @self: a plot
 * @model: (nullable): what to show
 */
void
opt_chart_plot_set_model (OptChartPlot *self, OptChartModel *model)
{
  g_return_if_fail (OPT_IS_CHART_PLOT (self));

  g_set_object (&self->model, model);
  opt_chart_layer_set_model (OPT_CHART_LAYER (self->grid), model);
  opt_chart_layer_set_model (OPT_CHART_LAYER (self->events), model);
  opt_chart_layer_set_model (OPT_CHART_LAYER (self->cursor), model);
  clear_layers (self);
  opt_chart_plot_update (self, OPT_CHART_CHANGE_RESET | OPT_CHART_CHANGE_SHAPE, 0);
}

/**
 * opt_chart_plot_get_model:
 * @self: a plot
 *
 * Returns: (transfer none) (nullable): what it shows
 */
OptChartModel *
opt_chart_plot_get_model (OptChartPlot *self)
{
  g_return_val_if_fail (OPT_IS_CHART_PLOT (self), NULL);

  return self->model;
}

/**
 * opt_chart_plot_set_group:
 * @self: a plot
 * @group: (nullable): whose window it shows
 */
void
opt_chart_plot_set_group (OptChartPlot *self, OptChartGroup *group)
{
  g_return_if_fail (OPT_IS_CHART_PLOT (self));

  g_set_object (&self->group, group);
}

/**
 * opt_chart_plot_get_group:
 * @self: a plot
 *
 * Returns: (transfer none) (nullable): whose window it shows
 */
OptChartGroup *
opt_chart_plot_get_group (OptChartPlot *self)
{
  g_return_val_if_fail (OPT_IS_CHART_PLOT (self), NULL);

  return self->group;
}

/**
 * opt_chart_plot_set_compact:
 * @self: a plot
 * @compact: whether to leave out the axes
 */
void
opt_chart_plot_set_compact (OptChartPlot *self, gboolean compact)
{
  g_return_if_fail (OPT_IS_CHART_PLOT (self));

  self->compact = compact;
  gtk_widget_set_visible (self->grid, !compact);
  gtk_widget_set_visible (self->events, !compact);
  gtk_widget_set_focusable (GTK_WIDGET (self), !compact);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * opt_chart_plot_set_active:
 * @self: a plot
 * @active: whether the user is at it
 */
void
opt_chart_plot_set_active (OptChartPlot *self, gboolean active)
{
  g_return_if_fail (OPT_IS_CHART_PLOT (self));

  if (self->active == !!active)
    return;

  self->active = !!active;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

/**
 * opt_chart_plot_get_active:
 * @self: a plot
 *
 * Returns: whether the user is at it
 */
gboolean
opt_chart_plot_get_active (OptChartPlot *self)
{
  g_return_val_if_fail (OPT_IS_CHART_PLOT (self), FALSE);

  return self->active;
}

static void
find_window (OptChartPlot *self, gint64 *from, gint64 *to)
{
  if (self->group != NULL && opt_chart_group_get_window (self->group, from, to))
    return;

  opt_chart_model_get_window (self->model, from, to);
  if (*from >= *to && !opt_chart_model_get_extent (self->model, from, to))
    *to = *from;
}

/* Where the user chose the window, and where it is of another length, the axis fits it at once. */
static gboolean
find_view (OptChartPlot *self)
{
  gboolean zoomed = self->group != NULL && opt_chart_group_get_zoomed (self->group);
  gboolean anew = zoomed || self->zoomed;
  gint64 span = self->view.to - self->view.from;

  self->zoomed = zoomed;
  find_window (self, &self->view.from, &self->view.to);

  return anew || self->view.to - self->view.from != span;
}

static void
update_scale (OptChartPlot *self)
{
  OptChartUnit unit = opt_chart_model_get_unit (self->model);
  double min, max;
  gboolean known
      = opt_chart_model_get_range (self->model, self->view.from, self->view.to, &min, &max);
  OptChartAxis wanted = opt_chart_model_get_base (self->model) == OPT_CHART_BASE_RATIO
                            ? opt_chart_axis_fit_ratio (min, self->low)
                            : opt_chart_axis_fit (max, unit, self->low);

  opt_chart_scale_update (&self->scale, &wanted, known, self->view.from, self->view.to);
  self->view.axis = self->scale.axis;
  self->view.known = self->scale.known;
}

static gboolean
is_concerned (OptChartPlot *self, GtkWidget *layer, guint series)
{
  if (OPT_IS_CHART_STACK (layer))
    return (series & ((1u << opt_chart_model_get_n_parts (self->model)) - 1)) != 0;

  return (series >> opt_chart_series_get_series (OPT_CHART_SERIES (layer)) & 1) != 0;
}

static void
queue_layers (OptChartPlot *self, OptChartChange changes, guint series)
{
  if (changes & OPT_CHART_CHANGE_SHAPE)
    series = G_MAXUINT;
  for (guint i = 0; i < self->series->len; i++)
    {
      GtkWidget *layer = g_ptr_array_index (self->series, i);

      opt_chart_layer_set_view (OPT_CHART_LAYER (layer), &self->view);
      if (is_concerned (self, layer, series))
        gtk_widget_queue_draw (layer);
    }
  opt_chart_layer_set_view (OPT_CHART_LAYER (self->events), &self->view);
  if (changes & (OPT_CHART_CHANGE_EVENTS | OPT_CHART_CHANGE_SHAPE))
    gtk_widget_queue_draw (self->events);
  opt_chart_layer_set_view (OPT_CHART_LAYER (self->cursor), &self->view);
  if (series != 0 && self->group != NULL
      && opt_chart_group_get_cursor (self->group) != OPT_CHART_NO_TIME)
    gtk_widget_queue_draw (self->cursor);
}

static gboolean
has_layers (OptChartPlot *self)
{
  guint n = count_layers (self);

  return self->series->len == n
         && (n == 0
             || opt_chart_model_get_stacked (self->model)
                    == OPT_IS_CHART_STACK (g_ptr_array_index (self->series, 0)));
}

/**
 * opt_chart_plot_update:
 * @self: a plot
 * @changes: what is another than before
 * @series: a bit for each series that has other points
 *
 * Finds the window and the scale, and queues the layers that will look different.
 */
void
opt_chart_plot_update (OptChartPlot *self, OptChartChange changes, guint series)
{
  GtkBorder before, after;

  g_return_if_fail (OPT_IS_CHART_PLOT (self));

  if (self->model == NULL)
    return;

  get_border (self, &before);
  if (find_view (self) || changes & (OPT_CHART_CHANGE_SHAPE | OPT_CHART_CHANGE_RESET))
    opt_chart_scale_reset (&self->scale);
  if (changes & OPT_CHART_CHANGE_RESET)
    opt_chart_grid_reset (OPT_CHART_GRID (self->grid));
  update_scale (self);
  if (!has_layers (self))
    create_layers (self);
  opt_chart_layer_set_view (OPT_CHART_LAYER (self->grid), &self->view);
  queue_layers (self, changes, series);
  get_border (self, &after);
  if (before.left != after.left)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * opt_chart_plot_set_cursor:
 * @self: a plot
 * @time: where to show the crosshair, or %OPT_CHART_NO_TIME
 */
void
opt_chart_plot_set_cursor (OptChartPlot *self, gint64 time)
{
  g_return_if_fail (OPT_IS_CHART_PLOT (self));

  opt_chart_cursor_set_time (OPT_CHART_CURSOR (self->cursor), time);
}

/**
 * opt_chart_plot_set_band:
 * @self: a plot
 * @from: where the rubber band begins
 * @to: where it ends; the same for none
 */
void
opt_chart_plot_set_band (OptChartPlot *self, gint64 from, gint64 to)
{
  g_return_if_fail (OPT_IS_CHART_PLOT (self));

  opt_chart_cursor_set_band (OPT_CHART_CURSOR (self->cursor), from, to);
}

/**
 * opt_chart_plot_get_view:
 * @self: a plot
 *
 * Returns: (transfer none): what part of the model it shows
 */
const OptChartView *
opt_chart_plot_get_view (OptChartPlot *self)
{
  g_return_val_if_fail (OPT_IS_CHART_PLOT (self), NULL);

  return &self->view;
}

/**
 * opt_chart_plot_get_time:
 * @self: a plot
 * @x: a place in it
 *
 * Returns: the time there
 */
gint64
opt_chart_plot_get_time (OptChartPlot *self, double x)
{
  OptChartFrame frame;
  GtkBorder border;

  g_return_val_if_fail (OPT_IS_CHART_PLOT (self), OPT_CHART_NO_TIME);

  get_border (self, &border);
  if (!opt_chart_layer_get_frame (OPT_CHART_LAYER (self->cursor), &frame))
    return OPT_CHART_NO_TIME;

  return opt_chart_frame_get_time (&frame, CLAMP (x - border.left, 0, frame.width));
}

/**
 * opt_chart_plot_get_x:
 * @self: a plot
 * @time: a time
 *
 * Returns: where that is in it
 */
double
opt_chart_plot_get_x (OptChartPlot *self, gint64 time)
{
  OptChartFrame frame;
  GtkBorder border;

  g_return_val_if_fail (OPT_IS_CHART_PLOT (self), 0);

  get_border (self, &border);
  if (!opt_chart_layer_get_frame (OPT_CHART_LAYER (self->cursor), &frame))
    return border.left;

  return border.left + opt_chart_frame_get_x (&frame, time);
}
