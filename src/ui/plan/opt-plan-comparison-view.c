/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-comparison-view.h"

#include <glib/gi18n.h>

#include "opt-plan-room.h"

#include "opt-format.h"
#include "opt-plan-change-row.h"
#include "opt-plan-shorten.h"

/* From here on there is room for both trees side by side. */
#define WIDE 760
/* What the list of changes takes at most of the height, above the trees. */
#define CHANGES_PART 0.35
#define CHANGES_HEIGHT_AT_LEAST 120
/* What moved less than these moved little. */
#define ROWS_AT_MOST 25
#define NAME_CHARS 200

struct _OptPlanComparisonView
{
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *box;
  GtkLabel *verdict;
  GtkWidget *caveat_box;
  GtkLabel *caveat;
  GtkWidget *switch_box;
  GtkToggleButton *changes_button;
  GtkToggleButton *first_button;
  GtkToggleButton *second_button;
  GtkScrolledWindow *changes_scroller;
  GtkListBox *changes;
  GtkLabel *rest;
  GtkWidget *separator;
  GtkWidget *sides;
  GtkWidget *first_side;
  GtkLabel *first_name;
  OptPlanTree *first_tree;
  GtkWidget *second_side;
  GtkLabel *second_name;
  OptPlanTree *second_tree;
  GtkLabel *told;

  /* Owned */
  OptPlanComparison *comparison; /* (nullable) */

  gboolean narrow;
  gboolean selecting; /* not the user, but this view selects a node */
  int width;
  int height;

  /* Sources */
  guint layout_id;
};

G_DEFINE_FINAL_TYPE (OptPlanComparisonView, opt_plan_comparison_view, GTK_TYPE_WIDGET)

static OptPlanTree *
get_tree (OptPlanComparisonView *self, guint side)
{
  return side == 0 ? self->first_tree : self->second_tree;
}

/* ---- What is where -------------------------------------------------------------------------- */

static void
show_parts (OptPlanComparisonView *self)
{
  gboolean narrow = self->narrow;
  gboolean changes = gtk_toggle_button_get_active (self->changes_button);
  gboolean first = gtk_toggle_button_get_active (self->first_button);
  gboolean has_changes
      = self->comparison != NULL && opt_plan_comparison_get_n_changes (self->comparison) > 0;

  gtk_widget_set_visible (self->switch_box, narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->changes_scroller), has_changes && (!narrow || changes));
  gtk_widget_set_vexpand (GTK_WIDGET (self->changes_scroller), narrow);
  gtk_widget_set_visible (self->separator, has_changes && !narrow);
  gtk_widget_set_visible (self->sides, !narrow || !changes);
  gtk_widget_set_visible (self->first_side, !narrow || first);
  gtk_widget_set_visible (self->second_side, !narrow || !first);
  gtk_widget_set_visible (GTK_WIDGET (self->told), !narrow || !changes);
  gtk_scrolled_window_set_max_content_height (self->changes_scroller,
                                              narrow ? -1
                                                     : MAX ((int) (self->height * CHANGES_PART),
                                                            CHANGES_HEIGHT_AT_LEAST));
}

static gboolean
lay_out (gpointer data)
{
  OptPlanComparisonView *self = data;

  self->layout_id = 0;
  self->narrow = self->width < WIDE;
  show_parts (self);

  return G_SOURCE_REMOVE;
}

static void
opt_plan_comparison_view_measure (GtkWidget *widget,
                                  GtkOrientation orientation,
                                  int for_size,
                                  int *minimum,
                                  int *natural,
                                  int *minimum_baseline,
                                  int *natural_baseline)
{
  OptPlanComparisonView *self = OPT_PLAN_COMPARISON_VIEW (widget);

  opt_plan_room_measure (self->box, self->narrow, orientation, for_size, minimum, natural);
}

/* Children can't come and go while they are being allocated. */
static void
opt_plan_comparison_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OptPlanComparisonView *self = OPT_PLAN_COMPARISON_VIEW (widget);

  if ((width != self->width || height != self->height) && self->layout_id == 0)
    self->layout_id = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, lay_out, self, NULL);
  self->width = width;
  self->height = height;
  opt_plan_room_allocate (self->box, width, height, baseline);
}

/* ---- What is selected ----------------------------------------------------------------------- */

static void
tell (OptPlanComparisonView *self, const OptPlanPair *pair)
{
  const char *text;

  if (pair->change != NULL)
    text = opt_plan_change_get_title (pair->change);
  else if (pair->nodes[0] == NULL || pair->nodes[1] == NULL)
    text = _ ("The other plan has no such node.");
  else
    text = _ ("Does the same in both plans.");
  gtk_label_set_label (self->told, text);
}

