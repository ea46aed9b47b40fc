/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-node-cell.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "opt-plan-shorten.h"

#define NAME_CHARS 300
#define ROW_HEIGHT 34
#define ARROW_SIZE 16
#define GAP 6
/* What a level is moved in by, in pixels, and what all of them may take of the width. */
#define STEP_AT_MOST 16.0
#define STEP_AT_LEAST 3.0
#define BRANCHES_PART 0.5
/* Below this the branches are no more than stripes. */
#define STEP_FOR_BRANCHES 6.0
#define BRANCH_ALPHA 0.3f
#define BRANCH_ALPHA_HIGH_CONTRAST 0.8f

struct _OptPlanNodeCell
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *arrow;
  GtkWidget *label;
  GtkWidget *mark;

  /* Owned */
  GtkTreeListRow *row;       /* (nullable) */
  OptPlanNode *node;         /* (nullable) */
  OptPlanDocument *document; /* (nullable) */
  char *told;                /* (nullable) what the mark stands for */
};

G_DEFINE_FINAL_TYPE (OptPlanNodeCell, opt_plan_node_cell, GTK_TYPE_WIDGET)

static double
get_step (OptPlanNodeCell *self, int width)
{
  guint depth = self->document != NULL ? opt_plan_document_get_max_depth (self->document) : 0;

  return CLAMP (width * BRANCHES_PART / MAX (depth, 1), STEP_AT_LEAST, STEP_AT_MOST);
}

/* Where the arrow begins. */
static int
get_indent (OptPlanNodeCell *self, int width)
{
  guint depth = self->node != NULL ? opt_plan_node_get_depth (self->node) : 0;

  return (int) MIN (depth * get_step (self, width), width * BRANCHES_PART);
}

static gboolean
is_last_child (OptPlanNode *node)
{
  OptPlanNode *parent = opt_plan_node_get_parent (node);

  return parent == NULL
         || opt_plan_node_get_child (parent, opt_plan_node_get_n_children (parent) - 1) == node;
}

static void
opt_plan_node_cell_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  OptPlanNodeCell *self = OPT_PLAN_NODE_CELL (widget);
  int label_minimum, label_natural;

  gtk_widget_measure (self->label, orientation, -1, &label_minimum, &label_natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = ARROW_SIZE + GAP + label_minimum;
      *natural = ARROW_SIZE + GAP + label_natural;
    }
  else
    *minimum = *natural = MAX (ROW_HEIGHT, label_minimum);
}

static void
allocate_child (OptPlanNodeCell *self, GtkWidget *child, int x, int width, int height)
{
  int all = gtk_widget_get_height (GTK_WIDGET (self));
  GtkAllocation allocation = { x, (all - height) / 2, MAX (width, 0), height };

  /* Right to left everything is the other way round. */
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    allocation.x = gtk_widget_get_width (GTK_WIDGET (self)) - x - allocation.width;
  gtk_widget_size_allocate (child, &allocation, -1);
}

static void
opt_plan_node_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OptPlanNodeCell *self = OPT_PLAN_NODE_CELL (widget);
  int x = get_indent (self, width);
  int label_height;
  int mark_width = gtk_widget_get_visible (self->mark) ? ARROW_SIZE + GAP : 0;
  int end = width - mark_width;

  /* With more height than a line's it would look for room in a second one. */
  gtk_widget_measure (self->label, GTK_ORIENTATION_VERTICAL, -1, &label_height, NULL, NULL, NULL);
  allocate_child (self, self->arrow, x, ARROW_SIZE, height);
  x += ARROW_SIZE + GAP / 2;
  allocate_child (self, self->label, x, end - x, MIN (label_height, height));
  if (mark_width > 0)
    allocate_child (self, self->mark, end + GAP, ARROW_SIZE, height);
}

static void
append_line (OptPlanNodeCell *self,
             GtkSnapshot *snapshot,
             const GdkRGBA *colour,
             double x,
             double y,
             double width,
             double height)
{
  int all = gtk_widget_get_width (GTK_WIDGET (self));

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = all - x - width;
  gtk_snapshot_append_color (snapshot, colour,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width,
                                                  (float) height));
}

