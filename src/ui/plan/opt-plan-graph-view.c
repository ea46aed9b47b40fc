/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-graph-view.h"

#include <glib/gi18n.h>

#define MARGIN 12
#define CAPTION_LINES 2

struct _OptPlanGraphView
{
  AdwBin parent_instance;

  /* Borrowed: the bin has them */
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkLabel *caption;
  OptPlanGraph *graph;
  AdwStatusPage *too_large;

  /* Where the scrolled window was when it was taken hold of */
  double from_across;
  double from_down;
};

G_DEFINE_FINAL_TYPE (OptPlanGraphView, opt_plan_graph_view, ADW_TYPE_BIN)

static void
opt_plan_graph_view_class_init (OptPlanGraphViewClass *klass)
{
}

static void
drag_begin (OptPlanGraphView *self)
{
  self->from_across
      = gtk_adjustment_get_value (gtk_scrolled_window_get_hadjustment (self->scroller));
  self->from_down = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->scroller));
}

static void
drag_update (OptPlanGraphView *self, double dx, double dy)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_hadjustment (self->scroller),
                            self->from_across - dx);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller),
                            self->from_down - dy);
}

/* Whoever has a touch screen scrolls with a finger already. */
static void
add_drag (OptPlanGraphView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_exclusive (GTK_GESTURE_SINGLE (drag), FALSE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_BUBBLE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), GTK_EVENT_CONTROLLER (drag));
}

static void
zoom_out (OptPlanGraphView *self)
{
  opt_plan_graph_zoom (self->graph, -1);
}

static void
zoom_in (OptPlanGraphView *self)
{
  opt_plan_graph_zoom (self->graph, 1);
}

static void
fit (OptPlanGraphView *self)
{
  opt_plan_graph_fit (self->graph);
}

static void
add_button (OptPlanGraphView *self,
            GtkWidget *box,
            const char *icon,
            const char *name,
            GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
}

static GtkWidget *
make_bar (OptPlanGraphView *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, MARGIN / 2);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->caption = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->caption, PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (self->caption, TRUE);
  gtk_label_set_lines (self->caption, CAPTION_LINES);
  gtk_label_set_xalign (self->caption, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->caption), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "caption");
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->caption));
  add_button (self, buttons, "zoom-out-symbolic", _ ("Smaller"), G_CALLBACK (zoom_out));
  add_button (self, buttons, "zoom-in-symbolic", _ ("Larger"), G_CALLBACK (zoom_in));
  add_button (self, buttons, "zoom-fit-best-symbolic", _ ("Fit into view"), G_CALLBACK (fit));
  gtk_box_append (GTK_BOX (bar), buttons);
  gtk_widget_set_margin_start (bar, MARGIN);
  gtk_widget_set_margin_end (bar, MARGIN);
  gtk_widget_set_margin_bottom (bar, MARGIN / 2);

  return bar;
}

static GtkWidget *
make_too_large (OptPlanGraphView *self)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Show the _Icicle"));

  self->too_large = ADW_STATUS_PAGE (page);
  adw_status_page_set_title (self->too_large, _ ("Too Large for a Graph"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "view.show");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", "icicle");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  adw_status_page_set_child (self->too_large, button);
  gtk_widget_add_css_class (page, "compact");

  return page;
}

static void
opt_plan_graph_view_init (OptPlanGraphView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *graph = opt_plan_graph_new ();

  self->graph = OPT_PLAN_GRAPH (graph);
  self->scroller = GTK_SCROLLED_WINDOW (scroller);
  gtk_widget_set_halign (graph, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (graph, GTK_ALIGN_START);
  gtk_scrolled_window_set_child (self->scroller, graph);
  gtk_widget_set_vexpand (scroller, TRUE);
  add_drag (self);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_stack_add_named (self->stack, box, "graph");
  gtk_stack_add_named (self->stack, make_too_large (self), "too-large");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

static void
show_caption (OptPlanGraphView *self, OptPlan *plan)
{
  const char *caption
      = plan == NULL || opt_plan_has_rows (plan)
            ? _ (
                "Rows: expected → given, per loop × loops. The more rows in all, the wider the line.")
            : _ ("Rows: expected per loop. The more rows are expected, the wider the line.");

  gtk_label_set_label (self->caption, caption);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->caption), caption);
}

/**
 * opt_plan_graph_view_set_document:
 * @self: a view
 * @document: (nullable): the plan to show
 */
void
opt_plan_graph_view_set_document (OptPlanGraphView *self, OptPlanDocument *document)
{
  OptPlan *plan = document != NULL ? opt_plan_document_get_plan (document) : NULL;
  guint n = plan != NULL ? opt_plan_get_n_nodes (plan) : 0;
  gboolean too_large = n > OPT_PLAN_GRAPH_NODES_AT_MOST;
  g_autofree char *why = NULL;

  g_return_if_fail (OPT_IS_PLAN_GRAPH_VIEW (self));

  opt_plan_graph_set_document (self->graph, too_large ? NULL : document);
  gtk_stack_set_visible_child_name (self->stack, too_large ? "too-large" : "graph");
  show_caption (self, plan);
  if (!too_large)
    return;

  why = g_strdup_printf (
      ngettext ("The plan has %u node; of more than %u nothing could be read in "
                "a graph. The icicle shows any number.",
                "The plan has %u nodes; of more than %u nothing could be read in "
                "a graph. The icicle shows any number.",
                n),
      n, OPT_PLAN_GRAPH_NODES_AT_MOST);
  adw_status_page_set_description (self->too_large, why);
}

/**
 * opt_plan_graph_view_get_graph:
 * @self: a view
 *
 * Returns: (transfer none): the graph in it
 */
OptPlanGraph *
opt_plan_graph_view_get_graph (OptPlanGraphView *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_GRAPH_VIEW (self), NULL);

  return self->graph;
}
