/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-graph-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-plan-picture.h"

#define GAP_BESIDE 20
#define GAP_BELOW 40
#define MARGIN 12
#define MINIMUM 100
/* What fits into view so large is drawn so, until somebody wants it otherwise. */
#define FIT_FROM 0.65
/* Around the selected one there is to be seen where it hangs. */
#define AIR 20

static const double scales[] = { 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2 };

enum
{
  PROP_SELECTED = 1,
  PROP_SCALE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptPlanGraph, opt_plan_graph, GTK_TYPE_WIDGET)

/*
 * opt_plan_graph_get_box:
 *
 * Where the box of that index is, before it is scaled.
 */
graphene_rect_t
opt_plan_graph_get_box (OptPlanGraph *self, guint index)
{
  const OptPlanPlace *place = &g_array_index (self->places, OptPlanPlace, index);

  return GRAPHENE_RECT_INIT ((float) (MARGIN + round (place->x * (self->box_width + GAP_BESIDE))),
                             (float) (MARGIN
                                      + place->depth * (guint) (self->box_height + GAP_BELOW)),
                             (float) self->box_width, (float) self->box_height);
}

/* Before it is scaled. */
static void
get_size (OptPlanGraph *self, double *width, double *height)
{
  *width = *height = 2 * MARGIN;
  for (guint i = 0; i < self->places->len; i++)
    {
      graphene_rect_t box = opt_plan_graph_get_box (self, i);

      *width = MAX (*width, box.origin.x + box.size.width + MARGIN);
      *height = MAX (*height, box.origin.y + box.size.height + MARGIN);
    }
}

/* What a screen reader is told. */
static void
tell_selected (OptPlanGraph *self)
{
  g_autofree char *said
      = self->selected >= 0 ? opt_plan_graph_describe (self, (guint) self->selected, ", ") : NULL;
  g_autofree char *label = said != NULL ? g_strdup_printf (_ ("Graph of the plan: %s"), said)
                                        : g_strdup (_ ("Graph of the plan"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static int
find_node (OptPlanGraph *self, OptPlanNode *node)
{
  for (guint i = 0; node != NULL && i < self->places->len; i++)
    {
      if (g_array_index (self->places, OptPlanPlace, i).node == node)
        return (int) i;
    }

  return -1;
}

/* Before it is laid out there is nothing to scroll. */
static void
scroll_to_selected (OptPlanGraph *self)
{
  graphene_rect_t box;
  double right;
  double bottom;

  self->wants_view = self->selected >= 0;
  if (self->across == NULL || self->selected < 0)
    return;

  box = opt_plan_graph_get_box (self, (guint) self->selected);
  right = (box.origin.x + box.size.width) * self->scale;
  bottom = (box.origin.y + box.size.height) * self->scale;
  if (gtk_adjustment_get_upper (self->across) < right
      || gtk_adjustment_get_upper (self->down) < bottom)
    return;

  self->wants_view = FALSE;
  gtk_adjustment_clamp_page (self->across, box.origin.x * self->scale - AIR, right + AIR);
  gtk_adjustment_clamp_page (self->down, box.origin.y * self->scale - AIR, bottom + AIR);
}

static void
scale_to (OptPlanGraph *self, double scale)
{
  if (scale == self->scale)
    return;

  self->scale = scale;
  self->wants_view = self->selected >= 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCALE]);
}

/* The scale at which all of it is in view, and no larger than other text. */
static double
get_fitting_scale (OptPlanGraph *self)
{
  double width;
  double height;

  if (self->across == NULL || gtk_adjustment_get_page_size (self->across) <= 0)
    return 1;

  get_size (self, &width, &height);

  return MIN (1, MIN (gtk_adjustment_get_page_size (self->across) / width,
                      gtk_adjustment_get_page_size (self->down) / height));
}

static gboolean
scroll_again (gpointer data)
{
  OptPlanGraph *self = data;

  self->scroll_id = 0;
  if (!self->has_own_scale)
    {
      double scale = get_fitting_scale (self);

      scale_to (self, scale >= FIT_FROM ? scale : 1);
    }
  scroll_to_selected (self);

  return G_SOURCE_REMOVE;
}

/* What is being allocated can't be scrolled; and a window that is made narrow is laid out in
 * several steps, of which the last counts. */
static void
queue_scroll (OptPlanGraph *self)
{
  if (self->scroll_id == 0)
    self->scroll_id = g_idle_add_full (G_PRIORITY_LOW, scroll_again, self, NULL);
}

static void
room_changed (OptPlanGraph *self)
{
  if (self->wants_view)
    queue_scroll (self);
}

/*
 * opt_plan_graph_select_place:
 * @index: of a place, or -1
 *
 * Selects the node there, and brings it into view.
 */
void
opt_plan_graph_select_place (OptPlanGraph *self, int index)
{
  OptPlanNode *before = opt_plan_graph_get_selected (self);

  self->selected = index;
  scroll_to_selected (self);
  tell_selected (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (opt_plan_graph_get_selected (self) != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

/*
 * opt_plan_graph_activate:
 *
 * Asks for the details of the selected node.
 */
void
opt_plan_graph_activate (OptPlanGraph *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
opt_plan_graph_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  OptPlanGraph *self = OPT_PLAN_GRAPH (widget);
  double width;
  double height;

  get_size (self, &width, &height);
  *natural = MAX ((int) ceil ((orientation == GTK_ORIENTATION_HORIZONTAL ? width : height)
                              * self->scale),
                  MINIMUM);
  *minimum = *natural;
}

static void
opt_plan_graph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  opt_plan_graph_draw (OPT_PLAN_GRAPH (widget), snapshot);
}

static GtkAdjustment *
follow (OptPlanGraph *self, GtkAdjustment *adjustment)
{
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (room_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "notify::page-size", G_CALLBACK (queue_scroll), self,
                           G_CONNECT_SWAPPED);

  return g_object_ref (adjustment);
}

static void
opt_plan_graph_map (GtkWidget *widget)
{
  OptPlanGraph *self = OPT_PLAN_GRAPH (widget);
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);

  GTK_WIDGET_CLASS (opt_plan_graph_parent_class)->map (widget);
  if (scroller != NULL && self->across == NULL)
    {
      self->across
          = follow (self, gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller)));
      self->down
          = follow (self, gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
    }
  queue_scroll (self);
}

static gboolean
opt_plan_graph_query_tooltip (GtkWidget *widget,
                              int x,
                              int y,
                              gboolean keyboard,
                              GtkTooltip *tooltip)
{
  OptPlanGraph *self = OPT_PLAN_GRAPH (widget);
  const graphene_point_t point
      = GRAPHENE_POINT_INIT ((float) (x / self->scale), (float) (y / self->scale));

  for (guint i = 0; i < self->places->len; i++)
    {
      graphene_rect_t box = opt_plan_graph_get_box (self, i);
      g_autofree char *text = NULL;

      if (keyboard ? self->selected != (int) i : !graphene_rect_contains_point (&box, &point))
        continue;
      text = opt_plan_graph_describe (self, i, "\n");
      gtk_tooltip_set_text (tooltip, text);
      return TRUE;
    }

  return FALSE;
}

static void
opt_plan_graph_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  OptPlanGraph *self = OPT_PLAN_GRAPH (widget);

  GTK_WIDGET_CLASS (opt_plan_graph_parent_class)->css_changed (widget, change);
  g_clear_object (&self->layout);
  opt_plan_graph_measure_font (self);
  gtk_widget_queue_resize (widget);
}

