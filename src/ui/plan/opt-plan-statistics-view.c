/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-statistics-view.h"

#include <glib/gi18n.h>

#include "opt-plan-totals.h"

#define MARGIN 12

enum
{
  SIGNAL_NODE_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptPlanStatisticsView
{
  AdwBin parent_instance;

  /* Borrowed: the bin has them */
  GtkStack *stack;
  OptPlanTotals *totals[OPT_PLAN_N_GROUPINGS];
};

G_DEFINE_FINAL_TYPE (OptPlanStatisticsView, opt_plan_statistics_view, ADW_TYPE_BIN)

static void
node_activated (OptPlanStatisticsView *self, OptPlanNode *node)
{
  g_signal_emit (self, signals[SIGNAL_NODE_ACTIVATED], 0, node);
}

static void
opt_plan_statistics_view_class_init (OptPlanStatisticsViewClass *klass)
{
  /**
   * OptPlanStatisticsView::node-activated:
   * @self: the view
   * @node: a node
   *
   * The user wants to see a node.
   */
  signals[SIGNAL_NODE_ACTIVATED]
      = g_signal_new ("node-activated", OPT_TYPE_PLAN_STATISTICS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 1, OPT_TYPE_PLAN_NODE);
}

static void
opt_plan_statistics_view_init (OptPlanStatisticsView *self)
{
  static const char *const titles[OPT_PLAN_N_GROUPINGS]
      = { N_ ("By Node Type"), N_ ("By Table"), N_ ("By Index") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *switcher = gtk_stack_switcher_new ();
  GtkWidget *stack = gtk_stack_new ();

  self->stack = GTK_STACK (stack);
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  for (OptPlanGrouping grouping = 0; grouping < OPT_PLAN_N_GROUPINGS; grouping++)
    {
      GtkWidget *totals = opt_plan_totals_new (grouping);

      self->totals[grouping] = OPT_PLAN_TOTALS (totals);
      g_signal_connect_object (totals, "node-activated", G_CALLBACK (node_activated), self,
                               G_CONNECT_SWAPPED);
      gtk_stack_add_titled (self->stack, totals, opt_plan_grouping_get_nick (grouping),
                            _ (titles[grouping]));
    }
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), self->stack);
  gtk_widget_add_css_class (switcher, "compact");
  gtk_widget_set_halign (switcher, GTK_ALIGN_START);
  gtk_widget_set_margin_top (switcher, MARGIN / 2);
  gtk_widget_set_margin_bottom (switcher, MARGIN / 2);
  gtk_widget_set_margin_start (switcher, MARGIN);
  gtk_widget_set_margin_end (switcher, MARGIN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (switcher), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What the plan is summed up by"), -1);
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), stack);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * opt_plan_statistics_view_set_document:
 * @self: a view
 * @document: (nullable): the plan to sum up
 */
void
opt_plan_statistics_view_set_document (OptPlanStatisticsView *self, OptPlanDocument *document)
{
  OptPlanStatistics *statistics
      = document != NULL ? opt_plan_document_get_statistics (document) : NULL;

  g_return_if_fail (OPT_IS_PLAN_STATISTICS_VIEW (self));

  for (OptPlanGrouping grouping = 0; grouping < OPT_PLAN_N_GROUPINGS; grouping++)
    {
      GtkStackPage *page = gtk_stack_get_page (self->stack, GTK_WIDGET (self->totals[grouping]));

      opt_plan_totals_set_statistics (self->totals[grouping], statistics);
      /* No node has one. */
      gtk_stack_page_set_visible (page,
                                  statistics != NULL
                                      && g_list_model_get_n_items (
                                             opt_plan_statistics_get_totals (statistics, grouping))
                                             > 0);
    }
}
