/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-view-private.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (OptPlanView, opt_plan_view, GTK_TYPE_WIDGET)

static gboolean
show_details (gpointer data)
{
  OptPlanView *self = data;

  self->details_id = 0;
  opt_plan_node_view_show (self->node, self->document, opt_plan_tree_get_selected (self->tree));

  return G_SOURCE_REMOVE;
}

/* Whoever runs down the tree with the arrow keys does not wait for the details of each node. */
static void
selected_changed (OptPlanView *self)
{
  OptPlanNode *node = opt_plan_tree_get_selected (self->tree);

  opt_plan_icicle_select (opt_plan_icicle_view_get_icicle (self->icicle), node);
  opt_plan_graph_select (opt_plan_graph_view_get_graph (self->graph), node);
  opt_plan_statement_view_select (self->statement, node);
  if (self->details_id == 0)
    self->details_id = g_idle_add (show_details, self);
  /* Whoever reads the statement sees there what the node comes from. */
  if (!self->selecting && node != NULL
      && g_strcmp0 (gtk_stack_get_visible_child_name (self->panel_stack), "statement") != 0)
    gtk_stack_set_visible_child_name (self->panel_stack, "node");
}

/* One selection moves all. */
static void
follow_selected (OptPlanView *self, OptPlanNode *node)
{
  if (node != NULL && self->document != NULL && node != opt_plan_tree_get_selected (self->tree))
    opt_plan_tree_select (self->tree, node);
}

static void
box_selected (OptPlanView *self, GParamSpec *pspec, OptPlanIcicle *icicle)
{
  follow_selected (self, opt_plan_icicle_get_selected (icicle));
}

static void
place_selected (OptPlanView *self, GParamSpec *pspec, OptPlanGraph *graph)
{
  follow_selected (self, opt_plan_graph_get_selected (graph));
}

/* The picture of the plan that is shown; NULL where something else is. */
static GtkWidget *
get_picture (OptPlanView *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->content);

  if (g_strcmp0 (name, "icicle") == 0)
    return GTK_WIDGET (opt_plan_icicle_view_get_icicle (self->icicle));
  /* Of a large plan there is no graph. */
  if (g_strcmp0 (name, "graph") == 0
      && opt_plan_graph_get_selected (opt_plan_graph_view_get_graph (self->graph)) != NULL)
    return GTK_WIDGET (opt_plan_graph_view_get_graph (self->graph));

  return NULL;
}

/*
 * opt_plan_view_show_node:
 *
 * Shows the details of the node that is selected.
 */
void
opt_plan_view_show_node (OptPlanView *self)
{
  gtk_stack_set_visible_child_name (self->panel_stack, "node");
  adw_flap_set_reveal_flap (self->flap, TRUE);
}

/*
 * opt_plan_view_select:
 *
 * Selects a node in the tree without that the panel turns to it. Where nothing shows nodes that
 * can be selected, the tree comes.
 */
void
opt_plan_view_select (OptPlanView *self, OptPlanNode *node)
{
  self->selecting = TRUE;
  if (get_picture (self) == NULL)
    gtk_stack_set_visible_child_name (self->content, "tree");
  opt_plan_tree_select (self->tree, node);
  self->selecting = FALSE;
}

/*
 * opt_plan_view_focus_selected:
 *
 * Goes to the node that is selected, in whatever shows it.
 */
void
opt_plan_view_focus_selected (OptPlanView *self)
{
  GtkWidget *picture = get_picture (self);

  if (picture != NULL)
    gtk_widget_grab_focus (picture);
  else
    opt_plan_tree_focus_selected (self->tree);
}

static void
node_activated (OptPlanView *self, OptPlanNode *node)
{
  opt_plan_view_select (self, node);
  opt_plan_view_focus_selected (self);
}

static void
part_activated (OptPlanView *self, OptPlanNode *node)
{
  opt_plan_view_select (self, node);
}

static void
finding_activated (OptPlanView *self, OptFinding *finding)
{
  if (opt_finding_get_node (finding) == NULL)
    return;

  opt_plan_view_select (self, opt_finding_get_node (finding));
  /* The panel covers the node. */
  if (self->narrow)
    adw_flap_set_reveal_flap (self->flap, FALSE);
  opt_plan_view_focus_selected (self);
}

static void
opt_plan_view_dispose (GObject *object)
{
  OptPlanView *self = OPT_PLAN_VIEW (object);

  g_clear_handle_id (&self->layout_id, g_source_remove);
  g_clear_handle_id (&self->details_id, g_source_remove);
  if (self->tree != NULL)
    opt_plan_view_set_document (self, NULL);
  g_clear_handle_id (&self->details_id, g_source_remove);
  g_clear_pointer (&self->hits, g_array_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PLAN_VIEW);

  G_OBJECT_CLASS (opt_plan_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, box);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, head);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, summary);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, buttons);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, run_button);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, run_label);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, content_choice);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, content_switcher);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, search_button);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, panel_label);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, search_bar);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, search_count);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, flap);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, content);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, tree);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, icicle);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, graph);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, statistics);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, text);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, panel);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, panel_stack);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, findings_page);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, close_button);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, findings);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, node);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, statement);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, earlier_menu);
  gtk_widget_class_bind_template_child (widget_class, OptPlanView, kept_menu);
}

