/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-tree-private.h"

#include <glib/gi18n.h>

enum
{
  PROP_SELECTED = 1,
  N_PROPS
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptPlanTree, opt_plan_tree, ADW_TYPE_BIN)

static GListModel *
create_children (gpointer item, gpointer data)
{
  OptPlanNode *node = item;

  return opt_plan_node_get_n_children (node) > 0 ? G_LIST_MODEL (g_object_ref (node)) : NULL;
}

/* One change of the whole model, rather than one for each of ten thousand rows. */
static void
make_model (OptPlanTree *self, gboolean expanded)
{
  g_autoptr (GListStore) roots = g_list_store_new (OPT_TYPE_PLAN_NODE);
  OptPlan *plan = self->document != NULL ? opt_plan_document_get_plan (self->document) : NULL;

  for (guint i = 0; plan != NULL && i < opt_plan_get_n_plans (plan); i++)
    g_list_store_append (roots, opt_plan_get_root (plan, i));

  g_clear_object (&self->model);
  self->model = gtk_tree_list_model_new (G_LIST_MODEL (g_steal_pointer (&roots)), FALSE, expanded,
                                         create_children, NULL, NULL);
}

/* Rows go from the end, a few at a time: scrolled down to there, two hundred would be lost at once,
 * and as many made at the top. */
static void
show_model (OptPlanTree *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  opt_plan_fill_show (&self->fill, G_LIST_MODEL (self->model));
}