static void
select_other (OptPlanComparisonView *self, guint side)
{
  OptPlanNode *node = opt_plan_tree_get_selected (get_tree (self, side));
  const OptPlanPair *pair;

  if (self->selecting || node == NULL || self->comparison == NULL)
    return;

  pair = opt_plan_comparison_find_pair (self->comparison, side, node);
  tell (self, pair);
  self->selecting = TRUE;
  if (pair->nodes[!side] != NULL)
    opt_plan_tree_select (get_tree (self, !side), pair->nodes[!side]);
  self->selecting = FALSE;
}

static void
first_selected (OptPlanComparisonView *self)
{
  select_other (self, 0);
}

static void
second_selected (OptPlanComparisonView *self)
{
  select_other (self, 1);
}

/* The nodes that a change is about, in both plans. */
static void
go_to (OptPlanComparisonView *self, OptPlanChange *change)
{
  self->selecting = TRUE;
  for (guint side = 0; side < 2; side++)
    {
      if (opt_plan_change_get_n_nodes (change, side) > 0)
        opt_plan_tree_select (get_tree (self, side), opt_plan_change_get_node (change, side, 0));
    }
  self->selecting = FALSE;
  gtk_label_set_label (self->told, opt_plan_change_get_title (change));
}

static void
change_activated (OptPlanComparisonView *self, OptPlanChangeRow *row)
{
  OptPlanChange *change = opt_plan_change_row_get_change (row);
  guint side = opt_plan_change_get_n_nodes (change, 1) > 0 ? 1 : 0;

  gtk_toggle_button_set_active (side == 0 ? self->first_button : self->second_button, TRUE);
  go_to (self, change);
  opt_plan_tree_focus_selected (get_tree (self, side));
}

/* ---- The rest ------------------------------------------------------------------------------- */

static void
opt_plan_comparison_view_dispose (GObject *object)
{
  OptPlanComparisonView *self = OPT_PLAN_COMPARISON_VIEW (object);

  g_clear_handle_id (&self->layout_id, g_source_remove);
  if (self->first_tree != NULL)
    opt_plan_comparison_view_set (self, NULL, NULL, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PLAN_COMPARISON_VIEW);

  G_OBJECT_CLASS (opt_plan_comparison_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, box);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, verdict);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, caveat_box);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, caveat);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, switch_box);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, changes_button);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, first_button);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, second_button);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, changes_scroller);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, changes);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, rest);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, separator);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, sides);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, first_side);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, first_name);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, first_tree);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, second_side);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, second_name);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, second_tree);
  gtk_widget_class_bind_template_child (widget_class, OptPlanComparisonView, told);
}

static void
opt_plan_comparison_view_class_init (OptPlanComparisonViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_PLAN_TREE);

  G_OBJECT_CLASS (klass)->dispose = opt_plan_comparison_view_dispose;
  widget_class->measure = opt_plan_comparison_view_measure;
  widget_class->size_allocate = opt_plan_comparison_view_size_allocate;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-plan-comparison-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, show_parts);
  gtk_widget_class_bind_template_callback (widget_class, change_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "plan.close-comparison",
                                       NULL);
}

static void
opt_plan_comparison_view_init (OptPlanComparisonView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->first_tree, "notify::selected", G_CALLBACK (first_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->second_tree, "notify::selected", G_CALLBACK (second_selected),
                           self, G_CONNECT_SWAPPED);
}

/**
 * opt_plan_comparison_view_describe_total:
 * @document: a plan
 *
 * Returns: (transfer full): what it took, or its cost: "12 ms", "cost 142"
 */
char *
opt_plan_comparison_view_describe_total (OptPlanDocument *document)
{
  OptPlan *plan;
  g_autofree char *amount = NULL;

  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (document), NULL);

  plan = opt_plan_document_get_plan (document);
  if (opt_plan_has_times (plan))
    return opt_format_duration (opt_plan_get_total_ms (plan));
  amount = opt_format_number (opt_plan_get_total_cost (plan));

  return g_strdup_printf (_ ("cost %s"), amount);
}

/* "First: orders.json, 12 ms" */
static void
show_name (GtkLabel *label, const char *format_side, OptPlanDocument *document)
{
  const char *origin = opt_plan_document_get_origin (document);
  g_autofree char *total = opt_plan_comparison_view_describe_total (document);
  g_autofree char *line = opt_plan_shorten_line (origin != NULL ? origin : "", NAME_CHARS);
  g_autofree char *text = *line != '\0'
                              ? g_strdup_printf (_ ("%s: %s, %s"), format_side, total, line)
                              : g_strdup_printf (_ ("%s: %s"), format_side, total);

  gtk_label_set_label (label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), text);
}

