/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-summary.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-column.h"
#include "opt-plan-shorten.h"

#define NAME_CHARS 120
#define BASIS_CHARS 400

enum
{
  SIGNAL_NODE_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptPlanSummary
{
  AdwBin parent_instance;

  /* Template children */
  GtkLabel *headline;
  GtkLabel *figures;
  GtkLabel *basis;
  GtkDropDown *choice;
  GtkWidget *keep_button;
  GtkLabel *notes;

  /* Owned */
  OptPlanNode *named; /* (nullable) by the headline */
  gboolean choosing;  /* it is set, and not by the user */
};

G_DEFINE_FINAL_TYPE (OptPlanSummary, opt_plan_summary, ADW_TYPE_BIN)

static gboolean
link_activated (OptPlanSummary *self)
{
  if (self->named != NULL)
    g_signal_emit (self, signals[SIGNAL_NODE_ACTIVATED], 0, self->named);

  return TRUE;
}

/* "plan.nth" is the page's. */
static void
chosen (OptPlanSummary *self)
{
  if (!self->choosing)
    gtk_widget_activate_action (GTK_WIDGET (self), "plan.nth", "u",
                                gtk_drop_down_get_selected (self->choice));
}

static void
opt_plan_summary_dispose (GObject *object)
{
  g_clear_object (&OPT_PLAN_SUMMARY (object)->named);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PLAN_SUMMARY);

  G_OBJECT_CLASS (opt_plan_summary_parent_class)->dispose (object);
}

static void
opt_plan_summary_class_init (OptPlanSummaryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_plan_summary_dispose;

  /**
   * OptPlanSummary::node-activated:
   * @self: the summary
   * @node: a node
   *
   * The user wants to see the node that the summary names.
   */
  signals[SIGNAL_NODE_ACTIVATED]
      = g_signal_new ("node-activated", OPT_TYPE_PLAN_SUMMARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, OPT_TYPE_PLAN_NODE);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-plan-summary.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, OptPlanSummary, headline);
  gtk_widget_class_bind_template_child (widget_class, OptPlanSummary, figures);
  gtk_widget_class_bind_template_child (widget_class, OptPlanSummary, basis);
  gtk_widget_class_bind_template_child (widget_class, OptPlanSummary, choice);
  gtk_widget_class_bind_template_child (widget_class, OptPlanSummary, keep_button);
  gtk_widget_class_bind_template_child (widget_class, OptPlanSummary, notes);
  gtk_widget_class_bind_template_callback (widget_class, chosen);
  gtk_widget_class_bind_template_callback (widget_class, link_activated);
}

static void
opt_plan_summary_init (OptPlanSummary *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Where there is nothing to keep, or no server that it could be of, it is not in the way. */
  g_object_bind_property (self->keep_button, "sensitive", self->keep_button, "visible",
                          G_BINDING_SYNC_CREATE);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Summary of the plan"), -1);
}

static char *
make_link (OptPlanNode *node)
{
  g_autofree char *label = opt_plan_node_get_label (node);
  g_autofree char *name = opt_plan_shorten_line (label, NAME_CHARS);

  return g_markup_printf_escaped ("<a href=\"#%d\">%s</a>", opt_plan_node_get_id (node), name);
}

/* What runs after the nodes may well be most of it: then no node is to blame. */
static char *
describe_triggers (OptPlan *plan)
{
  g_autofree char *time = opt_format_duration (opt_plan_get_trigger_ms (plan));
  g_autofree char *total = opt_format_duration (opt_plan_get_total_ms (plan));

  return g_markup_printf_escaped (_ ("Triggers take %s of %s"), time, total);
}

static char *
describe_slowest (OptPlan *plan, OptPlanNode *node)
{
  g_autofree char *link = make_link (node);
  g_autofree char *time = opt_plan_column_to_text (OPT_PLAN_COLUMN_OWN, plan, node);
  g_autofree char *share = opt_plan_column_share_to_text (plan, node);
  g_autofree char *total = opt_format_duration (opt_plan_get_total_ms (plan));

  return g_strdup_printf (_ ("%s takes %s of %s (%s)"), link, time, total, share);
}

static char *
describe_costliest (OptPlan *plan, OptPlanNode *node)
{
  g_autofree char *link = make_link (node);
  g_autofree char *share = opt_plan_column_share_to_text (plan, node);

  return g_strdup_printf (_ ("%s is %s of the estimated cost"), link, share);
}

static char *
describe_nothing (OptPlan *plan)
{
  if (opt_plan_get_n_nodes (plan) > 0)
    return g_strdup (_ ("The plan tells neither times nor costs"));

  return g_strdup (opt_plan_get_n_utility_statements (plan) > 0
                       ? _ ("A utility statement has no plan")
                       : _ ("Nothing is run: rules turn the statement into nothing"));
}