static void
opt_plan_view_class_init (OptPlanViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_PLAN_SUMMARY);
  g_type_ensure (OPT_TYPE_PLAN_TREE);
  g_type_ensure (OPT_TYPE_PLAN_ICICLE_VIEW);
  g_type_ensure (OPT_TYPE_PLAN_GRAPH_VIEW);
  g_type_ensure (OPT_TYPE_PLAN_STATISTICS_VIEW);
  g_type_ensure (OPT_TYPE_PLAN_TEXT_VIEW);
  g_type_ensure (OPT_TYPE_FINDING_LIST);
  g_type_ensure (OPT_TYPE_PLAN_NODE_VIEW);
  g_type_ensure (OPT_TYPE_PLAN_STATEMENT_VIEW);

  G_OBJECT_CLASS (klass)->dispose = opt_plan_view_dispose;
  opt_plan_view_install_layout (widget_class);
  opt_plan_view_install_actions (widget_class);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-plan-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, node_activated);
  gtk_widget_class_bind_template_callback (widget_class, finding_activated);
  gtk_widget_class_bind_template_callback (widget_class, part_activated);
  gtk_widget_class_bind_template_callback (widget_class, selected_changed);
  gtk_widget_class_bind_template_callback_full (widget_class, "show_node",
                                                G_CALLBACK (opt_plan_view_show_node));
  opt_plan_view_search_bind (widget_class);
}

static void
opt_plan_view_init (OptPlanView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  g_signal_connect_object (self->flap, "notify::reveal-flap",
                           G_CALLBACK (opt_plan_view_panel_revealed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (opt_plan_icicle_view_get_icicle (self->icicle), "notify::selected",
                           G_CALLBACK (box_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (opt_plan_graph_view_get_graph (self->graph), "notify::selected",
                           G_CALLBACK (place_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (opt_plan_graph_view_get_graph (self->graph), "activated",
                           G_CALLBACK (opt_plan_view_show_node), self, G_CONNECT_SWAPPED);
  opt_plan_view_panel_revealed (self);
  opt_plan_view_bind_choice (self);
  opt_plan_view_update_actions (self);
}

/**
 * opt_plan_view_get_document:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what it shows
 */
OptPlanDocument *
opt_plan_view_get_document (OptPlanView *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_VIEW (self), NULL);

  return self->document;
}

static void
show_count (OptPlanView *self, guint n)
{
  g_autofree char *title
      = n > 0 ? g_strdup_printf (_ ("Findings (%u)"), n) : g_strdup (_ ("Findings"));

  gtk_stack_page_set_title (self->findings_page, title);
  gtk_label_set_label (self->panel_label, title);
}

/**
 * opt_plan_view_set_document:
 * @self: a view
 * @document: (nullable): what to show; without one it is a frame with dashes
 */
void
opt_plan_view_set_document (OptPlanView *self, OptPlanDocument *document)
{
  OptPlan *plan = document != NULL ? opt_plan_document_get_plan (document) : NULL;
  gboolean of_server
      = !self->of_trial && document != NULL && opt_plan_document_is_of_server (document);
  OptPlanNode *first = NULL;

  g_return_if_fail (OPT_IS_PLAN_VIEW (self));

  /* The parts let go of the old plan, and only then it goes. */
  opt_plan_view_search_forget (self);
  self->selecting = TRUE;
  opt_plan_summary_set_document (self->summary, document);
  opt_plan_tree_set_document (self->tree, document);
  opt_plan_text_view_set_text (self->text,
                               document != NULL ? opt_plan_document_get_text (document) : NULL);
  opt_plan_icicle_view_set_document (self->icicle, document);
  opt_plan_graph_view_set_document (self->graph, document);
  opt_plan_statistics_view_set_document (self->statistics, document);
  opt_finding_list_set_document (self->findings, document, of_server);
  opt_plan_statement_view_set_document (self->statement, document);
  opt_plan_node_view_show (self->node, NULL, NULL);
  self->selecting = FALSE;
  g_set_object (&self->document, document);
  opt_plan_view_update_actions (self);

  show_count (self, plan != NULL ? opt_plan_get_n_findings (plan) : 0);
  gtk_widget_set_visible (self->run_button, of_server);
  if (plan == NULL)
    return;

  gtk_stack_set_visible_child_name (self->panel_stack, "findings");
  first = opt_plan_has_times (plan) ? opt_plan_get_slowest (plan) : opt_plan_get_costliest (plan);
  if (first != NULL)
    opt_plan_view_select (self, first);
}

/**
 * opt_plan_view_set_of_trial:
 * @self: a view
 * @of_trial: whether its plans come of a trial, and so were run on a copy already
 */
void
opt_plan_view_set_of_trial (OptPlanView *self, gboolean of_trial)
{
  g_return_if_fail (OPT_IS_PLAN_VIEW (self));

  self->of_trial = of_trial;
}

/**
 * opt_plan_view_get_tree:
 * @self: a view
 *
 * Returns: (transfer none): the tree in it
 */
OptPlanTree *
opt_plan_view_get_tree (OptPlanView *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_VIEW (self), NULL);

  return self->tree;
}

/**
 * opt_plan_view_get_earlier_menu:
 * @self: a view
 *
 * Returns: (transfer none): the section of its menu for plans to compare with, which who has them
 *   fills
 */
GMenu *
opt_plan_view_get_earlier_menu (OptPlanView *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_VIEW (self), NULL);

  return self->earlier_menu;
}

/**
 * opt_plan_view_get_kept_menu:
 * @self: a view
 *
 * Returns: (transfer none): likewise, for plans that the statement had
 */
GMenu *
opt_plan_view_get_kept_menu (OptPlanView *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_VIEW (self), NULL);

  return self->kept_menu;
}

/**
 * opt_plan_view_find:
 * @self: a view
 *
 * Returns: whether there is something to search, and it is ready to be typed into
 */
gboolean
opt_plan_view_find (OptPlanView *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_VIEW (self), FALSE);

  if (self->document == NULL)
    return FALSE;

  opt_plan_view_search_begin (self);

  return TRUE;
}