static void
snapshot_branches (OptPlanNodeCell *self, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  double step = get_step (self, width);
  double middle = height / 2;
  double top = middle - ARROW_SIZE / 2;
  guint depth = opt_plan_node_get_depth (self->node);
  gboolean has_children = opt_plan_node_get_n_children (self->node) > 0;
  GdkRGBA colour;

  if (step < STEP_FOR_BRANCHES)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  colour.alpha *= adw_style_manager_get_high_contrast (adw_style_manager_get_default ())
                      ? BRANCH_ALPHA_HIGH_CONTRAST
                      : BRANCH_ALPHA;

  for (OptPlanNode *node = self->node; opt_plan_node_get_parent (node) != NULL;
       node = opt_plan_node_get_parent (node))
    {
      double x = (opt_plan_node_get_depth (node) - 1) * step + ARROW_SIZE / 2;

      if (node != self->node)
        {
          if (!is_last_child (node))
            append_line (self, snapshot, &colour, x, 0, 1, height);
          continue;
        }
      append_line (self, snapshot, &colour, x, 0, 1, is_last_child (node) ? middle : height);
      append_line (self, snapshot, &colour, x + 1, middle,
                   depth * step - x - 1 + (has_children ? 2 : ARROW_SIZE - 2), 1);
    }
  if (has_children && gtk_tree_list_row_get_expanded (self->row))
    append_line (self, snapshot, &colour, depth * step + ARROW_SIZE / 2, top + ARROW_SIZE, 1,
                 height - top - ARROW_SIZE);
}

static void
opt_plan_node_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptPlanNodeCell *self = OPT_PLAN_NODE_CELL (widget);

  if (self->node != NULL)
    snapshot_branches (self, snapshot);
  GTK_WIDGET_CLASS (opt_plan_node_cell_parent_class)->snapshot (widget, snapshot);
}

/* Asked for when it is needed: to set it for each row that is bound asks the display each time. */
static gboolean
opt_plan_node_cell_query_tooltip (GtkWidget *widget,
                                  int x,
                                  int y,
                                  gboolean keyboard,
                                  GtkTooltip *tooltip)
{
  OptPlanNodeCell *self = OPT_PLAN_NODE_CELL (widget);
  g_autoptr (GString) text = g_string_new (opt_plan_node_cell_get_text (self));

  if (self->node == NULL)
    return FALSE;

  if (self->told != NULL)
    g_string_append_printf (text, "\n%s", self->told);
  gtk_tooltip_set_text (tooltip, text->str);

  return TRUE;
}

static void
show_expanded (OptPlanNodeCell *self)
{
  gboolean expanded = gtk_tree_list_row_get_expanded (self->row);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow),
                                expanded ? "pan-down-symbolic" : "pan-end-symbolic");
  if (gtk_widget_get_visible (self->arrow))
    gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, expanded,
                                 -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
arrow_pressed (OptPlanNodeCell *self, int n_press, double x, double y, GtkGesture *gesture)
{
  if (self->row == NULL)
    return;

  gtk_tree_list_row_set_expanded (self->row, !gtk_tree_list_row_get_expanded (self->row));
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
forget_row (OptPlanNodeCell *self)
{
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, show_expanded, self);
  g_clear_object (&self->row);
  g_clear_object (&self->node);
  g_clear_object (&self->document);
  g_clear_pointer (&self->told, g_free);
}

static void
opt_plan_node_cell_dispose (GObject *object)
{
  OptPlanNodeCell *self = OPT_PLAN_NODE_CELL (object);

  forget_row (self);
  /* GTK 4.8 never lets go of the last ones. */
  if (self->label != NULL)
    gtk_inscription_set_attributes (GTK_INSCRIPTION (self->label), NULL);
  g_clear_pointer (&self->arrow, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->mark, gtk_widget_unparent);

  G_OBJECT_CLASS (opt_plan_node_cell_parent_class)->dispose (object);
}

static void
opt_plan_node_cell_class_init (OptPlanNodeCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_plan_node_cell_dispose;
  widget_class->measure = opt_plan_node_cell_measure;
  widget_class->size_allocate = opt_plan_node_cell_size_allocate;
  widget_class->snapshot = opt_plan_node_cell_snapshot;
  widget_class->query_tooltip = opt_plan_node_cell_query_tooltip;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
opt_plan_node_cell_init (OptPlanNodeCell *self)
{
  GtkGesture *press = gtk_gesture_click_new ();

  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);

  self->arrow = gtk_image_new ();
  gtk_widget_set_parent (self->arrow, GTK_WIDGET (self));
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (arrow_pressed), self);
  gtk_widget_add_controller (self->arrow, GTK_EVENT_CONTROLLER (press));

  self->label = gtk_inscription_new (NULL);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (self->label), 8);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (self->label), 28);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (self->label),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));

  self->mark = gtk_image_new ();
  gtk_widget_set_parent (self->mark, GTK_WIDGET (self));

  /* What is drawn is kept until somebody says that it has changed. */
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * opt_plan_node_cell_new:
 *
 * Returns: (transfer floating): a cell that shows no node yet
 */
GtkWidget *
opt_plan_node_cell_new (void)
{
  return g_object_new (OPT_TYPE_PLAN_NODE_CELL, NULL);
}