static void
notify_selected (OptPlanTree *self)
{
  if (g_set_object (&self->notified, opt_plan_tree_get_selected (self)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
selection_changed (OptPlanTree *self)
{
  /* While rows come and go, the selection says nothing of the user. */
  if (self->wanted == NULL && opt_plan_fill_is_filled (&self->fill))
    notify_selected (self);
}

static void
row_activated (OptPlanTree *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static gboolean
fit (gpointer data)
{
  OptPlanTree *self = data;

  self->fit_id = 0;
  opt_plan_tree_fit_columns (self);

  return G_SOURCE_REMOVE;
}

/* Columns can't come and go while the table is being allocated. */
static void
width_changed (OptPlanTree *self)
{
  if (self->fit_id == 0)
    self->fit_id = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, fit, self, NULL);
}

static void
begin (gpointer data)
{
  opt_plan_tree_fit_columns (data);
}

static void filled (gpointer data);

static void
opt_plan_tree_dispose (GObject *object)
{
  OptPlanTree *self = OPT_PLAN_TREE (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  if (self->menu != NULL && gtk_widget_get_parent (GTK_WIDGET (self->menu)) != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->menu));
  if (self->selection != NULL)
    gtk_single_selection_set_model (self->selection, NULL);
  opt_plan_fill_clear (&self->fill);
  g_clear_object (&self->model);
  g_clear_object (&self->wanted);
  g_clear_object (&self->notified);
  g_clear_object (&self->comparison);
  g_clear_object (&self->document);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PLAN_TREE);

  G_OBJECT_CLASS (opt_plan_tree_parent_class)->dispose (object);
}

static void
opt_plan_tree_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, opt_plan_tree_get_selected (OPT_PLAN_TREE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_plan_tree_class_init (OptPlanTreeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_plan_tree_dispose;
  object_class->get_property = opt_plan_tree_get_property;

  /**
   * OptPlanTree:selected:
   *
   * The node that is selected, or %NULL.
   */
  properties[PROP_SELECTED]
      = g_param_spec_object ("selected", NULL, NULL, OPT_TYPE_PLAN_NODE,
                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * OptPlanTree::activated:
   * @self: the tree
   *
   * The user wants to know more of the selected node.
   */
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", OPT_TYPE_PLAN_TREE, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-plan-tree.ui");
  gtk_widget_class_bind_template_child (widget_class, OptPlanTree, scroller);
  gtk_widget_class_bind_template_child (widget_class, OptPlanTree, view);
  gtk_widget_class_bind_template_child (widget_class, OptPlanTree, selection);
  gtk_widget_class_bind_template_child (widget_class, OptPlanTree, menu);
  opt_plan_tree_install_actions (widget_class);
}

static void
opt_plan_tree_init (OptPlanTree *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  opt_plan_tree_add_columns (self);
  opt_plan_tree_add_controllers (self);
  opt_plan_fill_init (&self->fill, self, begin, filled);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->fill.slice));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selection_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (row_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller),
                           "notify::page-size", G_CALLBACK (width_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * opt_plan_tree_new:
 *
 * Returns: (transfer floating): a tree without a plan
 */
GtkWidget *
opt_plan_tree_new (void)
{
  return g_object_new (OPT_TYPE_PLAN_TREE, NULL);
}

/**
 * opt_plan_tree_get_document:
 * @self: a tree
 *
 * Returns: (transfer none) (nullable): the plan that it shows
 */
OptPlanDocument *
opt_plan_tree_get_document (OptPlanTree *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_TREE (self), NULL);

  return self->document;
}

/**
 * opt_plan_tree_set_document:
 * @self: a tree
 * @document: (nullable): the plan to show, all of it expanded
 */
void
opt_plan_tree_set_document (OptPlanTree *self, OptPlanDocument *document)
{
  g_return_if_fail (OPT_IS_PLAN_TREE (self));

  if (!g_set_object (&self->document, document))
    return;

  g_clear_object (&self->wanted);
  make_model (self, TRUE);
  show_model (self);
  notify_selected (self);
}

/**
 * opt_plan_tree_set_compared:
 * @self: a tree
 * @document: (nullable): the plan to show
 * @comparison: (nullable): with another one
 * @side: which of the two this is: 0 the first, 1 the second
 *
 * Shows a plan and marks what differs from the other one, in place of what was found in it.
 */
void
opt_plan_tree_set_compared (OptPlanTree *self,
                            OptPlanDocument *document,
                            OptPlanComparison *comparison,
                            guint side)
{
  g_return_if_fail (OPT_IS_PLAN_TREE (self));

  /* What is shown is made anew even where only the other one changed. */
  opt_plan_tree_set_document (self, NULL);
  g_set_object (&self->comparison, comparison);
  self->side = side;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  side == 0 ? _ ("Nodes of the first plan")
                                            : _ ("Nodes of the second plan"),
                                  -1);
  opt_plan_tree_set_document (self, document);
}

/**
 * opt_plan_tree_get_selected:
 * @self: a tree
 *
 * Returns: (transfer none) (nullable): the node that is selected
 */
OptPlanNode *
opt_plan_tree_get_selected (OptPlanTree *self)
{
  GtkTreeListRow *row;
  g_autoptr (OptPlanNode) node = NULL;

  g_return_val_if_fail (OPT_IS_PLAN_TREE (self), NULL);

  if (self->wanted != NULL || !opt_plan_fill_is_filled (&self->fill))
    return self->wanted;

  row = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
  if (row != NULL)
    node = gtk_tree_list_row_get_item (row);

  /* The plan holds it, too. */
  return node;
}

/* The row of a node, with all above it expanded. */
static GtkTreeListRow *
find_row (OptPlanTree *self, OptPlanNode *node)
{
  OptPlanNode *parent = opt_plan_node_get_parent (node);
  g_autoptr (GtkTreeListRow) above = NULL;

  if (parent == NULL)
    {
      OptPlan *plan = opt_plan_document_get_plan (self->document);

      for (guint i = 0; i < opt_plan_get_n_plans (plan); i++)
        {
          if (opt_plan_get_root (plan, i) == node)
            return gtk_tree_list_model_get_child_row (self->model, i);
        }
      return NULL;
    }

  above = find_row (self, parent);
  if (above == NULL)
    return NULL;
  gtk_tree_list_row_set_expanded (above, TRUE);
  for (guint i = 0; i < opt_plan_node_get_n_children (parent); i++)
    {
      if (opt_plan_node_get_child (parent, i) == node)
        return gtk_tree_list_row_get_child_row (above, i);
    }

  return NULL;
}

static GtkWidget *
get_list (OptPlanTree *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view));

  while (child != NULL && !GTK_IS_LIST_VIEW (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

static void
select_row (OptPlanTree *self, guint position)
{
  GtkWidget *list = get_list (self);

  gtk_single_selection_set_selected (self->selection, position);
  if (list != NULL)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
}

/* The table has all rows now: what was asked for in the meantime is done. */
static void
filled (gpointer data)
{
  OptPlanTree *self = data;
  g_autoptr (OptPlanNode) wanted = g_steal_pointer (&self->wanted);
  gboolean wants_focus = self->wants_focus;

  self->wants_focus = FALSE;
  if (wanted != NULL)
    opt_plan_tree_select (self, wanted);
  if (wants_focus)
    opt_plan_tree_focus_selected (self);
}

/**
 * opt_plan_tree_select:
 * @self: a tree
 * @node: a node of its plan
 *
 * Selects it, and brings it into view.
 */
void
opt_plan_tree_select (OptPlanTree *self, OptPlanNode *node)
{
  g_autoptr (GtkTreeListRow) row = NULL;

  g_return_if_fail (OPT_IS_PLAN_TREE (self) && OPT_IS_PLAN_NODE (node));
  g_return_if_fail (self->document != NULL);

  row = find_row (self, node);
  if (row == NULL)
    return;

  if (opt_plan_fill_is_filled (&self->fill))
    {
      select_row (self, gtk_tree_list_row_get_position (row));
      return;
    }

  g_set_object (&self->wanted, node);
  notify_selected (self);
  /* It is seen at once where that is possible, and once more when all rows are there. */
  if (opt_plan_fill_has_row (&self->fill, gtk_tree_list_row_get_position (row)))
    select_row (self, gtk_tree_list_row_get_position (row));
}

/* The list would give the keyboard to the row that had it last. */
static gboolean
focus_selected_row (GtkWidget *list)
{
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      if ((gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) != 0)
        return gtk_widget_grab_focus (row);
    }

  return FALSE;
}

/**
 * opt_plan_tree_focus_selected:
 * @self: a tree
 *
 * Gives the keyboard to the node that was selected last.
 */
void
opt_plan_tree_focus_selected (OptPlanTree *self)
{
  GtkWidget *list;

  g_return_if_fail (OPT_IS_PLAN_TREE (self));

  list = get_list (self);
  if (!opt_plan_fill_is_filled (&self->fill))
    self->wants_focus = TRUE;
  else if (list != NULL && !focus_selected_row (list))
    gtk_widget_grab_focus (list);
}

static void
remake_model (OptPlanTree *self, gboolean expanded)
{
  g_autoptr (OptPlanNode) selected = NULL;

  if (self->document == NULL)
    return;

  g_set_object (&selected, opt_plan_tree_get_selected (self));
  make_model (self, expanded);
  show_model (self);
  /* What was selected may be out of sight: then the top node stands for it. */
  while (selected != NULL && !expanded && opt_plan_node_get_parent (selected) != NULL)
    g_set_object (&selected, opt_plan_node_get_parent (selected));
  if (selected != NULL)
    opt_plan_tree_select (self, selected);
}

/**
 * opt_plan_tree_expand_all:
 * @self: a tree
 */
void
opt_plan_tree_expand_all (OptPlanTree *self)
{
  g_return_if_fail (OPT_IS_PLAN_TREE (self));

  remake_model (self, TRUE);
}

/**
 * opt_plan_tree_collapse_all:
 * @self: a tree
 */
void
opt_plan_tree_collapse_all (OptPlanTree *self)
{
  g_return_if_fail (OPT_IS_PLAN_TREE (self));

  remake_model (self, FALSE);
}

/**
 * opt_plan_tree_get_rows:
 * @self: a tree
 *
 * Returns: (transfer none) (nullable): the rows that are not folded away, of #GtkTreeListRow
 */
GListModel *
opt_plan_tree_get_rows (OptPlanTree *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_TREE (self), NULL);

  return G_LIST_MODEL (self->model);
}

/**
 * opt_plan_tree_is_filled:
 * @self: a tree
 *
 * Returns: whether the table shows all that it was told to show
 */
gboolean
opt_plan_tree_is_filled (OptPlanTree *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_TREE (self), FALSE);

  return opt_plan_fill_is_filled (&self->fill);
}