static void
show_headline (OptPlanSummary *self, OptPlan *plan)
{
  OptPlanNode *node
      = opt_plan_has_times (plan) ? opt_plan_get_slowest (plan) : opt_plan_get_costliest (plan);
  g_autofree char *text = NULL;

  if (node != NULL && opt_plan_has_times (plan)
      && opt_plan_get_trigger_ms (plan) > opt_plan_node_get_exclusive_ms (node))
    {
      node = NULL;
      text = describe_triggers (plan);
    }
  else if (node == NULL)
    text = describe_nothing (plan);
  else
    text = opt_plan_has_times (plan) ? describe_slowest (plan, node)
                                     : describe_costliest (plan, node);

  g_set_object (&self->named, node);
  gtk_label_set_markup (self->headline, text);
}

static void
add_part (GString *text, const char *name, char *value)
{
  g_autofree char *owned = value;

  if (text->len > 0)
    g_string_append (text, "  ·  ");
  g_string_append_printf (text, "%s %s", name, owned);
}

static void
show_figures (OptPlanSummary *self, OptPlan *plan)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = plan != NULL ? opt_plan_get_n_nodes (plan) : 0;

  if (plan == NULL)
    {
      add_part (text, _ ("Execution"), g_strdup (OPT_FORMAT_NONE));
      add_part (text, _ ("Planning"), g_strdup (OPT_FORMAT_NONE));
      gtk_label_set_label (self->figures, text->str);
      return;
    }

  if (!opt_plan_has_rows (plan) && n > 0 && isnan (opt_plan_get_execution_ms (plan)))
    g_string_append (text, _ ("Not run"));
  else if (n > 0)
    add_part (text, _ ("Execution"), opt_format_duration (opt_plan_get_execution_ms (plan)));
  if (!isnan (opt_plan_get_planning_ms (plan)))
    add_part (text, _ ("Planning"), opt_format_duration (opt_plan_get_planning_ms (plan)));
  if (!isnan (opt_plan_get_jit_ms (plan)))
    add_part (text, _ ("Compilation"), opt_format_duration (opt_plan_get_jit_ms (plan)));
  if (!isnan (opt_plan_get_trigger_ms (plan)))
    add_part (text, _ ("Triggers"), opt_format_duration (opt_plan_get_trigger_ms (plan)));
  if (opt_plan_has_costs (plan))
    add_part (text, _ ("Estimated cost"), opt_format_number (opt_plan_get_total_cost (plan)));
  if (n > 0)
    {
      g_autofree char *count = opt_format_count (n);

      if (text->len > 0)
        g_string_append (text, "  ·  ");
      g_string_append_printf (text, ngettext ("%s node", "%s nodes", n), count);
    }
  gtk_label_set_label (self->figures, text->str);
}

static void
add_note (GString *notes, const char *note)
{
  if (notes->len > 0)
    g_string_append_c (notes, ' ');
  g_string_append (notes, note);
}

static void
add_rounding_note (GString *notes, OptPlan *plan)
{
  OptPlanNode *worst = NULL;
  g_autofree char *rounding = NULL;
  g_autofree char *note = NULL;

  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) i);

      if (opt_plan_is_rounding_notable (plan, node)
          && (worst == NULL
              || opt_plan_node_get_rounding_ms (node) > opt_plan_node_get_rounding_ms (worst)))
        worst = node;
    }
  if (worst == NULL)
    return;

  rounding = opt_format_duration (opt_plan_node_get_rounding_ms (worst));
  note = g_strdup_printf (
      _ ("So many loops of a few microseconds add up the rounding: own times may be off by up to %s."),
      rounding);
  add_note (notes, note);
}

static void
add_statement_notes (GString *notes, OptPlan *plan)
{
  guint n = opt_plan_get_n_plans (plan);
  guint n_utility = opt_plan_get_n_utility_statements (plan);
  g_autofree char *text = NULL;

  if (n > 1)
    {
      text = g_strdup_printf (
          _ ("%u plans, of several statements or of one that rules rewrote: figures are of all of them together."),
          n);
      add_note (notes, text);
    }
  if (n > 0 && n_utility > 0)
    add_note (notes, _ ("A utility statement among them has no plan."));
  if (opt_plan_get_outside_root_ms (plan) > 0)
    {
      g_autofree char *outside = opt_format_duration (opt_plan_get_outside_root_ms (plan));
      g_autofree char *note
          = g_strdup_printf (_ ("%s after the main plan, in a WITH query that changes data."),
                             outside);

      add_note (notes, note);
    }
}

