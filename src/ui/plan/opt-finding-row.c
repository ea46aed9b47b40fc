/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-finding-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-shorten.h"

/* A filter may be as long as a statement; the node's details have all of it. */
#define TEXT_CHARS 300

struct _OptFindingRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  GtkLabel *theme;
  GtkLabel *title;
  GtkLabel *share;
  GtkLabel *seen;
  GtkLabel *why;
  GtkLabel *advice;
  GtkLabel *caveat;
  GtkButton *remedy_button;

  /* Owned */
  OptFinding *finding;
};

G_DEFINE_FINAL_TYPE (OptFindingRow, opt_finding_row, GTK_TYPE_LIST_BOX_ROW)

static void
opt_finding_row_dispose (GObject *object)
{
  OptFindingRow *self = OPT_FINDING_ROW (object);

  g_clear_object (&self->finding);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_FINDING_ROW);

  G_OBJECT_CLASS (opt_finding_row_parent_class)->dispose (object);
}

static void
opt_finding_row_class_init (OptFindingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_finding_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-finding-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, theme);
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, title);
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, share);
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, seen);
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, why);
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, advice);
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, caveat);
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, remedy_button);
}

static void
opt_finding_row_init (OptFindingRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_text (GtkLabel *label, const char *text)
{
  g_autofree char *shown = opt_plan_shorten (text, TEXT_CHARS);

  gtk_label_set_label (label, shown);
}

/* Of a note no time is known. */
static void
show_share (OptFindingRow *self, OptFinding *finding)
{
  g_autofree char *share = opt_format_percent (opt_finding_get_share (finding));
  g_autofree char *explained = NULL;

  if (opt_finding_get_severity (finding) == OPT_FINDING_SEVERITY_NOTE)
    {
      gtk_label_set_label (self->share, _ ("Note"));
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->share),
                                   _ ("Good to know; no time is known that it explains"));
      gtk_widget_add_css_class (GTK_WIDGET (self->share), "dim-label");
      return;
    }

  explained = g_strdup_printf (isnan (opt_finding_get_explained_ms (finding))
                                   ? _ ("Explains up to %s of the estimated cost")
                                   : _ ("Explains up to %s of the time"),
                               share);
  set_text (self->share, share);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->share), explained);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->share), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  explained, -1);
}

/**
 * opt_finding_row_new:
 * @finding: a finding
 *
 * Returns: (transfer floating): a row that shows it
 */
GtkWidget *
opt_finding_row_new (OptFinding *finding)
{
  OptFindingRow *self = g_object_new (OPT_TYPE_FINDING_ROW, NULL);
  OptFindingTheme theme;

  g_return_val_if_fail (OPT_IS_FINDING (finding), GTK_WIDGET (self));

  self->finding = g_object_ref (finding);
  theme = opt_finding_kind_get_theme (opt_finding_get_kind (finding));
  gtk_label_set_label (self->theme, opt_finding_theme_get_title (theme));
  set_text (self->title, opt_finding_get_title (finding));
  show_share (self, finding);
  set_text (self->seen, opt_finding_get_seen (finding));
  set_text (self->why, opt_finding_get_why (finding));
  set_text (self->advice, opt_finding_get_advice (finding));
  set_text (self->caveat, opt_finding_get_caveat (finding));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (self->title), -1);
  /* What is wrong with the statement as a whole has no node to go to. */
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self),
                                    opt_finding_get_node (finding) != NULL);

  return GTK_WIDGET (self);
}

/* What is tried, in full; the row says in words what the advisor is asked for. */
static char *
describe_remedy (const OptFindingRemedy *remedy)
{
  if (remedy->sql == NULL)
    return g_strdup (_ ("Have indexes simulated for this statement alone, on a twin of the "
                        "database in the sandbox that has none of its rows"));
  if (remedy->statement == NULL)
    return g_strdup_printf (_ ("Measure the statement with and without it, on copies:\n%s"),
                            remedy->sql);

  return g_strdup_printf (_ ("Measure it on copies:\n%s\nby what the foreign key looks for:\n%s"),
                          remedy->sql, remedy->statement);
}

/**
 * opt_finding_row_offer_remedy:
 * @self: a row
 * @index: the finding's place in its plan, for the action `plan.take-up`
 *
 * Offers to have what the finding hands on taken up, if it hands on anything. Of a plan that no
 * server was asked for there is nobody to take it.
 */
void
opt_finding_row_offer_remedy (OptFindingRow *self, guint index)
{
  const OptFindingRemedy *remedy;
  g_autofree char *tooltip = NULL;

  g_return_if_fail (OPT_IS_FINDING_ROW (self));

  remedy = opt_finding_get_remedy (self->finding);
  if (remedy == NULL)
    return;

  tooltip = describe_remedy (remedy);
  gtk_button_set_label (self->remedy_button, remedy->kind == OPT_FINDING_REMEDY_ADVISE
                                                 ? _ ("Ask the Advisor")
                                                 : _ ("Try in the Sandbox"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->remedy_button), tooltip);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->remedy_button), "u", index);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->remedy_button), "plan.take-up");
  gtk_widget_set_visible (GTK_WIDGET (self->remedy_button), TRUE);
}

/**
 * opt_finding_row_get_finding:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
OptFinding *
opt_finding_row_get_finding (OptFindingRow *self)
{
  g_return_val_if_fail (OPT_IS_FINDING_ROW (self), NULL);

  return self->finding;
}
