/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-icicle-private.h"

#include <glib/gi18n.h>

#include "opt-plan-picture.h"

#define MINIMUM_WIDTH 200

enum
{
  PROP_SELECTED = 1,
  PROP_TOP,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (OptPlanIcicle, opt_plan_icicle, GTK_TYPE_WIDGET)

static OptPlanBox *
nth_box (OptPlanIcicle *self, guint index)
{
  return &g_array_index (self->boxes, OptPlanBox, index);
}

/* What a screen reader is told. */
static void
tell_selected (OptPlanIcicle *self)
{
  g_autofree char *said
      = self->selected >= 0
            ? opt_plan_icicle_describe (self, nth_box (self, (guint) self->selected), ", ")
            : NULL;
  g_autofree char *label = said != NULL ? g_strdup_printf (_ ("Icicle of the plan: %s"), said)
                                        : g_strdup (_ ("Icicle of the plan"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
lay_out (OptPlanIcicle *self)
{
  g_array_set_size (self->rows, 0);
  g_clear_pointer (&self->boxes, g_array_unref);
  self->boxes
      = self->document != NULL
            ? opt_plan_lay_out_boxes (opt_plan_document_get_plan (self->document), self->top)
            : g_array_new (FALSE, TRUE, sizeof (OptPlanBox));
  for (guint i = 0; i < self->boxes->len; i++)
    {
      if (nth_box (self, i)->depth >= self->rows->len)
        g_array_append_val (self->rows, i);
    }
  g_array_append_val (self->rows, self->boxes->len);
  self->selected = -1;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
find_node (OptPlanIcicle *self, OptPlanNode *node)
{
  int found = -1;

  /* Of a WITH query that several nodes read, the widest. */
  for (guint i = 0; node != NULL && i < self->boxes->len; i++)
    {
      if (nth_box (self, i)->node == node
          && (found < 0 || nth_box (self, i)->width > nth_box (self, (guint) found)->width))
        found = (int) i;
    }

  return found;
}

/* Before it is laid out there is nothing to scroll. */
static void
scroll_to_selected (OptPlanIcicle *self)
{
  double y;

  self->wants_view = self->selected >= 0;
  if (self->adjustment == NULL || self->selected < 0)
    return;

  y = nth_box (self, (guint) self->selected)->depth * OPT_PLAN_ICICLE_ROW;
  if (gtk_adjustment_get_upper (self->adjustment) < y + OPT_PLAN_ICICLE_ROW)
    return;

  self->wants_view = FALSE;
  gtk_adjustment_clamp_page (self->adjustment, y, y + OPT_PLAN_ICICLE_ROW);
}

static gboolean
scroll_again (gpointer data)
{
  OptPlanIcicle *self = data;

  self->scroll_id = 0;
  scroll_to_selected (self);

  return G_SOURCE_REMOVE;
}

/* What is being allocated can't be scrolled: it would stay where it was. */
static void
room_changed (OptPlanIcicle *self)
{
  if (self->wants_view && self->scroll_id == 0)
    self->scroll_id = g_idle_add_full (G_PRIORITY_LOW, scroll_again, self, NULL);
}

/*
 * opt_plan_icicle_select_box:
 * @index: of a box, or -1
 *
 * Selects it, and brings it into view.
 */
void
opt_plan_icicle_select_box (OptPlanIcicle *self, int index)
{
  OptPlanNode *before = opt_plan_icicle_get_selected (self);

  self->selected = index;
  scroll_to_selected (self);
  tell_selected (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (opt_plan_icicle_get_selected (self) != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
set_top (OptPlanIcicle *self, OptPlanNode *top)
{
  g_autoptr (OptPlanNode) selected = NULL;

  g_set_object (&selected, opt_plan_icicle_get_selected (self));
  g_set_object (&self->top, top);
  lay_out (self);
  self->selected = find_node (self, selected);
  /* There is something to go on from with the keyboard. */
  if (self->selected < 0 && self->boxes->len > 0 && selected != NULL)
    opt_plan_icicle_select_box (self, 0);
  tell_selected (self);
  scroll_to_selected (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOP]);
}

static void
opt_plan_icicle_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  OptPlanIcicle *self = OPT_PLAN_ICICLE (widget);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL
                 ? MINIMUM_WIDTH
                 : (int) MAX (self->rows->len, 2) * OPT_PLAN_ICICLE_ROW;
  *natural = *minimum;
}

static void
opt_plan_icicle_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  opt_plan_icicle_draw (OPT_PLAN_ICICLE (widget), snapshot);
}

/* Only what is seen is drawn, so that scrolling brings something new. */
static void
follow_scrolling (OptPlanIcicle *self)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);

  if (scroller == NULL || self->adjustment != NULL)
    return;

  self->adjustment
      = g_object_ref (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "changed", G_CALLBACK (room_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "notify::page-size",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

static void
opt_plan_icicle_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (opt_plan_icicle_parent_class)->map (widget);
  follow_scrolling (OPT_PLAN_ICICLE (widget));
  scroll_to_selected (OPT_PLAN_ICICLE (widget));
}

static gboolean
opt_plan_icicle_query_tooltip (GtkWidget *widget,
                               int x,
                               int y,
                               gboolean keyboard,
                               GtkTooltip *tooltip)
{
  OptPlanIcicle *self = OPT_PLAN_ICICLE (widget);
  int index = keyboard ? self->selected : opt_plan_icicle_find_box (self, x, y);
  g_autofree char *text = NULL;

  if (index < 0)
    return FALSE;

  text = opt_plan_icicle_describe (self, nth_box (self, (guint) index), "\n");
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static void
opt_plan_icicle_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (opt_plan_icicle_parent_class)->css_changed (widget, change);
  g_clear_object (&OPT_PLAN_ICICLE (widget)->layout);
  gtk_widget_queue_draw (widget);
}

static void
opt_plan_icicle_dispose (GObject *object)
{
  OptPlanIcicle *self = OPT_PLAN_ICICLE (object);

  g_clear_handle_id (&self->scroll_id, g_source_remove);
  g_clear_object (&self->adjustment);
  g_clear_object (&self->layout);
  g_clear_object (&self->top);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (opt_plan_icicle_parent_class)->dispose (object);
}

static void
opt_plan_icicle_finalize (GObject *object)
{
  OptPlanIcicle *self = OPT_PLAN_ICICLE (object);

  g_array_unref (self->boxes);
  g_array_unref (self->rows);
  g_hash_table_unref (self->telling);
  g_ptr_array_unref (self->zoomed);

  G_OBJECT_CLASS (opt_plan_icicle_parent_class)->finalize (object);
}

static void
opt_plan_icicle_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptPlanIcicle *self = OPT_PLAN_ICICLE (object);

  switch (id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, opt_plan_icicle_get_selected (self));
      break;
    case PROP_TOP:
      g_value_set_object (value, self->top);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_plan_icicle_class_init (OptPlanIcicleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = opt_plan_icicle_dispose;
  object_class->finalize = opt_plan_icicle_finalize;
  object_class->get_property = opt_plan_icicle_get_property;
  widget_class->measure = opt_plan_icicle_measure;
  widget_class->snapshot = opt_plan_icicle_snapshot;
  widget_class->map = opt_plan_icicle_map;
  widget_class->query_tooltip = opt_plan_icicle_query_tooltip;
  widget_class->css_changed = opt_plan_icicle_css_changed;

  /**
   * OptPlanIcicle:selected:
   *
   * The node that is selected, or %NULL.
   */
  properties[PROP_SELECTED]
      = g_param_spec_object ("selected", NULL, NULL, OPT_TYPE_PLAN_NODE, flags);

  /**
   * OptPlanIcicle:top:
   *
   * The node that fills the whole width, or %NULL where all of the plan does.
   */
  properties[PROP_TOP] = g_param_spec_object ("top", NULL, NULL, OPT_TYPE_PLAN_NODE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "icicle");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
opt_plan_icicle_init (OptPlanIcicle *self)
{
  self->boxes = g_array_new (FALSE, TRUE, sizeof (OptPlanBox));
  self->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  self->telling = g_hash_table_new (NULL, NULL);
  self->zoomed = g_ptr_array_new ();
  self->selected = -1;

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      _ ("Arrow keys go to the node above, below and beside. Enter fills the width with a node, "
         "Backspace goes back."),
      -1);
  opt_plan_icicle_add_controllers (self);
  tell_selected (self);
}

/**
 * opt_plan_icicle_new:
 *
 * Returns: (transfer floating): an icicle without a plan
 */
GtkWidget *
opt_plan_icicle_new (void)
{
  return g_object_new (OPT_TYPE_PLAN_ICICLE, NULL);
}

/**
 * opt_plan_icicle_set_document:
 * @self: an icicle
 * @document: (nullable): the plan to show
 */
void
opt_plan_icicle_set_document (OptPlanIcicle *self, OptPlanDocument *document)
{
  g_return_if_fail (OPT_IS_PLAN_ICICLE (self));

  if (self->document == document)
    return;

  /* What is of the old plan goes before that does. */
  g_clear_pointer (&self->telling, g_hash_table_unref);
  g_ptr_array_set_size (self->zoomed, 0);
  g_array_set_size (self->boxes, 0);
  self->selected = -1;
  g_set_object (&self->document, document);
  self->telling
      = document != NULL ? opt_plan_picture_find_telling (document) : g_hash_table_new (NULL, NULL);
  set_top (self, NULL);
}

/**
 * opt_plan_icicle_get_selected:
 * @self: an icicle
 *
 * Returns: (transfer none) (nullable): the node that is selected
 */
OptPlanNode *
opt_plan_icicle_get_selected (OptPlanIcicle *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_ICICLE (self), NULL);

  return self->selected >= 0 ? nth_box (self, (guint) self->selected)->node : NULL;
}

/**
 * opt_plan_icicle_select:
 * @self: an icicle
 * @node: (nullable): a node of its plan
 *
 * Selects it. Where it is not in what is shown, all of the plan is shown again.
 */
void
opt_plan_icicle_select (OptPlanIcicle *self, OptPlanNode *node)
{
  g_return_if_fail (OPT_IS_PLAN_ICICLE (self));

  if (opt_plan_icicle_get_selected (self) == node)
    return;

  if (self->top != NULL && node != NULL && find_node (self, node) < 0)
    {
      g_ptr_array_set_size (self->zoomed, 0);
      self->selected = -1;
      set_top (self, NULL);
    }
  opt_plan_icicle_select_box (self, find_node (self, node));
}

/**
 * opt_plan_icicle_get_top:
 * @self: an icicle
 *
 * Returns: (transfer none) (nullable): the node that fills the whole width
 */
OptPlanNode *
opt_plan_icicle_get_top (OptPlanIcicle *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_ICICLE (self), NULL);

  return self->top;
}

/**
 * opt_plan_icicle_zoom_in:
 * @self: an icicle
 *
 * Lets the selected node fill the whole width.
 */
void
opt_plan_icicle_zoom_in (OptPlanIcicle *self)
{
  OptPlanNode *node;

  g_return_if_fail (OPT_IS_PLAN_ICICLE (self));

  node = opt_plan_icicle_get_selected (self);
  if (node == NULL || node == self->top)
    return;

  g_ptr_array_add (self->zoomed, self->top);
  set_top (self, node);
}

/**
 * opt_plan_icicle_zoom_out:
 * @self: an icicle
 *
 * Shows again what was shown before opt_plan_icicle_zoom_in().
 *
 * Returns: whether there was something to go back to
 */
gboolean
opt_plan_icicle_zoom_out (OptPlanIcicle *self)
{
  OptPlanNode *before;

  g_return_val_if_fail (OPT_IS_PLAN_ICICLE (self), FALSE);

  if (self->zoomed->len == 0)
    return FALSE;

  before = g_ptr_array_index (self->zoomed, self->zoomed->len - 1);
  g_ptr_array_set_size (self->zoomed, (int) self->zoomed->len - 1);
  set_top (self, before);

  return TRUE;
}
