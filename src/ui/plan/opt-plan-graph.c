/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-graph-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-plan-picture.h"

#define GAP_BESIDE 20
#define GAP_BELOW 40
#define MINIMUM 100

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

  return GRAPHENE_RECT_INIT ((float) (OPT_PLAN_GRAPH_MARGIN
                                      + round (place->x * (self->box_width + GAP_BESIDE))),
                             (float) (OPT_PLAN_GRAPH_MARGIN
                                      + place->depth * (guint) (self->box_height + GAP_BELOW)),
                             (float) self->box_width, (float) self->box_height);
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
  opt_plan_graph_scroll_to_selected (self);
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

  opt_plan_graph_get_size (self, &width, &height);
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

static void
opt_plan_graph_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (opt_plan_graph_parent_class)->map (widget);
  opt_plan_graph_follow (OPT_PLAN_GRAPH (widget));
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
    opt_plan_graph_queue_scroll (self);
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
