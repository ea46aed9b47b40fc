/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-tree-private.h"

#include "opt-plan-heading.h"
#include "opt-plan-node-cell.h"
#include "opt-plan-rows.h"
#include "opt-plan-share-cell.h"

/* The telling ones first: who gets the room that there is. */
static const OptPlanColumn by_weight[] = {
  OPT_PLAN_COLUMN_OWN,       OPT_PLAN_COLUMN_ROWS,        OPT_PLAN_COLUMN_FACTOR,
  OPT_PLAN_COLUMN_INCLUSIVE, OPT_PLAN_COLUMN_SPILL,       OPT_PLAN_COLUMN_ESTIMATE,
  OPT_PLAN_COLUMN_LOOPS,     OPT_PLAN_COLUMN_OWN_BUFFERS, OPT_PLAN_COLUMN_OWN_IO,
  OPT_PLAN_COLUMN_BUFFERS,   OPT_PLAN_COLUMN_OWN_WAL,     OPT_PLAN_COLUMN_COST,
};

static int
get_column_width (OptPlanTree *self, OptPlanColumn column)
{
  return opt_plan_heading_get_width (GTK_WIDGET (self), opt_plan_column_get_chars (column));
}

static void
dress_headings (OptPlanTree *self)
{
  OptPlan *plan = opt_plan_document_get_plan (self->document);
  GtkWidget *heading = opt_plan_heading_get_first (self->view);

  for (OptPlanColumn column = 0; column < OPT_PLAN_N_COLUMNS && heading != NULL;
       column++, heading = gtk_widget_get_next_sibling (heading))
    opt_plan_heading_dress (heading, opt_plan_column_get_explanation (column, plan),
                            column != OPT_PLAN_COLUMN_NODE);
}

/* GTK 4.8 reserves a fixed width for columns that it does not show, too. */
static void
show_column (OptPlanTree *self, OptPlanColumn column, gboolean visible, int width)
{
  gtk_column_view_column_set_visible (self->columns[column], visible);
  gtk_column_view_column_set_fixed_width (self->columns[column], visible ? width : -1);
}

/*
 * opt_plan_tree_fit_columns:
 *
 * Shows what the plan tells and what there is room for.
 */
void
opt_plan_tree_fit_columns (OptPlanTree *self)
{
  int room
      = (int) gtk_adjustment_get_page_size (gtk_scrolled_window_get_hadjustment (self->scroller));

  if (self->document == NULL)
    return;

  for (OptPlanColumn column = 0; column < OPT_PLAN_N_COLUMNS; column++)
    gtk_column_view_column_set_title (self->columns[column],
                                      opt_plan_column_get_title (column,
                                                                 opt_plan_document_get_plan (
                                                                     self->document)));

  room -= get_column_width (self, OPT_PLAN_COLUMN_NODE);
  for (gsize i = 0; i < G_N_ELEMENTS (by_weight); i++)
    {
      OptPlanColumn column = by_weight[i];
      gboolean told = opt_plan_column_is_told (column, self->document);
      int width = get_column_width (self, column);

      /* Those of less weight don't slip in where a weightier one has no room. */
      if (told)
        room -= width;
      show_column (self, column, told && (room >= 0 || column == OPT_PLAN_COLUMN_OWN), width);
    }
  dress_headings (self);
}

static void
set_dim (GtkWidget *widget, gboolean dim)
{
  if (dim)
    gtk_widget_add_css_class (widget, "dim-label");
  else
    gtk_widget_remove_css_class (widget, "dim-label");
}

/* What the core found to be wrong, and not what merely looks so. */
static gboolean
is_warning (OptPlanTreeColumn *told, OptPlanNode *node)
{
  OptPlanDocument *document = told->tree->document;

  if (told->column == OPT_PLAN_COLUMN_FACTOR)
    return opt_plan_document_has_finding_on (document, node, OPT_FINDING_THEME_ESTIMATE);

  return told->column == OPT_PLAN_COLUMN_SPILL
         && opt_plan_document_has_finding_on (document, node, OPT_FINDING_THEME_MEMORY);
}