static void
show_changes (OptPlanComparisonView *self)
{
  guint n = self->comparison != NULL ? opt_plan_comparison_get_n_changes (self->comparison) : 0;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->changes, 0)) != NULL)
    gtk_list_box_remove (self->changes, GTK_WIDGET (row));
  for (guint i = 0; i < MIN (n, ROWS_AT_MOST); i++)
    gtk_list_box_append (self->changes,
                         opt_plan_change_row_new (self->comparison,
                                                  opt_plan_comparison_get_change (self->comparison,
                                                                                  i)));

  gtk_widget_set_visible (GTK_WIDGET (self->rest), n > ROWS_AT_MOST);
  if (n > ROWS_AT_MOST)
    {
      g_autofree char *rest
          = g_strdup_printf (ngettext ("%u more change moved less.", "%u more changes moved less.",
                                       n - ROWS_AT_MOST),
                             n - ROWS_AT_MOST);

      gtk_label_set_label (self->rest, rest);
    }
}

/**
 * opt_plan_comparison_view_set:
 * @self: a view
 * @comparison: (nullable): two plans
 * @first: (nullable): the first of them
 * @second: (nullable): the second
 *
 * Shows what differs between them, or nothing.
 */
void
opt_plan_comparison_view_set (OptPlanComparisonView *self,
                              OptPlanComparison *comparison,
                              OptPlanDocument *first,
                              OptPlanDocument *second)
{
  const char *caveat;

  g_return_if_fail (OPT_IS_PLAN_COMPARISON_VIEW (self));
  g_return_if_fail (comparison == NULL || (first != NULL && second != NULL));

  if (comparison == NULL && self->comparison == NULL)
    return;

  /* The trees let go of the old plans, and only then these go. */
  self->selecting = TRUE;
  opt_plan_tree_set_compared (self->first_tree, first, comparison, 0);
  opt_plan_tree_set_compared (self->second_tree, second, comparison, 1);
  self->selecting = FALSE;
  g_set_object (&self->comparison, comparison);
  show_changes (self);
  gtk_label_set_label (self->told, "");
  gtk_toggle_button_set_active (self->changes_button, TRUE);
  show_parts (self);
  if (comparison == NULL)
    return;

  caveat = opt_plan_comparison_get_caveat (comparison);
  gtk_label_set_label (self->verdict, opt_plan_comparison_get_verdict (comparison));
  gtk_label_set_label (self->caveat, caveat != NULL ? caveat : "");
  gtk_widget_set_visible (self->caveat_box, caveat != NULL);
  show_name (self->first_name, _ ("First"), first);
  show_name (self->second_name, _ ("Second"), second);
  if (opt_plan_comparison_get_n_changes (comparison) == 0)
    gtk_toggle_button_set_active (self->second_button, TRUE);
  else
    go_to (self, opt_plan_comparison_get_change (comparison, 0));
}

/**
 * opt_plan_comparison_view_focus:
 * @self: a view
 *
 * Gives the keyboard to what changed, or where nothing did to the first thing there is.
 */
void
opt_plan_comparison_view_focus (OptPlanComparisonView *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (OPT_IS_PLAN_COMPARISON_VIEW (self));

  row = gtk_list_box_get_row_at_index (self->changes, 0);
  if (row == NULL || !gtk_widget_grab_focus (GTK_WIDGET (row)))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/**
 * opt_plan_comparison_view_get_comparison:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what it shows
 */
OptPlanComparison *
opt_plan_comparison_view_get_comparison (OptPlanComparisonView *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON_VIEW (self), NULL);

  return self->comparison;
}

/**
 * opt_plan_comparison_view_get_document:
 * @self: a view
 * @side: 0 for the first plan, 1 for the second
 *
 * Returns: (transfer none) (nullable): the plan
 */
OptPlanDocument *
opt_plan_comparison_view_get_document (OptPlanComparisonView *self, guint side)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON_VIEW (self) && side < 2, NULL);

  return opt_plan_tree_get_document (get_tree (self, side));
}

/**
 * opt_plan_comparison_view_get_tree:
 * @self: a view
 * @side: 0 for the first plan, 1 for the second
 *
 * Returns: (transfer none): its tree
 */
OptPlanTree *
opt_plan_comparison_view_get_tree (OptPlanComparisonView *self, guint side)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON_VIEW (self) && side < 2, NULL);

  return get_tree (self, side);
}