/* The row that has the keyboard is read out by the name of its node. */
static void
name_row (OptPlanNodeCell *self, const char *name)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* "CTE s: Seq Scan on orders", the first part dimmed. */
static void
show_name (OptPlanNodeCell *self)
{
  g_autofree char *label = opt_plan_node_get_label (self->node);
  g_autofree char *name = opt_plan_shorten_line (label, NAME_CHARS);
  const char *subplan = opt_plan_node_get_subplan_name (self->node);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoAttribute *dim;

  if (subplan != NULL)
    {
      g_autofree char *short_subplan = opt_plan_shorten_line (subplan, NAME_CHARS);

      g_string_append_printf (text, "%s: ", short_subplan);
      dim = pango_attr_foreground_alpha_new (G_MAXUINT16 / 100 * 60);
      dim->end_index = (guint) text->len;
      pango_attr_list_insert (attributes, dim);
    }
  g_string_append (text, name);

  gtk_inscription_set_attributes (GTK_INSCRIPTION (self->label), attributes);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->label), text->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  GTK_ACCESSIBLE_PROPERTY_LEVEL,
                                  (int) opt_plan_node_get_depth (self->node) + 1, -1);
  name_row (self, text->str);
}

/* @icon_name: (nullable): none where there is nothing to tell */
static void
set_mark (OptPlanNodeCell *self,
          const char *icon_name,
          const char *style,
          const char *name,
          const char *told)
{
  static const char *const styles[] = { "warning", "success", "error", NULL };

  for (guint i = 0; styles[i] != NULL; i++)
    gtk_widget_remove_css_class (self->mark, styles[i]);
  g_free (self->told);
  self->told = g_strdup (told);
  gtk_widget_set_visible (self->mark, icon_name != NULL);
  if (icon_name == NULL)
    return;

  gtk_image_set_from_icon_name (GTK_IMAGE (self->mark), icon_name);
  gtk_widget_add_css_class (self->mark, style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mark), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

/**
 * opt_plan_node_cell_compare:
 * @self: a cell
 * @pair: the node that it shows, and the one of another plan that does the same
 *
 * Marks whether the other plan has the node, and whether it differs, in place of findings.
 */
void
opt_plan_node_cell_compare (OptPlanNodeCell *self, const OptPlanPair *pair)
{
  const char *told;

  g_return_if_fail (OPT_IS_PLAN_NODE_CELL (self) && pair != NULL);

  told = pair->change != NULL ? opt_plan_change_get_title (pair->change) : NULL;
  if (pair->nodes[1] == NULL)
    set_mark (self, "list-remove-symbolic", "error", _ ("Only in the first plan"), told);
  else if (pair->nodes[0] == NULL)
    set_mark (self, "list-add-symbolic", "success", _ ("Only in the second plan"), told);
  else if (pair->change != NULL)
    set_mark (self, "document-edit-symbolic", "warning", _ ("Changed"), told);
  else
    set_mark (self, NULL, NULL, NULL, NULL);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * opt_plan_node_cell_set_row:
 * @self: a cell
 * @row: (nullable): the row, whose item is an #OptPlanNode
 * @document: (nullable): the plan that it is of
 */
void
opt_plan_node_cell_set_row (OptPlanNodeCell *self, GtkTreeListRow *row, OptPlanDocument *document)
{
  g_return_if_fail (OPT_IS_PLAN_NODE_CELL (self));

  forget_row (self);
  if (row == NULL)
    return;

  self->row = g_object_ref (row);
  self->node = gtk_tree_list_row_get_item (row);
  self->document = g_object_ref (document);
  show_name (self);
  if (opt_plan_document_has_finding (document, self->node))
    set_mark (self, "dialog-warning-symbolic", "warning", _ ("Finding"),
              _ ("There is a finding about this node"));
  else
    set_mark (self, NULL, NULL, NULL, NULL);
  gtk_widget_set_visible (self->arrow, opt_plan_node_get_n_children (self->node) > 0);
  g_signal_connect_swapped (row, "notify::expanded", G_CALLBACK (show_expanded), self);
  show_expanded (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * opt_plan_node_cell_get_node:
 * @self: a cell
 *
 * Returns: (transfer none) (nullable): the node that it shows
 */
OptPlanNode *
opt_plan_node_cell_get_node (OptPlanNodeCell *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE_CELL (self), NULL);

  return self->node;
}

/**
 * opt_plan_node_cell_get_text:
 * @self: a cell
 *
 * Returns: (nullable): the name that it shows
 */
const char *
opt_plan_node_cell_get_text (OptPlanNodeCell *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE_CELL (self), NULL);

  return gtk_inscription_get_text (GTK_INSCRIPTION (self->label));
}