static void
setup_cell (OptPlanTreeColumn *told, GtkListItem *item)
{
  GtkWidget *cell;

  if (told->column == OPT_PLAN_COLUMN_NODE)
    cell = opt_plan_node_cell_new ();
  else if (told->column == OPT_PLAN_COLUMN_OWN)
    cell = opt_plan_share_cell_new ();
  else
    {
      cell = gtk_inscription_new (NULL);
      gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), 1);
      gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 1);
      gtk_widget_set_hexpand (cell, TRUE);
      gtk_widget_add_css_class (cell, "numeric");
    }
  gtk_widget_set_name (cell, opt_plan_column_get_nick (told->column));
  gtk_list_item_set_child (item, cell);
}

static void
bind_cell (OptPlanTreeColumn *told, GtkListItem *item)
{
  GtkWidget *cell = gtk_list_item_get_child (item);
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (OptPlanNode) node = gtk_tree_list_row_get_item (row);
  g_autofree char *text = NULL;
  OptPlan *plan;

  /* The plan has gone, and its rows are about to. */
  if (told->tree->document == NULL)
    return;

  plan = opt_plan_document_get_plan (told->tree->document);
  set_dim (cell,
           opt_plan_node_is_never_executed (node)
               || (told->column == OPT_PLAN_COLUMN_FACTOR && opt_plan_node_may_stop_early (node)));
  if (told->column == OPT_PLAN_COLUMN_NODE)
    {
      opt_plan_node_cell_set_row (OPT_PLAN_NODE_CELL (cell), row, told->tree->document);
      if (told->tree->comparison != NULL)
        opt_plan_node_cell_compare (OPT_PLAN_NODE_CELL (cell),
                                    opt_plan_comparison_find_pair (told->tree->comparison,
                                                                   told->tree->side, node));
      return;
    }

  text = opt_plan_column_to_cell (told->column, told->tree->document, node);
  if (told->column == OPT_PLAN_COLUMN_OWN)
    {
      g_autofree char *share = opt_plan_column_share_to_text (plan, node);

      opt_plan_share_cell_set (OPT_PLAN_SHARE_CELL (cell), text, share,
                               opt_plan_get_own_share (plan, node));
      return;
    }
  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  if (told->column == OPT_PLAN_COLUMN_ROWS || told->column == OPT_PLAN_COLUMN_ESTIMATE
      || told->column == OPT_PLAN_COLUMN_LOOPS)
    {
      g_autofree char *rows = opt_plan_node_describe_rows (node);

      gtk_widget_set_tooltip_text (cell, rows);
    }
  if (is_warning (told, node))
    gtk_widget_add_css_class (cell, "warning");
  else
    gtk_widget_remove_css_class (cell, "warning");
}

static void
unbind_cell (OptPlanTreeColumn *told, GtkListItem *item)
{
  GtkWidget *cell = gtk_list_item_get_child (item);

  if (OPT_IS_PLAN_NODE_CELL (cell))
    opt_plan_node_cell_set_row (OPT_PLAN_NODE_CELL (cell), NULL, NULL);
}

/*
 * opt_plan_tree_add_columns:
 *
 * Adds all columns there are, in their order.
 */
void
opt_plan_tree_add_columns (OptPlanTree *self)
{
  for (OptPlanColumn column = 0; column < OPT_PLAN_N_COLUMNS; column++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      OptPlanTreeColumn *told = &self->told[column];

      told->tree = self;
      told->column = column;
      g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_cell), told);
      g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_cell), told);
      g_signal_connect_swapped (factory, "unbind", G_CALLBACK (unbind_cell), told);

      self->columns[column] = gtk_column_view_column_new (NULL, factory);
      gtk_column_view_column_set_resizable (self->columns[column], TRUE);
      gtk_column_view_column_set_expand (self->columns[column], column == OPT_PLAN_COLUMN_NODE);
      /* The others come with a plan that has something to put into them. */
      gtk_column_view_column_set_visible (self->columns[column], column == OPT_PLAN_COLUMN_NODE);
      gtk_column_view_append_column (self->view, self->columns[column]);
      g_object_unref (self->columns[column]);
    }
}
