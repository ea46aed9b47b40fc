/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-finding-list.h"

#include <glib/gi18n.h>

#include "opt-finding-row.h"

/* The worst of a plan of thousands of nodes; what explains less than these explains little. */
#define ROWS_AT_MOST 25

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptFindingList
{
  AdwBin parent_instance;

  /* Template children */
  GtkScrolledWindow *scroller;
  GtkListBox *list;
  GtkWidget *nothing;
  GtkLabel *looked_for;
};

G_DEFINE_FINAL_TYPE (OptFindingList, opt_finding_list, ADW_TYPE_BIN)

static void
row_activated (OptFindingList *self, OptFindingRow *row)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, opt_finding_row_get_finding (row));
}

static void
opt_finding_list_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_FINDING_LIST);

  G_OBJECT_CLASS (opt_finding_list_parent_class)->dispose (object);
}

static void
opt_finding_list_class_init (OptFindingListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_finding_list_dispose;

  /**
   * OptFindingList::activated:
   * @self: the list
   * @finding: a finding about a node
   *
   * The user wants to see the node.
   */
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", OPT_TYPE_FINDING_LIST, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, OPT_TYPE_FINDING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-finding-list.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, OptFindingList, scroller);
  gtk_widget_class_bind_template_child (widget_class, OptFindingList, list);
  gtk_widget_class_bind_template_child (widget_class, OptFindingList, nothing);
  gtk_widget_class_bind_template_child (widget_class, OptFindingList, looked_for);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
}

static void
opt_finding_list_init (OptFindingList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* All that the core looks for; what it can't see in this plan is not claimed. */
static const char *
describe_search (OptPlan *plan)
{
  if (!opt_plan_has_rows (plan) && !opt_plan_has_costs (plan))
    return _ ("The plan tells neither times nor costs: nothing can be weighed.");
  if (!opt_plan_has_rows (plan))
    return _ ("The plan was not run. Looked for: sequential scans that cost much for the few rows "
              "expected of them, other nodes with much of the estimated cost, and notes. Run the "
              "statement on a copy to have rows, times and buffers looked at.");

  return _ (
      "Looked for: how rows are found (scans, indexes and partitions that give what is dropped "
      "then), how they are joined, row estimates that misled the planner, what did not fit "
      "into memory, reads and their time, parallel workers, compiling, planning, triggers and "
      "foreign keys, rows skipped or sent, and nodes that take much for no such reason. What "
      "explains little of the whole is left out.");
}

static void
clear (OptFindingList *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

/**
 * opt_finding_list_set_document:
 * @self: a list
 * @document: (nullable): whose findings to show
 * @with_remedies: whether there is a server that can take up what they hand on
 */
void
opt_finding_list_set_document (OptFindingList *self,
                               OptPlanDocument *document,
                               gboolean with_remedies)
{
  OptPlan *plan;
  guint n;

  g_return_if_fail (OPT_IS_FINDING_LIST (self));

  clear (self);
  plan = document != NULL ? opt_plan_document_get_plan (document) : NULL;
  n = plan != NULL ? opt_plan_get_n_findings (plan) : 0;
  for (guint i = 0; i < MIN (n, ROWS_AT_MOST); i++)
    {
      GtkWidget *row = opt_finding_row_new (opt_plan_get_finding (plan, i));

      if (with_remedies)
        opt_finding_row_offer_remedy (OPT_FINDING_ROW (row), i);
      gtk_list_box_append (self->list, row);
    }

  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (self->nothing, plan != NULL && n == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->looked_for),
                          plan != NULL && opt_plan_get_n_nodes (plan) > 0);
  if (n > ROWS_AT_MOST)
    {
      g_autofree char *rest
          = g_strdup_printf (ngettext ("%u more finding explains less than these.",
                                       "%u more findings explain less than these.",
                                       n - ROWS_AT_MOST),
                             n - ROWS_AT_MOST);

      gtk_label_set_label (self->looked_for, rest);
    }
  else if (plan != NULL)
    gtk_label_set_label (self->looked_for, describe_search (plan));
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}