static void
show_notes (OptPlanSummary *self, OptPlanDocument *document)
{
  OptPlan *plan = opt_plan_document_get_plan (document);
  g_autoptr (GString) notes = g_string_new (NULL);
  g_autofree char *unread = opt_plan_describe_unread (plan);

  if (opt_plan_has_times (plan) && opt_plan_document_has_loops (document))
    add_note (notes, _ ("PostgreSQL prints times per loop and process; here they are wall time "
                        "over all loops."));
  if (opt_plan_has_rows (plan) && !opt_plan_has_times (plan))
    add_note (notes, _ ("The nodes were not timed: shares are of the estimated cost."));
  if (opt_plan_get_n_untimed (plan) > 0)
    add_note (notes, _ ("Some of the plans have no times of nodes: shares are of the others."));
  if (opt_plan_has_times (plan))
    add_rounding_note (notes, plan);
  add_statement_notes (notes, plan);
  if (unread != NULL)
    {
      g_autofree char *sentence = g_strdup_printf ("%s.", unread);

      add_note (notes, sentence);
    }

  gtk_widget_set_visible (GTK_WIDGET (self->notes), notes->len > 0);
  gtk_label_set_label (self->notes, notes->str);
}

/* Its list stays for as long as it is of the same plans: the keyboard may be in it. */
static void
fill_choice (OptPlanSummary *self, const char *const *names)
{
  guint n = g_strv_length ((char **) names);
  GtkStringList *old = GTK_STRING_LIST (gtk_drop_down_get_model (self->choice));
  g_autoptr (GtkStringList) list = NULL;
  g_autofree char *count = opt_format_count (n);
  g_autofree char *all = g_strdup_printf (ngettext ("%s plan", "All %s plans", n), count);
  gboolean same = old != NULL && g_list_model_get_n_items (G_LIST_MODEL (old)) == n + 1;

  for (guint i = 0; same && i < n; i++)
    same = g_str_equal (gtk_string_list_get_string (old, i + 1), names[i]);
  if (same)
    return;

  list = gtk_string_list_new (NULL);
  gtk_string_list_append (list, all);
  gtk_string_list_splice (list, 1, 0, names);
  gtk_drop_down_set_model (self->choice, G_LIST_MODEL (list));
}

static void
show_choice (OptPlanSummary *self, OptPlanDocument *document)
{
  guint nth = 0;
  const char *const *names
      = document != NULL ? opt_plan_document_get_choice (document, &nth) : NULL;

  self->choosing = TRUE;
  if (names != NULL)
    {
      GtkStringObject *item;
      g_autofree char *name = NULL;

      fill_choice (self, names);
      gtk_drop_down_set_selected (self->choice, nth);
      item = gtk_drop_down_get_selected_item (self->choice);
      /* Translators: what a screen reader says of the choice: the plan that is shown */
      name = g_strdup_printf (_ ("Which of the plans is shown: %s"),
                              gtk_string_object_get_string (item));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      name, -1);
    }
  self->choosing = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->choice), names != NULL);
}

static void
show_basis (OptPlanSummary *self, OptPlanDocument *document)
{
  const char *basis = opt_plan_document_get_basis (document);
  const char *name = opt_plan_document_get_name (document);
  g_autofree char *text = NULL;

  if (basis != NULL)
    text = opt_plan_shorten_line (basis, BASIS_CHARS);
  else if (opt_plan_document_get_kept (document) != NULL)
    text = g_strdup_printf (_ ("Kept without values: %s"), opt_plan_document_get_kept (document));
  else if (name != NULL)
    text = g_strdup_printf (_ ("From the file %s"), name);
  else
    text = g_strdup (_ ("Pasted"));

  gtk_widget_set_visible (GTK_WIDGET (self->basis), TRUE);
  gtk_label_set_label (self->basis, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->basis), text);
}

/**
 * opt_plan_summary_set_document:
 * @self: a summary
 * @document: (nullable): the plan; without one there are dashes
 */
void
opt_plan_summary_set_document (OptPlanSummary *self, OptPlanDocument *document)
{
  g_return_if_fail (OPT_IS_PLAN_SUMMARY (self));

  show_figures (self, document != NULL ? opt_plan_document_get_plan (document) : NULL);
  show_choice (self, document);
  if (document != NULL)
    {
      show_headline (self, opt_plan_document_get_plan (document));
      show_basis (self, document);
      show_notes (self, document);
      return;
    }

  g_clear_object (&self->named);
  gtk_label_set_label (self->headline, OPT_FORMAT_NONE);
  gtk_widget_set_visible (GTK_WIDGET (self->basis), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->notes), FALSE);
}