static void
opt_plan_graph_dispose (GObject *object)
{
  OptPlanGraph *self = OPT_PLAN_GRAPH (object);

  g_clear_handle_id (&self->scroll_id, g_source_remove);
  g_clear_object (&self->across);
  g_clear_object (&self->down);
  g_clear_object (&self->layout);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (opt_plan_graph_parent_class)->dispose (object);
}

static void
opt_plan_graph_finalize (GObject *object)
{
  OptPlanGraph *self = OPT_PLAN_GRAPH (object);

  g_array_unref (self->places);
  g_hash_table_unref (self->telling);

  G_OBJECT_CLASS (opt_plan_graph_parent_class)->finalize (object);
}

static void
opt_plan_graph_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptPlanGraph *self = OPT_PLAN_GRAPH (object);

  switch (id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, opt_plan_graph_get_selected (self));
      break;
    case PROP_SCALE:
      g_value_set_double (value, self->scale);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_plan_graph_class_init (OptPlanGraphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = opt_plan_graph_dispose;
  object_class->finalize = opt_plan_graph_finalize;
  object_class->get_property = opt_plan_graph_get_property;
  widget_class->measure = opt_plan_graph_measure;
  widget_class->snapshot = opt_plan_graph_snapshot;
  widget_class->map = opt_plan_graph_map;
  widget_class->query_tooltip = opt_plan_graph_query_tooltip;
  widget_class->css_changed = opt_plan_graph_css_changed;

  /**
   * OptPlanGraph:selected:
   *
   * The node that is selected, or %NULL.
   */
  properties[PROP_SELECTED]
      = g_param_spec_object ("selected", NULL, NULL, OPT_TYPE_PLAN_NODE, flags);

  /**
   * OptPlanGraph:scale:
   *
   * How large it is drawn; 1 is as large as other text.
   */
  properties[PROP_SCALE] = g_param_spec_double ("scale", NULL, NULL, 0, 2, 1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * OptPlanGraph::activated:
   *
   * The user wants to know more about the selected node.
   */
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "graph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
opt_plan_graph_init (OptPlanGraph *self)
{
  self->places = g_array_new (FALSE, TRUE, sizeof (OptPlanPlace));
  self->telling = g_hash_table_new (NULL, NULL);
  self->selected = -1;
  self->scale = 1;

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      _ ("Arrow keys go to the node above, below and beside, Home to the top. Enter shows the "
         "details of a node. Plus and minus zoom, 0 fits all into view."),
      -1);
  opt_plan_graph_measure_font (self);
  opt_plan_graph_add_controllers (self);
  tell_selected (self);
}

/**
 * opt_plan_graph_new:
 *
 * Returns: (transfer floating): a graph without a plan
 */
GtkWidget *
opt_plan_graph_new (void)
{
  return g_object_new (OPT_TYPE_PLAN_GRAPH, NULL);
}

/**
 * opt_plan_graph_set_document:
 * @self: a graph
 * @document: (nullable): the plan to show; all of it is drawn, and so it is to be small
 */
void
opt_plan_graph_set_document (OptPlanGraph *self, OptPlanDocument *document)
{
  g_return_if_fail (OPT_IS_PLAN_GRAPH (self));

  if (self->document == document)
    return;

  /* What is of the old plan goes before that does. */
  g_clear_pointer (&self->telling, g_hash_table_unref);
  g_clear_pointer (&self->places, g_array_unref);
  self->selected = -1;
  self->has_own_scale = FALSE;
  g_set_object (&self->document, document);
  self->telling
      = document != NULL ? opt_plan_picture_find_telling (document) : g_hash_table_new (NULL, NULL);
  self->places = document != NULL ? opt_plan_place_nodes (opt_plan_document_get_plan (document))
                                  : g_array_new (FALSE, TRUE, sizeof (OptPlanPlace));
  tell_selected (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    queue_scroll (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * opt_plan_graph_get_selected:
 * @self: a graph
 *
 * Returns: (transfer none) (nullable): the node that is selected
 */
OptPlanNode *
opt_plan_graph_get_selected (OptPlanGraph *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_GRAPH (self), NULL);

  return self->selected >= 0
             ? g_array_index (self->places, OptPlanPlace, (guint) self->selected).node
             : NULL;
}

/**
 * opt_plan_graph_select:
 * @self: a graph
 * @node: (nullable): a node of its plan
 */
void
opt_plan_graph_select (OptPlanGraph *self, OptPlanNode *node)
{
  g_return_if_fail (OPT_IS_PLAN_GRAPH (self));

  if (opt_plan_graph_get_selected (self) != node)
    opt_plan_graph_select_place (self, find_node (self, node));
}

/**
 * opt_plan_graph_get_scale:
 * @self: a graph
 *
 * Returns: how large it is drawn; 1 is as large as other text
 */
double
opt_plan_graph_get_scale (OptPlanGraph *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_GRAPH (self), 1);

  return self->scale;
}

/**
 * opt_plan_graph_set_scale:
 * @self: a graph
 * @scale: how large to draw it; what nobody could read becomes what somebody can
 */
void
opt_plan_graph_set_scale (OptPlanGraph *self, double scale)
{
  g_return_if_fail (OPT_IS_PLAN_GRAPH (self));

  self->has_own_scale = TRUE;
  scale_to (self, CLAMP (scale, scales[0], scales[G_N_ELEMENTS (scales) - 1]));
}

/**
 * opt_plan_graph_zoom:
 * @self: a graph
 * @steps: how many steps to make it larger, or smaller
 */
void
opt_plan_graph_zoom (OptPlanGraph *self, int steps)
{
  int next = 0;

  g_return_if_fail (OPT_IS_PLAN_GRAPH (self));

  for (int i = 0; i < (int) G_N_ELEMENTS (scales); i++)
    {
      if (fabs (scales[i] - self->scale) < fabs (scales[next] - self->scale))
        next = i;
    }
  opt_plan_graph_set_scale (self, scales[CLAMP (next + steps, 0, (int) G_N_ELEMENTS (scales) - 1)]);
}

/**
 * opt_plan_graph_fit:
 * @self: a graph
 *
 * Makes it so small that all of it is in view, where that can still be read, and no larger than
 * other text.
 */
void
opt_plan_graph_fit (OptPlanGraph *self)
{
  g_return_if_fail (OPT_IS_PLAN_GRAPH (self));

  opt_plan_graph_set_scale (self, get_fitting_scale (self));
}
